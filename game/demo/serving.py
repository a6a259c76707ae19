"""A talk served alone, without the game."""

import json

import uvicorn
from starlette.applications import Starlette

from game.demo.packing import pack
from game.demo.routes import Demo, Talk
from game.rooms.web.asked import Settings
from game.text.language import spoken


def pack_here(text: str) -> bytes:
    """Return what a talk shows, computed in this process.

    Examples
    --------
    >>> talk = '{"title": "Mine", "beats": [{"id": "a", "caption": "Hello.", "seconds": 9}]}'
    >>> json.loads(pack_here(talk))["title"]
    'Mine'
    """
    return pack(json.dumps([spoken().tag, text]).encode())


def alone(name: str, talk: Talk, game: str) -> Starlette:
    """Return an application with one talk, which leads to a game elsewhere."""
    demo = Demo({name: talk}, pack_here, Settings(), game.rstrip("/"))
    return Starlette(routes=demo.routes())


def serve(name: str, talk: Talk, host: str, port: int, game: str) -> None:
    """Serve a talk until Ctrl-C."""
    uvicorn.run(alone(name, talk, game), host=host, port=port, log_level="warning")
