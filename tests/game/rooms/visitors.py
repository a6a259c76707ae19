"""People and their browsers, as the rooms' routes meet them: in one process, without a network."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from game.rooms.hub import Hub
from game.rooms.storage import Store
from game.rooms.web.asked import Settings
from game.rooms.web.routes import Rooms
from game.workers import Function, Workers

PATIENCE = 60.0  # s; a busy machine is no store that is away
HOME = "http://room.test"
PLAN = {"rules": "default", "seed": 7, "turns": 3, "turn_cycles": 100, "seconds": None}


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Answer:
    """What the server said."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.decode(): value.decode() for name, value in headers}
        self.cookies = [value.decode() for name, value in headers if name == b"set-cookie"]

    @property
    def values(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


class Browser:
    """Somebody's browser: it keeps cookies by the places they are for."""

    def __init__(self, app: ASGIApp, address: str = "127.0.0.1") -> None:
        self.app, self.address = app, address
        self.cookies: dict[str, str] = {}

    async def get(self, path: str) -> Answer:
        return await self.ask("GET", path, b"")

    async def post(
        self, path: str, values: object = None, origin: str | None = HOME, **headers: str
    ) -> Answer:
        body = values if isinstance(values, bytes) else json.dumps(values or {}).encode()
        sent = {"content_type": "application/json"} | headers
        if origin is not None:
            sent["origin"] = origin
        return await self.ask("POST", path, body, **sent)

    async def ask(self, method: str, path: str, body: bytes, **headers: str) -> Answer:
        sent: list[Any] = []
        told = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            if not told:
                await asyncio.Event().wait()
            return told.pop()

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(self._scope(method, path, headers), receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        answer = Answer(sent[0]["status"], sent[0]["headers"], body)
        for line in answer.cookies:
            for cookie in SimpleCookie(line).values():
                self.cookies[cookie["path"]] = cookie.value
        return answer

    def _scope(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        address, _, query = path.partition("?")
        mine = [
            token for place, token in self.cookies.items() if _within(f"/rooms{address}", place)
        ]
        said = {"host": "room.test"} | headers | ({"cookie": f"tt-room={mine[-1]}"} if mine else {})
        return {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http",
            "path": f"/rooms{address}", "raw_path": b"", "query_string": query.encode(),
            "root_path": "/rooms", "server": ("10.1.2.3", 8501), "client": (self.address, 1),
            "headers": [(name.replace("_", "-").encode(), value.encode("latin-1"))
                        for name, value in said.items()],
        }  # fmt: skip


def _within(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


class School:
    """A server, and those who come."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        settings: Settings,
        patience: float,
        weigh: Function | None = None,
    ) -> None:
        self.store, self.clock = Store(url), clock
        self.hub = Hub(self.store, lambda: Workers(0), clock, patience=patience, weigh=weigh)
        self.filled: list[tuple[str, str, int, str]] = []  # rooms that bots were sent to
        self.app = Rooms(self.hub, settings, lambda *asked: self.filled.append(asked)).app()

    def browser(self, address: str = "127.0.0.1") -> Browser:
        return Browser(self.app, address)

    async def room(self, **plan: object) -> tuple[str, Browser]:
        """Open a room; return its code and its host's browser."""
        host = self.browser()
        opened = await host.post("/open", PLAN | plan)
        assert opened.status == 200, opened.values
        return opened.values["code"], host

    async def joined(self, code: str, name: str = "") -> tuple[int, Browser]:
        """Have somebody join; return the seat and the browser."""
        guest = self.browser()
        taken = await guest.post(f"/{code}/join", {"name": name})
        assert taken.status == 200, taken.values
        return taken.values["seat"], guest

    async def step(self, code: str, host: Browser) -> dict[str, Any]:
        """Step on as the host; return what the host sees then, with all factories' accounts."""
        position = (await host.get(f"/{code}/host/state")).values["position"]
        done = await host.post(f"/{code}/host/step", {"position": position})
        assert done.status == 200, done.values
        return await self.ready(code, host)

    async def ready(self, code: str, host: Browser) -> dict[str, Any]:
        while not (seen := (await host.get(f"/{code}/host/state")).values)["ready"]:
            await asyncio.sleep(0.01)
        return seen


@asynccontextmanager
async def school(
    kept: Path | str,
    clock: Clock | None = None,
    settings: Settings | None = None,
    patience: float = PATIENCE,
    weigh: Function | None = None,
) -> AsyncIterator[School]:
    """Have a server run; it keeps its rooms in a folder, or in a database of this address."""
    url = f"sqlite:///{kept / 'rooms.sqlite'}" if isinstance(kept, Path) else kept
    one = School(url, clock or Clock(), settings or Settings(), patience, weigh)
    await one.hub.begin()
    try:
        yield one
    finally:
        await one.hub.end()


def run(story: Coroutine[Any, Any, None]) -> None:
    """Let a story happen."""
    asyncio.run(story)
