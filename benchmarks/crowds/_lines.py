"""A connection to the server of rooms, as a browser keeps one."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

JSON = {"Content-Type": "application/json"}


class Line:
    """A connection that is kept, as browsers keep theirs."""

    def __init__(self, port: int, token: str = "") -> None:
        self._port, self.token = port, token
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._lock = asyncio.Lock()

    async def ask(self, path: str, values: object = None) -> Any:
        """Return the JSON values of an answer."""
        async with self._lock:
            try:
                head, said = await self._answer(path, values, fresh=self._ends is None)
            except (ConnectionError, asyncio.IncompleteReadError):  # the server had closed it
                head, said = await self._answer(path, values, fresh=True)
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{path}: {said}")
        return said

    async def _answer(self, path: str, values: object, fresh: bool) -> tuple[bytes, Any]:
        if fresh:
            if self._ends is not None:
                self._ends[1].close()
            self._ends = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._ends is not None
        reader, writer = self._ends
        writer.write(self._question(path, values))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = int(head.partition(b"content-length:")[2].split()[0])
        said = await reader.readexactly(size)
        packed = b"content-encoding: gzip" in head
        return head, json.loads(gzip.decompress(said) if packed else said)

    def _question(self, path: str, values: object) -> bytes:
        home = f"http://127.0.0.1:{self._port}"
        headers = {"Host": home[7:], "Origin": home, "Cookie": f"tt-room={self.token}"}
        headers["Accept-Encoding"] = "gzip"
        body = b"" if values is None else json.dumps(values).encode()
        if values is not None:
            headers |= JSON | {"Content-Length": str(len(body))}
        lines = [f"{'GET' if values is None else 'POST'} /rooms/{path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def news(self, path: str) -> AsyncIterator[None]:
        """Open a stream; give a sign whenever it says that there is something new."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(self._question(path, None))
        try:
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    yield
        finally:
            writer.close()
