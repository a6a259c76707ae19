"""What a factory decides, what it knows when it does, and what begins then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from game.rules.errors import DecisionError, check_whole, shown
from game.rules.lives import Lives, Outcome
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import NEVER, STRATEGIES, IntArray, Rung, check_setting
from game.text.marking import mark

MOST_DECISIONS = 1_000
"""In one match; far more than a player takes, few enough to replay at once."""


_NO_CYCLE = mark(
    "A decision is taken at a whole cycle from {low} to {high}, got {got}: choose one between."
)


@dataclass(frozen=True)
class Decision:
    """What a factory decides at the boundary after ``cycle`` elapsed cycles.

    Examples
    --------
    >>> Decision(231, "preventive", 131)
    Decision(cycle=231, strategy='preventive', setting=131, retrain=False)
    """

    cycle: int
    strategy: str
    setting: int | None = None  # cycles; None: the recommended one, renewed at each retraining
    retrain: bool = False

    def __post_init__(self) -> None:
        check_whole(self.cycle, 0, LONGEST_MATCH, DecisionError, _NO_CYCLE)
        check_setting(self.strategy, self.setting)
        if not isinstance(self.retrain, bool):
            raise DecisionError(
                "To retrain is true or false, got {retrain}.", retrain=shown(self.retrain)
            )


def row_of(decision: Decision) -> list[Any]:
    """Return a decision as screens, links and files carry it: its cycle, its kind, its values.

    Examples
    --------
    >>> row_of(Decision(231, "preventive", 131))
    [231, 'order', ['preventive', 131, False]]
    """
    values = [decision.strategy, decision.setting, decision.retrain]
    return [decision.cycle, "order", values]


_NO_CALLS = {
    "service": mark(
        "A call at cycle {cycle}, to service engine {engine} now: no scenario takes calls yet, "
        "take it back."
    ),
    "hold": mark(
        "A call at cycle {cycle}, to hold engine {engine}: no scenario takes calls yet, take it "
        "back."
    ),
}


def decision_of(row: Any) -> Decision:
    """Return the decision of a row.

    The kinds are order (strategy, setting, retrain), call (slot, "service" or "hold") and answer
    (offer, option). No scenario takes calls or makes offers yet.

    Raises
    ------
    DecisionError
        No decision, or one that no scenario knows.

    Examples
    --------
    >>> decision_of([231, "order", ["preventive", 131]])
    Decision(cycle=231, strategy='preventive', setting=131, retrain=False)
    """
    match row:
        case [cycle, "order", [strategy, *others]] if len(others) <= 2:
            return Decision(cycle, strategy, *others)
        case [int(cycle), "call", [int(slot), ("service" | "hold") as call]]:
            raise DecisionError(_NO_CALLS[call], cycle=shown(cycle), engine=shown(slot + 1))
        case [int(cycle), "answer", [int(offer), int(option)]]:
            raise DecisionError(
                "An answer at cycle {cycle}, option {option} of offer {offer}: no scenario makes "
                "offers yet, take it back.",
                cycle=shown(cycle),
                option=shown(option),
                offer=shown(offer),
            )
    raise DecisionError(
        "A decision is a list of its cycle, its kind and a list of its values, got {got}: take it "
        "again.",
        got=shown(row),
    )


def unlock_cycles(scenario: Scenario, failure_cycles: IntArray) -> dict[str, int | None]:
    """Return from which cycle each strategy may be taken; None while that is not known.

    Examples
    --------
    >>> from game.rules.scenario import CLASSIC
    >>> unlock_cycles(CLASSIC, np.array([170, 201, 222, 231]))
    {'corrective': 0, 'preventive': 231, 'local': 731, 'federated': 1231}
    """
    ladder = scenario.unlocks
    if ladder is None:
        return dict.fromkeys(STRATEGIES, 0)
    failures = ladder.own_failures
    first = None  # cycle at which the lowest rung opens
    if len(failure_cycles) >= failures:
        first = int(np.sort(failure_cycles)[failures - 1]) if failures else 0

    def opens(rung: Rung | None) -> int | None:
        if rung is None or first is None:
            return 0 if rung is None else None
        return first + sum(int(getattr(ladder, wait)) for wait in rung.waits)

    return {name: opens(kind.rung) for name, kind in STRATEGIES.items()}


def effective_cycle(decision: Decision, unlocked: Mapping[str, int | None]) -> int:
    """Return the boundary at which a decision takes effect: it waits for its unlock.

    Examples
    --------
    >>> effective_cycle(Decision(10, "local"), {"local": 731})
    731
    """
    unlock = unlocked[decision.strategy]
    return NEVER if unlock is None else max(decision.cycle, unlock)


@dataclass(frozen=True)
class Knowledge:
    """What a factory has seen when it trains: complete histories."""

    factory: int
    cycle: int
    failed: tuple[int, ...]  # ids of engines that failed here or lie in the archive

    @classmethod
    def at(cls, lives: Lives, archive: Sequence[int], cycle: int, factory: int = 0) -> "Knowledge":
        """Return what a factory with these lives and this archive knows at a boundary.

        A failure at the boundary has been seen. An engine that was serviced has no complete
        history: how long it would have lived is not known.

        Examples
        --------
        >>> lives = Lives(*(np.array([n, n]) for n in (0, 0, 9, 100, 50, 2, 210, 0)))
        >>> [Knowledge.at(lives, (7,), cycle).failed for cycle in (149, 150)]
        [(7,), (7, 9)]
        """
        failures = lives.where((lives.outcome == Outcome.FAILURE) & (lives.ends <= cycle))
        seen = failures.engine_id[np.lexsort((failures.slot, failures.ends))].tolist()
        return cls(factory, cycle, tuple(dict.fromkeys([*archive, *seen])))


Model = TypeVar("Model")

Advice = Callable[[str], tuple[Model | None, int | None]]
"""Trains for a strategy on what is known now: the model, if it needs one, and the recommended
setting."""


@dataclass(frozen=True)
class Stretch(Generic[Model]):
    """A time in which a factory's strategy, setting and model stay the same."""

    cycle: int
    strategy: str
    setting: int | None = None  # cycles, in force
    recommended: bool = True  # the setting follows the recommendation
    model: Model | None = None
    advised: int | None = None  # cycles, the recommendation of the last training
    trained: bool = False  # a model was trained, or an age recommended, at its start

    def goes_on_as(self, other: "Stretch[Model]") -> bool:
        """Return whether another stretch changes nothing in this one."""
        same = (self.strategy, self.setting, self.recommended)
        return not other.trained and same == (other.strategy, other.setting, other.recommended)


