"""Links, colleagues, rehearsals, the next class, and a phone that tries it out."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from game.rooms.web.asked import Settings
from tests.game.rooms.visitors import HOME, PLAN, Browser, School, run, school


async def entered(one: School, code: str, place: str, token: str) -> tuple[int, Browser]:
    """Follow a link to a place, as a browser does; return the answer's status."""
    browser = one.browser()
    answer = await browser.post(f"/{code}/{place}/enter", {"token": token})
    return answer.status, browser


async def linked(host: Browser, code: str, what: object) -> str:
    answer = await host.post(f"/{code}/host/link", {"for": what})
    assert answer.status == 200, answer.values
    token: str = answer.values["token"]
    return token


def test_a_colleague_hosts_too_until_the_links_are_taken_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            token = await linked(host, code, "colleague")
            assert token not in str(one.store.rows(code))  # kept hashed
            status, colleague = await entered(one, code, "host", token)
            assert status == 200
            assert (await one.step(code, colleague))["phase"] == "predict"
            assert (await host.get(f"/{code}/host/state")).values["colleagues"] == 1
            assert (await entered(one, code, "show", token))[0] == 403
            assert (await host.post(f"/{code}/host/dismiss")).status == 200
            assert (await colleague.get(f"/{code}/host/state")).status == 401
            assert (await host.get(f"/{code}/host/state")).status == 200

    run(story())


def test_a_phone_that_tries_the_address_is_seen_by_the_host_and_takes_no_seat(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path, settings=Settings(public=HOME)) as one:
            code, host = await one.room()
            phone = one.browser("192.0.2.7")
            assert (await phone.get(f"/{code}/try")).status == 200  # a preview changes nothing
            assert len(one.store.rows(code)) == 1
            for _ in range(3):  # it is noted once
                tried = await phone.post(f"/{code}/try")
                assert tried.values == {"address": HOME, "fits": True, "here": False}
            seen = (await host.get(f"/{code}/host/state")).values
            assert seen["reached"] == HOME and seen["seats"] == 0
            assert [row.kind for row in one.store.rows(code)] == ["opened", "reached"]
            assert (await phone.post("/NOROOM/try")).status == 404
            shown, trial = [
                (await host.get(f"/{code}/qr.svg{end}")).body for end in ("", "?to=try")
            ]
            assert shown != trial

    run(story())


