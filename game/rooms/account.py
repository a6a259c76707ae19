"""What is told of a factory, and who computes it: other processes."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from game.rules.decisions import Move, move_of, row_of

POINTS = 10
"""Balances that are told of each turn."""

LATELY = 600
"""Cycles before a boundary whose lives are told of: as long as a ribbon is."""

Life = tuple[int, ...]
"""(installed, stopped, how as in ``Outcome``, when the next engine comes; 0 while it runs), cycles;
and of one that has failed the fault, as in ``Fault``, where it is known."""


@dataclass(frozen=True)
class Watched:
    """An engine for which a call would change what is flown, and what is known of it.

    Attributes
    ----------
    age : cycles
    left : what the model in force says is left, cycles; None where none does
    likely : both ends of what is likely left, cycles, the upper one None where no forecast looks so
        far; None where nobody knows
    begins : cycle at which the order in force would have its service begin, if the engine goes on
        as is known; None if it would not
    calls : those of ``CALLS`` that change what is flown
    soonest : cycle at which a service would begin that is called for now
    """

    slot: int
    age: int
    left: float | None
    likely: tuple[float, float | None] | None
    begins: int | None
    calls: tuple[str, ...]
    soonest: int


@dataclass(frozen=True)
class Account:
    """What became of one factory up to a boundary.

    Attributes
    ----------
    curve : balances, ``POINTS`` a turn, dollars
    lives : for each slot those of ``LATELY``, in order
    setting : the one in force, cycles; None for who waits
    opens : from which cycle each strategy may be taken; None while that is not known
    ages : of the engine in each slot, cycles; None while a slot stands still
    taken : offers that were taken: (number, option)
    record : ages at which engines had failed in the factory before the match, cycles
    charges : fees less bonuses that were booked, dollars
    fees : those that were booked, in order: (cycle, dollars, why)
    contracts : those that are decided: (number, cycles for which engines stood still so far, cycle
        since when it is known: when too many had stood still, or the end)
    runs : those contracts that are not, in cycles from their beginning on: (number, cycles for
        which engines stood still so far)
    broke : what failed in the last turn: (compressors, fans); None where nobody can tell
    seen : for each alliance that invites, what its members have seen fail: (compressors, fans)
    watched : engines about which an audience may be asked
    calm : failures of the last turn of which the model gave no sign: (slot, fault, cycles that were
        left when an order was last in time, those that it said then, failures of this fault that
        it had seen, below zero where nobody can tell)
    """

    cycle: int
    balance: int
    failures: int
    services: int
    curve: tuple[int, ...]
    lives: tuple[tuple[Life, ...], ...]
    strategy: str
    setting: int | None
    opens: Mapping[str, int | None] = field(default_factory=dict)
    ages: tuple[int | None, ...] = ()
    taken: tuple[tuple[int, int], ...] = ()
    seen: tuple[tuple[int, int] | None, ...] = ()
    record: tuple[int, ...] = ()
    charges: int = 0
    fees: tuple[tuple[int, int, str], ...] = ()
    broke: tuple[int, int] | None = None
    contracts: tuple[tuple[int, int, int], ...] = ()
    runs: tuple[tuple[int, int], ...] = ()
    watched: tuple[Watched, ...] = ()
    calm: tuple[tuple[int, int, int, int, int], ...] = ()


def places_of(scores: Mapping[int, float]) -> dict[int, int]:
    """Return the place of each seat by its score, the highest first: equal ones share one.

    Examples
    --------
    >>> places_of({1: 500, 2: 900, 3: 500, 4: 100})
    {1: 2, 2: 1, 3: 2, 4: 4}
    """
    rising = sorted(scores.values())
    return {seat: 1 + len(rising) - bisect_right(rising, score) for seat, score in scores.items()}


def curve_cycles(turn_cycles: int, played: int) -> list[int]:
    """Return the cycles of the points of a curve.

    Examples
    --------
    >>> curve_cycles(250, 1)[:3]
    [25, 50, 75]
    """
    every = turn_cycles // POINTS
    marks = [*range(every, POINTS * every, every), turn_cycles]
    return [turn * turn_cycles + mark for turn in range(played) for mark in marks]


Moves = tuple[Move, ...]


def question(
    code: str, seed: int, turn_cycles: int, played: int, seats: Sequence[Moves], whole: bool = False
) -> bytes:
    """Return what is asked of other processes: how factories fared that decided so.

    Parameters
    ----------
    whole : how all factories of the match fared in which the one seat decided so
    """
    moves = [[row_of(one) for one in own] for own in seats]
    return json.dumps([code, seed, turn_cycles, played, moves, whole]).encode()


def answer(asked: bytes) -> bytes:
    """Return the accounts that a question asks for.

    Examples
    --------
    >>> (told,) = read(answer(question("default.cy200", 7, 200, 1, [()])))
    >>> told.balance == told.curve[-1], told.strategy, told.record
    (True, 'corrective', (136, 161, 151, 129))
    """
    from game.rooms.play import accounts, whole_match  # noqa: PLC0415 - never where streams are served

    code, seed, turn_cycles, played, moves, whole = json.loads(asked)
    seats = [tuple(move_of(row) for row in own) for own in moves]
    if whole:
        told = whole_match(code, seed, turn_cycles, played, *seats)
    else:
        told = accounts(code, seed, turn_cycles, played, seats)
    return b"\n".join(json.dumps(asdict(account)).encode() for account in told)


def read(answered: bytes) -> Iterator[Account]:
    """Give the accounts of an answer, a line each: who serves others looks at them in between."""
    return (read_account(json.loads(line)) for line in answered.splitlines())


def read_account(values: Mapping[str, Any]) -> Account:
    """Return an account from plain JSON values."""
    watched = tuple(Watched(**frozen(one)) for one in values["watched"])
    return Account(**frozen({**values, "watched": watched}))


def frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values as a frozen dataclass holds them: each list is a tuple.

    Examples
    --------
    >>> frozen({"lives": [[[1, 2]], []], "broke": None})
    {'lives': (((1, 2),), ()), 'broke': None}
    """
    return {name: _tuples(value) for name, value in values.items()}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
