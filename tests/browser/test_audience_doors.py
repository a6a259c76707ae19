"""Who is kept out of an audience, screens that only show, and pages of one that is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import PHONE
from tests.browser.rooms import WALL
from tests.browser.test_audience import opened

pytestmark = pytest.mark.browser


def test_a_locked_audience_says_so_and_a_phone_gets_in_when_it_is_open_again(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code, wall = opened(host, rooms)
    shows = host.get_by_role("link", name="Presenter's screen").get_attribute("href")
    host.bring_to_front()
    host.get_by_role("button", name="Lock").click()
    expect(wall.locator("#address")).to_have_text("Nobody else may come in now")
    expect(wall.locator("#qr")).to_be_hidden()
    expect(wall.locator("#code")).to_have_text("")
    phone = new_page(viewport=PHONE, storage_state=None)
    phone.clock.install()
    phone.goto(f"{rooms}/rooms/{code}")
    expect(phone.get_by_role("alert")).to_contain_text("Nobody else may come in")
    host.get_by_role("button", name="Let people in again").click()
    expect(wall.locator("#code")).to_have_text(code)
    phone.clock.run_for(11_000)
    phone.get_by_role("button", name="Vote with us").click()
    expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    assert host.context.browser is not None
    other = host.context.browser.new_page(viewport=WALL)  # it is nobody's who leads
    other.goto(f"{rooms}/rooms/{code}/show#{str(shows).partition('#')[2]}")
    expect(other.locator("#code")).to_have_text(code)
    for key in ("ArrowRight", "PageUp"):
        other.keyboard.press(key)
        expect(other.locator("#keys")).to_contain_text("only shows", timeout=5_000)
    other.close()


def test_pages_of_an_audience_that_is_gone_ask_no_more(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code, wall = opened(host, rooms)
    phone = new_page(viewport=PHONE, storage_state=None)
    for page in (wall, phone):
        page.clock.install()
    wall.reload()
    phone.goto(f"{rooms}/rooms/{code}")
    phone.get_by_role("button", name="Vote with us").click()
    expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    expect(wall.locator("#code")).to_have_text(code)
    deleted = host.evaluate(
        """async (code) => (await fetch(`${code}/host/delete`, { method: "POST",
          headers: { "Content-Type": "application/json" }, body: JSON.stringify({ sure: code })
        })).status""".replace("${code}", f"{rooms}/rooms/{code}"),
        code,
    )
    assert deleted == 200
    for page in (wall, phone):
        page.bring_to_front()
        for _ in range(4):  # a lost stream is opened again first
            page.clock.run_for(10_000)
        expect(page.get_by_role("alert")).to_contain_text("has been deleted")
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.clock.run_for(60_000)
        page.evaluate("fetch(location.href)")  # whatever was asked has gone out before
        assert len(asked) == 1
