"""Figures of a debrief, against sums by hand and a room played afresh."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from game.rooms.account import Account
from game.rooms.debrief.facts import Facts
from game.rooms.debrief.figures import Debrief, Weighed
from game.rooms.debrief.screens import steps_of
from game.rooms.debrief.told import for_all, of_seat
from game.rooms.federation.shares import all_in
from game.rooms.federation.standing import Standing
from game.rooms.federation.together import balances_without, play_together
from game.rooms.federation.told import Together, Training
from game.rooms.room import Act, Member, Plan, Room
from tests.game.rooms.federation.afresh import Afresh
from tests.game.rooms.federation.test_together import PLAN, ROOM, as_file

MONEY, EXPECTED = (900, 500, 700), (600.0, 600.0, 900.0)


def account(money: int, **values: Any) -> Account:
    told = {"services": 2, "failures": 1, "charges": 0} | values
    return Account(1000, money, told["failures"], told["services"], (money,) * 40, (), "local", 40,
                   charges=told["charges"])  # fmt: skip


def facts(federation: int | None = 1, **known: Any) -> Facts:
    members = tuple(Member(seat, f"Seat {seat}", None, False, "", "") for seat in (1, 2, 3))
    plan = Plan("default", 7, turns=4, federation=federation)
    room = Room("ABCDEF", plan, "", "", position=plan.turns + 2, members=members)
    accounts = {seat: account(money) for seat, money in enumerate(MONEY, 1)}
    weighed = {
        seat: Weighed(expected, money - expected, 0.1 * seat, 0.01, seat, 0, (1, 2, 3, 4))
        for seat, (money, expected) in enumerate(zip(MONEY, EXPECTED, strict=True), 1)
    }
    last = Training(750, (1, 2), (1,), (4, 0), 20.0, 30, 10, 100, ())
    together = Together(tuple(accounts.values()), (1, 2), (4, 0, 0), (last,))
    standing = Standing(together, (450, 700, 650), {1: (0, 50, -30)}, as_of=4)
    values = {"together": standing, "debrief": Debrief(weighed, (950, 600, 700))} | known
    return Facts(room, accounts, values["together"], values["debrief"], lambda one: one.name)


def screens(of: Facts) -> dict[str, Any]:
    told = for_all(of, everything=True)
    assert told is not None
    return {one["name"]: one for one in told["screens"]}


def test_costs_add_up_to_what_was_possible() -> None:
    own = of_seat(facts(), facts().room.members[0])
    assert "costs" not in own  # not shown yet
    rows = screens(facts())["costs"]["figures"]["rows"]
    for row in rows:
        parts = (row[part] for part in ("kept", "failures", "services", "standing", "fees"))
        assert sum(parts) == row["possible"] == 4 * 1000 * 300
        assert (row["failures"], row["services"]) == (60_000, 20_000)


def test_luck_is_the_share_of_all_that_sets_factories_apart() -> None:
    figures = screens(facts())["luck"]["figures"]
    luck = np.subtract(MONEY, EXPECTED)
    assert figures["share"] == pytest.approx(luck.var() / (luck.var() + np.var(EXPECTED)))
    assert figures["luckiest"] == {
        "seat": 1,
        "name": "Seat 1",
        "luck": 300.0,
        "equal": 1,
        "error": 0.0,
        "ahead": True,
    }
    assert figures["apart"]


def test_equal_ones_share_a_place_and_are_first_together() -> None:
    known = facts()
    alike = {seat: Weighed(600.2, 300.0, 0.5, 0.01, 1, 0) for seat in (1, 2, 3)}
    accounts = {1: account(900), 2: account(400), 3: account(900)}
    told = screens(replace(known, accounts=accounts, debrief=Debrief(alike)))
    money, same, luck = (told[name]["figures"] for name in ("money", "same", "luck"))
    assert [(row["seat"], row["place"]) for row in money["rows"]] == [(1, 1), (3, 1), (2, 3)]
    assert (money["best"]["name"], money["best"]["equal"]) == ("Seat 1", 2)
    assert same["best"]["equal"] == luck["luckiest"]["equal"] == 3
    assert {row["place"] for row in same["curves"]} == {1}
    assert (luck["share"], luck["apart"]) == (0.0, False)


def test_nobody_and_everybody_are_means_over_all_that_are_there() -> None:
    figures = screens(facts())["federation"]["figures"]
    told = [figures[name] for name in ("nobody", "money", "everybody")]
    assert told == [600.0, 700.0, 750.0]
    assert (figures["right"], figures["members"], figures["seats"]) == ("some", 2, 3)
    assert figures["joined"] == np.mean([MONEY[0] - 450, MONEY[1] - 700])
    alone = Together(facts().together.together.accounts, (), (4, 0, 0), ())  # type: ignore[union-attr]
    nobody = Standing(alone, (450, 700, 650), {}, as_of=4)
    assert screens(facts(together=nobody))["federation"]["figures"]["joined"] is None


def test_helpers_are_ranked_and_who_took_only_is_named() -> None:
    figures = screens(facts())["helpers"]["figures"]
    assert [(row["seat"], row["gave"], row["worth"]) for row in figures["rows"]] == [(1, 4, 20)]
    assert (figures["right"], [one["seat"] for one in figures["free"]]) == ("1", [2])
    assert (figures["freeCount"], figures["away"], figures["needed"]) == (1, 0, True)
    assert figures["together"] == sum(MONEY) - (450 + 700 + 650)
    assert figures["scale"] == pytest.approx(0.05 * np.mean(MONEY))


def test_who_had_left_is_told_so_beside_what_it_was_worth() -> None:
    known = facts()
    stays, leaves = Act(1, "share", 0, "join"), Act(2, "share", 0, "leave")
    for acts, turn in (((), None), ((stays,), None), ((stays, leaves), 2), ((leaves,), None)):
        first, *others = known.room.members
        members = (replace(first, acts=acts), *others)
        told = replace(known, room=replace(known.room, members=members))
        assert [one["left"] for one in screens(told)["helpers"]["figures"]["rows"]] == [turn]


def test_who_was_away_when_the_model_was_trained_is_counted_and_not_accused() -> None:
    known = facts()
    away = replace(known, room=replace(known.room, absent=((), (), (), (2, 3))))
    figures = screens(away)["helpers"]["figures"]
    assert (figures["free"], figures["freeCount"], figures["away"]) == ([], 0, 1)


def test_where_leaving_out_any_one_changes_about_nothing_nobody_was_needed() -> None:
    standing = facts().together
    assert standing is not None
    for worth, alone, together in (((0, 3, 3), (450, 700, 650), 300), ((0, -1, 0), (), None)):
        told = replace(standing, worth={1: worth}, alone=alone)
        figures = screens(facts(together=told))["helpers"]["figures"]
        assert (figures["needed"], figures["right"], figures["together"]) == (False, None, together)


def test_a_screen_says_how_far_it_is_while_it_is_worked_out() -> None:
    one = {1: Weighed(1.0, 1.0, None, None, 0, 0)}
    shown = screens(facts(debrief=Debrief(one), together=None))
    assert shown["money"]["figures"] is not None
    for name, done in (("same", (1, 3)), ("quality", (1, 3)), ("luck", (1, 3)), ("blind", (1, 3)),
                       ("federation", (0, 2)), ("helpers", (0, 0))):  # fmt: skip
        assert shown[name]["figures"] is None
        assert (shown[name]["done"], shown[name]["of"]) == done
    assert screens(facts(debrief=None))["blind"]["done"] == 0


def test_where_there_was_nothing_to_decide_there_is_no_quality() -> None:
    none = dict.fromkeys((1, 2, 3), Weighed(5.0, 0.0, None, None, 0, 0))
    found = screens(facts(federation=None, together=None, debrief=Debrief(none)))
    assert found["quality"]["figures"] == {"all": [], "mean": None, "rows": [], "of": 0}
    assert found["luck"]["figures"]["right"] == "low"
    assert "federation" not in found


@pytest.mark.no_cover
def test_nobody_federated_is_a_room_played_afresh_in_which_nobody_ever_joins() -> None:
    told = play_together(PLAN, ROOM, 4)
    afresh = Afresh(as_file(PLAN, ROOM, told))
    afresh._members = lambda turn: set()
    assert balances_without(PLAN, ROOM, 4, None) == afresh.play()


@pytest.mark.no_cover
def test_everybody_federated_is_a_room_played_afresh_in_which_all_join() -> None:
    file = as_file(PLAN, ROOM, play_together(PLAN, ROOM, 4))
    rows = json.loads(json.dumps(file["turns"]))
    rows[1]["shares"] = [[seat, "join"] for seat in (1, 2, 3, 4)]
    for row in rows[2:]:
        row["shares"] = [one for one in row["shares"] if one[1] != "leave"]
    told = play_together(PLAN, all_in(PLAN, ROOM, 4), 4)
    assert told.members == (1, 2, 3, 4)
    assert [one.balance for one in told.accounts] == Afresh(file | {"turns": rows}).play()


def test_of_many_factories_a_screen_names_some_each_its_own_place_and_the_console_all() -> None:
    members = tuple(Member(seat, f"Seat {seat}", None, False, "", "") for seat in range(1, 15))
    plan = Plan("default", 7, turns=4, federation=1)
    steps = len(steps_of(plan))
    room = Room("ABCDEF", plan, "", "", position=plan.turns + 2, members=members, led=steps - 1)
    accounts = {one.seat: account(100 * one.seat) for one in members}
    weighed = {
        one.seat: Weighed(5.0 * one.seat, 1.0, 0.05 * one.seat, 0.01, int(one.seat > 1), 0, (1,))
        for one in members
    }
    together = Together(tuple(accounts.values()), (1, 2), tuple(range(1, 15)), ())
    worth = {one.seat: (one.seat,) * 14 for one in members}
    standing = Standing(together, (0,) * 14, worth, as_of=4)
    every = Facts(room, accounts, standing, Debrief(weighed, (1,) * 14), lambda one: one.name)
    told = for_all(every)
    assert told is not None
    some = {one["name"]: one["figures"] for one in told["screens"]}
    for name in ("costs", "quality", "luck", "helpers"):
        shown = [row["seat"] for row in some[name]["rows"]]
        assert (len(shown), some[name]["of"], shown[0], shown[-1]) == (12, 14, 14, 1)
        assert [row["place"] for row in some[name]["rows"]] == [15 - seat for seat in shown]
        assert [row["seat"] for row in screens(every)[name]["figures"]["rows"]] == [
            *range(14, 0, -1)
        ]
    assert len(screens(every)["money"]["figures"]["rows"]) == 14
    assert len(screens(every)["same"]["figures"]["curves"]) == 14
    missing = next(one for one in members if one.seat not in shown)
    mine = of_seat(every, missing)
    for name in ("costs", "quality", "luck", "helpers", "same"):
        assert mine[name]["place"] == 15 - missing.seat
    assert of_seat(every, members[0])["blind"] == {
        **dict.fromkeys(("met", "saved", "lost", "left", "before", "within"), 0),
        "place": 14,
    }


def test_who_was_poisoned_is_named_with_what_an_average_factory_earns_otherwise() -> None:
    assert screens(facts())["federation"]["figures"]["poison"] is None
    told = facts(
        debrief=Debrief(
            {}, (1, 1, 1), {"average": (0, 30, 60), "median": (3, 3, 3), "clean": (6, 6, 9)}
        )
    )
    room = replace(told.room, plan=replace(told.room.plan, saboteur=2))
    found = screens(replace(told, room=room))
    poison = found["federation"]["figures"]["poison"]
    assert [one["seat"] for one in poison["who"]] == [2]
    assert (poison["average"], poison["clean"]) == (30.0, 7.0)
    assert found["helpers"]["figures"]["poisoned"]


def test_met_are_told_by_what_had_worn_out_where_that_is_known() -> None:
    one = Weighed(1.0, 0.0, None, None, 2, 1, (), 3, 1, 0, 1, 1, left=2)
    weighed = dict.fromkeys((1, 2, 3), one)
    figures = screens(facts(debrief=Debrief(weighed)))["blind"]["figures"]
    assert [figures[name] for name in ("met", "fans", "saved", "lost")] == [6, 3, 3, 3]
    assert figures["left"] == 6  # of factories that had left: no loss of the federation's
    assert (figures["before"], figures["within"]) == (3, 3)


def test_who_comes_when_all_is_over_changes_nothing_that_was_read_out() -> None:
    told = facts()
    late = Member(4, "Seat 4", None, False, "", "", late=told.room.plan.turns)
    room = replace(told.room, members=(*told.room.members, late))
    more = replace(told, room=room, accounts={**told.accounts, 4: account(-90_000)})
    assert screens(more) == screens(told)
    assert "costs" not in of_seat(more, late)  # not shown yet
    in_time = replace(late, late=late.late - 1)
    more = replace(more, room=replace(room, members=(*told.room.members, in_time)))
    assert [one.seat for one in more.ranked] == [1, 3, 2, 4]


def test_the_common_model_stands_beside_factories_own_once_all_are_weighed() -> None:
    told = facts()
    assert screens(told)["federation"]["figures"]["off"] is None  # nobody had one
    own = {1: 40.0, 2: None, 3: 30.0}
    weighed = {seat: replace(one, off=own[seat]) for seat, one in told.weighed.items()}
    known = replace(told, debrief=Debrief(weighed, (950, 600, 700)))
    assert screens(known)["federation"]["figures"]["off"] == {"common": 20.0, "own": 35.0}
    mine = of_seat(replace(known, room=replace(known.room, led=7)), known.room.members[0])
    assert mine["federation"]["off"] == 40.0
    some = replace(known, debrief=Debrief({1: weighed[1]}, (950, 600, 700)))
    assert screens(some)["federation"]["figures"]["off"] is None
