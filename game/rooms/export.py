"""A room as files: who decided what, under pseudonyms; and what a seat's match comes to again."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from game.rooms.account import Account
from game.rooms.ballots.ballot import Ballot
from game.rooms.federation.shares import memberships, ran, turn_row, turns_of
from game.rooms.federation.standing import Standing, hides_worth
from game.rooms.quiz.prompts import prompt_of
from game.rooms.quiz.told import exported, seat_exported
from game.rooms.room import Member, Room, moves_of, seat_link
from game.rooms.verbs.proposals import RoomError
from game.rules.decisions import Answer, Call, Decision
from game.rules.errors import shown
from game.text.language import t

FORM = "turbofan-tycoon-room"
COLUMNS = (
    "seat", "pseudonym", "link", "money", "failures", "services", "guess", "late", "bot", "test",
    "removed", "program", "in_federation", "before_right", "after_right", "prediction", "sentence",
    "ran", "decisions", "answers", "calls",
)  # fmt: skip


def room_json(
    room: Room, accounts: Mapping[int, Account], standing: Standing | None = None
) -> dict[str, Any]:
    """Return a room as plain JSON values: no name, no token, no address.

    Parameters
    ----------
    standing : of the federation of its players

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> room_json(Room("ABCDEF", Plan("default", 7), "", ""), {})["seats"]
    []
    """
    return {
        "form": FORM,
        "plan": asdict(room.plan),
        "phase": room.phase.value,
        "cycles": room.cycle,
        "seats": [_seat(room, one, accounts.get(one.seat)) for one in _deciding(room)],
        "quiz": exported(room),
        **({} if room.plan.federation is None else _federation(room, standing)),
        **(_audience(room, accounts) if room.plan.audience else {}),
    }


def _deciding(room: Room) -> Sequence[Member]:
    """Return who decides: of an audience its own factory, whose link plays the rivals, too."""
    return room.members[:1] if room.plan.audience else room.members


def _audience(room: Room, accounts: Mapping[int, Account]) -> dict[str, Any]:
    """Return what was asked, and against whom; rivals by their names in the match."""
    return {
        "ballots": list(map(_ballot, room.ballots)),
        "rivals": [
            {"name": one.alias, "money": own.balance if (own := accounts.get(one.seat)) else None}
            for one in room.members[1:]
        ],
    }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    """Return what was asked and how many voted for what; nobody's own vote."""
    return {
        "turn": ballot.turn,
        "kind": ballot.question.kind,
        "about": ballot.question.about,
        "options": list(ballot.question.options),
        "votes": list(ballot.count.votes),
        "winner": ballot.winner,
        "void": ballot.void,
    }


def _federation(room: Room, standing: Standing | None) -> dict[str, Any]:
    """Return all that is needed to let factories live again that learned from each other."""
    told: dict[str, Any] = {"turns": [turn_row(turn) for turn in turns_of(room)]}
    if standing is None:
        return told | {"trainings": [], "alone": [], "worth": {}, "worth_as_of": 0}
    return told | {
        "trainings": [asdict(one) for one in standing.together.trainings],
        "alone": list(standing.alone),
        "worth": None if hides_worth(room) else _worth(standing),
        "worth_as_of": standing.as_of,
    }


def _worth(standing: Standing) -> dict[str, list[int]]:
    return {str(seat): list(own) for seat, own in sorted(standing.worth.items())}


def _seat(room: Room, member: Member, account: Account | None) -> dict[str, Any]:
    moves = moves_of(room, member)
    return {
        "seat": member.seat,
        "pseudonym": f"Factory {member.seat}",
        "link": seat_link(room, member),
        "money": None if account is None else account.balance,
        "failures": None if account is None else account.failures,
        "services": None if account is None else account.services,
        "guess": member.guess,
        "quiz": seat_exported(room, member),
        "late": member.late,
        "bot": member.bot,
        "test": member.test,
        "removed": member.removed,
        "program": member.program,
        "ran": [] if room.plan.federation is None else [list(one) for one in ran(room, member)],
        "decisions": [
            [move.cycle, move.strategy, move.setting]
            for move in moves
            if isinstance(move, Decision)
        ],
        "answers": [
            [move.cycle, move.offer, move.option] for move in moves if isinstance(move, Answer)
        ],
        "calls": [[move.cycle, move.slot, move.call] for move in moves if isinstance(move, Call)],
    }


def room_csv(room: Room, accounts: Mapping[int, Account]) -> str:
    """Return a room as a table, a line for each seat."""
    told = io.StringIO()
    table = csv.DictWriter(told, COLUMNS, lineterminator="\n")
    table.writeheader()
    for seat in room_json(room, accounts)["seats"]:
        words = {name: " ".join(map(_word, seat[name])) for name in COLUMNS[-4:]}
        asked = seat.pop("quiz")
        answers = {name: asked[name] for name in COLUMNS[-8:-4]}
        answers["sentence"] = _harmless(answers["sentence"])
        answers["prediction"] = _predicted(room, answers["prediction"])
        was_in = {"in_federation": " ".join(map(str, _turns_in(room, seat["seat"])))}
        table.writerow(seat | was_in | answers | words)
    return told.getvalue()


def _predicted(room: Room, option: int | None) -> str | None:
    """Return what somebody predicted, in the words that they chose."""
    return None if option is None else t(prompt_of(room.plan).options[option])


def _turns_in(room: Room, seat: int) -> list[int]:
    """Return the turns, from 1, that a seat has played as a member of the players' federation."""
    was_in = memberships(room.members[seat - 1], room.played)
    return [turn for turn, is_in in enumerate(was_in, 1) if is_in]


def _harmless(text: str | None) -> str | None:
    """Return what somebody wrote so that no table program takes it for a formula.

    Examples
    --------
    >>> _harmless("=1+1"), _harmless("I would ask")
    ("'=1+1", 'I would ask')
    """
    return f"'{text}" if text and text[0] in "=+-@" else text


def _word(row: Sequence[object]) -> str:
    """Return what was decided at a cycle as a word of a table."""
    return ":".join(str(value) for value in row if value is not None)


def link_of(text: str, seat: int) -> tuple[str, int]:
    """Return the link of a seat in a room's file, and how many cycles the room has played.

    Raises
    ------
    RoomError
        No room of ours, or no such seat in it.

    Examples
    --------
    >>> link_of("{}", 1)
    Traceback (most recent call last):
        ...
    game.rooms.verbs.proposals.RoomError: This is no room's file: export one as JSON.
    """
    try:
        room = json.loads(text)
        cycles, seats = room["cycles"], {one["seat"]: one["link"] for one in room["seats"]}
    except (ValueError, RecursionError, TypeError, KeyError):
        raise RoomError("This is no room's file: export one as JSON.") from None
    if room.get("form") != FORM or not isinstance(cycles, int) or isinstance(cycles, bool):
        raise RoomError("This is no room's file: export one as JSON.")
    if seat not in seats:
        raise RoomError("The room has no seat {seat}: choose from {choices}.", seat=shown(seat),
                        choices=", ".join(map(str, seats)) or "none")  # fmt: skip
    if cycles == 0:
        raise RoomError("This room has played nothing yet.")
    if seats[seat] is None:
        raise RoomError("Factories of this room learned from each other: play all of them again, "
                        "without a seat.")  # fmt: skip
    return seats[seat], cycles