def test_who_comes_by_another_address_or_is_this_machine_itself_is_no_phone(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:  # phones are shown this machine's address
            code, host = await one.room()
            elsewhere = (await one.browser("192.0.2.7").post(f"/{code}/try")).values
            assert (elsewhere["fits"], elsewhere["here"]) == (False, False)
            assert elsewhere["address"].endswith(":8501")
            own = {"origin": elsewhere["address"], "host": elsewhere["address"][7:]}
            name = urlsplit(elsewhere["address"]).hostname
            for itself in ("127.0.0.1", f"{name}", f"::ffff:{name}"):
                tried = (await one.browser(itself).post(f"/{code}/try", **own)).values
                assert (tried["fits"], tried["here"]) == (True, True)
            assert (await host.get(f"/{code}/host/state")).values["reached"] == ""
            phone = (await one.browser("192.0.2.7").post(f"/{code}/try", **own)).values
            assert (phone["fits"], phone["here"]) == (True, False)
            assert (await host.get(f"/{code}/host/state")).values["reached"] == own["origin"]

    run(story())


def test_the_host_hears_what_this_machine_finds_at_its_address(tmp_path: Path) -> None:
    async def found(public: str) -> dict[str, object]:
        async with school(tmp_path, settings=Settings("open", public=public)) as one:
            host = one.browser()
            own = {"origin": public, "host": public[7:]}
            code = (await host.post("/open", PLAN, **own)).values["code"]
            assert (await one.browser().get(f"/{code}/host/reach")).status == 401
            return (await host.get(f"/{code}/host/reach")).values

    async def story() -> None:
        door = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        address = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
        said = {"address": address, "alone": True, "public": True}
        assert await found(address) == said | {"answers": True}
        door.close()
        await door.wait_closed()
        assert await found(address) == said | {"answers": False}

    run(story())


@pytest.mark.parametrize("what", ["host", "show"])
def test_a_new_link_replaces_the_one_before(tmp_path: Path, what: str) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            old = await linked(host, code, what)
            _, before = await entered(one, code, what, old)
            new = await linked(host, code, what)
            assert (await entered(one, code, what, old))[0] == 403
            assert (await before.get(f"/{code}/{what}/state")).status == 401
            assert (await entered(one, code, what, new))[0] == 200
            assert (await host.get(f"/{code}/host/state")).status == 200

    run(story())


def test_who_is_no_host_makes_no_links_and_no_rooms(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            _, guest = await one.joined(code)
            asks = ("link", {"for": "colleague"}), ("rehearse", {"bots": 4}), ("pin", {"seat": 1})
            for verb, values in asks:
                assert (await guest.post(f"/{code}/host/{verb}", values)).status == 401
            assert (await host.post(f"/{code}/host/link", {"for": "seat"})).status == 422
            for bots in (0, 21, True, None, "4"):
                answer = await host.post(f"/{code}/host/rehearse", {"bots": bots})
                assert answer.status == 422 and answer.values["problem"].endswith(".")
            assert list(one.store.newest()) == [code] and one.filled == []

    run(story())


def test_a_rehearsal_has_the_same_plan_and_bots(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(rules="default.ld40")
            opened = (await host.post(f"/{code}/host/rehearse", {"bots": 12})).values
            plans = [one.store.rows(own)[0].body["plan"] for own in (code, opened["code"])]
            assert plans[0] == plans[1] and plans[0]["rules"] == "default.ld40"
            assert one.filled == [("http://10.1.2.3:8501", opened["code"], 12, "")]
            assert (await host.get(f"/{opened['code']}/host/state")).status == 200
            assert (await host.get(f"/{code}/host/state")).status == 200

    run(story())


def test_another_class_begins_anew_under_the_same_code_and_a_step_back_undoes_it(
    tmp_path: Path,
) -> None:
    order = {"id": "a", "turn": 0, "strategy": "preventive", "setting": 100}

    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            state, anew = f"/{code}/host/state", f"/{code}/host/anew"
            assert (await host.post(anew, {"position": 0})).status == 422  # nobody has been here
            _, first = await one.joined(code, "Ada")
            for _ in range(2):
                await one.step(code, host)
            await first.post(f"/{code}/1/decide", order)
            money = (await one.step(code, host))["board"][0]["money"]
            live = await one.hub.live(code)
            assert live is not None
            watcher = live.come(1)  # the first class still looks
            assert (await host.post(anew, {"position": 3})).status == 200
            assert watcher.closed
            seen = (await host.get(state)).values
            assert (seen["phase"], seen["seats"], seen["goesBack"]) == ("lobby", 0, True)
            assert (await first.get(f"/{code}/1/state")).status == 401
            seat, second = await one.joined(code, "Ada")
            assert seat == 1 and (await first.get(f"/{code}/1/state")).status == 401
            for _ in range(2):
                await one.step(code, host)
            await second.post(f"/{code}/1/decide", order | {"setting": 60})  # the same id as theirs
            assert (await one.step(code, host))["board"][0]["money"] != money
            for position in (3, 2, 1, 0):
                await host.post(f"/{code}/host/back", {"position": position})
            seen = await one.ready(code, host)
            assert (seen["position"], seen["board"][0]["money"]) == (3, money)
            assert (await first.get(f"/{code}/1/state")).status == 200
            assert (await second.get(f"/{code}/1/state")).status == 401
            assert (await one.step(code, host))["position"] == 4

    run(story())


def test_a_room_of_two_classes_is_read_anew_as_it_was(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(**PLAN)
            await one.joined(code)
            await host.post(f"/{code}/host/anew", {"position": 0})
            await one.joined(code)
            await one.step(code, host)
            live = await one.hub.live(code)
        async with school(tmp_path) as again:
            read = await again.hub.live(code)
            assert live is not None and read is not None and read.room == live.room
            assert read.room.before is not None and len(read.room.before.members) == 1

    run(story())
