"""The addresses of the rooms: light pages, what they ask, and streams."""

from collections.abc import Callable
from functools import partial
from hmac import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from game.rooms.ballots import asking as votes
from game.rooms.ballots.asking import AUDIENCE_VERBS
from game.rooms.debrief import asking as debrief
from game.rooms.export import room_csv, room_json
from game.rooms.federation import asking as federation
from game.rooms.live import Live
from game.rooms.offered import choices, prices
from game.rooms.quiz import asking
from game.rooms.room import Phase, Room, seat_link
from game.rooms.rounds.lesson import offered_rounds
from game.rooms.rounds.prices import offered_levels
from game.rooms.seen import HOST, SHOW, Viewer, is_voter, look_of, seen_by, written
from game.rooms.storage import StoreError
from game.rooms.verbs import hosting, seats
from game.rooms.verbs.proposals import Proposal, said
from game.rooms.web.asked import Refused, Settings, body_of, client_of
from game.rooms.web.doors import Doors
from game.rooms.web.pages import files, page, version, way
from game.rooms.web.places import answering
from game.rooms.web.qr import qr_of
from game.rooms.web.reach import is_near
from game.rooms.web.safe import InTurn, Safe
from game.rules.errors import GameError

HOST_VERBS = hosting.HOST_VERBS | asking.HOST_VERBS | debrief.HOST_VERBS | federation.HOST_VERBS
SEAT_VERBS = seats.SEAT_VERBS | asking.SEAT_VERBS | debrief.SEAT_VERBS | federation.SEAT_VERBS
ROWS = seats.ROWS | asking.ROWS | federation.ROWS

AUDIENCE_PAGES = {HOST: "moderate", SHOW: "stage"}
STREAMS_A_SEAT, STREAMS_A_HOST = 3, 20
FOR_EVER = "public, max-age=31536000, immutable"


