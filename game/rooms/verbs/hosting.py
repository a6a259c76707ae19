"""What a host may ask, and the row that comes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from game.rooms.room import Phase, Room
from game.rooms.verbs.proposals import (
    LONGEST_NAME,
    Proposal,
    RoomError,
    checked_flag,
    checked_seat,
    checked_text,
    checked_whole,
)
from game.rooms.verbs.seats import order
from game.rules.errors import check_known
from game.text.marking import mark

LONGEST_MESSAGE = 200
LINKS = ("host", "show", "colleague")
MOST_COLLEAGUES = 20
SWITCHES = ("locked", "hidden", "anonymous")
AUDIENCE_SWITCHES = ("locked", "hidden", "shown")
_UNKNOWN_LINK = mark("No link is for {got}: choose from {choices}.")
_UNKNOWN = mark("No switch is named {got}: choose from {choices}.")


def step(room: Room, position: int | None = None) -> Proposal:
    """Return the row that ends a phase or a turn; of several of the same place one is added.

    Parameters
    ----------
    position : where whoever steps believes the room to stand; here if None
    """
    _check_place(room, room.position if position is None else position)
    if room.phase is Phase.DEBRIEF:
        raise RoomError("This was the last phase.")
    to = room.position + (2 if room.plan.audience and room.position == 0 else 1)
    return Proposal("stepped", {"to": to}, f"stepped:{room.backs}:{to}")


def _check_place(room: Room, position: int) -> None:
    if position != room.position:
        raise RoomError("The room has moved on meanwhile: look again.")


def _place(values: Mapping[str, Any]) -> int:
    return checked_whole("position", values.get("position"), 0, 10_000)


def _step(room: Room, values: Mapping[str, Any]) -> Proposal:
    return step(room, _place(values))


def _back(room: Room, values: Mapping[str, Any]) -> Proposal:
    _check_place(room, _place(values))
    if room.position == 0 and room.before is None:
        raise RoomError("This is the first phase.")
    to = 0 if room.plan.audience and room.position == 2 else room.position - 1
    return Proposal("took_back", {"to": to}, f"back:{room.backs}")


def _anew(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Let another class begin under the same code; a step back from its lobby undoes it."""
    _check_place(room, _place(values))
    if room.position == 0 and (room.plan.audience or not room.members):
        raise RoomError("Nobody has been here yet: let people in.")
    return Proposal("began_anew", {}, f"anew:{room.backs}")


def link(room: Room, what: object, token: str) -> Proposal:
    """Return the row of a new link; the host's and the presenter's replace the ones before.

    Parameters
    ----------
    what : one of ``LINKS``
    token : hashed
    """
    if what == "colleague" and len(room.colleagues) >= MOST_COLLEAGUES:
        raise RoomError("A room has {most} colleagues at most: take their links back first.",
                        most=MOST_COLLEAGUES)  # fmt: skip
    return Proposal(
        "linked", {"what": check_known(what, LINKS, RoomError, _UNKNOWN_LINK), "token": token}
    )


def reach(room: Room, address: str) -> Proposal:
    """Return the row of a phone that has tried out the address that phones are shown."""
    return Proposal("reached", {"address": address}, f"reached:{room.group}:{address}"[:80])


def bots_of(values: Mapping[str, Any], most: int) -> int:
    """Return how many bots are asked for."""
    return checked_whole("bots", values.get("bots"), 1, most)


def _extend(room: Room, values: Mapping[str, Any]) -> Proposal:
    if room.deadline is None:
        raise RoomError("No clock runs now.")
    return Proposal(
        "extended", {"seconds": checked_whole("seconds", values.get("seconds"), 1, 600)}
    )


def _pause(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Let the clock of a turn stand, or run on."""
    on = checked_flag("on", values.get("on"))
    if room.turn is None or room.plan.seconds is None or on == (room.paused is not None):
        raise RoomError("The clock stands already." if on else "The clock runs already.")
    return Proposal("paused", {"on": on})


def _remove(room: Room, values: Mapping[str, Any]) -> Proposal:
    return Proposal(
        "removed", {"seat": checked_seat(room, values), "on": checked_flag("on", values.get("on"))}
    )


def _rename(room: Room, values: Mapping[str, Any]) -> Proposal:
    name = checked_text("name", values.get("name"), LONGEST_NAME)
    return Proposal("renamed", {"seat": checked_seat(room, values), "name": name})


def _approve(room: Room, values: Mapping[str, Any]) -> Proposal:
    return Proposal("approved", {"seat": checked_seat(room, values)})


def _set(room: Room, values: Mapping[str, Any]) -> Proposal:
    switches = AUDIENCE_SWITCHES if room.plan.audience else SWITCHES
    what = check_known(values.get("what"), switches, RoomError, _UNKNOWN)
    return Proposal("set", {"what": what, "on": checked_flag("on", values.get("on"))})


def _message(_: Room, values: Mapping[str, Any]) -> Proposal:
    text = values.get("text")
    return Proposal(
        "messaged", {"text": "" if text == "" else checked_text("text", text, LONGEST_MESSAGE)}
    )


def _bot(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Let a seat play by the calendar, as recommended, until somebody decides there again."""
    if room.turn is None:
        raise RoomError("A bot takes over in a turn: wait for one.")
    member = room.members[checked_seat(room, values) - 1]
    name = f"bot:{room.backs}:{room.turn}:{len(member.orders)}"
    return order(room, member, room.turn, "preventive", None, name, bot=True)


def _delete(room: Room, values: Mapping[str, Any]) -> Proposal:
    if values.get("sure") != room.code:
        raise RoomError("Write the room's code to delete it for ever.")
    return Proposal("deleted", {})


def repin(room: Room, values: Mapping[str, Any], pin: str) -> Proposal:
    """Return the row of a PIN, hashed, that a host gives a seat instead of the one before."""
    return Proposal("pinned", {"seat": checked_seat(room, values), "pin": pin})


HOST_VERBS: dict[str, Callable[[Room, Mapping[str, Any]], Proposal]] = {
    "step": _step,
    "back": _back,
    "anew": _anew,
    "dismiss": lambda room, values: Proposal("dismissed", {}),
    "extend": _extend,
    "pause": _pause,
    "remove": _remove,
    "rename": _rename,
    "approve": _approve,
    "set": _set,
    "message": _message,
    "bot": _bot,
    "delete": _delete,
}
"""What a host may ask."""
