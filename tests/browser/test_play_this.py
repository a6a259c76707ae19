"""Whoever says "play this" plays this, whatever is on the board; who has finished has a report."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.accessibility import at_rest
from tests.browser.harness import LONG, SESSION, START, visit

pytestmark = pytest.mark.browser

RULES = "classic.fc120000"
LINK = f"{SESSION}.game?.link"
STANDS = """sheet => [...sheet.querySelectorAll("*")]
    .filter((node) => !node.children.length && node.checkVisibility())
    .filter((node) => !node.closest("[role=status]"))
    .map((node) => node.textContent)"""
"""What stands on the sheet at the end, without what was said aloud last."""


def play_to_the_end(page: Page, start: Locator) -> None:
    start.click()
    page.wait_for_function(f"{SESSION}.sheet === null && {SESSION}.game && !{SESSION}.starting")
    page.evaluate(f"Object.assign({SESSION}, {{ seek: 9000, playing: true }})")
    expect(page.locator("[data-ref=verdict]")).to_be_visible(timeout=LONG)


FRAMES = """() => new Promise((done) => {
    let left = 30;
    const frame = () => (left-- ? requestAnimationFrame(frame) : done());
    frame();
})"""


def put_away(page: Page, sheet: Locator) -> None:
    """Press Escape until a sheet has gone: while its page is drawn anew nobody hears a key."""
    for _ in range(5):
        page.keyboard.press("Escape")
        with suppress(TimeoutError):
            sheet.wait_for(state="hidden", timeout=2_000)
            return
    expect(sheet).to_be_hidden()


@pytest.mark.long  # on a board that has had nothing yet, in ``test_sandbox``
def test_rules_of_ones_own_start_whatever_is_on_the_board(page: Page, app: str) -> None:
    page.goto(f"{app}/?game=1-classic-5")
    page.click(START, timeout=LONG)
    page.wait_for_function(f"{SESSION}.clock > 5")
    for _ in range(2):
        visit(page, "Sandbox")
        page.get_by_label("A failure costs, $").fill("120000", timeout=LONG)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/sandbox?rules={RULES}")
        way = page.get_by_role("link", name="Play by these rules")
        expect(way).to_have_attribute("href", re.compile(RULES), timeout=LONG)
        way.click(timeout=LONG)
        page.wait_for_function(f"{LINK} === '1-{RULES}-7' && {SESSION}.clock === 0")
        expect(page.get_by_role("radio", name="Sandbox")).to_be_checked()
        page.click(START)
        page.wait_for_function(f"{SESSION}.clock > 5")
        page.keyboard.press("2")  # as yet locked, so that the match stays the sandbox's own link


@pytest.mark.parametrize("times", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_finished_match_has_its_report_and_starts_again(page: Page, app: str, times: int) -> None:
    page.goto(f"{app}/?game=1-default.cy900-5")
    expect(page.locator(START)).to_be_visible(timeout=LONG)
    play = page.get_by_role("button", name="Play", exact=True)
    for nth in range(times):
        again = page.get_by_role("button", name="Watch it")
        play_to_the_end(page, again if nth else page.locator(START))
        rows = page.locator("[data-ref=final] tr")
        expect(rows).to_have_count(4)
        sheet = page.locator("[data-ref=finishSheet]")
        worth = sheet.locator("[data-ref=weighed]").get_by_text("your decisions were worth 0% of")
        expect(worth).to_be_visible(timeout=LONG)
        words = sheet.evaluate(STANDS)
        assert "Osprey Flight wins." in words and len(words) > 20
        page.evaluate(FRAMES)  # the server is told of the end, and has taken it
        at_rest(page)
        page.evaluate("document.querySelector('.st-key-pages a[href$=report]').click()")
        expect(page.get_by_role("heading", name="of 4 with")).to_be_visible(timeout=LONG)
        expect(page.get_by_text("seed 5")).to_be_visible(timeout=LONG)
        visit(page, "Play")
        expect(worth).to_be_visible(timeout=LONG)
        assert sheet.evaluate(STANDS) == words, "the sheet comes back as it was"
        put_away(page, sheet)
        visit(page, "Learn")
        expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible(timeout=LONG)
        visit(page, "Play")
        play.click(timeout=LONG)  # the end sheet
        expect(page.locator("[data-ref=verdict]")).to_contain_text("win")
        expect(rows).to_have_count(4)
        put_away(page, sheet)
        visit(page, "Report")
        way = page.get_by_role("link", name="Watch this match again")
        expect(way).to_have_count(1, timeout=LONG)  # what stood there before may go a moment later
        at_rest(page)
        way.click()
        page.wait_for_function(f"{LINK} === '1-default.cy900-5' && {SESSION}.clock === 0")
        # nothing was decided in it: it is watched as flown, not played anew
        expect(page.locator(START)).to_be_hidden()
        expect(play).to_be_visible()
