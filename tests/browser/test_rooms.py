"""A host, a wall and two phones play a whole room."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import running
from tests.browser.harness import LONG, PHONE

pytestmark = pytest.mark.browser
WALL = {"width": 1280, "height": 720}
SMALLEST = 0.025  # of the wall's height


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of an app with rooms of its own."""
    folder: Path = tmp_path_factory.mktemp("rooms")
    with running(DATABASE_URL=f"sqlite:///{folder / 'rooms.sqlite'}") as address:
        yield address


def sound(page: Page) -> None:
    """Hold that a page has nothing that keeps anybody out."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def smallest_type(page: Page) -> float:
    """Return the size of the smallest text on a page, px."""
    return float(
        page.evaluate("""() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let least = Infinity;
          while (walk.nextNode()) {
            const box = walk.currentNode.parentElement;
            const shown = walk.currentNode.data.trim() && box.checkVisibility();
            if (shown) least = Math.min(least, parseFloat(getComputedStyle(box).fontSize));
          }
          return least;
        }""")
    )


def opened(host: Page, rooms: str) -> str:
    """Open a room without a clock, from the page that leads to rooms; return its code."""
    host.goto(f"{rooms}/rooms")
    sound(host)
    host.get_by_label("Turns").fill("2")
    host.get_by_label("Seconds a turn").fill("")
    host.get_by_role("button", name="Open a room").click()
    expect(host.locator("#counts")).to_have_text("0 seats taken")
    return host.locator("#code").inner_text()


def step(host: Page, name: str, then: str) -> None:
    host.get_by_role("button", name=name).click()
    expect(host.locator("#phase")).to_have_text(then)


def decide(phone: Page, strategy: str) -> None:
    phone.get_by_role("radio", name=strategy).check()
    phone.get_by_role("button", name="Decide").click()
    expect(phone.locator("#decided")).to_contain_text(f"Decided: {strategy}")


def test_a_whole_room_in_four_browsers(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter view").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    expect(wall.locator("#code")).to_have_text(code)
    expect(wall.locator("#qr")).to_have_js_property("complete", True)
    phones = [new_page(viewport=PHONE, locale=locale) for locale in ("en-GB", "en-US")]
    for phone, name in zip(phones, ("", "Ada <b>"), strict=True):
        phone.goto(f"{rooms}/rooms/{code}")
        phone.get_by_label("Your name").fill(name)
        sound(phone)
        phone.get_by_role("button", name="Take a seat").click()
        expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    expect(host.locator("#counts")).to_have_text("2 seats taken")
    expect(wall.locator("#lines li")).to_have_count(2)
    assert "Ada" not in wall.inner_text("body")
    host.get_by_role("button", name="Show this name").click()
    expect(wall.locator("#lines")).to_contain_text("Ada <b>")
    sound(wall)
    assert smallest_type(wall) >= SMALLEST * WALL["height"]

    step(host, "Begin with a guess", "Guess first")
    phones[0].get_by_label("Cycles").fill("120")
    phones[0].get_by_role("button", name="Guess").click()
    expect(phones[0].locator("#guessed")).to_contain_text("120")
    step(host, "Begin turn 1", "Turn 1 of 2")
    decide(phones[0], "Preventive")
    expect(host.locator("#counts")).to_contain_text("1 has decided")
    step(host, "Close this turn now", "Turn 2 of 2")
    for phone in phones:
        expect(phone.locator("#place")).to_contain_text("Place", timeout=LONG)
        sound(phone)
    phones[1].reload()  # the same factory
    expect(phones[1].locator("#name")).to_have_text(re.compile("Ada <b>"))
    expect(phones[1].locator("#money")).to_have_text(re.compile(r"\$"))
    decide(phones[1], "Federated predictive")
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    sound(host)
    step(host, "Close this turn now: debrief", "Debrief")
    told = phones[0].locator("#guesses")
    expect(told).to_contain_text("120 in the middle of 1 guess", timeout=LONG)
    link = phones[0].get_by_role("link", name="Your match on the board").get_attribute("href")
    assert link is not None and "game=1-default.cy500-" in link
    expect(wall.locator("#race svg")).to_be_visible(timeout=LONG)
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_teach_leads_to_the_rooms(page: Page, rooms: str) -> None:
    page.goto(f"{rooms}/teach")
    page.get_by_role("link", name="Open a room, or go into one").click()
    expect(page.get_by_role("heading", name="Rooms")).to_be_visible(timeout=LONG)
