"""What the original showed, and where it failed; ``docs/parity.md`` names these tests."""

import re
from itertools import pairwise

import pytest

from tests.browser import mock
from tests.browser.harness import BOARD_ROOT, SESSION, START, jump, ref

pytestmark = pytest.mark.browser

SEED = 7  # of the stand-in's games
LISTEN = """() => {
    window.words = [];
    window.lines = [];
    const { fillText, lineTo } = CanvasRenderingContext2D.prototype;
    const name = (ctx) => ctx.canvas.dataset.ref ?? ctx.canvas.getAttribute("aria-label") ?? "";
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        const width = this.measureText(text).width;
        const left = { right: x - width, center: x - width / 2 }[this.textAlign] ?? x;
        window.words.push([name(this), text, left, left + width, y, this.canvas.width]);
        return fillText.call(this, text, x, y);
    };
    CanvasRenderingContext2D.prototype.lineTo = function (x, y) {
        window.lines.push([name(this), x, y]);
        return lineTo.call(this, x, y);
    };
    const { stroke } = CanvasRenderingContext2D.prototype;
    const ends = new WeakMap();
    const go = Path2D.prototype.lineTo;
    Path2D.prototype.lineTo = function (x, y) {
        ends.set(this, [...(ends.get(this) ?? []), [x, y]]);
        return go.call(this, x, y);
    };
    CanvasRenderingContext2D.prototype.stroke = function (...path) {
        for (const [x, y] of ends.get(path[0]) ?? []) window.lines.push([name(this), x, y]);
        return stroke.apply(this, path);
    };
}"""


def settled(page):
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.seek === null")


def take(page, cycle, key):
    jump(page, cycle)
    page.keyboard.press(key)
    settled(page)


