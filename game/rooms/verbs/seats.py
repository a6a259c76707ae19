"""What somebody with a seat may ask, and the row that comes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from game.rooms.federation.shares import SHARES, is_member, is_open
from game.rooms.offered import offers_in
from game.rooms.room import Member, Phase, Room, rules_of
from game.rooms.verbs.proposals import (
    LONGEST_NAME,
    MOST_SEATS,
    Proposal,
    RoomError,
    checked_text,
    checked_whole,
    said,
)
from game.rules.decisions import CALLS
from game.rules.errors import check_known, shown
from game.rules.strategies import TOGETHER, check_setting
from game.text.marking import mark

_UNKNOWN_CALL = mark("Nothing is called {got} for an engine: choose from {choices}.")
_UNKNOWN_SHARE = mark("One may join or leave a federation, got {got}: choose from {choices}.")


def join(
    room: Room, typed: object, alias: str, token: str, pin: str, test: bool, program: bool = False
) -> Proposal:
    """Return the row of somebody who takes a seat.

    Parameters
    ----------
    typed : a name that was written, or None
    alias : one that was drawn
    token, pin : hashed
    program : that is no person, as it says itself
    """
    if room.plan.audience:
        raise RoomError("An audience has no seats: vote at the room's address.")
    if room.locked and not test:
        raise RoomError("The room is locked: ask its host to let you in.")
    if len(room.members) >= MOST_SEATS:
        raise RoomError("All {most} seats are taken: ask the host for another room.",
                        most=MOST_SEATS)  # fmt: skip
    name = None if typed in (None, "") else checked_text("name", typed, LONGEST_NAME)
    if name is not None and any(one.answers_to(name) for one in room.members):
        raise RoomError("Somebody is called {name} already: choose another name.", name=name)
    body = {"alias": alias, "typed": name, "token": token, "pin": pin, "test": test}
    return Proposal("joined", body | ({"program": True} if program else {}))


def guess(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a guess."""
    if room.phase is not Phase.PREDICT:
        raise RoomError("Guesses are taken in the phase for guesses alone.")
    age = checked_whole("age", values.get("age"), 1, 500)
    return Proposal("guessed", {"seat": member.seat, "age": age})


def decide(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a decision, which counts once however often it is sent."""
    name, turn = checked_text("id", values.get("id"), 40), open_turn(room, values)
    strategy, setting = values.get("strategy"), values.get("setting")
    check_setting(strategy, setting)  # type: ignore[arg-type]
    if room.plan.federation is not None and strategy == TOGETHER and not is_member(member):
        raise RoomError("Only members run the federation's model: join it first.")
    return order(room, member, turn, str(strategy), setting, name)


def answer(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of an answer to an offer; no option takes an answer back."""
    turn = open_turn(room, values)
    number = values.get("offer")
    offer = offers_in(room.plan, turn).get(number) if type(number) is int else None
    if offer is None:
        raise RoomError("Nothing of the number {got} is offered in this turn.", got=shown(number))
    option = values.get("option")
    if option is not None:
        option = checked_whole("option", option, 0, len(offer.prices) - 1)
    return act(room, member, values, turn, "answer", number, option)


def call(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of a call for one engine; no call takes one back."""
    turn, rules = open_turn(room, values), rules_of(room.plan.scenario_code)
    if not rules.calls:
        raise RoomError("This room takes no calls for single engines.")
    what = values.get("call")
    if what is not None:
        check_known(what, CALLS, RoomError, _UNKNOWN_CALL)
    slot = checked_whole("engine", values.get("slot"), 0, rules.slots - 1)
    return act(room, member, values, turn, "call", slot, what)


def share(room: Room, member: Member, values: Mapping[str, Any]) -> Proposal:
    """Return the row of who joins the players' federation or leaves it; None takes that back."""
    turn, opens = open_turn(room, values), room.plan.federation
    if opens is None:
        raise RoomError("This room has no federation of its players.")
    if not is_open(room.plan, turn):
        raise RoomError("The players' federation opens in turn {turn}.", turn=opens + 1)
    what = values.get("what")
    if what is not None:
        check_known(what, SHARES, RoomError, _UNKNOWN_SHARE)
    return act(room, member, values, turn, "share", 0, what)


def act(
    room: Room,
    member: Member,
    values: Mapping[str, Any],
    turn: int,
    kind: str,
    about: object,
    what: object,
) -> Proposal:
    name = checked_text("id", values.get("id"), 40)
    body = {"seat": member.seat, "turn": turn, "kind": kind, "about": about, "what": what}
    return Proposal("acted", body, said(room, "acted", member.seat, name))


def open_turn(room: Room, values: Mapping[str, Any]) -> int:
    """Return the turn that somebody decides in."""
    turn = checked_whole("turn", values.get("turn"), 0, 10_000)
    if turn != room.turn:
        raise RoomError("Turn {turn} is over: the last decision before it goes on.", turn=turn + 1)
    return turn


def order(
    room: Room,
    member: Member,
    turn: int,
    strategy: str,
    setting: int | None,
    name: str,
    bot: bool = False,
) -> Proposal:
    body = {
        "seat": member.seat, "turn": turn, "strategy": strategy, "setting": setting, "bot": bot,
    }  # fmt: skip
    return Proposal("decided", body, said(room, "decided", member.seat, name))


SEAT_VERBS: dict[str, Callable[[Room, Member, Mapping[str, Any]], Proposal]] = {
    "guess": guess,
    "decide": decide,
    "answer": answer,
    "call": call,
    "share": share,
}
"""What somebody with a seat may ask."""


ROWS = {"decide": "decided", "answer": "acted", "call": "acted", "share": "acted"}
"""Kinds of row that count once by an id of the page's own, by what is asked."""
