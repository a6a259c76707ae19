"""What may be asked of a room, by whom, and the row that comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from game.rooms.federation.privacy import level_of
from game.rooms.federation.shares import SHARES, is_member, is_open
from game.rooms.offered import offers_in
from game.rooms.room import Member, Phase, Plan, Room, rules_of
from game.rooms.rounds.rows import ROUNDS
from game.rules.custom_scenario import open_rules
from game.rules.decisions import CALLS
from game.rules.errors import GameError, check_known, check_whole, shown
from game.rules.scenario import SIMULATED, Scenario, check_seed
from game.rules.strategies import TOGETHER, check_setting
from game.text.marking import mark


class RoomError(GameError):
    """What a room refuses."""


MOST_SEATS = 400
MOST_REWARD = 1_000_000
LONGEST_NAME, LONGEST_MESSAGE = 24, 200
MERGING = ("fedavg", "median", "trimmed_mean", "krum", "multi_krum")
LINKS = ("host", "show", "colleague")
MOST_COLLEAGUES = 20
SWITCHES = ("locked", "hidden", "anonymous")
AUDIENCE_SWITCHES = ("locked", "hidden", "shown")

_NO_NUMBER = mark("{what} is a whole number from {low} to {high}, got {got}: choose one between.")
_NO_TEXT = mark("{what} has 1 to {most} letters, got {got}: write another.")
_NO_SWITCH = mark("{what} is true or false, got {got}.")
_UNKNOWN_LINK = mark("No link is for {got}: choose from {choices}.")
_UNKNOWN_CALL = mark("Nothing is called {got} for an engine: choose from {choices}.")
_UNKNOWN_SHARE = mark("One may join or leave a federation, got {got}: choose from {choices}.")
_UNKNOWN_ROUND = mark("No prepared room is named {got}: choose from {choices}.")
_UNKNOWN_RULE = mark("No merging rule is named {got}: choose from {choices}.")
_UNKNOWN = mark("No switch is named {got}: choose from {choices}.")


@dataclass(frozen=True)
class Proposal:
    """A row that may be added."""

    kind: str
    body: Mapping[str, Any]
    once: str | None = None


def plan_of(values: Mapping[str, Any]) -> Plan:
    """Return the plan that a host asks for.

    Raises
    ------
    GameError
        Rules, a seed or numbers that make no room.

    Examples
    --------
    >>> plan_of({"rules": "default", "seed": 7, "turns": 4, "seconds": None}).cycles
    1000
    """
    usual = asdict(Plan("default", 0))
    name = values.get("round") or ""
    if name:
        check_known(name, tuple(ROUNDS), RoomError, _UNKNOWN_ROUND)
        usual |= {**ROUNDS[str(name)].plan, "round": name}
    asked = usual | {k: v for k, v in values.items() if k in usual and k != "round"}
    seconds = asked["seconds"]
    plan = Plan(
        rules=str(asked["rules"]) if isinstance(asked["rules"], str) else "",
        seed=check_seed(asked["seed"]),
        turns=checked_whole("turns", asked["turns"], 1, 40),
        turn_cycles=checked_whole("turn_cycles", asked["turn_cycles"], 50, 1000),
        seconds=None if seconds is None else checked_whole("seconds", seconds, 5, 3600),
        approve=checked_flag("approve", asked["approve"]),
        term=checked_flag("term", asked["term"]),
        audience=checked_flag("audience", asked["audience"]),
        round=asked["round"],
        **_federation_of(asked),
    )
    _check_federation(plan, open_rules(plan.scenario_code))
    return plan


def _federation_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a host asks of the players' federation."""
    opens = asked["federation"]
    return {
        "federation": None if opens is None else checked_whole("federation", opens, 0, 39),
        "merging": check_known(asked["merging"], MERGING, RoomError, _UNKNOWN_RULE),
        "noise": level_of(asked["noise"], RoomError),
        "losses": checked_whole("losses", asked["losses"], 0, 90),
        "saboteur": checked_whole("saboteur", asked["saboteur"], 0, MOST_SEATS),
        "every": checked_whole("every", asked["every"], 0, MOST_SEATS),
        "split": checked_flag("split", asked["split"]),
        "reward": checked_whole("reward", asked["reward"], 0, MOST_REWARD),
    }


def _check_federation(plan: Plan, rules: Scenario) -> None:
    """Refuse a federation of the players where the rules bring one of their own, or none."""
    if plan.federation is None:
        return
    if plan.audience:
        raise RoomError("An audience runs one factory: open a room for a federation of players.")
    if rules.offers or rules.unlocks is not None or rules.engines != SIMULATED:
        raise RoomError(
            "The players' federation takes rules without offers, ladder and NASA's engines, got "
            "{rules}: choose others.",
            rules=shown(plan.rules),
        )
    if plan.federation >= plan.turns:
        raise RoomError(
            "The players' federation begins after turn {turn} of {turns}: let it begin earlier.",
            turn=plan.federation,
            turns=plan.turns,
        )


def join(room: Room, typed: object, alias: str, token: str, pin: str, test: bool) -> Proposal:
    """Return the row of somebody who takes a seat.

    Parameters
    ----------
    typed : a name that was written, or None
    alias : one that was drawn
    token, pin : hashed
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
    return Proposal("joined", body)


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
    return _order(room, member, turn, str(strategy), setting, name)


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


def said(room: Room, kind: str, seat: int, name: object) -> str:
    """Return what a row is called that counts once, by the id that a page has given it."""
    return f"{kind}:{room.group}:{seat}:{name}"


def open_turn(room: Room, values: Mapping[str, Any]) -> int:
    """Return the turn that somebody decides in."""
    turn = checked_whole("turn", values.get("turn"), 0, 10_000)
    if turn != room.turn:
        raise RoomError("Turn {turn} is over: the last decision before it goes on.", turn=turn + 1)
    return turn


def _order(
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
    return _order(room, member, room.turn, "preventive", None, name, bot=True)


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
