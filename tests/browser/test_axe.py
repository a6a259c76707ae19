"""axe-core finds nothing wrong: every page, every state of the board, both themes, both screens."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from game.views.frame.theme import DARK, LIGHT
from tests.browser.harness import SESSION, jump, open_board, ref, visit

pytestmark = pytest.mark.browser

LONG = 90_000  # ms; these machines may be busy
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SCREENS = ((1440, 900), (390, 844))
PALETTES = {"light": LIGHT, "dark": DARK}


def violations(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


# ----------------------------------------------------------------------------------- pages


def nothing(page: Page) -> None:
    expect(page.get_by_text("A match opens its report when it ends")).to_be_visible(timeout=LONG)


def a_match(page: Page) -> None:
    page.get_by_role("button", name="Show an example").click()
    expect(page.get_by_role("region", name="Turning points")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("over 64 redraws")).to_be_visible(timeout=LONG)


def levels(page: Page) -> None:
    visit(page, "Learn")
    expect(page.get_by_role("button", name="Show me")).to_be_enabled(timeout=LONG)


def a_guess(page: Page) -> None:
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)


def explanations(page: Page) -> None:
    visit(page, "How it works")
    expect(page.get_by_role("heading", name="What it is not")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)


def own_rules(page: Page) -> None:
    visit(page, "Sandbox")
    expect(page.get_by_role("heading", name="Sandbox")).to_be_visible(timeout=LONG)


def evidence(page: Page) -> None:
    visit(page, "Does it hold up?")
    played = page.get_by_text("1,000 of 1,000 games played")
    expect(played).to_be_visible(timeout=3 * LONG)
    page.get_by_role("radio", name="Your own").click()
    expect(page.get_by_text("the schedule of 193 cycles")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_have_count(5, timeout=LONG)


def a_lab(page: Page) -> None:
    visit(page, "Lab")
    expect(page.get_by_text("of 20 factories gain")).to_be_visible(timeout=3 * LONG)
    page.get_by_text("All numbers").click()
    expect(page.locator(".tt-table")).to_have_count(3, timeout=LONG)


def real_engines(page: Page) -> None:
    visit(page, "Real engines")
    expect(page.get_by_text("How long they last")).to_be_visible(timeout=LONG)
    page.get_by_text("Upload, or use files of your own").click()
    page.get_by_role("button", name="Train on these engines").click()
    expect(page.get_by_text("boosted trees")).to_be_visible(timeout=3 * LONG)


def in_colours(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "(ground) => getComputedStyle(document.documentElement)"
        ".getPropertyValue('--tt-ground').trim() === ground",
        arg=PALETTES[scheme].ground,
        timeout=LONG,
    )
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=LONG)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=LONG)


def test_pages(new_page: Callable[..., Page], app: str) -> None:
    page = new_page(color_scheme="light")
    page.goto(app)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Close").first.click()
    visit(page, "Report")
    found = {}
    for show in (
        nothing, a_match, levels, a_guess, explanations, own_rules, evidence, a_lab, real_engines,
    ):  # fmt: skip
        show(page)
        for scheme in PALETTES:
            in_colours(page, scheme)
            for width, height in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                found[f"{show.__name__}, {scheme}, {width}"] = violations(page)
            menu = page.get_by_role("button", name="Menu")
            menu.click()
            found[f"{show.__name__}, {scheme}, menu"] = violations(page)
            menu.click()
            page.set_viewport_size({"width": SCREENS[0][0], "height": SCREENS[0][1]})
    assert {name: bad for name, bad in found.items() if bad} == {}


# ----------------------------------------------------------------------------------- board


def states(page: Page) -> Iterator[str]:
    """Bring the board into one state after the other."""
    close = page.locator(".sheet:not([hidden]) .close")
    yield "start sheet"
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function(f"{SESSION}.clock > 2")
    yield "playing"
    jump(page, 100)
    yield "paused"
    page.get_by_role("button", name="Your profit").focus()
    expect(ref(page, "bubble")).to_be_visible()
    yield "the formula of a number"
    for name in ("About preventive", "About engine 1", "Keys"):
        page.get_by_role("button", name=name).click()
        yield name
        close.click()
    ref(page, "file").set_input_files(
        files=[{"name": "bad.json", "mimeType": "application/json", "buffer": b"[]"}]
    )
    expect(ref(page, "problem")).to_be_visible()
    yield "an error"
    jump(page, 400)
    expect(ref(page, "offer")).to_be_visible()
    yield "an unlock offered"
    page.get_by_role("button", name="Take it").click()
    settled(page, 1)
    jump(page, 900)
    page.keyboard.press("3")
    settled(page, 2)
    yield "a model and its alarm"
    ref(page, "timeline").fill("700")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="A new path")).to_be_visible()
    yield "branch"
    page.get_by_role("button", name="New path").click()
    settled(page, 2)
    yield "a path that was left"
    page.keyboard.press("3")
    settled(page, 2)
    jump(page, 20_000)
    expect(ref(page, "verdict")).to_be_visible()
    yield "finish sheet"
    page.get_by_role("button", name="Keep playing").click()
    expect(ref(page, "thousand")).to_be_visible()
    yield "played on"


def settled(page: Page, decisions: int) -> None:
    page.wait_for_function(
        f"!{SESSION}.waiting && {SESSION}.decisions.length === {decisions} && !{SESSION}.sheet"
    )


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize("size", SCREENS, ids=["desk", "phone"])
def test_board(new_page: Callable[..., Page], scheme: str, size: tuple[int, int]) -> None:
    # Rows of the leaderboard that change places overlap on their way: let them jump.
    page = new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    open_board(page, PALETTES[scheme].ground)
    found = {state: violations(page) for state in states(page)}
    assert len(found) == 14
    assert {name: bad for name, bad in found.items() if bad} == {}
