from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given

from data.faults import Fault, wears_at_fan
from data.simulator import simulate
from game.api import climb, play, prospects, review_link
from game.evidence.compare import compare
from game.fleet.cmapss import RealFleet, fleet_of
from game.fleet.engines import forget as forget_engines
from game.fleet.engines import records
from game.fleet.forecasters import forget as forget_models
from game.fleet.forecasters import local_forecaster, world_of
from game.live.requests import answer
from game.review.best_policy import best_policy
from game.review.redraws import forecast, redraw
from game.review.review import refine
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision
from game.rules.errors import EngineSourceError, LinkError, ScenarioError
from game.rules.links import decode
from game.rules.match import replay
from game.rules.report import report
from game.rules.scenario import DEFAULT, SCENARIOS
from models.flight_conditions import conditions_of
from tests.six_conditions import write_subset

ONE, SIX = "default.enFD001", "default.enFD002"
FILE = simulate(np.arange(40), seed=1, fan_share=0.0)


def fleet(name: str, seed: int = 7) -> RealFleet:
    found = fleet_of(scenario_named(name), seed)
    assert isinstance(found, RealFleet)
    return found


def test_a_link_names_its_engines(real: Path) -> None:
    assert decode("1-classic.enFD001-7").scenario == "classic.enFD001"
    assert scenario_named("classic.enFD001").title == SCENARIOS["classic"].title
    assert scenario_named("classic.cy900.enFD001").title == SCENARIOS["classic"].title
    assert scenario_named("classic.ld40.enFD001").title != SCENARIOS["classic"].title
    with pytest.raises(LinkError, match="simulated, FD001, FD002, FD003, FD004, got 'FD005'"):
        decode("1-classic.enFD005-7")


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("name", [ONE, SIX, "classic.enFD002"])
def test_the_same_link_gives_the_same_report(name: str, real: Path) -> None:
    before = play(name, 7, climb("federated"), cycles=1_500)
    forget_engines()
    forget_models()
    assert play(name, 7, climb("federated"), cycles=1_500) == before
    base, _, subset = name.partition(".en")
    by_folder = play(base, 7, climb("federated"), cycles=1_500, engines=f"cmapss:{real}:{subset}")
    assert by_folder.factories == before.factories
    assert play(name, 8, cycles=1_500).factories != play(name, 7, cycles=1_500).factories


def test_engines_that_are_not_here_are_refused_in_one_sentence(real: Path) -> None:
    words = "FD003 is not on this machine: fetch it on the page NASA's engines"
    for ask in (
        lambda: play("classic.enFD003", 7),
        lambda: prospects(scenario_named("classic.enFD003")),
        lambda: next(review_link("1-classic.enFD003-7")),
    ):
        with pytest.raises(EngineSourceError, match=words):
            ask()
    linked = answer({"link": "1-classic.enFD003-7"}).header
    assert words in linked["notice"]
    assert linked["scenario"]["name"] == "open"
    assert words in answer({"n": 1, "scenario": "classic.enFD003", "seed": 7}).header["error"]


def test_a_file_that_is_written_anew_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    write_subset(tmp_path, "FD001", engines=20)
    first = fleet(ONE)
    assert fleet(ONE) == first
    write_subset(tmp_path, "FD001", engines=24, seed=2)
    assert len(fleet(ONE).trajectories) == 24
    assert fleet(ONE) != first


def test_a_file_flown_at_other_conditions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    write_subset(tmp_path, "FD001", engines=20)
    path = tmp_path / "train_FD001.txt"
    first, *rest = path.read_text().splitlines()
    columns = first.split()
    columns[2] = "5.5"
    path.write_text("\n".join([" ".join(columns), *rest]) + "\n")
    with pytest.raises(EngineSourceError, match=r"Row 1 was flown at settings 5\.5"):
        fleet(ONE)


