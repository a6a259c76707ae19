import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.faults import Fault
from data.simulator import is_fan
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import bands_of, local_forecaster, world_of
from game.live.feed import Feed, Standings, feed, ground_of, measures_of
from game.live.header import NO_VALUE
from game.live.requests import answer, parse_request
from game.rules.decisions import Answer, Decision, Move
from game.rules.economics import balances
from game.rules.lives import Outcome
from game.rules.match import advance, keep_to_themselves, match_of, replay, seats_of, start
from game.rules.report import factory_names, measures, report
from game.rules.scenario import CLASSIC, DEFAULT, OPEN
from game.rules.strategies import NEVER

LADDER = [[300, "order", ["preventive", None, False]], [900, "order", ["local", 35, False]]]


def asked(**values: Any) -> Feed:
    base = {"n": 1, "scenario": "classic", "seed": 5, "decisions": LADDER, "until": 2_000}
    return feed(parse_request({**base, **values}))


def test_lives_are_those_of_the_match() -> None:
    made = asked()
    fleet = SimulatedFleet(CLASSIC, 5)
    decisions = [Decision(300, "preventive"), Decision(900, "local", 35)]
    match = replay(CLASSIC, decisions, world_of(fleet), until=2_000)
    for number, history in enumerate(match.factories):
        table = made.sections[f"lives{number}"]
        lives = history.lives.cut(2_000)
        assert table[:, 2].tolist() == lives.installed.tolist()
        assert table[:, 3].tolist() == lives.ran.tolist()
        assert table[:, 4].tolist() == lives.outcome.tolist()
    assert (made.sections["lives0"][:, 6] > 100).all()
    assert (made.sections["lives1"][:, 6] == -1).all(), "rivals' engines stay unknown"
    assert json.loads(json.dumps(made.header, allow_nan=False)) == made.header


def test_a_decision_resends_no_sensors_and_no_past() -> None:
    first = asked(decisions=LADDER[:1])
    had = [int((first.sections["engines"][:, 0] == slot).sum()) for slot in range(4)]
    again = asked(**{"n": 2, "from": 900, "have": had})
    assert len(again.sections["sensors"]) < len(first.sections["sensors"]) / 8
    lives = again.sections["lives0"]
    assert (lives[:, 2] + lives[:, 3] >= 900).all()
    whole = asked().sections["lives0"]
    kept = first.sections["lives0"]
    kept = kept[kept[:, 2] + kept[:, 3] < 900]
    merged = sorted(map(tuple, np.concatenate([kept, lives]).tolist()))
    assert merged == sorted(map(tuple, whole.tolist()))
    assert sum(section.nbytes for section in again.sections.values()) < 40_000
    assert first.header.keys() - again.header.keys() == {"rules", "charges", "characters"}


def test_every_engine_on_the_board_has_its_sensors() -> None:
    made = asked()
    engines, sensors = made.sections["engines"], made.sections["sensors"]
    assert {tuple(row) for row in engines[:, :2].tolist()} == {
        tuple(row) for row in made.sections["lives0"][:, :2].tolist()
    }
    assert engines[-1, 3] + 16 * engines[-1, 2] == len(sensors)
    assert sensors.dtype == np.uint8
    assert 20 < sensors.mean() < 235


def test_orders_travel_with_the_lives() -> None:
    taken = [[0, "order", ["preventive", 90, False]]]
    ahead = asked(scenario="default.ld40", decisions=taken)
    assert ahead.header["scenario"]["lead"] == 40
    lives = ahead.sections["lives0"]
    serviced, failed = (lives[lives[:, 4] == outcome] for outcome in (1, 2))
    assert (serviced[:, 7] == serviced[:, 2] + serviced[:, 3]).all()
    assert (serviced[:, 9] == serviced[:, 7] - 40).all()
    assert (serviced[:, 3] == 130).all()
    late = failed[failed[:, 7] < NEVER]
    assert (late[:, 2] + late[:, 3] <= late[:, 7]).all(), "it failed before its service"
    assert (asked().sections["lives0"][:, 7] == NEVER).all()


