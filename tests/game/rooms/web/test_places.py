"""Every address of the rooms, asked in every way by those who have no place there."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from game.rooms.storage import NO_ANSWER, StoreError
from game.rooms.web.places import MOST_REFUSED
from tests.game.rooms.visitors import PLAN, Browser, School, run, school

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "x")
OPEN_TO_ALL = {"open", "join", "back", "try", "enter"}
"""Ends of addresses at which somebody without a place may ask for something, by other rules."""
VERBS = ("step", "delete", "decide", "call", "nothing")
DECISION = {"id": "a", "turn": 0, "strategy": "local"}
PLACES = ("host", "show", "1", "2", "7")
BODIES = (b"", b"[]", b"{}", b"\xff{", b'{"seat": 1, "on": true, "token": "x", "sure": "x"}')
REFUSED = {400, 401, 403, 404, 405, 413, 415, 422, 429}


class Scene(NamedTuple):
    """A room with a host and two seats, and the tokens that open nothing there."""

    code: str
    tokens: dict[str, str]  # by what they are


async def scene(one: School) -> Scene:
    opened = (await one.browser().post("/open", PLAN)).values
    code, host = opened["code"], one.browser()
    await host.post(f"/{code}/host/enter", {"token": opened["host"]})
    first = one.browser()
    taken = (await first.post(f"/{code}/join", {"name": "Ada"})).values
    _, yours = await one.joined(code)
    said = {"name": "Ada", "pin": taken["pin"]}
    back = await one.browser().post(f"/{code}/back", said)  # on another device
    assert back.status == 200
    renewed = await host.post(f"/{code}/host/link", {"for": "host"})
    assert renewed.status == 200
    other, foreign = await one.room()
    return Scene(
        code,
        {
            "none": "",
            "forged": "A" * 22,
            "replaced host's": opened["host"],
            "replaced seat's": taken["token"],
            "another room's host's": foreign.cookies[f"/rooms/{other}/host"],
            "another seat's": yours.cookies[f"/rooms/{code}/2"],
            "presenter's": opened["show"],
        },
    )


def addresses(app: Starlette, code: str) -> Iterator[str]:
    """Give every address of the rooms, with every place and verb where they have any."""
    for route in app.routes:
        assert isinstance(route, Route)
        path = route.path.replace("{code}", code).replace("{look}", "1-0").replace("{kind}", "json")
        path = path.replace("{version}", "0").replace("{name}", "x.js")
        for place in PLACES if "{role}" in path else ("",):
            for verb in VERBS if "{verb}" in path else ("",):
                yield path.replace("{role}", place).replace("{verb}", verb)


def belongs(token: str, path: str) -> bool:
    """Return whether a token opens the place of an address."""
    own = {"another seat's": "2", "presenter's": "show"}.get(token)
    return own is not None and f"/{own}/" in f"{path}/"


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    "body", [*BODIES[4:], *(pytest.param(body, marks=pytest.mark.long) for body in BODIES[:4])]
)
def test_no_address_gives_anything_away_or_changes_anything_for_who_has_no_place(
    tmp_path: Path, body: bytes
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, tokens = await scene(one)
            before, asked, paths = one.store.rows(code), 0, list(addresses(one.app, code))
            for path in paths:
                for name, token in tokens.items():
                    if belongs(name, path) or path.rpartition("/")[2] in OPEN_TO_ALL:
                        continue
                    for method in METHODS:
                        asked += 1
                        guest = one.browser(f"10.{asked >> 16}.{asked >> 8 & 255}.{asked & 255}")
                        guest.cookies = {f"/rooms{path}": token}
                        await _refused_or_a_page(guest, method, path, body)
            assert one.store.rows(code) == before
            print(f"{len(paths)} addresses, {asked} requests")

    run(story())


async def _refused_or_a_page(guest: Browser, method: str, path: str, body: bytes) -> None:
    headers = {"origin": "http://room.test", "content_type": "application/json"}
    answer = await guest.ask(method, path, body, **headers)
    if answer.status in REFUSED:
        return
    assert answer.status == 200 and method in ("GET", "HEAD"), (method, path, answer.status)
    private = "/state" in path or "/events" in path or "room.json" in path or "reach" in path
    assert not private, (method, path)
    assert not answer.cookies


def test_who_sends_nonsense_waits_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:  # all come from one address, as a school does
            code, host = await one.room()
            (_, rude), (_, kind) = await one.joined(code), await one.joined(code)
            for _ in range(2):
                await one.step(code, host)
            said = [(await rude.post(f"/{code}/1/decide", {})).status for _ in range(62)]
            assert said == [422] * MOST_REFUSED + [429] * 2
            assert (await rude.get(f"/{code}/1/state")).status == 200
            assert (await kind.post(f"/{code}/2/decide", DECISION)).status == 200

    run(story())


def test_a_store_that_does_not_answer_is_nobodys_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            _, mine = await one.joined(code)
            for _ in range(2):
                await one.step(code, host)
            with monkeypatch.context() as broken:
                broken.setattr(one.store, "append", _says_nothing)
                tries = range(MOST_REFUSED + 2)
                said = {(await mine.post(f"/{code}/1/decide", DECISION)).status for _ in tries}
            assert said == {503}
            assert (await mine.post(f"/{code}/1/decide", DECISION)).status == 200

    run(story())


def _says_nothing(*_: object) -> None:
    raise StoreError(NO_ANSWER)
