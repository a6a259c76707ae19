"""A quiz in a room: who is told what, when, and what the class has gained."""

import json
import re
from dataclasses import replace

import pytest

from game.quiz.forms import SHORT, form
from game.rooms.account import Account
from game.rooms.debrief.screens import steps_of
from game.rooms.quiz import asking
from game.rooms.quiz.prompts import ALARM, JOINING, Outcome, prompt_of
from game.rooms.quiz.told import exported, for_all, for_host, gain_of, of_seat, seat_exported
from game.rooms.room import Plan, Room, Row
from game.rooms.rows import after, fold
from game.rooms.verbs.proposals import Proposal, RoomError

SEED = 424_242
A, B = form("A", SEED, SHORT), form("B", SEED, SHORT)


def opened(seats: int, **plan: object) -> Room:
    """Return a room whose seats have been taken."""
    values = {"rules": "default", "seed": SEED, "turns": 3, **plan}
    rows = [Row(1, 0.0, "opened", {"plan": values, "host": "", "show": ""})]
    for number in range(seats):
        body = {"alias": f"a{number}", "typed": None, "token": "", "pin": "", "test": False}
        rows.append(Row(2 + number, 0.0, "joined", body))
    return fold("ABCDEF", rows)


def add(room: Room, row: Proposal) -> Room:
    return after(room, Row(room.sequence + 1, 0.0, row.kind, row.body, row.once))


def host(room: Room, verb: str, **values: object) -> Room:
    return add(room, asking.HOST_VERBS[verb](room, values))


def says(room: Room, seat: int, verb: str, **values: object) -> Room:
    row = asking.SEAT_VERBS[verb](room, room.members[seat - 1], {"id": "x", **values})
    return add(room, row)


def answers(room: Room, sheet: str, right_of: dict[int, int]) -> Room:
    """Let seats answer a form, so many of them rightly, and close it."""
    room = host(room, "sheet", sheet=sheet)
    key = (A if sheet == "before" else B).key
    for seat, number in right_of.items():
        for place, right in enumerate(key):
            option = right if place < number else (right + 1) % 4
            room = says(room, seat, "mark", sheet=sheet, question=place, option=option)
    return host(room, "sheet", sheet=None, told=sheet)


def told(room: Room, seat: int) -> str:
    return json.dumps([for_all(Outcome(room, {})), of_seat(room, room.members[seat - 1])])


def test_the_gain_is_of_those_who_answered_both_forms() -> None:
    room = answers(opened(4), "before", {1: 1, 2: 2, 3: 5})
    assert for_all(Outcome(room, {}))["gain"] is None  # the second form has not been asked
    room = answers(room, "after", {1: 4, 2: 3, 4: 0})
    gain = for_all(Outcome(room, {}))["gain"]
    assert (gain["n"], gain["leftOut"], gain["before"], gain["after"]) == (2, 2, 30.0, 70.0)
    assert gain["gain"] == pytest.approx(40 / 70)
    assert [one["shares"] for one in gain["questions"]][:2] == [(100.0, 100.0), (50.0, 100.0)]
    assert of_seat(room, room.members[0])["scores"] == {"before": 1, "after": 4}
    assert of_seat(room, room.members[3])["scores"] == {"before": None, "after": 0}
    assert of_seat(room, room.members[2])["own"] == [None] * 5


def test_bots_test_players_and_who_was_taken_out_do_not_count() -> None:
    room = answers(answers(opened(4), "before", dict.fromkeys(range(1, 5), 1)), "after",
                   dict.fromkeys(range(1, 5), 2))  # fmt: skip
    one, two, three, four = room.members
    members = (
        replace(one, bot=True), replace(two, test=True), replace(three, removed=True), four,
    )  # fmt: skip
    assert gain_of(replace(room, members=members)).n == 1
    assert gain_of(room).n == 4


def test_no_answer_leaves_before_its_sheet_is_closed() -> None:
    room = host(answers(opened(2), "before", {1: 3, 2: 3}), "sheet", sheet="after")
    text = told(room, 1)
    assert '"right"' not in text and '"why"' not in text
    assert not any(one.why in text for one in (*A.questions, *B.questions))
    assert len(of_seat(room, room.members[0])["questions"]) == len(SHORT)
    closed = host(room, "sheet", sheet=None)
    assert B.questions[0].why in told(closed, 1)
    assert A.questions[0].why not in told(closed, 1)


