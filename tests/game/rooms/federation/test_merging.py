"""A class votes how updates are merged: the last vote of each counts, a tie changes nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from game.rooms.federation.again import play_again
from game.rooms.federation.merging import MERGE, VOTED, count_of, is_voting, rule_in
from game.rooms.federation.shares import Turn, read_turn, turn_row, turns_of
from game.rooms.federation.together import play_together
from game.rooms.room import Act, Member, Plan, Room
from game.rules.decisions import Decision
from tests.game.rooms.federation.test_living import begun, say
from tests.game.rooms.visitors import run, school

PLAN = Plan("default", 7, turns=4, turn_cycles=250, federation=1)


def room(
    votes: list[tuple[int, int, str | None]], polls: tuple[int, ...] = (2,), **plan: Any
) -> Room:
    """Return a room of four in its debrief: (seat, turn, rule) in the order in which they voted."""
    members = tuple(
        Member(
            seat, "", None, False, "", "",
            acts=tuple(Act(turn, MERGE, 0, rule) for who, turn, rule in votes if who == seat),
        )
        for seat in range(1, 5)
    )  # fmt: skip
    own = replace(PLAN, **plan)
    return Room("ABCDEF", own, "", "", position=own.turns + 2, members=members, polls=polls)


@pytest.mark.parametrize(
    ("votes", "rule"),
    [
        ([], "fedavg"),
        ([(1, 2, "median")], "median"),
        ([(1, 2, "median"), (2, 2, "trimmed_mean")], "fedavg"),
        ([(1, 2, "median"), (2, 2, "fedavg"), (2, 2, "median")], "median"),
        ([(1, 2, "median"), (1, 2, None)], "fedavg"),
        ([(1, 1, "median")], "fedavg"),  # nobody was asked in that turn
    ],
)
def test_what_a_class_votes_counts_from_that_turn_on(
    votes: list[tuple[int, int, str | None]], rule: str
) -> None:
    one = room(votes)
    assert [rule_in(one, turn) for turn in range(4)] == ["fedavg", "fedavg", rule, rule]
    told = turns_of(one)
    assert [turn.rule for turn in told] == [None, None, rule, rule]
    assert [read_turn(turn_row(turn)) for turn in told] == list(told)
    assert [turn.anew for turn in told] == [False, False, rule != "fedavg", False]


@pytest.mark.no_cover
def test_another_rule_begins_anew_where_a_poisoned_model_would_spoil_it() -> None:
    """As if the federation had opened then: nothing of the model before is gone on with."""
    plan = Plan("default", 7, turns=4, turn_cycles=250, federation=1, saboteur=1)
    shares = tuple((seat, "join") for seat in range(1, 7))
    waits = tuple((seat, (Decision(250, "corrective"),)) for seat in range(1, 7))
    poisoned = Turn(waits, shares)
    turns = (Turn(), poisoned, Turn(rule="median", anew=True), Turn(rule="median"))
    begins = replace(plan, federation=2, merging="median")
    first = play_together(begins, (Turn(), Turn(waits), Turn(shares=shares)), 6).trainings[0]
    told = play_together(plan, turns, 6).trainings
    assert told[1].model == first.model
    goes_on = (*turns[:2], replace(turns[2], anew=False), turns[3])
    assert play_together(plan, goes_on, 6).trainings[1].model != first.model
    assert told[1].error < 40 < told[0].error


def test_a_tie_leaves_what_was_voted_before() -> None:
    votes = [(1, 1, "median"), (1, 3, "fedavg"), (2, 3, "trimmed_mean")]
    assert rule_in(room(votes, polls=(1, 3)), 3) == "median"
    assert rule_in(room([], polls=(1, 3), merging="krum"), 3) == "krum"


def test_who_is_taken_out_later_has_voted_all_the_same() -> None:
    one = room([(1, 2, "median")])
    out = replace(one, members=(replace(one.members[0], removed=True), *one.members[1:]))
    assert count_of(out, 2) == count_of(one, 2)


def test_a_vote_trains_as_a_room_of_that_rule_does() -> None:
    shares = tuple((seat, "join") for seat in range(1, 5))
    voted = (Turn(), Turn(shares=shares, rule="median"))
    plain = (Turn(), Turn(shares=shares))
    told = play_together(PLAN, voted, 4)
    assert told.trainings == play_together(replace(PLAN, merging="median"), plain, 4).trainings
    assert told.trainings != play_together(PLAN, plain, 4).trainings


def test_a_class_votes_in_a_turn_and_its_file_plays_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await begun(one, 3)

            async def poll(on: object) -> Any:
                return await host.post(f"/{code}/host/poll", {"on": on})

            async def vote(seat: int, turn: int, rule: object) -> Any:
                word = {"id": f"{seat}{turn}{rule}", "turn": turn, "rule": rule}
                return await guests[seat - 1][1].post(f"/{code}/{seat}/merge", word)

            assert "from turn 2 on" in (await poll(True)).values["problem"]
            await one.step(code, host)
            for seat, guest in guests:
                assert (await say(guest, code, seat, 1, "join")).status == 200
            assert "the host opens a vote" in (await vote(1, 1, "median")).values["problem"]
            assert (await poll(True)).status == 200
            assert "'krum'" in (await vote(1, 1, "krum")).values["problem"]
            for seat in (1, 2):
                assert (await vote(seat, 1, "median")).status == 200
            seen = (await guests[0][1].get(f"/{code}/1/state")).values
            assert seen["federation"]["vote"] == {
                "turn": 1, "over": False, "options": list(VOTED), "voted": 2, "votes": [],
                "winner": None,
            }  # fmt: skip
            assert seen["you"]["share"]["merge"] == "median"
            live = await one.hub.live(code)
            assert live is not None
            assert is_voting(live.room)
            seen = await one.step(code, host)
            assert (seen["federation"]["rule"], seen["federation"]["vote"]["votes"]) == (
                "median", [0, 2, 0],
            )  # fmt: skip
            assert not is_voting(live.room)
            assert (await poll(False)).status == 200  # of this turn: nothing was open
            for _ in range(2):
                await one.step(code, host)
            await asyncio.sleep(0)
            file = await host.get(f"/{code}/host/room.json")
            assert [turn.get("rule") for turn in file.values["turns"]] == [None, *["median"] * 3]
            assert play_again(file.body.decode()).same

    run(story())


def test_a_turn_taken_back_takes_its_vote_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, _ = await begun(one, 2)
            await one.step(code, host)
            await host.post(f"/{code}/host/poll", {"on": True})
            seen = await one.step(code, host)
            await host.post(f"/{code}/host/back", {"position": seen["position"]})
            live = await one.hub.live(code)
            assert live is not None
            assert live.room.polls == ()

    run(story())


def test_a_room_without_a_federation_has_nothing_to_vote(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            for verb, values in (("poll", {"on": True}), ("worth", {"seat": 1})):
                refused = await host.post(f"/{code}/host/{verb}", values)
                assert "no federation" in refused.values["problem"]

    run(story())
