"""What screens are told of the players' federation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.rooms.federation.merging import MERGE, VOTED, count_of, rule_in
from game.rooms.federation.shares import is_member, is_open, shares_of
from game.rooms.federation.told import Together, Training
from game.rooms.room import Member, Phase, Room, acted

MOST_WHOLE = 60
"""Seats up to which everybody's worth to the others is worked out after every turn."""

SHOWN = 12
"""In larger rooms that of those whose failures have taught most."""


@dataclass(frozen=True)
class Standing:
    """What is known of a room's federation.

    Attributes
    ----------
    together : as of the last turn that is over
    alone : what each seat would have with a model of its own; nothing until that is known
    worth : of each contributor: what every seat has more than without its updates, dollars
    as_of : turns that were over when ``worth`` was worked out
    replays : of those that ``worth`` takes as of the last turn: how many are there, of how many
    """

    together: Together
    alone: tuple[int, ...] = ()
    worth: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    as_of: int = 0
    replays: tuple[int, int] = (0, 0)


def contributors(together: Together, seats: int, asked: Collection[int] = ()) -> list[int]:
    """Return the seats whose worth is worked out: all that have given something, or the first.

    Parameters
    ----------
    seats : of the room
    asked : seats that the host asks for besides

    Examples
    --------
    >>> contributors(Together((), (1, 2, 3), (4, 0, 9), ()), 3)
    [3, 1]
    """
    gave = {seat: count for seat, count in enumerate(together.gave, 1) if count}
    ranked = sorted(gave, key=lambda seat: (-gave[seat], seat))
    if seats <= MOST_WHOLE:
        return ranked
    return [seat for place, seat in enumerate(ranked) if place < SHOWN or seat in asked]


def differences(together: Together, without: tuple[int, ...], seat: int) -> tuple[int, ...]:
    """Return what every seat has more than without the updates of one; nothing counts for itself.

    Examples
    --------
    >>> from game.rooms.account import Account
    >>> accounts = tuple(Account(1, money, 0, 0, (), (), "local", 40) for money in (5, 7, 9))
    >>> differences(Together(accounts, (), (), ()), (1, 1, 1), seat=2)
    (4, 0, 8)
    """
    return tuple(
        0 if other == seat else account.balance - less
        for other, (account, less) in enumerate(
            zip(together.accounts, without, strict=True), start=1
        )
    )


def for_all(room: Room, standing: Standing | None) -> dict[str, Any] | None:
    """Return what everybody may know of the federation; None in a room without."""
    if room.plan.federation is None:
        return None
    trainings = standing.together.trainings if standing else ()
    told: dict[str, Any] = {
        "opens": room.plan.federation,
        "open": is_open(room.plan, room.turn) or room.played > room.plan.federation,
        "rule": rule_in(room, room.played - 1),
        "vote": _vote(room),
        "noise": room.plan.noise,
        "members": sum(map(is_member, room.present)),
        "trainings": [_training(room, one) for one in trainings],
        "ring": {
            "members": list(trainings[-1].members if trainings else ()),
            "sent": list(trainings[-1].sent if trainings else ()),
        },
        "needs": needs_of(standing.together) if standing else [],
        "gain": None,
    }
    if standing and standing.alone:
        own = [account.balance for account in standing.together.accounts]
        told["gain"] = sum(own) - sum(standing.alone)
    return told


def needs_of(together: Together) -> list[dict[str, Any]]:
    """Return which faults the common model has lost, or knows from one factory alone, and whose.

    Dollars that the others have without a factory do not say so: what it taught may come to use
    in another turn.

    Returns
    -------
    list
        of each such fault, as in ``Training.seen``: ``only``, who alone taught it at the last
        training; or, if nobody did, those who had before: who has ``left``, who was ``away``

    Examples
    --------
    >>> last = Training(250, (1, 2), (1,), (0, 9), 20.0, 30, 10, 100, ())
    >>> needs_of(Together((), (1, 2), (9, 0, 8), (last,), ((0, 9), (0, 0), (8, 2))))
    [{'fault': 0, 'only': None, 'left': [3], 'away': []}, {'fault': 1, 'only': 1, 'left': [], 'away': []}]
    """  # noqa: E501 - one list
    found = []
    for fault in (0, 1) if together.trainings else ():
        taught = [seat for seat, own in enumerate(together.faults, 1) if own[fault]]
        knows = [seat for seat in taught if seat in together.trainings[-1].sent]
        if not taught or len(knows) > 1:
            continue
        gone = [] if knows else taught
        found.append(
            {
                "fault": fault,
                "only": knows[0] if knows else None,
                "left": [seat for seat in gone if seat not in together.members],
                "away": [seat for seat in gone if seat in together.members],
            }
        )
    return found


