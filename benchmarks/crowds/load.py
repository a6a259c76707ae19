"""A crowd on the real server: players who decide, and strangers who open links meanwhile.

``make load PLAYERS=300 SEEDS=100 PACE=30 SECONDS=120``: each player speaks to Streamlit's socket
what the board speaks, draws nothing, and takes decisions of its own, one every ``PACE`` seconds, in
the free match; a third play the challenge of the day, the others matches of the pool that is dealt
to who asks for any. ``AHEAD`` seconds at most the server is left alone after its first visitor: it
prepares that pool meanwhile. Bounded: it ends after ``SECONDS`` of play. With ``PLAYERS=50`` and
``SECONDS=3600`` it is a soak: what the first and the last ten minutes took is compared, and memory
also from when all is full that the server keeps.
"""

import asyncio
import json
import os
import random
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.speed._waits import longest_of
from benchmarks.speed.latency import family, processor_time, rest, running_app, spent_by, told_by
from game.live.daily import daily_link
from game.live.requests import pool
from game.rules.links import decode
from game.rules.scenario import OPEN
from tests.payload import decode as unpacked

PLAYERS = int(os.environ.get("PLAYERS", "30"))
SEEDS = int(os.environ.get("SEEDS", "100"))
PACE = float(os.environ.get("PACE", "30"))  # s between two decisions of a player
SECONDS = float(os.environ.get("SECONDS", "90"))
AHEAD = float(os.environ.get("AHEAD", "60"))
STEP = 180  # cycles of a free match between two decisions
EARLY = 100  # cycles before what is known ends at which a board asks for more
AT_ONCE = 4  # players that open their first match at a time
PATIENCE = 120  # s
COMES_BACK = 5  # s after having been told that the machine is full
LONGEST_REST = 10  # s without work after which a server has prepared what it wants to
LOOK = 10  # s between two looks at the server's memory
AT_THE_ENDS = min(600.0, SECONDS / 3)  # s at the beginning and at the end that are compared
FLAT = 0.05  # share by which what stays as it is may grow
FILLS = 600.0  # s of play until what a server keeps is full


@dataclass
class Held:
    """What was measured, in seconds; what comes in pairs begins with when it was."""

    began: float = 0.0
    worked: float = 0.0  # by the server's processors when it was last looked at
    decisions: list[tuple[float, float]] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)  # bytes
    work: list[tuple[float, float]] = field(default_factory=list)  # s of processor since a look
    goings_on: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    links: list[float] = field(default_factory=list)
    refused: int = 0
    told: int = 0  # that the machine is full
    fallen: list[str] = field(default_factory=list)  # why players stopped before the end

    def decide(self, took: float) -> None:
        """Note what a decision took just now."""
        self.decisions.append((time.perf_counter() - self.began, took))

    def look(self, server: int) -> None:
        """Note what the server holds in memory, and what it has worked since the last look."""
        now, worked = time.perf_counter() - self.began, processor_time(server)
        self.memory.append((now, _memory(server)))
        self.work.append((now, worked - self.worked))
        self.worked = worked


