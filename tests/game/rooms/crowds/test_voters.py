"""Voters that are programs, over a network: of a server that stays, and of one that is killed."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from game.rooms.crowds.voters import Voters
from game.rooms.room import Row
from game.rooms.storage import Store, StoreError
from tests.game.commands.asked import run as command
from tests.game.rooms.ballots.halls import Hall
from tests.game.rooms.visitors import School, run, school
from tests.game.rooms.web.test_serving import served

MANY = 60


@asynccontextmanager
async def on_a_port(one: School) -> AsyncIterator[str]:
    """Serve rooms at a port of this machine; give the address."""
    door = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Mount("/rooms", one.app)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        one.hub.close_streams()
        server.should_exit = True
        await serving


async def led(hall: Hall, count: int) -> None:
    """Lead an audience through one vote to its end, when so many have come."""
    while (await hall.seen())["here"] < count:
        await asyncio.sleep(0.01)
    await hall.ask("step")
    await hall.ask("ask", kind="strategy")
    while (await hall.seen())["ballot"]["voted"] < count:
        await asyncio.sleep(0.01)
    await hall.ask("close")
    await hall.ask("end")


@pytest.mark.no_cover
def test_each_votes_once_and_comes_back_when_its_line_is_cut(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one, on_a_port(one) as address:
            hall = await Hall.opened(one, 0)
            voters = Voters(address, hall.code, 8, think=0.01)
            playing = asyncio.create_task(voters.play())
            while voters.tally.told < 8:
                await asyncio.sleep(0.01)
            live = await one.hub.live(hall.code)
            assert live is not None
            for watcher in live.watchers:
                watcher.closed = True
            live.wake()
            while voters.tally.lost < 8:
                await asyncio.sleep(0.01)
            await led(hall, 8)
            await playing
            tally = voters.tally
            assert (tally.joined, tally.refused, tally.lost) == (8, 0, 8)
            kept = [row.body for row in hall.rows() if row.kind == "voted"]
            said = [(one.voter, one.ballot, one.what) for one in tally.confirmed]
            assert sorted(said) == sorted((v["voter"], v["ballot"], v["what"]) for v in kept)
            assert len({voter for voter, _, _ in said}) == 8

    run(story())


def test_who_comes_too_late_or_to_a_store_that_is_away_is_told_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one, on_a_port(one) as address:
            hall = await Hall.opened(one, 0)
            voters = Voters(address, hall.code, 6, think=0.4)
            playing = asyncio.create_task(voters.play())
            while voters.tally.told < 6:
                await asyncio.sleep(0.01)
            away, one.store.append_all = one.store.append_all, _away  # type: ignore[method-assign]
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            await hall.ask("close")
            while voters.tally.refused == 0:
                await asyncio.sleep(0.01)
            one.store.append_all = away  # type: ignore[method-assign]
            await hall.ask("end")
            await playing
            assert (voters.tally.refused, len(voters.tally.confirmed)) == (6, 0)
            assert not [row for row in hall.rows() if row.kind == "voted"]

    run(story())


def _away(*_: object) -> list[Row]:
    raise StoreError("The store is away.")


def test_the_command_for_bots_fills_an_audience_with_voters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[str] = []
    there = threading.Event()

    async def story() -> None:
        async with school(tmp_path) as one, on_a_port(one) as address:
            hall = await Hall.opened(one, 0)
            found.extend((address, hall.code))
            there.set()
            await led(hall, 3)

    host = threading.Thread(target=run, args=(story(),))
    host.start()
    there.wait()
    address, room = found
    asked = ("--room", room.lower(), "--count", "3", "--address", address, "--think", "0")
    code, out, _ = command(capsys, "bots", *asked, "--minutes", "1")
    host.join()
    assert (code, out.splitlines()[0]) == (0, "3 joined, 3 votes confirmed, 0 refused")


@pytest.mark.long
def test_no_confirmed_vote_is_lost_when_the_server_is_killed(url: str) -> None:
    with served(url) as server:
        plan = {"rules": "default", "seed": 7, "turns": 4, "turn_cycles": 100, "audience": True}
        opened = server.ask("POST", "open", {**plan, "seconds": 10})
        code, host = opened["code"], opened["host"]
        voters = Voters(server.address, code, MANY, think=4.0)
        thread = threading.Thread(target=lambda: asyncio.run(voters.play()))
        thread.start()

        def seen() -> dict[str, object]:
            return dict(server.ask("GET", f"{code}/host/state", token=host) or {})

        def say(verb: str, **values: object) -> None:
            assert server.ask("POST", f"{code}/host/{verb}", values, token=host) == {"ok": True}

        server.until(lambda: voters.tally.told >= MANY)
        for turn in range(4):
            say("step", position=seen()["position"])
            server.until(lambda: bool(seen()["ready"]))
            if turn % 2 == 0:
                server.kill()  # between votes
                server.until(lambda: bool(seen()["ready"]))
            say("ask", kind="strategy")
            if turn % 2 == 1:
                before = len(voters.tally.confirmed)
                server.until(lambda n=before: len(voters.tally.confirmed) > n + MANY // 4)
                server.kill()  # within one
            server.until(lambda: seen()["stage"] == "decided")
        say("end", position=seen()["position"])
        thread.join(60)
        assert not thread.is_alive()
    store = Store(url)
    kept = {tuple(row.body[name] for name in ("voter", "ballot", "what"))
            for row in store.rows(code) if row.kind == "voted"}  # fmt: skip
    store.close()
    confirmed = voters.tally.confirmed
    assert len(confirmed) + voters.tally.refused == 4 * MANY
    assert {(one.voter, one.ballot, one.what) for one in confirmed} <= kept
