"""What can be wrong with what a player, a teacher or a script asks for."""

import reprlib

from data.errors import EngineSourceError, RefusalError

__all__ = [
    "DecisionError",
    "EngineSourceError",
    "GameError",
    "LabError",
    "LinkError",
    "ScenarioError",
    "SeedError",
    "shown",
]

GameError = RefusalError
"""The public name of everything that the game refuses; what data and models refuse is one too."""


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
