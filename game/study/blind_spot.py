"""The blind spot on NASA's engines: compressors taught the model, then fans fail.

Of FD001's engines the compressor wears out, of FD003's the compressor or the fan. NASA names no
fault per engine, so one is called a fan engine by a sensor that no model here looks at
(``data.faults``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from data.faults import FAN_BELOW, wears_at_fan
from data.trajectories import BoolArray, IntArray, Trajectories
from game.rules.scenario import DEFAULT
from models.alarms import score_thresholds, stop_ages
from models.benchmarks.cmapss import ENGINES_PER_CLIENT, partition
from models.features import RealArray, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.server import federate
from models.rul import RUL_CAP, RulModel, fit_local

SUBSETS = ("FD001", "FD003")
"""That teach compressors alone, and that hold fans too."""

P15_BELOW = FAN_BELOW
"""Mean pressure in the bypass duct, psia, below which an engine is called a fan engine."""

WITHIN = 30
"""Cycles before its failure within which an engine that was cut off is asked about."""

SHOWN = 150
"""Cycles before a failure whose forecasts are drawn."""

HEALTHY = RUL_CAP
"""Forecast of an engine that shows no difference from a new one, cycles."""

ENGINES_EACH = ENGINES_PER_CLIENT
"""Failures of a factory, as in a match."""

WAITING, ALONE, COMPRESSORS, BOTH, PERFECT = LEARNERS = (
    "waiting", "alone", "compressors", "both", "perfect",
)  # fmt: skip
"""Who watches the engines: nobody; the factories of FD001 each alone; all of them together; these
and factories that have seen FD003's engines fail; who knows every failure in advance."""

DRAWS = 1_000
"""Of engines, for an interval."""

_DEALING = 0
_PRICES = DEFAULT.economics


@dataclass(frozen=True)
class LearnerResult:
    """What came of FD003's engines run to failure in the hands of a learner.

    Attributes
    ----------
    fans_failed, compressors_failed : share of such engines that no service came in time for
    rate : dollars per slot and 1,000 cycles
    interval : of the rate, 95%, over engines drawn again (bootstrap)
    """

    fans_failed: float
    compressors_failed: float
    rate: float
    interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class BlindSpot:
    """How models that know compressors meet fans, as far as it has been computed.

    A learner's models are one, or as many as there are factories that learn alone.

    Attributes
    ----------
    numbers, left : (near,) NASA's number of each of FD003's test engines that was cut off within
        ``WITHIN`` cycles of its failure, and the cycles that it had left
    near_fan : (near,) whether such an engine wears at the fan
    fan : (engines,) the same of FD003's engines run to failure
    near : (models, near) forecasts at the last cycle seen, cycles, by learner
    alarms : forecast below which an engine is serviced, cycles, by learner
    paths : (engines, SHOWN) forecasts over the last cycles before a failure, in the middle of the
        models, NaN before an engine's first cycle, by learner
    outcomes : by learner; means over the models
    """

    numbers: IntArray
    left: IntArray
    near_fan: BoolArray
    fan: BoolArray
    near: Mapping[str, RealArray] = field(default_factory=dict)
    alarms: Mapping[str, int] = field(default_factory=dict)
    paths: Mapping[str, RealArray] = field(default_factory=dict)
    outcomes: Mapping[str, LearnerResult] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every learner is there."""
        return len(self.outcomes) == len(LEARNERS)

    def calm(self, learner: str, fan: bool) -> float:
        """Return how many engines near their failure seem healthy, mean over the models.

        Healthy is a forecast that rounds to ``HEALTHY``.
        """
        healthy = self.near[learner].round() >= HEALTHY
        return float(healthy[:, self.near_fan == fan].sum(axis=1).mean())

    def error(self, learner: str, fan: bool) -> float:
        """Return the forecasts' error near the failure, RMSE in cycles over engines and models."""
        errors = (self.near[learner] - self.left)[:, self.near_fan == fan]
        return float(np.sqrt((errors**2).mean()))

    def asked(self, fan: bool) -> int:
        """Return how many engines near their failure wear at the fan, or do not."""
        return int((self.near_fan == fan).sum())


@dataclass(frozen=True, eq=False)
class _Watched:
    """Engines and what models see of them, (rows, features)."""

    engines: Trajectories
    table: RealArray

    @classmethod
    def of(cls, engines: Trajectories) -> "_Watched":
        return cls(engines, features(engines))


@dataclass(frozen=True)
class _Watch:
    """What forecasts engines, (rows,) cycles, and below which forecast it raises the alarm."""

    forecast: Callable[[_Watched], RealArray]
    threshold: int


_Learn = Callable[[Sequence[ClientData]], list[_Watch]]
"""Learns, with factories that have seen FD003's engines fail."""


