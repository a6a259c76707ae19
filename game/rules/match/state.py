"""A match: from a scenario and decisions to what happened in every factory.

A match is a state and a transition, ``start`` and ``advance``; ``replay`` is one from the other.
Pure and deterministic. Forecasts come from outside, through callables, so that the rules run with
any forecaster or none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from game.rules.decisions import (
    MOST_DECISIONS,
    Answer,
    Decision,
    Knowledge,
    Move,
    Stretch,
    check_moves,
    unlock_cycles,
)
from game.rules.economics import Charge, balances
from game.rules.errors import DecisionError, shown
from game.rules.lives import Lives, Slots
from game.rules.match.boundary import answered, decided, lived, still_running
from game.rules.offers.events import Event
from game.rules.offers.offers import Offer, rivals_join_at
from game.rules.offers.terms import (
    Taken,
    Terms,
    check_answers,
    turns,
)
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import IDLE, TOGETHER, IntArray, Tenths, servicing


class Forecaster(Protocol):
    """A trained model as the rules see it."""

    @property
    def recommended(self) -> int:
        """The alarm threshold that its owner's knowledge recommends, cycles."""

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        """Return forecast RUL (engines, ages) in tenths, ``NO_FORECAST`` beyond the life."""


Trainer = Callable[[Knowledge, Sequence[Knowledge], Terms], Forecaster]
"""Trains on what a factory knows, on what the others of its federation know by then, and on the
terms that it has taken."""


class Streams(Protocol):
    """Where engines come from; a function of the seed alone."""

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        """Return the engines of a slot from the ``first`` on, (count,) ids."""

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        """Return cycles to failure, (engines,)."""

    def archive(self, factory: int) -> tuple[int, ...]:
        """Return the engines whose failure the factory has on record before the match."""


@dataclass(frozen=True)
class World:
    """Engines and trainers of one match, what befalls it and what it offers."""

    streams: Streams
    trainers: Mapping[str, Trainer]
    events: tuple[Event, ...] = ()
    offers: tuple[Offer, ...] = ()

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Cycles at which something changes of which nobody decides."""
        return turns(self.events, self.offers)


@dataclass(frozen=True, eq=False)
class FactoryHistory:
    """All that happened in one factory."""

    lives: Lives
    stretches: tuple[Stretch[Forecaster], ...]
    unlocked: Mapping[str, int | None]  # cycle from which each strategy may be taken
    charges: tuple[Charge, ...] = ()
    taken: tuple[Taken, ...] = ()  # offers

    @property
    def servicing_from(self) -> dict[str, int]:
        """Cycle from which each strategy that services may be taken; none that never may."""
        return {name: cycle for name in servicing() if (cycle := self.unlocked[name]) is not None}

    def stretch_at(self, cycle: int) -> Stretch[Forecaster]:
        """Return the strategy, setting and model in force at a cycle.

        Examples
        --------
        >>> ran = Stretch(0, "corrective"), Stretch(70, "preventive", 120)
        >>> history = FactoryHistory(Lives.joined([]), ran, {})
        >>> [history.stretch_at(cycle).strategy for cycle in (0, 69, 70)]
        ['corrective', 'corrective', 'preventive']
        """
        return [stretch for stretch in self.stretches if stretch.cycle <= cycle][-1]


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
                    [factory.history.lives, still_running(number, factory, self.world.streams)]
                ),
            )
            for number, factory in enumerate(self.factories)
        )


@dataclass(frozen=True, eq=False)
class Match:
    """A match as far as it was played.

    Attributes
    ----------
    factories : their lives may reach beyond the end, to what was ordered by then:
        ``history.lives.cut(end)`` are those of the match
    """

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
        _check(scenario, world, seat.decisions)
    unlocked = unlock_cycles(scenario, np.empty(0, np.int64))
    history = FactoryHistory(Lives.joined([]), (Stretch(0, IDLE),), unlocked)
    slots, held = Slots.new(scenario.slots), np.zeros(scenario.slots, np.int64)
    factories = (FactoryState(0, history, seat.decisions, slots, held) for seat in seats)
    return MatchState(scenario, world, tuple(seats), tuple(factories))


def advance(state: MatchState, decisions: Mapping[int, Sequence[Move]], until: int) -> MatchState:
    """Play a match on.

    The seats that are furthest behind move, so that at any boundary everybody knows what has
    happened by then. There failures come first, then what they unlock, then all answers and orders,
    then trainings, then calls, then the stop tests.

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
        _check(scenario, world, moves)
    factories = [
        replace(factory, waiting=(*factory.waiting, *decisions.get(number, ())))
        for number, factory in enumerate(state.factories)
    ]
    while (now := min(factory.cycle for factory in factories)) < until:
        here = [number for number, factory in enumerate(factories) if factory.cycle == now]
        if world.offers:  # everybody has answered before anybody trains
            for number in here:
                factories[number] = answered(state, number, factories[number])
        seen = replace(state, factories=tuple(factories))
        for number in here:
            factories[number] = decided(seen, number)
        for number in here:
            factories[number] = lived(scenario, number, factories[number], world, until)
    return replace(state, factories=tuple(factories))


