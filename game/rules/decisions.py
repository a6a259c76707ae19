"""What a factory decides, what it knows when it does, and what begins then."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from game.rules.errors import DecisionError, check_known, check_whole, shown
from game.rules.lives import Lives, Outcome
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import NEVER, STRATEGIES, IntArray, check_setting
from game.rules.strategies.rungs import Rung
from game.text.marking import mark

MOST_DECISIONS = 1_000
"""In one match; far more than a player takes, few enough to replay at once."""


_NO_CYCLE = mark(
    "A decision is taken at a whole cycle from {low} to {high}, got {got}: choose another."
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


CALLS = ("service", "hold")
"""What can be called for one engine, whatever its factory's order says."""

MOST_SLOTS = 16
_NO_SLOT = mark("A call names an engine's place from {low} to {high}, got {got}: choose one.")
_NO_CALL = mark("{got} cannot be called for an engine: choose from {choices}.")
_NO_OFFER = mark("An answer names an offer from {low} to {high}, got {got}: choose one.")
_NO_OPTION = mark("An answer names an option from {low} to {high}, got {got}: choose one.")


@dataclass(frozen=True)
class Call:
    """What a factory does with one engine by hand, at the boundary after ``cycle`` elapsed cycles.

    A service is ordered now, or what orders one leaves the engine alone for a while.

    Examples
    --------
    >>> Call(300, 2, "hold")
    Call(cycle=300, slot=2, call='hold')
    """

    cycle: int
    slot: int
    call: str  # one of CALLS

    def __post_init__(self) -> None:
        check_whole(self.cycle, 0, LONGEST_MATCH, DecisionError, _NO_CYCLE)
        check_whole(self.slot, 0, MOST_SLOTS - 1, DecisionError, _NO_SLOT)
        check_known(self.call, CALLS, DecisionError, _NO_CALL)


@dataclass(frozen=True)
class Answer:
    """What a factory answers to an offer; silence refuses.

    Examples
    --------
    >>> Answer(300, offer=4, option=1)
    Answer(cycle=300, offer=4, option=1)
    """

    cycle: int
    offer: int
    option: int

    def __post_init__(self) -> None:
        check_whole(self.cycle, 0, LONGEST_MATCH, DecisionError, _NO_CYCLE)
        check_whole(self.offer, 0, 999, DecisionError, _NO_OFFER)
        check_whole(self.option, 0, 99, DecisionError, _NO_OPTION)


Move = Decision | Call | Answer
"""Whatever a factory decides: an order that runs all its engines, or a call, or an answer."""


def row_of(move: Move) -> list[Any]:
    """Return a move as screens, links and files carry it: its cycle, its kind, its values.

    Examples
    --------
    >>> row_of(Decision(231, "preventive", 131)), row_of(Call(300, 2, "hold"))
    ([231, 'order', ['preventive', 131, False]], [300, 'call', [2, 'hold']])
    """
    match move:
        case Call(cycle, slot, call):
            return [cycle, "call", [slot, call]]
        case Answer(cycle, offer, option):
            return [cycle, "answer", [offer, option]]
    return [move.cycle, "order", [move.strategy, move.setting, move.retrain]]


def move_of(row: Any) -> Move:
    """Return the move of a row.

    The kinds are order (strategy, setting, retrain), call (slot, "service" or "hold") and answer
    (offer, option).

    Raises
    ------
    DecisionError
        No move.

    Examples
    --------
    >>> move_of([231, "order", ["preventive", 131]])
    Decision(cycle=231, strategy='preventive', setting=131, retrain=False)
    """
    match row:
        case [cycle, "order", [strategy, *others]] if len(others) <= 2:
            return Decision(cycle, strategy, *others)
        case [cycle, "call", [slot, call]]:
            return Call(cycle, slot, call)
        case [cycle, "answer", [offer, option]]:
            return Answer(cycle, offer, option)
    raise DecisionError(
        "A decision is a list of its cycle, its kind and a list of its values, got {got}: take it "
        "again.",
        got=shown(row),
    )


