"""One world of a comparison: a federation, an archive, a pool of engines, and games dealt of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn import config_context
from threadpoolctl import threadpool_limits

from data.trajectories import Trajectories
from game.fleet.engines import SensorRange, SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.games import Deal, play_games, play_oracle
from game.rules.scenario import Scenario, scenario_from_json
from game.rules.strategies import STRATEGIES, IntArray

ORACLE = "oracle"

_DEAL = 16  # tells the dealing's chance apart from a fleet's own uses of the seed

_CYCLES_PER_ENGINE = 120
"""Of a slot, down time included; few live shorter, so that a pool outlasts a game."""

_LARGEST_POOL = 400


@dataclass(frozen=True)
class WorldTask:
    """What to play in one world."""

    scenario: Scenario
    seed: int
    games: int
    settings: Mapping[str, int]  # cycles; a strategy that is not named takes the recommended one

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "scenario": self.scenario.to_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "WorldTask":
        return cls(**{**values, "scenario": scenario_from_json(values["scenario"])})


@dataclass(frozen=True)
class WorldResult:
    """What came of the games of one world, by strategy."""

    profit: Mapping[str, list[int]]  # dollars of each game
    failures: Mapping[str, list[int]]  # of each game
    settings: Mapping[str, list[int]]  # cycles, after each training of each game

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, eq=False)
class PooledFleet:
    """A simulated fleet that keeps the histories of a pool of engines, drawn once."""

    fleet: SimulatedFleet
    pool: Trajectories  # by ascending id

    @property
    def scenario(self) -> Scenario:
        return self.fleet.scenario

    @property
    def members(self) -> tuple[tuple[int, ...], ...]:
        return self.fleet.members

    @property
    def note(self) -> str | None:
        return self.fleet.note

    @property
    def sensor_range(self) -> SensorRange:
        return self.fleet.sensor_range

    @property
    def condition_bytes(self) -> int:
        return self.fleet.condition_bytes

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        return self.fleet.ids(factory, slot, first, count)

    def archive(self, factory: int) -> tuple[int, ...]:
        return self.fleet.archive(factory)

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return self.fleet.lifetimes(engine_ids)

    def histories(self, engine_ids: IntArray) -> Trajectories:
        kept = self.pool.engine_ids
        places = np.searchsorted(kept, engine_ids).clip(max=len(kept) - 1)
        if (kept[places] == engine_ids).all():
            return self.pool.select(places)
        return self.fleet.histories(engine_ids)

    def training_generator(self) -> np.random.Generator:
        return self.fleet.training_generator()


def pooled(scenario: Scenario, seed: int) -> tuple[PooledFleet, IntArray]:
    """Return a world's fleet, and the ids of the engines that its games are dealt, (engines,)."""
    fleet = SimulatedFleet(scenario, seed)
    depth = min(scenario.cycles // _CYCLES_PER_ENGINE + 2, max(1, _LARGEST_POOL // scenario.slots))
    played = np.concatenate([fleet.ids(0, slot, 0, depth) for slot in range(scenario.slots)])
    archived = np.array(fleet.archive(0), np.int64)
    return PooledFleet(fleet, fleet.histories(np.concatenate([played, archived]))), played


def dealt(fleet: PooledFleet, played: IntArray, seed: int, games: int) -> Deal:
    """Deal all engines of the pool to the slots of each game, in an order of its own."""
    draw = np.random.default_rng([seed, _DEAL])
    order = np.stack([draw.permutation(len(played)) for _ in range(games)])
    return Deal(played, fleet.lifetimes(played), order.reshape(games, fleet.scenario.slots, -1))


def play_world(task: WorldTask) -> WorldResult:
    """Play all strategies and the oracle in one world; a function of the task alone."""
    scenario = task.scenario
    fleet, played = pooled(scenario, task.seed)
    deal = dealt(fleet, played, task.seed, task.games)
    world = world_of(fleet)
    # One thread: the last digits of a sum depend on how many share it.
    with threadpool_limits(1), config_context(assume_finite=True, skip_parameter_validation=True):
        outcomes = {
            name: play_games(scenario, name, task.settings.get(name), world, deal, scenario.cycles)
            for name in STRATEGIES
        }
    outcomes[ORACLE] = play_oracle(scenario, deal, scenario.cycles)
    return WorldResult(
        {name: outcome.profit.tolist() for name, outcome in outcomes.items()},
        {name: outcome.failures.tolist() for name, outcome in outcomes.items()},
        {name: outcome.settings.ravel().tolist() for name, outcome in outcomes.items()},
    )
