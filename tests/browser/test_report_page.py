import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import barriers
from tests.browser.harness import visit

pytestmark = pytest.mark.browser

LONG = 90_000  # ms; these machines may be busy
FINAL = re.compile("over 64 redraws")


def open_example(page: Page, address: str) -> None:
    # By its link: opened by its address, Streamlit itself asks for two files that are not there.
    page.goto(address)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Close").first.click()
    visit(page, "Report")
    expect(page.get_by_text("A match opens its report when it ends")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Show an example").click()
    expect(page.get_by_role("heading", name="of 4 with $")).to_be_visible(timeout=LONG)


def test_a_report_reads_well_and_is_refined_while_it_is_read(new_page, app, screen) -> None:
    width, height = screen
    page = new_page(viewport={"width": width, "height": height})
    open_example(page, app)
    # The first figures stand there while the expectations are still being worked out.
    expect(page.get_by_text("services cost")).to_be_visible()
    expect(page.get_by_role("heading", name="Skill")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_have_count(4, timeout=LONG)
    expect(page.get_by_role("region", name="Turning points")).to_be_visible(timeout=LONG)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.get_by_role("button", name=re.compile("as CSV")).all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 24


def test_nothing_bars_the_way_into_a_report(new_page, app) -> None:
    page = new_page()
    open_example(page, app)
    expect(page.get_by_role("region", name="Turning points")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(FINAL)).to_be_visible(timeout=LONG)
    assert barriers(page) == {}


def test_the_bridge_is_a_file_exact_to_the_dollar(new_page, app, tmp_path: Path) -> None:
    page = new_page()
    open_example(page, app)
    with page.expect_download() as download:
        page.get_by_role("button", name="Money bridge as CSV").click()
    download.value.save_as(tmp_path / "bridge.csv")
    lines = (tmp_path / "bridge.csv").read_text(encoding="utf-8").splitlines()
    _, *steps, total = csv.reader(lines)
    assert sum(int(row[2]) for row in steps) == int(total[2])
    assert f"${int(total[2]):,}" in page.locator("h1").inner_text()


def test_a_report_goes_on_paper(new_page, app) -> None:
    page = new_page(color_scheme="dark")
    open_example(page, app)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
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
    assert (ground, words, labels) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)")
    paper = 182 / 25.4 * 96  # CSS pixels between the margins of A4
    page.set_viewport_size({"width": int(paper), "height": 900})
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.main-svg')]"
        ".map(chart => chart.getBoundingClientRect().right))"
    )
    assert right <= paper


def test_a_malformed_link_gets_one_sentence(new_page, app) -> None:
    page = new_page()
    page.goto(f"{app}/report?game=1-classic-7-<img src=x onerror=alert(1)>")
    expect(page.get_by_text("copy it again")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Show an example")).to_be_visible()
    assert page.locator(".st-key-page img").count() == 0
