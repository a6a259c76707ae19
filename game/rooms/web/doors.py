"""The doors of the rooms: opening one, taking a seat, coming back, and links to places."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from game.rooms.ballots.asking import new_voter
from game.rooms.hub import Hub
from game.rooms.live import Live
from game.rooms.room import Plan, Room
from game.rooms.seen import HOST, NOBODY, VOTER, seen_by
from game.rooms.storage import Taken
from game.rooms.tokens import (
    hashed,
    hashed_pin,
    new_code,
    new_name,
    new_pin,
    new_token,
    read_pin,
    same_pin,
)
from game.rooms.verbs import hosting, seats
from game.rooms.verbs.opening import plan_of
from game.rooms.verbs.proposals import Proposal, RoomError
from game.rooms.web.asked import Refused, Settings, body_of, client_of, is_of
from game.rooms.web.places import Places, answering, keep
from game.rooms.web.qr import qr_of
from game.rooms.web.reach import answers, is_alone

Fill = Callable[[str, str, int, str], None]
"""Has bots join: at an address, in the room of a code, so many."""

MOST_BOTS = 20


class Doors(Places):
    """Where people come in.

    Parameters
    ----------
    fill : has bots join a room
    """

    def __init__(self, hub: Hub, settings: Settings, fill: Fill) -> None:
        super().__init__(hub, settings)
        self._fill = fill

    @answering
    async def open(self, request: Request) -> Response:
        """Open a room, for whoever may."""
        address = client_of(request)
        self._check(("key", address))
        values = await body_of(request, self.settings.public)
        if not self.settings.may_open(address, values.get("key")):
            self._wrong.count(("key", address))
            raise Refused(403, "Who opens a room here must know the host's key.")
        return await self._opened(request, plan_of(values), bots=0)

    async def _opened(self, request: Request, plan: Plan, bots: int) -> Response:
        host, show = new_token(), new_token()
        body = {"plan": asdict(plan), "host": hashed(host), "show": hashed(show)}
        while True:
            code = new_code()
            try:
                await self.hub.open(code, Proposal("opened", body))
                break
            except Taken:
                continue
        if bots:
            self._fill(here(request), code, bots, plan.round)
        told = {"code": code, "host": host, "show": show}
        return keep(told, request, f"/{code}/{HOST}", host)

    @answering
    async def rehearse(self, request: Request) -> Response:
        """Open a room of the same plan, for the host alone, with bots in it."""
        live, values = await self._of_host(request)
        bots = hosting.bots_of(values, MOST_BOTS)
        return await self._opened(request, live.room.plan, bots)

    @answering
    async def link(self, request: Request) -> Response:
        """Give a host a new link: for a colleague, or instead of one that others have seen."""
        live, values = await self._of_host(request)
        token, what = new_token(), values.get("for")
        await self.hub.append(live, lambda room: hosting.link(room, what, hashed(token)))
        place = f"{self.settings.address(request)}/rooms/{live.room.code}/{HOST}#{token}"
        told = {"token": token}
        if what == "colleague":  # another device scans it
            told["picture"] = qr_of(place).decode()
        if what != HOST:
            return JSONResponse(told)
        return keep(told, request, f"/{live.room.code}/{HOST}", token)

    async def _of_host(self, request: Request) -> tuple[Live, dict[str, object]]:
        """Return the room and what its host asks, if it is the host."""
        live, _ = await self._let_in(request, HOST)
        return live, await body_of(request, self.settings.public)

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
        if live.room.plan.audience:
            return self._voter(request, live)
        return await self._seated(
            request, live, values.get("name"), test=False, program=values.get("program") is True
        )

    def _voter(self, request: Request, live: Live) -> Response:
        """Give one more of an audience a token; nothing is kept of them until they vote."""
        if live.room.locked:
            raise RoomError("Nobody else may come in now: ask who speaks.")
        self._check(who := (live.room.code, client_of(request)), self._voters)
        self._voters.count(who)
        token = new_voter(live.room)
        return keep({"token": token}, request, f"/{live.room.code}/{VOTER}", token)

    @answering
    async def reached(self, request: Request) -> Response:
        """Note that a phone has opened the address that phones are shown; it takes no seat."""
        live = await self._live(request)
        await body_of(request, self.settings.public)
        address = self.settings.address(request)
        here = self.settings.is_this_machine(client_of(request))
        fits = is_of(request.headers["origin"], address)
        if fits and not here:
            await self.hub.append(live, lambda room: hosting.reach(room, address))
        return JSONResponse({"address": address, "fits": fits, "here": here})

    @answering
    async def reach(self, request: Request) -> Response:
        """Say what this machine itself finds at the address that phones are shown."""
        await self._let_in(request, HOST)
        address = self.settings.address(request)
        found = await answers(address)
        values = {"address": address, "answers": found, "alone": is_alone(address)}
        return JSONResponse(values | {"public": bool(self.settings.public)})

    @answering
    async def try_out(self, request: Request) -> Response:
        """Give a host a seat to try things out, in the same browser."""
        live, _ = await self._of_host(request)
        return await self._seated(request, live, None, test=True, program=False)

    async def _seated(
        self, request: Request, live: Live, name: object, test: bool, program: bool
    ) -> Response:
        token, pin = new_token(), new_pin()
        kept = await asyncio.to_thread(hashed_pin, pin)
        seat, alias = 0, ""

        def propose(room: Room) -> Proposal:
            nonlocal seat, alias
            seat = len(room.members) + 1
            alias = new_name([one.alias for one in room.members])
            return seats.join(room, name, alias, hashed(token), kept, test, program)

        await self.hub.append(live, propose)
        told = {"seat": seat, "token": token, "pin": pin, "name": name or alias}
        return keep(told, request, f"/{live.room.code}/{seat}", token)

    @answering
    async def come_back(self, request: Request) -> Response:
        """Give somebody their seat on another device, by name and PIN."""
        live = await self._live(request)
        values = await body_of(request, self.settings.public)
        name, pin = values.get("name"), read_pin(values.get("pin"))
        folded = " ".join(name.split()).casefold() if isinstance(name, str) else ""
        if not folded or pin is None:
            raise RoomError("Write the name and the four digits that your first device shows.")
        self._check_pin(who := (live.room.code, folded))
        found = [one for one in live.room.present if one.answers_to(folded)]
        code = live.room.code
        if not found or not await asyncio.to_thread(same_pin, pin, found[0].pin):
            self._pins.count(who)
            none = Refused(403, "No seat has this name and PIN: look at your first device, or ask "
                                "the host for a new PIN.")  # fmt: skip
            raise self._wrongly(request, none)
        token, seat = new_token(), found[0].seat
        row = Proposal("keyed", {"seat": seat, "token": hashed(token)})
        await self.hub.append(live, lambda _: row)
        told = {"seat": seat, "token": token, "pin": pin, "name": found[0].called}
        return keep(told, request, f"/{code}/{seat}", token)

    @answering
    async def new_pin(self, request: Request) -> Response:
        """Give a host another PIN for a seat, for who cannot come back to it."""
        live, values = await self._of_host(request)
        pin = new_pin()
        kept = await asyncio.to_thread(hashed_pin, pin)
        await self.hub.append(live, lambda room: hosting.repin(room, values, kept))
        member = live.room.members[int(values["seat"]) - 1]  # type: ignore[call-overload]
        for name in member.names:
            self._pins.forget((live.room.code, name))
        return JSONResponse({"seat": member.seat, "name": member.called, "pin": pin})

    @answering
    async def enter(self, request: Request) -> Response:
        """Take a token from a link for a cookie."""
        live = await self._live(request)
        values = await body_of(request, self.settings.public)
        token, viewer = values.get("token"), self._viewer(request)
        if not isinstance(token, str) or not await self._opens(live, viewer, token):
            shut = Refused(403, "This link does not open this place: ask for a new one.")
            raise self._wrongly(request, shut)
        place = f"/{live.room.code}/{request.path_params['role']}"
        return keep({"ok": True}, request, place, token)


def here(request: Request) -> str:
    """Return the address of this very process, for programs beside it."""
    host, port = request.scope["server"]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{request.scope.get('root_path', '').removesuffix('/rooms')}"
