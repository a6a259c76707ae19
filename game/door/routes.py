"""The routes that answer before Streamlit does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from game.door import unknown
from game.door.embedding import head_of
from game.door.places import Place, nearest, told
from game.door.previews import KINDS, Previews, cycle_of, none_drawn
from game.door.shell import Card, dressed, prepare
from game.text.language import greet, t
from game.text.naming import full_title

STREAMLITS = ("_stcore", "app", "auth", "component", "media", "oauth2callback", "static")
"""What addresses begin with that are no pages: Streamlit's own, and our files."""

GENERAL = "card.png"
"""The picture of a link that has none of its own."""

_A_DAY = {"Cache-Control": "public, max-age=86400"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}


@dataclass(frozen=True)
class Door:
    """What stands in front of Streamlit's page.

    Parameters
    ----------
    places : the pages there are; the first one is home
    index : Streamlit's own page
    static : folder of the files that are served as they are
    colours : style sheet with the tokens of the theme
    base : what all addresses begin with, empty or with a slash before it
    previews : the pictures of links
    library : what draws charts in a browser, if it is served
    """

    places: Sequence[Place]
    index: str
    static: Path
    colours: str
    base: str = ""
    previews: Previews = field(default_factory=lambda: Previews(none_drawn))
    library: Path | None = None

    def routes(self) -> list[BaseRoute]:
        """Return the routes, to be asked before Streamlit's."""
        drawing = Route(f"{self.base}/app/plotly.js", self._drawing)
        files = Mount(f"{self.base}/app/static", StaticFiles(directory=self.static))
        shells = [
            Route(f"{self.base}/{self._path(place)}", self._shell_of(place))
            for place in self.places
        ]
        card = Route(f"{self.base}/card.png", self._card)
        return [
            drawing,
            files,
            card,
            *shells,
            _Elsewhere(f"{self.base}/{{rest:path}}", self._elsewhere),
        ]

    def _path(self, place: Place) -> str:
        return "" if place is self.places[0] else place.path

    def _shell_of(self, place: Place) -> Callable[[Request], Response]:
        prepared = prepare(self.index)

        def shell(request: Request) -> Response:
            tag, query = _greet(request), request.query_params
            card = Card(
                lang=tag,
                title=full_title(t(place.title) if self._path(place) else None),
                description=told(place, query.get("game")),
                address=str(request.url),
                icon="./app/static/icon.svg",
                picture=self._picture(request, place),
                manifest="./app/static/manifest.webmanifest",
                more=head_of(query.get("embed"), query.getlist("hide")),
            )
            return HTMLResponse(dressed(prepared, card), headers=_FRESH)

        return shell

    def _picture(self, request: Request, place: Place) -> str:
        """Return the address of a link's picture: of its match or its lab, if it has one."""
        held = request.query_params.get(place.shows)
        if not held:
            general = f"{self.base}/app/static/{GENERAL}"
            return str(request.url.replace(path=general, query=""))
        asked = {place.shows: held}
        if "anew" in request.query_params and cycle_of(at := request.query_params.get("at")):
            asked["at"] = str(at)
        if (lang := request.query_params.get("lang")) is not None:
            asked["lang"] = lang
        return str(request.url.replace(path=f"{self.base}/card.png", query=urlencode(asked)))

    def _drawing(self, _: Request) -> Response:
        """Answer with what draws charts."""
        if self.library is None:
            return Response(status_code=404)
        return FileResponse(self.library, media_type="text/javascript", headers=_FOR_EVER)

    def _card(self, request: Request) -> Response:
        """Answer with the picture of a link; the general one where there is none, or no time."""
        tag = _greet(request)
        kind = next((kind for kind in KINDS if kind in request.query_params), "")
        at = cycle_of(request.query_params.get("at"))
        made = self.previews.picture(kind, request.query_params.get(kind, ""), tag, at)
        if made:
            return Response(made, media_type="image/png", headers=_A_DAY)
        later = {"Cache-Control": "no-store"} if made is None else _FRESH
        general = (self.static / GENERAL).read_bytes()
        return Response(general, media_type="image/png", headers=later)

    def _elsewhere(self, request: Request) -> Response:
        """Lead to the page that was meant, or say that there is none."""
        rest = request.path_params["rest"]
        query = f"?{request.url.query}" if request.url.query else ""
        meant = nearest(rest, self.places)
        up = "../" * rest.count("/") or "./"  # survives a proxy that takes a prefix away
        if meant is not None:
            return RedirectResponse(f"{up}{self._path(meant)}{query}", headers=_FRESH)
        wished = _greet(request) == request.query_params.get("lang")
        query = f"?lang={request.query_params['lang']}" if wished else ""
        text = unknown.page(f"/{rest}", self.places, up, query, self.colours)
        return HTMLResponse(text, status_code=404, headers=_FRESH)


class _Elsewhere(Route):
    """Whatever is neither a page nor Streamlit's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        if match is not Match.NONE and is_streamlits(found["path_params"]["rest"]):
            return Match.NONE, {}
        return match, found


def is_streamlits(rest: str) -> bool:
    """Return whether Streamlit answers an address, by what follows the base.

    Examples
    --------
    >>> is_streamlits("_stcore/health"), is_streamlits("favicon.png"), is_streamlits("learn/me")
    (True, True, False)
    """
    return rest.partition("/")[0] in STREAMLITS or rest in ("favicon.png", "manifest.json")


def _greet(request: Request) -> str:
    """Speak the language of a request from here on; return its tag."""
    return greet(request.query_params.get("lang"), request.headers.get("accept-language", ""))
