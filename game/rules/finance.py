"""From cash flows by year to present value, internal rate of return and payback.

A cash flow is an array whose last axis is years: the first is today (the investment, below zero),
the others stand at the ends of the programme's years.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LOWEST, HIGHEST, _STEPS = -0.99, 100.0, 400
"""Between which rates a return is looked for, and in how many steps of their logarithm."""

_HALVINGS = 60


@dataclass(frozen=True, eq=False)
class Returns:
    """Internal rates of return of several cash flows.

    Attributes
    ----------
    rate : (flows,) share a year; nan where there is none, or more than one
    number : (flows,) how many rates between ``LOWEST`` and ``HIGHEST`` bring the value to 0
    """

    rate: Array
    number: npt.NDArray[np.int64]


def present_value(flows: Array, rate: float) -> Array:
    """Return the net present value at a yearly rate, without the axis of years.

    Examples
    --------
    >>> round(float(present_value(np.array([-100.0, 60.0, 60.0]), 0.10)), 2)
    4.13
    """
    return np.asarray(flows @ _factors(flows.shape[-1], np.asarray(rate)))


def _factors(years: int, rate: Array) -> Array:
    return np.asarray((1 + rate[..., np.newaxis]) ** -np.arange(years, dtype=float))


def returns(flows: Array) -> Returns:
    """Return the internal rates of return of cash flows, (flows, years).

    A rate is defined where the present value changes its sign once. A flow that never changes its
    own sign has none; one that does more than once may have several.

    Examples
    --------
    >>> twice = [-100.0, 230.0, -132.0]  # at 10% and at 20%
    >>> found = returns(np.array([[-100.0, 110.0, 0.0], [100.0, 110.0, 0.0], twice]))
    >>> found.rate.round(6).tolist(), found.number.tolist()
    ([0.1, nan, nan], [1, 0, 2])
    """
    grid = np.expm1(np.linspace(np.log1p(LOWEST), np.log1p(HIGHEST), _STEPS))
    values = flows @ _factors(flows.shape[-1], grid).T
    signs = np.sign(values)
    turns = signs[:, 1:] * signs[:, :-1] < 0
    number = turns.sum(axis=1) + (signs == 0).sum(axis=1) * (np.abs(flows).max(axis=1) > 0)
    place = turns.argmax(axis=1)
    low, high = grid[place], grid[place + 1]
    before = signs[np.arange(len(flows)), place]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        value = (flows * _factors(flows.shape[-1], middle)).sum(axis=1)
        same = np.sign(value) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    rate = np.where(turns.any(axis=1), 0.5 * (low + high), grid[(signs == 0).argmax(axis=1)])
    return Returns(np.where(number == 1, rate, np.nan), number.astype(np.int64))


def payback(flows: Array, rate: float = 0.0) -> Array:
    """Return after how many years the money is back, (flows,); inf where never within them.

    It counts the last time that what has been earned so far rises to 0 and stays there, and lets
    each year's money come in evenly. Discounted where a rate is given.

    Examples
    --------
    >>> flow = np.array([[-100.0, 40.0, 40.0, 40.0]])
    >>> payback(flow).tolist(), payback(flow, 0.1).tolist()
    ([2.5], [inf])
    """
    worth = flows * _factors(flows.shape[-1], np.asarray(rate))
    so_far = np.cumsum(worth, axis=-1)
    owing = so_far < 0
    years = flows.shape[-1]
    last = years - 1 - owing[:, ::-1].argmax(axis=1)  # the last year at whose end money is owed
    paid = np.minimum(last + 1, years - 1)
    rows = np.arange(len(flows))
    earned = worth[rows, paid]
    share = np.divide(-so_far[rows, last], earned, out=np.zeros(len(flows)), where=earned > 0)
    back = np.where(owing[:, -1], np.inf, last + share)
    return np.asarray(np.where(owing.any(axis=1), back, 0.0))
