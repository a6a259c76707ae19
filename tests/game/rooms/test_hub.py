"""Clocks, streams, and a store that goes away."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from game.rooms.hub import AWAY, HEARTBEAT
from game.rooms.room import Room
from game.rooms.seen import HOST, SHOW, Viewer, seen_by
from game.rooms.storage import KEPT, NO_ANSWER, StoreError
from game.rooms.web.asked import Settings
from tests.game.rooms.databases import Cluster
from tests.game.rooms.visitors import Answer, Clock, School, run, school

DECISION = {"id": "a", "turn": 0, "strategy": "local"}
PATIENCE = 60  # s; nothing here takes so long unless it is broken


async def until(condition: Callable[[], bool]) -> None:
    async def wait() -> None:
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), PATIENCE)


async def played(one: School, code: str) -> Callable[[], Room]:
    live = await one.hub.live(code)
    assert live is not None
    return lambda: live.room


def test_a_turn_ends_by_its_clock_and_not_before(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room(seconds=30)
            await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            room = await played(one, code)
            clock.now += 29.9
            await asyncio.sleep(0.6)  # two ticks
            assert room().turn == 0
            clock.now += 0.2
            await until(lambda: room().turn == 1)

    run(story())


def test_a_server_that_was_away_closes_a_turn_that_is_over(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room(seconds=30)
            await one.step(code, host)
            await one.step(code, host)
        clock.now += 31
        async with school(tmp_path, clock) as again:
            room = await played(again, code)
            await until(lambda: room().turn == 1)

    run(story())


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.no_cover
def test_two_processes_serve_one_room(url: str) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(url, clock) as one, school(url, clock) as other:
            code, host = await one.room(seconds=30)
            seen = []
            for number in range(6):  # they join here and there at once
                seen.append(await (one, other)[number % 2].joined(code))
            assert [seat for seat, _ in seen] == [1, 2, 3, 4, 5, 6]
            await one.step(code, host)
            await one.step(code, host)
            here, there = await played(one, code), await played(other, code)
            clock.now += 31
            await until(lambda: here().turn == there().turn == 1)
            kinds = [row.kind for row in one.store.rows(code)]
            assert kinds.count("stepped") == 3
            assert here() == there()

    run(story())


def test_a_process_knows_at_once_what_another_has_been_told(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a proxy, somebody's next message may reach the other one before it looks."""
    monkeypatch.setattr("game.rooms.hub.TICK", 3600.0)  # neither looks by itself

    async def story() -> None:
        clock = Clock()
        async with school(url, clock) as one, school(url, clock) as other:
            code, host = await one.room()
            there = other.browser()
            assert (await there.get(f"/{code}/look")).status == 200
            _, mine = await one.joined(code)
            there.cookies = mine.cookies
            assert (await there.get(f"/{code}/1/state")).status == 200
            await one.step(code, host)
            assert (await there.post(f"/{code}/1/guess", {"age": 120})).status == 200
            await one.step(code, host)
            assert (await there.post(f"/{code}/1/decide", DECISION)).status == 200
            late = await there.post(f"/{code}/1/decide", DECISION | {"id": "b", "turn": 1})
            assert late.status == 422
            assert [row.kind for row in one.store.rows(code)][-1] == "decided"

    run(story())


@contextmanager
def renamed(file: Path) -> Iterator[None]:
    """Have a file whose table is missing."""
    with closing(sqlite3.connect(file)) as direct:
        direct.execute("alter table room_rows rename to away")
    yield
    with closing(sqlite3.connect(file)) as direct:
        direct.execute("alter table away rename to room_rows")


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    cluster.stop()
    try:
        yield
    finally:
        cluster.begin()


@contextmanager
def silent(cluster: Cluster) -> Iterator[None]:
    """Have a server that takes what is sent and says nothing."""
    cluster.freeze(True)
    try:
        yield
    finally:
        cluster.freeze(False)


@pytest.mark.parametrize("how", [renamed, stopped, pytest.param(silent, marks=pytest.mark.slow)])
@pytest.mark.no_cover
def test_the_clock_stands_while_the_store_does_not_answer(
    tmp_path: Path, request: pytest.FixtureRequest, how: Callable[..., AbstractContextManager[None]]
) -> None:
    kept: Path | str = tmp_path
    broken = how(tmp_path / "rooms.sqlite")
    if how is not renamed:
        cluster: Cluster = request.getfixturevalue("cluster")
        kept, broken = cluster.database(), how(cluster)

    async def story() -> None:
        clock = Clock()
        async with school(kept, clock, patience=2.0) as one:
            code, host = await one.room(seconds=30)
            _, mine = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            room = await played(one, code)
            before = room().deadline
            with broken:
                await until_seen(mine.get, f"/{code}/1/state", stalled=True)
                refused = await mine.post(f"/{code}/1/decide", DECISION)
                assert refused.status == 503
                clock.now += 40
                await asyncio.sleep(0.6)  # two ticks
                assert room().turn == 0
            await until_seen(mine.get, f"/{code}/1/state", stalled=False)
            assert before is not None and room().deadline is not None
            assert 40 <= (room().deadline or 0) - before <= 41
            for _ in range(2):
                again = await mine.post(f"/{code}/1/decide", DECISION)
                assert again.status == 200
            assert [row.kind for row in one.store.rows(code)].count("decided") == 1

    run(story())


