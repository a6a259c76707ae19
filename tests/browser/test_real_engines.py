"""Matches on engines from files of NASA's shape: at one flight condition, and at six."""

import math
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from game.api import climb, play
from tests.browser.conftest import running
from tests.browser.harness import LONG, START, pass_time, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stocked(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of an app that has files of FD001 and FD002."""
    cache = tmp_path_factory.mktemp("cache")
    with running(TURBOFAN_CMAPSS=str(written), TURBOFAN_CACHE=str(cache)) as address:
        yield address


@pytest.mark.parametrize(
    ("subset", "conditions"),
    [
        pytest.param("FD001", "", marks=pytest.mark.long),
        ("FD002", "They fly at 6 flight conditions"),
    ],
)
def test_a_match_is_played_to_its_end_on_files(
    page: Page, stocked: str, real: Path, subset: str, conditions: str
) -> None:
    name = f"default.cy900.en{subset}"
    page.goto(f"{stocked}/?game=1-{name}-7-0f")
    note = page.get_by_role("dialog")
    expect(note).to_contain_text(f"40 engines of NASA's C-MAPSS {subset}", timeout=LONG)
    expect(note).to_contain_text(conditions)
    assert bool(conditions) == ("sea level" in (note.text_content() or ""))
    page.get_by_role("button", name="Watch it").click()
    expect(page.locator("[data-ref=title]")).to_contain_text(f"{subset}, shuffled by seed 7")
    pass_time(page, math.inf)
    expect(page.locator("[data-ref=verdict]")).to_be_visible(timeout=LONG)
    shown = page.locator("[data-ref=final] tr.you td:nth-child(4)").inner_text()
    mine = play(name, 7, climb("federated")[-1:]).factories[0]
    assert shown == f"${mine.profit:,}", "the board shows what a replay gives"
    page.locator("[data-ref=report]").click()
    expect(page.get_by_text(f"Played on NASA's {subset}")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("standard deviations").first).to_be_attached(timeout=LONG)


@pytest.mark.long  # without a browser: what a board is told, and what the sandbox offers
def test_a_link_to_engines_that_are_not_here_says_what_to_do_and_the_sandbox_offers_those_that_are(
    page: Page, stocked: str
) -> None:
    page.goto(f"{stocked}/?game=1-classic.enFD004-7")
    problem = page.locator("[data-ref=problem]")
    expect(problem).to_contain_text("FD004 is not on this machine: fetch it", timeout=LONG)
    page.click(START)
    expect(page.locator("[data-ref=cycle]")).not_to_have_text("0", timeout=LONG)

    visit(page, "Sandbox")
    expect(page.get_by_text("Half of the engines fail by")).to_be_visible(timeout=LONG)
    offered = page.get_by_role("option")
    choice = page.get_by_label("Which engines")
    choice.scroll_into_view_if_needed()
    for _ in range(10):  # a list that opens while the page is still drawn closes again
        choice.click()
        with suppress(TimeoutError):
            offered.first.wait_for(timeout=2_000)
            break
    expect(offered).to_have_text(["simulated", "NASA's FD001", "NASA's FD002"])
    offered.nth(2).click()
    expect(page.get_by_label("Share of fan faults")).to_have_count(0)
    page.get_by_role("link", name="Play by these rules").click()
    expect(page.locator("[data-ref=note]")).to_contain_text("C-MAPSS FD002", timeout=LONG)
