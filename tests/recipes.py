"""What CONTRIBUTING.md tells to write: rows of tables that exist in tests only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from game.lab.experiments import EXPERIMENTS, Prepared
from game.lab.settings import LabSettings
from game.lab.verdicts import Comparison, between
from game.rules.strategies import NEVER, STRATEGIES, IntArray, StrategyKind, Tenths
from game.rules.strategies.rungs import Rung, SettingForm
from models.features import RealArray
from models.federated.aggregation import AGGREGATORS
from models.federated.messages import ClientUpdate
from models.federated.simulation.attacks import SABOTAGE, Attack


@dataclass(frozen=True)
class Patient:
    """Services an engine when its forecast RUL has been below a threshold twice in a row."""

    setting: int  # cycles of RUL

    def stop_ages(self, from_ages: IntArray, forecasts: Tenths | None) -> IntArray:
        if forecasts is None:
            raise TypeError("Patient maintenance needs forecasts, got None.")
        low = forecasts < 10 * self.setting
        ages = np.arange(1, forecasts.shape[1] + 1)
        twice = low & np.roll(low, 1, axis=1) & (ages > np.maximum(1, from_ages[:, None]))
        return np.where(twice.any(axis=1), twice.argmax(axis=1) + 1, NEVER).astype(np.int64)

    def early(self, cycles: int) -> "Patient":
        return Patient(self.setting + cycles)


PATIENT = StrategyKind(
    name="patient",
    letter="t",
    title="Patient model",
    short="Patient",
    phrase="patient model",
    line="Two alarms of {factories} factories in a row",
    story=(
        "An engine is serviced when its forecast falls below your alarm for the second time.",
        "One alarm alone may be noise.",
        "In an engine's graph the solid line is the forecast and the dashed line the alarm.",
    ),
    colour="running",
    shape="hexagon",
    dash="longdash",
    setting=SettingForm("Alarm threshold", "Alarm below", 1, 125, 125, range(1, 126)),
    forecaster="federated",
    rung=Rung(
        ("local_wait", "federated_wait"),
        "Patience is open to you",
        opening=("Patience comes {n} cycle after local.", "Patience comes {n} cycles after local."),
        coming=("patience {n} cycle after local", "patience {n} cycles after local"),
        arriving=("patience comes in {n} cycle", "patience comes in {n} cycles"),
    ),
    make=Patient,
)


def midrange(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Merge into the middle between the least and the greatest of each weight."""
    weights = np.stack([update.weights for update in updates])
    middle = weights.min(axis=0) / 2 + weights.max(axis=0) / 2
    return ClientUpdate.of(middle, sum(update.rows for update in updates))


PAIRS = Prepared(
    title="Pairs",
    question="What do 4 factories know that 2 do not?",
    sides={
        "4 factories": LabSettings.of(factories=4, failures=2, rounds=1, hidden=0),
        "2 factories": LabSettings.of(factories=2, failures=2, rounds=1, hidden=0),
    },
    asks=(Comparison("4 factories instead of 2", partial(between, 0, 1)),),
)


def free_ride(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Send back what came, and teach nothing."""
    return received


def add() -> None:
    """Do what the recipes say: a row in each table."""
    STRATEGIES[PATIENT.name] = PATIENT
    AGGREGATORS["midrange"] = midrange
    SABOTAGE["free_ride"] = Attack(sends=free_ride)
    EXPERIMENTS["pairs"] = PAIRS


def remove() -> None:
    """Take them out again."""
    del STRATEGIES[PATIENT.name], AGGREGATORS["midrange"]
    del SABOTAGE["free_ride"], EXPERIMENTS["pairs"]
