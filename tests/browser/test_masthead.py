from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from game.views.main import PAGES
from tests.browser.harness import LONG, not_sideways

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def learn(kept_page: Callable[..., Page], app: str) -> Page:
    """Open a page in a browser of its own: it keeps the theme that is picked."""
    page = kept_page(viewport={"width": 1280, "height": 720}, color_scheme="light")
    page.goto(f"{app}/learn")
    return page


def test_the_pages_are_links_and_the_one_shown_is_marked(learn: Page) -> None:
    page = learn
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name="How it works")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    expect(pages.locator("[aria-current=page]")).to_have_text("Learn")
    pages.get_by_role("link", name="Report").click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Report", timeout=LONG)
    for width in (1440, 1104):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()
        not_sideways(page)
        box = pages.bounding_box()
        assert box is not None and box["x"] + box["width"] <= width


def test_theme_and_type_are_picked_in_the_masthead_and_kept(learn: Page, app: str) -> None:
    page = learn
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Learn").click()
    heading = page.get_by_role("heading", name="Learn", exact=True)
    expect(heading).to_be_visible(timeout=LONG)
    app_view = page.locator(".stApp")
    expect(app_view).to_have_css("color-scheme", "light")
    expect(heading).to_have_css("font-size", "40px")
    page.get_by_role("button", name="Light or dark").click()
    expect(app_view).to_have_css("color-scheme", "dark", timeout=LONG)
    page.get_by_role("button", name="Type: normal").click()
    expect(page.get_by_role("button", name="Type: large")).to_be_visible()
    page.goto(f"{app}/how-it-works")
    expect(app_view).to_have_css("color-scheme", "dark", timeout=LONG)
    expect(page.get_by_role("button", name="Type: large")).to_be_visible(timeout=LONG)
    other = page.get_by_role("heading", name="How it works", exact=True)
    expect(other).to_have_css("font-size", "46px", timeout=LONG)


def test_on_a_phone_the_pages_are_a_menu_worked_by_keyboard(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(app)
    start, menu = page.get_by_role("button", name="Start"), page.get_by_role("button", name="Menu")
    expect(start).to_be_in_viewport(timeout=LONG)
    expect(start).to_be_enabled(timeout=LONG)  # what comes later takes the focus from a menu
    page.keyboard.press("Escape")  # as long as a sheet is open, nothing else has the focus
    pages = page.get_by_role("navigation", name="Pages")
    expect(menu).to_have_attribute("aria-expanded", "false", timeout=LONG)
    expect(pages).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    for link in pages.get_by_role("link").all():
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box is not None and box["height"] > 43.9 and box["x"] + box["width"] <= 390
    page.keyboard.press("Tab")
    expect(pages.get_by_role("link", name="Play")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(pages).to_be_hidden()
    page.keyboard.press("Enter")
    learn = pages.get_by_role("link", name="Learn")
    for _ in range(len(PAGES)):
        if learn.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(learn).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible(timeout=LONG)
    expect(pages).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Learn", timeout=LONG)
    page.mouse.click(195, 800)
    expect(pages).to_be_hidden()


def test_a_first_visit_finds_other_pages_under_a_menu(
    new_page: Callable[..., Page], app: str
) -> None:
    """A teacher, or who has a plant, need not start an engine first."""
    page = new_page(viewport={"width": 1440, "height": 900}, storage_state=None)
    page.goto(app)
    expect(page.get_by_role("button", name="Start the engine")).to_be_visible(timeout=LONG)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(pages.get_by_role("link", name="Your plant")).to_be_visible()
    pages.get_by_role("link", name="Teach").click()
    expect(page.get_by_role("heading", name="Teach", exact=True)).to_be_visible(timeout=LONG)
    expect(pages).to_be_visible()  # without a menu, as on every page
