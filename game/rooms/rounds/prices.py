"""What levels of noise mean and cost, as a host chooses one: from what classes of bots came to."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from game.rooms.federation.privacy import LEVELS
from game.text.language import money, percent, t

_MEASURED = Path(__file__).parents[3] / "docs" / "rounds.json"
LARGE, SMALL = 24, 6
"""Seats of the classes whose costs are told."""


def offered_levels() -> list[dict[str, str]]:
    """Return the levels of noise as a host chooses one: the weakest first.

    Examples
    --------
    >>> [(level["name"], level["title"]) for level in offered_levels()]
    [('none', 'None'), ('light', 'Light'), ('strong', 'Strong')]
    """
    return [
        {
            "name": name,
            "title": t(level.title),
            "line": t(level.line) if name not in _hidden() else f"{t(level.line)} {_price(name)}",
        }
        for name, level in LEVELS.items()
    ]


def _price(name: str) -> str:
    """Return in words what a level hides, and what it costs large classes and small ones.

    In brackets stand the least and the most of one class, as in the printed guide.
    """
    large, small = (cost_of(name, seats) for seats in (LARGE, SMALL))
    return t(
        "Whoever sees the sums alone can tell whether a factory took part, right in {right} of "
        "cases at most (a guess: 50%). In classes of {large} bots it cost a factory {many} "
        "({many_low} to {many_high}, by class), in classes of {small} {few} ({few_low} to "
        "{few_high}).",
        right=percent(_hidden()[name]["told_apart"]),
        large=LARGE, small=SMALL,
        many=money(large["mean"]), many_low=money(large["least"]), many_high=money(large["most"]),
        few=money(small["mean"]), few_low=money(small["least"]), few_high=money(small["most"]),
    )  # fmt: skip


def cost_of(name: str, seats: int) -> dict[str, Any]:
    """Return what a level of noise costs a seat in classes of some size, dollars.

    Examples
    --------
    >>> cost_of("strong", 6)["low"] > 0
    True
    """
    rows = _measured()["privacy"]
    return next(row for row in rows if (row.get("level"), row["seats"]) == (name, seats))


def _hidden() -> dict[str, dict[str, float]]:
    """Return how well a factory is hidden, by level."""
    return dict(_measured()["levels"])


@cache
def _measured() -> dict[str, Any]:
    """Return what `python -m benchmarks rounds` came to."""
    return dict(json.loads(_MEASURED.read_text(encoding="utf-8")))