class Rooms(Doors):
    """The rooms' routes."""

    def app(self) -> Starlette:
        """Return what is mounted at ``/rooms``."""
        get, post = ["GET"], ["POST"]
        routes = [
            Route("/{code}/{role}/state", self.state, methods=get),  # asked most
            Route("/static/{version}/{name}", self.static, methods=get),
            Route("/open", self.open, methods=post),
            Route("/rounds", self.rounds, methods=get),
            Route("/{code}/join", self.join, methods=post),
            Route("/{code}/back", self.come_back, methods=post),
            Route("/{code}/qr.svg", self.qr, methods=get),
            Route("/{code}/try", self.trial, methods=get),
            Route("/{code}/try", self.reached, methods=post),
            Route("/{code}/host/reach", self.reach, methods=get),
            Route("/{code}/look", self.look, methods=get),
            Route("/{code}/match/{look}", self.match, methods=get),
            Route("/{code}/host/seat", self.try_out, methods=post),
            Route("/{code}/host/link", self.link, methods=post),
            Route("/{code}/host/pin", self.new_pin, methods=post),
            Route("/{code}/host/rehearse", self.rehearse, methods=post),
            Route("/{code}/{role}/enter", self.enter, methods=post),
            Route("/{code}/{role}/room.{kind}", self.export, methods=get),
            Route("/{code}/{role}/events", self.events, methods=get),
            Route("/{code}/{role}/{verb}", self.act, methods=post),
            Route("/{code}/{role}", self.place, methods=get),
            Route("/{code}", self.door, methods=get),
            Route("/", self.home, methods=get),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=400)])
        app.add_middleware(Safe)
        app.add_middleware(InTurn, turns=self.hub.turns)
        return app

    @answering
    async def home(self, request: Request) -> Response:
        return _page("home", request, self.settings)

    @answering
    async def rounds(self, _: Request) -> Response:
        return JSONResponse({"rounds": offered_rounds(), "levels": offered_levels()})

    @answering
    async def door(self, request: Request) -> Response:
        audience = await self._is_audience(request)
        if audience is None:
            return _page("later", request, self.settings, status=429)
        return _page("vote" if audience else "join", request, self.settings)

    @answering
    async def trial(self, request: Request) -> Response:
        return _page("try", request, self.settings)

    @answering
    async def place(self, request: Request) -> Response:
        role = request.path_params["role"]
        name = role if role in (HOST, SHOW) else "seat"
        if name == "seat" and not role.isdecimal():
            raise Refused(404, "Nothing is here: look at the room's address again.")
        if name in AUDIENCE_PAGES:
            audience = await self._is_audience(request)
            if audience is None:
                return _page("later", request, self.settings, status=429)
            name = AUDIENCE_PAGES[name] if audience else name
        return _page(name, request, self.settings)

    @answering
    async def static(self, request: Request) -> Response:
        file = files().get(request.path_params["name"])
        if file is None:
            raise Refused(404, "Nothing is here: load the page again.")
        fresh = request.path_params["version"] == version()
        headers = {"Cache-Control": FOR_EVER if fresh else "no-cache", "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(file.plain, media_type=file.kind, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.kind, headers=headers)

    @answering
    async def state(self, request: Request) -> Response:
        live, viewer = await self._let_in(request)
        if isinstance(viewer, int):
            self.hub.saw(live, viewer)
        seen = {"version": live.version} | seen_by(live.room, viewer, self.hub.known(live, viewer))
        if isinstance(viewer, int):
            seen["choices"] = choices(live.room, live.room.members[viewer - 1])
        moderates = live.room.plan.audience and viewer == HOST
        if isinstance(viewer, int) or viewer == SHOW or moderates:
            seen["prices"] = prices(live.room.plan)
        if viewer in (HOST, SHOW) or live.room.phase is Phase.DEBRIEF:
            seen["address"] = _join_address(self.settings, request, live)
        if moderates:
            seen["near"] = is_near(seen["address"])
        return Response(written(seen), media_type="application/json")

    @answering
    async def export(self, request: Request) -> Response:
        """Give the host the room as a file, under pseudonyms, when all factories have lived on."""
        live, viewer = await self._let_in(request)
        kind = request.path_params["kind"]
        if viewer != HOST or kind not in ("json", "csv"):
            raise Refused(404, "Nothing is here: look at the room's address again.")
        known = await self.hub.factories.settled(live)
        values = room_json(live.room, known, live.standing_together)
        name = {"Content-Disposition": f'attachment; filename="room-{live.room.code}.{kind}"'}
        if kind == "json":
            return JSONResponse(values, headers=name)
        return Response(room_csv(live.room, known), media_type="text/csv", headers=name)

    @answering
    async def match(self, request: Request) -> Response:
        """Lead whoever has its address to a seat's match; a browser reads why it may not."""
        try:
            return await self._watched(request)
        except Refused as refused:
            if refused.status != 404 or "text/html" not in request.headers.get("accept", ""):
                raise
            return _page("gone", request, self.settings, status=404)

    async def _watched(self, request: Request) -> Response:
        live, look = await self._live(request), request.path_params["look"]
        found = [
            one
            for one in live.room.members
            if compare_digest(look.encode(), look_of(live.room, one).encode())
        ]
        if not found:
            none = Refused(404, "No match of this room has this address: ask for it again.")
            raise self._wrongly(request, none)
        link = seat_link(live.room, found[0])
        if link is None:
            raise Refused(404, "Factories of this room learned from each other: no link can play "
                               "one of them alone.")  # fmt: skip
        if live.room.phase is not Phase.DEBRIEF:
            raise Refused(404, "This match is still being played: come back in the debrief.")
        report = request.query_params.get("to") == "report"
        query = f"report?game={link}&room=1" if report else f"?game={link}&flown=1"
        address = f"{way(_path(request))}/../{query}"
        return RedirectResponse(address, status_code=303)

    @answering
    async def events(self, request: Request) -> Response:
        live, viewer = await self._let_in(request)
        voter = is_voter(viewer)
        most = STREAMS_A_SEAT if voter or isinstance(viewer, int) else STREAMS_A_HOST
        if live.streams[viewer] >= most:
            raise Refused(429, "This place is open in too many windows: close some.")
        told = partial(self.hub.told_to_voters, live) if voter else None
        return StreamingResponse(
            self.hub.stream(live, viewer, told),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    @answering
    async def act(self, request: Request) -> Response:
        """Do what somebody asks who may."""
        live, viewer = await self._let_in(request)
        self._check(who := (live.room.code, client_of(request), viewer), self._refused)
        values = await body_of(request, self.settings.public)
        if isinstance(viewer, int):
            self.hub.saw(live, viewer)
        verb = request.path_params["verb"]
        propose = self._proposer(live, viewer, verb, values)
        try:
            add = self.hub.append_together if is_voter(viewer) else self.hub.append
            await add(live, propose)
        except StoreError:
            raise  # nobody's fault: it is sent again until it is confirmed
        except GameError:
            self._refused.count(who)
            raise
        return JSONResponse({"ok": True})

    def _proposer(
        self, live: Live, viewer: Viewer, verb: str, values: dict[str, Any]
    ) -> Callable[[Room], Proposal]:
        room = live.room
        if viewer == HOST and room.plan.audience and verb in AUDIENCE_VERBS:
            account = self.hub.known(live).accounts.get(1)
            return lambda room: AUDIENCE_VERBS[verb](room, account, values)
        if is_voter(viewer) and verb == "vote":
            voter = str(viewer).partition(":")[2]
            if (key := votes.said(room, voter, values)) in live.once:
                return lambda _: Proposal("", {}, key)
            return lambda room: votes.vote(room, voter, values)
        if viewer == HOST and verb in HOST_VERBS and not room.plan.audience:
            return lambda room: HOST_VERBS[verb](room, values)
        if isinstance(viewer, int) and verb in SEAT_VERBS:
            seat = viewer
            if live.room.members[seat - 1].removed:
                raise Refused(403, "The host has taken you out of this room.")
            key = said(live.room, ROWS.get(verb, ""), seat, values.get("id"))
            if key in live.once:  # said before, perhaps in a turn that is over
                return lambda _: Proposal("", {}, key)
            return lambda room: SEAT_VERBS[verb](room, room.members[seat - 1], values)
        raise Refused(404, "Nobody can do this here: load the page again.")

    @answering
    async def qr(self, request: Request) -> Response:
        live = await self._live(request)
        end = "/try" if request.query_params.get("to") == "try" else ""
        address = _join_address(self.settings, request, live) + end
        return Response(qr_of(address), media_type="image/svg+xml")


def _join_address(settings: Settings, request: Request, live: Live) -> str:
    return f"{settings.address(request)}/rooms/{live.room.code}"


def _page(name: str, request: Request, settings: Settings, status: int = 200) -> Response:
    card = f"{settings.address(request)}/app/static/card.png"
    return HTMLResponse(page(name, way(_path(request)), card), status_code=status)


def _path(request: Request) -> str:
    """Return the path below the rooms."""
    return str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))