def test_forecasts_are_those_that_were_in_force() -> None:
    made = asked()
    lives = {(slot, index): row for slot, index, *row in made.sections["lives0"].tolist()}
    forecasts = made.sections["forecasts"]
    assert len(made.sections["forecast_index"])
    for slot, index, offset in made.sections["forecast_index"].tolist():
        installed, ran, outcome, *_ = lives[slot, index]
        line = forecasts[offset : offset + ran]
        cycles = installed + 1 + np.arange(ran)
        assert (line[cycles < 900] == NO_VALUE).all()
        assert (line[cycles >= 900] != NO_VALUE).all()
        if outcome == 1:
            assert line[-1] < 350
        alarms = np.flatnonzero((line != NO_VALUE) & (line < 350))
        assert len(alarms) == (outcome == 1), "the first alarm stops the engine"


def test_what_is_likely_left_travels_where_the_rules_want_it() -> None:
    taken = [[0, "order", ["local", None, False]]]
    plain = asked(scenario="default", decisions=taken, until=400)
    made = asked(scenario="default.bd1", decisions=taken, until=400)
    assert "bands" not in plain.sections
    assert "band" not in plain.header["scenario"]
    assert "judged" not in plain.header["trainings"][0][2]
    assert made.header["scenario"]["band"] == {"share": 0.8, "upto": 125}
    assert made.header["trainings"][0][2]["judged"] == 4
    forecasts, bands = made.sections["forecasts"], made.sections["bands"]
    assert (forecasts == plain.sections["forecasts"]).all()
    assert bands.shape == (len(forecasts), 2)
    fleet = SimulatedFleet(replace(DEFAULT, band=True), 5)
    model = local_forecaster(fleet, fleet.archive(0))
    lives = {(slot, index): row for slot, index, *row in made.sections["lives0"].tolist()}
    for slot, index, offset in made.sections["forecast_index"].tolist():
        ran = lives[slot, index][1]
        engine = fleet.ids(0, slot, index, 1)
        assert (bands[offset : offset + ran] == bands_of(model, engine)[0, :ran]).all()


def test_the_end_comes_with_the_report() -> None:
    made = asked(
        scenario="default", decisions=[[0, "order", ["federated", None, False]]], until=9_000
    )
    assert made.header["until"] == DEFAULT.cycles
    assert made.header["end"]["cycle"] == DEFAULT.cycles
    rows = made.header["report"]["factories"]
    assert (
        made.header["report"]["winner"]
        == made.header["factories"][made.header["end"]["winner"]]["name"]
    )
    fleet = SimulatedFleet(DEFAULT, 5)
    match = replay(DEFAULT, [Decision(0, "federated")], world_of(fleet))
    money = balances(match.factories[0].lives, DEFAULT.cycles, DEFAULT.economics)
    assert rows[0]["profit"] == money[-1]
    kept = asked(scenario="default", decisions=[], until=5_000, keep=True, **{"from": 4_000})
    assert kept.header["until"] == 5_000
    assert kept.header["report"] is None
    assert kept.header["end"] == {**kept.header["end"], "cycle": 4_000, "kept": True}


def same(one: Feed, other: Feed) -> bool:
    return one.header == other.header and all(
        np.array_equal(section, other.sections[name]) for name, section in one.sections.items()
    )


def test_one_answer_is_no_burden() -> None:
    assert parse_request({"scenario": "classic", "seed": 1, "until": 99_999}).until == 4_000


def test_advice_follows_what_was_seen() -> None:
    advice = asked(decisions=[]).header["advice"]["preventive"]
    assert advice[0][0] > 100
    assert advice[0][2].startswith("from 1 failure on record:")
    assert [row[2].split()[1] for row in advice] == [str(n + 1) for n in range(len(advice))]


