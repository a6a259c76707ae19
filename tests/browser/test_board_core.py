"""What the board works out without a screen: messages, money, the clock, words for numbers."""

import base64

import numpy as np
import pytest

from game.fleet.engines import BOARD_SENSORS
from game.live.payload import encode
from tests.browser.harness import engine, reply

pytestmark = pytest.mark.browser


def new_game(scenario, n=0):
    return {"match": None, "n": n, "new": {"scenario": scenario, "seed": 7}}


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


def test_charges_are_booked_like_events(js):
    lives = [{"start": 0, "ran": 6, "stop": 6, "kind": 0}]
    prices = {"income": 300, "service_cost": 1_000, "failure_cost": 5_000}
    charges = [[1, 200, "a fee"], [4, -50, "a bonus"], [6, 999, "too late"]]
    series = js(
        """([lives, prices, charges]) => {
            const half = board.balances(new Float64Array(1), lives, prices, 0, 3, charges);
            return [...board.balances(half, lives, prices, 3, 6, charges)];
        }""",
        [lives, prices, charges],
    )
    assert series == [0, 300, 400, 700, 1000, 1350, 1650]


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
        base64.b64encode(reply(new_game("classic"))).decode(),
    )
    assert equal == [True] * 4


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


def test_an_order_is_seen_from_the_boundary_after_it(js):
    def until(now: int, ordered: int = 95, due: int = 135, state: int = 0) -> int | None:
        moment = {"life": {"due": due, "ordered": ordered}, "state": state}
        return js("([moment, now]) => board.untilService(moment, now)", [moment, now])

    assert [until(95), until(96), until(135)] == [None, 39, 0]
    assert until(120, ordered=2**31 - 1, due=2**31 - 1) is None
    assert until(140, state=1) is None


def test_a_failure_before_its_service_says_so(js):
    said = js(
        """() => {
            const one = { slot: 0, start: 0, ran: 131, stop: 131, kind: 2, lifetime: 131 };
            const game = { factories: [], until: 500, kinds: {}, unlocks: {}, trainings: [],
                decisions: [], offers: [], befalls: [], called: [],
                calm: new Map(), saves: new Map() };
            const told = (due) => board.events({ ...game, factories: [
                { you: true, slots: [[{ ...one, due }]], strategies: [],
                    charges: [], alliances: [] }] })[0].text;
            return [told(135), told(2 ** 31 - 1)];
        }"""
    )
    assert said == [
        "Engine 1 failed at age 131, 4 cycles before its service",
        "Engine 1 failed at age 131",
    ]


@pytest.mark.parametrize(
    ("fault", "calm", "sentence"),
    [
        (
            1,
            (1_250, 1, 0),
            "Your model has never seen a fan fail. It said 125 cycles, as good as new.",
        ),
        (0, (1_018, 1, 0), "Your model has never seen a compressor fail. It said 102 cycles left."),
        (1, (904, 1, 3), "It said 90 cycles left; its 3 fan failures were not like this one."),
        (0, (904, 1, 1), "It said 90 cycles left; its 1 compressor failure was not like this one."),
        (
            1,
            (1_250, 41, 0),
            "Your model has never seen a fan fail. 41 cycles before, it said 125, as good as new.",
        ),
        (-1, (904, 41, -1), "41 cycles before, it said 90 left."),
    ],
)
def test_a_calm_failure_is_told_by_what_is_so(js, fault, calm, sentence):
    assert sentence == js(
        """([fault, [forecast, left, known]]) => {
            const one = { slot: 2, index: 5, start: 0, ran: 131, stop: 131, kind: 2, lifetime: 131,
                due: 2 ** 31 - 1, fault };
            return board.events({ until: 500, kinds: {}, decisions: [], unlocks: {}, trainings: [],
                offers: [], befalls: [], called: [],
                rules: { healthy: 125 }, saves: new Map(),
                calm: new Map([["2:5", { forecast, left, known }]]),
                factories: [{ you: true, slots: [[one]], strategies: [],
                    charges: [], alliances: [] }] })[0].more;
        }""",
        [fault, list(calm)],
    )


