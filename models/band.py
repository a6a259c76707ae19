"""The band: how much life is likely left, by split-conformal quantiles of a histogram of residuals.

Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-Free Predictive Inference for
Regression", JASA 2018, doi:10.1080/01621459.2017.1307116: what forecasts have missed by, on rows
that their model was not trained on, says what they will miss by. Residuals are counted in a
histogram over forecast, age and residual, so that those of many factories add up.
``docs/adr/0020-the-band.md`` says what was tried.
"""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.alarms import (
    HIGHEST_THRESHOLD,
    Prices,
    ThresholdRule,
    round_forecast,
    threshold_grid,
)
from models.features import IntArray, RealArray
from models.rul import RUL_CAP

FORECAST_EDGES = np.arange(15, RUL_CAP, 15)
"""Between the bins of forecasts, cycles; a forecast on an edge is in the upper bin."""

AGE_EDGES = np.array([150, 200])
"""Between the bins of ages, cycles; an age on an edge is in the upper bin."""

EDGES = np.array([-RUL_CAP, *range(-62, 63), RUL_CAP])
"""Between the bins of residuals, cycles; one on an edge is in the upper bin. Few miss by more
than 62 cycles, and the outermost bins, which hold them, reach to all that is possible."""

_ZERO = int(np.searchsorted(EDGES, 0))

BEYOND = len(EDGES) - 1
"""The last bin of residuals holds rows with more than ``RUL_CAP`` cycles left: no forecast says how
many."""

SHAPE = (len(FORECAST_EDGES) + 1, len(AGE_EDGES) + 1, BEYOND + 1)
"""Bins of forecast, age and residual."""

FEWEST = 100
"""Rows on which the quantiles of a cell must rest; with fewer it looks at wider cells."""

LEVEL = 0.8
"""Share of rows that a band is to hold."""


def cells(forecasts: RealArray, ages: IntArray) -> tuple[IntArray, IntArray]:
    """Return the bins of forecasts and of ages, (rows,) each.

    Examples
    --------
    >>> cells(np.array([14.9, 15.0, 125.0]), np.array([1, 150, 300]))
    (array([0, 1, 8]), array([0, 1, 2]))
    """
    return (
        np.searchsorted(FORECAST_EDGES, forecasts, side="right"),
        np.searchsorted(AGE_EDGES, ages, side="right"),
    )


def count(forecasts: RealArray, ages: IntArray, left: IntArray) -> IntArray:
    """Count rows by forecast, age and residual, the life that was left less the forecast.

    Parameters
    ----------
    forecasts : (rows,) cycles, 0 to ``RUL_CAP``, of models that were not trained on these rows
    ages, left : (rows,) cycles

    Returns
    -------
    ``SHAPE`` int64

    Examples
    --------
    >>> counts = count(np.array([20.0, 125.0]), np.array([170, 60]), np.array([15, 160]))
    >>> np.argwhere(counts).tolist()
    [[1, 1, 58], [8, 0, 126]]
    """
    # Forecasts come in tenths: without rounding, 0.1 + 0.2 would decide between two bins.
    residual = np.searchsorted(EDGES, np.round(left - forecasts, 1), side="right") - 1
    bins = np.where(left > RUL_CAP, BEYOND, residual.clip(max=BEYOND - 1))
    flat = np.ravel_multi_index((*cells(forecasts, ages), bins), SHAPE)
    return np.bincount(flat, minlength=int(np.prod(SHAPE))).reshape(SHAPE)


