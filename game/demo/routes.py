"""The addresses of the talks."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from game.demo.pages import contents, files, page, version
from game.demo.presenting import link_of, shown
from game.demo.script import DemoError, Script, read_script
from game.rooms.web.asked import Settings
from game.rules.errors import GameError
from game.rules.errors import shown as quoted
from game.rules.links import LONGEST_LINK
from game.text.language import greet, refusal_text, spoken

SHIPPED = Path(__file__).parent / "shipped"
FOLDER = "DEMOS"
"""Names a folder of a speaker's own talks."""

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
_MOST = 64  # talks that are kept, some 100 kB each
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}

Pack = Callable[[str], bytes]
"""From the text of a talk to all that it shows, as JSON, in the language that is spoken."""


class Talk(NamedTuple):
    """A talk that is served."""

    text: str
    script: Script


def read_file(path: Path) -> Talk:
    """Read a file.

    Raises
    ------
    DemoError
        It cannot be read, or holds no talk.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, ValueError) as error:
        raise DemoError(
            "{file} cannot be read: name a talk's file.", file=quoted(str(path))
        ) from error
    return Talk(text, read_script(text))


def talks_of(environment: Mapping[str, str] = os.environ) -> dict[str, Talk]:
    """Return the talks that there are by their names: ours, then a speaker's own.

    Examples
    --------
    >>> {name: talk.script.seconds for name, talk in talks_of({}).items()}
    {'six-minutes': 360, 'ninety-seconds': 90}
    """
    own = environment.get(FOLDER)
    paths = [SHIPPED / "six-minutes.json", SHIPPED / "ninety-seconds.json"]
    paths += sorted(Path(own).glob("*.json")) if own else []
    return {path.stem: read_file(path) for path in paths}


class Demo:
    """The talks of a process.

    Parameters
    ----------
    talks : by their names; the first one is what the address alone shows
    pack : makes what a talk shows
    settings : where phones find the product
    game : address of the game that links lead to, if it is not this server's own
    """

    def __init__(
        self, talks: Mapping[str, Talk], pack: Pack, settings: Settings, game: str = ""
    ) -> None:
        self._talks, self._pack, self._settings, self._game = talks, pack, settings, game
        self._packed: dict[tuple[str, str], dict[str, Any]] = {}

    def routes(self, base: str = "") -> list[BaseRoute]:
        """Return where the talks stand."""
        routes = [
            Route("/static/{version}/{name}", self.static),
            Route("/show", self.show),
            Route("/{name}", self.talk),
            Route("/", self.contents),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=400)])
        slash = Route(f"{base}/demo", lambda _: RedirectResponse("demo/"))
        return [slash, Mount(f"{base}/demo", app)]

    def contents(self, request: Request) -> Response:
        """Answer with the list of all talks."""
        _greet(request)
        return self._listed()

    def _listed(self, link: str = "", problem: str = "", status: int = 200) -> Response:
        rows = [(name, one.script.title, one.script.seconds) for name, one in self._talks.items()]
        return HTMLResponse(contents(rows, ".", link, problem), status, headers=_HEADERS)

    def talk(self, request: Request) -> Response:
        """Answer with a talk, everything in it."""
        _greet(request)
        name = request.path_params["name"]
        if name not in self._talks:
            return RedirectResponse("./", status_code=303, headers={"Cache-Control": "no-cache"})
        return self._told(name, self._talks[name].text, request)

    def show(self, request: Request) -> Response:
        """Answer with any match or lab, one thing at a time; or say why not, beside all talks."""
        _greet(request)
        link = link_of(request.query_params.get("link", "")[:LONGEST_LINK])
        try:
            return self._told(link, shown(link), request)
        except GameError as error:
            return self._listed(link, refusal_text(error), 422)

    def _told(self, name: str, text: str, request: Request) -> Response:
        kept = name, spoken().tag
        if kept not in self._packed:
            while len(self._packed) >= _MOST:
                del self._packed[next(iter(self._packed))]
            self._packed[kept] = json.loads(self._pack(text))
        talk = with_ways(self._packed[kept], self._game or self._address(request))
        return HTMLResponse(page(talk, "."), headers=_HEADERS)

    def _address(self, request: Request) -> str:
        return self._settings.address(request).removesuffix("/demo")

    def static(self, request: Request) -> Response:
        """Answer with a file."""
        file = files().get(request.path_params["name"])
        if file is None or request.path_params["version"] != version():
            return Response(status_code=404)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        head = _FOR_EVER | ({"Content-Encoding": "gzip"} if packed else {})
        return Response(file.packed if packed else file.plain, media_type=file.kind, headers=head)


def with_ways(talk: dict[str, Any], address: str) -> dict[str, Any]:
    """Return a talk with the address of what each beat shows, and its QR code.

    Examples
    --------
    >>> beat = {"link": "1-open-7", "camera": {"view": "link", "begin": 60}}
    >>> with_ways({"beats": [beat]}, "https://x.test")["beats"][0]["way"]["address"]
    'https://x.test/?game=1-open-7&anew=1&at=60'
    """
    beats = [
        {**beat, "way": _way(beat, address)} if beat["link"] else beat for beat in talk["beats"]
    ]
    return {**talk, "beats": beats}


def _way(beat: Mapping[str, Any], address: str) -> dict[str, str]:
    camera = beat["camera"]
    if camera["view"] == "round":
        whole = f"{address}/lab?{urlencode({'lab': beat['link']})}"
    else:
        query = urlencode({"game": beat["link"], "anew": 1, "at": camera["begin"]})
        whole = f"{address}/?{query}"
    code = segno.make(whole, error="m")
    return {
        "address": whole,
        "code": code.svg_data_uri(dark="#101b2d", light="#ffffff", border=2),
    }


def _greet(request: Request) -> None:
    greet(request.query_params.get("lang"), request.headers.get("accept-language", ""))
