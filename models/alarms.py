"""Alarms: at what forecast an engine is serviced, what that earns, and which threshold is best."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from models.features import IntArray, RealArray

THRESHOLD_GRID = np.arange(5, 91)
"""Alarm thresholds that are tried where a service begins at once, cycles."""

THRESHOLD_MARGIN, LOWEST_THRESHOLD = 5, 25
"""Cycles of caution added to the threshold that was best, and the least one recommended: a late
alarm costs far more than an early one, and few engines show few late ones."""


CAUTION, CAUTION_MOVING = 35.0, 20.0
"""Cycles by which one failure alone may mislead about where alarms should lie, and about how far
other prices move them; those of several shrink with the square root of their number. See
``docs/adr/0015-own-models.md``."""

_LOWEST, HIGHEST_THRESHOLD = 1, 125
"""Alarm thresholds that a factory can set, cycles; no forecast lies above."""


class Prices(Protocol):
    """What running, servicing and failing come to, as whoever owns the engines says."""

    @property
    def running_income(self) -> float:
        """Dollars per engine and running cycle."""

    @property
    def service_cost(self) -> float:
        """Dollars."""

    @property
    def service_cycles(self) -> int:
        """Cycles down."""

    @property
    def failure_cost(self) -> float:
        """Dollars."""

    @property
    def failure_cycles(self) -> int:
        """Cycles down."""

    @property
    def lead(self) -> int:
        """Cycles between an alarm, which orders a service, and its beginning."""


class PriceList(NamedTuple):
    """Prices as they travel in a message; the units are those of ``Prices``."""

    running_income: float
    service_cost: float
    service_cycles: int
    failure_cost: float
    failure_cycles: int
    lead: int = 0

    @classmethod
    def of(cls, prices: Prices) -> "PriceList":
        return cls(*(getattr(prices, name) for name in cls._fields))


def round_forecast(forecasts: RealArray) -> RealArray:
    """Round to 0.1 cycle, so that arithmetic noise decides nothing.

    Every rule and every screen uses forecasts in this form.

    Examples
    --------
    >>> round_forecast(np.array([24.96, 25.000000001])).tolist()
    [25.0, 25.0]
    """
    return np.round(forecasts, 1)


def in_tenths(forecasts: RealArray) -> npt.NDArray[np.int16]:
    """Return rounded forecasts in tenths of a cycle, as the rules of the game take them.

    Examples
    --------
    >>> in_tenths(np.array([24.96, 25.000000001])).tolist()
    [250, 250]
    """
    return np.round(10 * round_forecast(forecasts)).astype(np.int16)


def stop_ages(
    forecasts: RealArray, offsets: IntArray, lifetimes: IntArray, thresholds: IntArray
) -> IntArray:
    """Age at which each engine is stopped: at its first forecast below the threshold.

    Parameters
    ----------
    forecasts : (rows,) cycles, rounded here
    offsets : (engines + 1,) rows of each engine, from its first cycle on
    lifetimes : (engines,) cycles
    thresholds : (thresholds,) cycles, ascending

    Returns
    -------
    (engines, thresholds) int64 within 1 and the lifetime, which means that it fails: at that age
    it is too late for a service.

    Examples
    --------
    >>> forecasts = np.array([50.0, 29.9, 31.0, 9.0, 60.0, 40.0, 8.0])
    >>> stop_ages(forecasts, np.array([0, 4, 7]), np.array([4, 3]), np.array([30])).tolist()
    [[2], [3]]
    """
    engines, lengths = len(lifetimes), np.diff(offsets)
    ages = np.arange(len(forecasts)) - np.repeat(offsets[:-1], lengths) + 1
    # Each row sets off the alarm of the lowest threshold above its forecast, and all higher ones.
    lowest = np.searchsorted(thresholds, round_forecast(forecasts), side="right")
    columns = len(thresholds) + 1
    first = np.full(engines * columns, np.iinfo(np.int64).max)
    np.minimum.at(first, np.repeat(np.arange(engines), lengths) * columns + lowest, ages)
    alarms = np.minimum.accumulate(first.reshape(engines, columns)[:, :-1], axis=1)
    return np.minimum(alarms, lifetimes[:, np.newaxis])


def earlier_threshold(
    forecasts: RealArray, offsets: IntArray, lifetimes: IntArray, threshold: int, earlier: int
) -> int:
    """Return the threshold that rings so many cycles before another one does, cycles.

    Forecasts that stay near their mean fall by less than a cycle a cycle, so that an earlier alarm
    lies less far above than it is earlier. Each engine names the lowest threshold that would have
    rung in time for it; the median engine is followed.

    Parameters
    ----------
    forecasts : (rows,) cycles, of engines that have failed
    offsets, lifetimes : as for ``stop_ages``
    threshold : cycles; an engine that it lets fail counts as if it had rung at the failure

    Examples
    --------
    An engine whose forecasts fall by half a cycle a cycle:

    >>> forecasts = 80 - 0.5 * np.arange(100)
    >>> earlier_threshold(forecasts, np.array([0, 100]), np.array([100]), 50, earlier=20)
    60
    """
    rang = stop_ages(forecasts, offsets, lifetimes, np.array([threshold]))[:, 0]
    wanted = np.maximum(rang - earlier, 1)
    lowest = [
        np.floor(round_forecast(line[:age]).min()) + 1
        for line, age in zip(np.split(forecasts, offsets[1:-1]), wanted.tolist(), strict=True)
    ]
    return int(np.clip(np.median(lowest), _LOWEST, HIGHEST_THRESHOLD))


@dataclass(frozen=True, eq=False)
class ThresholdScores:
    """What each threshold of a grid would have earned, and in how much time."""

    reward: RealArray  # (thresholds,) $
    time: RealArray  # (thresholds,) cycles, running and down

    @property
    def rates(self) -> RealArray:
        """Dollars per slot and cycle in the long run, (thresholds,)."""
        return self.reward / self.time

    def __add__(self, other: "ThresholdScores") -> "ThresholdScores":
        return ThresholdScores(self.reward + other.reward, self.time + other.time)


def score_thresholds(
    forecasts: RealArray,
    offsets: IntArray,
    lifetimes: IntArray,
    prices: Prices,
    grid: IntArray = THRESHOLD_GRID,
) -> ThresholdScores:
    """Play some engines that have failed once per threshold, and add up money and time.

    An engine whose service would begin at its last cycle or later fails.

    Examples
    --------
    One engine that would be serviced at age 2 of 4 at a threshold of 30, and fails at 5:

    >>> scores = score_thresholds(
    ...     np.array([50.0, 29.9, 31.0, 9.0]), np.array([0, 4]), np.array([4]),
    ...     PriceList(300, 10_000, 20, 60_000, 60), grid=np.array([5, 30]),
    ... )
    >>> scores.reward.tolist(), scores.time.tolist()
    ([-58800.0, -9400.0], [64.0, 22.0])
    """
    alarms = stop_ages(forecasts, offsets, lifetimes, grid)
    ages = np.minimum(alarms + prices.lead, lifetimes[:, np.newaxis])
    failures = np.count_nonzero(ages == lifetimes[:, np.newaxis], axis=0)
    services = len(lifetimes) - failures
    running = ages.sum(axis=0)
    return ThresholdScores(
        1.0 * running * prices.running_income
        - services * prices.service_cost
        - failures * prices.failure_cost,
        1.0 * running + services * prices.service_cycles + failures * prices.failure_cycles,
    )


def threshold_grid(lead: int) -> IntArray:
    """Return the alarm thresholds that are tried, cycles: up to the highest that can be forecast.

    Examples
    --------
    >>> [threshold_grid(lead)[[0, -1]].tolist() for lead in (0, 40)]
    [[5, 90], [5, 124]]
    """
    return np.arange(THRESHOLD_GRID[0], HIGHEST_THRESHOLD) if lead else THRESHOLD_GRID


def cautious(threshold: int, lead: int = 0) -> int:
    """Return a threshold that was best, with a little caution, cycles.

    Examples
    --------
    >>> cautious(33), cautious(10), cautious(10, lead=40), cautious(124, lead=40)
    (38, 25, 65, 125)
    """
    return min(max(threshold + THRESHOLD_MARGIN, LOWEST_THRESHOLD + lead), HIGHEST_THRESHOLD)


def recommended_threshold(scores: ThresholdScores, lead: int = 0) -> int:
    """Return the threshold that earned most per cycle, and a little caution, in cycles.

    Parameters
    ----------
    scores : over ``threshold_grid(lead)``
    lead : cycles between an alarm and its service

    Examples
    --------
    >>> nothing = np.zeros(len(THRESHOLD_GRID))
    >>> recommended_threshold(ThresholdScores(nothing, nothing + 1))
    25
    >>> recommended_threshold(ThresholdScores(1.0 * (THRESHOLD_GRID == 33), nothing + 1))
    38
    """
    return cautious(int(threshold_grid(lead)[np.argmax(scores.rates)]), lead)


@dataclass(frozen=True, eq=False)
class ThresholdRule:
    """How a threshold follows from what each one of a grid would have earned.

    Attributes
    ----------
    grid : (thresholds,) cycles that are tried, ascending
    rates : from their scores to dollars per slot and cycle, one for each candidate
    choose : from their scores to the threshold, cycles
    """

    grid: IntArray
    rates: Callable[[ThresholdScores], RealArray]
    choose: Callable[[ThresholdScores], int]


def usual_rule(lead: int) -> ThresholdRule:
    """Return the rule that adds a little caution to the threshold that earned most.

    It never takes less than 25 cycles and the lead.
    """
    return ThresholdRule(
        threshold_grid(lead),
        lambda scores: scores.rates,
        lambda scores: recommended_threshold(scores, lead),
    )


USUAL_RULE = usual_rule(0)
"""That of services which begin at once."""


def careful_rule(failures: int, caution: float = CAUTION) -> ThresholdRule:
    """Return the rule that follows prices, however dear a service is.

    The engines that were tried are few: with others each threshold would have earned what one a
    little lower or higher earned here. So money and time of each are averages over its neighbours,
    weighted by a normal distribution whose standard deviation is the caution over the square root
    of the number of failures; the threshold with the most money per time is chosen. No margin and
    no floor: a late alarm is as dear as the prices make it, and where no service pays the lowest
    threshold of all wins.

    Parameters
    ----------
    failures : that the scores are made of, one or more
    caution : cycles

    Examples
    --------
    >>> rule = careful_rule(49)
    >>> rule.grid[[0, -1]].tolist()
    [-14, 140]
    >>> pays = ThresholdScores(1.0 * (rule.grid >= 30) * (155 - rule.grid), 1.0 + 0 * rule.grid)
    >>> rule.choose(pays)
    40
    >>> rule.choose(ThresholdScores(1.0 * (rule.grid < 1), 1.0 + 0 * rule.grid))
    1
    """
    spread = caution / np.sqrt(failures)
    reach = _reach(spread)
    weights = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / spread))
    weights /= weights.sum()

    def rates(scores: ThresholdScores) -> RealArray:
        reward, time = (
            np.convolve(line, weights, "valid") for line in (scores.reward, scores.time)
        )
        return np.asarray(reward / time)

    return ThresholdRule(
        np.arange(_LOWEST - reach, HIGHEST_THRESHOLD + reach + 1),
        rates,
        lambda scores: _LOWEST + int(np.argmax(rates(scores))),
    )


def _reach(spread: float) -> int:
    """Return how far a normal distribution is followed, cycles."""
    return int(np.ceil(3 * spread))


EVERY_THRESHOLD = np.arange(_LOWEST - _reach(CAUTION), HIGHEST_THRESHOLD + _reach(CAUTION) + 1)
"""All thresholds that any rule tries, cycles."""


def repriced_threshold(
    usual: int, at_these: ThresholdScores, at_usual: ThresholdScores, rule: ThresholdRule
) -> int:
    """Return a threshold that is good at usual prices, moved to others, cycles.

    A handful of failures says little of where alarms should lie, but a good deal of which way other
    prices move them: by the difference of what a careful rule chooses at either. Where that is the
    lowest threshold of all, no service pays, and it is taken.

    Parameters
    ----------
    usual : cycles
    at_these, at_usual : of the same engines and models, over the rule's grid

    Examples
    --------
    >>> rule = careful_rule(49)
    >>> def best_at(age):
    ...     return ThresholdScores(-1.0 * abs(rule.grid - age), 1.0 + 0 * rule.grid)
    >>> repriced_threshold(40, best_at(70), best_at(60), rule)
    50
    >>> repriced_threshold(40, best_at(-9), best_at(60), rule)
    1
    """
    here = rule.choose(at_these)
    if here == _LOWEST:
        return _LOWEST
    return int(np.clip(usual + here - rule.choose(at_usual), _LOWEST, HIGHEST_THRESHOLD))
