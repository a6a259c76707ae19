"""What rows come to: a room, one change after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from game.rooms.ballots import ballot
from game.rooms.quiz import sheets
from game.rooms.room import Act, Member, Order, Plan, Room, Row, decided, read_plan, rules_of
from game.rules.report import factory_names
from game.text.marking import mark

TEAM = mark("The audience")


def fold(code: str, rows: Sequence[Row]) -> Room:
    """Return what rows come to; the first one opens the room.

    Examples
    --------
    >>> plan = {"rules": "default", "seed": 7}
    >>> fold("ABCDEF", [Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})]).phase
    <Phase.LOBBY: 'lobby'>
    """
    first, *others = rows
    plan = read_plan(first.body["plan"])
    room = Room(
        code, plan, first.body["host"], first.body["show"], first.sequence, since=first.at,
        secret=first.body["host"], members=_crew(plan),
    )  # fmt: skip
    for row in others:
        room = after(room, row)
    return room


def after(room: Room, row: Row) -> Room:
    """Return a room after one more row."""
    return replace(_AFTER[row.kind](room, row), sequence=row.sequence)


def _crew(plan: Plan) -> tuple[Member, ...]:
    """Return the factories of an audience: the one that it decides for, and the match's rivals."""
    if not plan.audience:
        return ()
    names = factory_names(plan.seed, rules_of(plan.scenario_code).factories)
    rivals = [
        Member(seat, name, None, False, "", "", bot=True) for seat, name in enumerate(names[1:], 2)
    ]
    return (Member(1, TEAM, None, False, "", ""), *rivals)


def _joined(room: Room, row: Row) -> Room:
    body = row.body
    member = Member(
        len(room.members) + 1, body["alias"], body["typed"], not room.plan.approve, body["token"],
        body["pin"], late=room.played, test=body["test"],
        program=body.get("program", False),
    )  # fmt: skip
    return replace(room, members=(*room.members, member))


def _changed(room: Room, row: Row, **values: Any) -> Room:
    seat = row.body["seat"]
    member = replace(room.members[seat - 1], **values)
    return replace(room, members=(*room.members[: seat - 1], member, *room.members[seat:]))


def _pinned(room: Room, row: Row) -> Room:
    """Give a seat another PIN: the device that was there before has no place any more."""
    return _changed(room, row, pin=row.body["pin"], token="")


def _decided(room: Room, row: Row) -> Room:
    body, member = row.body, room.members[row.body["seat"] - 1]
    order = Order(body["turn"], body["strategy"], body["setting"])
    return _changed(room, row, orders=(*member.orders, order), bot=body["bot"])


def _acted(room: Room, row: Row) -> Room:
    body, member = row.body, room.members[row.body["seat"] - 1]
    act = Act(body["turn"], body["kind"], body["about"], body["what"])
    return _changed(room, row, acts=(*member.acts, act))


def _voted(change: Callable[[ballot.Ballots, Mapping[str, Any]], ballot.Ballots]) -> Any:
    return lambda room, row: replace(room, ballots=change(room.ballots, row.body))


def _asked(room: Room, row: Row) -> Room:
    ballots = ballot.asked(room.ballots, row.body, row.sequence)
    return replace(room, ballots=ballots, since=row.at, extra=0.0)


def _decided_by_votes(room: Room) -> Room:
    """Let the audience's factory do what has won in the turn that ends."""
    if room.turn is None or not room.ballots:
        return room
    team = decided(room.plan, room.members[0], room.turn, ballot.won(room.ballots, room.turn))
    return replace(room, members=(team, *room.members[1:]))


def _stepped(room: Room, row: Row) -> Room:
    return _moved(_decided_by_votes(room), row)


def _polled(room: Room, row: Row) -> Room:
    others = tuple(turn for turn in room.polls if turn != row.body["turn"])
    return replace(room, polls=(*others, row.body["turn"]) if row.body["on"] else others)


def _bet(room: Room, row: Row) -> Room:
    bets = room.members[row.body["seat"] - 1].bets
    return _changed(room, row, bets={**bets, row.body["about"]: row.body["what"]})


