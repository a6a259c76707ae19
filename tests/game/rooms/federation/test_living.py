"""A room whose factories learn from each other, over its routes."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from game.rooms.federation import standing
from game.rooms.federation.again import play_again
from game.rooms.federation.shares import read_turn
from game.rooms.federation.together import balances_without
from game.rooms.hub import AWAY
from game.rooms.room import read_plan
from game.rooms.rounds.rows import ROUNDS
from tests.game.rooms.visitors import Browser, Clock, School, run, school

FEDERATION = {"turns": 4, "turn_cycles": 250, "federation": 1, "approve": False}


async def say(guest: Browser, code: str, seat: int, turn: int, what: str | None) -> Any:
    word = {"id": f"{turn}-{what}", "turn": turn, "what": what}
    return await guest.post(f"/{code}/{seat}/share", word)


async def worth(one: School, code: str, host: Browser) -> list[dict[str, Any]]:
    """Return the board when it is known what everybody is worth, for the turns that are over."""
    while True:
        seen = await one.ready(code, host)
        board: list[dict[str, Any]] = seen["board"]
        if all(line["asOf"] == seen["position"] - 2 for line in board):
            return board
        await asyncio.sleep(0.01)


async def begun(one: School, count: int) -> tuple[str, Browser, list[tuple[int, Browser]]]:
    """Open a room, and bring it to its first turn."""
    code, host = await one.room(**FEDERATION)
    guests = [await one.joined(code) for _ in range(count)]
    await one.step(code, host)
    await one.step(code, host)
    return code, host, guests


def test_a_class_learns_together_and_its_file_plays_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await begun(one, 4)
            first, second = guests[0][1], guests[1][1]
            early = await say(first, code, 1, 0, "join")
            assert "opens in turn 2" in early.values["problem"]
            order = {"id": "a", "turn": 0, "strategy": "preventive"}
            assert (await second.post(f"/{code}/2/decide", order)).status == 200
            await one.step(code, host)
            not_in = {"id": "b", "turn": 1, "strategy": "federated"}
            refused = await first.post(f"/{code}/1/decide", not_in)
            assert "join it first" in refused.values["problem"]
            for seat, guest in guests[:3]:
                assert (await say(guest, code, seat, 1, "join")).status == 200
            wrong = await say(first, code, 1, 1, "sell")
            assert "'sell'" in wrong.values["problem"]
            mine = (await first.get(f"/{code}/1/state")).values["you"]
            assert mine["share"] == {"open": True, "member": True, "said": "join", "merge": None}
            assert (await first.post(f"/{code}/1/decide", not_in)).status == 200
            seen = await one.step(code, host)
            assert seen["federation"]["members"] == 3
            (training,) = seen["federation"]["trainings"]
            assert training["sent"] == 2
            failed = sum(training["seen"])
            assert failed >= 4
            assert seen["federation"]["ring"] == {"members": [1, 2, 3], "sent": [1, 3]}
            await one.step(code, host)
            board = {line["seat"]: line for line in await worth(one, code, host)}
            assert board[1]["gave"] + board[3]["gave"] >= failed
            assert board[2]["gave"] == board[4]["gave"] == 0
            assert board[2]["worth"] == board[4]["worth"] == 0
            assert board[4]["gain"] == 0
            text = (await host.get(f"/{code}/host/room.json")).body.decode()
            room = json.loads(text)
            assert sum(room["worth"]["1"]) == board[1]["worth"]
            turns = tuple(map(read_turn, room["turns"]))
            without = balances_without(read_plan(room["plan"]), turns, 4, 1)
            money = [seat["money"] for seat in room["seats"]]
            assert board[1]["worth"] == sum(money[1:]) - sum(without[1:])
            assert [seat["link"] for seat in room["seats"]] == [None] * 4
            assert play_again(text).same
            await one.step(code, host)
            end = (await first.get(f"/{code}/1/state")).values["you"]
            assert end["link"] is end["look"] is None
            assert (await host.get(f"/{code}/host/room.csv")).status == 200

    run(story())


async def joined(one: School, count: int) -> tuple[str, Browser, list[tuple[int, Browser]]]:
    """Return a room in its first turn of which all seats have joined the federation."""
    code, host, guests = await begun(one, count)
    await one.step(code, host)
    for seat, guest in guests:
        await say(guest, code, seat, 1, "join")
    return code, host, guests


@pytest.mark.no_cover
def test_who_has_not_looked_in_since_a_turn_began_sends_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host, guests = await joined(one, 4)
            clock.now += AWAY + 1
            await one.step(code, host)
            clock.now += 1
            await guests[0][1].get(f"/{code}/1/state")  # looks once, then turns the phone over
            refused = await guests[3][1].post(f"/{code}/4/decide", {"id": "x", "turn": 0})
            assert refused.status == 422  # says nothing that counts, but is there
            clock.now += 80
            seen = await one.step(code, host)
            trainings = seen["federation"]["trainings"]
            assert [one["sent"] for one in trainings] == [4, 2]
            assert [one["away"] for one in trainings] == [0, 2]
            assert trainings[1]["members"] == 4
            mine = (await guests[1][1].get(f"/{code}/2/state")).values["you"]
            assert mine["missed"]
            await guests[1][1].get(f"/{code}/2/state")
            first = (await guests[0][1].get(f"/{code}/1/state")).values["you"]
            assert not first["missed"]
            room = json.loads((await host.get(f"/{code}/host/room.json")).body)
            assert [turn["absent"] for turn in room["turns"]] == [[1, 2, 3, 4], [], [2, 3]]

    run(story())


def test_who_lets_go_of_a_stream_within_a_turn_was_there(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host, guests = await begun(one, 2)
            await one.step(code, host)
            for seat, guest in guests:
                await say(guest, code, seat, 1, "join")
            live = await one.hub.live(code)
            assert live is not None
            stream = one.hub.stream(live, 1)
            await anext(stream)
            clock.now += AWAY + 1
            await one.step(code, host)
            clock.now += 1
            await stream.aclose()
            clock.now += 80
            seen = await one.step(code, host)
            assert [one["sent"] for one in seen["federation"]["trainings"]] == [2, 1]

    run(story())


@pytest.mark.no_cover
def test_who_was_there_is_there_again_after_a_step_back(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host, guests = await joined(one, 3)
            clock.now += AWAY + 1
            await one.step(code, host)
            clock.now += 1
            await guests[0][1].get(f"/{code}/1/state")
            clock.now += 80
            seen = await one.step(code, host)
            first = seen["federation"]["trainings"]
            assert [one["sent"] for one in first] == [3, 1]
            clock.now += 100
            back = await host.post(f"/{code}/host/back", {"position": seen["position"]})
            assert back.status == 200
            await one.ready(code, host)
            clock.now += 100  # nobody looks again
            assert (await one.step(code, host))["federation"]["trainings"] == first

    run(story())


@pytest.mark.no_cover
def test_a_class_that_only_looks_heals_what_a_saboteur_spoils(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            plan = dict(ROUNDS["saboteur"].plan) | {"approve": False, "seconds": None}
            code, host = await one.room(**plan | {"round": "saboteur", "seed": 15})
            opens = plan["federation"]
            guests = [await one.joined(code) for _ in range(6)]
            for _ in range(2 + opens):
                await one.step(code, host)
            for seat, guest in guests:
                assert (await say(guest, code, seat, opens, "join")).status == 200
            errors = []
            for turn in range(opens, plan["turns"]):
                if turn == opens + 2:
                    assert (await host.post(f"/{code}/host/poll", {"on": True})).status == 200
                clock.now += 1
                for seat, guest in guests:
                    await guest.get(f"/{code}/{seat}/state")
                    if turn == opens + 2:
                        vote = {"id": "m", "turn": turn, "rule": "median"}
                        assert (await guest.post(f"/{code}/{seat}/merge", vote)).status == 200
                clock.now += 29  # longer than a phone counts as here
                seen = await one.step(code, host)
                last = seen["federation"]["trainings"][-1]
                errors.append(last["error"])
                assert (last["turn"], last["away"]) == (turn, 0)
                assert last["sent"] == last["members"] == 6
            assert max(errors[2:]) < 30 < min(errors[:2])

    run(story())


def test_a_step_back_takes_the_federation_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await begun(one, 2)
            await one.step(code, host)
            await say(guests[0][1], code, 1, 1, "join")
            seen = await one.step(code, host)
            assert seen["federation"]["members"] == 1
            back = await host.post(f"/{code}/host/back", {"position": seen["position"]})
            assert back.status == 200
            await one.ready(code, host)
            mine = (await guests[0][1].get(f"/{code}/1/state")).values["you"]["share"]
            assert mine == {"open": True, "member": False, "said": None, "merge": None}

    run(story())


def test_a_room_without_a_federation_takes_no_word_of_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            _, guest = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            refused = await say(guest, code, 1, 0, "join")
            assert "no federation" in refused.values["problem"]
            assert (await guest.get(f"/{code}/1/state")).values["you"]["share"] is None

    run(story())


def test_above_sixty_a_host_asks_what_any_team_is_worth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "MOST_WHOLE", 2)
    monkeypatch.setattr(standing, "SHOWN", 1)

    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await begun(one, 3)
            await one.step(code, host)
            for seat, guest in guests:
                assert (await say(guest, code, seat, 1, "join")).status == 200
            await one.step(code, host)

            async def told(count: int) -> list[int]:
                while True:
                    board = (await one.ready(code, host))["board"]
                    known = [line["seat"] for line in board if line["worth"] is not None]
                    if len(known) == count:
                        return sorted(known)
                    await asyncio.sleep(0.01)

            (first,) = await told(1)
            other = next(seat for seat, _ in guests if seat != first)
            assert (await host.post(f"/{code}/host/worth", {"seat": other})).status == 200
            assert await told(2) == sorted([first, other])
            wrong = await host.post(f"/{code}/host/worth", {"seat": 9})
            assert wrong.status == 422

    run(story())
