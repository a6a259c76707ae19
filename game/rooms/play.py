"""What becomes of a room's factories: computed where nobody waits for a stream."""

from collections.abc import Sequence
from functools import lru_cache

from game.fleet.blind_spot import seen_by_members
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rooms.account import LATELY, Account, Life, curve_cycles
from game.rooms.room import rules_of
from game.rules.decisions import Move
from game.rules.lives import Outcome
from game.rules.match import MatchState, Seat, World, advance, match_of, seats_of, start


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


@lru_cache(maxsize=4096)
def _account(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Move, ...]
) -> Account:
    end = played * turn_cycles
    state = _state(code, seed, turn_cycles, played, moves)
    match = match_of(state, keep_playing=True)
    history, money = match.factories[0], match.balances[0]
    booked = history.lives.cut(end)
    last = history.stretches[-1]
    return Account(
        cycle=end,
        balance=int(money[-1]),
        failures=int((booked.outcome == Outcome.FAILURE).sum()),
        services=int((booked.outcome == Outcome.SERVICE).sum()),
        curve=tuple(map(int, money[[mark - 1 for mark in curve_cycles(turn_cycles, played)]])),
        lives=_lives(state, end),
        strategy=last.strategy,
        setting=last.setting,
        opens=dict(history.unlocked),
        ages=_ages(state, end),
        taken=tuple((one.number, one.option) for one in history.taken),
        seen=_seen(code, seed),
    )


def _ages(state: MatchState, end: int) -> tuple[int | None, ...]:
    """Return the age of the engine that runs in each slot at a boundary."""
    lives = state.histories[0].lives.cut(end)
    ages: list[int | None] = [None] * state.scenario.slots
    for slot, installed, ended, outcome in zip(
        lives.slot, lives.installed, lives.ends, lives.outcome, strict=True
    ):
        if outcome == Outcome.RUNNING and installed < end <= ended:
            ages[slot] = int(end - installed)
    return tuple(ages)


@lru_cache(maxsize=64)
def _seen(code: str, seed: int) -> tuple[tuple[int, int] | None, ...]:
    """Return what the members of each alliance have seen fail before the match."""
    fleet = fleet_of(rules_of(code), seed)
    alliances = [one for offer in _world(code, seed).offers for one in offer.alliances]
    told = [seen_by_members(fleet, alliance) for alliance in alliances]
    return tuple(None if one is None else (one[0], one[1]) for one in told)


def _lives(state: MatchState, end: int) -> tuple[tuple[Life, ...], ...]:
    """Return the lives that each slot has lately seen."""
    lives = state.histories[0].lives.cut(end)
    slots: list[list[Life]] = [[] for _ in range(state.scenario.slots)]
    for slot, *life in zip(
        lives.slot, lives.installed, lives.ends, lives.outcome, lives.resumes, strict=True
    ):
        begun, ended, outcome, resumes = map(int, life)
        if outcome == Outcome.RUNNING or resumes > end - LATELY:
            slots[slot].append((begun, ended, outcome, resumes))
    return tuple(tuple(sorted(own)) for own in slots)


@lru_cache(maxsize=1024)
def _state(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Move, ...]
) -> MatchState:
    """Play on from the turn before, which is known already when a room goes on."""
    if played == 0:
        rules, world = rules_of(code), _world(code, seed)
        return start(rules, seats_of(rules, (), world.offers) if rules.offers else [Seat()], world)
    begins = (played - 1) * turn_cycles
    before = tuple(move for move in moves if move.cycle < begins)
    state = _state(code, seed, turn_cycles, played - 1, before)
    return advance(state, {0: moves[len(before) :]}, begins + turn_cycles)


@lru_cache(maxsize=64)
def _world(code: str, seed: int) -> World:
    return world_of(fleet_of(rules_of(code), seed))
