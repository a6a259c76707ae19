"""Turbofan Tycoon: a playable lesson on predictive maintenance and federated learning.

>>> from game import Decision, play
>>> report = play("default", seed=7, decisions=[Decision(0, "preventive", 130)], cycles=1000)
>>> report.factories[0].maintained > report.factories[3].maintained == 0
True
"""

from game.api import climb, play
from game.rules.errors import GameError
from game.rules.match import Decision
from game.rules.report import FactoryReport, Report
from game.rules.scenario import SCENARIOS, Economics, Scenario, Unlocks

__all__ = [
    "SCENARIOS",
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
