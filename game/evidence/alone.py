"""What the first factory of a cluster could have done alone, had it trained otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from data.simulator import is_fan
from game.fleet.engines import SimulatedFleet, records
from game.fleet.own_model import RECIPES, own_model
from game.rules.strategies import NEVER, IntArray
from models.alarms import stop_ages


@dataclass(frozen=True, eq=False)
class Alone:
    """What the first factory of a cluster could do alone.

    Attributes
    ----------
    stops : by the other recipes of its own model, (engines,) age at which the recommended alarm
        stops each
    settings : by recipe, the recommended alarm, cycles
    fans_seen : fan failures in its archive
    """

    stops: Mapping[str, IntArray]
    settings: Mapping[str, int]
    fans_seen: int


def alone(fleet: SimulatedFleet, played: IntArray) -> Alone:
    """Train the models that a factory of this fleet could train otherwise, and let them judge.

    Parameters
    ----------
    played : (engines,) ids
    """
    scenario = fleet.scenario
    archive = np.array(fleet.archive(0), np.int64)
    histories = fleet.histories(archive)
    tables = [one.table for one in records(fleet, played.tolist())]
    table = np.concatenate(tables, dtype=np.float64)
    lives = np.array([len(one) for one in tables])
    offsets = np.concatenate([[0], np.cumsum(lives)])
    stops, settings = {}, {}
    for name in RECIPES:
        if name != scenario.local_model:
            own = own_model(replace(scenario, local_model=name), histories)
            ages = stop_ages(own.model.predict(table), offsets, lives, np.array([own.threshold]))
            settings[name] = own.threshold
            stops[name] = np.where(ages[:, 0] < lives, ages[:, 0], NEVER)
    fans = is_fan(archive, fleet.seed, scenario.fan_share)
    return Alone(stops, settings, int(fans.sum()))
