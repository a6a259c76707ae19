"""What poisoned updates and noise cost: a room as it would have been without, or otherwise."""

from collections.abc import Sequence
from dataclasses import replace

from game.rooms.federation.privacy import LEVELS, NONE
from game.rooms.federation.shares import Turn
from game.rooms.room import Plan

Otherwise = tuple[Plan, tuple[Turn, ...]]


def otherwise(plan: Plan, turns: Sequence[Turn]) -> dict[str, Otherwise]:
    """Return what a room is compared with where updates are poisoned, or travel with noise.

    Against poison they are plain averaging all along, the median all along, and the rules as they
    were with nobody poisoned; against noise each other level of it.

    Examples
    --------
    >>> voted = (Turn(), Turn(rule="median"))
    >>> found = otherwise(Plan("default", 7, federation=1, saboteur=1), voted)
    >>> {name: (plan.merging, plan.saboteur) for name, (plan, _) in found.items()}
    {'average': ('fedavg', 1), 'median': ('median', 1), 'clean': ('fedavg', 0)}
    >>> found["average"][1][1].rule is None, found["clean"][1] == voted
    (True, True)
    >>> list(otherwise(Plan("default", 7, federation=1, noise="light"), voted))
    ['none', 'strong']
    """
    found: dict[str, Otherwise] = {}
    if plan.saboteur:
        unvoted = tuple(replace(turn, rule=None, anew=False) for turn in turns)
        found = {
            "average": (replace(plan, merging="fedavg"), unvoted),
            "median": (replace(plan, merging="median"), unvoted),
            "clean": (replace(plan, saboteur=0), tuple(turns)),
        }
    if plan.noise != NONE:
        others = [level for level in LEVELS if level != plan.noise]
        found |= {level: (replace(plan, noise=level), tuple(turns)) for level in others}
    return found


def poisoned(plan: Plan, seats: int) -> tuple[int, ...]:
    """Return the seats whose updates are poisoned.

    Examples
    --------
    >>> poisoned(Plan("default", 7, saboteur=1, every=6), 14), poisoned(Plan("default", 7), 14)
    ((1, 7, 13), ())
    """
    if not plan.saboteur:
        return ()
    return tuple(range(plan.saboteur, seats + 1, plan.every or seats))
