"""At 200% a desk's screen is 720 pixels wide, at 400% 360: nothing is cut or runs sideways."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.harness import SESSION, jump, ref

pytestmark = pytest.mark.browser

LONG = 90_000  # ms; these machines may be busy
DOUBLE = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}

# Controls of the page and of the board's shadow root that stick out of the page sideways.
OUTSIDE = """() => {
    const hosts = [...document.querySelectorAll("*")].filter((node) => node.shadowRoot);
    const roots = [document, ...hosts.map((host) => host.shadowRoot)];
    const kinds = "button, a, input, h1, h2, p";
    const nodes = roots.flatMap((root) => [...root.querySelectorAll(kinds)]);
    const wide = document.documentElement.clientWidth;
    const scrolls = (node) => node && node.tagName !== "MAIN" &&
        (getComputedStyle(node).overflowX === "auto" || scrolls(node.parentElement));
    const out = nodes.filter((node) => {
        const { left, right, width } = node.getBoundingClientRect();
        return width > 1 && (left < -1 || right > wide + 1) && !scrolls(node.parentElement);
    });
    const over = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
    return [...over, ...out.map((node) => node.outerHTML.slice(0, 120))];
}"""


def test_the_board_at_200_percent(start: Callable[..., Page]) -> None:
    page = start(pressed=False, **DOUBLE)
    button = page.get_by_role("button", name="Start", exact=True)
    button.scroll_into_view_if_needed()
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    jump(page, 400)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    assert page.evaluate(OUTSIDE) == []
    for name in ("play", "skip", "timeline", "undo", "keys", "slider", "box", "log"):
        ref(page, name).scroll_into_view_if_needed()
        expect(ref(page, name)).to_be_in_viewport(ratio=0.5)
    jump(page, 20_000)
    for name in ("playAgain", "newEngines", "keep", "finishClose"):
        ref(page, name).scroll_into_view_if_needed()
        expect(ref(page, name)).to_be_in_viewport(ratio=0.98)  # all but a fraction of a pixel
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize(
    "path",
    ["report?game=1-default-7-0f&cycles=900", "does-it-hold-up", "learn", "sandbox", "lab",
     "how-it-works"],
)  # fmt: skip
def test_pages_to_read_flow_anew(new_page: Callable[..., Page], app: str, path: str) -> None:
    page = new_page(**DOUBLE)
    page.goto(f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=LONG)
    assert page.evaluate(OUTSIDE) == []
    page.set_viewport_size({"width": 360, "height": 450})
    with suppress(TimeoutError):  # charts follow a moment later
        page.wait_for_function(f"({OUTSIDE})().length === 0")
    assert page.evaluate(OUTSIDE) == []