@dataclass(frozen=True)
class Band:
    """The ends of what is likely left, by forecast and age.

    Attributes
    ----------
    low, high : (forecast bins, age bins) cycles, to be added to a forecast
    engines : whose failures the residuals are of
    residuals : ``SHAPE``, what it was made from; it stays with who made it, and is not written
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    engines: int
    residuals: IntArray | None = field(default=None, compare=False, repr=False)

    def ends(self, forecasts: RealArray, ages: IntArray) -> RealArray:
        """Return the lower and upper end for each forecast and age, (rows, 2) cycles.

        They lie within 0 and ``RUL_CAP``, as forecasts do, and are rounded to 0.1 as they are.
        """
        cell = cells(forecasts, ages)
        ends = forecasts[:, np.newaxis] + np.stack([self.low[cell], self.high[cell]], axis=1)
        return round_forecast(np.clip(ends, 0, RUL_CAP))

    def left(self, forecast: float, age: int) -> RealArray | None:
        """Return how likely 0, 1, ... ``RUL_CAP`` cycles are left, and at the end more than those.

        By the residuals of rows of such a forecast and age, which are spread over their bin. None
        where they are not at hand.

        Examples
        --------
        >>> rows = np.full(100, 20.0), np.full(100, 160), np.repeat([15, 200], 50)
        >>> shares = band_of(count(*rows), engines=1).left(20.0, 160)
        >>> float(shares[15]), float(shares[-1])
        (0.5, 0.5)
        """
        if self.residuals is None:
            return None
        (bins,), (ages,) = cells(np.array([forecast]), np.array([age]))
        rows = enough(self.residuals, (int(bins), int(ages)))
        shares = np.zeros(RUL_CAP + 2)
        shares[-1] = rows[BEYOND]
        for place in np.flatnonzero(rows[:BEYOND]).tolist():
            # Whole cycles from one edge on, up to the next one.
            first, last = np.ceil(np.round(forecast + EDGES[place : place + 2], 1)).astype(int)
            cycles = np.arange(first, max(last, first + 1)).clip(0, RUL_CAP)
            np.add.at(shares, np.unique(cycles), rows[place] / len(np.unique(cycles)))
        return np.asarray(shares / max(shares.sum(), 1))

    def to_bytes(self) -> bytes:
        """Write it for a federation's members.

        Examples
        --------
        >>> ends = np.zeros(SHAPE[:2], np.int64)
        >>> len(Band(ends, ends, 80).to_bytes()) == 2 * 2 * 9 * 3 + 4
        True
        """
        ends = np.stack([self.low, self.high]).astype("<i2")
        return ends.tobytes() + self.engines.to_bytes(4, "little")


def band_of(counts: IntArray, engines: int, groups: int = 1, level: float = LEVEL) -> Band:
    """Return the band of a histogram of residuals, as wide to either side as its level asks.

    Of ``n`` sorted residuals it takes the ``ceil((n + groups) (1 + level) / 2)``-th for its upper
    end, and as many from below for its lower end; none, so the limits of a forecast, where there
    are too few. An end lies at the outer edge of its bin: a histogram knows no better. Where both
    ends would lie on one side of the forecast, it reaches from the forecast to the
    ``ceil((n + groups) level)``-th residual of that side. Only rows with ``RUL_CAP`` cycles or
    fewer left count: what a band says holds for those.

    A cell of fewer than ``FEWEST`` such rows takes all ages of its forecast; if these are too few,
    the forecasts of one more bin to either side, and so on.

    Parameters
    ----------
    counts : ``SHAPE``, of rows that the forecasts' models were not trained on
    engines : they are of
    groups : 1 where a new row is like any other (Lei et al. 2018, section 2.2); the number of
        groups where it is like those of one of them (Lu, Yu, Karimireddy, Jordan and Raskar,
        "Federated Conformal Predictors for Distributed Uncertainty Quantification", ICML 2023,
        arXiv:2305.17564, theorem 4.3)
    level : share of rows that it is to hold

    Examples
    --------
    A hundred rows forecast 20 that had 10 to 29.8 cycles left:

    >>> left = np.repeat(np.arange(10, 30), 5)
    >>> band = band_of(count(np.full(100, 20.0), np.full(100, 160), left), engines=1)
    >>> band.ends(np.array([20.0]), np.array([160])).tolist()
    [[11.0, 29.0]]
    """
    within = counts[..., :BEYOND]
    low = np.empty(SHAPE[:2], np.int64)
    high = np.empty_like(low)
    for cell in np.ndindex(low.shape):
        low[cell], high[cell] = _ends(np.cumsum(enough(within, cell)), groups, level)
    return Band(low, high, engines, counts)


def _ends(rows: IntArray, groups: int, level: float) -> tuple[int, int]:
    """Return both ends of some residuals, cycles.

    Parameters
    ----------
    rows : (bins,) how many residuals lie in a bin or below
    """
    n = int(rows[-1])
    # Rounded first: 0.9 x 130 is 117, also where a computer makes it a trifle more.
    kept = math.ceil(round((n + groups) * (1 + level) / 2, 9))
    held = math.ceil(round((n + groups) * level, 9))
    if kept > n:
        return -RUL_CAP, RUL_CAP
    low = int(EDGES[np.searchsorted(rows, n + 1 - kept)])
    high = int(EDGES[np.searchsorted(rows, kept) + 1])
    short = int(rows[_ZERO - 1])  # residuals below 0
    if low > 0:
        low, upper = 0, short + held
        high = RUL_CAP if upper > n else int(EDGES[np.searchsorted(rows, upper) + 1])
    elif high < 0:
        high, lower = 0, short + 1 - held
        low = -RUL_CAP if lower < 1 else int(EDGES[np.searchsorted(rows, lower)])
    return low, high


def enough(counts: IntArray, cell: tuple[int, ...], fewest: int = FEWEST) -> IntArray:
    """Return the residuals of a cell, (bins,), or of wider ones until they are enough rows.

    Examples
    --------
    >>> counts = np.zeros((3, 2, 1), np.int64)
    >>> counts[:, :, 0] = [[40, 0], [5, 3], [1, 0]]
    >>> [int(enough(counts, (1, 0), fewest)[0]) for fewest in (5, 6, 10, 1_000)]
    [5, 8, 49, 49]
    """
    forecast, age = cell
    near: IntArray = counts[forecast, age]
    if near.sum() >= fewest:
        return near
    for wider in range(len(counts)):
        near = counts[max(0, forecast - wider) : forecast + wider + 1].sum(axis=(0, 1))
        if near.sum() >= fewest:
            break
    return near


def costs_of_waiting(residuals: IntArray, prices: Prices, rate: float) -> RealArray:
    """Return what waiting one cycle more costs than ordering now, by forecast, (``RUL_CAP``,) $.

    It is what one looks at who asks whether to stop now or a step later (the one-stage look-ahead
    rule of optimal stopping; Chow and Robbins, "A Martingale System Theorem and Applications",
    Berkeley Symposium 1961). An engine that has more life left than the lead and a cycle earns that
    cycle, less what the slot earns anyway; one that has exactly so much fails instead of being
    serviced. Who fails in any case does not count.

    Parameters
    ----------
    residuals : (forecast bins, residual bins); between the middles of two bins a forecast takes
        from both
    prices : whose lead is to be waited for
    rate : dollars that a slot earns per cycle in the long run

    Returns
    -------
    for forecasts of 1, 2, ... ``RUL_CAP`` cycles; negative where waiting pays
    """
    spans = np.array([0, *FORECAST_EDGES, RUL_CAP])
    forecasts: RealArray = np.arange(1, RUL_CAP + 1).astype(np.float64)
    middles = (spans[:-1] + spans[1:]) / 2
    shares = np.array([np.interp(forecasts, middles, one) for one in np.eye(len(middles))]).T
    rows: RealArray = shares @ residuals.astype(np.float64)
    late = _share_below(rows, forecasts, prices.lead + 1)
    next_late = _share_below(rows, forecasts, prices.lead + 2)
    in_time = np.maximum(1 - late, 1e-9)
    dearer = prices.failure_cost - prices.service_cost
    dearer += rate * (prices.failure_cycles - prices.service_cycles)
    costs: RealArray = (next_late - late) / in_time * dearer - (prices.running_income - rate)
    return costs


def _share_below(rows: RealArray, forecasts: RealArray, left: int) -> RealArray:
    """Return which share of rows has fewer cycles left, (forecasts,); within a bin they spread."""
    ends = np.clip(forecasts[:, np.newaxis] + EDGES, 0, RUL_CAP + 1)
    low, width = ends[:, :-1], np.diff(ends)
    within: RealArray = np.clip((left - low) / np.maximum(width, 1e-9), 0, 1)
    below: RealArray = (rows[:, :BEYOND] * within).sum(axis=1)
    share: RealArray = below / np.maximum(rows.sum(axis=1), 1e-9)
    return share


def threshold_over(counts: IntArray, prices: Prices, rate: float) -> int:
    """Return the alarm threshold with the least expected cost over a band's histogram, cycles.

    It orders at the forecasts at which, taken together, waiting costs most; a step at which chance
    has it otherwise changes little. A cell of too few rows looks at its neighbours as for a band.

    Parameters
    ----------
    counts : ``SHAPE``; ages are taken together
    rate : dollars that a slot earns per cycle in the long run

    Examples
    --------
    Forecasts that are always right want an order as soon as waiting would be too late:

    >>> counts = np.zeros(SHAPE, np.int64)
    >>> counts[:, 0, np.searchsorted(EDGES, 0)] = 1_000
    >>> from models.alarms import PriceList
    >>> threshold_over(counts, PriceList(300, 10_000, 20, 60_000, 60, lead=40), rate=220)
    42
    """
    together = counts.sum(axis=1, keepdims=True)
    residuals = np.array([enough(together, (place, 0)) for place in range(len(together))])
    costs = np.cumsum(costs_of_waiting(residuals, prices, rate))
    return min(1 + int(np.argmax([0.0, *costs])), HIGHEST_THRESHOLD)


def rule_over(counts: IntArray, prices: Prices) -> ThresholdRule:
    """Return the rule whose threshold has the least expected cost over a band's histogram.

    Of what each threshold would have earned it takes only how much the best one earns per cycle.
    """
    return ThresholdRule(
        threshold_grid(prices.lead),
        lambda scores: scores.rates,
        lambda scores: threshold_over(counts, prices, float(scores.rates.max())),
    )
