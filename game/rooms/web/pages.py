"""The light pages: plain files, with the way to the rooms and the visitor's language put in."""

import json
from functools import lru_cache
from html import escape
from pathlib import Path

from game.text.language import scripts_language, spoken
from game.text.naming import NAME

ASSETS = Path(__file__).parent / "assets"
PLACE = "game/rooms/web/assets/"
SHELL = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="{root}/static/icon.svg">
<link rel="stylesheet" href="{root}/static/tokens.css">
<link rel="stylesheet" href="{root}/static/rooms.css">
<script type="application/json" id="said">{said}</script>
<script type="module" src="{root}/static/{name}.js"></script></head>
<body class="at-{name}" data-root="{root}">{body}</body></html>
"""


@lru_cache(maxsize=16)
def _file(name: str) -> str:
    return (ASSETS / f"{name}.html").read_text(encoding="utf-8")


def page(name: str, root: str) -> str:
    """Return a page.

    Parameters
    ----------
    name : of its files
    root : address of the rooms, as seen from the page's

    Examples
    --------
    >>> "<noscript>" in page("home", "rooms")
    True
    """
    said = json.dumps(scripts_language(PLACE)).replace("<", "\\u003c")
    return SHELL.format(
        lang=escape(spoken().tag), title=NAME, root=escape(root), said=said, name=name,
        body=_file(name),
    )  # fmt: skip


def way(path: str) -> str:
    """Return the address of the rooms as seen from a page below them.

    Examples
    --------
    >>> way(""), way("/"), way("/ABCDEF"), way("/ABCDEF/seat/4")
    ('rooms', '../rooms', '../rooms', '../../../rooms')
    """
    return "../" * path.count("/") + "rooms"
