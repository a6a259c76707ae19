"""A match: from a scenario and decisions to what happened in every factory.

A match is a state and a transition, ``start`` and ``advance``; ``replay`` is one from the other.
Pure and deterministic. Forecasts come from outside, through callables, so that the rules run with
any forecaster or none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from game.rules.decisions import (
    MOST_DECISIONS,
    Call,
    Decision,
    Knowledge,
    Move,
    Stretch,
    anything_unlocked,
    check_moves,
    effective_cycle,
    next_stretch,
    unlock_cycles,
)
from game.rules.economics import Charge, advised_age, balances
from game.rules.errors import DecisionError
from game.rules.lives import Fated, Lives, Outcome, Slots, live
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import IDLE, NEVER, STRATEGIES, IntArray, Tenths


class Forecaster(Protocol):
    """A trained model as the rules see it."""

    @property
    def recommended(self) -> int:
        """The alarm threshold that its owner's knowledge recommends, cycles."""
        ...

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        """Return forecast RUL (engines, ages) in tenths, ``NO_FORECAST`` beyond the life."""
        ...


Trainer = Callable[[Knowledge, Sequence[Knowledge]], Forecaster]
"""Trains on what a factory knows, and on what the others of its federation know by then."""


class Streams(Protocol):
    """Where engines come from; a function of the seed alone."""

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        """Return the engines of a slot from the ``first`` on, (count,) ids."""
        ...

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        """Return cycles to failure, (engines,)."""
        ...

    def archive(self, factory: int) -> tuple[int, ...]:
        """Return the engines whose failure the factory has on record before the match."""
        ...


@dataclass(frozen=True)
class World:
    """Engines and trainers of one match."""

    streams: Streams
    trainers: Mapping[str, Trainer]


@dataclass(frozen=True, eq=False)
class FactoryHistory:
    """All that happened in one factory."""

    lives: Lives
    stretches: tuple[Stretch[Forecaster], ...]
    unlocked: Mapping[str, int | None]  # cycle from which each strategy may be taken
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True)
class Seat:
    """Who runs a factory: its decisions, and with whom it shares what it has seen fail."""

    decisions: tuple[Move, ...] = ()
    federation: str | None = None  # seats of the same name learn from each other


@dataclass(frozen=True, eq=False)
class FactoryState:
    """Where a factory stands at a boundary, before anything is decided there.

    Attributes
    ----------
    history : of the lives that have ended
    held : (slots,) cycle before which the engine that is there is not stopped
    """

    cycle: int
    history: FactoryHistory
    waiting: tuple[Move, ...]
    slots: Slots
    held: IntArray


@dataclass(frozen=True, eq=False)
class MatchState:
    """Where a match stands: all that is needed to play on."""

    scenario: Scenario
    world: World
    seats: tuple[Seat, ...]
    factories: tuple[FactoryState, ...]

    @property
    def cycle(self) -> int:
        """The boundary that all factories have reached."""
        return min(factory.cycle for factory in self.factories)

    @property
    def histories(self) -> tuple[FactoryHistory, ...]:
        """What has happened in each factory, with the engines that still run."""
        return tuple(
            replace(
                factory.history,
                lives=Lives.joined(
                    [factory.history.lives, _still_running(number, factory, self.world.streams)]
                ),
            )
            for number, factory in enumerate(self.factories)
        )


@dataclass(frozen=True, eq=False)
class Match:
    """A match as far as it was played."""

    scenario: Scenario
    factories: tuple[FactoryHistory, ...]
    balances: IntArray  # (factories, cycles) closing balances, dollars
    end: int  # cycles played
    finish: int | None  # cycles after which a balance had reached the finish line
    winner: int | None  # None while the match goes on


