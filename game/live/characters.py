"""Rivals as characters: what each believes, and what it says of what has really happened."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from game.rules.scenario import Scenario
from game.text.marking import mark


@dataclass(frozen=True)
class Character:
    """Who stands for a way to maintain engines.

    Attributes
    ----------
    emblem : its name on a screen, which draws it
    believes : its philosophy
    failed, overtook, overtaken, joined : what it says when an engine of its own failed, when it
        came to lie before the player or fell behind, when it joined an alliance
    """

    emblem: str
    believes: str
    failed: str
    overtook: str
    overtaken: str
    joined: str = mark("Together we see more.")


CHARACTERS: Mapping[str, Character] = {
    "corrective": Character(
        "wrench",
        mark("We fix what breaks."),
        failed=mark("It earned until its last day."),
        overtook=mark("Service is for the nervous."),
        overtaken=mark("Wait until your bills come."),
    ),
    "preventive": Character(
        "calendar",
        mark("Every engine has its day."),
        failed=mark("It was not due yet."),
        overtook=mark("Slow, steady, on schedule."),
        overtaken=mark("The calendar has time."),
    ),
    "local": Character(
        "eye",
        mark("Our engines tell us enough."),
        failed=mark("The model said it was fine."),
        overtook=mark("Look closely, then overtake."),
        overtaken=mark("What did you see?"),
    ),
}
"""By the strategy that somebody begins with or climbs to alone."""


def characters(scenario: Scenario) -> list[dict[str, Any] | None]:
    """Return the character of each factory of a match, the player's own None.

    Examples
    --------
    >>> from game.rules.scenario import OPEN
    >>> [who and who["believes"] for who in characters(OPEN)]
    [None, 'Our engines tell us enough.', 'Every engine has its day.', 'We fix what breaks.']
    """
    told: list[dict[str, Any] | None] = [None]
    for rungs in scenario.rivals:
        own = [rung for rung in rungs if rung in CHARACTERS] or ["corrective"]
        told.append(asdict(CHARACTERS[own[-1]]))
    return told
