"""How votes are counted, wherever somebody votes."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """What votes come to.

    Attributes
    ----------
    votes : for each option
    winner : the option that more have chosen than any other; None: the standing order stands
    """

    votes: tuple[int, ...]
    winner: int | None


def counted(votes: Iterable[tuple[Hashable, int]], options: int) -> Count:
    """Return what votes come to: the last vote of a token counts; a tie or none decides nothing.

    Parameters
    ----------
    votes : (token, option), in the order in which they came
    options : how many there are, 0, 1, ...; a vote for none of them takes back the one before

    Examples
    --------
    >>> counted([("ada", 0), ("bob", 1), ("ada", 1)], 3)
    Count(votes=(0, 2, 0), winner=1)
    >>> counted([("ada", 0), ("bob", 1)], 2).winner is counted([], 2).winner is None
    True
    """
    last = dict(votes)
    tally = Counter(last.values())
    each = tuple(tally[option] for option in range(options))
    most = max(each, default=0)
    first = [option for option, count in enumerate(each) if count == most]
    return Count(each, first[0] if most and len(first) == 1 else None)
