"""Calls: one engine serviced now, or held, by mouse, touch and keys; what is announced of it."""

import random
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from game.rules.strategies import NEVER
from tests.browser.harness import (
    BOARD_ROOT,
    PHONE,
    SESSION,
    age,
    drawn,
    frames_pass,
    jump,
    ref,
    reopen_board,
    reply,
    scrub,
    settled,
)  # fmt: skip
from tests.payload import decode

pytestmark = pytest.mark.browser

LEAD, HOLD, EARLY = 40, 20, 10
SCENARIO = f"default.ld{LEAD}.ca1"
LINK = f"1-{SCENARIO}-7-0f"
JOINED = [0, "order", ["federated", None, False]]
FIRST_TOLD = 73  # cycle at which engine 4 is the only one whose order is announced


def played(rows, until=600):
    """Return what the rules make of some moves: the header and the lives, (lives, 10)."""
    request = {"n": 1, "scenario": SCENARIO, "seed": 7, "decisions": rows, "until": until}
    header, sections = decode(reply(request | {"from": 0, "have": [99] * 4, "keep": False}))
    assert header["error"] is None
    return header, sections


def enter(start, **options):
    """Open the match and take it over at its beginning."""
    page = start(link=LINK, pressed=False, **options)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    return page


def call(page, slot, what):
    return page.locator(f'[data-call="{what}"][data-slot="{slot}"]')


def bar(page, slot):
    return page.locator(".calls").nth(slot)


def state(page, slot):
    return page.locator(".tile .state span").nth(slot)


# ------------------------------------------------------------------------------------- pure


def test_what_would_do_nothing_is_not_offered_and_all_else_is(start):
    page = enter(start)
    rng = random.Random(5)
    before = played([JOINED])[1]["lives0"]
    asked = [(rng.randrange(1, 500), rng.randrange(4)) for _ in range(40)]
    asked += [(int(row[2]) + off, int(row[0])) for row in before[:6] for off in (0, 1)]
    asked += [(int(row[9]) + off, int(row[0])) for row in before[:4] for off in (0, 1)]
    offered = page.evaluate(
        f"""(asked) => asked.map(([cycle, slot]) =>
            board.mayCall({SESSION}.game, {SESSION}.decisions, slot, "service", cycle))""",
        asked,
    )
    for (cycle, slot), open_ in zip(asked, offered, strict=True):
        after = played([JOINED, [cycle, "call", [slot, "service"]]])[1]["lives0"]
        counted = (after[after[:, 0] == slot, 9] == cycle).any()
        assert counted == open_, (cycle, slot)
    assert 10 < sum(offered) < len(offered) - 10


def test_the_cost_of_a_service_is_its_price_and_the_forecast_life_that_is_left(start):
    page = enter(start)
    _, sections = played([JOINED])
    for slot, index, begin in sections["forecast_index"][:4].tolist():
        start_cycle = next(
            int(row[2]) for row in sections["lives0"] if (row[0], row[1]) == (slot, index)
        )
        for aged in (30, 70):
            wanted = round(sections["forecasts"][begin + aged - 1] / 10 - LEAD)
            got = page.evaluate(
                f"""([slot, index, cycle]) => {{
                    const {{ game }} = {SESSION};
                    return board.priceOf(game, game.factories[0].slots[slot][index], cycle);
                }}""",
                [slot, index, start_cycle + aged],
            )
            assert got["early"] is None
            assert abs(got["unused"] - wanted) <= 1  # halves are rounded otherwise


@pytest.mark.parametrize(
    ("decisions", "now", "told"),
    [
        ([], 99, None),
        ([], 100, 2),
        ([], 109, 2),
        ([], 110, 3),  # the order of engine 3 acts: the next one, if it still stands
        ([], 119, 3),
        ([], 120, None),  # nothing has come of it for too long
        ([[104, "call", [2, "hold"]]], 104, 3),
        ([[104, "call", [2, "hold"]]], 103, 2),
        ([[104, "call", [2, "service"]]], 105, 3),
        ([[104, "call", [2, "hold"]], [104, "call", [3, "hold"]]], 105, None),
    ],
)
def test_one_is_announced_at_a_time(js, decisions, now, told):
    got = js(
        """([decisions, now]) => {
            const never = 2 ** 31 - 1;
            const life = (slot, ordered) => ({ slot, index: 0, start: 0, stop: 300, ran: 300,
                kind: 0, back: 0, due: never, ordered });
            const lives = [0, 1, 2, 3].map((slot) => [life(slot, slot === 2 ? 109 : never)]);
            const game = { scenario: { hold: 20, early: 10, unlocks: null }, end: null,
                factories: [{ slots: lives }], unlocks: {},
                announced: [2, 3].map((slot) => ({ cycle: 100, slot, index: 0 })) };
            return board.announcedNow(game, decisions, now, now)?.slot ?? null;
        }""",
        [decisions, now],
    )
    assert got == told


