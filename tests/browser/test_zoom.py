"""At 200% a desk's screen is 720 pixels wide, at 400% 360: nothing is cut or runs sideways.

The evidence is looked at where its few games are played, in ``test_evidence``.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import DOUBLE, OUTSIDE, flows_anew
from tests.browser.harness import SESSION, jump, ref, visit

pytestmark = pytest.mark.browser


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


READ = {
    "Report": "of 4 with $",
    "Sandbox": "Sandbox",
    "How it works": "How it works",
    "Learn": "Learn",
    "Lab": "Federation lab",
}


@pytest.mark.parametrize(
    "names",
    [["Sandbox", "Learn"], pytest.param([*READ], marks=pytest.mark.long)],
    ids=["two", "all"],
)
def test_pages_to_read_flow_anew(new_page: Callable[..., Page], app: str, names: list[str]) -> None:
    page = new_page(**DOUBLE)
    page.goto(
        f"{app}/report?game=1-default-7-0f&cycles=900" if "Report" in names else f"{app}/sandbox"
    )
    for nth, name in enumerate(names):
        if nth:
            visit(page, name)
        flows_anew(page, READ[name])
