"""A result in a few lines to share, which give none of the decisions away."""

import datetime

import numpy as np

from game.review.debrief.insights import MOST_STARS, stars
from game.review.debrief.lines import MoneyLines
from game.review.review import Review
from game.rules.economics import place_of_first
from game.text.language import ordinal, percent, t

STRETCHES = 12
"""Parts of a match that have a square each."""

_SQUARES = ((0.9, "🟩"), (0.5, "🟨"))
_BELOW = "⬛"


def squares(lines: MoneyLines) -> str:
    """Write a square for each twelfth of a match: what the best known moves earned there, or less.

    Green is nine tenths of it or more, yellow half of it; nothing without those moves.

    Examples
    --------
    >>> squares(MoneyLines((0, 120), ((0, 1_200),), (0, 1_200)))
    '🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩'
    """
    if lines.best is None:
        return ""
    bounds = np.linspace(0, lines.cycles[-1], STRETCHES + 1)
    mine, best = (
        np.diff(np.interp(bounds, lines.cycles, line)) for line in (lines.factories[0], lines.best)
    )
    behind = best - mine
    return "".join(
        next((square for least, square in _SQUARES if less <= (1 - least) * abs(most)), _BELOW)
        for less, most in zip(behind.tolist(), best.tolist(), strict=True)
    )


def share_text(review: Review, day: datetime.date, address: str) -> str:
    """Write a challenge's result: its day, stars and squares, place, and where to play it.

    Stars and the share are the decisions' on what was known, as far as that is found out.

    Parameters
    ----------
    address : of the challenge, before any decision
    """
    count = stars(review)
    won = "" if count is None else " " + "★" * count + "☆" * (MOST_STARS - count)
    profits = [factory.profit for factory in review.factories]
    place = t(
        "{place} of {factories}",
        place=ordinal(place_of_first(profits)),
        factories=len(profits),
    )
    quality = review.quality
    if quality is not None and quality.decision_quality is not None:
        place = t(
            "{place}; decisions worth {share} of the best known",
            place=place,
            share=percent(quality.decision_quality),
        )
    row = "" if review.lines is None else squares(review.lines)
    lines = (f"Turbofan Tycoon {day.isoformat()}{won}", row, place, address)
    return "\n".join(line for line in lines if line)
