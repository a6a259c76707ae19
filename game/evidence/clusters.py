"""One cluster of a comparison: a federation, an archive, engines, and games dealt of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn import config_context
from threadpoolctl import threadpool_limits

from game.evidence.contestants import contestants, strategy_of, world_for
from game.fleet.engines import SimulatedFleet
from game.rules.games import Deal, Outcomes, play_games, play_oracle
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray

ORACLE = "oracle"

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
                strategy_of(row),
                task.settings.get(row),
                world_for(row, fleet),
                deal,
                scenario.cycles,
            )
            for row in contestants(scenario)
        }
    return outcomes | {ORACLE: play_oracle(scenario, deal, scenario.cycles)}
