"""What factories gain by sharing lifetimes alone: a better age of service, and no model."""

import math
from collections.abc import Sequence

from game.lab.progress import AgePolicy, Pool
from game.rules.economics import PRUDENCE, age_rewards, recommended_age
from game.rules.scenario import Economics
from game.rules.strategies import IntArray
from models.federated.lifetimes import STEP, LifetimeCounts, pooled

COUNTED_BY = STEP
"""Cycles of age in which lifetimes are counted together."""

_FEW = 4
"""Lifetimes for which a match's share of the optimum was measured."""


def careful_age(lifetimes: IntArray, prices: Economics) -> int:
    """Return the age of service that some lifetimes speak for, cycles.

    A match takes 0.8 of the optimum of four lifetimes, because the longest-lived of a handful pulls
    it up. How much it does shrinks with the square root of their number, and so does the caution.

    Examples
    --------
    >>> import numpy as np
    >>> few, many = np.array([150, 250, 150, 250]), np.array([150, 250] * 200)
    >>> careful_age(few, Economics()), careful_age(many, Economics())
    (119, 146)
    """
    caution = (1 - PRUDENCE) * math.sqrt(_FEW / len(lifetimes))
    return recommended_age(lifetimes, prices, 1 - caution)


def share(lifetimes: Sequence[IntArray], prices: Economics) -> Pool:
    """Return what the lifetimes of some factories come to when they are counted together.

    Examples
    --------
    >>> import numpy as np
    >>> share([np.array([150, 250]), np.array([150, 250])], Economics())
    Pool(age=123, engines=4, bytes_up=400, bytes_down=400)
    """
    messages = [LifetimeCounts.of(own).to_bytes() for own in lifetimes]
    answer = pooled(messages)
    pool = LifetimeCounts.from_bytes(answer).lifetimes
    return Pool(careful_age(pool, prices), len(pool), len(messages[0]), len(answer))


def age_policy(
    number: int,
    own: IntArray,
    pool: Pool,
    judged: IntArray,
    local_profit: float,
    prices: Economics,
) -> AgePolicy:
    """Return what its own and everybody's lifetimes earn a factory.

    Parameters
    ----------
    own : lifetimes that it knows
    judged : of other engines, which live as its own do
    local_profit : of its local model, on the same
    """
    rates = 1_000 * age_rewards(judged, prices)
    age = careful_age(own, prices)
    # Who waits longer than any engine lives never services one: the last entry.
    profit, together = (float(rates[min(stop, len(rates)) - 1]) for stop in (age, pool.age))
    return AgePolicy(number, age, profit, together, local_profit)
