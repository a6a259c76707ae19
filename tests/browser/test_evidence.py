"""A comparison that comes while one looks: the same of few games here, of all in ``make long``."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from game.evidence.findings import GAMES
from game.text.language import number
from tests.browser.accessibility import DOUBLE, EVERYWHERE, Look, barriers, flows_anew
from tests.browser.conftest import FEW_GAMES, running
from tests.browser.harness import DESK, LONG, PHONE, not_sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Name the file for which the second half of the few games waits."""
    return tmp_path / "gate"


@pytest.fixture
def few_games(gate: Path) -> Iterator[str]:
    """Give the address of an app that compares few games, of which none is played yet."""
    with running(FEW_GAMES, EVIDENCE_GATE=str(gate)) as address:
        yield address


def look_on(page: Page, address: str, games: int, gate: Path) -> None:
    """Look at the comparison until all of its games are played."""
    page.goto(f"{address}/does-it-hold-up")
    played = page.get_by_text(f"of {number(games)} games played")
    expect(played).to_be_visible(timeout=LONG)
    first = page.get_by_role("listitem").filter(has_text="earned more than")
    expect(first).to_contain_text("the difference is")
    early = first.inner_text()
    gate.touch()
    expect(played).to_have_text(
        f"{number(games)} of {number(games)} games played", timeout=3 * LONG
    )
    expect(page.locator(".js-plotly-plot")).to_have_count(7, timeout=LONG)
    expect(first).not_to_have_text(early, timeout=LONG)
    expect(page.get_by_text("Luck alone would seldom do that")).to_be_visible()


@pytest.mark.long
def test_a_thousand_games_come_while_one_looks(page: Page, new_app: str, gate: Path) -> None:
    look_on(page, new_app, GAMES, gate)


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([("light", DESK)], id="in turn"),
        pytest.param(EVERYWHERE, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_evidence_comes_while_one_looks(
    new_page: Callable[..., Page], few_games: str, gate: Path, looks: Sequence[Look]
) -> None:
    page = new_page(color_scheme="light")
    look_on(page, few_games, 192, gate)
    page.get_by_role("radio", name="Your own").click()
    box = page.get_by_label("Preventive: service age, cycles, as a number").first
    expect(box).to_be_visible(timeout=LONG)
    box.fill("130")
    box.press("Enter")
    expect(page.get_by_text("the schedule of 130 cycles")).to_be_visible(timeout=LONG)
    assert barriers(page, *looks, stays=True) == {}
    page.set_viewport_size(PHONE)
    not_sideways(page)


@pytest.mark.long  # ``test_zoom`` has two pages zoomed in; this one is seen on a phone above
def test_evidence_flows_anew(new_page: Callable[..., Page], few_games: str, gate: Path) -> None:
    page = new_page(**DOUBLE)
    look_on(page, few_games, 192, gate)
    flows_anew(page, "Does it hold up?")
