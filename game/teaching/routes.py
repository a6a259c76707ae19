"""The addresses of the documents."""

from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from game.teaching.shelf import FOLDER

STATIC = Path(__file__).parents[2] / "static"
SERVED = (".html", ".pdf", ".csv", ".ipynb")
"""What is handed out of the folder; texts and figures are for who makes the documents."""

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}


def routes(base: str = "") -> list[BaseRoute]:
    """Return where the documents stand."""
    inner = [
        Route("/fonts/{name}", _font),
        Route("/icon.svg", lambda _: FileResponse(STATIC / "icon.svg")),
        Route("/{name}", _document),
        Route("/", _contents),
    ]
    slash = Route(f"{base}/teaching", lambda _: RedirectResponse("teaching/"))
    return [slash, Mount(f"{base}/teaching", Starlette(routes=inner))]


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """Return the files that are handed out, by name.

    Examples
    --------
    >>> {"index.html", "hand-out.pdf"} <= set(files()), "figures.json" in files()
    (True, False)
    """
    return {path.name: path for path in sorted(FOLDER.iterdir()) if path.suffix in SERVED}


def _contents(_: Request) -> Response:
    return FileResponse(files()["index.html"], headers=_HEADERS)


def _document(request: Request) -> Response:
    file = files().get(request.path_params["name"])
    if file is None:
        return RedirectResponse("./", status_code=303, headers={"Cache-Control": "no-cache"})
    return FileResponse(file, headers=_HEADERS)


def _font(request: Request) -> Response:
    fonts = {path.name: path for path in (STATIC / "fonts").glob("*.woff2")}
    file = fonts.get(request.path_params["name"])
    return Response(status_code=404) if file is None else FileResponse(file)
