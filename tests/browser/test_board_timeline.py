"""Back and forth in a match: undo, branches, the timeline."""

import pytest
from playwright.sync_api import expect

from game.live.payload import encode
from tests.browser.harness import (
    BOARD_ROOT,
    SESSION,
    closed,
    jump,
    ref,
    reply,
    scrub,
    settled,
    take,
)
from tests.payload import decode

pytestmark = pytest.mark.browser


ADDRESS = "new URLSearchParams(location.search).get('game')"


def test_undo_takes_the_last_decision_back_and_keeps_the_clock(start):
    page = start()
    assert ref(page, "undo").is_disabled()
    jump(page, 299)
    before = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1000)]")
    take(page, 300, "2")
    jump(page, 700)
    with_it = page.evaluate(f"{SESSION}.game.factories[0].balance[700]")
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"[{SESSION}.clock, {SESSION}.decisions.length]") == [700, 0]
    assert page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1000)]") == before
    assert before[700] != with_it
    assert page.evaluate(f"[{SESSION}.ghost.from, {SESSION}.ghost.line[700]]") == [300, with_it]
    assert page.evaluate(ADDRESS) == "1-classic-7"


def test_undo_takes_back_a_call_as_it_takes_back_an_order(start):
    def calling(request):  # a server whose scenario takes calls
        rows = request.get("decisions", [])
        header, sections = decode(
            reply({**request, "decisions": [row for row in rows if row[1] == "order"]})
        )
        return encode({**header, "decisions": rows}, sections)

    page = start(calling)
    take(page, 300, "2")
    rows = [[300, "order", ["preventive", None, False]], [300, "call", [2, "hold"]]]
    page.evaluate(f"(rows) => {{ {SESSION}.decisions = {SESSION}.accepted = rows; }}", rows)
    jump(page, 600)
    take(page, 600, "1")
    assert page.evaluate(f"{SESSION}.decisions.slice(0, 2)") == rows
    for left in (rows, rows[:1], []):
        page.keyboard.press("u")
        settled(page)
        assert page.evaluate(f"{SESSION}.decisions") == left


def test_undo_far_back_brings_the_clock_home(start):
    page = start(link="1-classic-7")
    take(page, 300, "2")
    jump(page, 9_000)
    ref(page, "keep").click()
    settled(page)
    ref(page, "play").click()
    for _ in range(2):
        ref(page, "thousand").click()
        settled(page)
    at = page.evaluate(f"{SESSION}.clock")
    assert at > 4_300
    ref(page, "undo").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.clock") == at


def test_all_that_is_read_follows_a_hand_that_rests_on_the_timeline(start):
    page = start()
    jump(page, 900)
    page.evaluate(
        f"""() => {{
            const timeline = {BOARD_ROOT}.querySelector("[data-ref=timeline]");
            for (const cycle of [700, 500, 40]) {{
                timeline.value = cycle;
                timeline.dispatchEvent(new Event("input", {{ bubbles: true }}));
            }}
        }}"""
    )
    expect(ref(page, "cycle")).to_have_text("40")
    expect(ref(page, "failed")).to_have_text("0")
    expect(ref(page, "latest")).to_have_text("Back to 900")


def test_a_branch_asks_first_and_keeps_both_futures(start):
    page = start()
    take(page, 300, "2")
    take(page, 800, "3")
    jump(page, 1_000)
    left = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1001)]")
    scrub(page, 500)
    page.wait_for_function(f"{BOARD_ROOT}.querySelector('[data-ref=cycle]').textContent === '500'")
    page.keyboard.press("1")
    assert "800" in ref(page, "wordSheet").inner_text()
    page.get_by_role("button", name="Stay").click()
    closed(page)
    assert page.evaluate(f"{SESSION}.decisions.length") == 2
    page.keyboard.press("1")
    page.get_by_role("button", name="New path").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.map((d) => [d[0], d[2][0]])") == [
        [300, "preventive"],
        [500, "corrective"],
    ]
    assert page.evaluate(f"[{SESSION}.reach, {SESSION}.ghost.from]") == [500, 500]
    assert page.evaluate(f"[...{SESSION}.ghost.line]") == left


def test_a_refused_branch_leaves_everything(start):
    def answered(request):
        if len(request.get("decisions", [])) == 1 and request["decisions"][0][2][0] == "corrective":
            return encode({"n": request["n"], "error": "No."}, {})
        return reply(request)

    page = start(answered)
    take(page, 300, "2")
    jump(page, 600)
    scrub(page, 250)
    page.keyboard.press("1")  # still corrective here: nothing to take
    assert page.locator("dialog[open]").count() == 0
    state = f"[{SESSION}.decisions, {SESSION}.reach, {SESSION}.ghost]"
    before = page.evaluate(state)
    page.evaluate(f"{SESSION}.clock = 300")
    page.keyboard.press("1")
    settled(page)
    assert ref(page, "problem").inner_text() == "No."
    assert page.evaluate(state) == before


def test_the_timeline_goes_back_and_forth_and_stands_still(start):
    page = start()
    jump(page, 600)
    ref(page, "play").click()
    scrub(page, 200)
    assert not page.evaluate(f"{SESSION}.playing")
    assert ref(page, "failed").inner_text() == str(
        page.evaluate(f"board.counts({SESSION}.game.factories[0].slots.flat(), 200).failed")
    )
    ref(page, "timeline").press("ArrowRight")
    page.wait_for_function(f"{SESSION}.clock === 201")
    ref(page, "latest").click()
    page.wait_for_function(f"{SESSION}.clock === {SESSION}.reach && {SESSION}.clock >= 600")


def test_a_thousand_cycles_are_skipped_and_shown_at_once_when_paused(start):
    page = start()
    assert ref(page, "thousand").is_hidden()
    jump(page, 9_000)
    ref(page, "keep").click()
    ref(page, "play").click()
    at = page.evaluate(f"Math.floor({SESSION}.clock)")
    ref(page, "thousand").click()
    settled(page)
    expect(ref(page, "cycle")).to_have_text(f"{at + 1_000:,}")
    assert not page.evaluate(f"{SESSION}.playing")
