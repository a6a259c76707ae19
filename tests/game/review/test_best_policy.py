from dataclasses import replace

import numpy as np
import pytest

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.best_policy import MOST_CHECKPOINTS, best_policy, knowledge_of, model_of, thinned
from game.rules.decisions import Decision, Knowledge
from game.rules.match import World, play_factory
from game.rules.offers.terms import USUAL
from game.rules.scenario import DEFAULT, Economics, Unlocks
from game.rules.strategies import IntArray, Tenths

LADDER = replace(
    DEFAULT, unlocks=Unlocks(4, 150, 200), archive_failures=0, federation_size=4, retrain_every=500
)


class Clairvoyant:
    """Knows engines by their numbers, as no model of sensors does."""

    recommended = 40

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        return np.full((len(engine_ids), 400), 500, np.int16)


def test_what_cannot_be_tried_on_other_engines_is_refused_not_weighed_as_nothing() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    assert model_of(fleet, None) is None
    with pytest.raises(TypeError, match="only a LinearForecaster can be weighed, got Clairvoyant"):
        model_of(fleet, Clairvoyant())


def test_knowledge_is_what_the_match_tells_its_trainers() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    world = world_of(fleet)
    told: list[Knowledge] = []

    def spy(knowledge, others, terms):
        told.append(knowledge)
        return world.trainers["local"](knowledge, (), USUAL)

    decisions = [
        Decision(0, "local"), Decision(700, "corrective"), Decision(1_300, "local")
    ]  # fmt: skip
    spied = World(fleet, {"local": spy})
    history = play_factory(LADDER, decisions, spied, 1_600)
    known = knowledge_of(fleet, history, decisions, 1_600)
    assert len(told) > 2
    for knowledge in told:
        assert known.failed(knowledge.cycle) == knowledge.failed
        maker = world.trainers["local"](knowledge, (), USUAL)
        assert known.advice("local", knowledge.cycle) == (maker.model, maker.recommended)


def test_the_failure_that_unlocks_is_known_when_it_unlocks() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    decisions = [Decision(0, "preventive")]
    history = play_factory(LADDER, decisions, world_of(fleet), 1_600)
    unlock = history.unlocked["preventive"]
    assert unlock is not None
    known = knowledge_of(fleet, history, decisions, 1_600)
    assert len(known.failed(unlock)) == 4
    assert known.advice("preventive", unlock) == (None, history.stretches[1].setting)


def test_between_checkpoints_nothing_is_learned() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    decisions = [Decision(cycle, "corrective") for cycle in range(0, 900, 5)]
    history = play_factory(LADDER, decisions, world_of(fleet), 1_600)
    known = knowledge_of(fleet, history, decisions, 1_600)
    assert len(known.checkpoints) == MOST_CHECKPOINTS
    before, after = known.checkpoints[-3:-1]
    assert known.advice("preventive", after - 1) == known.advice("preventive", before)


def test_checkpoints_keep_the_first_and_the_last() -> None:
    assert thinned(range(1_000), most=5) == (0, 250, 500, 749, 999)


@pytest.mark.parametrize("scenario", [LADDER, DEFAULT], ids=["ladder", "open"])
@pytest.mark.no_cover
def test_the_best_policy_does_not_see_what_is_to_come(scenario) -> None:
    fleet = SimulatedFleet(scenario, 5)
    short, long = best_policy(fleet, 1_100), best_policy(fleet, 1_700)
    assert long[: len(short)] == short
    assert len(short) >= 1


def test_the_best_policy_climbs_the_moment_it_may() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    decisions = best_policy(fleet, 1_700)
    history = play_factory(LADDER, decisions, world_of(fleet), 1_700)
    unlock = history.unlocked["preventive"]
    assert (decisions[0].cycle, decisions[0].strategy) == (0, "preventive")
    assert history.stretches[1].cycle == unlock


@pytest.mark.no_cover
def test_the_best_policy_learns_from_lives_how_hard_its_engines_are_flown() -> None:
    schedule = replace(LADDER, unlocks=Unlocks(6, 9_000, 9_000), severities=(0.8, 1.5))
    ages = {}
    for fleet in (SimulatedFleet(schedule, seed) for seed in range(8)):
        (decision,) = best_policy(fleet, 1_700)[-1:]
        ages.setdefault(fleet.severities[0], []).append(decision.setting)
    assert min(ages[0.8]) > max(ages[1.5]) + 15


@pytest.mark.no_cover
def test_the_best_policy_runs_to_failure_where_service_is_dear() -> None:
    dear = replace(LADDER, economics=Economics(service_cost=200_000))
    fleet = SimulatedFleet(dear, 5)
    decisions = best_policy(fleet, 1_700)
    history = play_factory(dear, decisions, world_of(fleet), 1_700)
    idle = play_factory(dear, (), world_of(fleet), 1_700)
    assert np.array_equal(history.lives.ran, idle.lives.ran)