def rested(page):
    """Wait until everything stands on the screen as it is in the session."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))")


def texts(page, selector):
    return page.locator(selector).all_inner_texts()


# ------------------------------------------------------------------------------ pure parts


def test_a_history_adds_up_what_was_in_force(js):
    changes = [[0, "corrective", None], [100, "preventive", 90], [150, "preventive", 131]]
    changes += [[300, "local", 40], [300, "federated", 25], [900, "local", 40]]
    spells = js("([changes, now]) => board.spells(changes, now)", [changes, 500])
    assert spells == [["corrective", 100], ["preventive", 200], ["federated", 200]]
    assert js("(changes) => board.spells(changes, 0)", changes) == []
    most = js("(changes) => board.mostly(changes, 1000)", changes)
    assert most == {"strategy": "federated", "share": 0.6}


def test_a_locked_strategy_tells_its_condition_and_how_far_it_is(js):
    got = js(
        """() => {
            const rules = { unlocks: { failures: 4, local_wait: 500, federated_wait: 500 } };
            const fail = (stop) => ({ start: 0, ran: stop, stop, kind: 2, back: stop + 60 });
            const game = {
                scenario: rules, unlocks: { preventive: 40 },
                factories: [{ you: true, slots: [[fail(10)], [fail(20)], [fail(30)], [fail(39)]] }],
            };
            const at = (strategy, now) => board.lockOf(game, strategy, now);
            return [at("corrective", 0), at("preventive", 25), at("preventive", 40),
                at("local", 30), at("local", 290), at("federated", 290)];
        }"""
    )
    assert got == [
        None,
        {"text": "2 of 4 failures", "part": 0.5},
        None,
        {"text": "data scientist 500 cycles after preventive", "part": 0},
        {"text": "data scientist arrives in 250 cycles", "part": 0.5},
        {"text": "federation's offer 500 cycles after local", "part": 0},
    ]


# ------------------------------------------------------------------------------- controls


def test_a_locked_row_says_why_and_cannot_be_taken(start):
    page = start()
    jump(page, 200)
    rung = page.locator('[data-strategy="preventive"]')
    assert rung.get_attribute("aria-disabled") == "true"
    assert re.search(r"\d of 4 failures", rung.inner_text())
    rung.dispatch_event("click")
    assert page.evaluate(f"{SESSION}.decisions") == []
    jump(page, 300)
    rested(page)
    assert rung.get_attribute("aria-disabled") == "false"
    assert "Service every engine at a fixed age" in rung.inner_text()


def test_a_new_game_keeps_speed_helper_and_view_and_shows_no_intro(start):
    page = start()
    ref(page, "auto").check()
    ref(page, "solo").check()
    page.locator('[data-speed="20"]').click()
    jump(page, 9_000)
    ref(page, "playAgain").click()
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.clock < 2000 && !{SESSION}.starting")
    assert ref(page, "veil").is_hidden()
    assert page.evaluate(f"[{SESSION}.speed, {SESSION}.auto, {SESSION}.solo]") == [20, True, True]
    assert ref(page, "auto").is_checked()


def test_start_may_be_pressed_before_the_game_has_come(start):
    page = start(pressed=False)
    page.evaluate("window.delay = 700")
    page.locator('input[value="default"]').check()
    page.click(START)
    assert page.evaluate(f"[{SESSION}.starting, {SESSION}.playing]") == [True, False]
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.game.scenario.name === 'default'")


def test_new_games_leave_one_loop_and_one_listener(start):
    page = start()
    for _ in range(3):
        jump(page, 50)
        ref(page, "fresh").click()
        ref(page, "again").click()
        page.wait_for_function(f"!{SESSION}.starting")
    asked = page.evaluate(
        """async () => {
            const original = globalThis.requestAnimationFrame;
            let asked = 0;
            globalThis.requestAnimationFrame = (f) => { asked += 1; return original(f); };
            let frames = 0;
            await new Promise((done) => {
                const count = () => (++frames === 20 ? done() : original(count));
                original(count);
            });
            globalThis.requestAnimationFrame = original;
            return asked / frames;
        }"""
    )
    assert 0.5 < asked < 1.3
    playing = page.evaluate(f"{SESSION}.playing")
    page.evaluate(f"{BOARD_ROOT}.activeElement?.blur()")
    page.keyboard.press("Space")
    assert page.evaluate(f"{SESSION}.playing") is not playing


# ------------------------------------------------------------------------------------ text


def test_the_intro_says_purpose_prices_rivals_and_goal(start):
    page = start(pressed=False)
    sheet = ref(page, "startSheet").inner_text()
    for words in ("when to service?", "$300 a cycle", "3 rivals", "first to $3,000,000"):
        assert words in sheet
    assert ref(page, "cycle").inner_text() == "0"
    assert not page.evaluate(f"{SESSION}.playing")


def test_a_tile_tells_state_age_delay_and_forecast(start):
    page = start()
    lifetime, _ = mock.engine(SEED, 3, 0)
    tile = page.locator(".tile").nth(3)
    jump(page, 100)
    rested(page)
    assert "Running" in tile.inner_text()
    assert "100 cycles old" in tile.inner_text()
    jump(page, lifetime + 10)
    rested(page)
    assert "Failed" in tile.inner_text()
    assert "50 to go" in tile.inner_text()
    assert f"at age {lifetime}" in tile.inner_text()
    take(page, 300, "2")
    rested(page)
    assert any(re.search(r"service in \d+", text) for text in texts(page, ".tile .more"))
    take(page, 760, "3")
    jump(page, 800)
    rested(page)
    assert any(re.search(r"\d+ predicted left", text) for text in texts(page, ".tile .more"))


def test_counts_light_up_and_fade_for_every_factory(start):
    page = start()
    page.evaluate(
        """() => {
            window.lit = new Set();
            const { animate } = Element.prototype;
            Element.prototype.animate = function (frames, options) {
                const row = this.closest(".standing li");
                window.lit.add(row ? row.querySelector("b").textContent : "tally");
                return animate.call(this, frames, options);
            };
        }"""
    )
    jump(page, 240)
    rested(page)
    assert set(page.evaluate("[...lit]")) == {"tally", "Your factory", *mock.RIVALS}


def test_the_log_keeps_every_event_of_yours_and_the_rivals_changes(start):
    page = start()
    take(page, 300, "2")
    jump(page, 800)
    rested(page)
    log = ref(page, "log").inner_text()
    for words in ("Engine 4 failed at age", "serviced at age", "You went preventive at 131"):
        assert words in log
    assert all(rival in log for rival in mock.RIVALS[:2])
    times = [int(text.replace(",", "")) for text in texts(page, "[data-ref=log] time")]
    assert times == sorted(times, reverse=True)


def test_the_leaderboard_ranks_by_profit_and_tells_each_history(start):
    page = start()
    take(page, 300, "2")
    jump(page, 1_400)
    rested(page)
    rows = page.locator("[data-ref=standing] li").all()
    shown = {row.locator(".rank").inner_text(): row.locator(".profit").inner_text() for row in rows}
    dollars = [int(re.sub(r"[^0-9-]", "", shown[n].replace("−", "-"))) for n in "1234"]
    assert dollars == sorted(dollars, reverse=True)
    moved = [row.evaluate("row => getComputedStyle(row).transitionDuration") for row in rows]
    assert moved == ["0.25s"] * 4
    told = {}
    for row in rows:
        row.get_by_role("button").focus()
        told[row.locator("b").inner_text()] = ref(page, "bubble").inner_text()
    assert told["Your factory"] == (
        "What this factory has run so far: corrective for 300 cycles, then preventive for 1,100 "
        "cycles."
    )
    assert "local predictive for" in told["Hephaestus Works"]


# -------------------------------------------------------------------------------- graphics


def test_sensors_have_names_that_no_trace_crosses(start):
    page = start(pressed=False)
    page.evaluate(LISTEN)
    page.set_viewport_size({"width": 1439, "height": 900})
    page.wait_for_function("words.some(([canvas]) => canvas === 'Sixteen sensors of engine 4')")
    words = page.evaluate("words.filter(([canvas]) => canvas === 'Sixteen sensors of engine 1')")
    names = {text: (left, right) for _, text, left, right, _, _ in words}
    assert list(names) == page.evaluate("board.SENSORS")
    for _, _, left, right, _, width in words:
        lane = 0 if left < width / 2 - 10 else (width + 14) / 2
        assert right <= lane + 42


def test_a_graph_shows_what_the_strategy_sees(start):
    page = start()
    page.evaluate(LISTEN)
    seen = "new Set(words.filter(([c]) => c.startsWith('What the')).map(([, text]) => text))"
    for cycle, key, words in (
        (90, "1", "waiting for the failure"),
        (400, "2", "service at 131"),
        (800, "3", "alarm at 40"),
    ):
        take(page, cycle, key)
        jump(page, cycle + 120)
        rested(page)
        page.set_viewport_size({"width": 1400 + cycle % 7, "height": 900})
        page.wait_for_function(f"{seen}.has('{words}')")


@pytest.mark.parametrize("width", [1401, 1313])
def test_changes_stay_marked_and_tags_tell_today_at_any_width(start, width):
    page = start()
    take(page, 300, "2")
    take(page, 900, "3")
    jump(page, 2_345)
    page.evaluate(LISTEN)
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("words.some(([canvas]) => canvas === 'raceTop')")
    rested(page)
    marks = page.evaluate("words.filter(([canvas]) => canvas === 'race').map(([, text]) => text)")
    assert {"P", "L"} <= set(marks)
    assert any(text.startswith("↑ finish at $3M") or "finish $3M" in text for text in marks)
    balance = page.evaluate(f"{SESSION}.game.factories.map((one) => one.balance[2345])")
    wanted = {page.evaluate("(value) => board.shortMoney(value)", value) for value in balance}
    tags = page.evaluate("words.filter(([canvas]) => canvas === 'raceTop')")
    assert wanted <= {text for _, text, *_ in tags}
    levels = sorted({round(y, 3) for _, _, _, _, y, _ in tags})
    assert all(b - a >= 16 for a, b in pairwise(levels))
    # The lines were drawn anew to today, and reach as far as the tags do.
    first = min(left for _, _, left, *_ in tags)
    drawn = page.evaluate("lines.filter(([canvas]) => canvas === 'race').map(([, x]) => x)")
    assert first - max(x for x in drawn if x < first) < 60


# ---------------------------------------------------------------------------------- finish


def test_the_finish_tells_ranks_long_used_strategies_and_where_to_read_on(start):
    page = start()
    take(page, 300, "2")
    take(page, 1_000, "1")
    jump(page, 9_000)
    rows = texts(page, "[data-ref=final] tr")
    assert [row.split()[0] for row in rows] == ["1st", "2nd", "3rd", "4th"]
    (mine,) = [row for row in rows if "Your factory" in row]
    assert re.search(r"Corrective\s+\d\d% of the time", mine)
    assert ref(page, "verdict").inner_text().endswith(" wins.")
    assert "of the best possible on these engines" in ref(page, "verdictMore").inner_text()
    address = "http://board.test/report?game=1-classic-7-300p-1000c&mine=1"
    assert ref(page, "report").get_attribute("href") == address
    ref(page, "keep").click()
    ref(page, "play").click()
    rested(page)
    cycle = ref(page, "cycle").inner_text().replace(",", "")
    assert ref(page, "reportKept").get_attribute("href") == f"{address}&cycles={cycle}"


def test_the_finish_lists_everyone_even_to_who_plays_alone(start):
    page = start()
    ref(page, "solo").check()
    jump(page, 9_000)
    assert len(texts(page, "[data-ref=final] tr")) == 4
    place = ref(page, "place").inner_text()
    (mine,) = [row for row in texts(page, "[data-ref=final] tr") if "Your factory" in row]
    assert mine.startswith(place.removeprefix("="))
    assert place != "1st"