def test_a_new_game_gets_a_seed() -> None:
    header = answer({"n": 4, "new": {"scenario": "default", "seed": None}}).header
    assert header["error"] is None
    assert header["n"] == 4
    assert 0 <= header["seed"] < 2**32
    assert answer({"new": {"scenario": "default", "seed": 9}}).header["seed"] == 9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"decisions": [[0, "order", ["magic"]]]}, "No strategy is named 'magic'"),
        ({"decisions": [[0, "magic", [1]]]}, "cycle, its kind and a list of its values"),
        ({"decisions": [[0, "preventive", 131, False]]}, "cycle, its kind and a list"),
        ({"decisions": [[0, "order", ["local", None, False, 1]]]}, "cycle, its kind and a list"),
        ({"decisions": [[7, "call", [0, "hold"]]]}, "A call at cycle 7, to hold engine 1"),
        ({"decisions": [[7, "answer", [1, 0]]]}, "An answer at cycle 7, option 0 of offer 1"),
        ({"decisions": [[0, "order", ["corrective", 3, False]]]}, "takes no setting"),
        ({"decisions": [[10, "order", ["local"]], [5, "order", ["local"]]]}, "put them in order"),
        ({"decisions": [[0, "order", ["local"]]] * 1_001}, "at most 1000"),
        ({"seed": 2**32}, "0 to 4294967295"),
        ({"scenario": "easy"}, "choose open, calm, hard, classic, default"),
        ({"until": 10**6}, "0 to 100000"),
    ],
)
def test_a_tampered_request_says_what_is_wrong(change: dict[str, Any], words: str) -> None:
    base = {"n": 7, "scenario": "classic", "seed": 5, "decisions": [], "until": 100}
    header = answer({**base, **change}).header
    assert words in header["error"]
    assert header["n"] == 7


def test_what_wears_out_is_told_of_opened_engines_alone() -> None:
    made = asked(scenario="default", until=1_500)
    fleet = SimulatedFleet(DEFAULT, 5)
    lives = made.sections["lives0"]
    ids = [int(fleet.ids(0, slot, index, 1)[0]) for slot, index in lives[:, :2].tolist()]
    fan = is_fan(ids, 5, DEFAULT.fan_share)
    opened = lives[:, 4] != Outcome.RUNNING
    assert set(lives[opened, 8].tolist()) == {Fault.COMPRESSOR, Fault.FAN}
    assert (lives[opened, 8] == fan[opened]).all()
    assert not opened.all()
    assert (lives[~opened, 8] == Fault.UNNAMED).all()
    for number in (1, 2, 3):
        assert (made.sections[f"lives{number}"][:, 8] == Fault.UNNAMED).all()


@pytest.mark.parametrize("scenario", ["classic", "default", "default.ld40"])
def test_no_message_depends_on_the_faults_of_engines_that_still_run(scenario: str) -> None:
    ordered = [[0, "order", ["preventive", 90, False]]] if scenario != "classic" else LADDER
    values = {"scenario": scenario, "decisions": ordered, "until": 1_111}
    honest = asked(**values)
    lives = honest.sections["lives0"]
    running = lives[lives[:, 4] == Outcome.RUNNING, :2].tolist()
    assert running
    told = SimulatedFleet.faults

    def otherwise(fleet: SimulatedFleet, engine_ids: np.ndarray) -> np.ndarray:
        hidden = [int(fleet.ids(0, slot, index, 1)[0]) for slot, index in running]
        return np.where(
            np.isin(engine_ids, hidden), 1 - told(fleet, engine_ids), told(fleet, engine_ids)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimulatedFleet, "faults", otherwise)
        turned = asked(**values)
    assert honest.header == turned.header
    for name, section in honest.sections.items():
        assert np.array_equal(section, turned.sections[name]), name


def test_a_match_is_played_on_from_where_it_stood_and_nothing_is_lost_without() -> None:
    kept = Standings()
    wishes: list[dict[str, Any]] = [  # the first look, a decision, playing on, another path, back
        {"decisions": [], "until": 1_500},
        {"decisions": LADDER[:1], "until": 1_500, "from": 300},
        {"decisions": LADDER[:1], "until": 2_200, "from": 1_500},
        {"decisions": LADDER, "until": 2_200, "from": 900},
        {"decisions": LADDER[:1], "until": 2_200, "from": 900},
        {"decisions": [[40, *LADDER[0][1:]]], "until": 1_000, "from": 40},
        {"decisions": [], "until": 1_500},
    ]
    stood = [None, None, 1_500, 300, 2_200, None, 1_500]
    base = {"n": 1, "scenario": "classic", "seed": 5}
    for wish, cycle in zip(wishes, stood, strict=True):
        request = parse_request({**base, **wish})
        found = kept.latest(SimulatedFleet(CLASSIC, 5), request.decisions, request.until)
        assert (None if found is None else found[1].cycle) == cycle
        assert same(feed(request, kept), feed(request, Standings()))
    kept.forget()
    assert kept.latest(SimulatedFleet(CLASSIC, 5), (), 1_500) is None
    assert same(feed(request, kept), feed(request, Standings()))