class Line:
    """A browser's line to the server."""

    def __init__(self, stream: ClientConnection) -> None:
        self._stream, self._hashes = stream, set[str]()
        self._channel, self._fragment = "", ""
        self.header: dict[str, Any] = {}
        self.held = [0, 0, 0, 0]  # engines whose sensors are known

    async def ask(self, query: str = "", request: dict[str, Any] | None = None) -> float:
        """Run the page and wait for the answer to the board; return the seconds until it came."""
        begun, came = time.perf_counter(), None
        await self._say(query, None if request is None else ("request", request))
        while True:
            told = await self._hear()
            if told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError("the page has raised: the server's log says what")
            if told.WhichOneof("type") == "script_finished":
                if came is None:
                    raise RuntimeError("the page has run and the board was told nothing")
                return came
            if self._take(told, None if request is None else request["n"]) and came is None:
                came = time.perf_counter() - begun

    async def wonder(self, query: str) -> None:
        """Ask for what is added to an answer, as a board does once that is drawn."""
        await self._say(query, ("more", self.header["n"]))
        while (await self._hear()).WhichOneof("type") != "script_finished":
            pass

    async def _say(self, query: str, event: tuple[str, Any] | None) -> None:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.cached_message_hashes.extend(self._hashes)
        if event is not None:
            message.rerun_script.fragment_id = self._fragment
            state = message.rerun_script.widget_states.widgets.add()
            state.id = f"$$STREAMLIT_INTERNAL_KEY_{self._channel}__events"
            state.json_trigger_value = json.dumps([{"event": event[0], "value": event[1]}])
        await self._stream.send(message.SerializeToString())

    async def _hear(self) -> ForwardMsg:
        data = await asyncio.wait_for(self._stream.recv(), PATIENCE)
        told = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if told.metadata.cacheable:
            self._hashes.add(told.hash)
        return told

    def _take(self, told: ForwardMsg, number: int | None) -> bool:
        component = told.delta.new_element.bidi_component
        if component.component_name.endswith("turbofan_channel"):
            self._channel, self._fragment = component.id, told.delta.fragment_id
        if not component.bytes:
            return False
        header, sections = unpacked(component.bytes)
        if "saves" in header or number not in (None, header["n"]):
            return False
        self.header = header
        for slot, index, *_ in sections["engines"].tolist() if "engines" in sections else ():
            self.held[slot] = max(self.held[slot], index + 1)
        return True


