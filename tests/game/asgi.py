"""Ask an application as a server asks it, without one."""

import asyncio
from typing import Any

from starlette.types import ASGIApp


def ask_bytes(app: ASGIApp, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer to who waits for it."""
    address, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": address,
        "raw_path": address.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"game.test"), *((k.replace("_", "-").encode(), v.encode())
                    for k, v in headers.items())],
        "server": ("game.test", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []
    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not asked:
            await asyncio.Event().wait()  # who asks stays
        return asked.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    head = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:])


def ask(app: ASGIApp, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of an answer."""
    status, head, body = ask_bytes(app, path, **headers)
    return status, head, body.decode("utf-8", "replace")