def blind_spot(
    compressors: Trajectories, both: Trajectories, cut: Trajectories
) -> Iterator[BlindSpot]:
    """Let models that know compressors meet fans, learner by learner.

    No model watches an engine that it was taught by: FD003's engines run to failure are dealt to
    factories, and each half of them is watched by a model that only the other half taught.

    Parameters
    ----------
    compressors : FD001's engines run to failure
    both : FD003's
    cut : FD003's test engines
    """
    order = np.random.default_rng(_DEALING).permutation(len(both))
    halves = [both.select(part) for part in np.array_split(order, 2)]
    left = cut.lifetimes - cut.lengths
    near = np.flatnonzero(left <= WITHIN)
    watched = [_Watched.of(half) for half in halves]
    asked = _Watched.of(cut.select(near))
    last = asked.engines.offsets[1:] - 1
    fan = np.concatenate([wears_at_fan(half) for half in halves])
    spot = BlindSpot(near + 1, left[near], wears_at_fan(asked.engines), fan)
    yield spot
    teachers = _dealt(compressors)
    others = [_dealt(half, len(teachers)) for half in reversed(halves)]
    all_others = _dealt(Trajectories.joined(halves), len(teachers))
    for name, learn in _learners(teachers).items():
        crosswise = [learn(members) for members in others]
        everybody = learn(all_others)
        met = list(zip(crosswise, watched, strict=True))
        spot = replace(
            spot,
            near={
                **spot.near,
                name: np.stack([watch.forecast(asked)[last] for watch in everybody]),
            },
            alarms={**spot.alarms, name: everybody[0].threshold},
            paths={**spot.paths, name: np.concatenate([_path(*meeting) for meeting in met])},
            outcomes={**spot.outcomes, name: _outcome(met, fan)},
        )
        yield spot


def _dealt(engines: Trajectories, first: int = 0) -> list[ClientData]:
    """Deal engines to factories of four failures or a few more, numbered from the first on."""
    hands = partition(len(engines), np.random.default_rng(_DEALING), everyone=True)
    return ClientData.of_each([engines.select(np.sort(own)) for own in hands], first)


def _learners(teachers: Sequence[ClientData]) -> dict[str, _Learn]:
    """Return how each learner learns; all but one have no use for who has seen fans."""
    alone = [
        _Watch(_reading(fit_local(own.table, own.target)), DEFAULT.local_threshold)
        for own in teachers
    ]
    together = [_together(teachers)]
    return {
        WAITING: lambda _: [_Watch(lambda seen: np.full(len(seen.table), 1.0 * HEALTHY), 0)],
        ALONE: lambda _: alone,
        COMPRESSORS: lambda _: together,
        BOTH: lambda members: [_together([*teachers, *members])],
        PERFECT: lambda _: [_Watch(lambda seen: seen.engines.rul.astype(np.float64), 2)],
    }


def _reading(model: RulModel) -> Callable[[_Watched], RealArray]:
    return lambda seen: model.predict(seen.table)


def _together(factories: Sequence[ClientData]) -> _Watch:
    """Train as a match's federation does."""
    clients = InProcess([Client(data) for data in factories])
    trained = federate(clients, _PRICES, rng=np.random.default_rng(_DEALING))
    return _Watch(_reading(trained.model), trained.threshold)


def _path(watches: Sequence[_Watch], seen: _Watched) -> RealArray:
    """Return forecasts before each failure, in the middle of the models, (engines, SHOWN)."""
    middle = np.median([watch.forecast(seen) for watch in watches], axis=0)
    paths = np.full((len(seen.engines), SHOWN), np.nan)
    left = seen.engines.rul
    late = left < SHOWN
    paths[seen.engines.engine_of_row[late], SHOWN - 1 - left[late]] = middle[late]
    return paths


def _outcome(met: Sequence[tuple[Sequence[_Watch], _Watched]], fan: BoolArray) -> LearnerResult:
    """Service engines at the alarms of models that have not seen them."""
    parts = [np.mean([_played(watch, seen) for watch in watches], axis=0) for watches, seen in met]
    failed, reward, time = np.concatenate(parts, axis=1)
    draws = np.random.default_rng(_DEALING).integers(0, len(fan), (DRAWS, len(fan)))
    rates = 1_000 * reward[draws].sum(axis=1) / time[draws].sum(axis=1)
    low, high = np.percentile(rates, (2.5, 97.5)).tolist()
    rate = 1_000 * float(reward.sum() / time.sum())
    return LearnerResult(float(failed[fan].mean()), float(failed[~fan].mean()), rate, (low, high))


def _played(watch: _Watch, seen: _Watched) -> RealArray:
    """Return whether each engine fails, what it earns and how long that takes, (3, engines)."""
    forecasts, threshold = watch.forecast(seen), np.array([watch.threshold])
    offsets, lives = seen.engines.offsets, seen.engines.lifetimes
    failed = stop_ages(forecasts, offsets, lives, threshold)[:, 0] == lives
    each = [
        score_thresholds(forecasts[begin:end], np.array([0, life]), np.array([life]), _PRICES,
                         threshold)
        for (begin, end), life in zip(pairwise(offsets.tolist()), lives.tolist(), strict=True)
    ]  # fmt: skip
    money = [(score.reward[0], score.time[0]) for score in each]
    return np.vstack([failed, np.array(money).T])