def next_stretch(
    before: Stretch[Model],
    cycle: int,
    decision: Decision | None,
    scheduled: bool,
    advice: Advice[Model],
) -> Stretch[Model]:
    """Return the stretch that begins at a boundary with a decision, a scheduled training, or both.

    Entering a strategy trains, a changed setting alone does not. A setting that is not the
    player's own is the last recommendation; a service age is recommended anew, from all that is
    known, whenever the player hands it back.

    Parameters
    ----------
    before : the stretch that ends
    decision : the one that takes effect, if any
    scheduled : the boundary is one of scheduled retraining
    advice : asked only where it is needed

    Examples
    --------
    >>> idle = Stretch(0, "corrective")
    >>> aged = next_stretch(idle, 5, Decision(5, "preventive"), False, lambda name: (None, 131))
    >>> aged.setting, aged.recommended, aged.trained
    (131, True, True)
    """
    strategy, own = before.strategy, None if before.recommended else before.setting
    entered = retrain = False
    if decision is not None:
        entered, retrain = decision.strategy != strategy, decision.retrain
        strategy, own = decision.strategy, decision.setting
    kind = STRATEGIES[strategy]
    if kind.setting is None:
        return Stretch(cycle, strategy)
    trained = entered or scheduled or retrain
    model, advised = (None, None) if entered else (before.model, before.advised)
    needed = trained
    if kind.forecaster is None:
        needed = own is None and (trained or not before.recommended)
    if needed:
        model, advised = advice(strategy)
    setting = advised if own is None else own
    return Stretch(cycle, strategy, setting, own is None, model, advised, trained)