def _check(scenario: Scenario, world: World, moves: Sequence[Move]) -> None:
    """Refuse moves that the rules do not know, and answers to what is not offered."""
    check_moves(scenario, moves)
    if world.offers:
        check_answers(world.offers, moves)


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
        No list of decisions, or more of them than a match may have.
    """
    state = start(scenario, seats_of(scenario, decisions, world.offers), world)
    return match_of(advance(state, {}, last_cycle(scenario, until, keep_playing)), keep_playing)


def seats_of(
    scenario: Scenario, decisions: Sequence[Move], offers: Sequence[Offer] = ()
) -> list[Seat]:
    """Return the seats of a match against a scenario's rivals.

    A rival that climbs to a model of many factories joins the first alliance that is on offer;
    otherwise rivals share nothing with anybody.
    """
    if not isinstance(decisions, Sequence):
        raise DecisionError(
            "Decisions come in a list, got {got}: write [Decision(cycle, strategy)].",
            got=shown(decisions),
        )
    if len(decisions) > MOST_DECISIONS:
        raise DecisionError(
            "A match takes at most {most} decisions, got {decisions}: take some back.",
            most=MOST_DECISIONS,
            decisions=len(decisions),
        )
    joins: tuple[Move, ...] = tuple(
        Answer(rivals_join_at(offer), number, 0)
        for number, offer in enumerate(offers)
        if offer.alliances
    )
    ladders = [
        (*(Decision(0, rung) for rung in rival), *(joins if TOGETHER in rival else ()))
        for rival in scenario.rivals
    ]
    return [Seat(tuple(decisions)), *map(Seat, ladders)]


def keep_to_themselves(seats: Sequence[Seat], offers: Sequence[Offer] = ()) -> set[int]:
    """Return the seats that share with no other what they have seen fail, whatever happens.

    Each of them plays as if it were alone.

    Raises
    ------
    DecisionError
        An answer to what is not offered.

    Examples
    --------
    >>> keep_to_themselves([Seat(), Seat((), "us"), Seat((), "us"), Seat((), "them")])
    {0, 3}
    """
    circles = [_circles(seat, offers) for seat in seats]
    return {
        number
        for number, own in enumerate(circles)
        if not any(own & other for place, other in enumerate(circles) if place != number)
    }


def _circles(seat: Seat, offers: Sequence[Offer]) -> set[object]:
    """Return with whom a seat may ever share what it has seen fail."""
    if not offers:
        return set() if seat.federation is None else {seat.federation}
    check_answers(offers, seat.decisions)
    answers = [move for move in seat.decisions if isinstance(move, Answer)]
    return {
        offers[answer.offer].alliances[answer.option]
        for answer in answers
        if offers[answer.offer].alliances
    }


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
