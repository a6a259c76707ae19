"""What a host may ask of an audience, how somebody votes, and the rows that come of it."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from game.rooms.account import Account
from game.rooms.ballots.ballot import GUESS, Ballot, Question, latest, open_one
from game.rooms.ballots.questions import guess_of, questions_of
from game.rooms.room import Phase, Room
from game.rooms.verbs.hosting import HOST_VERBS
from game.rooms.verbs.proposals import (
    Proposal,
    RoomError,
    checked_flag,
    checked_text,
    checked_whole,
)
from game.rules.errors import shown

VOTER_BYTES, SIGNED = 9, 32
KEPT_VERBS = ("back", "anew", "dismiss", "extend", "set", "message", "delete")
"""Of a room's verbs those that an audience has, too."""

Verb = Callable[[Room, Account | None, Mapping[str, Any]], Proposal]


def new_voter(room: Room) -> str:
    """Return the token of one more voter: drawn, and signed by the room, so that no row is needed.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from game.rooms.room import Plan
    >>> room = Room("ABCDEF", Plan("default", 7, audience=True), "", "", secret="s")
    >>> token = new_voter(room)
    >>> voter_of(room, token) == token[:12], voter_of(replace(room, group=3), token)
    (True, None)
    """
    voter = secrets.token_urlsafe(VOTER_BYTES)
    return f"{voter}.{_signature(room, voter)}"


def voter_of(room: Room, token: str | None) -> str | None:
    """Return the voter whose token this is, in this audience and no other one."""
    voter, _, signature = (token or "").partition(".")
    if not room.plan.audience or room.deleted or not token:
        return None
    same = hmac.compare_digest(signature.encode(), _signature(room, voter).encode())
    return voter if same else None


def _signature(room: Room, voter: str) -> str:
    said = f"{room.code}:{room.group}:{voter}".encode()
    return hmac.digest(room.secret.encode(), said, "sha256").hex()[:SIGNED]


def vote(room: Room, voter: str, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a vote, which counts once however often it is sent."""
    number, ballot = values.get("ballot"), open_one(room.ballots)
    if ballot is None or type(number) is not int or ballot.number != number or room.turn is None:
        raise RoomError("This vote is over: wait for the next question.")
    what = checked_whole("option", values.get("what"), 0, len(ballot.question.options) - 1)
    return Proposal(
        "voted", {"voter": voter, "ballot": number, "what": what}, said(room, voter, values)
    )


def said(room: Room, voter: str, values: Mapping[str, Any]) -> str:
    """Return what a vote is called, by the id that a page has given it."""
    name = checked_text("id", values.get("id"), 40)
    return f"voted:{room.group}:{voter}:{name}"


def close(room: Room, number: int | None = None) -> Proposal:
    """Return the row that closes a ballot; of several one is added.

    Parameters
    ----------
    number : of the ballot that somebody means; the open one if None
    """
    ballot = open_one(room.ballots)
    if ballot is None or number not in (None, ballot.number):
        raise RoomError("No vote is open now.")
    return Proposal("closed", {"ballot": ballot.number}, f"closed:{ballot.number}")


def _ask(room: Room, account: Account | None, values: Mapping[str, Any]) -> Proposal:
    _check_turn(room)
    if room.played and (account is None or account.cycle != room.cycle):
        raise RoomError("The turn is still being played: ask again in a moment.")
    kind, about = values.get("kind"), values.get("about")
    if kind == GUESS:
        last = latest(room.ballots, room.turn)
        if last is not None and last.question.kind == GUESS:
            raise RoomError("This turn has been guessed: let it be played.")
        return _asked(room, guess_of(room))
    found = [one for one in questions_of(room, account) if (one.kind, one.about) == (kind, about)]
    if not found:
        raise RoomError("Nothing of this kind can be asked now, got {got}: look again.",
                        got=shown(kind))  # fmt: skip
    return _asked(room, found[0])


def _check_turn(room: Room) -> None:
    if room.turn is None:
        raise RoomError("Votes are taken while the match is played.")
    if open_one(room.ballots) is not None:
        raise RoomError("A vote is open: close it first.")


def _asked(room: Room, question: Question, repeats: Ballot | None = None) -> Proposal:
    body = {
        "turn": room.turn, "kind": question.kind, "about": question.about,
        "options": list(question.options), "seconds": room.plan.seconds,
        "repeats": None if repeats is None else repeats.number,
    }  # fmt: skip
    before = room.ballots[-1].number if room.ballots else 0
    return Proposal("asked", body, f"asked:{room.backs}:{room.position}:{before}")


def _repeat(room: Room, _: Account | None, values: Mapping[str, Any]) -> Proposal:
    ballot = _of_this_turn(room, values)
    if ballot is not open_one(room.ballots):
        _check_turn(room)
    if ballot is not room.ballots[-1]:
        raise RoomError("Only the last vote can be repeated.")
    return _asked(room, ballot.question, ballot)


def _void(room: Room, _: Account | None, values: Mapping[str, Any]) -> Proposal:
    ballot = _of_this_turn(room, values)
    on = checked_flag("on", values.get("on"))
    if not on and ballot is not room.ballots[-1]:
        raise RoomError("It has been asked again: that vote counts.")
    return Proposal("voided", {"ballot": ballot.number, "on": on})


def _of_this_turn(room: Room, values: Mapping[str, Any]) -> Ballot:
    number = values.get("ballot")
    own = [one for one in room.ballots if one.turn == room.turn and one.number == number]
    if not own or type(number) is not int:
        raise RoomError("This vote is not of this turn: take a step back first.")
    return own[0]


def _step(room: Room, _: Account | None, values: Mapping[str, Any]) -> Proposal:
    if open_one(room.ballots) is not None:
        raise RoomError("A vote is open: close it first.")
    return HOST_VERBS["step"](room, values)


def _end(room: Room, _: Account | None, values: Mapping[str, Any]) -> Proposal:
    """Let the rest be played by the order that stands; a vote that is open counts for nothing."""
    position = checked_whole("position", values.get("position"), 0, 10_000)
    if position != room.position:
        raise RoomError("The room has moved on meanwhile: look again.")
    if room.phase is Phase.DEBRIEF:
        raise RoomError("This was the last phase.")
    return Proposal("stepped", {"to": room.last}, f"ended:{room.backs}:{room.position}")


def _kept(verb: str) -> Verb:
    return lambda room, _, values: HOST_VERBS[verb](room, values)


AUDIENCE_VERBS: dict[str, Verb] = {
    "ask": _ask,
    "close": lambda room, _, values: close(
        room, checked_whole("ballot", values.get("ballot"), 0, 10**9)
    ),
    "void": _void,
    "repeat": _repeat,
    "step": _step,
    "end": _end,
    **{verb: _kept(verb) for verb in KEPT_VERBS},
}
"""What the host of an audience may ask, and a moderator."""
