"""What an error is worth: forecasts of the test engines as maintenance decisions, in money.

Kamariotis, Tatsis, Chatzi, Goebel and Straub, "A metric for assessing and optimizing data-driven
prognostic algorithms for predictive maintenance", Reliability Engineering and System Safety 242,
2024, 109723, doi:10.1016/j.ress.2023.109723, judge a forecast by the long-run cost per unit of time
that decisions by it come to, against that of perfect forecasts. Here a test engine's service is
planned from its last cycle: at the forecast end of its life, less a margin.
"""

from dataclasses import dataclass

import numpy as np

from models.alarms import Prices
from models.features import IntArray, RealArray

MARGINS = np.arange(0, 81)
"""Cycles before the forecast end of life; the best one on every second engine is taken for the
others, and the other way round, for every model alike."""


@dataclass(frozen=True)
class Worth:
    """What planning by a forecast comes to.

    Attributes
    ----------
    share : of the oracle's money per cycle, who services every engine one cycle before it fails
    failures : share of the engines that fail before their service
    wasted : cycles of life that a service throws away, on average
    metric : Kamariotis et al.'s M: cost per running cycle, over that of perfect forecasts, minus 1
    """

    share: float
    failures: float
    wasted: float
    metric: float


def worth(forecasts: RealArray, ages: IntArray, lifetimes: IntArray, prices: Prices) -> Worth:
    """Plan every engine's service by its forecast, and count what becomes of it.

    Parameters
    ----------
    forecasts : (engines,) cycles, at these ages
    ages : (engines,) at the last cycle that has been seen
    lifetimes : (engines,) cycles

    Examples
    --------
    >>> from models.alarms import PriceList
    >>> prices = PriceList(300, 10_000, 20, 60_000, 60)
    >>> ages, lifetimes = np.array([100, 150, 120, 80]), np.array([140, 230, 150, 200])
    >>> perfect = worth(lifetimes - ages - 1.0, ages, lifetimes, prices)
    >>> perfect.share, perfect.failures, perfect.wasted, perfect.metric
    (1.0, 0.0, 1.0, 0.0)
    """
    planned = ages + np.floor(np.maximum(forecasts - MARGINS[:, np.newaxis], 0)).astype(np.int64)
    stops = np.minimum(planned, lifetimes)  # (margins, engines)
    fails = stops == lifetimes
    cost = np.where(fails, prices.failure_cost, prices.service_cost)
    reward = stops * prices.running_income - cost
    time = stops + np.where(fails, prices.failure_cycles, prices.service_cycles)
    second = np.arange(len(ages)) % 2 == 1
    chosen = np.empty(len(ages), np.int64)
    for tried, judged in ((second, ~second), (~second, second)):
        rates = reward[:, tried].sum(axis=1) / time[:, tried].sum(axis=1)
        chosen[judged] = np.argmax(rates)
    each = chosen, np.arange(len(ages))
    failed, stopped, last = fails[each], stops[each], lifetimes - 1
    most = (last * prices.running_income - prices.service_cost).sum()
    best = most / (last + prices.service_cycles).sum()
    per_cycle = cost[each].mean() / stopped.mean()
    wasted = (lifetimes - stopped)[~failed]
    return Worth(
        share=float(reward[each].sum() / time[each].sum() / best),
        failures=float(failed.mean()),
        wasted=float(wasted.mean()) if len(wasted) else 0.0,
        metric=float(per_cycle / (prices.service_cost / last.mean()) - 1),
    )
