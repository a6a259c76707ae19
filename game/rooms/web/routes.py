"""The addresses of the rooms: light pages, what they ask, and streams."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from game.rooms import verbs
from game.rooms.export import room_csv, room_json
from game.rooms.hub import Hub, Live, member_of
from game.rooms.room import Room
from game.rooms.seen import HOST, NOBODY, SHOW, Viewer, choices, prices, seen_by
from game.rooms.storage import StoreError, Taken
from game.rooms.tokens import (
    CODE_LENGTH,
    Limits,
    hashed,
    hashed_pin,
    new_code,
    new_name,
    new_pin,
    new_token,
    read_code,
    read_pin,
    same,
    same_pin,
)
from game.rooms.verbs import RoomError
from game.rooms.web.asked import Refused, Settings, body_of, client_of
from game.rooms.web.pages import ASSETS, page, way
from game.rooms.web.safe import Safe
from game.rules.errors import GameError
from game.text.language import choose, refusal_text, speak

STATIC = Path(__file__).parents[3] / "static"
BOARD = Path(__file__).parents[2] / "views" / "play" / "board"
SERVED = (
    (ASSETS, (".js", ".css")),
    (STATIC, (".svg", ".css")),
    (BOARD, ("axes.js", "language.js")),
)
"""Folders, and the ends of the names of what is served of them."""

STREAMS_A_SEAT, STREAMS_A_HOST = 3, 20
COOKIE = "tt-room"
TERM = 7 * 24 * 3600  # s for which a browser keeps its place
Handler = Callable[["Rooms", Request], Awaitable[Response]]


def answering(handler: Handler) -> Handler:
    """Let a refusal be an answer: one sentence, in the visitor's language."""

    @wraps(handler)
    async def answer(self: "Rooms", request: Request) -> Response:
        preferred = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
        speak(choose(request.query_params.get("lang"), preferred or None))
        try:
            return await handler(self, request)
        except GameError as error:
            status = 503 if isinstance(error, StoreError) else 422
            status = error.status if isinstance(error, Refused) else status
            return JSONResponse({"problem": refusal_text(error)}, status_code=status)

    return answer


