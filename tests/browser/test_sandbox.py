"""Rules of one's own, from the form to the board."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import START

pytestmark = pytest.mark.browser

RULES = "default.cy900.rip"


def test_rules_of_ones_own_are_played_on_the_board(page: Page, app: str) -> None:
    page.goto(f"{app}/sandbox?rules={RULES}")
    page.get_by_role("link", name="Play by these rules").click(timeout=60_000)
    expect(page.get_by_role("radio", name="Sandbox")).to_be_checked(timeout=60_000)
    page.click(START)
    expect(page.get_by_text("of 2", exact=True)).to_be_visible()
    expect(page.get_by_text("Rules of your own, engines of seed 7")).to_be_visible()
    page.wait_for_url(f"**game=1-{RULES}-7")
    page.get_by_role("button", name="New game").click()
    expect(page.get_by_role("radio", name="Sandbox")).to_be_checked()
    page.locator('input[value="classic"]').check()
    page.click(START)
    expect(page.get_by_text("of 4", exact=True)).to_be_visible(timeout=60_000)
