"""A room full of seats on the real server: what this machine holds of a class.

``make load SEATS=100``: seats join as pages do, keep a stream, ask for the state whenever it says
something, and decide in each turn after a thought. Bounded: three turns, then the server is told to
end while 1,000 streams are open. ``VISITORS=10``: beside them so many play in Streamlit, served by
the same process, and the match of one is weighed again and again, as its report does.
"""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.exceptions import WebSocketException

from benchmarks.crowds._lines import Line
from benchmarks.speed._waits import longest_of
from game.rooms.web.loops import LOOP
from game.rooms.web.serving import Serving

SEATS = int(os.environ.get("SEATS", "100"))
DATABASE = os.environ.get("DATABASE", "")  # SQLite in a folder of its own if empty
VISITORS = int(os.environ.get("VISITORS", "0"))
TURNS, CYCLES = 3, 250
WEIGHED = "1-default-7-500p-1500l-2500f-3500f40"  # a match
THINK = 5.0  # s, the longest thought before a decision
PATIENCE = 120  # s
STREAMS, OF_A_SEAT = 1_000, 3
LOOK = 0.01  # s between two looks of the server's loop at the clock


@dataclass
class Held:
    """What was measured, in seconds."""

    joined: float = 0.0
    decisions: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)  # until each screen shows the next turn
    turns: list[float] = field(default_factory=list)  # until all factories have been played
    memory: float = 0.0  # MB a seat
    over: float = 0.0  # when the class has played, by the clock of the machine
    ends: float = 0.0


class Look(NamedTuple):
    """A look of the server's loop at the clock."""

    when: float  # s, by the clock of the machine
    late: float  # s
    worked: float  # s of processor since the look before


class Seat:
    """Somebody who plays."""

    def __init__(self, port: int, code: str, held: Held) -> None:
        self._line, self._code, self._held = Line(port), code, held
        self.number, self.position, self.seen_at = 0, -1, 0.0
        self.decided = -1
        self.deciding: list[asyncio.Task[None]] = []

    async def join(self) -> None:
        taken = await self._line.ask(f"{self._code}/join", {})
        self.number, self._line.token = taken["seat"], taken["token"]

    async def play(self) -> None:
        """Look whenever the stream says so, and decide once in each turn."""
        async for _ in self._line.news(f"{self._code}/{self.number}/events"):
            for one in self.deciding:
                if one.done():
                    one.result()  # why it was refused
            seen = await self._line.ask(f"{self._code}/{self.number}/state")
            if seen["position"] != self.position:
                self.position, self.seen_at = seen["position"], time.monotonic()
            if seen["turn"] is not None and seen["turn"] > self.decided:
                self.decided = seen["turn"]
                self.deciding.append(asyncio.create_task(self._decide(seen["turn"])))

    async def _decide(self, turn: int) -> None:
        draw = random.Random(f"{self.number}-{turn}")
        await asyncio.sleep(THINK * draw.random())
        strategy = draw.choice(["corrective", "preventive", "local", "federated"])
        ages = {"corrective": None, "preventive": draw.randint(90, 170)}
        setting = ages.get(strategy, draw.randint(20, 60))
        order = {"id": f"{turn}", "turn": turn, "strategy": strategy, "setting": setting}
        begun = time.monotonic()
        await self._line.ask(f"{self._code}/{self.number}/decide", order)
        self._held.decisions.append(time.monotonic() - begun)

    async def look_on(self) -> None:
        """Keep one more stream."""
        async for _ in self._line.news(f"{self._code}/{self.number}/events"):
            pass


def rows() -> list[tuple[str, str]]:
    """Return what this machine held."""
    return asyncio.run(_measured())