@pytest.mark.parametrize("away", ["prepare", "rows"])
def test_the_clock_stands_while_the_store_does_not_answer_who_begins(
    tmp_path: Path, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room(seconds=30)
            await one.step(code, host)
            await one.step(code, host)
        again = School(f"sqlite:///{tmp_path / 'rooms.sqlite'}", clock, Settings(), PATIENCE)
        with monkeypatch.context() as broken:
            broken.setattr(again.store, away, _says_nothing)
            with pytest.raises(StoreError):
                await again.hub.begin()
            if away == "rows":  # it has begun, and looks again by itself
                await until(lambda: again.hub._silent is not None)
            clock.now += 100
        await again.hub.begin()
        await again.hub.live(code)
        room = await played(again, code)
        await until(lambda: room().extra >= 100)
        assert room().turn == 0
        clock.now += 31
        await until(lambda: room().turn == 1)
        await again.hub.end()

    run(story())


def _says_nothing(*_: object) -> None:
    raise StoreError(NO_ANSWER)


async def until_seen(get: Callable[[str], Awaitable[Answer]], path: str, **wanted: object) -> None:
    async def wait() -> None:
        while True:
            values = (await get(path)).values
            if all(values[name] == value for name, value in wanted.items()):
                return
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), PATIENCE)


def test_a_stream_tells_of_what_is_new_and_ends_when_the_server_does(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            live = await one.hub.live(code)
            assert live is not None
            stream = one.hub.stream(live, HOST)
            first = await anext(stream)
            assert first.startswith("retry: ") and f"data: {live.version}\n\n" in first
            await host.post(f"/{code}/host/message", {"text": "Look up."})
            assert await asyncio.wait_for(anext(stream), PATIENCE) == f"data: {live.version}\n\n"
            one.hub.close_streams()
            rest = [event async for event in stream]
            assert len(rest) <= 1 and not live.watchers and not live.streams

    run(story())


def test_a_stream_gives_a_sign_while_there_is_nothing_new(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, _ = await one.room()
            live = await one.hub.live(code)
            assert live is not None
            stream = one.hub.stream(live, HOST)
            told = await anext(stream)
            while "data" in told:  # that its process is ready is news, too
                clock.now += HEARTBEAT + 1
                told = await asyncio.wait_for(anext(stream), PATIENCE)
            assert told == ": still here\n\n"

    run(story())


def test_a_room_that_grows_while_the_newest_rows_are_asked_for_is_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            live = await one.hub.live(code)
            asked, told = threading.Event(), threading.Event()
            newest = one.store.newest

            def late() -> dict[str, int]:
                found = newest()
                asked.set()
                told.wait(PATIENCE)
                return found

            monkeypatch.setattr(one.store, "newest", late)
            await asyncio.to_thread(asked.wait, PATIENCE)
            for text in ("Look up.", "And down."):  # more than one: it does not take the first
                await host.post(f"/{code}/host/message", {"text": text})
            asked.clear()
            told.set()  # of a room without them
            await asyncio.to_thread(asked.wait, PATIENCE)  # it has been read, and asked for again
            assert await one.hub.live(code) is live

    run(story())


def test_who_neither_looks_nor_asks_is_away(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room()
            _, mine = await one.joined(code)
            await mine.get(f"/{code}/1/state")
            for later, away in ((0.0, False), (AWAY + 1, True)):
                clock.now += later
                (person,) = (await host.get(f"/{code}/host/state")).values["people"]
                assert person["away"] is away

    run(story())


def test_a_room_is_forgotten_while_the_server_runs(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            old, host = await one.room()
            clock.now += KEPT - 10
            young, _ = await one.room()
            clock.now += 20
            while (await host.get(f"/{old}/look")).status != 404:
                await asyncio.sleep(0.01)
            assert list(one.store.newest()) == [young]

    run(asyncio.wait_for(story(), PATIENCE))


def test_a_terms_room_is_empty_when_its_class_is_forgotten(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room(term=True)
            _, guest = await one.joined(code)
            await one.step(code, host)
            clock.now += KEPT + 1
            while (seen := (await host.get(f"/{code}/host/state")).values)["seats"]:
                await asyncio.sleep(0.01)
            assert seen["phase"] == "lobby"
            assert (await guest.get(f"/{code}/1/state")).status == 401
            assert (await one.joined(code))[0] == 1

    run(asyncio.wait_for(story(), PATIENCE))


def test_a_turn_that_was_taken_back_is_played_again_from_the_same_decisions(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            await one.joined(code)
            for _ in range(3):
                before = await one.step(code, host)
            await host.post(f"/{code}/host/back", {"position": 3})
            again = await asyncio.wait_for(one.step(code, host), PATIENCE)
            assert again["board"] == before["board"]

    run(story())


def test_what_is_kept_of_a_room_is_never_older_than_the_room(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            live = await one.hub.live(code)
            assert live is not None
            guests = [(await one.joined(code, name))[1] for name in ("", "Ada", "Bob")]

            def is_fresh() -> None:
                viewers: list[Viewer] = [HOST, SHOW, *(member.seat for member in live.room.members)]
                for viewer in viewers:
                    known = one.hub.known(live, viewer)
                    anew = replace(known, told={}, race={})
                    assert seen_by(live.room, viewer, known) == seen_by(live.room, viewer, anew)

            async def do(verb: str, **values: object) -> None:
                is_fresh()
                where = {"position": live.room.position}
                done = await host.post(f"/{code}/host/{verb}", where | values)
                assert done.status == 200, done.values
                is_fresh()
                await one.ready(code, host)
                is_fresh()

            await do("approve", seat=2)
            await do("step")
            await guests[0].post(f"/{code}/1/guess", {"age": 120})
            await do("step")
            await guests[0].post(f"/{code}/1/decide", DECISION)
            await do("step")
            await do("rename", seat=1, name="Cleo")
            await do("remove", seat=3, on=True)
            await do("set", what="anonymous", on=True)
            await one.joined(code)
            await do("back")
            await do("step")
            await do("anew")

    run(story())
