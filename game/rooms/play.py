"""What becomes of a room's factories: computed where nobody waits for a stream."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from data.faults import Fault
from game.fleet.blind_spot import calm_failures, seen_by_members
from game.fleet.cmapss import fleet_of
from game.fleet.engines import Fleet
from game.fleet.forecasters import world_of
from game.rooms.account import LATELY, Account, Life, curve_cycles
from game.rooms.ballots.engines import watched_in
from game.rooms.room import rules_of
from game.rules.decisions import Move
from game.rules.economics import balances, booked_charges
from game.rules.lives import Lives, Outcome
from game.rules.match import MatchState, Seat, World, advance, seats_of, start
from game.rules.match.boundary import still_running
from game.rules.offers.terms import BONUS, allowed_by, availability
from game.rules.strategies import IntArray


def accounts(
    code: str, seed: int, turn_cycles: int, played: int, seats: Sequence[tuple[Move, ...]]
) -> list[Account]:
    """Return what became of factories that fly the same engines, after so many turns.

    Each plays as the first factory of a match, so that its link replays to the cent: alone, or
    beside the scenario's rivals where these may join its alliance.

    Examples
    --------
    >>> from game.rules.decisions import Decision
    >>> waiting, served = accounts("default.cy500", 7, 250, 2, [(), (Decision(0, "preventive"),)])
    >>> waiting.failures > served.failures, len(waiting.curve)
    (True, 20)
    """
    return [_account(code, seed, turn_cycles, played, moves) for moves in seats]


def whole_match(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Move, ...]
) -> list[Account]:
    """Return what became of all factories of a match, the one that decided so first.

    Examples
    --------
    >>> from game.api import play
    >>> told = whole_match("default.cy500", 7, 250, 2, ())
    >>> match = play("default.cy500", 7)
    >>> [one.balance for one in told] == [one.profit for one in match.factories]
    True
    """
    state = _state(code, seed, turn_cycles, played, moves, whole=True)
    fleet = fleet_of(rules_of(code), seed)
    own = account_of(state, 0, turn_cycles, played, fleet, _seen(code, seed))
    rivals = [
        account_of(state, number, turn_cycles, played, fleet)
        for number in range(1, len(state.factories))
    ]
    asked, calm = tuple(watched_in(state)), tuple(_calm(state, (played - 1) * turn_cycles, fleet))
    return [replace(own, record=_record(code, seed), watched=asked, calm=calm), *rivals]


def _calm(state: MatchState, since: int, fleet: Fleet) -> Iterator[tuple[int, int, int, int, int]]:
    """Give the failures from a cycle on of which the first factory's model gave no sign."""
    lives = _all_lives(state, 0)
    fresh = lives.where((lives.outcome == Outcome.FAILURE) & (lives.ends >= since))
    engines = {
        (slot, index): engine
        for slot, index, engine in zip(
            fresh.slot.tolist(), fresh.index.tolist(), fresh.engine_id, strict=True
        )
    }
    history = state.factories[0].history
    for one in calm_failures(state.scenario, state.world.events, history, fresh):
        (fault,) = fleet.faults(np.array([engines[one.slot, one.index]])).tolist()
        known = -1 if one.known is None else one.known
        yield one.slot, fault, one.left, round(one.forecast / 10), known


@lru_cache(maxsize=4096)
def _account(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Move, ...]
) -> Account:
    state = _state(code, seed, turn_cycles, played, moves)
    fleet = fleet_of(rules_of(code), seed)
    account = account_of(state, 0, turn_cycles, played, fleet, _seen(code, seed))
    return replace(account, record=_record(code, seed))


def account_of(
    state: MatchState,
    number: int,
    turn_cycles: int,
    played: int,
    fleet: Fleet,
    seen: tuple[tuple[int, int] | None, ...] = (),
) -> Account:
    """Return what became of a factory of a match after so many turns.

    Parameters
    ----------
    fleet : that knows what wore out in the engines that failed
    seen : for each alliance that invites, what its members have seen fail
    """
    end = played * turn_cycles
    history, lives = state.factories[number].history, _all_lives(state, number)
    money = _money(state, number, lives, end)
    booked = lives.cut(end)
    last = history.stretches[-1]
    charges = booked_charges(history.charges, end)
    contracts = list(_contracts(state, number, booked, end))
    return Account(
        cycle=end,
        balance=int(money[-1]),
        failures=int((booked.outcome == Outcome.FAILURE).sum()),
        services=int((booked.outcome == Outcome.SERVICE).sum()),
        curve=tuple(map(int, money[[mark - 1 for mark in curve_cycles(turn_cycles, played)]])),
        lives=_lives(booked, state.scenario.slots, end, fleet),
        strategy=last.strategy,
        setting=last.setting,
        opens=dict(history.unlocked),
        ages=_ages(booked, state.scenario.slots, end),
        taken=tuple((one.number, one.option) for one in history.taken),
        seen=seen,
        charges=sum(one.amount for one in charges),
        fees=tuple((one.cycle, one.amount, one.why) for one in charges if one.why != BONUS),
        broke=_broke(booked, end - turn_cycles, fleet),
        contracts=tuple((one, at, since) for one, at, since in contracts if since is not None),
        runs=tuple((one, stood) for one, stood, known in contracts if known is None),
    )


