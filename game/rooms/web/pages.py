"""The light pages: plain files, with the way to the rooms and the visitor's language put in."""

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from game.text.language import scripts_language, spoken
from game.text.naming import NAME

ASSETS = Path(__file__).parent / "assets"
STATIC = Path(__file__).parents[3] / "static"
BOARD = Path(__file__).parents[2] / "views" / "play" / "board"
INSTRUMENTS = ("axes", "core", "dom", "draw", "fan", "language", "ribbon")
"""Of the board's scripts those that light pages use."""

SERVED = (
    (ASSETS, ("*.js", "*.css")),
    (STATIC, ("*.svg", "*.css")),
    (STATIC / "fonts", ("*.woff2",)),  # a wall alone asks for them
    (BOARD, tuple(f"{name}.js" for name in INSTRUMENTS)),
)
"""Folders, and what is served of them."""

PLACES = ("game/rooms/web/assets/", *(f"game/views/play/board/{name}.js" for name in INSTRUMENTS))
"""Where the texts of light pages stand."""

STYLES = {"vote": "audience", "stage": "audience", "moderate": "audience", "show": "wall"}
"""Pages that have a style of their own besides, and its name."""

MORE = '<link rel="stylesheet" href="{static}/{style}.css">'
SHELL = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<meta property="og:title" content="{title}">
<meta property="og:image" content="{card}">
<link rel="icon" href="{static}/icon.svg">
<link rel="stylesheet" href="{static}/tokens.css">
<link rel="stylesheet" href="{static}/rooms.css">{more}
<script type="application/json" id="said">{said}</script>
<script type="module" src="{static}/{name}.js"></script></head>
<body class="at-{name}" data-root="{root}">{body}</body></html>
"""


class File(NamedTuple):
    """A file as it is sent."""

    plain: bytes
    packed: bytes  # by gzip, once: a class asks for it at once
    kind: str


@lru_cache(maxsize=1)
def files() -> dict[str, File]:
    """Return what light pages load, by its name."""
    return read_files(SERVED)


def read_files(served: Iterable[tuple[Path, Iterable[str]]]) -> dict[str, File]:
    """Return files as they are sent, by name.

    Parameters
    ----------
    served : folders, and what is served of them
    """
    return {
        path.name: packed(path.name, path.read_bytes())
        for folder, names in served
        for name in names
        for path in sorted(folder.glob(name))
    }


def packed(name: str, plain: bytes) -> File:
    """Return a file as it is sent."""
    return File(plain, gzip.compress(plain, mtime=0), guess_type(name)[0] or "font/woff2")


@lru_cache(maxsize=1)
def version() -> str:
    """Return what stands in the addresses of these files, so that a browser keeps them for ever.

    Examples
    --------
    >>> len(version())
    8
    """
    return version_of(files())


def version_of(files: Mapping[str, File]) -> str:
    """Return a name of what files hold."""
    return f"{crc32(b''.join(file.plain for file in files.values())):08x}"


def page(name: str, root: str, card: str = "") -> str:
    """Return a page.

    Parameters
    ----------
    name : of its files
    root : address of the rooms, as seen from the page's
    card : whole address of the picture beside a link, the same for all who have a place

    Examples
    --------
    >>> "<noscript>" in page("home", "rooms")
    True
    """
    return _written(name, root, card, spoken().tag)


@lru_cache(maxsize=64)
def _written(name: str, root: str, card: str, tag: str) -> str:
    said = json.dumps(scripts_language(*PLACES)).replace("<", "\\u003c")
    return SHELL.format(
        lang=escape(tag), title=NAME, root=escape(root), said=said, name=name, card=escape(card),
        static=(static := f"{escape(root)}/static/{version()}"),
        more=MORE.format(static=static, style=STYLES[name]) if name in STYLES else "",
        body=(ASSETS / f"{name}.html").read_text(encoding="utf-8"),
    )  # fmt: skip


def way(path: str) -> str:
    """Return the address of the rooms as seen from a page below them.

    Examples
    --------
    >>> way(""), way("/"), way("/ABCDEF"), way("/ABCDEF/seat/4")
    ('rooms', '../rooms', '../rooms', '../../../rooms')
    """
    return "../" * path.count("/") + "rooms"