async def _measured() -> list[tuple[str, str]]:
    held = Held()
    async with served(VISITORS) as (port, server), _weighed_beside():
        async with visited(port, VISITORS):
            await _class(port, server.pid, held)
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        told, _ = await asyncio.to_thread(server.communicate, timeout=PATIENCE)
        held.ends = time.monotonic() - begun
    looks = [Look(*look) for look in json.loads(told)]
    class_, crowd = ([one for one in looks if (one.when > held.over) == late] for late in (0, 1))
    return [
        (f"{SEATS} seats have joined", f"{held.joined:.1f} s"),
        ("a decision is confirmed", _told(held.decisions)),
        ("the host's step shows on a screen", _told(held.steps)),
        ("all factories have been played", f"{max(held.turns):.1f} s at most"),
        ("longest stall of the server's loop", _longest(class_)),
        (f"the same while there come {STREAMS} streams, and go", _longest(crowd)),
        ("memory of the server", f"{held.memory:.2f} MB a seat"),
        (f"SIGTERM with {STREAMS} streams", f"ended after {held.ends:.1f} s"),
    ]


@asynccontextmanager
async def visited(port: int, visitors: int) -> AsyncIterator[None]:
    """Have visitors play beside the room, if any are asked for."""
    if not visitors:
        yield
        return
    from benchmarks.crowds import load  # noqa: PLC0415 - Streamlit's messages

    doors, ready, start = asyncio.Semaphore(load.AT_ONCE), [0], asyncio.Event()
    lines = [
        load.play(f"ws://127.0.0.1:{port}", number, load.Held(), doors, ready, start)
        for number in range(visitors)
    ]
    tasks = [asyncio.create_task(line) for line in lines]
    await _until(lambda: ready[0] == visitors, tasks)
    start.set()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def visit() -> None:
    """Play beside a room as so many visitors, who come again when the server has died."""
    asyncio.run(_visits(int(sys.argv[1])))


async def _visits(port: int) -> None:
    from benchmarks.crowds import load  # noqa: PLC0415 - Streamlit's messages

    held, doors, start = load.Held(), asyncio.Semaphore(load.AT_ONCE), asyncio.Event()
    start.set()

    async def comes_again(number: int) -> None:
        while True:
            with suppress(OSError, WebSocketException, RuntimeError):
                await load.play(f"ws://127.0.0.1:{port}", number, held, doors, [0], start)
            await asyncio.sleep(1.0)

    async def tells() -> None:
        while True:
            await asyncio.sleep(10.0)
            print(f"visitors have decided {len(held.decisions)} times", flush=True)

    visitors = (comes_again(number) for number in range(VISITORS))
    await asyncio.gather(*visitors, tells(), _weighed())


@asynccontextmanager
async def _weighed_beside() -> AsyncIterator[None]:
    """Have a match weighed all the while, if there are visitors."""
    task = asyncio.create_task(_weighed()) if VISITORS else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _weighed() -> None:
    """Weigh a match again and again: does it hold up?"""
    words = [sys.executable, "-m", "game", "report", WEIGHED]
    while True:
        process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.DEVNULL)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def _longest(looks: list[Look]) -> str:
    stall, work = max(one.late for one in looks), max(one.worked for one in looks)
    return f"{1000 * stall:.0f} ms; work between two looks {1000 * work:.0f} ms of processor"


def _told(waits: list[float]) -> str:
    middle, late, last = (1000 * longest_of(waits, share) for share in (0.5, 0.95, 1.0))
    return f"{middle:.0f} ms (median), {late:.0f} ms (p95), {last:.0f} ms (last)"


