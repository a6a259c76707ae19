"""The maintenance strategies: each names the first age at which it would stop an engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from game.rules.errors import DecisionError, check_known, check_whole, shown
from game.rules.strategies.rungs import Rung, SettingForm
from game.text.marking import mark, mark_forms

IntArray = npt.NDArray[np.int64]
Tenths = npt.NDArray[np.int16]

NEVER = 2**31 - 1
"""The stopping age of a strategy that does not stop."""

LONGEST_AGE = 600
"""Cycles; nobody schedules a service later, and hardly an engine lives as long."""

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

    def early(self, cycles: int) -> "Strategy":
        """Return the same test, so many cycles early on what is known then."""


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

    def early(self, cycles: int) -> "Corrective":
        return self


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

    def early(self, cycles: int) -> "Preventive":
        """Return the schedule that many cycles before.

        Examples
        --------
        >>> Preventive(131).early(10)
        Preventive(setting=121)
        """
        return Preventive(self.setting - cycles)


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

    def early(self, cycles: int) -> "Predictive":
        """Return the alarm that rings where the forecast is so many cycles above the threshold.

        Examples
        --------
        >>> Predictive(40).early(10)
        Predictive(setting=50)
        """
        return Predictive(self.setting + cycles)


@dataclass(frozen=True)
class StrategyKind:
    """A row of the table of strategies: all that anybody knows of one.

    Attributes
    ----------
    name : in links of scenarios, on the command line, in reports
    letter : in links of matches
    title, short, phrase : by itself, where there is little room, and within a sentence
    line, story : what it does, in one line and in three sentences; their placeholders are the
        prices of a scenario
    colour, shape, dash : in charts; a colour of the palette
    setting : its one number; None if it has none
    forecaster : name of the trainer that makes its forecasts; None if it needs none
    rung : None if it is open from the start
    make : the strategy at a setting
    together : its model is trained with others: where alliances are offered, with an alliance
    """

    name: str
    letter: str
    title: str
    short: str
    phrase: str
    line: str
    story: tuple[str, str, str]
    colour: str
    shape: str
    dash: str
    setting: SettingForm | None
    forecaster: str | None
    rung: Rung | None
    make: Callable[[int], Strategy]
    together: bool = False

    @property
    def scheduled(self) -> bool:
        """Its setting is an age: it needs no forecast."""
        return self.setting is not None and self.forecaster is None


_AGE = SettingForm(
    mark("Service age"),
    mark("Service at age"),
    1,
    LONGEST_AGE,
    300,
    range(20, 321, 2),
    original=193,
    ahead=(mark("Ordered at age"), mark("Order at age")),
)
_ALARM = SettingForm(
    mark("Alarm threshold"), mark("Alarm below"), 1, 125, 125, range(1, 126), original=10
)
_FORECAST_GRAPH = mark(
    "In an engine's graph the solid line is the forecast and the dashed line the alarm. After the "
    "event, dots show what was really left."
)

STRATEGIES: dict[str, StrategyKind] = {
    kind.name: kind
    for kind in (
        StrategyKind(
            name="corrective",
            letter="c",
            title=mark("Corrective"),
            short=mark("Corrective"),
            phrase=mark("corrective"),
            line=mark("Run every engine until it fails"),
            story=(
                mark(
                    "Every engine runs until it fails. No life is thrown away, and no service is "
                    "paid."
                ),
                mark("Each failure costs {failure_cost} and {failure_time} of standing still."),
                mark(
                    "In an engine's graph a plain bar grows with its age. The cross is the failure."
                ),
            ),
            colour="factory_3",
            shape="diamond",
            dash="dashdot",
            setting=None,
            forecaster=None,
            rung=None,
            make=lambda _: Corrective(),
        ),
        StrategyKind(
            name="preventive",
            letter="p",
            title=mark("Preventive"),
            short=mark("Preventive"),
            phrase=mark("preventive"),
            line=mark("Service every engine at a fixed age"),
            story=(
                mark("Every engine is serviced at the same age, whatever its state."),
                mark(
                    "Each service costs {service_cost} and {service_time}. Serviced too early, "
                    "life is thrown away; too late, engines fail."
                ),
                mark(
                    "In an engine's graph the dashed line is the service age. The hatched bar after"
                    " a service is the life that was left."
                ),
            ),
            colour="factory_2",
            shape="square",
            dash="dot",
            setting=_AGE,
            forecaster=None,
            rung=Rung((), mark("Preventive is open to you")),
            make=Preventive,
        ),
        StrategyKind(
            name="local",
            letter="l",
            title=mark("Local predictive"),
            short=mark("Local"),
            phrase=mark("local predictive"),
            line=mark("A model of your own failures raises the alarm"),
            story=(
                mark(
                    "A model trained on the failures you have seen yourself forecasts how many "
                    "cycles each engine has left. The engine is serviced when the forecast falls "
                    "below your alarm."
                ),
                mark(
                    "A model knows only the faults it has seen. It learns from engines that "
                    "failed, not from those you serviced."
                ),
                _FORECAST_GRAPH,
            ),
            colour="factory_1",
            shape="triangle",
            dash="dash",
            setting=_ALARM,
            forecaster="local",
            rung=Rung(
                ("local_wait",),
                mark("A data scientist joined: local predictive is open to you"),
                opening=mark_forms(
                    "A data scientist arrives {n} cycle after preventive opened.",
                    "A data scientist arrives {n} cycles after preventive opened.",
                ),
                coming=mark_forms(
                    "data scientist {n} cycle after preventive",
                    "data scientist {n} cycles after preventive",
                ),
                arriving=mark_forms(
                    "data scientist arrives in {n} cycle", "data scientist arrives in {n} cycles"
                ),
            ),
            make=Predictive,
        ),
        StrategyKind(
            name="federated",
            letter="f",
            title=mark("Federated predictive"),
            short=mark("Federated"),
            phrase=mark("federated predictive"),
            line=mark("One model of {factories} factories raises the alarm"),
            story=(
                mark(
                    "{factories} factories train one model together. Each sends what its model has "
                    "learned; nobody's sensor data leave home."
                ),
                mark(
                    "It has seen many more failures than you, and other kinds of fault. What moves "
                    "is counted beside your setting."
                ),
                _FORECAST_GRAPH,
            ),
            colour="factory_0",
            shape="circle",
            dash="solid",
            setting=_ALARM,
            forecaster="federated",
            rung=Rung(
                ("local_wait", "federated_wait"),
                mark("A federation invites you: federated predictive is open to you"),
                opening=mark_forms(
                    "The federation's offer arrives {n} cycle after local predictive opened.",
                    "The federation's offer arrives {n} cycles after local predictive opened.",
                ),
                coming=mark_forms(
                    "federation's offer {n} cycle after local",
                    "federation's offer {n} cycles after local",
                ),
                arriving=mark_forms(
                    "federation's offer arrives in {n} cycle",
                    "federation's offer arrives in {n} cycles",
                ),
            ),
            make=Predictive,
            together=True,
        ),
    )
}
"""In the order of the ladder: the one table of them."""

IDLE = "corrective"
"""What every factory runs until it has decided."""


TOGETHER = next(name for name, kind in STRATEGIES.items() if kind.together)
"""What a factory runs that has joined an alliance."""

ORIGINAL_SETTINGS = {
    name: kind.setting.original
    for name, kind in STRATEGIES.items()
    if kind.setting is not None and kind.setting.original is not None
}
"""Those of the original Turbofan Tycoon (2018), which flatter nobody."""


def servicing() -> tuple[str, ...]:
    """Return the strategies that service engines, in the order of the ladder.

    Examples
    --------
    >>> servicing()
    ('preventive', 'local', 'federated')
    """
    return tuple(name for name, kind in STRATEGIES.items() if kind.setting is not None)


def by_letter() -> dict[str, str]:
    """Return the strategies that a link names by letters.

    Examples
    --------
    >>> by_letter()
    {'c': 'corrective', 'p': 'preventive', 'l': 'local', 'f': 'federated'}
    """
    return {kind.letter: name for name, kind in STRATEGIES.items()}


_UNKNOWN_STRATEGY = mark("No strategy is named {got}: choose from {choices}.")
_NO_SETTING = mark(
    "The setting of {strategy} is a whole number of cycles from {low} to {high}, got {got}: choose "
    "one between."
)


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
    form = STRATEGIES[check_known(strategy, STRATEGIES, DecisionError, _UNKNOWN_STRATEGY)].setting
    if setting is None:
        return None
    if form is None:
        raise DecisionError(
            "{strategy} takes no setting, got {setting}: leave it out.",
            strategy=strategy,
            setting=shown(setting),
        )
    return check_whole(setting, form.low, form.high, DecisionError, _NO_SETTING, strategy=strategy)
