"""What happens in a factory at a boundary, and how it lives on to the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from game.rules.decisions import (
    Answer,
    Call,
    Decision,
    Knowledge,
    Move,
    anything_unlocked,
    effective_cycle,
    next_stretch,
    unlock_cycles,
)
from game.rules.economics import Charge, advised_age
from game.rules.lives import Fated, Lives, Outcome, Slots, live
from game.rules.offers.terms import (
    TRAINING,
    USUAL,
    Terms,
    alliance_of,
    charges_now,
    lead_at,
    taken_now,
    terms_at,
)
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import NEVER, STRATEGIES, TOGETHER, IntArray

if TYPE_CHECKING:
    from game.rules.match.state import (
        FactoryHistory,
        FactoryState,
        Forecaster,
        MatchState,
        Streams,
        World,
    )


def decided(state: MatchState, number: int) -> FactoryState:
    """Take the moves that are due in a factory, and train where they or the schedule ask."""
    scenario, factory = state.scenario, state.factories[number]
    now, history = factory.cycle, factory.history
    cycles = [effective_cycle(decision, history.unlocked) for decision in factory.waiting]
    taken = list(zip(cycles, factory.waiting, strict=True))
    due = [move for cycle, move in taken if cycle <= now]
    waiting = tuple(move for cycle, move in taken if cycle > now)
    orders = [move for move in due if isinstance(move, Decision)]
    calls = [move for move in due if isinstance(move, Call)]
    joins = any(one.cycle == now and one.offer.alliances for one in history.taken)
    scheduled = joins or (now > 0 and now % scenario.retrain_every == 0)
    if orders or scheduled:
        history = _ordered(state, number, orders, scheduled)
    factory = replace(factory, history=history, waiting=waiting)
    if calls and anything_unlocked(history.unlocked, now):
        lead = lead_at(scenario, state.world.events, history.taken, now)
        factory = _called(scenario, factory, calls, lead)
    return factory


def answered(state: MatchState, number: int, factory: FactoryState) -> FactoryState:
    """Take the offers that are answered in a factory; pay, and settle contracts.

    Who joins an alliance goes on with its model, unless the factory orders otherwise after it.
    """
    scenario, world = state.scenario, state.world
    now, history = factory.cycle, factory.history
    due = [move for move in factory.waiting if isinstance(move, Answer) and move.cycle <= now]
    if not due and now not in world.turns:
        return factory
    if not anything_unlocked(history.unlocked, now):
        due = []
    new = taken_now(world.offers, history.taken, due, now)
    lives = Lives.joined([history.lives, still_running(number, factory, world.streams)])
    charges = charges_now(new, history.taken, lives, scenario.slots, now)
    history = replace(history, taken=(*history.taken, *new), charges=(*history.charges, *charges))
    joins = [one.number for one in new if one.offer.alliances]
    if joins:
        history = replace(history, unlocked=_unlocked(scenario, history))
    stretch = history.stretches[-1]
    own = None if stretch.recommended or stretch.strategy != TOGETHER else stretch.setting
    waiting: list[Move] = []
    for move in factory.waiting:
        if isinstance(move, Decision) and move.strategy == TOGETHER and move.cycle <= now:
            own = move.setting  # it waited for an alliance
        if not (isinstance(move, Answer) and move.cycle <= now):
            waiting.append(move)
        elif move.offer in joins:  # what is ordered after it at this boundary counts instead
            waiting.append(Decision(now, TOGETHER, own))
    return replace(factory, history=history, waiting=tuple(waiting))


def _unlocked(scenario: Scenario, history: FactoryHistory) -> Mapping[str, int | None]:
    """Return from when each strategy may be taken in a factory with this history."""
    joined = [one.cycle for one in history.taken if one.offer.alliances]
    failures = history.lives.ends[history.lives.outcome == Outcome.FAILURE]
    return unlock_cycles(scenario, failures, joined[0] if joined else None)


def _ordered(
    state: MatchState, number: int, orders: Sequence[Decision], scheduled: bool
) -> FactoryHistory:
    """Go on with the last of some orders; train where it or the schedule asks."""
    scenario, factory = state.scenario, state.factories[number]
    now, history = factory.cycle, factory.history
    known, others = _known(state, number, now), _known_to_others(state, number)
    terms = terms_at(scenario, state.world.events, history.taken, now)
    advice = advice_of(scenario, known, state.world, others, terms)
    stretches = history.stretches
    stretch = next_stretch(stretches[-1], now, orders[-1] if orders else None, scheduled, advice)
    if stretches[-1].goes_on_as(stretch):
        return history
    before = stretches[:-1] if stretches[-1].cycle == now else stretches
    charges = history.charges
    if terms.alliance is not None and stretch.trained and STRATEGIES[stretch.strategy].together:
        charges = (*charges, Charge(now, terms.alliance.fee, TRAINING))
    return replace(history, stretches=(*before, stretch), charges=charges)


def _called(
    scenario: Scenario, factory: FactoryState, calls: Sequence[Call], lead: int
) -> FactoryState:
    """Order services, or hold them off, for single engines; the last call for each counts.

    A call does nothing where no engine has run a cycle yet, or where a service is ordered already.
    """
    now, slots, held = factory.cycle, factory.slots, factory.held.copy()
    due, ordered = slots.due.copy(), slots.ordered.copy()
    for slot, call in {call.slot: call.call for call in calls}.items():
        if slots.installed[slot] >= now or slots.due[slot] != NEVER:
            continue
        if call == "hold":
            held[slot] = now + scenario.hold
        else:
            due[slot], ordered[slot] = now + lead, now
    return replace(factory, slots=slots._replace(due=due, ordered=ordered), held=held)


def _known(state: MatchState, number: int, cycle: int) -> Knowledge:
    """Return what a factory knows at a cycle that it has reached."""
    archive = state.world.streams.archive(number)
    return Knowledge.at(state.factories[number].history.lives, archive, cycle, number)


def _known_to_others(state: MatchState, number: int) -> tuple[Knowledge, ...]:
    """Return what the others of a seat's federation know at the cycle at which it stands."""
    now = state.factories[number].cycle
    own = _shares_with(state, number, now)
    return tuple(
        _known(state, other, now)
        for other in range(len(state.seats))
        if other != number and own is not None and _shares_with(state, other, now) == own
    )