def test_the_last_mark_counts_and_a_form_is_complete_with_its_last_question() -> None:
    room = host(opened(2), "sheet", sheet="before")
    for place in range(5):
        assert for_all(Outcome(room, {}))["answered"] == 0
        room = says(room, 2, "mark", sheet="before", question=place, option=0)
    assert for_all(Outcome(room, {}))["answered"] == 1
    room = says(room, 2, "mark", sheet="before", question=4, option=3)
    assert seat_exported(room, room.members[1])["before"] == [0, 0, 0, 0, 3]
    assert of_seat(room, room.members[1])["marks"]["4"] == 3


def test_a_sentence_is_read_by_others_after_the_hosts_yes_alone() -> None:
    room = host(opened(2), "sheet", sheet="sentence")
    room = says(room, 1, "write", text="  count the  lost hours ")
    assert "lost hours" not in told(room, 2)
    assert "lost hours" in told(room, 1)
    assert for_host(room) == [{"seat": 1, "text": "count the lost hours", "quoted": False}]
    room = host(room, "quote", seat=1, on=True)
    assert for_all(Outcome(room, {}))["quotes"] == ["count the lost hours"]
    room = says(room, 1, "write", text="something else")
    assert for_all(Outcome(room, {}))["quotes"] == []
    assert for_all(Outcome(host(room, "quote", seat=1, on=False), {}))["quotes"] == []


def test_a_question_left_blank_is_counted_where_somebody_has_begun() -> None:
    room = host(opened(3), "sheet", sheet="before")
    for place in range(4):
        room = says(room, 1, "mark", sheet="before", question=place, option=0)
    assert for_all(Outcome(room, {}))["blank"] == 1
    room = says(room, 1, "mark", sheet="before", question=4, option=0)
    assert for_all(Outcome(room, {}))["blank"] == 0
    room = host(room, "sheet", sheet="after")
    for place in (0, 1, 3):
        room = says(room, 1, "mark", sheet="after", question=place, option=0)
    room = host(room, "sheet", sheet=None)
    assert for_all(Outcome(room, {}))["gain"]["blank"] == 2  # as wrong ones in the gain
    assert of_seat(room, room.members[0])["own"].count(None) == 2


def test_the_wall_and_the_console_are_told_what_is_asked_now() -> None:
    room = opened(1)
    assert for_all(Outcome(room, {}))["asks"] == []
    for sheet, count in (("before", len(SHORT)), ("prediction", 1), ("sentence", 0)):
        room = host(room, "sheet", sheet=sheet)
        asks = for_all(Outcome(room, {}))["asks"]
        assert len(asks) == count
        assert all(set(one) == {"text", "options"} for one in asks)


def test_what_those_left_blank_who_are_left_out_counts_as_nothing() -> None:
    """Of three only the first answers both sheets, with two blanks: the others' are in no gain."""
    room = opened(3)
    for sheet, answered in (("before", {1: 5, 2: 1}), ("after", {1: 3, 3: 2})):
        room = host(room, "sheet", sheet=sheet)
        for seat, count in answered.items():
            for place in range(count):
                room = says(room, seat, "mark", sheet=sheet, question=place, option=0)
    gain = for_all(Outcome(host(room, "sheet", sheet=None), {}))["gain"]
    assert (gain["n"], gain["leftOut"], gain["blank"]) == (1, 2, 2)


@pytest.mark.parametrize(("plan", "screen"), [({"federation": 1}, "federation"), ({}, "quality")])
def test_nobody_is_told_what_came_of_a_prediction_before_its_screen(
    plan: dict[str, object], screen: str
) -> None:
    room = host(host(opened(1, **plan), "sheet", sheet="prediction"), "sheet", sheet=None)
    room = replace(room, position=room.last)
    account = Account(750, 190_000, 0, 0, (), (), "local", 40)
    came = []
    for led, _ in enumerate(steps_of(room.plan)):
        known = Outcome(replace(room, led=led), {1: account}, frozenset({1}), (100_000,))
        came.append(for_all(known)["prediction"]["came"] is not None)
    shown = [(step.screen.name, step.asks) for step in steps_of(room.plan)].index((screen, False))
    assert came == [place >= shown for place in range(len(came))]


