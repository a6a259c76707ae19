"""Turbofan Tycoon: a playable lesson on predictive maintenance and federated learning.

Importing the package loads nothing: a name is imported when it is first asked for.

>>> from game import Decision, play
>>> report = play("default", seed=7, decisions=[Decision(0, "preventive", 130)], cycles=1000)
>>> report.factories[0].maintained > report.factories[3].maintained == 0
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from game.api import climb, play
    from game.rules.decisions import Answer, Call, Decision
    from game.rules.errors import GameError
    from game.rules.report import FactoryReport, Report
    from game.rules.scenario import SCENARIOS, Economics, Scenario, Unlocks

_NAMES = {
    "game.api": ("climb", "play"),
    "game.rules.decisions": ("Answer", "Call", "Decision"),
    "game.rules.errors": ("GameError",),
    "game.rules.report": ("FactoryReport", "Report"),
    "game.rules.scenario": ("SCENARIOS", "Economics", "Scenario", "Unlocks"),
}
"""What each module gives to everybody."""
_MODULES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "SCENARIOS",
    "Answer",
    "Call",
    "Decision",
    "Economics",
    "FactoryReport",
    "GameError",
    "Report",
    "Scenario",
    "Unlocks",
    "climb",
    "play",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
