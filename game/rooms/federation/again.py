"""A room's file, played again: what it says against what its rules and decisions come to."""

import json
from dataclasses import dataclass
from typing import Any

from game.rooms.export import FORM
from game.rooms.federation.shares import read_turn
from game.rooms.federation.told import Training, read_training
from game.rooms.verbs.opening import plan_of
from game.rooms.verbs.proposals import MOST_SEATS, RoomError
from game.rules.errors import GameError, shown
from game.rules.links import decode

_NONE = "This is no room's file: export one as JSON."


@dataclass(frozen=True)
class Again:
    """What a file says, and what comes of it again.

    Attributes
    ----------
    seats : their numbers
    money : (as the file says, played again) of each, dollars
    trainings : (as the file says, trained again) of each
    """

    seats: tuple[int, ...]
    money: tuple[tuple[int | None, int], ...]
    trainings: tuple[tuple[Training | None, Training], ...] = ()

    @property
    def same(self) -> bool:
        """Whether everything came to the same again, to the cent and the byte."""
        return all(said == again for said, again in (*self.money, *self.trainings))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "same": self.same,
            "seats": [
                {"seat": seat, "money": said, "again": again}
                for seat, (said, again) in zip(self.seats, self.money, strict=True)
            ],
            "trainings": [
                {"cycle": again.cycle, "same": said == again, "bytes": again.moved}
                for said, again in self.trainings
            ],
        }


def play_again(text: str) -> Again:
    """Play all seats of a room's file again.

    Raises
    ------
    RoomError
        No room of ours, or one that has played nothing.

    Examples
    --------
    >>> play_again("{}")
    Traceback (most recent call last):
        ...
    game.rooms.verbs.proposals.RoomError: This is no room's file: export one as JSON.
    """
    try:
        room = json.loads(text)
        if room["form"] != FORM or not 0 <= len(room["seats"]) <= MOST_SEATS:
            raise RoomError(_NONE)
        if room["cycles"] == 0 or not room["seats"]:
            raise RoomError("This room has played nothing yet.")
        return _together(room) if room["plan"].get("federation") is not None else _each(room)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, GameError):
            raise
        raise RoomError(_NONE) from None


def _together(room: dict[str, Any]) -> Again:
    from game.rooms.federation.together import play_together  # noqa: PLC0415 - loads the models

    turns = tuple(map(read_turn, room["turns"]))
    told = play_together(plan_of(room["plan"]), turns, len(room["seats"]))
    money = zip((one["money"] for one in room["seats"]), told.accounts, strict=True)
    said: list[Training | None] = [read_training(one) for one in room["trainings"]]
    missing = [None] * (len(told.trainings) - len(said))
    return Again(
        tuple(one["seat"] for one in room["seats"]),
        tuple((before, account.balance) for before, account in money),
        tuple(zip([*said, *missing], told.trainings, strict=True)),
    )


def _each(room: dict[str, Any]) -> Again:
    from game.rooms.play import accounts, whole_match  # noqa: PLC0415 - as above

    plan, seats = plan_of(room["plan"]), room["seats"]
    moves = [decode(one["link"]).decisions for one in seats]
    if room["cycles"] < plan.turn_cycles:
        raise RoomError("A turn of this room has {turn} cycles, its file has {got}: export it "
                        "again.", turn=plan.turn_cycles, got=shown(room["cycles"]))  # fmt: skip
    match = plan.scenario_code, plan.seed, plan.turn_cycles, room["cycles"] // plan.turn_cycles
    if plan.audience:  # its one factory flies beside the match's rivals
        seats = seats[:1]  # files of old list these as seats
        again = whole_match(*match, *moves[:1])[:1]
    else:
        again = accounts(*match, moves)
    money = zip((one["money"] for one in seats), again, strict=True)
    return Again(
        tuple(one["seat"] for one in seats),
        tuple((before, account.balance) for before, account in money),
    )