def start(scenario: Scenario, seats: Sequence[Seat], world: World) -> MatchState:
    """Return a match before its first cycle.

    Parameters
    ----------
    seats : any number; the first one runs factory 0, and so on
    """
    for seat in seats:
        check_moves(scenario, seat.decisions)
    unlocked = unlock_cycles(scenario, np.empty(0, np.int64))
    history = FactoryHistory(Lives.joined([]), (Stretch(0, IDLE),), unlocked)
    slots, held = Slots.new(scenario.slots), np.zeros(scenario.slots, np.int64)
    factories = (FactoryState(0, history, seat.decisions, slots, held) for seat in seats)
    return MatchState(scenario, world, tuple(seats), tuple(factories))


def advance(state: MatchState, decisions: Mapping[int, Sequence[Move]], until: int) -> MatchState:
    """Play a match on.

    The seats that are furthest behind move, so that at any boundary everybody knows what has
    happened by then. There failures come first, then what they unlock, then all decisions, then
    trainings, then calls, then the stop tests.

    Parameters
    ----------
    decisions : new ones, by the number of their seat; for a cycle that has been played, they take
        effect now
    until : the boundary at which the match stands still, before anything is decided there

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> state = start(DEFAULT, [Seat(), Seat()], world_of(SimulatedFleet(DEFAULT, 7)))
    >>> state = advance(state, {1: [Decision(100, "preventive", 130)]}, 160)
    >>> [history.stretches[-1].strategy for history in state.histories]
    ['corrective', 'preventive']
    """
    scenario, world = state.scenario, state.world
    for moves in decisions.values():
        check_moves(scenario, moves)
    factories = [
        replace(factory, waiting=(*factory.waiting, *decisions.get(number, ())))
        for number, factory in enumerate(state.factories)
    ]
    while (now := min(factory.cycle for factory in factories)) < until:
        here = [number for number, factory in enumerate(factories) if factory.cycle == now]
        seen = replace(state, factories=tuple(factories))
        for number in here:
            factories[number] = _decided(seen, number)
        for number in here:
            factories[number] = _lived(scenario, number, factories[number], world.streams, until)
    return replace(state, factories=tuple(factories))


def play_factory(
    scenario: Scenario, decisions: Sequence[Move], world: World, until: int
) -> FactoryHistory:
    """Play the first factory alone, for ``until`` cycles under its decisions."""
    return advance(start(scenario, [Seat(tuple(decisions))], world), {}, until).histories[0]


def replay(
    scenario: Scenario,
    decisions: Sequence[Move],
    world: World,
    until: int | None = None,
    keep_playing: bool = False,
) -> Match:
    """Play a match, or its first ``until`` cycles.

    The first factory takes the decisions; each rival climbs the rungs its scenario names. The match
    ends after the first cycle whose closing balance reaches the finish line, unless one keeps
    playing, and at the scenario's last cycle otherwise.

    Raises
    ------
    DecisionError
        More decisions than a match may have.
    """
    state = start(scenario, seats_of(scenario, decisions), world)
    return match_of(advance(state, {}, last_cycle(scenario, until, keep_playing)), keep_playing)


def seats_of(scenario: Scenario, decisions: Sequence[Move]) -> list[Seat]:
    """Return the seats of a match against a scenario's rivals, who share nothing with anybody."""
    if len(decisions) > MOST_DECISIONS:
        raise DecisionError(
            "A match takes at most {most} decisions, got {decisions}: take some back.",
            most=MOST_DECISIONS,
            decisions=len(decisions),
        )
    ladders = [tuple(Decision(0, rung) for rung in rival) for rival in scenario.rivals]
    return [Seat(tuple(decisions)), *map(Seat, ladders)]


def last_cycle(scenario: Scenario, until: int | None, keep_playing: bool) -> int:
    """Return how far a match is played of which so many cycles are wanted, or all if None."""
    horizon = LONGEST_MATCH if keep_playing else scenario.cycles
    return min(horizon, until if until is not None else scenario.cycles)


