"""A debrief's figures come part by part, and none of a room that has gone on."""

import asyncio
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from game.rooms.debrief.figures import Weighed, answer
from game.rooms.debrief.working import AT_ONCE
from game.rooms.federation.shares import all_in, read_turn
from game.rooms.federation.together import play_together
from game.rooms.room import read_plan
from game.workshop.weighing import weigh
from tests.game.rooms.federation.test_living import say
from tests.game.rooms.visitors import Browser, School, run, school


async def ended(one: School, count: int, **plan: object) -> tuple[str, Browser, list[Browser]]:
    """Bring a room to its debrief; who has an odd number joins if it can."""
    code, host = await one.room(turns=2, turn_cycles=250, **plan)
    guests = [(await one.joined(code))[1] for _ in range(count)]
    for _ in range(3):
        await one.step(code, host)
    if "federation" in plan:
        for seat in range(1, count + 1, 2):
            assert (await say(guests[seat - 1], code, seat, 1, "join")).status == 200
    await one.step(code, host)
    return code, host, guests


async def whole(code: str, host: Browser) -> dict[str, Any]:
    """Return the debrief when all of it has been worked out."""
    while True:
        seen = (await host.get(f"/{code}/host/state")).values["debrief"]
        if all(screen["figures"] for screen in seen["screens"]):
            return {screen["name"]: screen["figures"] for screen in seen["screens"]}
        await asyncio.sleep(0.01)


@pytest.mark.slow
def test_a_class_that_learned_together_sees_all_of_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path, weigh=weigh) as one:
            code, host, guests = await ended(one, 3, federation=1)
            found = await whole(code, host)
            file = (await host.get(f"/{code}/host/room.json")).values
            plan, turns = read_plan(file["plan"]), tuple(map(read_turn, file["turns"]))
            all_join = play_together(plan, all_in(plan, turns, 3), 3)
            money = [account.balance for account in all_join.accounts]
            assert found["federation"]["everybody"] == pytest.approx(sum(money) / 3)
            assert found["federation"]["nobody"] == pytest.approx(sum(file["alone"]) / 3)
            steps = (await host.get(f"/{code}/host/state")).values["debrief"]["steps"]
            await host.post(f"/{code}/host/show", {"to": len(steps) - 1})
            mine = (await guests[0].get(f"/{code}/1/state")).values["you"]["debrief"]
            assert set(mine) - {"helpers"} == {
                "bets",
                "costs",
                "same",
                "quality",
                "luck",
                "blind",
                "federation",
            }

    run(story())


