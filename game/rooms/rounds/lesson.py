"""Where a lesson stands, and what its host is told."""

from typing import Any

from game.rooms.debrief.screens import steps_of
from game.rooms.federation.privacy import NONE
from game.rooms.quiz import sheets
from game.rooms.room import Phase, Room
from game.rooms.rounds.rows import (
    AFTER,
    ALONE,
    DEBRIEF,
    JOIN,
    OPENING,
    PARTS,
    PREDICT,
    ROUNDS,
    ROWS,
    TOGETHER,
)
from game.text.language import t


def part_of(room: Room) -> str:
    """Return the part of the lesson in which a room stands.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> plan = Plan("default", 7, federation=4, round="blind-spot")
    >>> [part_of(Room("ABCDEF", plan, "", "", position=place)) for place in (0, 1, 2, 7, 10)]
    ['join', 'predict', 'alone', 'together', 'debrief']
    """
    if room.phase in (Phase.LOBBY, Phase.PREDICT):
        return JOIN if room.phase is Phase.LOBBY else PREDICT
    if room.phase is Phase.DEBRIEF:
        return AFTER if sheets.AFTER in room.quiz.opened else DEBRIEF
    opens, turn = room.plan.federation, room.turn
    if opens is None or turn is None or turn < opens:
        return ALONE
    return OPENING if turn == opens and room.paused is not None else TOGETHER


_OF_PHASES = {Phase.LOBBY: (sheets.BEFORE,), Phase.PREDICT: (sheets.PREDICTION,)}


def sheet_due(room: Room) -> str | None:
    """Return the sheet that comes now in a prepared room, until it has been closed.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> plan = Plan("default", 7, federation=4, round="blind-spot")
    >>> [sheet_due(Room("ABCDEF", plan, "", "", position=place)) for place in (0, 1, 2)]
    ['before', 'prediction', None]
    """
    if room.quiz.open is not None:
        return room.quiz.open
    comes: tuple[str, ...] = _OF_PHASES.get(room.phase, ())
    if room.phase is Phase.DEBRIEF and room.led == len(steps_of(room.plan)) - 1:
        comes = (sheets.AFTER, sheets.SENTENCE)
    return next((sheet for sheet in comes if sheet not in room.quiz.opened), None)


def vote_due(room: Room) -> bool:
    """Return whether the class is to vote now how updates are merged: once, after one training.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> plan = Plan("default", 7, federation=4, round="saboteur")
    >>> [vote_due(Room("ABCDEF", plan, "", "", position=place)) for place in (5, 6, 7, 8, 10)]
    [False, False, True, True, False]
    >>> vote_due(Room("ABCDEF", plan, "", "", position=8, polls=(5,)))
    False
    """
    row, opens, turn = ROUNDS.get(room.plan.round), room.plan.federation, room.turn
    if row is None or opens is None or turn is None or room.polls:
        return False
    return row.votes and turn > opens


def lesson_of(room: Room) -> dict[str, Any] | None:
    """Return the plan of minutes of a prepared room, as plain JSON values; None of another."""
    row = ROUNDS.get(room.plan.round)
    if row is None:
        return None
    names = [part.name for part in PARTS]
    return {
        "title": t(row.title),
        "line": t(row.line),
        "now": names.index(part_of(room)),
        "due": sheet_due(room),
        "votes": vote_due(room),
        "parts": [
            {
                "minutes": [part.first, part.last],
                "title": t(part.title),
                "say": t(row.says.get(part.name, part.say)),
                "do": t(row.does.get(part.name, part.do)),
            }
            for part in PARTS
        ],
    }


def offered_rounds() -> list[dict[str, str]]:
    """Return the prepared rooms as a host chooses one.

    Examples
    --------
    >>> [row["name"] for row in offered_rounds()]
    ['blind-spot', 'commons', 'saboteur', 'privacy']
    """
    return [
        {
            "name": row.name,
            "title": t(row.title),
            "line": t(row.line),
            "noise": str(row.plan.get("noise", NONE)),
        }
        for row in ROWS
    ]
