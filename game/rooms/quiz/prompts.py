"""Predictions that a room is asked for before it plays, and what has come of them in the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from game.quiz.numbers import FEW_LIVES, earns, lifetimes
from game.rooms.account import Account
from game.rooms.room import Plan, Room, rules_of
from game.text.marking import mark


@dataclass(frozen=True)
class Outcome:
    """What is known of a room: its rows, and what its factories came to.

    Attributes
    ----------
    members : seats that were in the players' federation in the end
    alone : what each seat would have with a model of its own; nothing until that is known
    """

    room: Room
    accounts: Mapping[int, Account]
    members: frozenset[int] = frozenset()
    alone: Sequence[int] = ()


@dataclass(frozen=True)
class Prompt:
    """A prediction: everybody says what they expect, and sees in the debrief what has come.

    Attributes
    ----------
    truth : the option that has come, by its place; None while that is not known
    screen : of the debrief that shows it: before, nobody is told what has come
    """

    text: str
    options: tuple[str, ...]
    truth: Callable[[Outcome], int | None]
    screen: str


_ALARMS = (5, 20, 45, 100)
_ERROR, _SHAPE, _MEAN = 20, 4.4, 206


@lru_cache(maxsize=64)
def _best_alarm(plan: Plan) -> int:
    """Return which of the alarms earns most at a plan's prices."""
    prices, lives = rules_of(plan.scenario_code).economics, lifetimes(_SHAPE, _MEAN, FEW_LIVES)
    rates = [earns(lives, _ERROR, range(alarm, alarm + 1), prices)[0] for alarm in _ALARMS]
    return int(np.argmax(rates))


_MUCH = 50_000
"""Dollars that a member has more, from which the first option is right."""


def _joined(outcome: Outcome) -> int | None:
    """Return what members have on average against models of their own on the same engines."""
    gains = [
        outcome.accounts[seat].balance - outcome.alone[seat - 1]
        for seat in outcome.members
        if seat in outcome.accounts and seat <= len(outcome.alone)
    ]
    if not gains:
        return None
    gain = sum(gains) / len(gains)
    return 2 if gain <= 0 else 1 if gain <= _MUCH else 0


ALARM = Prompt(
    mark(
        "A model forecasts how many cycles an engine has left, and is off by some 20. At how many "
        "cycles left would you service?"
    ),
    (mark("At 5"), mark("At 20"), mark("At 45"), mark("At 100")),
    lambda outcome: _best_alarm(outcome.room.plan),
    "quality",
)

JOINING = Prompt(
    mark(
        "Some will share a model, others keep one of their own. In the end, what will who shares "
        "have, against a model of their own on the same engines?"
    ),
    (
        mark("Over $50,000 more"),
        mark("More, up to $50,000"),
        mark("The same, or less"),
    ),
    _joined,
    "federation",
)


def prompt_of(plan: Plan) -> Prompt:
    """Return what a room is to predict.

    Examples
    --------
    >>> len(prompt_of(Plan("default", 7)).options)
    4
    >>> prompt_of(Plan("default", 7, federation=4)) is JOINING
    True
    """
    return ALARM if plan.federation is None else JOINING