@given(hs.integers(0, 2**32 - 1), hs.integers(0, 63), hs.sampled_from(list(SCENARIOS)))
def test_what_is_played_is_never_what_others_learn_from(seed: int, number: int, base: str) -> None:
    dealt = RealFleet(SCENARIOS[base], seed, FILE, "a test")
    again = replace(dealt, redraw=(number,))
    slots, others = (
        [set(some.ids(0, slot, 0, 100).tolist()) for slot in range(4)] for some in (dealt, again)
    )
    played = set.union(*slots)
    assert len(played) == sum(map(len, slots)) == 24
    assert set.union(*others) == played  # the same engines, in other slots
    known = {*dealt.archive(0), *(number for member in dealt.members for number in member)}
    assert not known & played
    assert (again.members, again.archive(0)) == (dealt.members, dealt.archive(0))


def test_six_conditions_are_brought_to_sea_level_by_sums_of_the_members(real: Path) -> None:
    one, six = fleet(ONE), fleet(SIX)
    engines = six.ids(0, 0, 0, 5)
    assert set(conditions_of(six.trajectories.select(engines).settings)) == set(range(6))
    level = six.histories(engines)
    assert set(conditions_of(level.settings)) == {0}
    np.testing.assert_array_equal(level.lifetimes, one.lifetimes(engines))
    shown, meant = level.sensors.mean(axis=0), one.histories(engines).sensors.mean(axis=0)
    spread = one.trajectories.sensors.std(axis=0)
    assert (np.abs(shown - meant) < 0.3 * spread + 0.01).all()
    assert "6 flight conditions" in str(six.note)
    assert "flight conditions" not in str(one.note)


def test_a_played_engine_has_no_part_in_what_corrects_it(real: Path) -> None:
    six = fleet(SIX)
    before = six.histories(six.others).sensors
    spoilt = six.trajectories.sensors.copy()
    played = np.isin(six.trajectories.engine_of_row, six.ids(0, 0, 0, 100))
    spoilt[played] += 100
    other = replace(six, trajectories=replace(six.trajectories, sensors=spoilt))
    np.testing.assert_array_equal(other.histories(six.others).sensors, before)


def test_without_members_those_who_are_not_played_share_their_sums(real: Path) -> None:
    alone = fleet("classic.fz1.enFD002")
    assert alone.members == ()
    assert set(conditions_of(alone.histories(alone.ids(0, 0, 0, 3)).settings)) == {0}


def test_bytes_of_the_shared_sums_are_counted(real: Path) -> None:
    one, six = fleet(ONE), fleet(SIX)
    assert one.condition_bytes == 0
    assert len(six.members) == 3
    assert six.condition_bytes == 2_064 * (2 * 3 + 1)
    moved = [
        replay(DEFAULT, [Decision(0, "federated")], world_of(each), 200).factories[0].stretches[-1]
        for each in (one, six)
    ]
    facts = [stretch.model.facts.bytes_moved for stretch in moved]
    assert facts[1] - facts[0] == six.condition_bytes


def test_six_conditions_earn_what_one_earns(real: Path) -> None:
    one, six = (play(name, 7, climb("federated")).factories for name in (ONE, SIX))
    assert one[3].profit == six[3].profit  # corrective: nobody forecasts
    for strategy in (0, 1):
        assert six[strategy].profit == pytest.approx(one[strategy].profit, rel=0.02)


def test_the_screen_is_told_of_real_engines(real: Path) -> None:
    header = answer({"n": 1, "scenario": SIX, "seed": 7, "until": 300}).header
    assert header["error"] is None
    assert header["note"].startswith("40 engines of NASA's C-MAPSS FD002: 24 are played")
    assert header["scenario"]["engines"] == "FD002"
    assert header["scenario"]["federation_size"] == 4
    simulated = answer({"n": 1, "scenario": "default", "seed": 7, "until": 300}).header
    assert simulated["note"] is None
    assert simulated["scenario"]["engines"] is None
    assert simulated["scenario"]["federation_size"] == 20


@pytest.mark.parametrize("name", [ONE, SIX])
def test_every_reading_finds_room_on_the_screen(name: str, real: Path) -> None:
    found = fleet(name)
    drawn = np.concatenate(
        [record.sensors for record in records(found, found.ids(0, 0, 0, 6).tolist())], axis=1
    )
    # epr tells of fans only, and P15 knows two values: the other 14 are informative.
    assert (np.isin(drawn, (0, 255)).mean(axis=1) < 0.01).sum() >= 14
    assert (drawn.std(axis=1) > 10).sum() >= 14


