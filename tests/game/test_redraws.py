from dataclasses import dataclass, replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from game.economics import ledger
from game.fleet import SimulatedFleet
from game.match import Decision, Knowledge, World, play_factory
from game.redraws import Move, forecast, moves_of, play, redraw, schedules
from game.scenario import CLASSIC, DEFAULT, Unlocks
from game.strategies import NEVER, STRATEGIES, IntArray
from game.trainers import LinearForecaster, TrainingFacts, local_forecaster, world_of
from models.rul import RulModel

LADDER = replace(DEFAULT, unlocks=Unlocks(4, 150, 200), archive_failures=0, retrain_every=400)
OPEN = replace(DEFAULT, retrain_every=350)
END = 1_200


@dataclass(frozen=True)
class FixedAdviser:
    """Advises the same whatever is known: one model for each predictive strategy."""

    models: dict[str, RulModel]
    thresholds: dict[str, int]

    def advice(self, strategy: str, cycle: int) -> tuple[RulModel | None, int | None]:
        return self.models.get(strategy), self.thresholds[strategy]


@dataclass(frozen=True)
class Dealt:
    """A redraw's engines, of which each slot has a few that return."""

    fleet: SimulatedFleet
    depth: int

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        return self.fleet.ids(0, slot, 0, self.depth)[np.arange(first, first + count) % self.depth]

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return self.fleet.lifetimes(engine_ids)

    def archive(self, factory: int) -> tuple[int, ...]:
        return ()


@pytest.fixture(scope="module")
def adviser() -> FixedAdviser:
    fleet = SimulatedFleet(DEFAULT, 3)
    few = local_forecaster(fleet, fleet.archive(0)).model
    members = tuple(number for member in fleet.members[:4] for number in member)
    many = local_forecaster(fleet, members).model
    assert few is not None
    assert many is not None
    return FixedAdviser(
        {"local": few, "federated": many}, {"preventive": 131, "local": 40, "federated": 28}
    )


@hs.composite
def decision_lists(draw: hs.DrawFn) -> list[Decision]:
    taken = []
    for _ in range(draw(hs.integers(0, 5))):
        name = draw(hs.sampled_from(list(STRATEGIES)))
        form = STRATEGIES[name].setting
        own = hs.none() | hs.integers(20, 90 if name != "preventive" else 250)
        setting = None if form is None else draw(own)
        taken.append(Decision(draw(hs.integers(0, END)), name, setting, draw(hs.booleans())))
    return sorted(taken, key=lambda decision: decision.cycle)


def as_a_match(scenario, redraws, number, policy, adviser):
    """Play one redraw by the rules, its models given."""
    fleet = redraws.fleets[number]
    facts = TrainingFacts(0, 1, 0, 0, 0)

    def trainer(name):
        maker = LinearForecaster(fleet, adviser.models[name], adviser.thresholds[name], facts)
        return lambda knowledge: maker

    world = World(
        Dealt(fleet, redraws.lifetimes.shape[2]),
        {name: trainer(name) for name in ("local", "federated")},
    )
    decisions = [
        replace(
            move.decision,
            cycle=int(move.cycles[number]),
            setting=move.decision.setting
            or (131 if move.decision.strategy == "preventive" else None),
        )
        for move in policy
        if move.cycles[number] < NEVER
    ]
    history = play_factory(scenario, 0, decisions, world, redraws.end)
    return ledger(history.lives, scenario.slots, redraws.end, scenario.economics).profit


@given(decision_lists(), hs.sampled_from([OPEN, LADDER]), hs.integers(1, END))
@settings(max_examples=60, deadline=None)
def test_redraws_are_matches(adviser, decisions, scenario, end) -> None:
    redraws = redraw(SimulatedFleet(scenario, 5), end, range(3))
    policy = [
        Move(decision, np.maximum(decision.cycle, redraws.unlocked[decision.strategy]), 0)
        for decision in decisions
    ]
    for number in range(len(redraws)):  # as the rules would have them: in the order of effect
        cycles = [int(move.cycles[number]) for move in policy]
        order = np.argsort(cycles, kind="stable")
        ordered = [policy[k] for k in order]
        tables = forecast(redraws, adviser.models.values())
        plans = schedules(ordered, redraws, adviser)
        profit = play([plans], redraws, tables)[0, number]
        assert profit == as_a_match(scenario, redraws, number, ordered, adviser)
