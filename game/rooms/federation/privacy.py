"""How much noise updates travel with: levels that a host chooses, and what each costs a room."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.rules.errors import GameError, check_known
from game.text.marking import mark

NONE, LIGHT, STRONG = "none", "light", "strong"


@dataclass(frozen=True)
class Level:
    """A level of noise.

    Attributes
    ----------
    line : what it means, in a sentence
    noise : standard deviation of the noise in the sum of all updates, in units of what one of them
        may change it by at most; 0: there is none, and nothing is cut
    """

    title: str
    line: str
    noise: float


LEVELS: Mapping[str, Level] = {
    NONE: Level(
        mark("None"),
        mark("Updates travel as they are."),
        0.0,
    ),
    LIGHT: Level(
        mark("Light"),
        mark("The sum of all updates has noise as large as the most that one of them may change."),
        1.0,
    ),
    STRONG: Level(
        mark("Strong"),
        mark("The sum of all updates has noise four times what one of them may change at most."),
        4.0,
    ),
}
"""Levels by name, the weakest first."""

_UNKNOWN_LEVEL = mark("No level of noise is named {got}: choose from {choices}.")


def level_of(value: object, refuses: type[GameError] = GameError) -> str:
    """Return the level that somebody asks for, or that a row or a file names.

    Older ones say whether there is noise at all: that is the light one.

    Examples
    --------
    >>> [level_of(value) for value in (True, False, "strong")]
    ['light', 'none', 'strong']
    """
    if isinstance(value, bool):
        return LIGHT if value else NONE
    return check_known(value, tuple(LEVELS), refuses, _UNKNOWN_LEVEL)
