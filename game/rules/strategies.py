"""The maintenance strategies: each names the first age at which it would stop an engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from game.rules.errors import DecisionError, shown
from game.text.marking import mark

IntArray = npt.NDArray[np.int64]
Tenths = npt.NDArray[np.int16]

NEVER = 2**31 - 1
"""The stopping age of a strategy that does not stop."""

NO_FORECAST = 32_767
"""Marks the ages beyond an engine's life in an array of forecasts; no setting reaches it."""


class Strategy(Protocol):
    """Decides from age and forecast alone; how the forecast was made is not its business."""

    def stop_ages(self, from_ages: IntArray, forecasts: Tenths | None) -> IntArray:
        """Return the first age, not before ``from_ages``, at which each engine is stopped.

        Parameters
        ----------
        from_ages : (engines,) cycles, 1 or more
        forecasts : (engines, ages) forecast RUL after 1, 2, ... cycles in tenths of a cycle,
            ``NO_FORECAST`` beyond an engine's life; None for a strategy that needs none

        Returns
        -------
        (engines,) cycles, ``NEVER`` where the engine is left alone
        """
        ...


@dataclass(frozen=True)
class Corrective:
    """Waits for the failure.

    Examples
    --------
    >>> bool(Corrective().stop_ages(np.array([1]), None)[0] == NEVER)
    True
    """

    def stop_ages(self, from_ages: IntArray, forecasts: Tenths | None) -> IntArray:
        return np.full(len(from_ages), NEVER, dtype=np.int64)


@dataclass(frozen=True)
class Preventive:
    """Services an engine when it reaches an age.

    Examples
    --------
    >>> Preventive(131).stop_ages(np.array([1, 150]), None)
    array([131, 150])
    """

    setting: int  # cycles of age

    def stop_ages(self, from_ages: IntArray, forecasts: Tenths | None) -> IntArray:
        return np.maximum(from_ages, self.setting)


@dataclass(frozen=True)
class Predictive:
    """Services an engine when its forecast RUL falls below a threshold.

    Examples
    --------
    >>> forecasts = np.array([[500, 390, 410, 80]], dtype=np.int16)  # tenths of a cycle
    >>> Predictive(40).stop_ages(np.array([1]), forecasts)
    array([2])
    >>> Predictive(40).stop_ages(np.array([3]), forecasts)
    array([4])
    """

    setting: int  # cycles of RUL

    def stop_ages(self, from_ages: IntArray, forecasts: Tenths | None) -> IntArray:
        if forecasts is None:
            raise TypeError("Predictive maintenance needs forecasts, got None.")
        ages = np.arange(1, forecasts.shape[1] + 1)
        alarms = (forecasts < 10 * self.setting) & (ages >= from_ages[:, None])
        first = np.argmax(alarms, axis=1)
        rung = np.take_along_axis(alarms, first[:, None], axis=1)[:, 0]
        return np.where(rung, first + 1, NEVER).astype(np.int64)


@dataclass(frozen=True)
class SettingForm:
    """The one number of a strategy, as a form asks for it."""

    label: str
    low: int
    high: int


@dataclass(frozen=True)
class StrategyKind:
    """A row of the table of strategies."""

    name: str
    title: str
    setting: SettingForm | None
    forecaster: str | None  # which trainer makes its forecasts
    make: Callable[[int], Strategy]


STRATEGIES: dict[str, StrategyKind] = {
    kind.name: kind
    for kind in (
        StrategyKind("corrective", mark("Corrective"), None, None, lambda _: Corrective()),
        StrategyKind(
            "preventive",
            mark("Preventive"),
            SettingForm(mark("Service age"), 1, 600),
            None,
            Preventive,
        ),
        StrategyKind(
            "local",
            mark("Local model"),
            SettingForm(mark("Alarm threshold"), 1, 125),
            "local",
            Predictive,
        ),
        StrategyKind(
            "federated",
            mark("Federated model"),
            SettingForm(mark("Alarm threshold"), 1, 125),
            "federated",
            Predictive,
        ),
    )
}

ORIGINAL_SETTINGS = {"preventive": 193, "local": 10, "federated": 10}
"""Those of the original Turbofan Tycoon (2018), which flatter nobody."""


def check_setting(strategy: str, setting: object) -> int | None:
    """Return the setting if the strategy takes it; None stands for the recommended one.

    Raises
    ------
    DecisionError
        The strategy is unknown, or takes no such setting.

    Examples
    --------
    >>> check_setting("preventive", 131)
    131
    """
    if not isinstance(strategy, str) or strategy not in STRATEGIES:
        raise DecisionError(
            "No strategy is named {strategy}: choose from {choices}.",
            strategy=shown(strategy),
            choices=", ".join(STRATEGIES),
        )
    form = STRATEGIES[strategy].setting
    if setting is None:
        return None
    if form is None:
        raise DecisionError(
            "{strategy} takes no setting, got {setting}: leave it out.",
            strategy=strategy,
            setting=shown(setting),
        )
    whole = isinstance(setting, int) and not isinstance(setting, bool)
    if not whole or not form.low <= setting <= form.high:  # type: ignore[operator]
        raise DecisionError(
            "The setting of {strategy} is a whole number of cycles from {low} to {high}, "
            "got {setting}: choose one between.",
            strategy=strategy,
            low=form.low,
            high=form.high,
            setting=shown(setting),
        )
    return setting  # type: ignore[return-value]