def _shares_with(state: MatchState, number: int, cycle: int) -> object:
    """Return with whom a seat shares what it has seen fail at a cycle; None with nobody.

    In an alliance are those who run its model, from what is ordered at this boundary on.
    """
    factory, federation = state.factories[number], state.seats[number].federation
    if not state.world.offers:
        return federation
    runs = factory.history.stretches[-1].strategy
    for move in factory.waiting:
        if isinstance(move, Decision) and effective_cycle(move, factory.history.unlocked) <= cycle:
            runs = move.strategy
    return alliance_of(factory.history.taken) if STRATEGIES[runs].together else None


def lived(
    scenario: Scenario, number: int, factory: FactoryState, world: World, until: int
) -> FactoryState:
    """Let a factory live up to the next boundary at which something may be decided in it."""
    retraining = scenario.next_training(factory.cycle)
    until = min([until, retraining, *(turn for turn in world.turns if turn > factory.cycle)])
    lead = lead_at(scenario, world.events, factory.history.taken, factory.cycle)

    def boundary(unlocked: Mapping[str, int | None]) -> int:
        waiting = [effective_cycle(decision, unlocked) for decision in factory.waiting]
        return min([until, *waiting])

    history, economics = factory.history, at_lead(scenario, lead).economics
    unlocked, end = history.unlocked, boundary(history.unlocked)
    slots, lives = _run(number, factory, end, world.streams, economics)
    if None in unlocked.values():
        unlocked = _unlocked(scenario, replace(history, lives=lives))
        if boundary(unlocked) < end:  # what has just failed unlocks a decision that waited
            end = boundary(unlocked)
            slots, lives = _run(number, factory, end, world.streams, economics)
    stays = slots.used == factory.slots.used  # the engine whose service was held off
    return replace(
        factory,
        cycle=end,
        history=replace(history, lives=lives, unlocked=unlocked),
        slots=slots,
        held=np.where(stays, factory.held, 0),
    )


def advice_of(
    scenario: Scenario,
    knowledge: Knowledge,
    world: World,
    others: Sequence[Knowledge] = (),
    terms: Terms = USUAL,
) -> Callable[[str], tuple[Forecaster | None, int]]:
    """Return who advises a factory that knows this much, and the others of its federation that."""

    def advice(strategy: str) -> tuple[Forecaster | None, int]:
        trainer = STRATEGIES[strategy].forecaster
        if trainer is not None:
            forecaster = world.trainers[trainer](knowledge, others, terms)
            return forecaster, forecaster.recommended
        lifetimes = world.streams.lifetimes(np.array(knowledge.failed, np.int64))
        return None, advised_age(lifetimes, at_lead(scenario, terms.lead))

    return advice


def at_lead(scenario: Scenario, lead: int | None) -> Scenario:
    """Return the rules with another lead; None leaves them as they are."""
    if lead is None or lead == scenario.economics.lead:
        return scenario
    return replace(scenario, economics=replace(scenario.economics, lead=lead))


def _run(
    number: int, factory: FactoryState, until: int, streams: Streams, economics: Economics
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

    slots, windows = live(factory.slots, now, until, fates, economics)
    ended = (window.ended() for window in windows)
    return slots, Lives.joined([factory.history.lives, *ended])


def next_engines(
    streams: Streams, factory: int, slots: IntArray, first: IntArray, count: int
) -> IntArray:
    """Return the next engines of some slots of a factory, (slots, count) ids."""
    pairs = zip(slots.tolist(), first.tolist(), strict=True)
    rows = [streams.ids(factory, slot, before, count) for slot, before in pairs]
    return np.array(rows, np.int64).reshape(len(slots), count)


def still_running(number: int, factory: FactoryState, streams: Streams) -> Lives:
    slots, now = factory.slots, factory.cycle
    running = np.flatnonzero(slots.installed < now)
    ids = next_engines(streams, number, running, slots.used[running], 1)
    installed = slots.installed[running]
    none = np.zeros(len(running), np.int64)
    return Lives(
        running, slots.used[running], ids[:, 0], installed, now - installed,
        none + Outcome.RUNNING, none, slots.due[running], slots.ordered[running],
    )  # fmt: skip
