"""A finger on a phone: what it swipes across stays as it is, and the page scrolls."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.harness import LONG, PHONE, SESSION, ref

pytestmark = pytest.mark.browser

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
AT_REST = f"""async () => {{
    for (let before = -1; before !== {SCROLLED};) {{
        before = {SCROLLED};
        for (let n = 0; n < 6; n++) await new Promise(requestAnimationFrame);
    }}
}}"""
SWIPE = 160  # CSS pixels


def touch(page: Page, steps: list[tuple[float, float]]) -> None:
    """Put a finger on the first place, draw it over the others, and lift it."""
    hand = page.context.new_cdp_session(page)
    for nth, (x, y) in enumerate(steps):
        kind = "touchMove" if nth else "touchStart"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


def draw(page: Page, node: Locator, part: float, dx: float, dy: float) -> int:
    """Draw a finger from a part of a node's width; give where the page was."""
    node.evaluate("(node) => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = node.bounding_box()
    assert box is not None
    x, y = box["x"] + part * box["width"], box["y"] + box["height"] / 2
    before: int = page.evaluate(SCROLLED)
    touch(page, [(x + dx * n / 8, y + dy * n / 8) for n in range(9)] if dx or dy else [(x, y)])
    return before


def swipe(page: Page, node: Locator, part: float) -> None:
    """Swipe up the page from a part of a node's width, a little aslant: the page goes on."""
    before = draw(page, node, part, 10, -SWIPE)
    page.wait_for_function(f"{SCROLLED} > {before}")
    page.evaluate(AT_REST)


def on_a_phone(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True)


def test_a_swipe_down_the_page_leaves_the_boards_sliders_alone(
    new_page: Callable[..., Page], app: str
) -> None:
    page = on_a_phone(new_page)
    page.goto(f"{app}/?game=1-open-7")
    page.get_by_role("button", name="Start").click(timeout=LONG)
    page.get_by_role("radio", name="Preventive").click()
    slider, box = ref(page, "slider"), ref(page, "box")
    expect(slider).to_be_visible()
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.clock >= 20")
    ref(page, "play").click()
    slider.focus()
    page.evaluate("window.heard = []")
    for node in (slider, ref(page, "timeline")):
        node.evaluate(
            """(node) => {
                for (const kind of ["input", "change"]) {
                    node.addEventListener(kind, () => heard.push(kind));
                }
            }"""
        )
    was, clock = slider.input_value(), page.evaluate(f"{SESSION}.clock")
    for name in ("slider", "timeline"):
        swipe(page, ref(page, name), 0.7)
    slider.evaluate("(node) => node.blur()")
    assert page.evaluate("heard") == []
    assert (slider.input_value(), box.input_value()) == (was, was)
    assert page.evaluate(f"{SESSION}.clock") == clock

    draw(page, slider, 0.2, 120, 6)  # sideways it is meant
    expect(box).not_to_have_value(was)
    assert "change" in page.evaluate("heard")
    moved = box.input_value()
    draw(page, slider, 0.1, 0, 0)  # and so is a tap
    expect(box).not_to_have_value(moved)


def test_a_swipe_leaves_a_pages_sliders_and_charts_alone(
    new_page: Callable[..., Page], app: str
) -> None:
    page = on_a_phone(new_page)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{app}/learn")
    track = page.locator("[data-testid=stSlider] [data-rac] > [data-rac]").first.locator("..")
    expect(track).to_be_visible(timeout=LONG)
    value = page.locator("[data-testid=stSliderThumbValue]").first
    was = value.inner_text()
    for part in (0.33, 0.8):
        swipe(page, track, part)
        expect(value).to_have_text(was)
    draw(page, track, 0.8, 0, 0)
    expect(value).not_to_have_text(was)
    tapped = value.inner_text()
    draw(page, track, 0.8, -100, 0)
    expect(value).not_to_have_text(tapped)

    page.get_by_role("button", name="Show me").click()
    chart = page.locator(".js-plotly-plot .nsewdrag").first
    expect(chart).to_be_visible(timeout=LONG)
    at_rest(page)  # what is drawn anew under a finger ends its swipe
    for _ in range(3):
        swipe(page, chart, 0.5)
    assert said == []
