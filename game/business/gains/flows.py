"""Expected cash flows of an answer, and the return and payback of just these.

The worth that is shown is the present value of these flows, and all other figures of one answer
are of the same flows: the median return of many draws is none of a flow that anybody expects.
"""

from dataclasses import dataclass

import numpy as np

from game.business.lives.renewal import Array
from game.rules.finance import payback, returns


@dataclass(frozen=True)
class Earned:
    """Return and payback of an answer for which money goes out first.

    Attributes
    ----------
    rate : at which its expected cash flows are worth nothing; None for none, or more than one
    rates : how many do that
    payback, discounted_payback : years until the expected cash flows have brought back what was
        spent; None for not within the programme
    one, none, several : share of draws whose own cash flows have so many such rates
    never, never_discounted : share of draws that do not pay back within the programme
    """

    rate: float | None
    rates: int
    payback: float | None
    discounted_payback: float | None
    one: float
    none: float
    several: float
    never: float
    never_discounted: float


def earned(flows: Array, drawn: Array, discount: float) -> Earned | None:
    """Return what an answer's cash flows earn; None where no money goes out first.

    It may be spent on a model, or on services that a calendar brings forward.

    Parameters
    ----------
    flows : (1 + years,) expected, against doing nothing new or another answer
    drawn : (draws, 1 + years)

    Examples
    --------
    >>> found = earned(np.array([-100.0, 60.0, 72.0]), np.array([[-100.0, 40.0, 40.0]]), 0.1)
    >>> round(found.rate, 3), round(found.payback, 2), found.never
    (0.2, 1.56, 1.0)
    """
    moved = flows[flows != 0]
    if not len(moved) or moved[0] > 0:
        return None
    mean, each = returns(flows[np.newaxis]), returns(drawn)
    rate = float(mean.rate[0])
    return Earned(
        None if np.isnan(rate) else rate,
        int(mean.number[0]),
        _years(payback(flows[np.newaxis])),
        _years(payback(flows[np.newaxis], discount)),
        float(np.mean(each.number == 1)),
        float(np.mean(each.number == 0)),
        float(np.mean(each.number > 1)),
        float(np.mean(np.isinf(payback(drawn)))),
        float(np.mean(np.isinf(payback(drawn, discount)))),
    )


def _years(back: Array) -> float | None:
    return float(back[0]) if np.isfinite(back[0]) else None


def most_out(flows: Array) -> float:
    """Return how much money is out at most, before it comes back.

    Examples
    --------
    >>> most_out(np.array([-100.0, -20.0, 60.0, 90.0])), most_out(np.array([0.0, 5.0]))
    (120.0, 0.0)
    """
    return float(max(0.0, -np.cumsum(flows).min()))


def without_luck(values: Array, luck: Array | None) -> Array:
    """Return means over draws, the first axis, without what is luck: by regression, a control.

    It is linear: the present value of means by year is the mean of present values.

    Examples
    --------
    >>> without_luck(np.array([1.0, 3.0]), np.array([-1.0, 3.0])).round(3).tolist()
    1.5
    """
    mean = values.mean(axis=0)
    if luck is None or not luck.var():
        return np.asarray(mean)
    slope = (luck - luck.mean()) @ (values - mean) / len(luck) / luck.var()
    return np.asarray(mean - slope * luck.mean())
