"""The board in the pseudo-language: every text comes from the catalogue, and none is cut off."""

import pytest

from game.text.language import board_language, speak
from game.text.pseudolocale import PSEUDO
from tests.browser.harness import (
    BOARD_ROOT,
    DESK,
    PHONE,
    RIVALS,
    SESSION,
    START,
    closed,
    frames_pass,
    jump,
    open_board,
    ref,
    reply,
)  # fmt: skip
from tests.pseudo import plain

pytestmark = pytest.mark.browser

KEYS = (*"NUROASDFZXCV", "A S D F", "Z X C V")
PLAIN = ("i", *KEYS, *RIVALS)  # a button's symbol, keys, names
SHOWN = f"""() => {{
    const shown = (node) => node.checkVisibility({{ visibilityProperty: true }});
    const texts = document.createTreeWalker({BOARD_ROOT}, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {{
        const node = texts.currentNode;
        const box = node.parentElement;
        const read = shown(box) && !box.closest("style, .hearing");
        if (read && /\\p{{L}}/u.test(node.data)) found.push(node);
    }}
    return found;
}}"""
TEXTS = f"() => ({SHOWN})().map((node) => node.data.trim())"
# What scrolls on purpose may be wider inside; no other box may be narrower than its text.
CUT = f"""() => {{
    const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX);
    const clips = (node) => {{
        const {{ overflow, contain }} = getComputedStyle(node);
        return overflow !== "visible" || /strict|content|paint/.test(contain);
    }};
    const cut = [];
    for (const node of ({SHOWN})()) {{
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        const outer = node.parentElement;
        const name = `${{outer.className || outer.tagName}}: ${{node.data.trim()}}`;
        const wide = outer.clientWidth && outer.scrollWidth > outer.clientWidth + 1;
        if (wide && !scrolls(outer)) cut.push(`too wide ${{name}}`);
        for (let box = outer; box && !box.matches(".tt"); box = box.parentElement) {{
            if (scrolls(box)) break;
            const {{ left, right, top, bottom }} = box.getBoundingClientRect();
            const out = text.left < left - 1 || text.right > right + 1
                || text.top < top - 3 || text.bottom > bottom + 3;
            if (clips(box) && out) cut.push(`cut by ${{box.className || box.tagName}} ${{name}}`);
        }}
        if (text.left < -1 || text.right > innerWidth + 1) cut.push(`off the screen ${{name}}`);
    }}
    return cut;
}}"""


def translated(request):
    """Answer in the pseudo-language."""
    speak(PSEUDO)
    try:
        return reply(request)
    finally:
        speak("en")


@pytest.fixture
def board(new_page, screen):
    """Open the board in the pseudo-language."""
    speak(PSEUDO)
    data = board_language()
    speak("en")
    page = new_page(viewport=screen)
    open_board(page, reply=translated, data=data)
    return page


# Where there is least room; a desk is looked at in ``make long``.
on_a_phone = pytest.mark.parametrize(
    "screen",
    [PHONE, pytest.param(DESK, marks=pytest.mark.long)],
    ids=["phone", "desk"],
    indirect=True,
)


def check(page):
    page.evaluate("document.fonts.ready.then(() => null)")  # another font is wider
    frames_pass(page, 2)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 20
    assert [text for text in texts if plain(text) and text not in PLAIN] == []
    assert page.evaluate(CUT) == []
    wide, width = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert wide <= width


@on_a_phone
def test_every_text_of_the_play_is_translated_and_whole(board):
    check(board)  # the start sheet
    board.click(START)
    jump(board, 400)
    assert ref(board, "offer").is_visible()
    check(board)
    for cycle, key in ((500, "2"), (900, "3"), (1_500, "4")):
        jump(board, cycle)
        board.keyboard.press(key)
        board.wait_for_function(f"!{SESSION}.waiting")
        jump(board, cycle + 90)
        check(board)


@on_a_phone
def test_every_text_of_calls_and_letters_is_translated_and_whole(new_page, screen):
    speak(PSEUDO)
    data = board_language()
    speak("en")
    board = new_page(viewport=screen)
    open_board(board, reply=translated, data=data, link="1-open-7-0l-187a1.0")
    board.keyboard.press("Escape")
    for cycle in (70, 190, 415):  # 415: one is announced, a letter waits
        jump(board, cycle)
        check(board)
    assert ref(board, "letter").is_visible()
    board.keyboard.press("c")
    board.wait_for_function(f"!{SESSION}.waiting")
    check(board)
    board.keyboard.press("o")
    check(board)


@on_a_phone
def test_every_text_of_the_sheets_is_translated_and_whole(board):
    board.click(START)
    jump(board, 400)
    board.keyboard.press("?")
    check(board)
    board.keyboard.press("Escape")
    for about in ("local", "federated", "engine"):
        board.locator(f"[data-about={about}]").first.click()
        check(board)
        board.keyboard.press("Escape")
        closed(board)
    board.keyboard.press("2")
    board.wait_for_function(f"!{SESSION}.waiting")
    jump(board, 8_000)
    assert ref(board, "finishSheet").is_visible()
    check(board)