@pytest.mark.parametrize(
    ("fault", "members", "sentence"),
    [
        (1, 3, "Seen in time, 26 cycles left: 3 other members have lost fans."),
        (0, 1, "Seen in time, 26 cycles left: 1 other member has lost compressors."),
        (1, 0, "Seen in time, 26 cycles left."),
        (-1, -1, "Seen in time, 26 cycles left."),
    ],
)
def test_a_save_is_told_with_who_has_lost_such_an_engine(js, fault, members, sentence):
    assert sentence == js(
        """([fault, members]) => {
            const one = { slot: 2, index: 5, start: 0, ran: 131, stop: 131, kind: 1, lifetime: 157,
                due: 2 ** 31 - 1, fault };
            return board.events({ until: 500, kinds: {}, decisions: [], unlocks: {}, trainings: [],
                offers: [], befalls: [], called: [],
                calm: new Map(), saves: new Map([["2:5", { left: 26, members }]]),
                factories: [{ you: true, slots: [[one]], strategies: [],
                    charges: [], alliances: [] }] })[0].more;
        }""",
        [fault, members],
    )


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
            const fail = (stop) => ({ start: 0, ran: stop, stop, kind: 2, back: stop + 60 });
            const game = {
                ...turbofanTycoon.session.game,
                unlocks: { corrective: 0, preventive: 40, local: null, federated: null },
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


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("money(1248300)", "$1,248,300"),
        ("money(-48300)", "−$48,300"),
        ("shortMoney(1248300)", "$1.25M"),
        ("shortMoney(-312400)", "−$312k"),
        ("shortMoney(999600)", "$1.00M"),
        ("shortMoney(-400)", "−$400"),
        ("shortMoney(1400)", "$1,400"),
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


def test_wear_is_heard_from_the_sensors_alone(js):
    lifetime, values = engine(0)
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


def test_an_answer_tells_to_the_next_training_and_more_is_asked_for_before_it(js):
    def horizon(cycle: int, forecasts: bool, every: int = 400, until: int = 1_440) -> int:
        game = {"scenario": {"retrain_every": every}, "rules": {"last_cycle": 100_000}}
        return js(
            "([game, cycle, forecasts]) => board.horizon(game, cycle, forecasts)",
            [{**game, "until": until}, cycle, forecasts],
        )

    assert [horizon(cycle, True) for cycle in (0, 399, 400, 1_300)] == [400, 400, 800, 1_600]
    assert horizon(130, True, every=50) == 200  # not at every training of a hasty schedule
    assert [horizon(100, False), horizon(900, False)] == [1_440, 1_900]  # nobody trains

    def wanted(clock: int, strategy: str, speed: int = 1, until: int = 400) -> int | None:
        game = {
            "scenario": {"retrain_every": 400, "cycles": 1_440},
            "rules": {"last_cycle": 100_000},
            "kinds": {"preventive": {"forecasts": False}, "local": {"forecasts": True}},
            "factories": [{"strategies": [[0, strategy, None, "own"]]}],
            "until": until,
        }
        ask = "([game, clock, speed]) => board.wanted(game, clock, speed)"
        return js(ask, [game, clock, speed])

    assert [wanted(clock, "local") for clock in (322, 323)] == [None, 800]
    assert [wanted(322, "local", speed) for speed in (2, 40)] == [800, 800]
    assert wanted(0, "local", 40) == 800
    assert wanted(0, "preventive") == 1_400
    assert wanted(1_439, "local", until=1_440) is None


def test_what_rounds_to_nothing_has_no_sign(js):
    assert js("[board.number(-0.04, 1), board.number(-0.06, 1), board.number(-12, 0)]") == [
        "0.0", "−0.1", "−12",
    ]  # fmt: skip
