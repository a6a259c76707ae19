"""What is said of models and engines, against a walk through the match cycle by cycle."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from data.simulator import is_fan
from game.fleet import blind_spot
from game.fleet.blind_spot import CALM, Tally, calm_failures, saves, seen_by, tally
from game.fleet.cmapss import RealFleet
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import federated_forecaster, forget, local_forecaster, world_of
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision, Knowledge
from game.rules.lives import Outcome
from game.rules.match import FactoryHistory, play_factory
from game.rules.offers.events import Event
from game.rules.offers.terms import Terms
from game.rules.scenario import DEFAULT
from game.rules.strategies import NO_FORECAST

END = 2_500
STRIKE = Event("strike", 0, 500, 1_300)
BEFALLING = [("default", 0, ()), ("default.ld40", 40, ()), ("default.ld40", 40, (STRIKE,))]


def played(
    name: str, seed: int, *decisions: Decision, events: tuple[Event, ...] = ()
) -> tuple[SimulatedFleet, FactoryHistory]:
    scenario = scenario_named(name)
    fleet = SimulatedFleet(scenario, seed)
    world = replace(world_of(fleet), events=events)
    return fleet, play_factory(scenario, decisions, world, END)


def lead_of(usual: int, events: tuple[Event, ...], cycle: int) -> int:
    """Return the usual lead, and 20 cycles more while there is a strike."""
    return usual + 20 * sum(event.begins <= cycle < event.ends for event in events)


def known_at(fleet: SimulatedFleet, history: FactoryHistory, cycle: int) -> tuple[int, ...]:
    """Return what the factory has seen fail by a boundary, archive first."""
    lives = history.lives
    failed = (lives.outcome == Outcome.FAILURE) & (lives.ends <= cycle)
    order = np.argsort(lives.ends[failed], kind="stable")
    return (*fleet.archive(0), *lives.engine_id[failed][order].tolist())


@pytest.mark.parametrize(("name", "lead", "events"), BEFALLING)
def test_a_calm_failure_stood_far_above_its_alarm_when_it_could_still_be_ordered(
    name: str, lead: int, events: tuple[Event, ...]
) -> None:
    taken = Decision(0, "local"), Decision(700, "local", 60)
    fleet, history = played(name, 2, *taken, events=events)
    expected = []
    for place in range(len(history.lives)):
        slot, index, engine, installed, ran, outcome = (
            int(getattr(history.lives, column)[place])
            for column in ("slot", "index", "engine_id", "installed", "ran", "outcome")
        )
        if outcome != Outcome.FAILURE:
            continue
        age = next(  # from the failure back to the last order in time
            age
            for age in range(ran - 1, 0, -1)
            if age + lead_of(lead, events, installed + age) < ran
        )
        ahead = [one for one in history.stretches if one.cycle <= installed + age][-1]
        forecast = int(ahead.model.forecasts(np.array([engine]))[0, age - 1])
        if forecast >= 10 * ahead.setting + 10 * CALM:
            trained = min(one.cycle for one in history.stretches if one.model is ahead.model)
            fan = is_fan(known_at(fleet, history, trained), 2, DEFAULT.fan_share)
            alike = int((fan == is_fan([engine], 2, DEFAULT.fan_share)).sum())
            expected.append((slot, index, forecast, ran - age, alike))
    found = list(calm_failures(fleet.scenario, events, history, history.lives))
    assert [tuple(vars(one).values()) for one in found] == expected
    assert len(found) > 2
    assert {one.left for one in found} == {lead + 1, *(lead + 21 for _ in events)}
    assert any(one.known == 0 and one.forecast == 1_250 for one in found), "as good as new"


def test_without_a_model_no_failure_is_calm() -> None:
    fleet, history = played("default", 2)
    assert (history.lives.outcome == Outcome.FAILURE).any()
    assert list(calm_failures(fleet.scenario, (), history, history.lives)) == []


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("name", "lead", "events"), BEFALLING)
def test_a_save_is_an_engine_that_the_own_model_would_have_let_fail(
    name: str, lead: int, events: tuple[Event, ...]
) -> None:
    taken = Decision(0, "federated"), Decision(600, "federated", None, True)
    fleet, history = played(name, 4, *taken, events=events)
    lives, expected = history.lives, []
    trainings = [one.cycle for one in history.stretches if one.trained]
    for place in np.flatnonzero(lives.outcome == Outcome.SERVICE):
        installed, ran = int(lives.installed[place]), int(lives.ran[place])
        engine = lives.engine_id[[place]]
        lifetime = int(fleet.lifetimes(engine)[0])
        ordered = next(
            age for age in range(1, ran + 1) if age + lead_of(lead, events, installed + age) == ran
        )
        trained = max(cycle for cycle in trainings if cycle <= installed + ordered)
        terms = Terms(lead=lead_of(lead, events, trained))
        alone = local_forecaster(fleet, known_at(fleet, history, trained), terms)
        line = alone.forecasts(engine)[0].tolist()
        alarm = None
        for age in range(1, lifetime):  # the own model takes over at the training
            if installed + age >= trained and line[age - 1] < 10 * alone.recommended:
                alarm = age
                break
        if alarm is None or alarm + lead_of(lead, events, installed + alarm) >= lifetime:
            expected.append((int(lives.slot[place]), int(lives.index[place]), lifetime - ran))
    found = list(saves(fleet.scenario, events, history, lives))
    assert [(one.slot, one.index, one.left) for one in found] == expected
    assert found
    on_record = [is_fan(failed, 4, DEFAULT.fan_share) for failed in fleet.members]
    wanted = {sum(any(fans) for fans in on_record), sum(not all(fans) for fans in on_record)}
    assert {one.members for one in found} <= wanted


def test_an_own_model_saves_nothing_and_neither_does_a_federation_without_one() -> None:
    fleet, history = played("default", 4, Decision(0, "local"))
    assert list(saves(fleet.scenario, (), history, history.lives)) == []


def test_a_model_has_seen_what_its_members_have_on_record() -> None:
    fleet = SimulatedFleet(DEFAULT, 4)
    own = (*fleet.archive(0), *fleet.ids(0, 1, 0, 9).tolist())
    fans = int(is_fan(own, 4, DEFAULT.fan_share).sum())
    alone = seen_by(local_forecaster(fleet, own))
    assert alone.own == Tally(len(own) - fans, fans)
    assert alone.others == alone.members == Tally(0, 0)
    rival = Knowledge(1, 0, tuple(fleet.ids(0, 2, 0, 3).tolist()))
    together = seen_by(federated_forecaster(fleet, Knowledge(0, 0, own), [rival]))
    each = [is_fan(failed, 4, DEFAULT.fan_share) for failed in (*fleet.members, rival.failed)]
    total = sum(int(fan.sum()) for fan in each)
    assert together.own == alone.own
    assert together.others == Tally(sum(map(len, each)) - total, total)
    assert together.members == Tally(
        sum(not fan.all() for fan in each), sum(bool(fan.any()) for fan in each)
    )
    assert seen_by(None) is None


def test_what_a_model_has_seen_does_not_keep_the_model() -> None:
    fleet = SimulatedFleet(DEFAULT, 40_404)  # that no other test plays: its models are shared
    model = local_forecaster(fleet, fleet.archive(0))
    seen, alive = seen_by(model), weakref.ref(model)
    del model
    forget(fleet)
    gc.collect()
    assert alive() is None
    again = local_forecaster(fleet, fleet.archive(0))
    assert seen_by(again) is seen


def test_an_engine_that_returns_is_not_counted_among_what_its_model_had_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blind_spot, "CALM", -200)  # every failure is one
    simulated = SimulatedFleet(DEFAULT, 2)
    fleet = RealFleet(DEFAULT, 9, simulated.histories(np.arange(1 << 40, (1 << 40) + 24)), "a test")
    world = world_of(fleet)
    history = play_factory(DEFAULT, [Decision(0, "local", 1)], world, 4_000)
    lives = history.lives
    found = {(one.slot, one.index): one for one in calm_failures(DEFAULT, (), history, lives)}
    again = 0
    for place in range(len(lives)):
        key = int(lives.slot[place]), int(lives.index[place])
        if key not in found:
            continue
        engine = int(lives.engine_id[place])
        ended = int(lives.ends[place])
        model = [one.model for one in history.stretches if one.cycle < ended][-1]
        others = [one for one in model.own if one != engine]
        again += len(others) < len(model.own)
        fault = int(fleet.faults(np.array([engine]))[0])
        assert found[key].known == tally(fleet, others)[fault]
        assert found[key].forecast != NO_FORECAST
    assert again > 3