def match_of(state: MatchState, keep_playing: bool = False) -> Match:
    """Return a match as far as it was played, with its money, and its winner if it is over."""
    scenario, histories, played = state.scenario, state.histories, state.cycle
    money = np.stack(
        [balances(own.lives, played, scenario.economics, own.charges) for own in histories]
    )
    finish = None
    if scenario.finish_line is not None:
        reached = (money >= scenario.finish_line).any(axis=0)
        finish = int(np.argmax(reached)) + 1 if reached.any() else None
    end = played if finish is None or keep_playing else min(played, finish)
    over = finish if finish is not None else scenario.cycles
    winner = int(np.argmax(money[:, over - 1])) if over <= played else None
    return Match(scenario, histories, money[:, :end], end, finish, winner)


def _decided(state: MatchState, number: int) -> FactoryState:
    """Take the moves that are due in a factory, and train where they or the schedule ask."""
    scenario, factory = state.scenario, state.factories[number]
    now, history = factory.cycle, factory.history
    cycles = [effective_cycle(decision, history.unlocked) for decision in factory.waiting]
    taken = list(zip(cycles, factory.waiting, strict=True))
    due = [move for cycle, move in taken if cycle <= now]
    waiting = tuple(move for cycle, move in taken if cycle > now)
    orders = [move for move in due if isinstance(move, Decision)]
    calls = [move for move in due if isinstance(move, Call)]
    scheduled = now > 0 and now % scenario.retrain_every == 0
    if orders or scheduled:
        history = _ordered(state, number, orders, scheduled)
    factory = replace(factory, history=history, waiting=waiting)
    if calls and anything_unlocked(history.unlocked, now):
        factory = _called(scenario, factory, calls)
    return factory


def _ordered(
    state: MatchState, number: int, orders: Sequence[Decision], scheduled: bool
) -> FactoryHistory:
    """Go on with the last of some orders; train where it or the schedule asks."""
    scenario, factory = state.scenario, state.factories[number]
    now, history = factory.cycle, factory.history
    known, others = _known(state, number, now), _known_to_others(state, number)
    advice = advice_of(scenario, known, state.world, others)
    stretches = history.stretches
    stretch = next_stretch(stretches[-1], now, orders[-1] if orders else None, scheduled, advice)
    if stretches[-1].goes_on_as(stretch):
        return history
    before = stretches[:-1] if stretches[-1].cycle == now else stretches
    return replace(history, stretches=(*before, stretch))


def _called(scenario: Scenario, factory: FactoryState, calls: Sequence[Call]) -> FactoryState:
    """Order services, or hold them off, for single engines; the last call for each counts.

    A call does nothing where no engine runs, or has run a cycle yet, or is ordered already.
    """
    now, slots, held = factory.cycle, factory.slots, factory.held.copy()
    due, ordered = slots.due.copy(), slots.ordered.copy()
    for slot, call in {call.slot: call.call for call in calls}.items():
        if slots.installed[slot] >= now or slots.due[slot] != NEVER:
            continue
        if call == "hold":
            held[slot] = now + scenario.hold
        else:
            due[slot], ordered[slot] = now + scenario.economics.lead, now
    return replace(factory, slots=slots._replace(due=due, ordered=ordered), held=held)


def _known(state: MatchState, number: int, cycle: int) -> Knowledge:
    """Return what a factory knows at a cycle that it has reached."""
    archive = state.world.streams.archive(number)
    return Knowledge.at(state.factories[number].history.lives, archive, cycle, number)


def _known_to_others(state: MatchState, number: int) -> tuple[Knowledge, ...]:
    """Return what the others of a seat's federation know at the cycle at which it stands."""
    federation, now = state.seats[number].federation, state.factories[number].cycle
    return tuple(
        _known(state, other, now)
        for other, seat in enumerate(state.seats)
        if other != number and federation is not None and seat.federation == federation
    )