def _moved(room: Room, row: Row) -> Room:
    ended = max(0, row.body["to"] - 2)  # turns
    absent = (*room.absent, tuple(row.body.get("absent", ())))[:ended]
    begins = row.body["to"] - 2  # a turn, or the debrief
    begun = (*room.begun, row.at) if begins == len(room.begun) else room.begun
    stands = bool(room.plan.round) and begins == room.plan.federation
    return replace(
        room, position=row.body["to"], since=row.at, extra=0.0, absent=absent, begun=begun,
        led=0, paused=row.at if stands else None, quiz=sheets.put_away(room.quiz),
    )  # fmt: skip


def _paused(room: Room, row: Row) -> Room:
    if row.body["on"]:
        return replace(room, paused=row.at)
    stood = 0.0 if room.paused is None else row.at - room.paused
    return replace(room, paused=None, extra=room.extra + stood)


def _anew(room: Room, row: Row) -> Room:
    return Room(
        room.code, room.plan, room.host, room.show, since=row.at, backs=room.backs + 1,
        hidden=room.hidden, anonymous=room.anonymous, colleagues=room.colleagues,
        secret=room.secret, group=room.backs + 1, reached=room.reached, before=room,
        members=_crew(room.plan), shown=room.shown,
    )  # fmt: skip


def _linked(room: Room, row: Row) -> Room:
    what, token = row.body["what"], row.body["token"]
    if what == "colleague":
        return replace(room, colleagues=(*room.colleagues, token))
    return replace(room, **{what: token})


def _taken_back(room: Room, row: Row) -> Room:
    if row.body["to"] < 0 and room.before is not None:
        return replace(
            room.before, since=row.at, extra=0.0, backs=room.backs + 1, host=room.host,
            show=room.show, colleagues=room.colleagues,
        )  # fmt: skip
    first = row.body["to"] - 2
    members = tuple(
        replace(
            one,
            orders=tuple(order for order in one.orders if order.turn < first),
            acts=tuple(act for act in one.acts if act.turn < first),
            bets={},
        )
        for one in room.members
    )
    ballots = tuple(one for one in room.ballots if one.turn < first)
    polls = tuple(turn for turn in room.polls if turn < first)
    return replace(
        _moved(room, row), members=members, ballots=ballots, polls=polls, backs=room.backs + 1
    )


_AFTER: dict[str, Callable[[Room, Row], Room]] = {
    "joined": _joined,
    "keyed": lambda room, row: _changed(room, row, token=row.body["token"]),
    "pinned": _pinned,
    "guessed": lambda room, row: _changed(room, row, guess=row.body["age"]),
    "decided": _decided,
    "acted": _acted,
    "stepped": _stepped,
    "asked": _asked,
    "voted": _voted(ballot.voted),
    "closed": _voted(ballot.closed),
    "voided": _voted(ballot.voided),
    "weighed": lambda room, row: replace(room, weighed=(*room.weighed, row.body["seat"])),
    "bet": _bet,
    "polled": _polled,
    "led": lambda room, row: replace(room, led=row.body["to"], quiz=sheets.put_away(room.quiz)),
    "took_back": _taken_back,
    "began_anew": _anew,
    "linked": _linked,
    "dismissed": lambda room, row: replace(room, colleagues=()),
    "extended": lambda room, row: replace(room, extra=room.extra + row.body["seconds"]),
    "paused": _paused,
    "removed": lambda room, row: _changed(room, row, removed=row.body["on"]),
    "renamed": lambda room, row: _changed(room, row, typed=row.body["name"], approved=True),
    "approved": lambda room, row: _changed(room, row, approved=True),
    "set": lambda room, row: replace(room, **{row.body["what"]: row.body["on"]}),
    "messaged": lambda room, row: replace(room, message=row.body["text"]),
    **dict.fromkeys(
        sheets.ROWS,
        lambda room, row: replace(room, quiz=sheets.after(room.quiz, row.kind, row.body)),
    ),
    "reached": lambda room, row: replace(room, reached=row.body["address"]),
    "deleted": lambda room, row: replace(room, deleted=True),
}
"""What each kind of row does."""