def rows() -> list[tuple[str, str]]:
    """Measure what this machine holds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    held = Held()
    with running_app(port) as (address, server):
        stream = address.replace("http", "ws", 1)
        ahead = asyncio.run(_left_alone(stream, server.pid))
        used, pages = asyncio.run(_crowd(stream, held, server.pid))
    waits, links, openings = [took for _, took in held.decisions], held.links, held.openings
    sizes = f"{PLAYERS} players, {SEEDS} seeds, a decision every {PACE:g} s for {SECONDS:g} s"
    return [
        (sizes, f"load {os.getloadavg()[0]:.1f}"),
        ("prepared after the first visitor in", f"{ahead:.0f} s of processor time"),
        ("click to new future, p50 and p95", f"{_told(waits, 0.5)}, {_told(waits, 0.95)}"),
        ("decisions answered, refused", f"{len(waits)}, {held.refused}"),
        ("processor time a decision", f"{1_000 * used / max(1, len(waits)):.0f} ms, "
         f"of which pages {1_000 * pages / max(1, len(waits)):.0f} ms"),
        ("what follows a training asked for, p95", f"{_told(held.goings_on, 0.95)}, "
         f"{len(held.goings_on)} times"),
        ("first match opened, p50 and p95", f"{_told(openings, 0.5)}, "
         f"{_told(openings, 0.95)}"),
        ("told that the machine is full", f"{held.told}"),
        ("players who stopped before the end",
         "; ".join([f"{len(held.fallen)}", *held.fallen[:1]])),
        ("link of a stranger opened, p50 and worst", f"{_told(links, 0.5)}, {_told(links, 1)}"),
        ("memory of the server at the end", f"{held.memory[-1][1] / 1e6:.0f} MB"),
        *_compared(held),
    ]  # fmt: skip


def _compared(held: Held) -> Iterator[tuple[str, str]]:
    """Give what was held in the first and in the last minutes, and whether it stayed as it was."""
    measured = {
        "p50": (held.decisions, 0.5, 1_000, "ms"),
        "p95": (held.decisions, 0.95, 1_000, "ms"),
        "memory": (held.memory, 0.5, 1e-6, "MB"),
    }
    for name, (values, share, scale, unit) in measured.items():
        both = ends_of(values, SECONDS)
        if all(both):  # else too short to say
            yield _flat(name, unit, *(scale * longest_of(some, share) for some in both))
    if SECONDS >= FILLS + 2 * AT_THE_ENDS:
        full = ends_of(held.memory, SECONDS, since=FILLS)
        yield _flat("memory once full,", "MB", *(1e-6 * longest_of(some, 0.5) for some in full))
    decided = [len(some) for some in ends_of(held.decisions, SECONDS)]
    worked = [sum(some) for some in ends_of(held.work, SECONDS)]
    if all(decided) and all(worked):
        first, last = (1_000 * spent / count for spent, count in zip(worked, decided, strict=True))
        yield _flat("processor time a decision", "ms", first, last)


def _flat(name: str, unit: str, first: float, last: float) -> tuple[str, str]:
    flat = "flat" if last <= (1 + FLAT) * first else "not flat"
    told = f"{first:.0f} and {last:.0f} {unit}: {last / first - 1:+.1%}, {flat}"
    return f"{name} of the first and last {AT_THE_ENDS / 60:.2g} minutes", told


def ends_of(
    values: Sequence[tuple[float, float]],
    seconds: float,
    width: float = AT_THE_ENDS,
    since: float = 0.0,
) -> tuple[list[float], list[float]]:
    """Return the values of the first and of the last seconds of so many, from one of them on.

    Examples
    --------
    >>> ends_of([(1, 7.0), (2, 8.0), (55, 9.0)], seconds=60, width=10)
    ([7.0, 8.0], [9.0])
    """
    first = [value for when, value in values if since <= when < since + width]
    return first, [value for when, value in values if when >= seconds - width]


def _told(waits: list[float], share: float) -> str:
    if not waits:
        return "none"
    if share == 0.5:
        return f"{1_000 * statistics.median(waits):.0f} ms"
    return f"{1_000 * longest_of(waits, share):.0f} ms"


async def _left_alone(address: str, server: int) -> float:
    """Let one come and nobody ask until the server rests; return its processor time, s."""
    async with _line(address) as stream:
        await Line(stream).ask()
    begun = processor_time(server)
    await asyncio.to_thread(rest, server, LONGEST_REST, AHEAD)
    return processor_time(server) - begun


async def _crowd(address: str, held: Held, server: int) -> tuple[float, float]:
    """Let everybody open a match, then play.

    Returns
    -------
    the processor time of the playing, s, and the part of it in the process that draws pages
    """
    doors, ready, start = asyncio.Semaphore(AT_ONCE), [0], asyncio.Event()
    players = [
        asyncio.create_task(play(address, number, held, doors, ready, start))
        for number in range(PLAYERS)
    ]
    while ready[0] < PLAYERS:
        await asyncio.sleep(0.2)
        for player in players:
            if player.done():
                player.result()
    before, drawn = processor_time(server), spent_by(server)
    held.began, held.worked = time.perf_counter(), before
    start.set()
    strangers = asyncio.create_task(_open_links(address, held))
    while (left := held.began + SECONDS - time.perf_counter()) > 0:
        held.look(server)
        await asyncio.sleep(min(LOOK, left))
    held.look(server)
    used, pages = processor_time(server) - before, spent_by(server) - drawn
    strangers.cancel()
    for player in players:
        player.cancel()
    outcomes = await asyncio.gather(*players, strangers, return_exceptions=True)
    held.fallen += [repr(one) for one in outcomes if isinstance(one, Exception)]
    return used, pages


def _link(number: int) -> str:
    return f"1-open-{pool()[number % SEEDS]}"


def _line(address: str) -> connect:
    address += "/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None, ping_interval=None)  # type: ignore[list-item]


async def play(
    address: str,
    number: int,
    held: Held,
    doors: asyncio.Semaphore,
    ready: list[int],
    start: asyncio.Event,
) -> None:
    """Play one match after the other, from when all are ready."""
    draw = random.Random(number)
    today = daily_link(datetime.now(UTC).date())
    async with _line(address) as stream:
        line = Line(stream)
        link = today if number % 3 == 0 else _link(number)
        took = await _opened(line, link, doors)
        while line.header["error"]:  # the machine is full
            held.told += 1
            await asyncio.sleep(COMES_BACK)
            took = await _opened(line, link, doors)
        held.openings.append(took)
        ready[0] += 1
        await start.wait()
        await asyncio.sleep(draw.random() * PACE)
        asked, seeds = 0, 0
        while True:
            begun = time.perf_counter()
            for moves, forecasts in _match(line.header, draw):
                asked += 1
                request, query = _request(line, moves, asked), urlencode({"game": link})
                request["until"] = _horizon(line.header, moves[-1][0], forecasts)
                held.decide(await line.ask(query, request))
                await line.wonder(query)
                if line.header["error"]:
                    held.refused += 1
                cycle = moves[-1][0]
                while (known := line.header["until"]) < min(cycle + STEP + EARLY, OPEN.cycles):
                    await _until(begun + PACE * (known - EARLY - cycle) / STEP)
                    asked += 1
                    more = _request(line, moves, asked) | {"more": True, "from": known}
                    more["until"] = _horizon(line.header, known, forecasts)
                    held.goings_on.append(await line.ask(query, more))
                await _until(begun + PACE)
                begun = time.perf_counter()
            seeds += 1
            link = _link(number + seeds)
            line.held = [0, 0, 0, 0]
            asked += 1
            seed = decode(link).seed
            await line.ask("", {"n": asked, "new": {"scenario": "open", "seed": seed}})


async def _opened(line: Line, link: str, doors: asyncio.Semaphore) -> float:
    async with doors:
        return await line.ask(urlencode({"game": link}))


def _request(line: Line, moves: list[list[Any]], number: int) -> dict[str, Any]:
    header = line.header
    return {
        "n": number, "match": header["match"], "scenario": header["scenario"]["name"],
        "seed": header["seed"], "decisions": moves, "until": header["until"],
        "from": moves[-1][0], "have": line.held, "keep": False,
    }  # fmt: skip


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


def _horizon(header: dict[str, Any], cycle: int, forecasts: bool) -> int:
    """Return how far a board asks to know: to the next training where a model is in force."""
    every = header["scenario"]["retrain_every"]
    return (cycle // every + 1) * every if forecasts else max(header["until"], cycle + 1_000)


def _match(header: dict[str, Any], draw: random.Random) -> Iterator[tuple[list[list[Any]], bool]]:
    """Give the decisions of one player in one match, one more each time, and whether it trains."""
    alliance = next((one for one in header["offers"] if one["alliances"]), None)
    options = len(alliance["alliances"]) if alliance else 0
    joins = alliance is not None and draw.random() < 0.6
    taken: list[list[Any]] = []
    strategy = draw.choice(["preventive", "local"])
    for cycle in range(20 + draw.randrange(STEP // 2), OPEN.cycles, STEP):
        if not taken:
            move = ["order", [strategy, None, False]]
        elif joins and alliance and alliance["announced"] <= cycle <= alliance["deadline"]:
            move, strategy = ["answer", [alliance["number"], draw.randrange(options)]], "federated"
            joins = False
        elif draw.random() < 0.5:
            move = ["call", [draw.randrange(4), draw.choice(["service", "hold"])]]
        elif strategy != "federated" and draw.random() < 0.3:
            strategy = "local"
            move = ["order", [strategy, None, True]]
        else:
            low, high = (120, 160) if strategy == "preventive" else (60, 100)
            move = ["order", [strategy, draw.randrange(low, high), False]]
        taken = [*taken, [cycle, *move]]
        yield taken, strategy != "preventive"


async def _open_links(address: str, held: Held) -> None:
    """Open a link that nobody has seen every few seconds."""
    draw = random.Random(1)
    while True:
        link = f"1-open-{draw.randrange(10**6, 10**9)}-{draw.randrange(20, 400)}p-600l"
        async with _line(address) as stream:
            held.links.append(await Line(stream).ask(urlencode({"game": link})))
        await asyncio.sleep(5)


def _memory(pid: int) -> float:
    """Return what the server holds in memory, bytes; what processes share counts once."""
    total = 0
    for one in family(pid):
        lines = told_by(Path(f"/proc/{one}/smaps_rollup")).splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 1_024 * total
