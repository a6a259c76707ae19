"""What decided a match, and where another decision promised most: from what its review knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from game.review.calls import CallValue
from game.review.review import REDRAWS, Review, Standing
from game.review.turning_points import Choice, TurningPoint
from game.rules.decisions import Move
from game.rules.links import decode, encode
from game.rules.strategies import IDLE

LUCKY = 1.0
"""Standard deviations from which on luck may have decided: two draws of three are nearer."""


@dataclass(frozen=True)
class Cause:
    """Something that a match turned on.

    Attributes
    ----------
    kind : "others", "calls", "waiting", "moment", "luck" or "rival"
    dollars : what it brought; below zero what it cost
    point : where another decision promised more
    """

    kind: str
    dollars: float
    point: TurningPoint | None = None


def decided(review: Review) -> Cause:
    """Return what weighed most, in dollars.

    The others' model counts as the match turned out, luck against what the decisions earn on
    average, calls and the costliest moment by what was known. With none of these, and until all of
    them are known, it is what lies between the player and the best of the rivals.

    Examples
    --------
    >>> from game.review.review import refine
    >>> from game.rules.scenario import DEFAULT
    >>> decided(next(refine(DEFAULT, 7, end=500))).kind
    'rival'
    """
    causes = _causes(review) if firm(review) else ()
    return max(causes, key=lambda cause: abs(cause.dollars), default=_rival(review))


def _causes(review: Review) -> Iterator[Cause]:
    if review.counterfactual is not None and review.counterfactual.alliance:
        yield Cause("others", review.counterfactual.alliance)
    if review.quality is not None and review.quality.calls:
        yield Cause("calls", review.quality.calls)
    worst = next((point for point in firm_points(review) if point.clear), None)
    if worst is not None:
        waited = isinstance(worst.played, Choice) and worst.played.strategy == IDLE
        yield Cause("waiting" if waited else "moment", -worst.regret, worst)
    luck = review.luck
    if luck is not None and luck.deviations is not None and abs(luck.deviations) >= LUCKY:
        yield Cause("luck", luck.dollars)


def firm_points(review: Review) -> Sequence[TurningPoint]:
    """Return the turning points once they stand on enough redraws to be told as a fact."""
    return (review.turning_points or ()) if firm(review) else ()


def firm(review: Review) -> bool:
    """Return whether a review stands on enough redraws for its figures to be told as facts."""
    return review.quality is not None and review.quality.redraws >= REDRAWS


def _rival(review: Review) -> Cause:
    return Cause("rival", review.factories[0].profit - best_rival(review).profit)


def best_rival(review: Review) -> Standing:
    """Return the rival that earned most."""
    return max(review.factories[1:], key=lambda factory: factory.profit)


@dataclass(frozen=True)
class Turn:
    """Where one could decide anew.

    Attributes
    ----------
    what : the moment, or the call, whose better alternative promised most
    dollars : by how much, on what was known
    clear : that is more than chance explains
    """

    cycle: int
    what: TurningPoint | CallValue
    dollars: float
    clear: bool


def turn_of(review: Review) -> Turn | None:
    """Return where another decision promised most, as far as is known; None where none did."""
    points = review.turning_points or ()
    turns = [Turn(point.cycle, point, point.regret, point.clear) for point in points]
    for call in review.calls or ():
        if call.value is not None:
            turns.append(Turn(call.cycle, call, -call.value, call.clear_loss))
    better = [turn for turn in turns if turn.dollars > 0]
    return max(better, key=lambda turn: (turn.clear, turn.dollars), default=None)


def back_at(text: str, cycle: int) -> str:
    """Return the link of a match as it stood at a cycle, before anything was decided there.

    Examples
    --------
    >>> back_at("1-open-7-0p-60a1.1-540s0", 60)
    '1-open-7-0p'
    """
    link = decode(text)
    kept: Sequence[Move] = [move for move in link.decisions if move.cycle < cycle]
    return encode(link.scenario, link.seed, kept)
