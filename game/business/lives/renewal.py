"""Age replacement under a Weibull law: what a calendar costs in the long run, and its best age.

A law may begin late: nothing fails in its first hours, and the law holds for those that follow.

Sources: R. E. Barlow, F. Proschan, Mathematical Theory of Reliability, 1965 (age replacement by
renewal reward); T. A. Mazzuchi, J. M. van Noortwijk, M. J. Kallen, Maintenance optimization, 2007
(with discounting).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gamma, gammainc

Array = npt.NDArray[np.float64]

FOREVER = np.inf
"""The age of a calendar that never services."""

_EXPONENT, _NODES = 4, 96
_ROOTS, _WEIGHTS = np.polynomial.legendre.leggauss(_NODES)
_PLACES = (0.5 * (_ROOTS + 1)) ** _EXPONENT
_SHARES = 0.5 * _WEIGHTS * _EXPONENT * (0.5 * (_ROOTS + 1)) ** (_EXPONENT - 1)
"""Gauss-Legendre over u, where age = limit x u^4: t^shape is steep at 0, u^(4 shape) is smooth."""

_NOBODY_LEFT = 42.0
"""The hazard run through by an age that one in 10^18 reaches."""

_NEAR_ENOUGH = 0.005
"""Of the greater end: there a cost is as flat as its bottom."""

_YOUNGEST, _HALVINGS = 1e-4, 60
"""Where the search for the best age begins, in scales of the law, and its steps."""


@dataclass(frozen=True, eq=False)
class Law:
    """Weibull laws of lifetimes: P(L > free + t) = exp(-(t / scale)^shape).

    Attributes
    ----------
    shape, scale : numbers or arrays of one form; the scale in hours
    free : hours at the beginning of each life in which nothing fails

    Examples
    --------
    >>> float(Law(1.0, 500.0).mean)
    500.0
    """

    shape: Any
    scale: Any
    free: Any = 0.0

    @property
    def mean(self) -> Array:
        """Mean life, hours."""
        return np.asarray(self.free + self.ageing)

    @property
    def ageing(self) -> Array:
        """Mean life after the hours in which nothing fails, hours."""
        return np.asarray(self.scale * gamma(1 + 1 / np.asarray(self.shape)))

    def at(self, place: Any) -> "Law":
        """Return the laws at a place of their arrays; the hours without failure are common."""
        return Law(np.asarray(self.shape)[place], np.asarray(self.scale)[place], self.free)

    def survival(self, age: Any) -> Array:
        """Share that lives longer than an age in hours."""
        return np.asarray(np.exp(-self.hazard(age)))

    def quantile(self, share: Any) -> Array:
        """Age by which a share has failed, hours."""
        aged = self.scale * (-np.log1p(-np.asarray(share))) ** (1 / self.shape)
        return np.asarray(self.free + aged)

    def oldest(self) -> Array:
        """Age that nobody reaches, one in 10^18 excepted, hours."""
        return np.asarray(self.free + self.scale * _NOBODY_LEFT ** (1 / np.asarray(self.shape)))

    def hazard_rate(self, age: Any) -> Array:
        """Failures an hour of those that have reached an age in hours."""
        aged = self._aged(age)
        rate = self.shape / self.scale * (aged / self.scale) ** (self.shape - 1)
        return np.asarray(np.where(aged > 0, rate, 0.0))

    def hazard(self, age: Any) -> Array:
        """Hazard run through by an age in hours."""
        return np.asarray((self._aged(age) / self.scale) ** self.shape)

    def _aged(self, age: Any) -> Array:
        """Hours of an age in which something may fail."""
        return np.asarray(np.maximum(np.asarray(age) - self.free, 0.0))


@dataclass(frozen=True)
class Prices:
    """What an event costs, and how long the machine is down with it.

    Examples
    --------
    >>> Prices(service=1.0, failure=5.0).failure
    5.0
    """

    service: Any = 1.0  # money, when the service begins
    failure: Any = 1.0  # money, when the machine fails
    service_hours: Any = 0.0  # down
    failure_hours: Any = 0.0  # down
    hour: Any = 0.0  # money that a running hour is worth, lost while it is down


def cost_rate(law: Law, age: Any, prices: Prices, discount: Any = 0.0) -> Array:
    """Return the long-run cost of servicing at an age, money per hour of the calendar.

    With A = E[e^(-dL); L <= T], B = e^(-dT) P(L > T) and J the integral of e^(-dt) P(L > t) up to
    T, it is (cf A + cp B) / (J + A r(failure_hours) + B r(service_hours)), where r(h) =
    (1 - e^(-dh)) / d discounts the hours down and c holds what these lose. It is d times the
    present value of all events to come; at d = 0 it is the renewal reward E[cost] / E[hours].

    Parameters
    ----------
    age : hours at which the service begins; ``FOREVER`` for none
    discount : d, continuous, per hour

    Returns
    -------
    the form to which law, age, prices and discount broadcast

    Examples
    --------
    >>> law, prices = Law(3.0, 1_000.0), Prices(service=1_000.0, failure=8_000.0)
    >>> [round(float(cost_rate(law, age, prices)), 3) for age in (400.0, FOREVER)]
    [3.642, 8.959]
    """
    limit = np.minimum(age, law.oldest())
    early, late, running = _discounted(law, limit, discount)
    pay_failure, down_failure = _event(prices.failure, prices.failure_hours, prices.hour, discount)
    pay_service, down_service = _event(prices.service, prices.service_hours, prices.hour, discount)
    return np.asarray(
        (pay_failure * early + pay_service * late)
        / (running + down_failure * early + down_service * late)
    )


def _event(money: Any, hours: Any, hour: Any, discount: Any) -> tuple[Array, Array]:
    """Return the cost of an event with the hours that it loses, and these hours discounted."""
    discount = np.asarray(discount, float)
    positive = np.where(discount > 0, discount, 1.0)
    lost = np.where(discount > 0, -np.expm1(-positive * hours) / positive, hours)
    return np.asarray(money + hour * lost), lost


def _discounted(law: Law, limit: Array, discount: Any) -> tuple[Array, Array, Array]:
    """Return A, B and J of ``cost_rate`` up to a limit in hours.

    Without discount in closed form: the mean of min(L, T), beyond the hours without failure, is the
    mean life x P(1/shape, hazard), P the regularised incomplete gamma function.
    """
    rate = np.asarray(discount, float)
    free, hazard = np.minimum(limit, law.free), law.hazard(limit)
    if not rate.any():
        running = free + law.ageing * gammainc(1 / np.asarray(law.shape), hazard)
        return np.asarray(-np.expm1(-hazard)), np.asarray(np.exp(-hazard)), np.asarray(running)
    aged = np.asarray(limit - free)
    ages = aged[..., np.newaxis] * _PLACES
    scale, shape = (np.asarray(value)[..., np.newaxis] for value in (law.scale, law.shape))
    alive = np.exp(-((ages / scale) ** shape) - rate[..., np.newaxis] * ages)
    positive = np.where(rate > 0, rate, 1.0)
    first = np.where(rate > 0, -np.expm1(-positive * free) / positive, free)
    running = np.asarray(first + np.exp(-rate * free) * aged * (alive @ _SHARES))
    late = law.survival(limit) * np.exp(-rate * limit)
    return np.asarray(-np.expm1(-hazard - rate * limit) - rate * running), late, running


def best_age(law: Law, prices: Prices, discount: Any = 0.0, lead: Any = 0.0) -> Array:
    """Return the age at which a service should begin, hours; ``FOREVER`` where none pays.

    It is where the derivative of ``cost_rate`` changes its sign, found by halving, and ``lead`` at
    the least: who orders when a machine is installed has it serviced then.

    Examples
    --------
    >>> law, prices = Law(3.0, 1_000.0), Prices(service=1_000.0, failure=8_000.0)
    >>> round(float(best_age(law, prices)))
    416
    >>> float(best_age(Law(1.0, 1_000.0), prices))
    inf
    """
    forms = np.broadcast_arrays(
        law.shape, law.scale, law.free, prices.service, prices.failure, prices.service_hours,
        prices.failure_hours, prices.hour, discount, lead,
    )  # fmt: skip
    shape, scale, free, *money, rate, earliest = (np.asarray(form, float) for form in forms)
    law, prices = Law(shape, scale, free), Prices(*money)
    low, high = np.log(_YOUNGEST * scale), np.log(law.oldest())
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        rising = _slope(law, np.exp(middle), prices, rate) > 0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    age = np.maximum(np.exp(0.5 * (low + high)), earliest)
    never = cost_rate(law, FOREVER, prices, rate)
    return np.where(cost_rate(law, age, prices, rate) < never * (1 - 1e-12), age, FOREVER)


def _slope(law: Law, age: Array, prices: Prices, discount: Array) -> Array:
    """Return the derivative of ``cost_rate`` by age, but for a positive factor."""
    early, late, running = _discounted(law, age, discount)
    pay_failure, down_failure = _event(prices.failure, prices.failure_hours, prices.hour, discount)
    pay_service, down_service = _event(prices.service, prices.service_hours, prices.hour, discount)
    failing, leaving = law.hazard_rate(age), law.hazard_rate(age) + discount
    cost = pay_failure * early + pay_service * late
    hours = running + down_failure * early + down_service * late
    more_cost = pay_failure * failing - pay_service * leaving
    more_hours = 1 + down_failure * failing - down_service * leaving
    return np.asarray(more_cost * hours - cost * more_hours)


def least(cost: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Return where a cost that falls and then rises is least between two places, and its value.

    By sections in the golden ratio.

    Examples
    --------
    >>> place, cost = least(lambda age: (age - 3.0) ** 2, 0.0, 10.0)
    >>> round(place, 1), round(cost, 2)
    (3.0, 0.0)
    """
    golden = (np.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    costs = cost(left), cost(right)
    near = _NEAR_ENOUGH * max(abs(low), abs(high))
    while high - low > near:
        if costs[0] <= costs[1]:
            high, right = right, left
            left = high - golden * (high - low)
            costs = cost(left), costs[0]
        else:
            low, left = left, right
            right = low + golden * (high - low)
            costs = costs[1], cost(right)
    return float(left if costs[0] <= costs[1] else right), float(min(costs))


_TRIED, _LOOKED_AT = 9, 10_001
"""Places through which a smooth curve is drawn, and those at which it is looked at."""


def smoothly_least(cost: Callable[[float], float], low: float, high: float) -> float:
    """Return where a cost is least between two places, by a cubic through some between them.

    For a cost that is flat at its bottom and a little rough: where the least of it is found by
    itself hangs on the roughness alone.

    Examples
    --------
    >>> round(smoothly_least(lambda age: (age - 3.0) ** 2, 0.0, 10.0), 3)
    3.0
    """
    places = np.linspace(low, high, _TRIED)
    curve = np.polynomial.Polynomial.fit(places, [cost(float(place)) for place in places], 3)
    fine = np.linspace(low, high, _LOOKED_AT)  # roots of a cubic that is nearly none are far off
    return float(fine[curve(fine).argmin()])