def test_the_clock_falls_to_a_third_in_a_quarter_of_a_second_and_comes_back(js):
    paces = js(
        """() => {
            const down = [1];
            while (down.length < 30) down.push(board.easePace(down.at(-1), true, 1 / 60));
            const up = [1 / 3];
            while (up.length < 40) up.push(board.easePace(up.at(-1), false, 1 / 60));
            return [down, up];
        }"""
    )
    for pace, wanted, frames in zip(paces, (1 / 3, 1), (15, 24), strict=True):
        assert pace[frames] == pytest.approx(wanted, abs=1e-9)
        assert abs(pace[frames - 2] - wanted) > 0.02
        assert pace[-1] == pytest.approx(wanted)


# ------------------------------------------------------------------------------------- page


def test_a_service_by_mouse(start):
    page = enter(start)
    jump(page, 30)
    button = call(page, 0, "service")
    expect(button).to_have_text(re.compile(r"Service now\$10,000, \d\d unused"))
    pressed = page.evaluate(
        f"""async () => {{
            holdAnswers();
            const root = {BOARD_ROOT};
            root.querySelector('[data-call=service][data-slot="0"]').click();
            await nextFrame();
            await nextFrame();
            return [{SESSION}.waiting, root.querySelector(".tile .state span").textContent];
        }}"""
    )
    assert pressed == [True, "Service ordered"]  # before anything has come back
    page.evaluate("letThemCome()")
    settled(page)
    drawn(page)
    assert page.evaluate(f"{SESSION}.decisions") == [JOINED, [30, "call", [0, "service"]]]
    assert page.evaluate(f"{SESSION}.game.factories[0].slots[0][0].ordered") == 30
    jump(page, 31)
    expect(bar(page, 0)).to_contain_text("Ordered by hand at cycle 30")
    expect(button).to_be_hidden()
    expect(ref(page, "log")).to_contain_text("You ordered a service for engine 1")
    jump(page, 30 + LEAD + 1)
    assert state(page, 0).inner_text() == "In service"


def test_holds_by_keys_two_at_once_and_the_last_of_an_engine(start):
    page = enter(start)
    jump(page, 60)
    for key in "xc":
        page.keyboard.press(key)
    page.keyboard.press("d")  # engine 3 again: the last call counts
    settled(page)
    drawn(page)
    calls = [[60, "call", [1, "hold"]], [60, "call", [2, "service"]]]
    assert page.evaluate(f"{SESSION}.decisions") == [JOINED, *calls]
    assert state(page, 1).inner_text() == f"Held: {HOLD} cycles"
    assert state(page, 2).inner_text() == "Service ordered"
    jump(page, 65)
    assert state(page, 1).inner_text() == f"Held: {HOLD - 5} cycles"
    page.keyboard.press("d")  # ordered already: nothing
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.length") == 3
    expect(ref(page, "log")).to_contain_text(f"You held engine 2 until cycle {60 + HOLD}")
    page.keyboard.press("?")
    expect(ref(page, "wordBody")).to_contain_text("A S D F")
    expect(ref(page, "wordBody")).to_contain_text("Hold engine 1 to 4")


def test_calls_while_the_clock_runs_are_stamped_alike_and_both_count(start):
    page = enter(start)
    jump(page, 30)
    page.evaluate(
        f"""() => {{
            const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", {{ key }}));
            {SESSION}.speed = 10;
            press(" ");
            press("z");
            press("f");
            press(" ");
        }}"""
    )
    settled(page)
    [first, second] = page.evaluate(f"{SESSION}.decisions.slice(1)")
    assert first[0] == second[0] > 30
    assert [first[2], second[2]] == [[0, "hold"], [3, "service"]]


