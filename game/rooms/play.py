"""What becomes of a room's factories: computed where nobody waits for a stream."""

from collections.abc import Sequence
from functools import lru_cache

from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rooms.account import FAILURE, RUNNING, SERVICE, Account, Strip, curve_cycles
from game.rooms.room import rules_of
from game.rules.decisions import Decision
from game.rules.lives import Outcome
from game.rules.match import MatchState, Seat, World, advance, match_of, start


def accounts(
    code: str, seed: int, turn_cycles: int, played: int, seats: Sequence[tuple[Decision, ...]]
) -> list[Account]:
    """Return what became of factories that fly the same engines, after so many turns.

    Each plays as the first factory of a match with nobody to share with, so that its link replays
    to the cent.

    Examples
    --------
    >>> waiting, served = accounts("default.cy500", 7, 250, 2, [(), (Decision(0, "preventive"),)])
    >>> waiting.failures > served.failures, len(waiting.curve)
    (True, 20)
    """
    return [_account(code, seed, turn_cycles, played, moves) for moves in seats]


@lru_cache(maxsize=4096)
def _account(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Decision, ...]
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
        strips=_strips(state, end - turn_cycles, end),
        strategy=last.strategy,
        setting=last.setting,
    )


def _strips(state: MatchState, first: int, end: int) -> tuple[Strip, ...]:
    """Return what happened in each slot between two boundaries."""
    lives = state.histories[0].lives.cut(end)
    slots: list[list[tuple[str, int, int]]] = [[] for _ in range(state.scenario.slots)]
    for slot, begun, ended, outcome, resumes in zip(
        lives.slot, lives.installed, lives.ends, lives.outcome, lives.resumes, strict=True
    ):
        stops = [(RUNNING, int(begun), int(ended))]
        if outcome != Outcome.RUNNING:
            kind = SERVICE if outcome == Outcome.SERVICE else FAILURE
            stops.append((kind, int(ended), int(resumes)))
        slots[slot] += [
            (kind, max(a, first), min(b, end)) for kind, a, b in stops if b > first and a < end
        ]
    return tuple(map(tuple, slots))


@lru_cache(maxsize=1024)
def _state(
    code: str, seed: int, turn_cycles: int, played: int, moves: tuple[Decision, ...]
) -> MatchState:
    """Play on from the turn before, which is known already when a room goes on."""
    if played == 0:
        return start(rules_of(code), [Seat()], _world(code, seed))
    begins = (played - 1) * turn_cycles
    before = tuple(move for move in moves if move.cycle < begins)
    state = _state(code, seed, turn_cycles, played - 1, before)
    return advance(state, {0: moves[len(before) :]}, begins + turn_cycles)


@lru_cache(maxsize=64)
def _world(code: str, seed: int) -> World:
    return world_of(fleet_of(rules_of(code), seed))
