from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from game.campaign.levels import LESSONS
from tests.browser.harness import DESK, LONG, PHONE, not_sideways, visit

pytestmark = pytest.mark.browser


GUESSES = ("1-50", "2-200", "3-60", "4-50", "5-0")
"""What every field holds before anybody moves it; of the last, the first choice."""


@pytest.mark.parametrize(
    ("first", "sizes"),
    [
        pytest.param(4, [DESK, PHONE], id="the last two in turn"),
        pytest.param(1, [DESK, PHONE], id="in turn", marks=pytest.mark.long),
        pytest.param(1, [DESK], id="desk", marks=pytest.mark.long),
        pytest.param(1, [PHONE], id="phone", marks=pytest.mark.long),
    ],
)
def test_levels_1_to_5_are_played_by_keyboard(
    new_page: Callable[..., Page], app: str, first: int, sizes: list[dict[str, int]]
) -> None:
    page = new_page(viewport=sizes[0])
    if first == 1:
        page.goto(app)
        expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
        page.get_by_role("button", name="Close").first.click()
        visit(page, "Learn")
    else:
        page.goto(f"{app}/learn?done={'_'.join(GUESSES[: first - 1])}")
    for number, lesson in enumerate(LESSONS[first - 1 :], first):
        heading = page.get_by_role("heading", name=f"{number}. {lesson.title}")
        if number == first:  # beneath the chapters
            expect(heading).to_be_visible(timeout=LONG)
            heading.scroll_into_view_if_needed()
        expect(heading).to_be_in_viewport(timeout=LONG)
        expect(page.locator(".js-plotly-plot")).to_have_count(0, timeout=LONG)
        if number > first:
            expect(heading).to_be_focused(timeout=LONG)
        if number == len(LESSONS):
            page.get_by_role("radio").first.focus()
            page.keyboard.press("Space")
        show = page.get_by_role("button", name="Show me")
        expect(show).to_be_enabled(timeout=LONG)
        show.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)
        expect(page.locator(".js-plotly-plot").get_by_text("your guess")).to_be_visible()
        for nth in range(number, number + len(sizes)):  # the next level is turned to on the last
            page.set_viewport_size(sizes[nth % len(sizes)])
            not_sideways(page)
        if number < len(LESSONS):
            page.get_by_role("button", name="Next level").focus()
            page.keyboard.press("Enter")
    assert page.url.endswith(f"?done={'_'.join(GUESSES)}")
    page.reload()
    expect(page.get_by_role("button", name="5 ✓")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)
