"""What can be wrong with what a player, a teacher or a script asks for."""

import reprlib
from collections.abc import Collection

from data import errors

GameError = errors.RefusalError
"""The public name of everything that the game refuses; what data and models refuse is one too."""

EngineSourceError = errors.EngineSourceError
"""Engines that are not there, or not what they should be."""


class ScenarioError(GameError):
    """An unknown scenario, or a scenario whose numbers make no game."""


class DecisionError(GameError):
    """A decision that the rules do not know."""


class SeedError(GameError):
    """A seed outside 0 to 4,294,967,295."""


class LinkError(GameError):
    """A link that holds no match of ours."""


class LabError(GameError):
    """Levers that make no lab, or a link that holds none."""


def shown(value: object) -> str:
    """Return a value as a refusal quotes it: never longer than 60 letters.

    Examples
    --------
    >>> shown("moon"), len(shown([["x" * 1000] * 1000] * 1000))
    ("'moon'", 60)
    """
    text = reprlib.repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def check_whole(
    value: object, low: int, high: int, refusal: type[GameError], text: str, /, **values: object
) -> int:
    """Return a whole number between two limits, both possible, or refuse it.

    Parameters
    ----------
    text, values : of the refusal; its ``{low}``, ``{high}`` and ``{got}`` are filled in here

    Examples
    --------
    >>> check_whole(7, 1, 9, GameError, "A digit is {low} to {high}, got {got}.")
    7
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise refusal(text, low=low, high=high, got=shown(value), **values)
    return value


def check_known(
    name: object, names: Collection[str], refusal: type[GameError], text: str, /, **values: object
) -> str:
    """Return a name if it is one of these, or refuse it.

    Parameters
    ----------
    text, values : of the refusal; its ``{got}`` and ``{choices}`` are filled in here

    Examples
    --------
    >>> check_known("moon", ["sun", "moon"], GameError, "Not {got}: choose {choices}.")
    'moon'
    """
    if not isinstance(name, str) or name not in names:
        raise refusal(text, got=shown(name), choices=", ".join(names), **values)
    return name
