"""What a room with a federation of its players came to, and how other processes are asked."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from game.rooms.account import Account, frozen, read_account
from game.rooms.federation.shares import Turn, read_turn, turn_row
from game.rooms.room import Plan, read_plan


@dataclass(frozen=True)
class Training:
    """What the federation has learned at a turn's boundary.

    Attributes
    ----------
    cycle : of the boundary
    members : seats that are in it
    sent : seats whose updates were merged: who was there, and had seen something fail
    seen : what they had seen fail: (compressors, fans)
    error : on engines that nobody flies, RMSE in cycles
    setting : recommended alarm, cycles
    moved : bytes of all messages, both ways
    stayed : bytes of the sensor histories that stayed at home
    model : means, scales and coefficients of the features, then the intercept
    """

    cycle: int
    members: tuple[int, ...]
    sent: tuple[int, ...]
    seen: tuple[int, int]
    error: float
    setting: int
    moved: int
    stayed: int
    model: tuple[float, ...]


@dataclass(frozen=True)
class Together:
    """What became of all factories of a room, up to a boundary.

    Attributes
    ----------
    accounts : of each seat, from the first on
    members : seats that are in the federation
    gave : failures of each seat that have trained the model
    trainings : one at each boundary at which there was something to learn
    faults : of each seat what its last update had learned from: (compressors, fans)
    """

    accounts: tuple[Account, ...]
    members: tuple[int, ...]
    gave: tuple[int, ...]
    trainings: tuple[Training, ...]
    faults: tuple[tuple[int, int], ...] = ()


def question(plan: Plan, turns: Sequence[Turn], seats: int, without: int | None = None) -> bytes:
    """Return what is asked of other processes.

    Parameters
    ----------
    seats : of the room
    without : the seat whose updates are to be absent from the first training on; None: nobody's
        go anywhere, and who joins has a model of its own. Of ``balances`` alone.
    """
    rows = [turn_row(turn) for turn in turns]
    asked = {"plan": asdict(plan), "turns": rows, "seats": seats, "without": without}
    return json.dumps(asked).encode()


def answer(asked: bytes) -> bytes:
    """Return what became of a room, in answer to a question.

    Examples
    --------
    >>> plan = Plan("default", 7, turns=2, turn_cycles=100, federation=1)
    >>> told = read(answer(question(plan, [Turn(), Turn()], 2)))
    >>> len(told.accounts), told.members, told.trainings
    (2, (), ())
    """
    from game.rooms.federation.together import play_together  # noqa: PLC0415 - loads the models

    plan, turns, seats, _ = _asked(asked)
    return json.dumps(asdict(play_together(plan, turns, seats))).encode()


def balances(asked: bytes) -> bytes:
    """Return the balances of all seats without the updates of one or all, in answer to a question.

    Examples
    --------
    >>> plan = Plan("default", 7, turns=2, turn_cycles=100, federation=1)
    >>> len(read_balances(balances(question(plan, [Turn()], 3))))
    3
    """
    from game.rooms.federation.together import balances_without  # noqa: PLC0415 - as above

    return json.dumps(balances_without(*_asked(asked))).encode()


def _asked(question: bytes) -> tuple[Plan, tuple[Turn, ...], int, int | None]:
    """Return what a question says, in the order in which it was put."""
    values = json.loads(question)
    turns = tuple(map(read_turn, values["turns"]))
    return read_plan(values["plan"]), turns, values["seats"], values["without"]


def read(answered: bytes) -> Together:
    """Return what became of a room, from an answer."""
    values = json.loads(answered)
    return Together(
        tuple(map(read_account, values["accounts"])),
        tuple(values["members"]),
        tuple(values["gave"]),
        tuple(map(read_training, values["trainings"])),
        tuple((compressors, fans) for compressors, fans in values["faults"]),
    )


def read_balances(answered: bytes) -> tuple[int, ...]:
    """Return balances, from an answer."""
    return tuple(json.loads(answered))


def read_training(values: dict[str, Any]) -> Training:
    """Return a training from plain JSON values."""
    return Training(**frozen(values))