def _vote(room: Room) -> dict[str, Any] | None:
    """Return the newest vote on the merging rule: how it went, once it is over."""
    if not room.polls:
        return None
    turn = max(room.polls)
    count, over = count_of(room, turn), turn != room.turn
    return {
        "turn": turn,
        "over": over,
        "options": list(VOTED),
        "voted": sum(count.votes),
        "votes": list(count.votes) if over else [],
        "winner": VOTED[count.winner] if over and count.winner is not None else None,
    }


def hides_worth(room: Room) -> bool:
    """Return whether nobody may read what a seat is worth: it would say whose updates are poisoned.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> plan = Plan("default", 7, turns=4, federation=1, saboteur=2)
    >>> [hides_worth(Room("ABCDEF", plan, "", "", position=place)) for place in (4, 6)]
    [True, False]
    """
    return bool(room.plan.saboteur) and room.phase is not Phase.DEBRIEF


def turn_of(room: Room, training: Training) -> int:
    """Return the turn at whose end a training was: it learned what had failed by its beginning."""
    return training.cycle // room.plan.turn_cycles


def away_at(room: Room, training: Training) -> frozenset[int]:
    """Return the members that had not looked in during the turn at whose end a training was.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> room = Room("ABCDEF", Plan("default", 7, federation=1), "", "", absent=((), (2, 3)))
    >>> away_at(room, Training(250, (1, 2), (1,), (4, 0), 20.0, 30, 10, 100, ()))
    frozenset({2})
    """
    turn = turn_of(room, training)
    absent = room.absent[turn] if turn < len(room.absent) else ()
    return frozenset(training.members) & frozenset(absent)


def without_a_gift(room: Room, together: Together) -> dict[int, bool]:
    """Return the seats that were in at the last training and have given nothing yet.

    Of each: whether it was away then; who was there had seen nothing fail.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> room = Room("ABCDEF", Plan("default", 7, federation=1), "", "", absent=((), (3,)))
    >>> last = Training(250, (1, 2, 3), (1,), (4, 0), 20.0, 30, 10, 100, ())
    >>> without_a_gift(room, Together((), (1, 2, 3), (4, 0, 0), (last,)))
    {2: False, 3: True}
    """
    if not together.trainings:
        return {}
    last = together.trainings[-1]
    away, gave = away_at(room, last), together.gave
    return {
        seat: seat in away
        for seat in last.members
        if seat in together.members and not gave[seat - 1]
    }


def _training(room: Room, one: Training) -> dict[str, Any]:
    return {
        "turn": turn_of(room, one),
        "away": len(away_at(room, one)),
        "cycle": one.cycle,
        "members": len(one.members),
        "sent": len(one.sent),
        "seen": list(one.seen),
        "error": round(one.error, 1),
        "setting": one.setting,
        "moved": one.moved,
        "stayed": one.stayed,
    }


def of_seat(room: Room, standing: Standing | None, seat: int) -> dict[str, Any]:
    """Return what a factory gave, and what it and the others have of it; None: not known yet.

    ``idle`` was there at the last training and had nothing to give, ``missed`` was away then.
    """
    told: dict[str, Any] = {"member": False, "gave": 0, "gain": None, "worth": None, "asOf": 0,
                            "idle": False, "missed": False}  # fmt: skip
    if standing is None or seat > len(standing.together.accounts):
        return told
    together, place = standing.together, seat - 1
    told["member"], told["gave"] = seat in together.members, together.gave[place]
    told["idle"] = without_a_gift(room, together).get(seat) is False
    if together.trainings and told["member"]:
        told["missed"] = seat in away_at(room, together.trainings[-1])
    if place < len(standing.alone):
        told["gain"] = together.accounts[place].balance - standing.alone[place]
    if hides_worth(room):
        return told
    if standing.as_of and together.trainings:  # before there is nothing that could be worth
        told["asOf"] = standing.as_of
        if seat in standing.worth:
            told["worth"] = sum(standing.worth[seat])
        elif not together.gave[place]:
            told["worth"] = 0
    return told


def asked_of(room: Room, member: Member) -> dict[str, Any]:
    """Return what somebody may say of the federation in the turn that is open."""
    return {
        "open": is_open(room.plan, room.turn),
        "member": is_member(member),
        "merge": acted(room, member, MERGE).get(0),
        "said": shares_of(member).get(room.turn) if room.turn is not None else None,
    }
