from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LONG = 90_000  # ms; these machines may be busy
INK = """() => ['--tt-text', '--tt-ground'].map(
    name => getComputedStyle(document.documentElement).getPropertyValue(name))"""


@pytest.mark.parametrize("width", [1440, 968])
def test_the_pages_are_links_and_the_one_shown_is_marked(
    new_page: Callable[..., Page], app: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{app}/learn")
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name="How it works")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    expect(pages.locator("[aria-current=page]")).to_have_text("Learn")
    pages.get_by_role("link", name="Report").click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Report", timeout=LONG)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = pages.bounding_box()
    assert box is not None and box["x"] + box["width"] <= width


def test_on_a_phone_the_pages_are_a_menu_worked_by_keyboard(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(app)
    start, menu = page.get_by_role("button", name="Start"), page.get_by_role("button", name="Menu")
    expect(start).to_be_in_viewport(timeout=LONG)
    page.keyboard.press("Escape")  # as long as a sheet is open, nothing else has the focus
    pages = page.get_by_role("navigation", name="Pages")
    expect(menu).to_have_attribute("aria-expanded", "false", timeout=LONG)
    expect(pages).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    for link in pages.get_by_role("link").all():
        box = link.bounding_box()
        assert box is not None and box["height"] >= 44 and box["x"] + box["width"] <= 390
    page.keyboard.press("Tab")
    expect(pages.get_by_role("link", name="Play")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(pages).to_be_hidden()
    page.keyboard.press("Enter")
    learn = pages.get_by_role("link", name="Learn")
    while not learn.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible(timeout=LONG)
    expect(pages).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Learn", timeout=LONG)
    page.mouse.click(195, 800)
    expect(pages).to_be_hidden()


def test_colours_and_charts_follow_the_theme(new_page: Callable[..., Page], app: str) -> None:
    page = new_page(color_scheme="light")
    page.goto(f"{app}/how-it-works")
    words = page.locator(".js-plotly-plot text").first
    expect(words).to_have_css("fill", "rgb(85, 96, 111)", timeout=LONG)
    assert page.evaluate(INK) == ["#101b2d", "#f4f2ec"]
    page.emulate_media(color_scheme="dark")
    expect(words).to_have_css("fill", "rgb(154, 168, 186)", timeout=LONG)
    assert page.evaluate(INK) == ["#e8edf4", "#0a1322"]
