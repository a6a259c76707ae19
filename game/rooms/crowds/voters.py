"""An audience that is programs: they come in, listen and vote over the real interface."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

AGAIN = 0.5  # s until what was not answered is asked again, at least
WAIT = 20.0  # s for an answer

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Vote:
    """A vote that was confirmed."""

    voter: str  # as it is kept
    ballot: int
    what: int
    sent: float  # s, of a clock that rises
    confirmed: float


@dataclass
class Tally:
    """What they have lived through."""

    joined: int = 0
    confirmed: list[Vote] = field(default_factory=list)
    refused: int = 0  # votes, in a sentence
    lost: int = 0  # connections
    told: int = 0  # times that somebody was told something


class Voters:
    """Programs in one audience.

    Parameters
    ----------
    address : of the server, such as ``http://localhost:8600``
    code : of the audience
    count : of voters
    think : longest thought before a vote, s
    """

    def __init__(self, address: str, code: str, count: int, think: float = 5.0) -> None:
        self.tally = Tally()
        self._voters = [Voter(address, code, number, think, self.tally) for number in range(count)]

    async def play(self) -> None:
        """Vote until the match has ended."""
        async with asyncio.TaskGroup() as group:
            for voter in self._voters:
                group.create_task(voter.play())


class Voter:
    """One of them."""

    def __init__(self, address: str, code: str, number: int, think: float, tally: Tally) -> None:
        parts = urlsplit(address)
        self._host = parts.hostname or ""
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._path = f"{parts.path.rstrip('/')}/rooms/{code}"
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._think, self._tally = think, tally
        self._draw = random.Random(number)
        self._token = ""
        self._asked = 0  # the ballot in which it votes, or has voted
        self._line: Ends | None = None
        self._votes: set[asyncio.Task[None]] = set()

    async def play(self) -> None:
        """Come in, and vote until the match has ended."""
        joined = await self._insist(lambda: self._post("join", {}))
        self._token = joined["token"]
        self._tally.joined += 1
        while not await self._listened():
            self._tally.lost += 1
            await asyncio.sleep(AGAIN * (1 + self._draw.random()))
        await asyncio.gather(*self._votes)
        await _close(self._line)

    async def _listened(self) -> bool:
        """Listen until the stream ends; return whether the match has."""
        try:
            reader, writer = await self._opened()
        except OSError:
            return False
        try:
            writer.write(self._question("GET", "voter/events"))
            if (await reader.readline()).split()[1:2] == [b"404"]:
                return True  # deleted
            while line := await reader.readline():
                if line.startswith(b"data: {"):
                    self._tally.told += 1
                    if self._heard(_read(line[6:])):
                        return True
        except OSError:
            pass
        finally:
            await _close((reader, writer))
        return False

    def _heard(self, seen: dict[str, Any]) -> bool:
        ballot = seen.get("ballot")
        if ballot and not ballot["closed"] and ballot["number"] != self._asked:
            self._asked = ballot["number"]
            task = asyncio.ensure_future(self._vote(self._asked, len(ballot["options"])))
            self._votes.add(task)
            task.add_done_callback(self._votes.discard)
        return "audience" not in seen or seen["stage"] == "debrief"

    async def _vote(self, ballot: int, options: int) -> None:
        await asyncio.sleep(self._think * self._draw.random())
        what = min(self._draw.randrange(options), self._draw.randrange(options))
        values = {"ballot": ballot, "what": what, "id": f"{ballot}-{self._draw.getrandbits(40):x}"}
        sent = time.monotonic()
        answered = await self._insist(lambda: self._post("voter/vote", values))
        if "problem" in answered:
            self._tally.refused += 1
            return
        self._tally.confirmed.append(
            Vote(self._token.partition(".")[0], ballot, what, sent, time.monotonic())
        )

    async def _insist(self, ask: Callable[[], Awaitable[tuple[int, Any]]]) -> Any:
        """Ask until there is an answer, as a page does."""
        while True:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
                async with asyncio.timeout(WAIT):
                    status, said = await ask()
                if status not in (429, 503):
                    return said
            await asyncio.sleep(AGAIN * (1 + self._draw.random()))

    async def _post(self, path: str, values: object) -> tuple[int, Any]:
        if self._line is not None and (self._line[1].is_closing() or self._line[0].at_eof()):
            await _close(self._line)
            self._line = None
        line, self._line = self._line or await self._opened(), None
        reader, writer = line
        try:
            writer.write(self._question("POST", path, json.dumps(values).encode()))
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.partition(b"content-length:")[2].split()[0])
            said = json.loads(await reader.readexactly(size))
        except BaseException:
            await _close(line)
            raise
        self._line = line
        return int(head.split()[1]), said

    async def _opened(self) -> Ends:
        return await asyncio.open_connection(self._host, self._port, ssl=self._secure or None)

    def _question(self, method: str, path: str, body: bytes = b"") -> bytes:
        lines = [
            f"{method} {self._path}/{path} HTTP/1.1",
            f"Host: {self._origin.partition('//')[2]}",
        ]
        if self._token:
            lines.append(f"Cookie: tt-room={self._token}")
        if not body:
            lines.append("Connection: close")  # so that the end of a stream is heard
        else:
            lines += [f"Origin: {self._origin}", "Content-Type: application/json",
                      f"Content-Length: {len(body)}"]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode() + body


async def _close(line: Ends | None) -> None:
    if line is not None:
        line[1].close()
        with suppress(OSError):
            await line[1].wait_closed()


@lru_cache(maxsize=64)
def _read(line: bytes) -> dict[str, Any]:
    """Read what many are told."""
    said: dict[str, Any] = json.loads(line)
    return said
