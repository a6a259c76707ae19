"""Skill and luck: what profits over redraws of the engines say of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from game.review.best_policy import RealArray
from game.review.calls import CallValue
from game.rules.decisions import Move
from game.rules.strategies import IntArray
from models.metrics import SURE, standard_error


@dataclass(frozen=True)
class Quality:
    """Expected profits over redraws of the engines, and what they say of the decisions.

    ``decision_quality`` is (played + calls - corrective) / (best - corrective); None where the best
    policy is no better than the corrective one, so that there was nothing to decide. Calls are
    valued apart; the best includes what its own are worth.
    """

    redraws: int
    decision_quality: float | None
    standard_error: float | None
    played: float  # dollars, expected
    corrective: float  # dollars, expected
    best: float  # dollars, expected
    best_decisions: tuple[Move, ...]
    calls: float = 0.0  # dollars, what the player's calls were worth; in the quality, not in played
    by_rules: bool = False  # the best known are the written rules, not the search for a policy

    @property
    def reach(self) -> float:
        """What the quality is given or taken by; 0 where there is none."""
        return SURE * (self.standard_error or 0.0)

    @property
    def beyond_best(self) -> bool:
        """Whether the decisions were clearly better than any policy that we know."""
        return self.decision_quality is not None and self.decision_quality - self.reach > 1


@dataclass(frozen=True)
class Luck:
    """The match that was played, but for its calls, against what its decisions earn on average.

    Examples
    --------
    >>> luck = Luck(realised=1_100_000, expected=1_000_000.0, spread=50_000.0, standard_error=1e4)
    >>> luck.dollars, luck.deviations
    (100000.0, 2.0)
    """

    realised: int  # dollars; of the same match without its calls, where there were any
    expected: float  # dollars
    spread: float  # dollars, standard deviation of the profit over redraws
    standard_error: float  # dollars, of the expectation

    @property
    def dollars(self) -> float:
        return self.realised - self.expected

    @property
    def reach(self) -> float:
        """Dollars that it is given or taken by."""
        return SURE * self.standard_error

    @property
    def deviations(self) -> float | None:
        """Luck in standard deviations; None if every redraw earns the same."""
        return self.dollars / self.spread if self.spread else None


def worth_of(calls: Sequence[CallValue]) -> float:
    """Return what calls were worth together, dollars; those that have no value add nothing."""
    return sum(call.value or 0.0 for call in calls)


def quality_of(
    played: IntArray,
    corrective: IntArray,
    best: IntArray | RealArray,
    decisions: tuple[Move, ...],
    calls: Sequence[CallValue],
) -> Quality:
    """Return what profits in redraws say of decisions.

    Parameters
    ----------
    played, corrective, best : (redraws,) dollars
    decisions : with which the best was reached
    calls : the player's
    """
    worth = worth_of(calls)
    gained = np.asarray(played - corrective, np.float64) + worth
    possible = np.asarray(best - corrective, np.float64)
    share, error = None, None
    if possible.mean() > SURE * standard_error(possible):
        share = float(gained.mean() / possible.mean())
        error = standard_error(gained - share * possible) / float(possible.mean())
        apart = sum((call.standard_error or 0.0) ** 2 for call in calls) ** 0.5
        error = float(np.hypot(error, apart / float(possible.mean())))
    return Quality(
        redraws=len(played),
        decision_quality=share,
        standard_error=error,
        played=float(played.mean()),
        corrective=float(corrective.mean()),
        best=float(best.mean()),
        best_decisions=decisions,
        calls=worth,
    )


def luck_of(realised: int, played: IntArray) -> Luck:
    """Return what profits in redraws, (redraws,) dollars, say of the realised one."""
    values = played.astype(np.float64)
    return Luck(realised, float(values.mean()), float(values.std(ddof=1)), standard_error(values))
