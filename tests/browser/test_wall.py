"""Every chart of a page on a wall: one at a time, nothing cut, all type large, in either theme."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from game.views.frame.theme import DARK, LIGHT
from tests.browser.accessibility import at_rest, violations
from tests.browser.harness import rgb

pytestmark = pytest.mark.browser
SMALLEST = 0.025  # of the height of the screen
SCREENS = [(1280, 720), (1920, 1080)]

MEASURED = """(wall, smallest) => {
  const walk = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
  const found = [];
  let texts = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode, box = node.parentElement;
    if (!node.data.trim() || box.closest("style, defs") || !box.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(box).fontSize) / innerHeight;
    const range = document.createRange();
    range.selectNodeContents(node);
    const {left, right, top, bottom} = range.getBoundingClientRect();
    const cut = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
    texts += 1;
    if (size < smallest || cut) found.push([node.data, size, cut]);
  }
  return {texts, found, scrolls: wall.scrollHeight > wall.clientHeight};
}"""

GROUND = "(wall) => getComputedStyle(wall).backgroundColor"


# The page has computed on: its chart has other values, and is drawn anew.
ONE_LINE = """() => {
  const plot = document.querySelector(".stApp .js-plotly-plot");
  plot.data = plot.data.slice(0, 1);
  plot.append(document.createElement("i"));
}"""


def hung(page: Page) -> Locator:
    """Put the charts of a page on the wall."""
    page.get_by_role("button", name="Charts on a wall").click()
    wall = page.get_by_role("dialog", name="Charts on a wall")
    expect(wall.locator(".main-svg").first).to_be_visible()
    return wall


def count_of(wall: Locator) -> int:
    return int(wall.locator("footer span").inner_text().split("/")[1])


def whole_and_large(page: Page, wall: Locator) -> None:
    """Check each chart of the wall in turn."""
    for number in range(count_of(wall)):
        seen = wall.evaluate(MEASURED, SMALLEST)
        assert seen["found"] == [], number
        assert seen["texts"] > 5
        assert not seen["scrolls"]
        page.keyboard.press("ArrowRight")


def test_a_chart_fills_the_wall_in_either_theme_and_gives_the_focus_back(
    app: str, page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    page.goto(f"{app}/how-it-works")
    at_rest(page)
    wall = hung(page)
    assert count_of(wall) == 1
    expect(wall).to_be_focused()
    chart = wall.locator(".js-plotly-plot").bounding_box()
    assert chart is not None
    assert chart["width"] > 0.9 * 1280
    assert chart["height"] > 0.7 * 720
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        drawn = re.compile(f"^{int(0.955 * width)}")  # all but a margin
        expect(wall.locator(".main-svg").first).to_have_attribute("width", drawn)
        whole_and_large(page, wall)
    lines = wall.locator(".scatterlayer path.js-line")
    assert wall.evaluate(GROUND) == rgb(LIGHT.ground)
    before = lines.last.evaluate("(line) => getComputedStyle(line).stroke")
    assert before == rgb(LIGHT.factory_1)
    assert violations(page, "light", "dialog.tt-wall") == []
    page.keyboard.press("t")
    assert wall.evaluate(GROUND) == rgb(DARK.ground)
    assert lines.last.evaluate("(line) => getComputedStyle(line).stroke") == rgb(DARK.factory_1)
    # Texts of the chart hear no pointer: axe takes the page beneath for their ground.
    assert violations(page, "dark", "dialog.tt-wall footer") == []
    assert violations(page, "dark", "dialog.tt-wall > p") == []
    page.evaluate(ONE_LINE)
    expect(wall.locator(".scatterlayer .trace")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(wall).to_have_count(0)
    expect(page.get_by_role("button", name="Charts on a wall")).to_be_focused()


def test_a_page_without_a_chart_has_nothing_to_hang(app: str, page: Page) -> None:
    page.goto(f"{app}/teach")
    at_rest(page)
    expect(page.locator('[data-look="wall"]')).to_be_hidden()


@pytest.mark.long  # charts on a wall: the first test; where its link leads: test_talks
def test_a_lab_leads_to_its_rounds_on_a_wall(app: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/lab?lab=lab.fa4.ro3")
    at_rest(page)
    wall = hung(page)
    assert count_of(wall) > 1
    whole_and_large(page, wall)
    way = wall.get_by_role("link", name="The rounds of this lab")
    expect(way).to_have_attribute("href", f"{app}/demo/show?link=lab.fa4.ro3")


@pytest.mark.long
@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize(
    "place", ["report?game=1-default.cy1000-7-0p", "your-plant", "lab?lab=lab.sk100.ro15"]
)
def test_every_chart_of_a_page_is_whole_and_large(
    app: str, page: Page, place: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{app}/{place}")
    at_rest(page)
    wall = hung(page)
    assert count_of(wall) > 2
    whole_and_large(page, wall)
