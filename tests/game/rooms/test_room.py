"""A room is what its rows come to."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.rooms.room import Member, Phase, Plan, Room, Row, moves_of, ordered
from game.rooms.rows import after, fold
from game.rooms.verbs.hosting import HOST_VERBS, step
from game.rooms.verbs.proposals import Proposal, RoomError
from game.rooms.verbs.seats import decide, guess, join
from game.rules.decisions import Decision
from game.rules.errors import GameError

PLAN = Plan("default", 7, turns=3)


class Told:
    """A room and its rows."""

    def __init__(self, plan: Plan = PLAN) -> None:
        body = {"plan": asdict(plan), "host": "host", "show": "show"}
        self.rows = [Row(1, 100.0, "opened", body)]
        self.room = fold("ABCDEF", self.rows)

    def add(self, proposal: Proposal, at: float = 100.0) -> None:
        """Add a row, unless it says what was said before."""
        if proposal.once is None or proposal.once not in [row.once for row in self.rows]:
            row = Row(len(self.rows) + 1, at, proposal.kind, proposal.body, proposal.once)
            self.rows.append(row)
            self.room = after(self.room, row)

    def ask(self, verb: str, **values: Any) -> None:
        self.add(HOST_VERBS[verb](self.room, values))

    def seat(self, name: str | None = None) -> Member:
        number = len(self.room.members) + 1
        self.add(join(self.room, name, f"Bird {number}", f"token {number}", "pin", False))
        return self.room.members[-1]

    def decide(self, seat: int, turn: int, strategy: str, setting: int | None, id_: str) -> None:
        values = {"id": id_, "turn": turn, "strategy": strategy, "setting": setting}
        self.add(decide(self.room, self.room.members[seat - 1], values))


def at_turn(turn: int, seats: int = 1) -> Told:
    told = Told()
    for _ in range(seats):
        told.seat()
    for _ in range(turn + 2):
        told.add(step(told.room))
    return told


def test_phases_follow_each_other() -> None:
    told, seen = Told(), []
    while True:
        seen.append((told.room.phase, told.room.turn, told.room.cycle))
        if told.room.phase is Phase.DEBRIEF:
            break
        told.add(step(told.room))
    assert seen == [
        (Phase.LOBBY, None, 0), (Phase.PREDICT, None, 0), (Phase.PLAY, 0, 0), (Phase.PLAY, 1, 250),
        (Phase.PLAY, 2, 500), (Phase.DEBRIEF, None, 750),
    ]  # fmt: skip
    with pytest.raises(RoomError, match="last phase"):
        step(told.room)


def test_a_turn_that_two_close_at_once_is_closed_once() -> None:
    told = at_turn(0)
    first, second = step(told.room), step(told.room)
    told.add(first)
    told.add(second)
    assert told.room.turn == 1


def test_the_last_decision_of_a_turn_counts_and_goes_on() -> None:
    told = at_turn(0)
    told.decide(1, 0, "preventive", 120, "a")
    told.decide(1, 0, "preventive", 130, "b")
    told.add(step(told.room))
    told.add(step(told.room))
    told.decide(1, 2, "local", None, "c")
    assert moves_of(told.room, told.room.members[0]) == (Decision(0, "preventive", 130),)
    told.add(step(told.room))
    assert moves_of(told.room, told.room.members[0])[1:] == (Decision(500, "local"),)


def test_a_step_back_voids_what_was_decided_from_there_on_and_keeps_the_rows() -> None:
    told = at_turn(0)
    told.decide(1, 0, "preventive", 120, "a")
    told.add(step(told.room))
    told.decide(1, 1, "local", None, "b")
    rows = len(told.rows)
    told.ask("back", position=3)
    assert told.room.turn == 0 and ordered(told.room, told.room.members[0]) is None
    assert len(told.rows) == rows + 1
    told.add(step(told.room))
    assert (told.room.turn, moves_of(told.room, told.room.members[0])) == (1, ())


def test_a_late_one_has_waited_since_the_beginning_and_is_marked() -> None:
    told = at_turn(1)
    late = told.seat()
    assert late.late == 1
    told.decide(2, 1, "preventive", None, "a")
    told.add(step(told.room))
    assert moves_of(told.room, told.room.members[1]) == (Decision(250, "preventive"),)


def test_more_time_moves_the_end_of_this_turn_alone() -> None:
    told = at_turn(0)
    assert told.room.deadline == 160.0
    told.ask("extend", seconds=30)
    assert told.room.deadline == 190.0
    told.add(step(told.room), at=200.0)
    assert told.room.deadline == 260.0


def test_a_seat_that_was_taken_out_can_be_let_in_again() -> None:
    told = at_turn(0, seats=2)
    told.ask("remove", seat=1, on=True)
    assert [one.seat for one in told.room.present] == [2]
    told.ask("remove", seat=1, on=False)
    assert [one.seat for one in told.room.present] == [1, 2]


def test_a_bot_plays_by_the_calendar_until_somebody_decides() -> None:
    told = at_turn(0)
    told.ask("bot", seat=1)
    assert told.room.members[0].bot
    told.add(step(told.room))
    assert moves_of(told.room, told.room.members[0]) == (Decision(0, "preventive"),)
    told.decide(1, 1, "corrective", None, "a")
    assert not told.room.members[0].bot


def test_names_are_taken_once_and_appear_after_the_hosts_yes() -> None:
    told = Told()
    ada = told.seat("  Ada \n Lovelace ")
    assert (ada.typed, ada.name) == ("Ada Lovelace", "Bird 1")
    told.ask("approve", seat=1)
    assert told.room.members[0].name == "Ada Lovelace"
    with pytest.raises(RoomError, match="called ada lovelace already"):
        told.seat("ada lovelace")
    with pytest.raises(RoomError, match="1 to 24 letters"):
        told.seat("x" * 25)


def test_a_locked_room_takes_nobody_but_the_hosts_own() -> None:
    told = Told()
    told.ask("set", what="locked", on=True)
    with pytest.raises(RoomError, match="locked"):
        told.seat()
    told.add(join(told.room, None, "Bird", "token", "pin", True))
    assert told.room.members[0].test


@pytest.mark.parametrize(
    "ask",
    [
        lambda room: guess(room, room.members[0], {"age": 100}),  # not in its phase
        lambda room: HOST_VERBS["step"](room, {"position": 3}),  # stands elsewhere
        lambda room: HOST_VERBS["back"](room, {"position": True}),
        lambda room: HOST_VERBS["extend"](room, {"seconds": 601}),
        lambda room: HOST_VERBS["remove"](room, {"seat": 2, "on": True}),
        lambda room: HOST_VERBS["remove"](room, {"seat": 1, "on": 1}),
        lambda room: HOST_VERBS["set"](room, {"what": "deleted", "on": True}),
        lambda room: HOST_VERBS["delete"](room, {"sure": "ABCDEG"}),
        lambda room: decide(room, room.members[0], {"id": "a", "turn": 1, "strategy": "local"}),
        lambda room: decide(room, room.members[0], {"id": "", "turn": 0, "strategy": "local"}),
        lambda room: decide(room, room.members[0], {"id": "a", "turn": 0, "strategy": ["x"]}),
        lambda room: decide(
            room, room.members[0],
            {"id": "a", "turn": 0, "strategy": "preventive", "setting": 10**9},
        ),
    ],
)  # fmt: skip
def test_what_the_room_does_not_allow_is_refused_in_a_sentence(
    ask: Callable[[Room], Proposal],
) -> None:
    with pytest.raises(GameError) as refused:
        ask(at_turn(0).room)
    assert str(refused.value).endswith(".")


VERBS = st.sampled_from(["step", "back", "join", "decide", "bot", "remove", "extend", "set"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(VERBS, st.integers(1, 4)), max_size=25))
def test_a_room_read_anew_is_the_room_that_was(steps: list[tuple[str, int]]) -> None:
    told = Told()
    for number, (verb, seat) in enumerate(steps):
        try:
            if verb == "join":
                told.seat()
            elif verb == "decide":
                told.decide(min(seat, len(told.room.members)) or 1, told.room.turn or 0,
                            "preventive", 100 + seat, str(number))  # fmt: skip
            else:
                told.ask(verb, position=told.room.position, seat=seat, on=True, seconds=9,
                         what="locked")  # fmt: skip
        except (GameError, IndexError):
            continue
    assert fold("ABCDEF", told.rows) == told.room
    assert [row.sequence for row in told.rows] == list(range(1, len(told.rows) + 1))
