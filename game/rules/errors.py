"""What can be wrong with what a player, a teacher or a script asks for."""

import reprlib

from game.text.language import t


class GameError(Exception):
    """A request the game refuses, in one sentence: what was wrong, what was got, what to do.

    The sentence is made where it is read, in the language that is spoken there.

    Parameters
    ----------
    message : a text of the catalogue
    values : what stands for its placeholders

    Examples
    --------
    >>> str(GameError("No seed {seed}: choose another.", seed=3))
    'No seed 3: choose another.'
    """

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.values = values

    def __str__(self) -> str:
        return t(self.args[0], **self.values)


class ScenarioError(GameError):
    """An unknown scenario, or a scenario whose numbers make no game."""


class DecisionError(GameError):
    """A decision that the rules do not know."""


class SeedError(GameError):
    """A seed outside 0 to 4,294,967,295."""


class EngineSourceError(GameError):
    """Engines that cannot be read or are too few to play on."""


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