def _lived(
    scenario: Scenario, number: int, factory: FactoryState, streams: Streams, until: int
) -> FactoryState:
    """Let a factory live up to the next boundary at which something may be decided in it."""
    retraining = (factory.cycle // scenario.retrain_every + 1) * scenario.retrain_every

    def boundary(unlocked: Mapping[str, int | None]) -> int:
        waiting = [effective_cycle(decision, unlocked) for decision in factory.waiting]
        return min([until, retraining, *waiting])

    history = factory.history
    unlocked, end = history.unlocked, boundary(history.unlocked)
    slots, lives = _run(scenario, number, factory, end, streams)
    if None in unlocked.values():
        unlocked = unlock_cycles(scenario, lives.ends[lives.outcome == Outcome.FAILURE])
        if boundary(unlocked) < end:  # what has just failed unlocks a decision that waited
            end = boundary(unlocked)
            slots, lives = _run(scenario, number, factory, end, streams)
    stays = slots.used == factory.slots.used  # the engine whose service was held off
    return replace(
        factory,
        cycle=end,
        history=replace(history, lives=lives, unlocked=unlocked),
        slots=slots,
        held=np.where(stays, factory.held, 0),
    )


def advice_of(
    scenario: Scenario, knowledge: Knowledge, world: World, others: Sequence[Knowledge] = ()
) -> Callable[[str], tuple[Forecaster | None, int]]:
    """Return who advises a factory that knows this much, and the others of its federation that."""

    def advice(strategy: str) -> tuple[Forecaster | None, int]:
        trainer = STRATEGIES[strategy].forecaster
        if trainer is not None:
            forecaster = world.trainers[trainer](knowledge, others)
            return forecaster, forecaster.recommended
        lifetimes = world.streams.lifetimes(np.array(knowledge.failed, np.int64))
        return None, advised_age(lifetimes, scenario)

    return advice


def _run(
    scenario: Scenario, number: int, factory: FactoryState, until: int, streams: Streams
) -> tuple[Slots, Lives]:
    """Let every slot live up to a boundary under one strategy, setting and model.

    Returns
    -------
    slots : where they stand then
    lives : all that have ended by then
    """
    now, stretch = factory.cycle, factory.history.stretches[-1]
    strategy = STRATEGIES[stretch.strategy].make(stretch.setting or 0)
    installed, used = factory.slots.installed, factory.slots.used

    def fates(places: IntArray, first: IntArray, from_ages: IntArray, width: int) -> Fated:
        ids = next_engines(streams, number, places, first, width)
        present = first == used[places]  # the engines that are there at this boundary
        held = np.where(present, factory.held[places] - installed[places], 0)
        ages = np.ones(ids.shape, np.int64)
        ages[:, 0] = np.maximum(from_ages, held)
        forecasts = stretch.model.forecasts(ids.ravel()) if stretch.model else None
        orders = strategy.stop_ages(ages.ravel(), forecasts).reshape(ids.shape)
        return ids, streams.lifetimes(ids.ravel()).reshape(ids.shape), orders

    slots, windows = live(factory.slots, now, until, fates, scenario.economics)
    ended = (window.ended() for window in windows)
    return slots, Lives.joined([factory.history.lives, *ended])


def next_engines(
    streams: Streams, factory: int, slots: IntArray, first: IntArray, count: int
) -> IntArray:
    """Return the next engines of some slots of a factory, (slots, count) ids."""
    pairs = zip(slots.tolist(), first.tolist(), strict=True)
    rows = [streams.ids(factory, slot, before, count) for slot, before in pairs]
    return np.array(rows, np.int64).reshape(len(slots), count)


def _still_running(number: int, factory: FactoryState, streams: Streams) -> Lives:
    slots, now = factory.slots, factory.cycle
    running = np.flatnonzero(slots.installed < now)
    ids = next_engines(streams, number, running, slots.used[running], 1)
    installed = slots.installed[running]
    none = np.zeros(len(running), np.int64)
    return Lives(
        running, slots.used[running], ids[:, 0], installed, now - installed,
        none + Outcome.RUNNING, none, slots.due[running], slots.ordered[running],
    )  # fmt: skip
