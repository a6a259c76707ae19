import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from game.rules.links import decode
from tests.browser.accessibility import EVERYWHERE, Look, at_rest, barriers, in_colours
from tests.browser.harness import DESK, LONG, PHONE, not_sideways

pytestmark = pytest.mark.browser

FINAL = re.compile("over 64 redraws")


@pytest.fixture(scope="module")
def report(kept_page: Callable[..., Page], app: str) -> Page:
    """Open the example's report on a desk, in the light theme, after a malformed link."""
    page = kept_page(color_scheme="light")
    page.goto(f"{app}/report?game=1-classic-7-<img src=x onerror=alert(1)>")
    expect(page.get_by_text("copy it again")).to_be_visible(timeout=LONG)
    assert page.locator(".st-key-page img").count() == 0
    page.get_by_role("button", name="Show an example").click()
    expect(page.get_by_role("heading", name="of 4 with $")).to_be_visible(timeout=LONG)
    # The sentence and its picture stand first; the figures are folded.
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    expect(page.get_by_text("services cost")).to_be_hidden()
    # A run that has still to end may put another in its place, which is folded.
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=LONG)
    page.locator("summary", has_text="All figures").press("Enter")  # wherever it has moved to
    expect(page.get_by_text("services cost")).to_be_visible(timeout=LONG)
    return page


def test_a_report_reads_well_and_is_refined_while_it_is_read(report: Page) -> None:
    page = report
    # The first figures stand there while the expectations are still being worked out.
    expect(page.get_by_role("heading", name="Skill")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_have_count(5, timeout=LONG)
    expect(page.get_by_role("region", name="Turning points").first).to_be_visible(timeout=LONG)
    at_rest(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        not_sideways(page)
        files = page.get_by_role("button", name=re.compile("as CSV")).all()
        assert len(files) > 1
        for button in files:
            box = button.bounding_box()
            assert box is not None and box["height"] >= 24


def test_a_report_leads_back_to_where_most_was_given_away(report: Page) -> None:
    page = report
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Not settled yet")).to_have_count(0, timeout=LONG)
    way = page.get_by_role("link", name=re.compile("Go back to cycle"))
    expect(way).to_be_visible(timeout=LONG)
    cycle = re.search(r"cycle ([\d,]+)", way.inner_text())
    assert cycle is not None
    asked = parse_qs(urlsplit(way.evaluate("link => link.href")).query)
    at = int(cycle[1].replace(",", ""))
    assert asked["at"] == [str(at)] and asked["anew"] == ["1"]
    assert all(move.cycle < at for move in decode(asked["game"][0]).decisions)


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([("light", PHONE)], id="in turn"),
        pytest.param(EVERYWHERE, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_nothing_bars_the_way_into_a_report(report: Page, looks: Sequence[Look]) -> None:
    page = report
    expect(page.get_by_role("region", name="Turning points").first).to_be_visible(timeout=LONG)
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    assert barriers(page, *looks) == {}


def test_the_bridge_is_a_file_exact_to_the_dollar(report: Page, tmp_path: Path) -> None:
    page = report
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Money bridge as CSV").click()
    download.value.save_as(tmp_path / "bridge.csv")
    lines = (tmp_path / "bridge.csv").read_text(encoding="utf-8").splitlines()
    _, *steps, total = csv.reader(lines)
    assert sum(int(row[2]) for row in steps) == int(total[2])
    assert f"${int(total[2]):,}" in page.locator("h1").inner_text()


def test_a_report_goes_on_paper(report: Page) -> None:
    page = report
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    in_colours(page, "dark")
    page.emulate_media(media="print")
    expect(page.locator(".st-key-masthead")).to_be_hidden()
    expect(page.get_by_role("button", name="Money bridge as CSV")).to_be_hidden()
    ground, words, labels = page.evaluate(
        """() => [
            getComputedStyle(document.querySelector('.stApp')).backgroundColor,
            getComputedStyle(document.querySelector('.st-key-page h1')).color,
            getComputedStyle(document.querySelector('.js-plotly-plot text')).fill,
        ]"""
    )
    assert (ground, words) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert labels == "rgb(85, 96, 111)"  # as on the light screen: 6 to 1 on white
    paper = 182 / 25.4 * 96  # CSS pixels between the margins of A4
    page.set_viewport_size({"width": int(paper), "height": 900})
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.main-svg')]"
        ".map(chart => chart.getBoundingClientRect().right))"
    )
    assert right <= paper
    page.set_viewport_size(DESK)
    page.emulate_media(media="screen")  # dark still: nobody looks at it any more
