"""What screens are told of the players' federation."""

from dataclasses import replace

from game.rooms.account import Account
from game.rooms.federation.standing import (
    MOST_WHOLE,
    SHOWN,
    Standing,
    contributors,
    differences,
    for_all,
    needs_of,
    of_seat,
    without_a_gift,
)
from game.rooms.federation.told import Together, Training
from game.rooms.room import Act, Member, Plan, Room

MONEY = (500, 700, 900)
TRAINED = Training(500, (1, 2), (1,), (4, 0), 20.0, 30, 10, 100, ())
TOGETHER = Together(
    tuple(Account(100, money, 0, 0, (), (), "local", 40) for money in MONEY), (1, 2), (4, 0, 1),
    (TRAINED,),
)  # fmt: skip


ROOM = Room("ABCDEF", Plan("default", 7, federation=2), "", "", absent=((), (), ()))


def test_worth_is_what_the_others_have_more_than_without() -> None:
    assert differences(TOGETHER, (0, 650, 950), seat=1) == (0, 50, -50)


def test_all_are_worked_out_in_small_rooms_and_the_first_in_large_ones() -> None:
    assert contributors(TOGETHER, 3) == [1, 3]
    many = replace(TOGETHER, gave=tuple(range(MOST_WHOLE + 1)))
    assert len(contributors(many, MOST_WHOLE)) == MOST_WHOLE
    assert contributors(many, MOST_WHOLE + 1) == list(range(61, 61 - SHOWN, -1))
    asked = contributors(many, MOST_WHOLE + 1, [9, 1, 60])  # the first seat gave nothing
    assert asked == [*range(61, 61 - SHOWN, -1), 9]


def test_a_seat_is_told_what_it_gave_and_has_as_soon_as_that_is_known() -> None:
    unknown = {"member": True, "gave": 4, "gain": None, "worth": None, "asOf": 0,
               "idle": False, "missed": False}  # fmt: skip
    assert of_seat(ROOM, Standing(TOGETHER), 1) == unknown
    known = Standing(TOGETHER, (450, 700, 950), {1: (0, 50, -30)}, as_of=3)
    assert of_seat(ROOM, known, 1) == unknown | {"gain": 50, "worth": 20, "asOf": 3}
    assert of_seat(ROOM, known, 2) == {
        "member": True, "gave": 0, "gain": 0, "worth": 0, "asOf": 3, "idle": True, "missed": False,
    }  # fmt: skip
    assert of_seat(ROOM, known, 3)["worth"] is None
    untrained = replace(known, together=replace(TOGETHER, trainings=()))
    assert (of_seat(ROOM, untrained, 2)["worth"], of_seat(ROOM, untrained, 2)["asOf"]) == (None, 0)
    late = {"member": False, "gave": 0, "gain": None, "worth": None, "asOf": 0,
               "idle": False, "missed": False}  # fmt: skip
    assert of_seat(ROOM, known, 4) == of_seat(ROOM, None, 1) == late


def test_everybody_is_told_what_it_has_earned_in_all() -> None:
    joins = (Act(2, "share", 0, "join"),)
    members = tuple(
        Member(seat, f"f{seat}", None, False, "", "", acts=own)
        for seat, own in ((1, joins), (2, joins), (3, ()))
    )
    room = Room("ABCDEF", Plan("default", 7, federation=2), "", "", position=5, members=members)
    known = for_all(room, Standing(TOGETHER, (450, 700, 950), {}, 3))
    assert known is not None
    assert (known["gain"], known["members"], known["open"]) == (0, 2, True)
    early = for_all(replace(room, position=3), None)
    assert early is not None
    assert (early["gain"], early["open"], early["trainings"]) == (None, False, [])
    assert for_all(Room("ABCDEF", Plan("default", 7), "", ""), None) is None


def test_who_was_away_is_not_said_to_have_had_nothing_to_give() -> None:
    away = replace(ROOM, absent=((), (), (2, 3)))  # seat 3 is no member
    told = of_seat(away, Standing(TOGETHER), 2)
    assert (told["idle"], told["missed"]) == (False, True)
    assert without_a_gift(away, TOGETHER) == {2: True}
    assert without_a_gift(ROOM, TOGETHER) == {2: False}
    known = for_all(away, Standing(TOGETHER))
    assert known is not None
    (training,) = known["trainings"]
    assert (training["turn"], training["members"], training["sent"]) == (2, 2, 1)
    assert training["away"] == 1
    left = replace(TOGETHER, members=(1,))
    assert without_a_gift(ROOM, left) == {}
    assert without_a_gift(ROOM, replace(TOGETHER, trainings=())) == {}


def test_nobodys_worth_tells_whose_updates_are_poisoned_before_the_debrief() -> None:
    plan = Plan("default", 7, turns=4, federation=2, saboteur=1)
    known = Standing(TOGETHER, (450, 700, 950), {1: (0, 50, -30), 3: (1, 1, 0)}, as_of=3)
    for position, worth, as_of in ((5, [None, None, None], 0), (6, [20, 0, 2], 3)):
        room = replace(ROOM, plan=plan, position=position)
        told = [of_seat(room, known, seat) for seat in (1, 2, 3)]
        assert [one["worth"] for one in told] == worth
        assert {one["asOf"] for one in told} == {as_of}
        assert told[0]["gain"] == 50


def test_a_fault_that_left_with_a_factory_is_not_said_to_be_known_still() -> None:
    now = replace(TRAINED, members=(1, 2), sent=(1, 2), seen=(0, 9))
    three = replace(TOGETHER, members=(1, 2), trainings=(now,), faults=((0, 4), (0, 5), (8, 0)))
    lost = {"fault": 0, "only": None, "left": [3], "away": []}
    assert needs_of(three) == [lost]
    known = for_all(ROOM, Standing(three))
    assert known is not None
    assert known["needs"] == [lost]
    stays = replace(three, members=(1, 2, 3))
    assert needs_of(stays) == [lost | {"left": [], "away": [3]}]
    back = replace(stays, trainings=(replace(now, sent=(1, 2, 3), seen=(8, 9)),))
    assert needs_of(back) == [lost | {"only": 3, "left": []}]
    assert needs_of(replace(back, faults=((1, 4), (0, 5), (8, 0)))) == []
    assert needs_of(replace(three, trainings=())) == []