@pytest.mark.parametrize("name", [ONE, "classic.enFD002"])
@pytest.mark.no_cover
def test_a_review_reshuffles_the_same_engines(name: str, real: Path) -> None:
    scenario = scenario_named(name)
    _, found = refine(scenario, 7, climb("federated"), 2_500, [(6, True)])
    assert found == list(refine(scenario, 7, climb("federated"), 2_500, [(6, True)]))[-1]
    assert found.quality and found.luck and found.turning_points
    assert found.quality.decision_quality is not None
    assert 0.8 < found.quality.decision_quality < 1.1
    assert found.luck.spread > 0
    own = fleet(name)
    redraws = redraw(own, 2_500, range(3))
    played = np.concatenate([own.ids(0, slot, 0, 6) for slot in range(4)])
    assert set(np.unique(redraws.lifetimes)) <= set(own.lifetimes(played))
    assert (redraws.lifetimes[0] != redraws.lifetimes[1]).any()


def test_no_redraw_forecasts_an_engine_by_a_model_that_saw_it_fail(real: Path) -> None:
    own = fleet(ONE)
    redraws = redraw(own, 2_000, range(2))
    seen = redraws.fleets[0].ids(0, 0, 0, 2).tolist()
    careful = local_forecaster(own, (*own.archive(0), *seen))
    table = forecast(redraws, [careful])[careful]
    blind = local_forecaster(own, (*own.archive(0), seen[1]))
    expected = blind.forecasts(np.array(seen[:1]))[0]
    np.testing.assert_array_equal(table[0, : len(expected)], expected)
    assert careful.model is not None
    knows = np.round(10 * careful.model.predict(records(own, seen[:1])[0].table.astype(float)))
    assert (np.abs(knows - expected) > 1).any()


def test_the_best_policy_expects_what_unplayed_engines_show(real: Path) -> None:
    own = fleet(ONE)
    decisions = best_policy(own, 400)
    assert {decision.strategy for decision in decisions} <= {"local", "federated", "preventive"}

    def with_lives(engines: np.ndarray, cycles: int) -> RealFleet:
        lives = own.trajectories.lifetimes.copy()
        lives[engines] = cycles
        return replace(own, trajectories=replace(own.trajectories, lifetimes=lives))

    to_come = np.concatenate([own.ids(0, slot, 4, 2) for slot in range(4)])
    assert best_policy(with_lives(to_come, 30), 400) == decisions


def test_prospects_are_those_of_the_file(real: Path) -> None:
    found = prospects(scenario_named(ONE))
    lives = fleet(ONE).trajectories.lifetimes
    assert found.usual == round(float(np.median(lives)))
    assert found.corrective < found.scheduled < found.ceiling


def test_a_comparison_says_why_it_plays_no_real_engines() -> None:
    with pytest.raises(ScenarioError, match="of which FD001 has none: compare simulated ones"):
        compare(scenario_named(ONE), games=2, cycles=500, processes=1)


def test_a_report_carries_the_note(real: Path) -> None:
    world = world_of(fleet(SIX))
    match = replay(scenario_named(SIX), (), world)
    assert report(match, world, 7, ("a", "b", "c", "d"), fleet(SIX).note).note == fleet(SIX).note
    header = answer({"n": 1, "scenario": SIX, "seed": 7, "until": 4_000}).header
    assert header["report"]["note"] == header["note"]


def test_faults_are_named_by_the_rule_at_one_flight_condition_alone(real: Path) -> None:
    one, six = fleet(ONE), fleet(SIX)
    numbers = np.arange(len(one.trajectories))
    assert one.faults(numbers).tolist() == wears_at_fan(one.trajectories).tolist()
    assert one.fault_rule is not None and "21.6085 psia" in one.fault_rule
    assert set(six.faults(np.arange(len(six.trajectories))).tolist()) == {Fault.UNNAMED}
    assert six.fault_rule is None
