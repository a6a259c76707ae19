"""How much of a class's money was luck, and how surely that is known.

Luck is what was earned less what the same decisions earn on average, and that average is of so many
redraws: no sign, no luckiest and no share is told that more redraws might well take back. Redraws
are the same for all seats, so that what they err by together sets nobody apart.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.rooms.account import Account
from game.rooms.debrief.facts import Facts
from game.rooms.debrief.figures import Weighed
from game.rooms.debrief.screens import third_of
from models.metrics import SURE, standard_error

LEAST = 1.0
"""Dollars that factories differ by, to be told apart: less is how sums are rounded."""

RealArray = NDArray[np.float64]


def error_of_quality(weighed: Weighed) -> float | None:
    """Return by what a factory's decision quality is given or taken; None where it is not known."""
    return None if weighed.error is None else SURE * weighed.error


def luck_of(account: Account, weighed: Weighed) -> dict[str, float]:
    """Return a factory's luck, and what it is given or taken by, dollars."""
    error = SURE * float(_error(_redrawn([weighed]))[0])
    return {
        "money": account.balance,
        "expected": weighed.expected,
        "luck": weighed.luck,
        "error": error,
    }


def luck_figures(facts: Facts) -> dict[str, Any]:
    """Return what the screen of luck shows."""
    ranked, weighed = facts.ranked, facts.weighed
    each = [weighed[one.seat] for one in ranked]
    luck = np.array([one.luck for one in each])
    expected = np.array([one.expected for one in each])
    redrawn = _redrawn(each)
    share, error = share_of_luck(luck, expected, redrawn)
    first = int(luck.argmax())
    equal = luck.round() == luck[first].round()
    lead, unsure = luck[first] - luck, SURE * _error(redrawn[first] - redrawn)
    mine = luck_of(facts.accounts[ranked[first].seat], each[first])
    return {
        "share": share,
        "error": error,
        "apart": bool(_apart(luck, expected) >= LEAST**2),
        "right": _third(share, error),
        "luckiest": facts.named(ranked[first])
        | {"luck": mine["luck"], "error": mine["error"], "equal": int(equal.sum())}
        | {"ahead": bool((lead > unsure)[~equal].all())},
        "rows": facts.listed(
            "luck", lambda one: luck_of(facts.accounts[one.seat], weighed[one.seat])
        ),
        "of": len(ranked),
    }


def share_of_luck(luck: RealArray, expected: RealArray, redrawn: RealArray) -> tuple[float, float]:
    """Return luck's share of what sets factories apart, and what it is given or taken by.

    The error is that of a jackknife over redraws: what becomes of the share without each of them.

    Parameters
    ----------
    luck, expected : (seats,) dollars
    redrawn : (seats, redraws) dollars that were earned in each; none where the rest is exact

    Examples
    --------
    >>> share_of_luck(np.array([-3.0, 3.0]), np.array([5.0, 5.0]), np.zeros((2, 4)))
    (1.0, 0.0)
    """
    share = float(_share(luck, expected))
    count = redrawn.shape[1]
    if count < 2:
        return share, 0.0
    moved = (redrawn.mean(axis=1, keepdims=True) - redrawn) / (count - 1)
    without = _share(luck[:, np.newaxis] - moved, expected[:, np.newaxis] + moved)
    return share, SURE * float(np.sqrt((count - 1) * without.var()))


def _share(luck: RealArray, expected: RealArray) -> RealArray:
    lucky, whole = luck.var(axis=0), _apart(luck, expected)
    return np.asarray(np.divide(lucky, whole, out=np.zeros_like(whole), where=whole >= LEAST**2))


def _apart(luck: RealArray, expected: RealArray) -> RealArray:
    """Return what sets factories apart, dollars squared."""
    return np.asarray(luck.var(axis=0) + expected.var(axis=0))


def _third(share: float, error: float) -> str | None:
    """Return which guess is right; None where more than one may be."""
    ends = {third_of(min(1.0, max(0.0, end))) for end in (share - error, share + error)}
    return ends.pop() if len(ends) == 1 else None


def _redrawn(each: list[Weighed]) -> RealArray:
    return np.array([one.redrawn for one in each], np.float64).reshape(len(each), -1)


def _error(values: RealArray) -> RealArray:
    """Return the standard error of means over redraws, (rows,); 0 where there are none."""
    if values.shape[1] < 2:
        return np.zeros(len(values))
    return np.array([standard_error(row) for row in values])
