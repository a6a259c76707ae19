"""What labs that ran in many populations come to, one against the other: means and intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from statistics import fmean
from typing import Literal

import numpy as np

from game.lab.populations import LabResult, Populations
from game.text.marking import mark
from models.metrics import mean_interval

HARDLY = 3_000
"""Dollars per slot and 1,000 cycles that are hardly a difference: one luckier engine."""

KEPT = 0.97
"""Share of what honest factories earn that a rule must keep to have saved it."""

Sides = Sequence[LabResult]
"""What the labs that are compared come to in one population."""

Measure = Callable[[Sides], float | None]
"""A number of one population; None where it has none."""

Finding = Literal["early", "more", "less", "level", "unknown"]
"""``early``: too few populations are known; ``unknown``: the interval does not say."""

FEWEST = 3
"""Populations, for an interval; of two it is a dozen times as wide as they lie apart."""


@dataclass(frozen=True)
class Estimate:
    """A mean over populations.

    Attributes
    ----------
    values : of each population
    ci95 : Student's 95% interval of their mean; None while fewer than ``FEWEST`` are known
    """

    values: tuple[float, ...]
    ci95: tuple[float, float] | None

    @classmethod
    def of(cls, values: Sequence[float]) -> "Estimate":
        """Take populations as independent observations, which they are.

        Examples
        --------
        >>> Estimate.of([1.0, 3.0]).mean, Estimate.of([1.0, 3.0]).ci95
        (2.0, None)
        """
        interval = mean_interval(np.array(values)) if len(values) >= FEWEST else None
        return cls(tuple(values), interval)

    @property
    def mean(self) -> float:
        """Over populations."""
        return fmean(self.values)

    def above(self, bar: float) -> int:
        """Return in how many populations it is above a bar."""
        return sum(value > bar for value in self.values)

    def finding(self, bar: float = 0.0, within: float = 0.0) -> Finding:
        """Say on which side of a bar the mean lies, if the interval says so.

        Parameters
        ----------
        within : of how little one says ``level``, if all of the interval is so near

        Examples
        --------
        >>> some = Estimate.of([9.0, 10.0, 12.0])
        >>> some.finding(), some.finding(bar=20.0), some.finding(bar=10.0), some.finding(within=90)
        ('more', 'less', 'unknown', 'level')
        """
        if self.ci95 is None:
            return "early"
        low, high = self.ci95
        if bar - within <= low and high <= bar + within:
            return "level"
        return "more" if low > bar else "less" if high < bar else "unknown"


@dataclass(frozen=True)
class Comparison:
    """A question that the labs of an experiment answer together.

    Attributes
    ----------
    what : is worth how much: the words
    dollars : per slot and 1,000 cycles, of one population
    kept : a share of what honest factories earn, where the question is whether ``KEPT`` is
    depends : whether some starting seeds find otherwise (``make verdicts``)
    """

    what: str
    dollars: Measure
    kept: Measure | None = None
    depends: bool = False

    def estimate(self, populations: Populations) -> Estimate | None:
        """Return dollars over populations; None where none has any."""
        return _over(self.dollars, populations)

    def share(self, populations: Populations) -> Estimate | None:
        """Return the share that is kept, over populations; None where that is not the question."""
        return None if self.kept is None else _over(self.kept, populations)

    def finding(self, populations: Populations) -> Finding | None:
        """Return what can be said; None where no population has it."""
        kept, dollars = self.share(populations), self.estimate(populations)
        if kept is not None:
            return kept.finding(KEPT)
        return None if dollars is None else dollars.finding(within=HARDLY)


def _over(measure: Measure, populations: Populations) -> Estimate | None:
    values = [value for sides in populations if (value := measure(sides)) is not None]
    return Estimate.of(values) if values else None


Money = Callable[[LabResult], float]
"""What is earned: as ever, or where the backdoor's trigger is."""

profit: Money = attrgetter("profit")
armed_profit: Money = attrgetter("armed_profit")


def between(first: int, second: int, sides: Sides, money: Money = profit) -> float:
    """Say by how much one lab earns more than another."""
    return money(sides[first]) - money(sides[second])


def kept(first: int, honest: int, sides: Sides, money: Money = profit) -> float:
    """Say what share of an honest federation's profit a lab earns."""
    return money(sides[first]) / money(sides[honest])


def sharing(number: int, sides: Sides, seen_fan: bool | None = None) -> float | None:
    """Say what a lab earns more than a factory alone, on engines of all kinds."""
    alone = _mean(sides[number].alone, sides[number], seen_fan)
    return None if alone is None else sides[number].profit - alone


def _gain(sides: Sides, seen_fan: bool | None = None) -> float | None:
    """Say what a factory gains by sharing, on engines like its own."""
    return _mean(sides[0].gains, sides[0], seen_fan)


def _mean(values: Sequence[float], side: LabResult, seen_fan: bool | None) -> float | None:
    """Average over factories: those that have seen a fan fail, those that have not, or all."""
    pairs = zip(values, side.seen_fan, strict=True)
    chosen = [value for value, seen in pairs if seen_fan in (None, seen)]
    return fmean(chosen) if chosen else None


PINNED = mark("This lab"), mark("The pinned lab")
"""How the sides are called where two labs of one's own are compared."""


OF_PINNED = (Comparison(mark("This lab instead of the pinned one"), partial(between, 0, 1)),)

OF_GAINS = (
    Comparison(mark("On engines of all kinds, sharing instead of alone"), partial(sharing, 0)),
    Comparison(mark("On engines like one's own, sharing instead of alone"), _gain),
    Comparison(
        mark("On engines like one's own, for those that have never seen a fan fail"),
        partial(_gain, seen_fan=False),
    ),
    Comparison(
        mark("On engines like one's own, for those that have seen one"),
        partial(_gain, seen_fan=True),
    ),
)
"""Of what sharing is worth to a factory."""
