import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import barriers
from tests.browser.harness import visit

pytestmark = pytest.mark.browser

LONG = 90_000  # ms; these machines may be busy


def test_evidence_comes_while_one_looks(page: Page, new_app: str) -> None:
    # By its link: opened by its address, Streamlit itself asks for two files that are not there.
    page.goto(new_app)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Close").first.click()
    visit(page, "Does it hold up?")
    played = page.get_by_text("of 1,000 games played")
    expect(played).to_be_visible(timeout=LONG)
    first = page.get_by_role("listitem").filter(has_text="earned more than")
    expect(first).to_contain_text("the difference is")
    early = first.inner_text()
    expect(played).to_have_text("1,000 of 1,000 games played", timeout=3 * LONG)
    expect(page.locator(".js-plotly-plot")).to_have_count(5, timeout=LONG)
    assert first.inner_text() != early
    expect(page.get_by_text("That is more than luck")).to_be_visible()
    page.get_by_role("radio", name="The original's").click()
    expect(page.get_by_text("the schedule of 193 cycles")).to_be_visible(timeout=LONG)
    page.get_by_role("radio", name="Your own").click()
    box = page.get_by_label("Preventive: service age, cycles, as a number").first
    expect(box).to_have_value("193", timeout=LONG)
    box.fill("130")
    box.press("Enter")
    expect(page.get_by_text("the schedule of 130 cycles")).to_be_visible(timeout=LONG)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    assert barriers(page) == {}
