"""What is told of a factory, and who computes it: other processes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from game.rules.decisions import Decision

POINTS = 10
"""Balances that are told of each turn."""

RUNNING, SERVICE, FAILURE = "r", "s", "f"
Strip = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Account:
    """What became of one factory up to a boundary.

    Attributes
    ----------
    curve : balances, ``POINTS`` a turn, dollars
    strips : for each slot what happened in the last turn: (kind, first cycle, last cycle), of
        running, standing still for a service, standing still after a failure
    setting : the one in force, cycles; None for who waits
    """

    cycle: int
    balance: int
    failures: int
    services: int
    curve: tuple[int, ...]
    strips: tuple[Strip, ...]
    strategy: str
    setting: int | None


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


Moves = tuple[Decision, ...]


def question(code: str, seed: int, turn_cycles: int, played: int, seats: Sequence[Moves]) -> bytes:
    """Return what is asked of other processes: how factories fared that decided so."""
    moves = [[(one.cycle, one.strategy, one.setting) for one in own] for own in seats]
    return json.dumps([code, seed, turn_cycles, played, moves]).encode()


def answer(asked: bytes) -> bytes:
    """Return the accounts that a question asks for.

    Examples
    --------
    >>> (told,) = read(answer(question("default.cy200", 7, 200, 1, [()])))
    >>> told.balance == told.curve[-1], told.strategy
    (True, 'corrective')
    """
    from game.rooms.play import accounts  # noqa: PLC0415 - never where streams are served

    code, seed, turn_cycles, played, moves = json.loads(asked)
    seats = [tuple(Decision(*row) for row in own) for own in moves]
    told = accounts(code, seed, turn_cycles, played, seats)
    return json.dumps([asdict(account) for account in told]).encode()


def read(answered: bytes) -> list[Account]:
    """Return the accounts of an answer."""
    return [
        Account(
            **{
                **values,
                "curve": tuple(values["curve"]),
                "strips": tuple(tuple(map(tuple, strip)) for strip in values["strips"]),
            }
        )
        for values in json.loads(answered)
    ]
