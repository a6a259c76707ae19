"""Offers, calls and events in a room."""

from dataclasses import replace
from typing import Any

import pytest

from game.rooms.offered import offered, offers_in
from game.rooms.room import Member, Plan, Room, moves_of, rules_of
from game.rooms.verbs.opening import plan_of
from game.rooms.verbs.proposals import RoomError
from game.rooms.verbs.seats import answer, call
from game.rules.decisions import Answer, Call
from game.rules.offers.events import events_of
from tests.game.rooms.test_room import Told

OPEN = Plan("open", 7, turns=12, turn_cycles=120)
NOBODY_TOOK: tuple[tuple[int, int], ...] = ()


def at_turn(turn: int, plan: Plan = OPEN) -> Told:
    told = Told(plan)
    told.seat()
    for position in range(turn + 2):
        told.ask("step", position=position)
    return told


def act(told: Told, verb: Any, name: str, **values: Any) -> None:
    room = told.room
    told.add(verb(room, room.members[0], {"id": name, "turn": room.turn} | values))


def test_every_offer_can_be_answered_in_some_turn_within_its_time() -> None:
    for turn_cycles in (50, 120, 480):
        plan = replace(OPEN, turns=1440 // turn_cycles, turn_cycles=turn_cycles)
        turns = {number: turn for turn in range(plan.turns) for number in offers_in(plan, turn)}
        assert set(turns) == set(range(len(plan.offers)))
        for number, turn in turns.items():
            told = at_turn(turn, plan)
            act(told, answer, "a", offer=number, option=0)
            told.ask("step", position=told.room.position)
            (move,) = moves_of(told.room, told.room.members[0])
            assert isinstance(move, Answer) and plan.offers[number].open_at(move.cycle)


def test_the_last_word_of_a_turn_counts_and_can_be_taken_back() -> None:
    told = at_turn(1)
    for name, option in (("a", 1), ("b", 0), ("c", 1)):
        act(told, answer, name, offer=1, option=option)
    act(told, call, "d", slot=2, call="hold")
    act(told, call, "e", slot=3, call="service")
    act(told, call, "f", slot=3, call=None)
    mine = offered(told.room, told.room.members[0], NOBODY_TOOK, ())
    assert [one["answer"] for one in mine["offers"] if one["number"] == 1] == [1]
    assert mine["calls"] == {"2": "hold"}
    assert moves_of(told.room, told.room.members[0]) == ()
    told.ask("step", position=told.room.position)
    assert moves_of(told.room, told.room.members[0]) == (Answer(120, 1, 1), Call(120, 2, "hold"))
    told.ask("back", position=told.room.position)
    assert told.room.members[0].acts == ()


def test_what_is_offered_says_its_terms_and_what_members_have_seen() -> None:
    told = at_turn(0)
    seen = ((60, 16), None)
    kit, alliance = offered(told.room, told.room.members[0], ((0, 0),), seen)["offers"]
    assert kit["taken"] == 0 and kit["options"] == [{"price": 10_000, "name": "The maker's kit"}]
    assert [option["seen"] for option in alliance["options"]] == list(seen)
    assert alliance["deadline"] == 420 and alliance["taken"] is None
    assert offered(replace(told.room, position=0), told.room.members[0], (), ())["offers"] == []


def test_what_an_alliance_is_offered_is_told_to_its_members_alone() -> None:
    told = at_turn(0)

    def titles(taken: tuple[tuple[int, int], ...] = NOBODY_TOOK) -> list[str]:
        mine = offered(told.room, told.room.members[0], taken, ())
        return [one["title"] for one in mine["offers"]]

    bends = "A model that bends"
    assert bends not in titles() and "Alliances invite you" in titles()
    assert bends in titles(taken=((1, 0),))
    assert bends not in titles(taken=((0, 0),))  # the kit is for who stands alone
    act(told, answer, "a", offer=1, option=0)
    assert bends in titles()
    act(told, answer, "b", offer=1, option=None)
    assert bends not in titles()


def test_a_vote_on_odd_updates_is_offered_to_the_alliance_that_has_them_alone() -> None:
    rules = rules_of(OPEN.scenario_code)
    for seed in range(40):
        plan = replace(OPEN, seed=seed)
        votes = [one for one in plan.offers if one.kind == "robust"]
        poison = [one for one in events_of(rules, seed) if one.row.poisoned]
        if not votes or not poison:
            continue
        invites = next(number for number, one in enumerate(plan.offers) if one.alliances)
        odd, told = poison[0].alliance, at_turn(votes[0].announced // plan.turn_cycles, plan)
        for joined in range(len(plan.offers[invites].alliances)):
            mine = offered(told.room, told.room.members[0], ((invites, joined),), ())
            titles = [one["title"] for one in mine["offers"]]
            averages = plan.offers[invites].alliances[joined].rule == "fedavg"
            assert (votes[0].row.title in titles) == (joined == odd and averages), seed
        return
    pytest.fail("no seed has odd updates")


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        (answer, {"offer": 7, "option": 0}),  # another turn's
        (answer, {"offer": True, "option": 0}),
        (answer, {"offer": [], "option": 0}),
        (answer, {"offer": 0, "option": 1}),
        (answer, {"offer": 0, "option": 0, "turn": 1}),
        (call, {"slot": 4, "call": "hold"}),
        (call, {"slot": 0, "call": "sell"}),
        (call, {"slot": 0, "call": ["hold"]}),
    ],
)
def test_what_is_not_offered_is_refused_in_a_sentence(verb: Any, values: dict[str, Any]) -> None:
    with pytest.raises(RoomError) as refused:
        act(at_turn(0), verb, "a", **values)
    assert str(refused.value).endswith(".")


def test_where_rules_have_no_calls_there_are_none() -> None:
    told = at_turn(0, Plan("default", 7, turns=3))
    assert offered(told.room, told.room.members[0], (), ())["calls"] is None
    with pytest.raises(RoomError, match="no calls"):
        act(told, call, "a", slot=0, call="hold")


def test_a_finish_line_is_left_out_and_the_ladder_stays() -> None:
    plan = plan_of({"rules": "classic", "seed": 7})
    assert plan.scenario_code == "classic.flx.cy2000"
    assert Room("ABCDEF", plan, "", "").plan.offers == ()
    assert moves_of(Room("ABCDEF", plan, "", ""), Member(1, "", None, False, "", "")) == ()
