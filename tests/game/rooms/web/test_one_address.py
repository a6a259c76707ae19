"""A hall, a school, a house: many who come from one address, and what one of them does wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from game.rooms.web.places import MOST_WRONG
from game.rooms.web.serving import MOST_CROWDS, OPENS, Crowd, Serving
from tests.game.rooms.ballots.halls import Hall
from tests.game.rooms.visitors import Browser, School, run, school


async def pages(hall: Hall) -> list[tuple[int, str]]:
    """Return the pages that an audience's door, moderator and wall are shown."""
    show = hall.one.browser()
    token = (await hall.host.post(f"/{hall.code}/host/link", {"for": "show"})).values["token"]
    await show.post(f"/{hall.code}/show/enter", {"token": token})
    asked = [(hall.one.browser(), ""), (hall.host, "/host"), (show, "/show")]
    found = [(await who.get(f"/{hall.code}{place}")) for who, place in asked]
    return [(one.status, one.body.decode().partition('class="at-')[2][:6]) for one in found]


OWN = [(200, 'vote" '), (200, "modera"), (200, 'stage"')]


async def delete(one: School, code: str, host: Browser) -> None:
    assert (await host.post(f"/{code}/host/delete", {"sure": code})).status == 200


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.no_cover
def test_pages_of_a_deleted_room_keep_nobody_of_their_address_out(
    tmp_path: Path, forgotten: bool
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            dead = await Hall.opened(one, 1)
            alive = await Hall.opened(one, 1)
            await delete(one, dead.code, dead.host)
            if forgotten:
                one.store.forget(one.clock())
                await one.hub._look()
            for _ in range(MOST_WRONG // 3):
                for who, place in ((dead.voters[0], "voter"), (dead.host, "host")):
                    answer = await who.get(f"/{dead.code}/{place}/state")
                    assert answer.status == 404 and "has been deleted" in answer.values["problem"]
                await one.browser().get(f"/{dead.code}")
            assert await pages(alive) == OWN
            await alive.join()

    run(story())


@pytest.mark.no_cover
def test_a_hall_that_mistypes_gets_in_and_a_page_that_asks_again_guesses_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            for number in range(300):
                assert (await one.browser().get(f"/AAA{number:03d}/look")).status == 404
            for _ in range(MOST_WRONG):
                assert (await one.browser().get(f"/{hall.code}/host/state")).status == 401
            await hall.join()
            assert await pages(hall) == OWN

    run(story())


def test_who_has_a_place_sees_its_page_whatever_others_of_the_address_try(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            seen = await pages(hall)
            for number in range(MOST_WRONG + 1):
                await one.browser().get(f"/AAA{number:03d}/look")
            assert (await hall.host.get(f"/{hall.code}/host")).body.count(b"at-moderate") == 1
            for place in ("", "/host", "/show"):  # who has no cookie learns nothing, and waits
                page = await one.browser().get(f"/{hall.code}{place}")
                nothing = await one.browser().get(f"/AAAAAA{place}")
                assert (page.status, nothing.status) == (429, 429)
                assert b"at-later" in page.body and b"at-later" in nothing.body
            assert seen == OWN

    run(story())


def test_a_rehearsal_that_nobody_looks_at_makes_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            serving = Serving({"DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite'}"})
            serving.hub = one.hub
            dead, watched, left = [await Hall.opened(one, 0) for _ in range(MOST_CROWDS)]
            await delete(one, dead.code, dead.host)
            live = await one.hub.live(watched.code)
            assert live is not None
            live.come("host")
            sleeps = [sys.executable, "-c", "import time; time.sleep(600)"]
            with subprocess.Popen(sleeps) as first, subprocess.Popen(sleeps) as second:
                ended = subprocess.Popen(sleeps)
                crowds = zip((dead, watched, left), (first, second, ended), strict=True)
                serving._crowds = [Crowd(own.code, who, -OPENS - 1) for own, who in crowds]
                kept = [crowd.code for crowd in serving._crowds if not serving._ends(crowd)]
                assert kept == [watched.code] and second.poll() is None
                assert {first.wait(), ended.wait()} == {-15}
                assert serving._ends(Crowd("", first, 0.0))
                second.terminate()

    run(story())
