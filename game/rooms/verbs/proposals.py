"""A row that may be added to a room, and the checks of what it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from game.rooms.room import Room
from game.rules.errors import GameError, check_whole, shown
from game.text.marking import mark


class RoomError(GameError):
    """What a room refuses."""


MOST_SEATS = 400
LONGEST_NAME = 24
_NO_NUMBER = mark("{what} is a whole number from {low} to {high}, got {got}: write another.")
_NO_TEXT = mark("{what} has 1 to {most} letters, got {got}: write another.")
_NO_SWITCH = mark("{what} is true or false, got {got}.")


@dataclass(frozen=True)
class Proposal:
    """A row that may be added."""

    kind: str
    body: Mapping[str, Any]
    once: str | None = None


def said(room: Room, kind: str, seat: int, name: object) -> str:
    """Return what a row is called that counts once, by the id that a page has given it."""
    return f"{kind}:{room.group}:{seat}:{name}"


def checked_whole(what: str, value: object, low: int, high: int) -> int:
    """Return a whole number within bounds."""
    return check_whole(value, low, high, RoomError, _NO_NUMBER, what=what)


def checked_flag(what: str, value: object) -> bool:
    """Return what is true or false."""
    if not isinstance(value, bool):
        raise RoomError(_NO_SWITCH, what=what, got=shown(value))
    return value


def checked_text(what: str, value: object, most: int) -> str:
    """Return a text of one line without blanks at its ends."""
    if not isinstance(value, str):
        raise RoomError(_NO_TEXT, what=what, most=most, got=shown(value))
    line = " ".join("".join(c for c in value if c.isprintable() or c.isspace()).split())
    if not 1 <= len(line) <= most:
        raise RoomError(_NO_TEXT, what=what, most=most, got=shown(value))
    return line


def checked_seat(room: Room, values: Mapping[str, Any]) -> int:
    if not room.members:
        raise RoomError("Nobody has a seat yet.")
    return checked_whole("seat", values.get("seat"), 1, len(room.members))