def test_predictions_are_counted_once_nobody_predicts_any_more() -> None:
    room = host(opened(3, federation=1), "sheet", sheet="prediction")
    for seat, option in ((1, 0), (2, 0), (3, 1)):
        room = says(room, seat, "mark", sheet="prediction", question=0, option=option)
    assert for_all(Outcome(room, {}))["prediction"] is None
    room = host(room, "sheet", sheet=None, told="prediction")
    seen = for_all(Outcome(room, {}))["prediction"]
    assert seen["counts"] == [2, 1, 0]
    assert seen["came"] is None
    for position in range(1, 6):
        room = add(room, Proposal("stepped", {"to": position}))
    room = add(room, Proposal("led", {"to": len(steps_of(room.plan)) - 1}))
    accounts = {seat: Account(750, money, 0, 0, (), (), "local", 40)
                for seat, money in ((1, 190_000), (2, 140_000), (3, 60_000))}  # fmt: skip
    alone = (100_000, 100_000, 100_000)

    def came(*inside: int, known: tuple[int, ...] = alone) -> object:
        outcome = Outcome(room, accounts, frozenset(inside), known)
        return for_all(outcome)["prediction"]["came"]

    assert [came(1, 2), came(2), came(3), came(2, 3), came()] == [0, 1, 2, 2, None]
    assert came(1, known=()) is None  # not worked out yet


def test_a_room_without_a_federation_predicts_an_alarm() -> None:
    plan = Plan("default", 7)
    assert prompt_of(plan) is ALARM
    assert prompt_of(Plan("default", 7, federation=1)) is JOINING
    assert ALARM.truth(Outcome(opened(1), {})) == 2  # 46 is the best of the reference


def test_an_export_has_answers_and_no_name() -> None:
    room = answers(answers(opened(2), "before", {1: 1}), "after", {1: 4, 2: 2})
    file = exported(room)
    assert (file["n"], file["left_out"], file["gain"]) == (1, 1, pytest.approx(0.75))
    assert file["keys"] == {"before": list(A.key), "after": list(B.key)}
    own = seat_exported(room, room.members[0])
    assert (own["before_right"], own["after_right"], own["sentence"]) == (1, 4, None)
    assert seat_exported(room, room.members[1])["before"] is None


@pytest.mark.parametrize(
    ("open_", "verb", "values", "says_"),
    [
        (None, "mark", {"sheet": "before", "question": 0, "option": 0}, "are closed"),
        (None, "mark", {"sheet": None, "question": 0, "option": 0}, "are closed"),
        ("after", "mark", {"sheet": "before", "question": 0, "option": 0}, "are closed"),
        ("before", "mark", {"sheet": "before", "question": 5, "option": 0}, "question is a whole"),
        ("before", "mark", {"sheet": "before", "question": 0, "option": 4}, "option is a whole"),
        ("before", "mark", {"sheet": "before", "question": 0, "option": True}, "option is a whole"),
        ("sentence", "mark", {"sheet": "sentence", "question": 0, "option": 0}, "write a sentence"),
        ("prediction", "mark", {"sheet": "prediction", "question": 1, "option": 0}, "question is"),
        ("before", "write", {"text": "x"}, "are closed"),
        ("sentence", "write", {"text": "x" * 201}, "1 to 200 letters"),
        ("sentence", "write", {"text": " "}, "1 to 200 letters"),
        ("sentence", "write", {"text": "x", "id": None}, "id has 1 to 40 letters"),
    ],
)
def test_what_a_seat_may_not_say_is_refused(
    open_: str | None, verb: str, values: dict[str, object], says_: str
) -> None:
    room = host(opened(1), "sheet", sheet=open_)
    with pytest.raises(RoomError, match=re.escape(says_)):
        says(room, 1, verb, **values)


@pytest.mark.parametrize(
    ("verb", "values", "says_"),
    [
        ("sheet", {"sheet": "exam"}, "No sheet is named 'exam'"),
        ("sheet", {"sheet": None, "told": 7}, "No sheet is named 7"),
        ("quote", {"seat": 1, "on": True}, "Seat 1 has written no sentence."),
        ("quote", {"seat": [], "on": True}, "has written no sentence."),
        ("quote", {"seat": 1, "on": 1}, "on is true or false, got 1."),
    ],
)
def test_what_a_host_may_not_ask_is_refused(
    verb: str, values: dict[str, object], says_: str
) -> None:
    with pytest.raises(RoomError, match=re.escape(says_)):
        host(opened(1), verb, **values)


def test_another_class_begins_with_clean_sheets() -> None:
    room = answers(opened(1), "before", {1: 2})
    assert add(room, Proposal("began_anew", {})).quiz.opened == frozenset()
