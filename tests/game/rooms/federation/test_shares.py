"""Who is in the players' federation."""

from dataclasses import replace

import pytest

from game.fleet.players import players_fleet
from game.rooms.federation.shares import (
    Turn,
    goes_on,
    is_member,
    order_of,
    ran,
    read_turn,
    shares_of,
    turn_row,
    turns_of,
)
from game.rooms.federation.together import play_together
from game.rooms.offered import choices
from game.rooms.room import Act, Member, Order, Plan, Room, Row, rules_of
from game.rooms.rounds.rows import ALONE, PARTS, ROUNDS
from game.rooms.rows import fold
from game.rules.decisions import Call, Decision
from game.text.language import t

PLAN = Plan("default.ca1", 7, turns=6, turn_cycles=100, federation=1)


def member(*said: tuple[int, str | None], orders: tuple[Order, ...] = ()) -> Member:
    acts = tuple(Act(turn, "share", 0, what) for turn, what in said)
    return Member(1, "Calm Heron", None, False, "", "", orders=orders, acts=acts)


@pytest.mark.parametrize(
    ("said", "told", "within"),
    [
        ((), {}, False),
        (((1, "join"),), {1: "join"}, True),
        (((1, "join"), (1, None)), {}, False),
        (((1, "join"), (1, None), (1, "join")), {1: "join"}, True),
        (((1, "join"), (3, "leave")), {1: "join", 3: "leave"}, False),
        (((1, "join"), (3, "leave"), (3, None)), {1: "join"}, True),
    ],
)
def test_the_last_word_of_each_turn_counts(
    said: tuple[tuple[int, str | None], ...], told: dict[int, str], within: bool
) -> None:
    assert shares_of(member(*said)) == told
    assert is_member(member(*said)) is within


def test_what_ran_is_what_was_played_whatever_was_ordered() -> None:
    """Against the accounts of the room after each of its turns."""
    plan = replace(PLAN, rules="default", turns=6)
    members = tuple(
        replace(member(*said, orders=orders), seat=seat)
        for seat, (said, orders) in enumerate(
            (
                (((1, "join"),), (Order(0, "local", 40),)),
                (((1, "join"), (3, "leave")), (Order(0, "preventive", 90),)),
                (((2, "join"),), (Order(2, "preventive", 90), Order(4, "federated", None))),
                (((1, "join"), (2, "leave"), (4, "join")), (Order(2, "corrective", None),)),
                ((), (Order(1, "local", None),)),
            ),
            start=1,
        )
    )
    for played in range(1, 7):
        room = Room("ABCDEF", plan, "", "", position=played + 2, members=members)
        assert room.played == played
        told = play_together(plan, turns_of(room), len(members))
        assert [account.strategy for account in told.accounts] == [
            ran(room, one)[-1][1] for one in members
        ]


def test_the_own_model_says_how_many_it_has_learned_from_before_the_match() -> None:
    lines = {
        rules: {
            one["name"]: one["line"]
            for one in choices(Room("ABCDEF", replace(PLAN, rules=rules), "", ""), member())
        }["local"]
        for rules in ("default", "open")
    }
    own = len(players_fleet(rules_of("default"), 7).archive(0))
    assert f"the {own} on record before the match" in lines["default"]
    assert t(ROUNDS["blind-spot"].says.get(ALONE, PARTS[2].say)).endswith(
        f"the {['no', 'one', 'two', 'three', 'four'][own]} on record before the match."
    )


@pytest.mark.parametrize(
    ("said", "ordered", "in_force", "plays", "follows"),
    [
        (((3, "join"),), None, "preventive", None, "federated"),
        (((3, "join"),), "preventive", "preventive", "preventive", "federated"),
        (((1, "join"), (3, "leave")), "federated", "federated", "local", "local"),
        (((1, "join"),), None, "federated", None, "federated"),
        ((), None, "preventive", None, "preventive"),
    ],
)
def test_a_seat_is_told_what_will_be_played(
    said: tuple[tuple[int, str | None], ...],
    ordered: str | None,
    in_force: str,
    plays: str | None,
    follows: str,
) -> None:
    one = member(*said, orders=() if ordered is None else (Order(3, ordered),))
    room = Room("ABCDEF", PLAN, "", "", position=5, members=(one,))
    order = order_of(room, one)
    assert (None if order is None else order.strategy) == plays
    assert goes_on(room, one, in_force) == follows
    names = [choice["name"] for choice in choices(room, one)]
    assert ("federated" in names) is is_member(one)
    without = replace(room, plan=replace(PLAN, federation=None))
    assert goes_on(without, one, in_force) == in_force
    assert order_of(without, one) == (None if ordered is None else Order(3, ordered))


def test_turns_hold_what_was_decided_in_them_and_who_was_away() -> None:
    one = member((1, "join"), (4, "leave"), orders=(Order(0, "local"), Order(4, "preventive")))
    one = Member(**{**vars(one), "acts": (*one.acts, Act(2, "call", 3, "hold"))})
    room = Room("ABCDEF", PLAN, "", "", position=6, members=(one,), absent=((), (1,), (), ()))
    first, second, third, fourth = turns_of(room)
    assert first == Turn(((1, (Decision(0, "local"),)),))
    assert second == Turn(shares=((1, "join"),), absent=(1,))
    assert third == Turn(((1, (Call(200, 3, "hold"),)),))
    assert fourth == Turn()
    for turn in (first, second, third):
        assert read_turn(turn_row(turn)) == turn


def test_absence_belongs_to_a_turn_and_a_step_back_forgets_it() -> None:
    plan = {"rules": "default", "seed": 7, "federation": 0}
    rows = [Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})]
    for to in range(1, 5):
        rows.append(Row(1 + to, 0.0, "stepped", {"to": to, "absent": [to]}))
    assert fold("ABCDEF", rows).absent == ((3,), (4,))
    back = fold("ABCDEF", [*rows, Row(6, 0.0, "took_back", {"to": 3})])
    assert back.absent == ((3,),)
    again = [*rows, Row(6, 0.0, "took_back", {"to": 3}), Row(7, 0.0, "stepped", {"to": 4})]
    assert fold("ABCDEF", again).absent == ((3,), ())
