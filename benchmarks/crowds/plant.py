"""People who weigh plants of their own on the real server: from a move to its figures.

``python -m benchmarks plant``: each of ``PEOPLE`` speaks to Streamlit's socket what a browser says
on the page *Your plant*, draws nothing, and types another price every ``PACE`` seconds. Timed is
until the page has been told the first figures, and until it has been told them with bands. What has
not come before the next move counts as late.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.speed._waits import longest_of
from benchmarks.speed.latency import processor_time, running_app, spent_by

PEOPLE = int(os.environ.get("PEOPLE", "20"))
PACE = float(os.environ.get("PACE", "5"))  # s between two moves of one of them
SECONDS = float(os.environ.get("SECONDS", "90"))
PORT = 8597
PATIENCE = 60  # s
AT_ONCE = 4  # who open the page at a time
FIELD = "plant.failure_cost"
BANDS = ("eight chances in ten", "Nothing that was weighed")
FIRST = ("At first sight", *BANDS)


@dataclass
class Held:
    """What was measured, s; None for what had not come before the next move."""

    first: list[float | None] = field(default_factory=list)
    bands: list[float | None] = field(default_factory=list)


class Tab:
    """A browser's line to the server, on the page of one's own plant."""

    def __init__(self, stream: ClientConnection) -> None:
        self._stream = stream
        self._page, self._field, self._value = "", "", ""
        self._begun = False  # a run of the page, of which nothing has been told yet
        self._again: asyncio.Task[None] | None = None
        self.told: dict[str, float] = {}  # when each kind of figures came

    async def hear(self) -> None:
        """Take what is told, for ever."""
        async for data in self._stream:
            told = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self._begun = True
            elif kind == "navigation":
                self._page = told.navigation.page_script_hash
            elif kind == "auto_rerun":
                self._rest()
                interval, fragment = told.auto_rerun.interval, told.auto_rerun.fragment_id
                self._again = asyncio.create_task(self._look_again(interval, fragment))
            elif kind == "delta":
                if self._begun and not told.delta.fragment_id:  # the whole page is drawn anew
                    self._rest()
                self._begun = False
                self._take(told)

    def _take(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise RuntimeError("the page has raised: the server's log says what")
            case "text_input":
                if FIELD in element.text_input.id:
                    self._field = element.text_input.id
            case "markdown":
                for name, words in (("first", FIRST), ("bands", BANDS)):
                    if any(word in element.markdown.body for word in words):
                        self.told.setdefault(name, time.perf_counter())

    async def _look_again(self, interval: float, fragment: str) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._say(fragment)

    def leave(self) -> None:
        """Ask for nothing more."""
        self._rest()

    def _rest(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    async def _say(self, fragment: str = "") -> None:
        message = BackMsg()
        run = message.rerun_script
        if self._page:
            run.page_script_hash = self._page
        else:
            run.page_name = "your-plant"
        if fragment:
            run.fragment_id, run.is_auto_rerun = fragment, True
        if self._value:
            state = run.widget_states.widgets.add()
            state.id, state.string_value = self._field, self._value
        await self._stream.send(message.SerializeToString())

    async def move(self, value: str) -> float:
        """Type a price; return when."""
        self._value, self.told = value, {}
        now = time.perf_counter()
        await self._say()
        return now

    async def open(self) -> None:
        """Open the page and wait for its bands."""
        await self.move("")
        while "bands" not in self.told:
            await asyncio.sleep(0.05)


def rows() -> list[tuple[str, str]]:
    """Measure first figures and bands while people move prices."""
    held = Held()
    with running_app(PORT) as (address, server):
        stream = address.replace("http", "ws", 1) + "/_stcore/stream"
        used, pages = asyncio.run(_crowd(stream, held, server.pid))
    moves = max(1, len(held.first))
    return [
        (f"{PEOPLE} people, a move every {PACE:g} s for {SECONDS:g} s, moves",
         f"{len(held.first)}; load {os.getloadavg()[0]:.1f}"),
        ("move to first figures, p50 and p95", _told(held.first)),
        ("move to bands, p50 and p95", _told(held.bands)),
        ("processor time a move", f"{1_000 * used / moves:.0f} ms, of which pages "
         f"{1_000 * pages / moves:.0f} ms"),
    ]  # fmt: skip


def _told(waits: Sequence[float | None]) -> str:
    came = [PACE if one is None else one for one in waits]  # at the least
    late = sum(one is None for one in waits)
    return (
        f"{statistics.median(came):.2f} s, {longest_of(came, 0.95):.2f} s; "
        f"{late} of {len(waits)} not before the next move"
    )


async def _crowd(address: str, held: Held, server: int) -> tuple[float, float]:
    """Let everybody open the page, then move prices; return the processor time, s."""
    doors, start = asyncio.Semaphore(AT_ONCE), asyncio.Event()
    ready = [asyncio.Event() for _ in range(PEOPLE)]
    people = [
        asyncio.create_task(_person(address, number, held, doors, ready[number], start))
        for number in range(PEOPLE)
    ]
    await asyncio.wait(
        [asyncio.gather(*(one.wait() for one in ready)), *people],
        return_when=asyncio.FIRST_COMPLETED,
    )
    before, drawn = processor_time(server), spent_by(server)
    start.set()
    await asyncio.wait(people, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
    used, pages = processor_time(server) - before, spent_by(server) - drawn
    for person in people:
        person.cancel()
    for outcome in await asyncio.gather(*people, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    return used, pages


async def _person(
    address: str, number: int, held: Held, doors: asyncio.Semaphore, ready: asyncio.Event,
    start: asyncio.Event,
) -> None:  # fmt: skip
    line = connect(address, subprotocols=["streamlit"], max_size=None, ping_interval=None)  # type: ignore[list-item]
    async with line as stream:
        tab = Tab(stream)
        ears = asyncio.create_task(tab.hear())
        try:
            async with doors:
                await asyncio.wait_for(tab.open(), PATIENCE)
            ready.set()
            await start.wait()
            await asyncio.sleep(PACE * number / PEOPLE)
            move = 0
            while not ears.done():
                move += 1
                price = 8_000 + 97 * (PEOPLE * move + number) % 9_000  # no price twice: it is known
                begun = await tab.move(f"{price:,}")
                await asyncio.sleep(begun + PACE - time.perf_counter())
                for name, waits in (("first", held.first), ("bands", held.bands)):
                    waits.append(tab.told[name] - begun if name in tab.told else None)
            ears.result()
        finally:
            tab.leave()
            ears.cancel()