def test_an_announcement_by_touch(start):
    page = enter(start, viewport=PHONE, has_touch=True)
    jump(page, FIRST_TOLD)
    drawn(page)
    told = page.locator('.calls[data-told="true"]')
    expect(told).to_have_count(1)
    expect(told).to_contain_text("Engine 4")
    expect(told).to_contain_text("order in about")
    hold = call(page, 3, "hold")
    box = hold.bounding_box()
    assert box["height"] > 43.9
    assert 0 < box["y"] < PHONE["height"] - box["height"]  # at hand wherever the page stands
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    height = page.evaluate("document.scrollingElement.scrollHeight")
    age(page, -90_000)  # as if it had just come: a busy machine has looked at it for a while
    hold.tap()  # it has come under the finger, which meant what was there before
    assert page.evaluate(f"{SESSION}.decisions") == [JOINED]
    age(page, 90_450)
    hold.tap()
    settled(page)
    drawn(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)") == [FIRST_TOLD, "call", [3, "hold"]]
    expect(told).to_have_count(0)
    assert page.evaluate("document.scrollingElement.scrollHeight") == height


def test_an_announcement_is_said_and_slows_the_clock_on_request(start):
    page = enter(start)
    option = ref(page, "slowly")
    option.check()
    jump(page, FIRST_TOLD - 1)
    page.evaluate(f"{SESSION}.speed = 1")
    ref(page, "play").click()
    page.wait_for_function(f"{SESSION}.told !== null && {SESSION}.pace < 0.34")
    expect(ref(page, "live")).to_contain_text("Engine 4: order in about 10, 98 predicted left.")
    page.keyboard.press("v")
    page.wait_for_function(f"{SESSION}.told === null && {SESSION}.pace === 1")
    ref(page, "play").click()
    reopen_board(page, link=LINK)
    assert ref(page, "slowly").is_checked()
    page.evaluate("localStorage.clear()")


def test_undo_and_a_new_path_name_a_call(start):
    page = enter(start)
    money = f"[...{SESSION}.game.factories[0].balance.slice(0, 1000)]"
    jump(page, 85)
    before = page.evaluate(money)
    page.keyboard.press("c")  # its order would come at 89
    settled(page)
    drawn(page)
    undo = ref(page, "undo")
    assert undo.get_attribute("title") == "Engine 3 held at cycle 85"
    jump(page, 200)
    assert page.evaluate(money) != before
    scrub(page, 50)
    page.keyboard.press("a")
    expect(ref(page, "wordSheet")).to_contain_text("Engine 3 held")
    page.get_by_role("button", name="Stay").click()
    scrub(page, 200)
    undo.click()
    settled(page)
    drawn(page)
    assert page.evaluate(f"{SESSION}.decisions") == [JOINED]
    expect(ref(page, "live")).to_contain_text("Taken back: Engine 3 held at cycle 85.")
    assert undo.get_attribute("title") == "Federated predictive at cycle 0"
    assert page.evaluate(money) == before
    assert "You held" not in ref(page, "log").inner_text()


def test_a_link_with_calls_opens_the_same_match(start):
    page = start(link=f"{LINK}-60h2-70s0", pressed=False)
    expect(ref(page, "wordBody")).to_contain_text("the last at cycle 70: Engine 1 serviced by hand")
    page.get_by_role("button", name="Take over").click()
    settled(page)
    drawn(page)
    assert state(page, 2).inner_text() == "Held: 10 cycles"
    assert state(page, 0).inner_text() == "Service ordered"
    lives = played([JOINED, [60, "call", [2, "hold"]], [70, "call", [0, "service"]]])[1]["lives0"]
    jump(page, 400)
    slots = page.evaluate(
        f"{SESSION}.game.factories[0].slots.flat().filter((one) => one.start < 400)"
        ".map((one) => [one.slot, one.index, one.start, one.ordered])"
    )
    wanted = lives[lives[:, 2] < 400][:, [0, 1, 2, 9]].tolist()
    assert sorted(slots) == sorted(wanted)
    assert any(row[3] != NEVER for row in slots)


def test_where_there_are_no_calls_nothing_shows_of_them(start):
    page = start()
    jump(page, 300)
    for key in "asdfzxcv":
        page.keyboard.press(key)
    frames_pass(page, 3)
    assert page.evaluate(f"[{SESSION}.decisions, {SESSION}.game.announced]") == [[], []]
    assert page.locator(".calls").first.is_hidden()
    assert ref(page, "slowly").is_hidden()
    header, sections = decode(reply({"n": 0, "new": {"scenario": "classic", "seed": 7}}))
    assert header["scenario"]["hold"] is None
    assert "announced" not in sections
    assert np.all(sections["lives0"][:, 9] == NEVER)
