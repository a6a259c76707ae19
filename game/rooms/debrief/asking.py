"""What may be asked of a debrief, and the rows that come of it."""

from collections.abc import Callable, Mapping
from typing import Any

from game.rooms.debrief.screens import options_of, step_of, steps_of
from game.rooms.room import Member, Phase, Room
from game.rooms.verbs.proposals import Proposal, RoomError, checked_whole
from game.rules.errors import check_known
from game.text.marking import mark

_UNKNOWN_BET = mark("Nobody can guess {got} here: choose from {choices}.")


def bet(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a guess at what the debrief shows next; the last one of each counts."""
    step = step_of(room)
    if step is None or not step.asks or values.get("about") != step.screen.name:
        raise RoomError("Nothing is asked about this now: look at the wall.")
    about = step.screen.name
    what = check_known(values.get("what"), options_of(room, about), RoomError, _UNKNOWN_BET)
    return Proposal("bet", {"seat": member.seat, "about": about, "what": what})


def show(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Lead to a step of the debrief, on or back."""
    if room.phase is not Phase.DEBRIEF:
        raise RoomError("The debrief comes after the last turn.")
    return Proposal(
        "led", {"to": checked_whole("to", values.get("to"), 0, len(steps_of(room.plan)) - 1)}
    )


HOST_VERBS: dict[str, Callable[[Room, Mapping[str, Any]], Proposal]] = {"show": show}

SEAT_VERBS: dict[str, Callable[[Room, Member, Mapping[str, Any]], Proposal]] = {"bet": bet}