def alliance_of(seed: int) -> tuple[int, int]:
    """Return the number of the first alliance that is on offer, and a cycle for an answer."""
    offers = ground_of(OPEN, seed)[1].offers
    return next((n, one.announced + 5) for n, one in enumerate(offers) if one.alliances)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("option", [0, 1])
def test_rivals_that_are_played_once_play_what_they_play_with_everybody(option: int) -> None:
    # Option 0 is the alliance of a rival: from its answer on, each learns from the other.
    fleet, world = ground_of(OPEN, 12)
    number, cycle = alliance_of(12)
    ways: list[tuple[Move, ...]] = [(), (Decision(60, "preventive", 140),)]
    ways.append((*ways[-1], Answer(cycle, number, option)))
    ways.append((*ways[-1], Decision(800, "federated", 70, True)))
    kept = Standings()
    for way in (*ways, ways[1], ways[3]):
        match = match_of(kept.play(fleet, way, 1_440))
        anew = replay(OPEN, way, world)
        assert match.balances.tolist() == anew.balances.tolist()
        for ours, theirs in zip(match.factories, anew.factories, strict=True):
            told = [(one.cycle, one.strategy, one.setting) for one in ours.stretches]
            assert told == [(one.cycle, one.strategy, one.setting) for one in theirs.stretches]
            assert ours.charges == theirs.charges
    alone = keep_to_themselves(seats_of(OPEN, ways[-1], world.offers), world.offers)
    assert alone == ({2, 3} if option == 0 else {0, 1, 2, 3})


def test_a_match_that_is_asked_for_less_far_has_no_rivals_from_the_future() -> None:
    kept = Standings()
    fleet, world = ground_of(DEFAULT, 3)
    kept.play(fleet, (), 2_000)
    state = kept.play(fleet, (Decision(100, "local"),), 700)
    assert [factory.cycle for factory in state.factories] == 4 * [700]
    anew = advance(start(DEFAULT, seats_of(DEFAULT, (Decision(100, "local"),)), world), {}, 700)
    assert match_of(state).balances.tolist() == match_of(anew).balances.tolist()


def test_few_standings_are_kept() -> None:
    kept = Standings(most=22)
    taken = tuple(Decision(cycle, "preventive", cycle) for cycle in range(100, 200, 10))
    for seed in range(4):
        kept.play(SimulatedFleet(DEFAULT, seed), taken, 300)
    found = [
        [
            None if (way := kept.latest(SimulatedFleet(DEFAULT, seed), taken[:count], 300)) is None
            else way[1].cycle
            for count in range(len(taken) + 1)
        ]
        for seed in range(4)
    ]  # fmt: skip
    stops = [*range(100, 200, 10), 300]
    assert found == [11 * [None], 11 * [None], stops, stops]


def test_what_holds_whatever_is_decided_is_computed_once() -> None:
    fleet, world = ground_of(OPEN, 12)
    assert ground_of(OPEN, 12)[0] is fleet
    assert ground_of(OPEN, 12)[1] is world
    once = measures_of(fleet, world, 900)
    assert measures_of(fleet, world, 900) is once
    assert measures_of(fleet, world, 901) is not once
    match = replay(OPEN, (), world, until=900)
    names = factory_names(12, OPEN.factories)
    told = report(match, world_of(fleet), 12, names, measured=once)
    assert told == report(match, world_of(fleet), 12, names)
    assert once.ceilings == measures(OPEN, world, 900).ceilings
