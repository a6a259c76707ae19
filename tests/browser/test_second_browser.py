"""A match that was played in one browser, opened by its link in another: the same to the cent."""

import math
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.harness import LONG, SESSION, pass_time

pytestmark = pytest.mark.browser


def ready(page: Page) -> None:
    page.wait_for_function(
        "(({ game, waiting, seek }) => game && !waiting && seek === null)"
        "(globalThis.turbofanTycoon?.session ?? {})",
        timeout=LONG,
    )


def hurry(page: Page) -> None:
    page.locator("[data-ref=speeds]").get_by_text("40×").click()


def toggle(page: Page) -> None:
    page.locator("[data-ref=root]").focus()  # on a button Space would press it
    page.keyboard.press("Space")


def reach(page: Page, cycle: int) -> None:
    """Let the clock reach a cycle as it does while playing, and stand there."""
    page.evaluate(f"{SESSION}.hold = {cycle}")
    if not page.evaluate(f"{SESSION}.playing"):
        toggle(page)
    pass_time(page, cycle)
    toggle(page)
    page.wait_for_function(f"!{SESSION}.playing && {SESSION}.clock === Math.floor({SESSION}.clock)")
    ready(page)


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    ready(page)


def finish(page: Page) -> list[list[str]]:
    """Play to the end and read the final ranking."""
    page.evaluate(f"{SESSION}.hold = Infinity")
    if not page.evaluate(f"{SESSION}.playing"):
        toggle(page)
    pass_time(page, math.inf)
    rows = page.locator("[data-ref=final] tr")
    expect(rows).to_have_count(4, timeout=LONG)
    expect(rows.first).to_be_visible()
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def report(page: Page) -> None:
    """Open the report of a match that has just ended, and wait until all of it is weighed."""
    page.bring_to_front()  # behind the other it is drawn once a second
    page.locator("[data-ref=finishSheet]").get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="of 4 with ")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(re.compile("over 64 redraws"))).to_be_attached(timeout=LONG)
    # The last redraws are in before the last choices have been weighed on them.
    expect(page.get_by_text("Not settled yet")).to_have_count(0, timeout=LONG)
    turning_points = page.get_by_role("region", name="Turning points", include_hidden=True)
    expect(turning_points).to_be_attached(timeout=LONG)  # both are folded at first
    at_rest(page)


def figures(page: Page) -> list[str]:
    """Read every figure of an open report, brought to the front: behind others it is not drawn."""
    page.bring_to_front()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    tables = page.locator(".tt-table :is(th, td)").all_text_contents()
    # Not what the browser keeps of its own: the record.
    words = page.locator(".st-key-page [data-testid=stMarkdownContainer] p").all_text_contents()
    return [page.locator("h1").inner_text(), *words, *tables]


def test_a_link_opens_the_same_match_and_the_same_report(
    new_page: Callable[..., Page], app: str
) -> None:
    player = new_page()
    player.goto(f"{app}/?game=1-default.cy1500-20261122")
    expect(player.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    player.get_by_role("button", name="Start").click()
    hurry(player)
    reach(player, 300)
    press(player, "3")
    reach(player, 500)
    press(player, "u")  # undone: it never was
    reach(player, 700)
    press(player, "2")
    player.locator("[data-ref=box]").fill("121")
    player.locator("[data-ref=box]").press("Enter")
    player.wait_for_function(f"{SESSION}.decisions.at(-1)[2][1] === 121")
    ready(player)
    reach(player, 1_300)
    press(player, "1")
    reach(player, 1_400)
    player.locator("[data-ref=timeline]").fill("1200")
    player.wait_for_function(f"{SESSION}.clock === 1200")
    player.keyboard.press("4")
    player.get_by_role("button", name="New path").click()
    ready(player)
    player.evaluate(
        """() => Object.defineProperty(navigator, "clipboard", {
            value: { writeText: async (text) => void (window.copied = text) },
            configurable: true,
        })"""
    )
    player.locator("[data-ref=copy]").click()
    player.wait_for_function("window.copied")
    link = player.evaluate("window.copied")
    assert re.fullmatch(r".*/\?game=1-default\.cy1500-20261122-\d+p121-1200f", link)
    played = finish(player)

    other = new_page(viewport={"width": 390, "height": 844}, storage_state=None)  # another's
    other.goto(link)
    expect(other.get_by_text("2 decisions")).to_be_visible(timeout=LONG)
    other.get_by_role("button", name="Take over").click()
    ready(other)
    hurry(other)
    watched = finish(other)
    profits = [row[3] for row in played]
    assert [row[3] for row in watched] == profits
    assert [row[4:6] for row in watched] == [row[4:6] for row in played]
    assert len(set(profits)) == 4

    report(player)
    report(other)
    # A page puts the last of its parts in place one by one, after all of them have come.
    end = time.monotonic() + LONG / 1000
    while (first := figures(player)) != (second := figures(other)) and time.monotonic() < end:
        other.wait_for_timeout(100)
    assert first == second
    mine = next(row[3] for row in played if "Your factory" in row[1])
    assert f"of 4 with {mine}, " in first[0]
    assert all(profit in "".join(first) for profit in profits)


@pytest.mark.long  # its link is held in ``test_board_finish``
def test_keep_playing_has_a_report_of_its_own(new_page: Callable[..., Page], app: str) -> None:
    page = new_page()
    page.goto(f"{app}/?game=1-default-7-0f")
    expect(page.get_by_text("1 decision")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Take over").click()
    ready(page)
    hurry(page)
    finish(page)
    page.get_by_role("button", name="Keep playing").click()
    reach(page, 4_500)
    cycle, money = (page.locator(f"[data-ref={name}]").inner_text() for name in ("cycle", "money"))
    assert cycle >= "4,500"
    page.locator("[data-ref=reportKept]").click()
    expect(page.get_by_role("heading", name=f"of 4 with {money}")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(f"{cycle} cycles")).to_be_visible()
