"""What the first message says of the rules, so that a screen needs to know none by heart."""

from typing import Any

from game.rules.scenario import LONGEST_MATCH, Unlocks
from game.rules.strategies import STRATEGIES, StrategyKind
from game.rules.strategies.rungs import Rung
from game.text.marking import Forms
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
