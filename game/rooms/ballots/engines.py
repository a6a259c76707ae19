"""Engines about which an audience may be asked: what is known of each, and which calls matter."""

from collections.abc import Iterator

import numpy as np

from game.fleet.forecasters import bands_of
from game.rooms.account import Watched
from game.rules.decisions import CALLS, Call, Stretch, anything_unlocked
from game.rules.lives import Lives
from game.rules.match import Forecaster, MatchState, advance, next_engines
from game.rules.offers.terms import lead_at
from game.rules.scenario import LONGEST_LEAD
from game.rules.strategies import NEVER, NO_FORECAST, STRATEGIES, IntArray
from models.rul import RUL_CAP


def watched_in(state: MatchState, number: int = 0) -> Iterator[Watched]:
    """Give the engines of a factory for which a call at a boundary would change what is flown.

    As on the board a call is about an engine that runs, has run before, and for which nothing is
    ordered. Of those calls only the ones count after which the factory's lives are others. What is
    nearly new is no question yet: it has more of its way to an order before it than behind.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> from game.rules.decisions import Decision
    >>> from game.rules.match import Seat, start
    >>> from game.rules.scenario import OPEN
    >>> seats = [Seat((Decision(0, "preventive", 100),))]
    >>> state = advance(start(OPEN, seats, world_of(SimulatedFleet(OPEN, 7))), {}, 90)
    >>> [(one.slot, one.age, one.begins, one.calls) for one in watched_in(state)][0]
    (0, 90, 140, ('service', 'hold'))
    """
    scenario, factory = state.scenario, state.factories[number]
    now, slots = factory.cycle, factory.slots
    if not scenario.calls or not anything_unlocked(factory.history.unlocked, now):
        return
    until = min(scenario.cycles, now + scenario.hold + LONGEST_LEAD + 1)
    flown = _flown(state, number, None, until)
    lead = lead_at(scenario, state.world.events, factory.history.taken, now)
    for slot in range(scenario.slots):
        installed = int(slots.installed[slot])
        if installed >= now or slots.due[slot] != NEVER:
            continue
        ids = next_engines(state.world.streams, number, np.array([slot]), slots.used[[slot]], 1)[0]
        stretch, age = factory.history.stretches[-1], now - installed
        left, likely = _foretold(stretch, ids, age)
        waits = _waits(stretch, age, left)
        if age < (_least(stretch, lead) if waits is None else waits):
            continue
        calls = tuple(
            call for call in CALLS if _flown(state, number, Call(now, slot, call), until) != flown
        )
        if calls:
            begins = None if waits is None else now + waits + lead
            yield Watched(slot, age, left, likely, begins, calls, now + lead)


def _flown(state: MatchState, number: int, call: Call | None, until: int) -> list[list[int]]:
    """Return the lives of a factory up to a cycle, with a call or without."""
    moves = {} if call is None else {number: (call,)}
    lives: Lives = advance(state, moves, until).histories[number].lives.cut(until)
    return [column.tolist() for column in (lives.slot, lives.installed, lives.ran, lives.outcome)]


def _foretold(
    stretch: Stretch[Forecaster], engine: IntArray, age: int
) -> tuple[float | None, tuple[float, float | None] | None]:
    """Return what the model in force says is left of an engine, and both ends of what is likely."""
    if stretch.model is None:
        return None, None
    tenths = stretch.model.forecasts(engine)[0]
    if age > len(tenths) or tenths[age - 1] == NO_FORECAST:
        return None, None
    low, high = (int(end) for end in bands_of(stretch.model, engine)[0, age - 1])
    most = None if high >= 10 * RUL_CAP else high / 10  # no forecast looks further
    likely = None if low == NO_FORECAST else (low / 10, most)
    return int(tenths[age - 1]) / 10, likely


def _waits(stretch: Stretch[Forecaster], age: int, left: float | None) -> int | None:
    """Return in how many cycles an engine is ordered, if it goes on so; None where none is seen."""
    if stretch.setting is None:
        return None
    if STRATEGIES[stretch.strategy].scheduled:
        return max(0, stretch.setting - age)
    if left is None or round(left) >= RUL_CAP:  # no forecast looks further
        return None
    return max(0, int(np.ceil(left - stretch.setting)))


def _least(stretch: Stretch[Forecaster], lead: int) -> int:
    """Return the cycles that an engine has before it for which no order is seen, at least."""
    return lead if stretch.setting is None else max(0, RUL_CAP - stretch.setting)
