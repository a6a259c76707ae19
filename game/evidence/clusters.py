"""One cluster of a comparison: a federation, an archive, engines, and games dealt of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from sklearn import config_context
from threadpoolctl import threadpool_limits

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import family_trainer, world_of
from game.rules.games import Deal, Outcomes, play_games, play_oracle
from game.rules.match import World
from game.rules.scenario import Scenario
from game.rules.strategies import STRATEGIES, IntArray

ORACLE, FOURIER = "oracle", "fourier"
"""Rows of a comparison that are no strategies: the ceiling, and a federation of another family."""

_DEAL = 16  # tells the dealing's chance apart from a fleet's own uses of the seed

_CYCLES_PER_ENGINE = 120
"""Of a slot, down time included; few live shorter, so that a pool outlasts a game."""

_LARGEST_POOL = 400


@dataclass(frozen=True)
class ClusterTask:
    """What to play in one cluster."""

    scenario: Scenario
    seed: int
    games: int
    settings: Mapping[str, int]  # cycles; a strategy that is not named takes the recommended one


def pooled(scenario: Scenario, seed: int) -> tuple[SimulatedFleet, IntArray]:
    """Return a cluster's fleet, and the ids of the engines that its games are dealt, (engines,)."""
    fleet = SimulatedFleet(scenario, seed)
    depth = min(scenario.cycles // _CYCLES_PER_ENGINE + 2, max(1, _LARGEST_POOL // scenario.slots))
    played = np.concatenate([fleet.ids(0, slot, 0, depth) for slot in range(scenario.slots)])
    archived = np.array(fleet.archive(0), np.int64)
    return fleet.keeping(np.concatenate([played, archived])), played


def dealt(fleet: SimulatedFleet, played: IntArray, seed: int, games: int) -> Deal:
    """Deal all engines of the pool to the slots of each game, in an order of its own."""
    draw = np.random.default_rng([seed, _DEAL])
    order = np.stack([draw.permutation(len(played)) for _ in range(games)])
    return Deal(played, fleet.lifetimes(played), order.reshape(games, fleet.scenario.slots, -1))


def played_as(scenario: Scenario) -> Mapping[str, str]:
    """Return the strategy that each row of a comparison follows, but for the oracle.

    Where services are ordered ahead, a better forecast pays, and the federation's other family of
    models has a row of its own.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> list(played_as(DEFAULT))
    ['corrective', 'preventive', 'local', 'federated']
    """
    rows = {name: name for name in STRATEGIES}
    return rows | {FOURIER: "federated"} if scenario.economics.lead else rows


def world_for(row: str, fleet: SimulatedFleet) -> World:
    """Return the world of a row: its federation trains the family of models that the row names."""
    world = world_of(fleet)
    if row != FOURIER:
        return world
    return replace(world, trainers={**world.trainers, "federated": family_trainer(fleet, row)})


def play_cluster(task: ClusterTask) -> dict[str, Outcomes]:
    """Play each strategy and the oracle in one cluster; a function of the task alone."""
    scenario = task.scenario
    fleet, played = pooled(scenario, task.seed)
    deal = dealt(fleet, played, task.seed, task.games)
    # One thread: the last digits of a sum depend on how many share it.
    with threadpool_limits(1), config_context(assume_finite=True, skip_parameter_validation=True):
        outcomes = {
            row: play_games(
                scenario,
                name,
                task.settings.get(name),
                world_for(row, fleet),
                deal,
                scenario.cycles,
            )
            for row, name in played_as(scenario).items()
        }
    return outcomes | {ORACLE: play_oracle(scenario, deal, scenario.cycles)}
