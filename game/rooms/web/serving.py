"""The rooms as part of a server: beside the product's pages, or alone."""

import asyncio
import atexit
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

import platformdirs
import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route

from game.rooms.hub import Hub
from game.rooms.storage import Store, StoreError
from game.rooms.verbs.proposals import RoomError
from game.rooms.web.asked import Settings
from game.rooms.web.lines import keep_many_lines
from game.rooms.web.loops import LOOP
from game.rooms.web.routes import Rooms
from game.rooms.web.searches import Searches, keep_short
from game.workers import Function, Workers

SOON = 3.0  # s for which a server waits with its first answer for the store
MOST_CROWDS = 3  # of bots that a process has begun
MINUTES = 60  # after which bots leave, whatever becomes of their room
OPENS = 30.0  # s within which whoever rehearses has opened a page of the new room
ROOT = Path(__file__).parents[3]
MAKES_WAY = 0.001
"""Seconds after which a thread of a visitor's page makes way for the loop: whenever this one sends
something, it lets go of the interpreter. With Python's 5 ms, ten sends beside a page take 50."""
RETRY = 1.0  # s until a store that did not answer is asked again


@dataclass(frozen=True)
class Crowd:
    """Bots that rehearse in a room."""

    code: str
    process: subprocess.Popen[bytes]
    begun: float  # s, as the process counts


class Serving:
    """The rooms of a process.

    Parameters
    ----------
    environment : with ``ROOMS``, ``HOST_KEY``, ``PUBLIC_URL`` and ``DATABASE_URL``
    weigh : weighs decisions for a debrief, in another process
    """

    def __init__(
        self, environment: Mapping[str, str] = os.environ, weigh: Function | None = None
    ) -> None:
        self.settings = Settings.of(environment)
        self._file: Path | None = None
        url = environment.get("DATABASE_URL", "")
        if not url:
            self._file = Path(platformdirs.user_data_dir("turbofan-tycoon"), "rooms.sqlite")
            url = f"sqlite:///{self._file}"
        self._store = Store(url)
        self._crowds: list[Crowd] = []  # of bots
        self.hub = Hub(self._store, _employ, first=self._make_room, weigh=weigh)

    def routes(self, base: str = "") -> list[BaseRoute]:
        """Return where the rooms stand; nowhere if they are off."""
        if self.settings.mode == "off":
            return []
        app = Rooms(self.hub, self.settings, self._fill).app()
        slash = Route(f"{base}/rooms", lambda _: RedirectResponse("rooms/"))
        return [slash, Mount(f"{base}/rooms", app)]

    @asynccontextmanager
    async def lifespan(self, _: Any) -> AsyncIterator[None]:
        """Go on with the rooms that are kept; end their streams when the server is told to end."""
        keep_many_lines()
        switches = sys.getswitchinterval()
        sys.setswitchinterval(MAKES_WAY)
        unhook = _at_the_end(self.hub.close_streams)
        beginning = asyncio.create_task(self._begin())
        await asyncio.wait([beginning], timeout=SOON)
        gc.freeze()  # what is loaded stays: a search of it for garbage stops the loop for 100 ms
        searches = Searches()
        keeping = asyncio.create_task(keep_short(searches, self.hub.watched, self.hub.turns.waits))
        try:
            yield
        finally:
            sys.setswitchinterval(switches)
            unhook()
            beginning.cancel()
            keeping.cancel()
            searches.end()
            for crowd in self._crowds:
                crowd.process.terminate()
            await self.hub.end()

    def _fill(self, address: str, code: str, count: int, lesson: str) -> None:
        """Have bots join a room, in a process of their own, as anybody would."""
        self._crowds = [crowd for crowd in self._crowds if not self._ends(crowd)]
        if len(self._crowds) >= MOST_CROWDS:
            raise RoomError("Others rehearse with bots now: try again when they have finished.")
        asked = {"--room": code, "--count": count, "--address": address, "--minutes": MINUTES,
                 "--lesson": lesson}  # fmt: skip
        words = [str(word) for pair in asked.items() for word in pair]
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-m", "game", "bots", "--stay", *words], cwd=ROOT, stdin=nothing,
            stdout=nothing,
        )  # fmt: skip
        self._crowds.append(Crowd(code, process, monotonic()))

    def _ends(self, crowd: Crowd) -> bool:
        """Return whether bots have left; let them go whose rehearsal nobody looks at any more."""
        if crowd.process.poll() is not None:
            return True
        ends = monotonic() - crowd.begun > OPENS and self.hub.makes_way(crowd.code)
        if ends:
            crowd.process.terminate()
        return ends

    async def _begin(self) -> None:
        """Begin with what is kept; who has never opened a room keeps nothing."""
        if self.settings.mode == "off" or (self._file is not None and not self._file.exists()):
            return
        self.hub.awaited = True
        while True:
            try:
                return await self.hub.begin()
            except StoreError:
                await asyncio.sleep(RETRY)

    def _make_room(self) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)


def _employ() -> Workers:
    workers = Workers(1, "game.rooms.play")
    atexit.unregister(workers.close)  # it waits for what is computed; they end with us anyway
    return workers


def _at_the_end(close: Callable[[], None]) -> Callable[[], None]:
    """Close streams as soon as the server hears that it is to end: it would wait for them.

    Returns
    -------
    undoes it
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def hear(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(close)
        heard = before[number]
        if callable(heard):
            heard(number, frame)

    for number in (signal.SIGTERM, signal.SIGINT):
        before[number] = signal.signal(number, hear)

    def undo() -> None:
        for number, heard in before.items():
            signal.signal(number, heard)

    return undo


def serve(host: str, port: int, weigh: Function | None = None) -> None:
    """Serve the rooms alone, until the process is told to end."""
    serving = Serving(weigh=weigh)
    home = Route("/", lambda _: RedirectResponse("rooms/"))
    app = Starlette(routes=[*serving.routes(), home], lifespan=serving.lifespan)
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", loop=LOOP,
                timeout_graceful_shutdown=3)  # fmt: skip