_NO_CALLS = {
    "service": mark(
        "A call at cycle {cycle}, to service engine {engine} now: these rules take no calls, take "
        "it back."
    ),
    "hold": mark(
        "A call at cycle {cycle}, to hold engine {engine}: these rules take no calls, take it back."
    ),
}


def check_moves(scenario: Scenario, moves: Iterable[Move]) -> None:
    """Refuse moves that the rules of a scenario do not know.

    Raises
    ------
    DecisionError
        What is no move at all, a call where there are none or for an engine that is not there, an
        answer without an offer.
    """
    for move in moves:
        if not isinstance(move, Move):
            raise DecisionError(
                "A match is played by decisions, calls and answers, got {got}: write "
                "Decision(cycle, strategy).",
                got=shown(move),
            )
        if isinstance(move, Call) and not scenario.calls:
            values = {"cycle": shown(move.cycle), "engine": shown(move.slot + 1)}
            raise DecisionError(_NO_CALLS[move.call], **values)
        if isinstance(move, Call):
            check_whole(move.slot, 0, scenario.slots - 1, DecisionError, _NO_SLOT)
        if isinstance(move, Answer) and not scenario.offers:
            raise DecisionError(
                "An answer at cycle {cycle}, option {option} of offer {offer}: these rules make no "
                "offers, take it back.",
                cycle=shown(move.cycle),
                option=shown(move.option),
                offer=shown(move.offer),
            )


def unlock_cycles(
    scenario: Scenario, failure_cycles: IntArray, joined: int | None = None
) -> dict[str, int | None]:
    """Return from which cycle each strategy may be taken; None while that is not known.

    Parameters
    ----------
    failure_cycles : of a factory's own failures
    joined : cycle at which it joined an alliance, where alliances are offered

    Examples
    --------
    >>> from game.rules.scenario import CLASSIC
    >>> unlock_cycles(CLASSIC, np.array([170, 201, 222, 231]))
    {'corrective': 0, 'preventive': 231, 'local': 731, 'federated': 1231}
    """
    ladder = scenario.unlocks
    if ladder is None:
        return {name: _with_others(scenario, name, 0, joined) for name in STRATEGIES}
    failures = ladder.own_failures
    first = None  # cycle at which the lowest rung opens
    if len(failure_cycles) >= failures:
        first = int(np.sort(failure_cycles)[failures - 1]) if failures else 0

    def opens(rung: Rung | None) -> int | None:
        if rung is None or first is None:
            return 0 if rung is None else None
        return first + sum(int(getattr(ladder, wait)) for wait in rung.waits)

    return {
        name: _with_others(scenario, name, opens(kind.rung), joined)
        for name, kind in STRATEGIES.items()
    }


def _with_others(
    scenario: Scenario, strategy: str, opens: int | None, joined: int | None
) -> int | None:
    """Return when a strategy opens: where alliances are offered, not before one is joined."""
    if not (scenario.offers and STRATEGIES[strategy].together):
        return opens
    return None if opens is None or joined is None else max(opens, joined)


def effective_cycle(move: Move, unlocked: Mapping[str, int | None]) -> int:
    """Return the boundary at which a move takes effect: an order waits for its unlock.

    Examples
    --------
    >>> effective_cycle(Decision(10, "local"), {"local": 731})
    731
    """
    if not isinstance(move, Decision):
        return move.cycle
    unlock = unlocked[move.strategy]
    return NEVER if unlock is None else max(move.cycle, unlock)


def anything_unlocked(unlocked: Mapping[str, int | None], cycle: int) -> bool:
    """Return whether a factory may do more at a cycle than wait for failures.

    Examples
    --------
    >>> ladder = {"corrective": 0, "preventive": 231, "local": 731, "federated": None}
    >>> anything_unlocked(ladder, 230), anything_unlocked(ladder, 231)
    (False, True)
    """
    opens = (unlocked[name] for name in unlocked if STRATEGIES[name].rung is not None)
    return any(opening is not None and opening <= cycle for opening in opens)


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
        >>> lives = Lives(*(np.array([n, n]) for n in (0, 0, 9, 100, 50, 2, 210, 0, 0)))
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
