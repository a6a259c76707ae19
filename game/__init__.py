"""Turbofan Tycoon: a playable lesson on predictive maintenance and federated learning.

>>> from game import Decision, play
>>> report = play("default", seed=7, decisions=[Decision(0, "preventive", 130)], cycles=1000)
>>> report.factories[0].maintained > report.factories[3].maintained == 0
True
"""

from game.errors import GameError
from game.match import Decision
from game.report import FactoryReport, Report
from game.scenario import SCENARIOS, Economics, Scenario, Unlocks
from game.use_cases import climb, play

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