class Rooms:
    """The rooms' routes.

    Parameters
    ----------
    hub : the rooms of this process
    settings : who may open one
    """

    def __init__(self, hub: Hub, settings: Settings) -> None:
        self.hub, self.settings = hub, settings
        self._wrong = Limits(most=120, window=60.0)  # by address: a school has one
        self._pins = Limits(most=5, window=300.0)  # by room and name
        self._refused = Limits(most=600, window=60.0)

    def app(self) -> Starlette:
        """Return what is mounted at ``/rooms``."""
        get, post = ["GET"], ["POST"]
        routes = [
            Route("/static/{name}", self.static, methods=get),
            Route("/open", self.open, methods=post),
            Route("/{code}/join", self.join, methods=post),
            Route("/{code}/back", self.come_back, methods=post),
            Route("/{code}/qr.svg", self.qr, methods=get),
            Route("/{code}/look", self.look, methods=get),
            Route("/{code}/host/seat", self.try_out, methods=post),
            Route("/{code}/{role}/enter", self.enter, methods=post),
            Route("/{code}/{role}/state", self.state, methods=get),
            Route("/{code}/{role}/room.{kind}", self.export, methods=get),
            Route("/{code}/{role}/events", self.events, methods=get),
            Route("/{code}/{role}/{verb}", self.act, methods=post),
            Route("/{code}/{role}", self.place, methods=get),
            Route("/{code}", self.door, methods=get),
            Route("/", self.home, methods=get),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=400)])
        app.add_middleware(Safe)
        return app

    @answering
    async def home(self, request: Request) -> Response:
        return _page("home", request)

    @answering
    async def door(self, request: Request) -> Response:
        return _page("join", request)

    @answering
    async def place(self, request: Request) -> Response:
        role = request.path_params["role"]
        name = role if role in (HOST, SHOW) else "seat"
        if name == "seat" and not role.isdecimal():
            raise Refused(404, "Nothing is here: look at the room's address again.")
        return _page(name, request)

    @answering
    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        for folder, kinds in SERVED:
            if Path(name).name == name and name.endswith(kinds) and (folder / name).is_file():
                return FileResponse(folder / name, headers={"Cache-Control": "no-cache"})
        raise Refused(404, "Nothing is here: load the page again.")

    @answering
    async def open(self, request: Request) -> Response:
        """Open a room, for whoever may."""
        address = client_of(request)
        self._check(("key", address))
        values = await body_of(request, self.settings.public)
        if not self.settings.may_open(address, values.get("key")):
            self._wrong.count(("key", address))
            raise Refused(403, "Who opens a room here must know the host's key.")
        plan, host, show = verbs.plan_of(values), new_token(), new_token()
        body = {"plan": asdict(plan), "host": hashed(host), "show": hashed(show)}
        code = await self._opened(verbs.Proposal("opened", body))
        answer = JSONResponse({"code": code, "host": host, "show": show})
        return _keep(answer, request, f"/{code}/{HOST}", host)

    async def _opened(self, proposal: verbs.Proposal) -> str:
        while True:
            code = new_code()
            try:
                await self.hub.open(code, proposal)
            except Taken:
                continue
            return code

    @answering
    async def look(self, request: Request) -> Response:
        """Say whether there is a room, to who stands at its door."""
        live = await self._live(request)
        return JSONResponse(seen_by(live.room, NOBODY, self.hub.known(live)))

    @answering
    async def join(self, request: Request) -> Response:
        """Give somebody the next seat."""
        live = await self._live(request)
        values = await body_of(request, self.settings.public)
        return await self._seated(request, live, values.get("name"), test=False)

    @answering
    async def try_out(self, request: Request) -> Response:
        """Give a host a seat to try things out, in the same browser."""
        live = await self._live(request)
        await body_of(request, self.settings.public)
        if not same(request.cookies.get(COOKIE), live.room.host):
            raise Refused(401, "This browser has no place here: join, or come back with your PIN.")
        return await self._seated(request, live, None, test=True)

    async def _seated(self, request: Request, live: Live, name: object, test: bool) -> Response:
        token, pin = new_token(), new_pin()
        kept = await asyncio.to_thread(hashed_pin, pin)
        seat, alias = 0, ""

        def propose(room: Room) -> verbs.Proposal:
            nonlocal seat, alias
            seat = len(room.members) + 1
            alias = new_name([one.alias for one in room.members])
            return verbs.join(room, name, alias, hashed(token), kept, test)

        await self.hub.append(live, propose)
        answer = JSONResponse({"seat": seat, "token": token, "pin": pin, "name": name or alias})
        return _keep(answer, request, f"/{live.room.code}/{seat}", token)

    @answering
    async def come_back(self, request: Request) -> Response:
        """Give somebody their seat on another device, by name and PIN."""
        live = await self._live(request)
        values = await body_of(request, self.settings.public)
        name, pin = values.get("name"), read_pin(values.get("pin"))
        folded = " ".join(name.split()).casefold() if isinstance(name, str) else ""
        if not folded or pin is None:
            raise RoomError("Write the name and the four digits that your first device shows.")
        self._check(who := (live.room.code, folded), self._pins)
        found = [one for one in live.room.present if one.answers_to(folded)]
        code = live.room.code
        if not found or not await asyncio.to_thread(same_pin, pin, found[0].pin):
            self._pins.count(who)
            self._wrong.count(client_of(request))
            raise Refused(403, "No seat has this name and PIN: look at your first device.")
        token, seat = new_token(), found[0].seat
        row = verbs.Proposal("keyed", {"seat": seat, "token": hashed(token)})
        await self.hub.append(live, lambda _: row)
        answer = JSONResponse({"seat": seat, "token": token, "pin": pin, "name": found[0].called})
        return _keep(answer, request, f"/{code}/{seat}", token)

    @answering
    async def enter(self, request: Request) -> Response:
        """Take a token from a link for a cookie."""
        live = await self._live(request)
        values = await body_of(request, self.settings.public)
        token, viewer = values.get("token"), self._viewer(request)
        if not isinstance(token, str) or not same(token, _kept(live, viewer)):
            self._wrong.count(client_of(request))
            raise Refused(403, "This link does not open this place: ask for a new one.")
        place = f"/{live.room.code}/{request.path_params['role']}"
        return _keep(JSONResponse({"ok": True}), request, place, token)

    @answering
    async def state(self, request: Request) -> Response:
        live, viewer = await self._let_in(request)
        if isinstance(viewer, int):
            self.hub.saw(live, viewer)
        seen = {"version": live.version} | seen_by(live.room, viewer, self.hub.known(live))
        if isinstance(viewer, int):
            seen |= {"choices": choices(live.room.plan), "prices": prices(live.room.plan)}
        else:
            seen["address"] = _join_address(self.settings, request, live)
        return JSONResponse(seen)

    @answering
    async def export(self, request: Request) -> Response:
        """Give the host the room as a file, under pseudonyms."""
        live, viewer = await self._let_in(request)
        kind = request.path_params["kind"]
        if viewer != HOST or kind not in ("json", "csv"):
            raise Refused(404, "Nothing is here: look at the room's address again.")
        known = self.hub.known(live).accounts
        values = room_json(live.room, known)
        name = {"Content-Disposition": f'attachment; filename="room-{live.room.code}.{kind}"'}
        if kind == "json":
            return JSONResponse(values, headers=name)
        return Response(room_csv(live.room, known), media_type="text/csv", headers=name)

    @answering
    async def events(self, request: Request) -> Response:
        live, viewer = await self._let_in(request)
        most = STREAMS_A_SEAT if isinstance(viewer, int) else STREAMS_A_HOST
        if self.hub.streams_of(live, viewer) >= most:
            raise Refused(429, "This place is open in too many windows: close some.")
        return StreamingResponse(
            self.hub.stream(live, viewer),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    @answering
    async def act(self, request: Request) -> Response:
        """Do what somebody asks who may."""
        live, viewer = await self._let_in(request)
        self._check(who := (live.room.code, client_of(request)), self._refused)
        values, verb = (
            await body_of(request, self.settings.public),
            request.path_params["verb"],
        )
        propose = self._proposer(live, viewer, verb, values)
        try:
            await self.hub.append(live, propose)
        except GameError:
            self._refused.count(who)
            raise
        return JSONResponse({"ok": True})

    def _proposer(
        self, live: Live, viewer: Viewer, verb: str, values: dict[str, Any]
    ) -> Callable[[Room], verbs.Proposal]:
        if viewer == HOST and verb in verbs.HOST_VERBS:
            return lambda room: verbs.HOST_VERBS[verb](room, values)
        if isinstance(viewer, int) and verb in verbs.SEAT_VERBS:
            seat = viewer
            if member_of(live, seat).removed:
                raise Refused(403, "The host has taken you out of this room.")
            key = f"{verbs.ROWS.get(verb)}:{seat}:{values.get('id')}"
            if key in live.once:  # said before, perhaps in a turn that is over
                return lambda _: verbs.Proposal("", {}, key)
            return lambda room: verbs.SEAT_VERBS[verb](room, room.members[seat - 1], values)
        raise Refused(404, "Nobody can do this here: load the page again.")

    @answering
    async def qr(self, request: Request) -> Response:
        live = await self._live(request)
        code = segno.make(_join_address(self.settings, request, live), error="m")
        picture = io.BytesIO()
        code.save(
            picture, kind="svg", scale=8, border=2, dark="#101b2d", light="#ffffff", omitsize=True
        )
        return Response(picture.getvalue(), media_type="image/svg+xml")

    async def _live(self, request: Request) -> Live:
        """Return the room at whose door somebody stands."""
        self._check(client_of(request))
        live = await self._find(request)
        if live is None:
            raise self._unknown(request)
        return live

    async def _let_in(self, request: Request) -> tuple[Live, Viewer]:
        """Return the room and who looks at it, if their cookie says so.

        Who has a place is not kept out by what others of the same address have tried.
        """
        live, viewer = await self._find(request), self._viewer(request)
        if live is not None and same(request.cookies.get(COOKIE), _kept(live, viewer)):
            return live, viewer
        self._check(client_of(request))
        if live is None:
            raise self._unknown(request)
        self._wrong.count(client_of(request))
        raise Refused(401, "This browser has no place here: join, or come back with your PIN.")

    async def _find(self, request: Request) -> Live | None:
        code = read_code(request.path_params["code"][:20])
        return await self.hub.live(code) if len(code) == CODE_LENGTH else None

    def _unknown(self, request: Request) -> Refused:
        """Note that somebody has tried a code; return what is said of it."""
        self._wrong.count(client_of(request))
        code = read_code(request.path_params["code"][:20])[:12] or "?"
        return Refused(404, "No room has the code {code}: look at the screen again.", code=code)

    def _viewer(self, request: Request) -> Viewer:
        role = request.path_params["role"]
        if role in (HOST, SHOW):
            return str(role)
        if not (role.isascii() and role.isdecimal() and len(role) < 5):
            raise Refused(404, "Nothing is here: look at the room's address again.")
        return int(role)

    def _check(self, who: object, limits: Limits | None = None) -> None:
        if (limits or self._wrong).reached(who):
            raise Refused(429, "That was wrong too often: wait a minute.")


def _kept(live: Live, viewer: Viewer) -> str:
    """Return the hash of the token that opens a place; nothing opens one that is not there."""
    if isinstance(viewer, int):
        member = live.room.member(viewer)
        return "" if member is None else member.token
    return live.room.host if viewer == HOST else live.room.show


def _join_address(settings: Settings, request: Request, live: Live) -> str:
    return f"{settings.address(request)}/rooms/{live.room.code}"


def _page(name: str, request: Request) -> Response:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return HTMLResponse(page(name, way(path)))


def _keep(answer: Response, request: Request, place: str, token: str) -> Response:
    """Let a browser keep a token for one place of one room."""
    path = f"{request.scope.get('root_path', '')}{place}"
    answer.set_cookie(
        COOKIE, token, max_age=TERM, path=path, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer
