"""What tests of one's own plant share: a link to one, and a page whose answer is whole."""

import base64
import json

from playwright.sync_api import Page, expect

from tests.browser.harness import LONG

LAST = "What it hangs on"


def packed(plant: object) -> str:
    """Return a plant as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(plant).encode()).decode().rstrip("=")


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Your plant")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=LONG)
