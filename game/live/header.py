"""What the first message says of rules and rivals, so that a screen needs to know none by heart."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from game.rules.scenario import LONGEST_MATCH, Scenario, Unlocks
from game.rules.strategies import STRATEGIES, StrategyKind
from game.rules.strategies.rungs import Rung
from game.text.marking import Forms, mark
from models.rul import RUL_CAP

NO_VALUE = -32_768
"""Stands for an age without a forecast."""


def rules_header(ladder: Unlocks | None, lead: int = 0) -> dict[str, Any]:
    """Return the table of strategies and the constants of the rules, as plain JSON values.

    Texts are sent as they stand in the table: a screen speaks for itself.

    Parameters
    ----------
    lead : cycles between the order of a service and its beginning

    Examples
    --------
    >>> rules_header(Unlocks())["strategies"][2]["rung"]["wait"]
    500
    >>> rules_header(None, lead=40)["strategies"][1]["setting"]["ask"]
    'Order at age'
    """
    return {
        "last_cycle": LONGEST_MATCH,
        "no_forecast": NO_VALUE,
        "healthy": RUL_CAP,
        "strategies": [_strategy(kind, ladder, lead) for kind in STRATEGIES.values()],
    }


def _strategy(kind: StrategyKind, ladder: Unlocks | None, lead: int) -> dict[str, Any]:
    form = kind.setting
    words = ("name", "letter", "title", "short", "phrase", "line", "scheduled", "together")
    return {name: getattr(kind, name) for name in words} | {
        "story": list(kind.story),
        "forecasts": kind.forecaster is not None,
        "setting": None if form is None else {"ask": form.words(lead)[1], "usual": form.usual},
        "rung": None if kind.rung is None or ladder is None else _rung(kind.rung, ladder),
    }


def _rung(rung: Rung, ladder: Unlocks) -> dict[str, Any]:
    """Return how a strategy opens: after which other one and how many cycles later."""
    below = [
        kind.name
        for kind in STRATEGIES.values()
        if kind.rung is not None and kind.rung.waits == rung.waits[:-1]
    ]
    return {
        "after": below[0] if rung.waits else None,
        "wait": getattr(ladder, rung.waits[-1]) if rung.waits else 0,
        "opened": rung.opened,
        "opening": _forms(rung.opening),
        "coming": _forms(rung.coming),
        "arriving": _forms(rung.arriving),
    }


def _forms(both: Forms | None) -> list[str] | None:
    return None if both is None else list(both)


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
