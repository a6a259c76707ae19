"""A whole match without a pointer: what has the focus is always seen, and never lost or trapped."""

import math
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.harness import LONG, SESSION, closed, jump, pass_time, ref

pytestmark = pytest.mark.browser

# What has the focus, in whatever shadow root: its words, and whether it is marked and seen.
FOCUS = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (!node || node === document.body) return null;
    const marked = [node, node.parentElement, node.closest("label")].some((one) => {
        const style = one && getComputedStyle(one);
        return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) ||
            style.boxShadow !== "none");
    });
    const box = node.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    let top = document.elementFromPoint(x, y);
    while (top?.shadowRoot?.elementFromPoint(x, y)) top = top.shadowRoot.elementFromPoint(x, y);
    const seen = Boolean(top) && (node === top || node.contains(top) || top.contains(node));
    const words = node.getAttribute("aria-label") || node.innerText || node.dataset.ref;
    return { words: (words || node.name || node.tagName).trim(), marked, seen };
}"""


def focus(page: Page) -> str:
    """Give the words of what has the focus; it must be there, marked and seen.

    A sheet may scroll to it for a moment, and a page that was left behind its sheet take it back.
    """
    with suppress(TimeoutError):
        page.wait_for_function(
            f"(({{ marked, seen }}) => marked && seen)(({FOCUS})() ?? {{}})", timeout=LONG / 9
        )
    found = page.evaluate(FOCUS)
    assert found is not None, "the focus is lost"
    assert found["marked"], f"nobody sees the focus on {found['words']!r}"
    assert found["seen"], f"{found['words']!r} has the focus and is covered"
    words: str = found["words"]
    return words


def go_to(page: Page, words: str) -> None:
    """Press Tab until something whose words begin so has the focus."""
    passed = []
    while not (here := focus(page)).startswith(words):
        passed.append(here)
        assert len(passed) < 80, f"{words!r} is out of reach, after {passed}"
        page.keyboard.press("Tab")


def test_every_control_of_the_board_is_reached_and_left(start) -> None:
    page = start()
    jump(page, 400)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    ref(page, "play").focus()
    passed = [focus(page)]
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # out of the board at its end
        passed.append(focus(page))
    else:
        pytest.fail(f"the focus does not leave the board: {passed}")
    text = "\n".join(passed)
    wanted = "3 times|Next event|New game|Timeline|Undo|Copy link|solo|Keys|auto|Preventive"
    for words in f"{wanted}|About local|Setting in cycles|box".split("|"):
        assert words in text


@pytest.mark.parametrize("opener", ["Keys", "About preventive", "About engine 2", "New game"])
def test_a_sheet_gives_the_focus_back(start, opener) -> None:
    page = start()
    closed(page)
    page.keyboard.press("Space")
    button = page.get_by_role("button", name=opener).first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sheet[open]")).to_be_visible()
    for _ in range(4):
        focus(page)
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_what_goes_away_does_not_take_the_focus_along(start) -> None:
    page = start()
    jump(page, 400)
    ref(page, "take").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.decisions.length === 1")
    expect(ref(page, "offer")).to_be_hidden()
    assert focus(page) in ("Play", "Pause")
    ref(page, "undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.decisions.length === 0")
    expect(ref(page, "undo")).to_be_disabled()
    assert focus(page) in ("Play", "Pause")


@pytest.mark.long  # beneath, the free match
def test_a_match_from_the_first_page_to_its_end(new_page: Callable[..., Page], app: str) -> None:
    page = new_page()
    page.goto(app)
    expect(page.get_by_role("button", name="Start")).to_be_focused(timeout=LONG)
    page.keyboard.press("Shift+Tab")
    classic = page.locator("input[value=classic]")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        if classic.is_checked():
            break
    expect(classic).to_be_checked()
    go_to(page, "Start")
    page.keyboard.press("Enter")
    cycle = ref(page, "cycle")
    expect(cycle).not_to_have_text("0", timeout=LONG)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    closed(page)
    assert focus(page) == "Play"
    page.keyboard.press("Space")
    go_to(page, "3 times")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert focus(page) == "40 times"
    for _ in range(4):  # at 40 times the next offer takes the place of one that waits for a key
        page.keyboard.press("ArrowLeft")
    assert focus(page) == "3 times"
    for key, strategy in (("2", "Preventive"), ("3", "Local"), ("4", "Federated")):
        pass_time(page, strategy.lower())
        expect(ref(page, "offer")).to_contain_text(strategy, timeout=LONG)
        page.keyboard.press(key)
        on = page.locator("[data-ref=ladder] [aria-checked=true]")
        expect(on).to_contain_text(strategy, timeout=LONG)
        focus(page)
    pass_time(page, math.inf)
    expect(ref(page, "verdict")).to_be_visible(timeout=LONG)
    assert "win" in focus(page)
    go_to(page, "Keep playing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    go_to(page, "Report")  # of this match, beside the board's timeline
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="of 4 with $")).to_be_visible(timeout=LONG)


def test_calls_and_letters_by_keys_alone(new_page: Callable[..., Page], app: str) -> None:
    page = new_page()
    page.goto(f"{app}/?game=1-open-7")
    expect(page.get_by_role("button", name="Start")).to_be_focused(timeout=LONG)
    page.keyboard.press("Enter")
    expect(ref(page, "cycle")).not_to_have_text("0", timeout=LONG)
    page.keyboard.press("Space")
    page.keyboard.press("3")
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.decisions.length === 1", timeout=LONG)
    first = page.evaluate(f"{SESSION}.game.announced[0].cycle")
    while page.evaluate(f"{SESSION}.clock") < first:
        page.keyboard.press("n")  # to the next event or announcement
        if page.evaluate(f"{SESSION}.sheet === 'word'"):
            page.keyboard.press("Escape")  # a letter, to be decided later
    page.wait_for_function(f"{SESSION}.told !== null")
    slot = page.evaluate(f"{SESSION}.told.slot")
    page.keyboard.press("zxcv"[slot])
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.told === null", timeout=LONG)
    held = page.locator(".tile").nth(slot)
    expect(held).to_contain_text("Held: 20 cycles")
    page.keyboard.press("Space")
    pass_time(page, page.evaluate(f"{SESSION}.game.offers[1].announced"))
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Alliances invite you")).to_be_visible(timeout=LONG)
    go_to(page, "Join")
    page.keyboard.press("Enter")
    on = page.locator("[data-ref=ladder] [aria-checked=true]")
    expect(on).to_contain_text("Federated", timeout=LONG)
    page.keyboard.press("Escape")  # the ruler's letter still waits
    closed(page)
    assert focus(page) in ("Play", "Pause")
    pass_time(page, math.inf)
    expect(ref(page, "verdict")).to_be_visible(timeout=LONG)
    go_to(page, "Report")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="of 4 with $")).to_be_visible(timeout=LONG)
