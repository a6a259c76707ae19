"""What an audience can be asked at the beginning of a turn: what the board offers there."""

from itertools import pairwise

import numpy as np

from game.rooms.account import Account, Watched
from game.rooms.ballots.ballot import GUESS, Question, latest, won
from game.rooms.offered import offers_in
from game.rooms.room import Room, joins, rules_of
from game.rules.decisions import unlock_cycles
from game.rules.offers.events import events_of
from game.rules.offers.terms import would_change
from game.rules.strategies import STRATEGIES, TOGETHER

MOST_OPTIONS = 4
STEPS = 5
"""Of a setting one part in so many is how far its other two values are from it, in cycles."""


def questions_of(room: Room, account: Account | None) -> list[Question]:
    """Return what can be asked in the turn that is open, what is suggested first.

    Parameters
    ----------
    account : of the audience's factory, as of the turns that are over

    Examples
    --------
    >>> from game.rooms.room import Plan, Row
    >>> from game.rooms.rows import fold
    >>> plan = {"rules": "default", "seed": 7, "audience": True}
    >>> first = Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})
    >>> room = fold("ABCDEF", [first, Row(2, 0.0, "stepped", {"to": 2})])
    >>> [len(question.options) for question in questions_of(room, None)]
    [4]
    """
    if room.turn is None:
        return []
    found = [
        *_strategy(room, account),
        *_offers(room, account),
        *_setting(room, account),
        *_call(room, account),
    ]
    return sorted(found, key=lambda question: _rank(room, question))


def guess_of(room: Room) -> Question:
    """Return the guess what the turn that is open will bring, in dollars."""
    rules = rules_of(room.plan.scenario_code)
    most = rules.slots * room.plan.turn_cycles * rules.economics.running_income
    step = max(1_000, round(most / 3, -4))
    bounds = [None, 0, step, 2 * step, None]
    return Question(GUESS, None, [list(pair) for pair in pairwise(bounds)])


def guessed_right(question: Question, change: int) -> int:
    """Return the option of a guess that has come true.

    Examples
    --------
    >>> guessed_right(Question("guess", None, [[None, 0], [0, 70_000], [70_000, None]]), 70_000)
    2
    """
    below = [one for one, (low, _) in enumerate(question.options) if low is None or low <= change]
    return below[-1]


def _rank(room: Room, question: Question) -> tuple[int, int]:
    """Return how soon something is suggested: how to maintain until it is decided, then the new."""
    asked = [one.question for one in room.ballots if not one.void]
    if question.kind == "strategy" and not _has_order(room):
        return (0, 0)  # also after a tie, or where nobody has voted
    if not asked:
        return (1, 0)
    if question.kind == "offer":
        is_new = all((one.kind, one.about) != ("offer", question.about) for one in asked)
        return (1 if is_new else 8, question.about or 0)
    times = sum(one.kind == question.kind for one in asked)
    return (2, 10 * times + ("setting", "strategy", "call").index(question.kind))


def _strategy(room: Room, account: Account | None) -> list[Question]:
    rules, nothing = rules_of(room.plan.scenario_code), np.array([], np.int64)
    opens = unlock_cycles(rules, nothing) if account is None else account.opens
    names = [
        name
        for name in STRATEGIES
        if ((since := opens.get(name)) is not None and since <= room.cycle)
        or (name == TOGETHER and _joins(room, room.turn))
    ]
    return [Question("strategy", None, [[name, None] for name in names])] if len(names) > 1 else []


def _setting(room: Room, account: Account | None) -> list[Question]:
    if account is None or account.setting is None or _other_order(room, account):
        return []
    form = STRATEGIES[account.strategy].setting
    if form is None:
        return []
    apart = max(5, round(account.setting / STEPS))
    ordered = [one for one in room.members[0].orders if one.strategy == account.strategy]
    now = ordered[-1].setting if ordered else None  # recommended: it goes on as recommended
    values = [max(form.low, account.setting - apart), now, min(form.high, account.setting + apart)]
    if account.setting in values[::2]:
        return []
    return [Question("setting", account.setting, [[account.strategy, one] for one in values])]


def _has_order(room: Room) -> bool:
    """Return whether it has ever been voted how to maintain: by a strategy, or by an alliance."""
    turns = {one.turn for one in room.ballots}
    decided = any(kind == "strategy" for turn in turns for kind, *_ in won(room.ballots, turn))
    return decided or any(_joins(room, turn) for turn in turns)


def _other_order(room: Room, account: Account) -> bool:
    """Return whether it has been voted this turn that another order comes into force."""
    return _joins(room, room.turn) or any(
        kind == "strategy" and what[0] != account.strategy
        for kind, _, what in won(room.ballots, room.turn)
    )


def _joins(room: Room, turn: int | None) -> bool:
    """Return whether it has been voted in a turn to join an alliance, whose model flies then."""
    return any(joins(room.plan, *one) for one in won(room.ballots, turn))


def _offers(room: Room, account: Account | None) -> list[Question]:
    if room.turn is None:
        return []
    taken = dict(account.taken) if account else {}
    offers, plan = room.plan.offers, room.plan
    decided = {
        about: what
        for kind, about, what in won(room.ballots, room.turn)
        if kind == "offer" and about is not None and what is not None
    }
    befalls = events_of(rules_of(plan.scenario_code), plan.seed)
    return [
        Question("offer", number, [None, *range(len(offer.prices))][:MOST_OPTIONS])
        for number, offer in offers_in(plan, room.turn).items()
        if number not in taken
        and number not in decided
        and would_change(offer, offers, befalls, taken | decided)
    ]


def _call(room: Room, account: Account | None) -> list[Question]:
    """Ask about the engine that is next to be ordered; where none is in sight, about the oldest.

    Once something has been decided in this turn it is not known any more what a call would change.
    """
    if account is None or not account.watched:
        return []
    if any(what is not None for _, _, what in won(room.ballots, room.turn)):
        return []
    one = min(account.watched, key=_nearness)
    return [Question("call", one.slot, [None, *one.calls])]


def _nearness(one: Watched) -> tuple[float, int]:
    return (float("inf") if one.begins is None else one.begins, -one.age)


def stage_of(room: Room) -> str:
    """Return what an audience is at: "lobby", "ready", "asking", "decided", "guessed", "debrief".

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> stage_of(Room("ABCDEF", Plan("default", 7, audience=True), "", ""))
    'lobby'
    """
    if room.turn is None:
        return room.phase.value
    last = latest(room.ballots, room.turn)
    if last is None:
        return "ready"
    if not last.closed:
        return "asking"
    return "guessed" if last.question.kind == GUESS else "decided"
