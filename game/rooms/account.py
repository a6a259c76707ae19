"""What is told of a factory, and who computes it: other processes."""

from collections.abc import Sequence
from dataclasses import dataclass

from game.rules.decisions import Decision

POINTS = 10
"""Balances that are told of each turn."""

RUNNING, SERVICE, FAILURE = "r", "s", "f"
Strip = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Account:
    """What became of one factory up to a boundary.

    Attributes
    ----------
    curve : balances, ``POINTS`` a turn, dollars
    strips : for each slot what happened in the last turn: (kind, first cycle, last cycle), of
        running, standing still for a service, standing still after a failure
    setting : the one in force, cycles; None for who waits
    """

    cycle: int
    balance: int
    failures: int
    services: int
    curve: tuple[int, ...]
    strips: tuple[Strip, ...]
    strategy: str
    setting: int | None


def curve_cycles(turn_cycles: int, played: int) -> list[int]:
    """Return the cycles of the points of a curve.

    Examples
    --------
    >>> curve_cycles(250, 1)[:3]
    [25, 50, 75]
    """
    every = turn_cycles // POINTS
    marks = [*range(every, POINTS * every, every), turn_cycles]
    return [turn * turn_cycles + mark for turn in range(played) for mark in marks]


def computed(
    code: str, seed: int, turn_cycles: int, played: int, seats: Sequence[tuple[Decision, ...]]
) -> list[Account]:
    """Return ``accounts`` of ``play``, which is loaded where it computes."""
    from game.rooms.play import accounts  # noqa: PLC0415 - never where streams are served

    return accounts(code, seed, turn_cycles, played, seats)
