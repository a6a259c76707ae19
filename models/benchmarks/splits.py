"""FedCMAPSS's five ways to split NASA's engines over clients (perceivelab/FedCMAPSS)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from data.cmapss import Subset
from data.trajectories import Trajectories
from models.benchmarks.dealings import Dealing, dealt
from models.features import IntArray
from models.flight_conditions import (
    CONDITIONS,
    ConditionSums,
    at_sea_level,
    conditions_of,
    sums_of,
)

CLIENTS = 10
"""Of the splits A and C."""


Deal = Callable[[Mapping[str, Subset], int], Dealing]


def _a(subsets: Mapping[str, Subset], seed: int) -> Dealing:
    """FD001's engines at random to ten clients."""
    [engines] = subsets.values()
    order = np.random.default_rng(seed).permutation(len(engines.train))
    return dealt(engines.train, engines.test, np.array_split(order, CLIENTS), seed)


def _b(subsets: Mapping[str, Subset], seed: int) -> Dealing:
    """A subset each; who has a model of its own forecasts its own subset's test engines."""
    test = Trajectories.joined([engines.test for engines in subsets.values()])
    sizes = [len(engines.test) for engines in subsets.values()]
    hands = tuple(engines.train for engines in subsets.values())
    return Dealing(seed, hands, test, np.repeat(np.arange(len(sizes)), sizes))


def _c(subsets: Mapping[str, Subset], seed: int) -> Dealing:
    """Ten clients by lifetime: the shortest-lived tenth to the first, and so on."""
    [engines] = subsets.values()
    order = np.argsort(engines.train.lifetimes, kind="stable")
    return dealt(engines.train, engines.test, np.array_split(order, CLIENTS), seed)


def _d(subsets: Mapping[str, Subset], seed: int) -> Dealing:
    """A flight condition each: a client has all cycles that were flown at it, and no others.

    Between two flights at its condition a client goes by the last one. A test engine is forecast as
    it is seen at the condition of its last cycle.
    """
    [engines] = subsets.values()
    train, flown = engines.train, conditions_of(engines.train.settings)
    sums = sums_of(train)  # each condition's are one client's
    last = conditions_of(engines.test.settings[engines.test.offsets[1:] - 1])
    return Dealing(
        seed,
        tuple(seen_at(train, np.full(len(train), one), sums) for one in range(CONDITIONS)),
        seen_at(engines.test, last, sums),
        last,
        len(sums.to_bytes()),
        tuple(flown == one for one in range(CONDITIONS)),
    )


def _e(subsets: Mapping[str, Subset], seed: int) -> Dealing:
    """An engine each."""
    [engines] = subsets.values()
    hands = np.split(np.arange(len(engines.train)), len(engines.train))
    return dealt(engines.train, engines.test, hands, seed)


def seen_at(trajectories: Trajectories, conditions: IntArray, sums: ConditionSums) -> Trajectories:
    """Return engines as they look who sees each at one flight condition only, brought to sea level.

    At other cycles it looks as at the last one that was seen; before the first, like an average.

    Parameters
    ----------
    conditions : (engines,) the one of each
    sums : what is known of the conditions
    """
    level = at_sea_level(trajectories, sums)
    engine = trajectories.engine_of_row
    rows = np.arange(len(engine))
    seen = conditions_of(trajectories.settings) == conditions[engine]
    before = trajectories.offsets[engine] - 1  # of the engine's first row
    last = np.maximum.accumulate(np.where(seen, rows, before))
    sensors = level.sensors[np.maximum(last, 0)]
    sensors[last == before] = sums.mean[sums.flown[0]]
    return replace(level, sensors=sensors)


@dataclass(frozen=True)
class Split:
    """A way to split engines.

    Attributes
    ----------
    subsets : that it is made of; another choice stands after it, for where FD004 is not here
    deal : from engines by subset, and a seed, to a dealing
    """

    subsets: tuple[tuple[str, ...], ...]
    deal: Deal


SPLITS: Mapping[str, Split] = MappingProxyType(
    {
        "A": Split((("FD001",),), _a),
        "B": Split((("FD001", "FD002", "FD003", "FD004"), ("FD001", "FD002", "FD003")), _b),
        "C": Split((("FD004",), ("FD002",)), _c),
        "D": Split((("FD004",), ("FD002",)), _d),
        "E": Split((("FD001",),), _e),
    }
)
"""By the letter that FedCMAPSS gives it."""
