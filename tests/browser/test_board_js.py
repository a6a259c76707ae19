"""The board's own code in a real browser: its pure parts, then its manners."""

import base64
import json
import random
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest

from game.api import answer
from game.fleet.engines import BOARD_SENSORS
from game.views.play.board.payload import decode, encode
from tests.browser import mock
from tests.browser.harness import BOARD_ROOT as ROOT
from tests.browser.harness import SESSION, START, jump, ref

pytestmark = pytest.mark.browser

# ---------------------------------------------------------------------- pure parts


def test_messages_are_read_as_they_were_packed(js):
    sections = {
        "a": np.array([[1, 2, 3]], np.uint8),
        "b": np.array([-5, 6], np.int16),
        "c": np.array([[-70_000], [8]], np.int32),
    }
    message = encode({"n": 4, "name": "Ärö"}, sections)
    got = js(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            const shifted = new Uint8Array(bytes.length + 1);
            shifted.set(bytes, 1);
            const { header, sections } = board.decode(shifted.subarray(1));
            const plain = Object.entries(sections).map(([k, s]) => [k, [[...s.data], s.shape]]);
            return [header.n, header.name, Object.fromEntries(plain)];
        }""",
        base64.b64encode(message).decode(),
    )
    assert got == [
        4,
        "Ärö",
        {"a": [[1, 2, 3], [1, 3]], "b": [[-5, 6], [2]], "c": [[-70_000, 8], [2, 1]]},
    ]


def test_the_sensors_are_named_in_the_order_they_are_sent(js):
    assert js("board.SENSORS") == list(BOARD_SENSORS)


def test_money_follows_the_lives_by_hand(js):
    # One engine runs 3 cycles, stands 2 in service, runs 4 and fails; another runs through.
    lives = [
        {"start": 0, "ran": 3, "stop": 3, "kind": 1},
        {"start": 5, "ran": 4, "stop": 9, "kind": 2},
        {"start": 0, "ran": 10, "stop": 10, "kind": 0},
    ]
    prices = {"income": 300, "service_cost": 1_000, "failure_cost": 5_000}
    series = js(
        "([lives, prices]) => [...board.balances(new Float64Array(1), lives, prices, 0, 10)]",
        [lives, prices],
    )
    assert series == [0, 600, 1200, 1800, 1100, 1400, 2000, 2600, 3200, 3800, -900]


def test_an_event_at_the_very_end_is_not_booked(js):
    lives = [{"start": 0, "ran": 5, "stop": 5, "kind": 2}]
    prices = {"income": 300, "service_cost": 1, "failure_cost": 60_000}
    series = js(
        "([lives, prices]) => [...board.balances(new Float64Array(1), lives, prices, 0, 5)]",
        [lives, prices],
    )
    assert series[-1] == 1500
    assert js("(lives) => board.counts(lives, 5).failed", lives) == 0
    assert js("(lives) => board.counts(lives, 6).failed", lives) == 1


def test_money_in_pieces_equals_money_at_once(js):
    equal = js(
        """(text) => {
            const message = board.decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
            const game = board.newGame(message.header);
            board.absorb(game, message);
            const { scenario } = game;
            return game.factories.map(({ slots, balance }) => {
                const lives = slots.flat();
                let series = new Float64Array(1);
                for (const [from, until] of [[0, 700], [700, 1300], [650, 2000]]) {
                    series = board.balances(series, lives, scenario, from, until);
                }
                return series.every((value, c) => value === balance[c]);
            });
        }""",
        base64.b64encode(mock.reply(new_game("classic"))).decode(),
    )
    assert equal == [True] * 4


def new_game(scenario, n=0):
    return {"match": None, "n": n, "new": {"scenario": scenario, "seed": 7}}


def test_a_life_that_comes_again_replaces_its_future(js):
    slots = js(
        """() => {
            const life = (index, start, ran) => ({ slot: 0, index, start, ran });
            const old = [life(0, 0, 90), life(1, 100, 90), life(2, 200, 90), life(3, 300, 90)];
            const slots = [old, [], [], []];
            board.mergeLives(slots, [life(1, 100, 30), life(2, 140, 50)], 120);
            return slots[0].map(({ index, start, ran }) => [index, start, ran]);
        }"""
    )
    assert slots == [[0, 0, 90], [1, 100, 30], [2, 140, 50]]


def test_tags_never_overlap_and_keep_their_order(js):
    rng = random.Random(3)
    for _ in range(300):
        count = rng.randint(1, 6)
        at = [rng.uniform(-50, 250) for _ in range(count)]
        placed = js("(at) => board.layoutTags(at, 17, 0, 200)", at)
        ordered = [centre for _, centre in sorted(zip(at, placed, strict=True))]
        assert all(b - a >= 17 - 1e-9 for a, b in pairwise(ordered))
        assert ordered[0] >= 8.5 - 1e-9
        assert ordered[-1] <= 191.5 + 1e-9


def test_a_lone_tag_stays_at_its_line(js):
    assert js("board.layoutTags([40, 120], 17, 0, 200)") == [40, 120]


def test_factories_are_one_braid_until_they_part(js):
    got = js(
        """() => {
            const series = [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 5, 6], [0, 1, 2, 3]];
            const apart = board.partings(series.map((s) => Float64Array.from(s)), 3);
            return [0, 1, 2, 3].map((cycle) => board.groups(apart, cycle));
        }"""
    )
    assert got == [[[0, 1, 2, 3]], [[0, 1, 2, 3]], [[0, 1, 3], [2]], [[0, 3], [1], [2]]]


def test_lines_that_only_cross_are_no_braid(js):
    crossing = js(
        """() => {
            const series = [[0, 2, 3], [0, 1, 3]].map((s) => Float64Array.from(s));
            return board.groups(board.partings(series, 2), 2);
        }"""
    )
    assert crossing == [[0], [1]]


def test_the_clock_runs_on_wall_time_and_stops_at_its_limit(js):
    assert js("board.advance(10, 0.5, 3, 1e9)") == 19
    assert js("board.advance(10, 0.5, 40, 12)") == 12
    many = js(
        """() => {
            let clock = 0;
            for (let i = 0; i < 30; i++) clock = board.advance(clock, 1 / 30, 5, 1e9);
            return clock;
        }"""
    )
    assert many == pytest.approx(30)


def test_a_decision_is_stamped_a_blink_ahead_never_behind(js):
    assert js("board.stamp(100, 3, false)") == 100
    assert js("board.stamp(100.2, 3, false)") == 101
    assert js("board.stamp(100, 40, true)") == 124


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("money(1248300)", "$1,248,300"),
        ("money(-48300)", "−$48,300"),
        ("shortMoney(1248300)", "$1.25M"),
        ("shortMoney(-312400)", "−$312k"),
        ("shortMoney(999600)", "$1.00M"),
        ("shortMoney(-400)", "$0"),
        ("tagName([0, 2], [{ you: true }, {}, { name: 'Harbour Air' }], false)", "You = Harbour"),
        ("tagName([0, 2], [{ you: true }, {}, { name: 'Harbour Air' }], true)", "2 equal"),
        ("bytes(464)", "464 B"),
        ("bytes(27840)", "28 kB"),
        ("bytes(5480000)", "5.5 MB"),
        ("cyclesOf(1)", "1 cycle"),
        ("cyclesOf(1234)", "1,234 cycles"),
        ("ordinal(1)", "1st"),
        ("ordinal(13)", "13th"),
        ("percent(null)", "\u2013"),
        ("percent(0.957)", "96%"),
    ],
)
def test_numbers_in_words(js, call, text):
    assert js(f"board.{call}") == text


def test_axes_are_round_and_hold_their_values(js):
    for low, high in [(0, 90_000), (-32_000, 640_000), (-700_000, 2_999_000)]:
        bottom, top = js("([low, high]) => board.profitRange(low, high)", [low, high])
        assert bottom <= low
        assert top >= high
        assert len(js("([a, b]) => board.ticks(a, b, 5)", [bottom, top])) in range(3, 9)


def test_the_finish_line_comes_into_view_half_way(js):
    assert js("board.profitRange(0, 1400000, 3000000)")[1] < 3_000_000
    assert js("board.profitRange(0, 1600000, 3000000)")[1] > 3_000_000


def test_wear_is_heard_from_the_sensors_alone(js):
    lifetime, values = mock.engine(7, 0, 0)
    wear = js(
        """([values, lifetime]) => {
            const all = board.wear(Uint8Array.from(values), lifetime);
            const cut = board.wear(Uint8Array.from(values).slice(), lifetime);
            return [[...all], [...cut]];
        }""",
        [values.reshape(-1).tolist(), lifetime],
    )[0]
    assert all(0 <= level <= 1 for level in wear)
    assert np.mean(wear[-10:]) > 3 * np.mean(wear[20:60])


# ------------------------------------------------------------------------- manners


def test_the_first_screen_says_it_in_sixty_words(start):
    page = start(pressed=False, viewport={"width": 390, "height": 844})
    words = ref(page, "startSheet").inner_text().split()
    assert len(words) <= 60
    box = page.locator(START).bounding_box()
    assert box["y"] + box["height"] < 844


def test_the_whole_game_fits_a_screen(start):
    page = start()
    size = page.evaluate("[document.scrollingElement.scrollHeight, innerHeight]")
    assert size[0] <= size[1]
    for name in ("money", "race", "ladder", "standing", "log"):
        box = ref(page, name).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900


def test_the_play_button_is_always_at_hand_on_a_phone(start):
    page = start(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    for place in (0, 700, 100_000):
        page.evaluate("(y) => scrollTo(0, y)", place)
        box = ref(page, "play").bounding_box()
        assert 0 < box["y"] < 844 - box["height"]
    page.evaluate("scrollTo(0, 0)")
    ref(page, "freshSmall").click()
    assert ref(page, "again").is_visible()


def test_start_plays_and_space_pauses_once_wherever_the_focus_is(start):
    page = start()
    playing = f"{SESSION}.playing"
    assert page.evaluate(playing)
    ref(page, "play").click()
    page.keyboard.press("Space")  # the focus lies on the play button: the button acts, once
    assert page.evaluate(playing)
    page.keyboard.press("Space")
    assert not page.evaluate(playing)
    page.evaluate(f"{ROOT}.activeElement.blur()")
    page.keyboard.press("Space")
    assert page.evaluate(playing)
    page.keyboard.press("Space")
    assert not page.evaluate(playing)
    page.locator('[data-speed="10"]').focus()
    page.keyboard.press("Space")  # another button: it acts, the clock stands
    assert page.evaluate(f"[{playing}, {SESSION}.speed]") == [False, 10]
    page.wait_for_selector('[data-speed="10"][aria-checked=true]')
    page.keyboard.press("Space")  # what is chosen already has nothing to do
    assert page.evaluate(f"[{playing}, {SESSION}.speed]") == [True, 10]


def test_keys_choose_speeds_and_strategies_but_not_while_typing(start):
    page = start()
    page.keyboard.press("+")
    assert page.evaluate(f"{SESSION}.speed") == 5
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.evaluate(f"{SESSION}.speed") == 2
    page.keyboard.press("2")  # still locked
    assert page.evaluate(f"{SESSION}.decisions") == []
    jump(page, 300)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "preventive", None, False]]
    ref(page, "box").focus()
    page.keyboard.press("1")
    page.keyboard.press("Space")
    assert page.evaluate(f"{SESSION}.decisions.length") == 1
    assert not page.evaluate(f"{SESSION}.playing")


def test_a_decision_changes_the_future_and_nothing_before_it(start):
    page = start()
    jump(page, 400)
    page.evaluate(f"{SESSION}.speed = 1")
    past = f"[...{SESSION}.game.factories[0].balance.slice(0, 401)]"
    before = page.evaluate(past)
    page.evaluate(f"window.tiles = [...{ROOT}.querySelectorAll('canvas')]")
    ref(page, "play").click()
    page.evaluate("window.delay = 600")
    clocks = page.evaluate(
        f"""async () => {{
            const session = {SESSION};
            const clocks = [];
            document.querySelector("#host").shadowRoot.querySelector('[data-strategy=preventive]').click();
            while (session.waiting) {{
                clocks.push(session.clock);
                await new Promise(requestAnimationFrame);
            }}
            for (let i = 0; i < 20; i++) {{
                clocks.push(session.clock);
                await new Promise(requestAnimationFrame);
            }}
            return clocks;
        }}"""
    )
    stamped = page.evaluate(f"{SESSION}.decisions")[0][0]
    assert clocks == sorted(clocks)
    assert stamped in clocks  # it waited there for the answer
    assert clocks[-1] > stamped
    assert page.evaluate(past) == before
    assert page.evaluate(f"tiles.every((c, i) => c === {ROOT}.querySelectorAll('canvas')[i])")
    request = page.evaluate("requests.at(-1)")
    assert request["decisions"] == [[stamped, "preventive", None, False]]
    assert request["from"] == stamped
    assert request["have"] != [0, 0, 0, 0]


def test_the_recommended_setting_can_be_overruled_and_restored(start):
    page = start()
    jump(page, 300)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    ref(page, "box").fill("150")
    ref(page, "box").press("Enter")
    page.wait_for_function(f"{SESSION}.decisions.at(-1)[2] === 150 && !{SESSION}.waiting")
    page.wait_for_function(
        "turbofanTycoon.session.game.factories[0].strategies.at(-1)[3] === 'own'"
    )
    ref(page, "recommended").click()
    page.wait_for_function(f"{SESSION}.decisions.at(-1)[2] === null")
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "preventive", None, False]]


def test_an_answer_that_was_overtaken_is_dropped(start):
    page = start()
    jump(page, 300)
    page.evaluate("window.delay = 300")
    page.keyboard.press("2")
    page.keyboard.press("1")
    page.wait_for_function(f"!{SESSION}.waiting")
    page.wait_for_timeout(500)
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "corrective", None, False]]


def test_an_error_is_one_sentence_and_changes_nothing(start):
    def reply(request):
        if request.get("decisions"):
            return encode({"n": request["n"], "error": "<b>No such strategy.</b>"}, {})
        return mock.reply(request)

    page = start(reply)
    jump(page, 300)
    page.keyboard.press("2")
    page.keyboard.press("2")
    ref(page, "problem").wait_for(state="visible")
    assert ref(page, "problem").inner_text() == "<b>No such strategy.</b>"
    assert page.evaluate(f"[{SESSION}.decisions, {SESSION}.game.decisions]") == [[], []]
    page.evaluate(f"{SESSION}.speed = 1")
    ref(page, "play").click()
    page.wait_for_function(f"{SESSION}.clock > 301")


def test_names_are_text(start):
    def reply(request):
        header, sections = decode(mock.reply(request))
        header["factories"][1]["name"] = "<img src=x onerror=alert(1)>"
        return encode(header, sections)

    page = start(reply)
    jump(page, 300)  # by then that factory has changed its strategy, and the log says so
    assert page.locator("img").count() == 0
    assert "<img" in ref(page, "standing").inner_text()
    assert "<img" in ref(page, "log").inner_text()


def test_an_unlock_offers_itself_and_the_clock_goes_on(start):
    page = start()
    assert not ref(page, "offer").is_visible()
    jump(page, 260)
    assert ref(page, "offer").is_visible()
    ref(page, "later").click()
    ref(page, "offer").wait_for(state="hidden")
    assert "arrives in" in page.locator('[data-strategy="local"]').inner_text()
    jump(page, 760)
    assert "Local predictive" in ref(page, "offer").inner_text()
    ref(page, "play").click()
    ref(page, "take").click()
    page.wait_for_function(f"!{SESSION}.waiting")
    assert page.evaluate(f"{SESSION}.playing")
    assert page.locator('[data-strategy="local"]').get_attribute("data-state") == "on"


def test_the_end_ranks_everyone_and_traps_nobody(start):
    page = start()
    jump(page, 9_000)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    assert sheet.locator("tbody tr").count() == 4
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    page.wait_for_timeout(300)
    assert not sheet.is_visible()
    ref(page, "play").click()
    sheet.wait_for(state="visible")
    ref(page, "finishClose").click()
    assert not sheet.is_visible()
    ref(page, "play").click()
    at = page.evaluate(f"{SESSION}.clock")
    ref(page, "keep").click()
    page.wait_for_function(f"{SESSION}.clock > {at} + 5")


def test_who_pauses_at_the_finish_does_not_start_anew(start):
    page = start()
    jump(page, 9_000)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    asked = page.evaluate("requests.length")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert sheet.is_visible()
    assert page.evaluate("requests.length") == asked
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"{ROOT}.getRootNode().activeElement.dataset.ref") == "finishClose"


def test_the_clock_waits_for_the_match_that_was_asked_for(start):
    page = start()
    jump(page, 9_000)
    ref(page, "finishSheet").wait_for(state="visible")
    page.evaluate(f"{SESSION}.starting = true")  # as between a request and its answer
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.wait_for_timeout(200)
    assert not ref(page, "finishSheet").is_visible()


def test_the_same_engines_can_be_flown_again(start):
    page = start()
    jump(page, 300)
    ref(page, "fresh").click()
    ref(page, "again").click()
    page.wait_for_function(f"{SESSION}.clock < 100 && !{SESSION}.waiting")
    assert page.evaluate("requests.at(-1).new") == {"scenario": "classic", "seed": 7}


def test_the_other_scenario_is_drawn_before_it_starts(start):
    page = start(pressed=False)
    page.locator('input[value="default"]').check()
    page.wait_for_function(f"{SESSION}.game.scenario.name === 'default'")
    page.click(START)
    assert page.locator('.rung[data-state="open"]').count() == 3


def test_a_page_left_and_found_again_keeps_the_game(start):
    page = start()
    jump(page, 300)
    page.evaluate(f"{ROOT}.replaceChildren()")  # the page goes first, then the clean-up is called
    page.wait_for_timeout(150)
    page.evaluate("window.cleanup()")
    still = page.evaluate(
        f"""async () => {{
            const frames = [];
            const original = globalThis.requestAnimationFrame;
            globalThis.requestAnimationFrame = (f) => {{ frames.push(f); return original(f); }};
            document.dispatchEvent(new KeyboardEvent("keydown", {{ key: " ", bubbles: true }}));
            await new Promise((done) => setTimeout(done, 200));
            globalThis.requestAnimationFrame = original;
            return [frames.length, {SESSION}.playing];
        }}"""
    )
    assert still == [0, False]
    page.evaluate("mountBoard()")
    assert page.evaluate(f"Math.floor({SESSION}.clock)") == 300
    page.wait_for_function(f"{ROOT}.querySelector('[data-ref=cycle]').textContent === '300'")


def test_a_paused_board_asks_for_no_frames(start):
    page = start()
    jump(page, 100)
    page.wait_for_timeout(300)
    frames = page.evaluate(
        """async () => {
            let frames = 0;
            const original = globalThis.requestAnimationFrame;
            globalThis.requestAnimationFrame = (f) => { frames += 1; return original(f); };
            await new Promise((done) => setTimeout(done, 400));
            globalThis.requestAnimationFrame = original;
            return frames;
        }"""
    )
    assert frames == 0


@pytest.mark.parametrize(("ground", "theme"), [("#f4f2ec", "light"), ("rgb(10, 19, 34)", "dark")])
def test_the_theme_follows_the_page(start, ground, theme):
    page = start(pressed=False, ground=ground)
    assert page.locator(".tt").get_attribute("data-theme") == theme


def test_blades_stand_still_when_motion_is_reduced(start):
    hub = """() => {
        const canvas = document.querySelector("#host").shadowRoot.querySelector(".fan canvas");
        const { width: w, height: h } = canvas;
        const part = canvas.getContext("2d").getImageData(w * 0.35, h * 0.35, w * 0.3, h * 0.3);
        return part.data.reduce((a, b, i) => (a * 31 + b * (i % 97)) % 1000003, 7);
    }"""

    def moved(page):
        first = page.evaluate(hub)
        page.wait_for_timeout(250)
        return page.evaluate(hub) != first

    assert moved(start())
    assert not moved(start(reduced_motion="reduce"))


@pytest.mark.parametrize("cycle", [333, 1_500])
def test_what_grew_equals_what_is_drawn_at_once(start, cycle):
    page = start(viewport={"width": 1440, "height": 900})
    page.evaluate(f"{SESSION}.speed = 40")
    page.wait_for_function(f"{SESSION}.clock > {cycle - 100}")
    jump(page, cycle)
    canvases = ".sensors canvas, .ribbon canvas, .graph canvas"
    pictures = f"[...{ROOT}.querySelectorAll('{canvases}')].map((c) => c.toDataURL())"
    grown = page.evaluate(pictures)
    page.set_viewport_size({"width": 1300, "height": 900})
    page.wait_for_timeout(200)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_timeout(300)
    same = [a == b for a, b in zip(grown, page.evaluate(pictures), strict=True)]
    assert same == [True] * len(same)


# -------------------------------------------------------------------- the real server


@contextmanager
def counting():
    """The real answers, and how many bytes they took."""
    sizes = []

    def reply(request):
        feed = answer(request)
        message = encode(feed.header, feed.sections)
        sizes.append(len(message))
        return message

    yield reply, sizes


@pytest.mark.slow
def test_money_on_the_board_is_the_reports_to_the_cent(start):
    with counting() as (reply, sizes):
        page = start(reply, pressed=False)
        page.locator('input[value="default"]').check()
        page.wait_for_function(f"{SESSION}.game.scenario.name === 'default'")
        page.click(START)
        jump(page, 700)
        page.keyboard.press("4")
        page.wait_for_function(f"!{SESSION}.waiting")
        jump(page, 1_900)
        page.keyboard.press("3")
        page.wait_for_function(f"!{SESSION}.waiting")
        jump(page, 4_000)
        got = page.evaluate(
            f"""() => {{
                const {{ game }} = {SESSION};
                return game.factories.map((factory, i) => {{
                    const report = game.rules.report.factories[i];
                    const at = game.end.cycle;
                    const {{ maintained, failed }} = board.counts(factory.slots.flat(), at);
                    return [
                        [factory.balance[at], maintained, failed],
                        [report.profit, report.maintained, report.failed],
                    ];
                }});
            }}"""
        )
    assert [board for board, _ in got] == [report for _, report in got]
    assert len({json.dumps(report) for _, report in got}) == 4
    assert sizes[0] <= 200_000
    assert sum(sizes) <= 1_000_000
