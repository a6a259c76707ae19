"""Every chart can be taken away as a picture."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_chart_is_taken_away_as_a_picture_on_the_ground_of_the_page(
    app: str, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{app}/how-it-works")
    chart = page.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    chart.hover()
    buttons = chart.locator(".modebar-btn")
    expect(buttons).to_have_count(1)
    with page.expect_download() as taken:
        buttons.click()
    file = tmp_path / "chart.png"
    taken.value.save_as(file)
    assert taken.value.suggested_filename.startswith("turbofan-")
    with Image.open(file) as picture:
        box = chart.bounding_box()
        assert box is not None
        assert picture.width == pytest.approx(2 * box["width"], abs=4)
        corner = picture.convert("RGBA").getpixel((2, picture.height - 3))
    red, green, blue, opaque = corner  # type: ignore[misc]
    ground = page.evaluate(
        "getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert ([red, green, blue], opaque) == (ground, 255)
