"""The recipes of CONTRIBUTING.md on every screen: their strategy and aggregator are in no table."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.conftest import running
from tests.browser.harness import LONG, closed, unfold, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def recipe_app() -> Iterator[str]:
    with running("tests/browser/recipe_app.py") as address:
        yield address


def test_a_fifth_strategy_is_played_reported_and_compared(page: Page, recipe_app: str) -> None:
    page.goto(f"{recipe_app}/?game=1-default-7-0t20")
    page.get_by_role("button", name="Take over").click(timeout=LONG)
    ladder = page.locator("[data-ref=ladder]")
    expect(ladder.locator("[aria-checked=true]")).to_contain_text("Patient model")
    expect(page.locator("[data-ref=modelFacts]")).to_contain_text("20 factories, ", timeout=LONG)
    page.get_by_role("button", name="About patient model").click()
    expect(page.locator("[data-ref=wordBody]")).to_contain_text("One alarm alone may be noise.")
    page.keyboard.press("Escape")
    closed(page)
    page.keyboard.press("2")
    expect(ladder.locator("[aria-checked=true]")).to_contain_text("Preventive")
    page.keyboard.press("5")
    expect(ladder.locator("[aria-checked=true]")).to_contain_text("Patient model")
    expect(page.locator("[data-ref=advice]")).to_contain_text("pooled over 20 factories")
    page.wait_for_url("**/?game=1-default-7-*t", timeout=LONG)
    page.goto(f"{recipe_app}/report?game=1-default-7-0t20&cycles=600")
    expect(page.get_by_text("Patient model").first).to_be_attached(timeout=LONG)
    expect(page.get_by_text("over 64 redraws")).to_be_attached(timeout=LONG)
    expect(page.get_by_text("Not settled yet")).to_have_count(0, timeout=LONG)
    at_rest(page)
    unfold(page)
    expect(page.get_by_text("Patient model").first).to_be_visible()
    visit(page, "Does it hold up?")
    expect(page.get_by_role("button", name="Patient model")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Patient model: the best threshold")).to_be_visible(timeout=LONG)
    visit(page, "Sandbox")
    page.get_by_label("Rival 1 goes up to").click(timeout=LONG)
    expect(page.get_by_role("option", name="Patient model")).to_be_visible()


def test_a_page_is_in_the_masthead_and_at_its_address(page: Page, recipe_app: str) -> None:
    page.goto(f"{recipe_app}/patience")
    expect(page.get_by_role("heading", name="Patient model")).to_be_visible(timeout=LONG)
    expect(page.locator(".st-key-pages a[aria-current=page]")).to_have_text("Patience")


def test_a_sixth_aggregator_merges_in_the_lab(page: Page, recipe_app: str) -> None:
    page.goto(f"{recipe_app}/lab?lab=lab.fa3.fl2.ro1.agmidrange")
    expect(page.get_by_text("4 of 4. The server merges the 3 that arrived").first).to_be_visible(
        timeout=LONG
    )
    expect(page.get_by_label("The server merges by")).to_have_value("midrange")


def test_an_eighth_experiment_is_offered_and_asks_its_question(page: Page, recipe_app: str) -> None:
    page.goto(f"{recipe_app}/lab")
    page.get_by_role("button", name="Pairs").click(timeout=LONG)
    expect(page.get_by_text("What do 4 factories know that 2 do not?")).to_be_visible()
    page.wait_for_url("**/lab?lab=lab.fa4.fl2.molinear.ro1")