def test_seats_that_decided_alike_are_weighed_once(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    def noting(question: bytes) -> bytes:
        asked.append(json.loads(question))
        return answer([Weighed(1.0, 2.0, 0.5, 0.1, 1, 0)])

    async def story() -> None:
        async with school(tmp_path, weigh=noting) as one:
            code, host, _ = await ended(one, 3)
            found = await whole(code, host)
            assert found["quality"]["all"] == [0.5, 0.5, 0.5]
            assert [one["cycles"] for one in asked] == [500]

    run(story())


def test_seats_of_their_own_ways_are_weighed_some_at_once_each_as_itself(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def noting(question: bytes) -> bytes:
        asked.append(json.loads(question)["links"])
        numbers = (int(link.rpartition("p")[2] or 0) for link in asked[-1])
        return answer([Weighed(float(number), 0.0, 0.5, 0.1, 0, 0) for number in numbers])

    async def story() -> None:
        async with school(tmp_path, weigh=noting) as one:
            code, host = await one.room(turns=1, turn_cycles=250)
            guests = [(await one.joined(code))[1] for _ in range(AT_ONCE + 2)]
            await one.step(code, host)
            await one.step(code, host)
            for seat, guest in enumerate(guests, 1):
                order = {"id": str(seat), "turn": 0, "strategy": "preventive", "setting": 90 + seat}
                assert (await guest.post(f"/{code}/{seat}/decide", order)).status == 200
            await one.step(code, host)
            rows = (await whole(code, host))["luck"]["rows"]
            assert [len(links) for links in asked] == [AT_ONCE, 2]
            assert {row["seat"]: row["expected"] for row in rows} == {
                seat: 90.0 + seat for seat in range(1, AT_ONCE + 3)
            }

    run(story())


@pytest.mark.no_cover
def test_a_room_that_goes_back_to_a_turn_is_not_told_of_the_debrief_before(tmp_path: Path) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow(question: bytes) -> bytes:
        begun.set()
        assert goes_on.wait(60)
        seats = json.loads(question)["which"]
        return answer([Weighed(1.0, 2.0, 0.5, 0.1, 1, 0)] * len(seats))

    async def story() -> None:
        async with school(tmp_path, weigh=slow) as one:
            code, host, _ = await ended(one, AT_ONCE + 1, federation=1)
            while not begun.is_set():
                await asyncio.sleep(0.01)
            position = (await host.get(f"/{code}/host/state")).values["position"]
            await host.post(f"/{code}/host/back", {"position": position})
            live = await one.hub.live(code)
            assert live is not None
            goes_on.set()
            await one.ready(code, host)
            assert live.debrief is None
            await one.step(code, host)
            found = await whole(code, host)
            assert len(found["quality"]["all"]) == AT_ONCE + 1

    run(story())


def test_what_fails_in_another_process_is_tried_once_more(tmp_path: Path) -> None:
    tries: list[bytes] = []

    def failing(question: bytes) -> bytes:
        tries.append(question)
        if len(tries) == 1:
            raise RuntimeError("a process died twice")
        return answer([Weighed(1.0, 2.0, None, None, 0, 0)])

    async def story() -> None:
        async with school(tmp_path, weigh=failing) as one:
            code, host, _ = await ended(one, 1)
            assert (await whole(code, host))["quality"]["mean"] is None
            assert len(tries) == 2

    run(story())


@pytest.mark.no_cover
def test_a_poisoned_class_is_played_again_by_averaging_the_median_and_clean(
    tmp_path: Path,
) -> None:
    def seats(question: bytes) -> bytes:
        return answer([Weighed(1.0, 2.0, 0.5, 0.1, 1, 0)] * len(json.loads(question)["which"]))

    async def story() -> None:
        async with school(tmp_path, weigh=seats) as one:
            code, host, _ = await ended(one, 3, federation=1, saboteur=1)
            poison = (await whole(code, host))["federation"]["poison"]
            file = (await host.get(f"/{code}/host/room.json")).values
            plan, turns = read_plan(file["plan"]), tuple(map(read_turn, file["turns"]))
            for name, other in (
                ("average", plan),
                ("median", replace(plan, merging="median")),
                ("clean", replace(plan, saboteur=0)),
            ):
                money = [account.balance for account in play_together(other, turns, 3).accounts]
                assert poison[name] == pytest.approx(sum(money) / 3)
            assert [one["seat"] for one in poison["who"]] == [1]

    run(story())


def test_a_class_with_noise_is_played_again_with_each_other_level_of_it(tmp_path: Path) -> None:
    def seats(question: bytes) -> bytes:
        return answer([Weighed(1.0, 2.0, 0.5, 0.1, 1, 0)] * len(json.loads(question)["which"]))

    async def story() -> None:
        async with school(tmp_path, weigh=seats) as one:
            code, host, _ = await ended(one, 3, federation=1, noise="strong")
            told = (await whole(code, host))["federation"]
            file = (await host.get(f"/{code}/host/room.json")).values
            plan, turns = read_plan(file["plan"]), tuple(map(read_turn, file["turns"]))
            assert (told["level"], set(told["noise"])) == ("strong", {"none", "light"})
            for level, earned in told["noise"].items():
                other = play_together(replace(plan, noise=level), turns, 3)
                money = [account.balance for account in other.accounts]
                assert earned == pytest.approx(sum(money) / 3)
            assert told["poison"] is None

    run(story())