async def _class(port: int, server: int, held: Held) -> None:
    host = Line(port)
    plan = {"rules": "default", "seed": 7, "turns": TURNS, "turn_cycles": CYCLES, "seconds": None}
    opened = await host.ask("open", plan)
    code, host.token = opened["code"], opened["host"]
    state = f"{code}/host/state"
    await asyncio.sleep(5)  # the process that plays has begun
    before, begun = _memory(server), time.monotonic()
    seats = [Seat(port, code, held) for _ in range(SEATS)]
    await asyncio.gather(*(seat.join() for seat in seats))
    tasks = [asyncio.create_task(seat.play()) for seat in seats]
    await _until(lambda: all(seat.position == 0 for seat in seats), tasks)
    held.joined = time.monotonic() - begun
    for position in range(TURNS + 2):
        begun = time.monotonic()
        await host.ask(f"{code}/host/step", {"position": position})
        await _until(lambda to=position + 1: all(seat.position == to for seat in seats), tasks)
        held.steps += [seat.seen_at - begun for seat in seats]
        while not (await host.ask(state))["ready"]:
            await asyncio.sleep(0.1)
        if position > 1:
            held.turns.append(time.monotonic() - begun)
        expected = SEATS * min(TURNS, position)
        await _until(lambda all_=expected: len(held.decisions) >= all_, tasks)
    held.memory = (_memory(server) - before) / SEATS
    held.over = time.monotonic()
    streams = _more_streams(port, code, seats, held)
    tasks += [asyncio.create_task(stream) async for stream in streams]
    await asyncio.sleep(3)
    for task in tasks:
        assert not task.done(), task
        task.add_done_callback(lambda one: one.cancelled() or one.exception())


async def _more_streams(port: int, code: str, seats: list[Seat], held: Held) -> AsyncIterator[Any]:
    """Give streams until there are as many as a server must end with."""
    while len(seats) * OF_A_SEAT < STREAMS:
        one = Seat(port, code, held)
        await one.join()
        seats.append(one)
        yield one.look_on()
    left = STREAMS - len(seats)
    for _ in range(OF_A_SEAT - 1):
        for seat in seats[: max(0, left)]:
            yield seat.look_on()
        left -= len(seats)


async def _until(condition: Any, tasks: Sequence["asyncio.Task[None]"] = ()) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)
            for task in tasks:
                if task.done():
                    task.result()  # why it has ended
                    raise RuntimeError("A stream has ended.")


def _memory(process: int) -> float:
    """Return the memory that a process holds, MB."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def served(visitors: int) -> AsyncIterator[tuple[int, "subprocess.Popen[str]"]]:
    """Serve rooms, with the whole product if it has visitors; give the port and the process."""
    with tempfile.TemporaryDirectory() as folder:
        url = DATABASE or f"sqlite:///{folder}/rooms.sqlite"
        port = free_port()
        server = await begun(port, url, visitors)
        try:
            yield port, server
        finally:
            server.kill()
            server.wait()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def begun(port: int, url: str, visitors: int) -> "subprocess.Popen[str]":
    """Begin a server that keeps its rooms in a database; return it when it listens."""
    words = ["-c", "from benchmarks.crowds.rooms import serve; serve()", str(port)]
    server = subprocess.Popen(
        [sys.executable, *words],
        env=os.environ | {"DATABASE_URL": url, "OMP_NUM_THREADS": "1", "VISITORS": str(visitors)},
        stdout=subprocess.PIPE,
        text=True,
    )
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return server
            await asyncio.sleep(0.1)


def serve() -> None:
    """Serve rooms as ``python -m game rooms`` does; say at the end how long its loop stood."""
    looks = []

    async def watch() -> None:
        while True:
            begun, worked = time.monotonic(), time.thread_time()
            await asyncio.sleep(LOOK)
            now = time.monotonic()
            looks.append(Look(now, now - begun - LOOK, time.thread_time() - worked))

    app = _application()

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        watching = asyncio.create_task(watch())
        await app(scope, receive, send)
        watching.cancel()
        print(json.dumps(looks), flush=True)

    uvicorn.run(watched, host="127.0.0.1", port=int(sys.argv[1]), access_log=False,
                log_level="warning", loop="auto" if VISITORS else LOOP,
                timeout_graceful_shutdown=3)  # fmt: skip


def _application() -> ASGIApp:
    """Return the whole product if it has visitors, else the rooms alone."""
    if VISITORS:
        app: ASGIApp = import_module("app").app
        return app
    serving = Serving()
    return Starlette(routes=serving.routes(), lifespan=serving.lifespan)
