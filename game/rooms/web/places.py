"""Who may come in: a room by its code, a place in it by a cookie, and what is tried too often."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from game.rooms.ballots.asking import voter_of
from game.rooms.hub import Hub
from game.rooms.live import Live
from game.rooms.seen import HOST, SHOW, VOTER, Viewer
from game.rooms.storage import StoreError
from game.rooms.tokens import CODE_LENGTH, Limits, read_code, same
from game.rooms.web.asked import Refused, Settings, client_of
from game.rules.errors import GameError
from game.text.language import greet, refusal_text
from game.text.marking import mark

COOKIE = "tt-room"
MOST_REFUSED = 60
"""Messages of one place that are refused in a minute, until it has to wait."""
MOST_WRONG = 600
"""Different codes and tokens that open nothing, from one address in a minute: a hall has one, and
of three hundred people each may mistype."""
MOST_VOTERS = 2_000
"""Who join an audience from one address in a minute: a hall has one."""
PIN_WAITS = 300.0  # s for which a name takes no PIN that was wrong too often
WAIT = mark("That was wrong too often: wait a minute.")
ASK_HOST = mark(
    "That was wrong too often: wait {minutes} minutes, or ask the host for a new PIN of this seat."
)
NEW_PIN = mark("The host has given this seat a new PIN: come back with it through the room's door.")
NO_PLACE = mark("This browser has no place here: join, or come back with your PIN.")
NO_VOTER = mark(
    "This browser has no place here: go to the door of this audience, or ask who leads it."
)
TERM = 7 * 24 * 3600  # s for which a browser keeps its place
Handler = Callable[[Any, Request], Awaitable[Response]]


def answering(handler: Handler) -> Handler:
    """Let a refusal be an answer: one sentence, in the visitor's language."""

    @wraps(handler)
    async def answer(self: Any, request: Request) -> Response:
        greet(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        try:
            return await handler(self, request)
        except GameError as error:
            status = 503 if isinstance(error, StoreError) else 422
            status = error.status if isinstance(error, Refused) else status
            return JSONResponse({"problem": refusal_text(error)}, status_code=status)

    return answer


class Places:
    """The rooms of a process, as those who ask find them.

    Parameters
    ----------
    hub : the rooms
    settings : who may open one
    """

    def __init__(self, hub: Hub, settings: Settings) -> None:
        self.hub, self.settings = hub, settings
        self._wrong = Limits(most=MOST_WRONG, window=60.0)  # by address
        self._pins = Limits(most=5, window=PIN_WAITS)  # by room and name
        self._voters = Limits(most=MOST_VOTERS, window=60.0)  # by room and address
        self._refused = Limits(most=MOST_REFUSED, window=60.0)  # by place: others go on

    async def _live(self, request: Request) -> Live:
        """Return the room at whose door somebody stands."""
        self._check(client_of(request))
        live = await self._find(request)
        if live is None:
            raise self._unknown(request)
        return live

    async def _let_in(self, request: Request, viewer: Viewer | None = None) -> tuple[Live, Viewer]:
        """Return the room and who looks at it, if their cookie says so.

        Who has a place is not kept out by what others of the same address have tried.

        Parameters
        ----------
        viewer : whose place it is; if None, the address says it
        """
        live = await self._find(request)
        viewer = self._viewer(request) if viewer is None else viewer
        token = request.cookies.get(COOKIE)
        if live is not None and opens(live, viewer, token):
            return live, _named(live, viewer, token)
        self._check(client_of(request))
        if live is not None and await self._opens(live, viewer, token):
            return live, _named(live, viewer, token)
        if live is None:
            raise self._unknown(request)
        raise self._wrongly(
            request,
            Refused(401, _why_not(live, viewer)),
            (request.path_params["code"], str(viewer), token),
        )

    async def _opens(self, live: Live, viewer: Viewer, token: str | None) -> bool:
        """Return whether a token opens a place; who is unknown may have come in elsewhere."""
        if token is not None and not opens(live, viewer, token):
            await self.hub.catch_up(live)
        return opens(live, viewer, token)

    async def _is_audience(self, request: Request) -> bool | None:
        """Return whether a page is one of an audience.

        Who tries codes is not told for long (None); who has a place there always is.
        """
        tries = self._wrong.reached(client_of(request))
        try:
            live = await self._find(request)
        except StoreError:
            return False  # the page asks again, and says so
        if live is not None and (not tries or self._has_place(request, live)):
            return live.room.plan.audience
        if tries:
            return None
        self._unknown(request)
        return False

    def _has_place(self, request: Request, live: Live) -> bool:
        """Return whether a browser's cookie opens the place whose page it asks for."""
        role = request.path_params.get("role")
        token = request.cookies.get(COOKIE)
        return role is not None and opens(live, self._viewer(request), token)

    async def _find(self, request: Request) -> Live | None:
        code = read_code(request.path_params["code"][:20])
        return await self.hub.live(code) if len(code) == CODE_LENGTH else None

    def _unknown(self, request: Request) -> Refused:
        code = read_code(request.path_params["code"][:20])[:12] or "?"
        if self.hub.was_here(code):  # a page that is still open: it guesses nothing
            return Refused(404, "Room {code} has been deleted.", code=code)
        unknown = Refused(404, "No room has the code {code}: look at the screen again.", code=code)
        return self._wrongly(request, unknown, code)

    def _wrongly(self, request: Request, refused: Refused, what: object = None) -> Refused:
        """Note that an address has tried what is not its own; return what is said of it.

        Parameters
        ----------
        what : it has tried; who tries the same again, as an open page does, guesses nothing new
        """
        self._wrong.count(client_of(request), what)
        return refused

    def _viewer(self, request: Request) -> Viewer:
        role = request.path_params["role"]
        if role in (HOST, SHOW, VOTER):
            return str(role)
        if not (role.isascii() and role.isdecimal() and len(role) < 5):
            raise Refused(404, "Nothing is here: look at the room's address again.")
        return int(role)

    def _check(self, who: object, limits: Limits | None = None) -> None:
        if (limits or self._wrong).reached(who):
            raise Refused(429, WAIT)

    def _check_pin(self, who: object) -> None:
        if self._pins.reached(who):
            raise Refused(429, ASK_HOST, minutes=int(PIN_WAITS // 60))


def _why_not(live: Live, viewer: Viewer) -> str:
    """Return what is said to who has no place."""
    if live.room.plan.audience:
        return NO_VOTER  # who votes has no PIN
    member = live.room.member(viewer) if isinstance(viewer, int) else None
    return NEW_PIN if member is not None and not member.token else NO_PLACE


def _named(live: Live, viewer: Viewer, token: str | None) -> Viewer:
    """Return who looks; of an audience, which of its voters."""
    return f"{VOTER}:{voter_of(live.room, token)}" if viewer == VOTER else viewer


def opens(live: Live, viewer: Viewer, token: str | None) -> bool:
    """Return whether a token opens a place; nothing opens one that is not there."""
    room = live.room
    if isinstance(viewer, int):
        member = room.member(viewer)
        return member is not None and same(token, member.token)
    if viewer == SHOW:
        return same(token, room.show)
    if viewer == VOTER:
        return voter_of(room, token) is not None
    return any([same(token, kept) for kept in (room.host, *room.colleagues)])


def keep(told: dict[str, Any], request: Request, place: str, token: str) -> Response:
    """Answer with plain values, and let the browser keep a token for one place of one room."""
    answer = JSONResponse(told)
    path = f"{request.scope.get('root_path', '')}{place}"
    answer.set_cookie(
        COOKIE, token, max_age=TERM, path=path, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer
