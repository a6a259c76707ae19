"""What a host and a seat may ask about sheets, and the rows that come of it."""

from collections.abc import Callable, Mapping
from typing import Any

from game.quiz.forms import SHORT
from game.rooms.quiz.prompts import prompt_of
from game.rooms.quiz.sheets import FORMS, PREDICTION, SENTENCE, SHEETS
from game.rooms.room import Member, Room
from game.rooms.verbs.proposals import (
    Proposal,
    RoomError,
    checked_flag,
    checked_text,
    checked_whole,
    said,
)
from game.rules.errors import check_known, shown
from game.text.marking import mark

LONGEST_SENTENCE = 200
OPTIONS = 4
"""Of each question of the quiz."""

_UNKNOWN_SHEET = mark("No sheet is named {got}: choose from {choices}.")


def sheet(_: Room, values: Mapping[str, Any]) -> Proposal:
    """Open a sheet, or close what is open and show its answers, or put all sheets away."""
    name, told = values.get("sheet"), values.get("told")
    for one in (name, told):
        if one is not None:
            check_known(one, SHEETS, RoomError, _UNKNOWN_SHEET)
    return Proposal("sheet", {"sheet": name, "told": None if name is not None else told})


def quote(room: Room, values: Mapping[str, Any]) -> Proposal:
    """Let all read what somebody has written, or no longer."""
    seat, on = values.get("seat"), checked_flag("on", values.get("on"))
    if type(seat) is not int or seat not in room.quiz.sentences:
        raise RoomError("Seat {seat} has written no sentence.", seat=shown(seat))
    return Proposal("quoted", {"seat": seat, "on": on})


def _check_open(room: Room, name: object) -> str:
    if name is None or name != room.quiz.open:
        raise RoomError("These questions are closed: look at the page again.")
    return str(name)


def marked(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Choose an option of a question; the last one counts."""
    name = _check_open(room, values.get("sheet"))
    if name not in (*FORMS, PREDICTION):
        raise RoomError("Nothing is chosen on this sheet: write a sentence.")
    number, options = len(SHORT), OPTIONS
    if name == PREDICTION:
        number, options = 1, len(prompt_of(room.plan).options)
    body = {
        "seat": member.seat,
        "sheet": name,
        "question": checked_whole("question", values.get("question"), 0, number - 1),
        "option": checked_whole("option", values.get("option"), 0, options - 1),
    }
    return Proposal("marked", body, said(room, "marked", member.seat, _id(values)))


def write(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Write the sentence; a new one waits for the host's yes again."""
    _check_open(room, SENTENCE)
    text = checked_text("text", values.get("text"), LONGEST_SENTENCE)
    body = {"seat": member.seat, "text": text}
    return Proposal("wrote", body, said(room, "wrote", member.seat, _id(values)))


def _id(values: Mapping[str, Any]) -> str:
    return checked_text("id", values.get("id"), 40)


HOST_VERBS: dict[str, Callable[[Room, Mapping[str, Any]], Proposal]] = {
    "sheet": sheet,
    "quote": quote,
}

SEAT_VERBS: dict[str, Callable[[Room, Member, Mapping[str, Any]], Proposal]] = {
    "mark": marked,
    "write": write,
}

ROWS = {"mark": "marked", "write": "wrote"}
"""Kinds of row that count once by an id of the page's own, by what is asked."""
