"""The page of a talk: a document with all that it shows, and the files that it loads at once."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from game.rooms.web.pages import BOARD, STATIC, File, packed, read_files, version_of
from game.text.language import scripts_language, spoken, t
from game.text.naming import full_title

ASSETS = Path(__file__).parent / "assets"
PICTURE = Path(__file__).parents[1] / "views" / "lab" / "picture"
INSTRUMENTS = ("axes", "core", "dom", "draw", "fan", "language")
ROUNDS = ("home", "moment", "motion", "nodes", "scene")

SERVED = (
    (ASSETS, ("*.js", "*.css")),
    (STATIC, ("icon.svg",)),
    (STATIC / "fonts", ("*.woff2",)),
    (BOARD, tuple(f"{name}.js" for name in INSTRUMENTS)),
    (PICTURE, (*(f"{name}.js" for name in ROUNDS), "picture.css")),
)
"""Folders, and what is served of them."""

PLACES = ("game/demo/assets/", *(f"game/views/play/board/{name}.js" for name in INSTRUMENTS))
"""Where the texts of the page stand."""

TONES = "tones.css"

_SHELL = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{static}/icon.svg">
{styles}
{head}</head>
<body>{body}</body></html>
"""


@lru_cache(maxsize=1)
def files() -> dict[str, File]:
    """Return what the page loads, by its name."""
    both = tones((STATIC / "tokens.css").read_text("utf-8"))
    return {**read_files(SERVED), TONES: packed(TONES, both.encode())}


def tones(tokens: str) -> str:
    """Return the colours of both themes, to be chosen on the page against what a browser prefers.

    Examples
    --------
    >>> dark = "@media(prefers-color-scheme:dark){:root{--a:1}}"
    >>> tones(":root{--a:0}" + dark).endswith(':root[data-theme="dark"]{--a:1}')
    True
    """
    found = re.fullmatch(r"(:root\{.*?\})\s*@media\(([^)]*)\)\{:root(\{.*?\})\}\s*", tokens, re.S)
    assert found is not None, "static/tokens.css holds both themes"
    light, media, dark = found.groups()
    chosen = f':root:not([data-theme="light"]){dark}'
    return f'{light}@media({media}){{{chosen}}}:root[data-theme="dark"]{dark}'


@lru_cache(maxsize=1)
def version() -> str:
    """Return what stands in the addresses of these files, so that a browser keeps them for ever.

    Examples
    --------
    >>> len(version())
    8
    """
    return version_of(files())


def page(talk: dict[str, Any], root: str) -> str:
    """Return the page of a talk, all that it shows in it.

    Parameters
    ----------
    talk : as ``packed`` gives it
    root : address of the talks, as seen from the page's
    """
    data = {"talk": talk, **scripts_language(*PLACES)}
    held = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    static = f"{escape(root)}/static/{version()}"
    needs = t("A talk needs JavaScript: allow it for this site, or use another browser.")
    return _SHELL.format(
        lang=escape(spoken().tag),
        title=escape(full_title(talk["title"])),
        static=static,
        styles=_styles(static, TONES, "picture.css", "demo.css"),
        head=f'<script type="application/json" id="talk">{held}</script>'
        f'<script type="module" src="{static}/demo.js"></script>',
        body=f"<noscript><p>{escape(needs)}</p></noscript>",
    )


def contents(
    talks: Sequence[tuple[str, str, int]], root: str, link: str = "", problem: str = ""
) -> str:
    """Return the page that leads to the talks.

    Parameters
    ----------
    talks : name, title and seconds of each
    link, problem : what somebody wants to be shown, and why it cannot be
    """
    rows = "".join(
        f'<li><a href="{escape(root)}/{escape(name)}">{escape(t(title))}</a> '
        f"<span>{seconds // 60}:{seconds % 60:02}</span></li>"
        for name, title, seconds in talks
    )
    told = t(
        "One thing at a time, for a wall and for those before it. Everything is loaded when a talk "
        "opens: it goes on without a network. A question mark shows the keys."
    )
    title = t("Talks")
    static = f"{escape(root)}/static/{version()}"
    return _SHELL.format(
        lang=escape(spoken().tag),
        title=escape(full_title(title)),
        static=static,
        styles=_styles(static, TONES, "demo.css"),
        head="",
        body=f'<main class="contents"><h1>{escape(title)}</h1><p>{escape(told)}</p>'
        f"<ul>{rows}</ul>{_form(link, problem)}</main>",
    )


def _form(link: str, problem: str) -> str:
    """Return the way to any match or lab on a wall."""
    wrong = f'<p class="wrong" role="alert">{escape(problem)}</p>' if problem else ""
    asked = escape(t("The link of any match or lab, one thing at a time"))
    show = escape(t("Show it"))
    return (
        f'<form action="show"><label for="link">{asked}</label>'
        f'<p><input id="link" name="link" value="{escape(link)}" required> '
        f"<button>{show}</button></p>{wrong}</form>"
    )


def _styles(static: str, *names: str) -> str:
    return "\n".join(f'<link rel="stylesheet" href="{static}/{name}">' for name in names)