def _contracts(
    state: MatchState, number: int, lives: Lives, end: int
) -> Iterator[tuple[int, int, int | None]]:
    """Give each contract: for how long engines stood still, and since when it is decided, if it is.

    One that is lost is so before its end, as a board says it.
    """
    slots = state.scenario.slots
    for one in state.factories[number].history.taken:
        begins, ends = one.offer.begins, one.offer.ends
        if not one.offer.bonus:
            continue
        if begins >= end:
            yield one.number, 0, None
            continue
        allowed = allowed_by(one.offer, slots)

        def stood(cycle: int, begins: int = begins, ends: int = ends) -> int:
            still = 1 - availability(lives, slots, begins, min(cycle, ends))
            return round(still * slots * (min(cycle, ends) - begins))

        cycles = range(begins + 1, min(ends, end - 1) + 1)
        lost = bisect_right(cycles, allowed, key=stood)
        if lost < len(cycles):
            yield one.number, stood(end), cycles[lost]
        else:  # a bonus at the very end is booked in the next turn
            yield one.number, stood(end), ends if ends < end else None


def balance_of(state: MatchState, number: int, end: int) -> int:
    """Return a factory's balance after so many cycles."""
    return int(_money(state, number, _all_lives(state, number), end)[-1])


def _all_lives(state: MatchState, number: int) -> Lives:
    """Return the lives of a factory, with the engines that still run."""
    factory = state.factories[number]
    running = still_running(number, factory, state.world.streams)
    return Lives.joined([factory.history.lives, running])


def _money(state: MatchState, number: int, lives: Lives, end: int) -> IntArray:
    charges = state.factories[number].history.charges
    return balances(lives, end, state.scenario.economics, charges)


def _ages(lives: Lives, slots: int, end: int) -> tuple[int | None, ...]:
    """Return the age of the engine that runs in each slot at a boundary."""
    ages: list[int | None] = [None] * slots
    for slot, installed, ended, outcome in zip(
        lives.slot, lives.installed, lives.ends, lives.outcome, strict=True
    ):
        if outcome == Outcome.RUNNING and installed < end <= ended:
            ages[slot] = int(end - installed)
    return tuple(ages)


@lru_cache(maxsize=64)
def _record(code: str, seed: int) -> tuple[int, ...]:
    """Return the ages at which engines had failed in the factory before the match."""
    fleet = fleet_of(rules_of(code), seed)
    return tuple(fleet.lifetimes(np.array(fleet.archive(0), np.int64)).tolist())


@lru_cache(maxsize=64)
def _seen(code: str, seed: int) -> tuple[tuple[int, int] | None, ...]:
    """Return what the members of each alliance have seen fail before the match."""
    fleet = fleet_of(rules_of(code), seed)
    alliances = [one for offer in _world(code, seed).offers for one in offer.alliances]
    told = [seen_by_members(fleet, alliance) for alliance in alliances]
    return tuple(None if one is None else (one[0], one[1]) for one in told)


def _broke(lives: Lives, since: int, fleet: Fleet) -> tuple[int, int] | None:
    """Return what has failed from a cycle on: (compressors, fans)."""
    failed = (lives.outcome == Outcome.FAILURE) & (lives.ends >= since)
    faults = fleet.faults(lives.engine_id[failed])
    if (faults == Fault.UNNAMED).any():
        return None
    return int((faults == Fault.COMPRESSOR).sum()), int((faults == Fault.FAN).sum())


def _lives(lives: Lives, count: int, end: int, fleet: Fleet) -> tuple[tuple[Life, ...], ...]:
    """Return the lives that each slot has lately seen."""
    lately = lives.where((lives.outcome == Outcome.RUNNING) | (lives.resumes > end - LATELY))
    failed = lately.outcome == Outcome.FAILURE
    faults = np.full(len(lately), Fault.UNNAMED, np.int64)
    faults[failed] = fleet.faults(lately.engine_id[failed])  # of no other engine: nobody knows
    slots: list[list[Life]] = [[] for _ in range(count)]
    for slot, fault, *life in zip(
        lately.slot, faults, lately.installed, lately.ends, lately.outcome, lately.resumes,
        strict=True,
    ):  # fmt: skip
        known = () if fault == Fault.UNNAMED else (int(fault),)
        slots[slot].append((*map(int, life), *known))
    return tuple(tuple(sorted(own)) for own in slots)


@lru_cache(maxsize=1024)
def _state(
    code: str,
    seed: int,
    turn_cycles: int,
    played: int,
    moves: tuple[Move, ...],
    whole: bool = False,  # beside the scenario's rivals, though they may not join the alliance
) -> MatchState:
    """Play on from the turn before, which is known already when a room goes on."""
    if played == 0:
        rules, world = rules_of(code), _world(code, seed)
        beside = whole or rules.offers
        return start(rules, seats_of(rules, (), world.offers) if beside else [Seat()], world)
    begins = (played - 1) * turn_cycles
    before = tuple(move for move in moves if move.cycle < begins)
    state = _state(code, seed, turn_cycles, played - 1, before, whole)
    return advance(state, {0: moves[len(before) :]}, begins + turn_cycles)


@lru_cache(maxsize=64)
def _world(code: str, seed: int) -> World:
    return world_of(fleet_of(rules_of(code), seed))
