"""What a host may ask about the players' federation, and how a class votes its merging rule."""

from collections.abc import Callable, Mapping
from typing import Any

from game.rooms.federation.merging import MERGE, VOTED, is_voting
from game.rooms.federation.shares import is_open
from game.rooms.room import Member, Room
from game.rooms.verbs.proposals import Proposal, RoomError, checked_flag, checked_seat
from game.rooms.verbs.seats import act, open_turn
from game.rules.errors import check_known
from game.text.marking import mark

_NONE = mark("This room has no federation of its players.")
_UNKNOWN_RULE = mark("The class cannot vote for {got}: choose from {choices}.")


def worth(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Ask what a seat is worth to the others, in a room too large to work it out for all."""
    if room.plan.federation is None:
        raise RoomError(_NONE)
    seat = checked_seat(room, values)
    return Proposal("weighed", {"seat": seat}, f"weighed:{room.group}:{seat}")


def poll(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Put the merging rule to a vote of the class until the turn ends, or take that back."""
    opens, turn = room.plan.federation, room.turn
    if opens is None:
        raise RoomError(_NONE)
    if turn is None or not is_open(room.plan, turn):
        raise RoomError("The class votes in a turn from turn {turn} on.", turn=opens + 1)
    return Proposal("polled", {"turn": turn, "on": checked_flag("on", values.get("on"))})


def merge(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a vote for a merging rule; the last one counts, None takes it back."""
    turn = open_turn(room, values)
    if not is_voting(room):
        raise RoomError("Nobody votes how updates are merged now: the host opens a vote.")
    rule = values.get("rule")
    if rule is not None:
        check_known(rule, VOTED, RoomError, _UNKNOWN_RULE)
    return act(room, member, values, turn, MERGE, 0, rule)


HOST_VERBS: dict[str, Callable[[Room, Mapping[str, Any]], Proposal]] = {
    "poll": poll,
    "worth": worth,
}

SEAT_VERBS: dict[str, Callable[[Room, Member, Mapping[str, Any]], Proposal]] = {"merge": merge}

ROWS = {"merge": "acted"}
"""Kinds of row that count once by an id of the page's own, by what is asked."""
