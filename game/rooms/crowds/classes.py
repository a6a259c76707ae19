"""How a class of bots behaves in a prepared room: what its figures were measured with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MIXED = ("corrective", "preventive", "local")
GIVING = ("corrective", "preventive", "preventive")


def half(seat: int) -> bool:
    """Return whether a seat is in the half of a class that joins: some of each fleet.

    Examples
    --------
    >>> [seat for seat in range(1, 9) if half(seat)]
    [1, 2, 5, 6]
    """
    return (seat - 1) // 2 % 2 == 0


def everybody(seat: int) -> bool:
    """Return that a seat joins, as all do."""
    return seat > 0


@dataclass(frozen=True)
class Class:
    """What bots do in a prepared room, seat by seat.

    Attributes
    ----------
    first : strategies that they begin with, in turn; who never joins goes on with it
    joins : whether a seat joins when the federation opens: then the common model runs its engines
    """

    first: Sequence[str]
    joins: Callable[[int], bool]

    def strategy(self, seat: int) -> str:
        """Return what a seat begins with.

        Examples
        --------
        >>> [CLASSES["blind-spot"].strategy(seat) for seat in (1, 2, 3, 4)]
        ['corrective', 'preventive', 'local', 'corrective']
        """
        return self.first[(seat - 1) % len(self.first)]


CLASSES = {
    "blind-spot": Class(MIXED, half),
    "commons": Class(GIVING, everybody),
    "saboteur": Class(MIXED, everybody),
    "privacy": Class(MIXED, everybody),
}
"""Classes by the name of the prepared room."""
