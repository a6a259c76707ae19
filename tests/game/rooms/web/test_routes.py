"""The rooms, asked as browsers ask them."""

import gzip
import random
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import hypothesis.strategies as hs
import pytest
from hypothesis import given, settings

from game.api import play
from game.rooms.ballots.asking import AUDIENCE_VERBS
from game.rooms.rows import fold
from game.rooms.seen import look_of
from game.rooms.verbs.hosting import HOST_VERBS
from game.rooms.verbs.seats import SEAT_VERBS
from game.rooms.web.asked import LARGEST, Settings
from game.rooms.web.pages import ASSETS, BOARD, version
from game.rooms.web.places import MOST_WRONG
from game.rules.links import decode
from tests.game.rooms.visitors import PLAN, Browser, Clock, School, run, school
from tests.hostile import EXAMPLES


def test_two_factories_play_a_whole_room_and_each_link_replays_to_the_cent(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            first, mine = await one.joined(code)
            second, yours = await one.joined(code, "Ada")
            assert (first, second) == (1, 2)
            await one.step(code, host)
            assert (await mine.post(f"/{code}/1/guess", {"age": 120})).status == 200
            await one.step(code, host)
            for turn in range(3):
                order = {"id": f"a{turn}", "turn": turn, "strategy": "preventive", "setting": 90}
                assert (await yours.post(f"/{code}/2/decide", order)).status == 200
                seen = await one.step(code, host)
            assert (seen["phase"], seen["cycle"]) == ("debrief", 300)
            told = (await yours.get(f"/{code}/2/state")).values
            link = decode(told["you"]["link"])
            assert len(link.decisions) == 3
            replayed = play(link.scenario, link.seed, link.decisions).factories[0]
            assert told["you"]["money"] == replayed.profit == told["you"]["curve"][-1]
            assert told["race"]["guesses"] == [120]

    run(story())


@pytest.mark.slow
def test_offers_calls_and_alliances_of_a_room_replay_to_the_cent(tmp_path: Path) -> None:
    rules = {"rules": "open", "turns": 6, "turn_cycles": 240}

    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(**rules)
            _, mine = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            asked: list[tuple[str, dict[str, object]]] = [
                ("decide", {"strategy": "local"}),
                ("answer", {"offer": 1, "option": 0}),
                ("decide", {"strategy": "federated"}),
                ("answer", {"offer": 3, "option": 0}),
                ("call", {"slot": 0, "call": "service"}),
            ]
            for turn, does in enumerate([asked[:2], asked[2:], [], [], [], []]):
                for number, (verb, values) in enumerate(does):
                    act = values | {"id": f"{turn}-{number}", "turn": turn}
                    for _ in range(2):  # it counts once
                        answered = await mine.post(f"/{code}/1/{verb}", act)
                        assert answered.status == 200, answered.values
                await one.step(code, host)
                seen = (await mine.get(f"/{code}/1/state")).values
            assert seen["you"]["opens"]["federated"] == 60
            (seat,) = (await host.get(f"/{code}/host/room.json")).values["seats"]
            assert [len(seat[kind]) for kind in ("decisions", "answers", "calls")] == [2, 2, 1]
            link = decode(seen["you"]["link"])
            assert len(link.decisions) == 5
            replayed = play(link.scenario, link.seed, link.decisions).factories[0]
            assert seen["you"]["money"] == replayed.profit
            assert [row.kind for row in one.store.rows(code)].count("acted") == 3

    run(story())


def test_a_ladder_opens_in_a_room_as_in_a_match(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(rules="classic", turn_cycles=400)
            _, mine = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            state = f"/{code}/1/state"
            assert (await mine.get(state)).values["you"]["opens"]["preventive"] is None
            order = {"id": "a", "turn": 0, "strategy": "preventive"}
            await mine.post(f"/{code}/1/decide", order)
            for _ in range(3):
                await one.step(code, host)
            you = (await mine.get(state)).values["you"]
            assert you["opens"]["preventive"] in range(100, 400)
            link = decode(you["link"])
            assert (
                you["money"] == play(link.scenario, link.seed, link.decisions).factories[0].profit
            )

    run(story())


def test_a_decision_that_is_sent_again_counts_once_and_is_confirmed_after_its_turn(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            _, mine = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            order = {"id": "x", "turn": 0, "strategy": "preventive", "setting": 90}
            for _ in range(3):
                assert (await mine.post(f"/{code}/1/decide", order)).status == 200
            await one.step(code, host)
            assert (await mine.post(f"/{code}/1/decide", order)).status == 200
            late = await mine.post(f"/{code}/1/decide", order | {"id": "y"})
            assert late.status == 422
            assert late.values == {
                "problem": "Turn 1 is over: the last decision before it goes on."
            }
            assert [row.kind for row in one.store.rows(code)].count("decided") == 1

    run(story())


def test_a_restart_returns_everybody_to_the_same_factory(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            code, host = await one.room()
            _, mine = await one.joined(code)
            for _ in range(3):
                await one.step(code, host)
            before = (await mine.get(f"/{code}/1/state")).values
        async with school(tmp_path, clock) as again:
            mine.app = host.app = again.app
            await again.ready(code, host)
            after = (await mine.get(f"/{code}/1/state")).values
        for seen in (before, after):
            del seen["version"]
        assert after == before

    run(story())


TRIALS = 100


@pytest.mark.slow
def test_everybody_returns_to_the_same_factory_in_a_hundred_trials(tmp_path: Path) -> None:
    draw, clock = random.Random(7), Clock()
    names = [f"Bird {number}" for number in range(1, 9)]

    async def story() -> None:
        async with AsyncExitStack() as servers:
            one = await servers.enter_async_context(school(tmp_path, clock))
            code, host = await one.room(approve=False)
            browsers, pins = [one.browser() for _ in names], []
            for browser, name in zip(browsers, names, strict=True):
                pins.append((await browser.post(f"/{code}/join", {"name": name})).values["pin"])
            for _ in range(2):
                await one.step(code, host)
            for seat, browser in enumerate(browsers, 1):
                order = {"id": "a", "turn": 0, "strategy": "preventive", "setting": 80 + seat}
                await browser.post(f"/{code}/{seat}/decide", order)
            await one.step(code, host)

            async def own(seat: int) -> object:
                return (await browsers[seat - 1].get(f"/{code}/{seat}/state")).values["you"]

            before = [await own(seat) for seat in range(1, len(names) + 1)]
            for trial in range(TRIALS):
                seat = draw.randint(1, len(names))
                match trial % 4:
                    case 0:  # the page is loaded again
                        assert (await browsers[seat - 1].get(f"/{code}/{seat}")).status == 200
                    case 1:  # a phone sleeps
                        clock.now += draw.uniform(60, 3600)
                    case 2:  # the server begins again
                        await servers.aclose()
                        one = await servers.enter_async_context(school(tmp_path, clock))
                        for browser in (host, *browsers):
                            browser.app = one.app
                        await one.ready(code, host)
                    case 3:  # another device
                        device, was = one.browser(f"10.0.0.{trial}"), browsers[seat - 1]
                        said = {"name": names[seat - 1].upper(), "pin": pins[seat - 1]}
                        assert (await device.post(f"/{code}/back", said)).values["seat"] == seat
                        browsers[seat - 1] = device
                        assert (await was.get(f"/{code}/{seat}/state")).status == 401
                assert await own(seat) == before[seat - 1], trial

    run(story())


def test_a_match_is_looked_at_by_its_address_in_the_debrief_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            _, mine = await one.joined(code)
            await one.joined(code)
            live = await one.hub.live(code)
            assert live is not None
            look = look_of(live.room, live.room.members[0])
            anybody = one.browser("10.0.0.9")
            assert (await anybody.get(f"/{code}/match/{look}")).status == 404
            for _ in range(5):
                await one.step(code, host)
            you = (await mine.get(f"/{code}/1/state")).values["you"]
            assert you["look"] == look
            board = f"?game={you['link']}&flown=1"  # even if nothing was decided in it
            report = f"report?game={you['link']}&room=1"
            for query, page in (("", board), ("?to=report", report), ("?to=//evil.test", board)):
                led = await anybody.get(f"/{code}/match/{look}{query}")
                assert led.status == 303
                assert led.headers["location"] == f"../../../rooms/../{page}"
            for forged in (look.replace("1-", "2-"), "1-", "1", f"{look}0", quote("1-é")):
                assert (await anybody.get(f"/{code}/match/{forged}")).status == 404
            await host.post(f"/{code}/host/delete", {"sure": code})
            assert (await anybody.get(f"/{code}/match/{look}")).status == 404

    run(story())


def test_name_and_pin_open_the_seat_on_another_device(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            first = one.browser()
            taken = (await first.post(f"/{code}/join", {"name": "Ada B"})).values
            other = one.browser("10.0.0.2")
            wrong = f"{(int(taken['pin']) + 1) % 10_000:04d}"
            refused = await other.post(f"/{code}/back", {"name": "Ada B", "pin": wrong})
            assert refused.status == 403
            assert "ask the host for a new PIN" in refused.values["problem"]
            for said in ({"name": " ", "pin": taken["pin"]}, {"name": "Ada", "pin": "7"}, {}):
                asked = await other.post(f"/{code}/back", said)
                assert asked.status == 422 and "four digits" in asked.values["problem"]
            pasted = {"name": " ada  b", "pin": f"PIN: {taken['pin']} "}
            back = (await other.post(f"/{code}/back", pasted)).values
            assert (back["seat"], back["name"], back["pin"]) == (1, "Ada B", taken["pin"])
            assert (await other.get(f"/{code}/1/state")).values["you"]["name"] == "Ada B"
            assert (await first.get(f"/{code}/1/state")).status == 401

    run(story())


async def away(code: str, host: Browser) -> bool:
    """Return whether nobody looks from the first seat, as the host is told."""
    return bool((await host.get(f"/{code}/host/state")).values["people"][0]["away"])


def test_a_pin_cannot_be_guessed_by_trying(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            first = one.browser()
            taken = (await first.post(f"/{code}/join", {"name": "Ada"})).values
            for number in range(5):
                thief = one.browser(f"10.0.0.{number}")
                said = {"name": "Ada", "pin": f"{(int(taken['pin']) + 1 + number) % 10_000:04d}"}
                assert (await thief.post(f"/{code}/back", said)).status == 403
            right = {"name": "Ada", "pin": taken["pin"]}
            waits = await one.browser("10.0.0.9").post(f"/{code}/back", right)
            assert waits.status == 429 and "wait 5 minutes" in waits.values["problem"]
            assert (await first.get(f"/{code}/1/state")).status == 200
            assert not await away(code, host)
            given = (await host.post(f"/{code}/host/pin", {"seat": 1})).values
            assert (given["seat"], given["name"]) == (1, "Ada")
            assert await away(code, host)
            for path in ("state", "events"):  # the device that is lost is out at once
                out = await first.get(f"/{code}/1/{path}")
                assert out.status == 401 and "given this seat a new PIN" in out.values["problem"]
            assert (await first.post(f"/{code}/1/guess", {"age": 90})).status == 401
            assert (await one.browser().post(f"/{code}/back", right)).status == 403
            new = {"name": "Ada", "pin": given["pin"]}
            owner = one.browser("10.0.0.9")
            assert (await owner.post(f"/{code}/back", new)).status == 200
            assert (await owner.get(f"/{code}/1/state")).values["you"]["name"] == "Ada"
            out = await first.get(f"/{code}/1/state")
            assert out.status == 401 and "no place here" in out.values["problem"]
            for seat in (0, 2, "1", None):
                assert (await host.post(f"/{code}/host/pin", {"seat": seat})).status == 422

    run(story())


def test_a_browser_reads_why_a_match_cannot_be_watched(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            await one.joined(code)
            looks = await one.browser().ask("GET", f"/{code}/match/1-0", b"", accept="text/html")
            assert looks.status == 404 and b"This match cannot be watched" in looks.body

    run(story())


@pytest.mark.parametrize("origin", [None, "null", "http://evil.test", "http://room.test:81", "//"])
def test_what_another_site_sends_changes_nothing(tmp_path: Path, origin: str | None) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            refused = await host.post(f"/{code}/host/step", {"position": 0}, origin=origin)
            assert refused.status == 403
            assert len(one.store.rows(code)) == 1

    run(story())


def test_a_link_is_followed_by_a_preview_without_taking_a_seat(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            for method in ("GET", "HEAD"):
                assert (await one.browser().ask(method, f"/{code}", b"")).status == 200
            assert len(one.store.rows(code)) == 1

    run(story())


def test_bodies_are_short_and_json_objects(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            for body, status in (
                (b"x" * (LARGEST + 1), 413), (b"{", 400), (b"[]", 400), (b"[" * LARGEST, 400),
                (b'{"position":' + b"9" * 5000 + b"}", 400), (b"\xff", 400),
            ):  # fmt: skip
                answer = await host.post(f"/{code}/host/step", body)
                assert answer.status == status, body[:20]
                assert answer.values["problem"].endswith(".")
            plain = await host.post(f"/{code}/host/step", {}, content_type="text/plain")
            assert plain.status == 415
            assert len(one.store.rows(code)) == 1

    run(story())


def test_who_may_open_a_room(tmp_path: Path) -> None:
    plan = {"rules": "default", "seed": 1}

    async def story() -> None:
        async with school(tmp_path, settings=Settings(key="sesame")) as one:
            away = one.browser("10.0.0.7")
            assert (await away.post("/open", plan)).status == 403
            assert (await away.post("/open", plan | {"key": "sesame"})).status == 200
            assert (await one.browser().post("/open", plan)).status == 200

    run(story())


def test_the_token_of_a_link_opens_its_own_place_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            host = one.browser()
            opened = (await host.post("/open", {"rules": "default", "seed": 1})).values
            code, wall = opened["code"], one.browser()
            refused = await wall.post(f"/{code}/host/enter", {"token": opened["show"]})
            assert refused.status == 403
            answer = await wall.post(f"/{code}/show/enter", {"token": opened["show"]})
            assert answer.status == 200
            (cookie,) = answer.cookies
            assert "HttpOnly" in cookie and "SameSite=strict" in cookie
            assert f"Path=/rooms/{code}/show;" in cookie
            assert (await wall.get(f"/{code}/show/state")).values["code"] == code
            assert (await wall.post(f"/{code}/show/step", {"position": 0})).status == 404
            assert (await wall.get(f"/{code}/host/state")).status == 401

    run(story())


def test_the_address_for_phones_is_never_what_a_request_says(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            address = (await host.get(f"/{code}/host/state")).values["address"]
            assert "room.test" not in address and "localhost" not in address
            assert address.endswith(f":8501/rooms/{code}")
        async with school(tmp_path, settings=Settings(public="https://x.test/t")) as one:
            code, host = await one.room()
            address = (await host.get(f"/{code}/host/state")).values["address"]
            assert address == f"https://x.test/t/rooms/{code}"

    run(story())


def test_everything_is_for_this_browser_and_in_no_frame(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            for path in ("/", f"/{code}", f"/{code}/host", f"/{code}/host/state", "/NOROOM/look"):
                head = (await host.get(path)).headers
                assert head["x-frame-options"] == "DENY"
                assert "frame-ancestors 'none'" in head["content-security-policy"]
                assert head["cache-control"] == "no-store"

    run(story())


STATIC = f"static/{version()}"
SHARED = tuple(f"/{STATIC}/{name}" for name in
               ("common.js", "language.js", "rooms.css", "tokens.css", "icon.svg"))  # fmt: skip
SEAT = [f"{STATIC}/{name}.js" for name in ("seat", "follow", "offers", "race", "axes")]
OF_THE_BOARD = [
    f"{STATIC}/{name}.js" for name in ("engines", "core", "dom", "draw", "fan", "ribbon")
]
WEIGHTS = [
    ("the door", 20_000, "{code}", ("{code}/look", f"{STATIC}/join.js")),
    ("a seat that waits or votes", 20_000, "{code}/1", ("{code}/1/state", *SEAT)),
    ("a seat with its board", 90_000, "{code}/1", ("{code}/1/state", *SEAT, *OF_THE_BOARD)),
    ("a seat with questions", 90_000, "{code}/1",
     ("{code}/1/state", *SEAT, f"{STATIC}/quiz.js")),
    ("the wall", 20_000, "{code}/show",
     (f"{STATIC}/wall.css",
      *(f"{STATIC}/{name}.js" for name in ("show", "follow", "prices", "race", "axes")))),
    ("the host's console", 26_000, "{code}/host",
     ("{code}/host/state",
      *(f"{STATIC}/{name}.js" for name in
        ("host", "follow", "race", "reach", "over", "asking", "quiz", "axes")))),
    ("a phone that tries it out", 20_000, "{code}/try", (f"{STATIC}/try.js",)),
]  # fmt: skip


STYLE = f"{STATIC}/audience.css"
AUDIENCE = [
    ("a voter's phone", 20_000, "{code}",
     ("{code}/voter/state", STYLE,
      *(f"{STATIC}/{name}.js" for name in ("vote", "audience", "decided")))),
    ("an audience's wall", 20_000, "{code}/show",
     (STYLE,
      *(f"{STATIC}/{name}.js"
        for name in ("stage", "audience", "follow", "prices", "race", "axes")))),
    ("an audience's moderator", 20_000, "{code}/host",
     ("{code}/host/state", STYLE,
      *(f"{STATIC}/{name}.js" for name in ("moderate", "audience", "follow", "reach", "over")))),
]  # fmt: skip


@pytest.mark.no_cover
def test_light_pages_are_light(tmp_path: Path) -> None:
    async def weight(browser: Browser, path: str) -> int:
        answer = await browser.ask("GET", path, b"", accept_encoding="gzip")
        assert answer.status == 200, path
        return len(answer.body)

    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(rules="open", turns=6, turn_cycles=240)
            _, guest = await one.joined(code)
            for _ in range(3):
                await one.step(code, host)
            await weigh(WEIGHTS, code, host, guest)
            code, host = await one.room(rules="open", turns=6, turn_cycles=240, audience=True)
            guest = one.browser()
            assert (await guest.post(f"/{code}/join")).status == 200
            for _ in range(2):
                await one.step(code, host)
            offer = (await host.get(f"/{code}/host/state")).values["questions"][0]
            assert (await host.post(f"/{code}/host/ask", offer)).status == 200
            await weigh(AUDIENCE, code, host, guest)

    async def weigh(pages: list[Any], code: str, host: Browser, guest: Browser) -> None:
        for name, most, page, others in pages:
            browser = host if "host" in page else guest
            paths = [f"/{path.format(code=code)}" for path in (page, *others)]
            text = (await browser.get(paths[0])).body.decode()
            told = {f"/{path.format(code=code)}" for path in _scripts(text, others)}
            assert told <= {*paths, *SHARED}, "a script that is not weighed"
            bytes_ = sum([await weight(browser, path) for path in (*paths, *SHARED)])
            print(f"{name}: {bytes_ / 1000:.1f} kB compressed, at most {most / 1000:.0f}")
            assert bytes_ <= most

    run(story())


@pytest.mark.parametrize(("stands", "kept"), [(version(), "immutable"), ("another", "no-cache")])
def test_a_browser_keeps_a_file_until_it_changes(tmp_path: Path, stands: str, kept: str) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            guest = one.browser()
            packed = await guest.ask("GET", f"/static/{stands}/fan.js", b"", accept_encoding="gzip")
            plain = await guest.get(f"/static/{stands}/fan.js")
            assert plain.body == gzip.decompress(packed.body) == (BOARD / "fan.js").read_bytes()
            assert kept in packed.headers["cache-control"]
            assert (await guest.get(f"/static/{stands}/board.js")).status == 404

    run(story())


def _scripts(page: str, others: Sequence[str]) -> set[str]:
    """Return the scripts that a page loads, and those that they load."""
    loads = {name for name in others if name.endswith(".js")}
    loads |= {f"{STATIC}/{name}" for name in re.findall(r'static/\w+/(\w+\.js)"', page)}
    for name in sorted(loads):
        found = [folder / Path(name).name for folder in (ASSETS, BOARD)]
        text = next(path for path in found if path.exists()).read_text(encoding="utf-8")
        loads |= {f"{STATIC}/{other}" for other in re.findall(r'from "\./(\w+\.js)"', text)}
    return loads


_BAD = hs.none() | hs.booleans() | hs.integers() | hs.floats() | hs.text(max_size=40) | hs.lists(
    hs.integers(), max_size=3
)  # fmt: skip
_FIELDS = hs.sampled_from(
    ["position", "seat", "seconds", "what", "on", "text", "name", "pin", "token", "id", "turn",
     "strategy", "setting", "offer", "option", "slot", "call", "age", "sure", "key", "for", "bots",
     "rules", "seed", "turns", "turn_cycles", "ballot", "kind", "about", "audience"]
)  # fmt: skip
_MESSAGES = hs.dictionaries(_FIELDS, _BAD | hs.sampled_from(["locked", "local", 0, 1, True]))
_PLACES = hs.sampled_from(["host", "show", "voter", "1", "2", "3", "0", "99999", "-1", "x", "²"])
_VERBS = hs.sampled_from(
    [
        *HOST_VERBS,
        *SEAT_VERBS,
        *AUDIENCE_VERBS,
        "vote",
        "enter",
        "join",
        "x",
        "state",
        "seat",
        "link",
        "rehearse",
        "reach",
        "try",
    ]
)
_TOKENS = hs.sampled_from(["", "none", "other room", "other seat", "show", "forged"])


@pytest.mark.slow
@settings(max_examples=EXAMPLES // 30, deadline=None)
@given(
    hs.lists(hs.tuples(_PLACES, _VERBS, _MESSAGES, _TOKENS), min_size=1, max_size=12),
    hs.booleans(),
)
def test_hostile_guests_change_nothing_that_is_not_theirs(
    asked: list[tuple[str, str, dict[str, object], str]], audience: bool
) -> None:
    async def story(folder: Path) -> None:
        async with school(folder) as one:
            code, host = await one.room(approve=False, audience=audience)
            tokens = {"show": (await host.post("/open", PLAN)).values["show"]}
            if audience:
                tokens |= await _of_audiences(one, code, host)
            else:
                _, mine = await one.joined(code, "Mine")
                await one.joined(code, "Yours")
                other, _ = await one.room()
                _, foreign = await one.joined(other)
                tokens["other room"] = foreign.cookies[f"/rooms/{other}/1"]
                tokens["other seat"] = mine.cookies[f"/rooms/{code}/1"]
                tokens["forged"] = "A" * 22
            before = one.store.rows(code)
            for number, (place, verb, values, token) in enumerate(asked):
                guest = one.browser(f"10.9.0.{number}")
                own = "voter" if audience else "1"
                if token in tokens and not (token == "other seat" and place == own):
                    guest.cookies[f"/rooms/{code}/{quote(place)}"] = tokens[token]
                    guest.cookies[f"/rooms/{code}/{place}"] = tokens[token]
                answer = await guest.post(f"/{code}/{place}/{verb}", values)
                assert answer.status in (401, 403, 404, 405, 429), (place, verb, values)
                looked = await guest.get(f"/{code}/{place}/state")
                assert looked.status in (401, 404)
            assert one.store.rows(code) == before

    with TemporaryDirectory() as folder:
        run(story(Path(folder)))


async def _of_audiences(one: School, code: str, host: Browser) -> dict[str, str]:
    """Return tokens of voters: of another audience, before this one began anew, a forged one."""

    async def voter(of: str) -> str:
        return str((await one.browser().post(f"/{of}/join")).values["token"])

    other, _ = await one.room(audience=True)
    replayed = await voter(code)
    await one.step(code, host)
    position = (await host.get(f"/{code}/host/state")).values["position"]
    assert (await host.post(f"/{code}/host/anew", {"position": position})).status == 200
    mine = await voter(code)
    await one.step(code, host)
    assert (await host.post(f"/{code}/host/ask", {"kind": "guess"})).status == 200
    forged = f"{mine.partition('.')[0]}.{replayed.partition('.')[2]}"
    return {"other room": await voter(other), "none": replayed, "forged": forged,
            "other seat": mine}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=EXAMPLES // 30, deadline=None)
@given(
    hs.lists(hs.tuples(_VERBS, _MESSAGES), min_size=1, max_size=12),
    hs.integers(0, 3),
    hs.booleans(),
)
def test_hostile_messages_of_those_with_a_place_are_answered_in_a_sentence(
    asked: list[tuple[str, dict[str, object]]], steps: int, audience: bool
) -> None:
    async def story(folder: Path) -> None:
        async with school(folder) as one:
            code, host = await one.room(approve=False, audience=audience)
            seat, mine = "voter", one.browser()
            if audience:
                assert (await mine.post(f"/{code}/join")).status == 200
            else:
                _, mine = await one.joined(code, "Mine")
                seat = "1"
            for _ in range(steps):
                await one.step(code, host)
            if audience and steps in (1, 2):
                assert (await host.post(f"/{code}/host/ask", {"kind": "guess"})).status == 200
            for verb, values in asked:
                for place, browser in (("host", host), (seat, mine)):
                    answer = await browser.post(f"/{code}/{place}/{verb}", values)
                    assert answer.status in (200, 401, 403, 404, 405, 422), (verb, values)
                    if answer.status not in (200, 405):
                        assert answer.values["problem"].endswith((".", "?"))
            assert fold(code, one.store.rows(code)).sequence == len(one.store.rows(code))

    with TemporaryDirectory() as folder:
        run(story(Path(folder)))


def test_a_seat_has_three_streams_at_most(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            _, mine = await one.joined(code)
            live = await one.hub.live(code)
            assert live is not None
            for _ in range(3):
                live.come(1)
            refused = await mine.get(f"/{code}/1/events")
            assert refused.status == 429
            assert "too many windows" in refused.values["problem"]

    run(story())


@pytest.mark.no_cover
def test_who_tries_codes_is_stopped_and_keeps_nobody_of_the_same_address_out(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            _, mine = await one.joined(code)
            thief = one.browser()
            said = [(await thief.get(f"/AAA{n:03d}/look")).status for n in range(MOST_WRONG + 1)]
            assert said == [404] * MOST_WRONG + [429]
            assert (await thief.get(f"/{code}/look")).status == 429
            assert (await thief.get(f"/{code}/host/state")).status == 429
            assert (await mine.get(f"/{code}/1/state")).status == 200

    run(story())


@pytest.mark.no_cover
def test_a_whole_school_joins_from_one_address(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, _ = await one.room()
            seats = [(await one.joined(code))[0] for _ in range(60)]
            assert seats == list(range(1, 61))

    run(story())


@pytest.mark.parametrize("audience", [False, True])
def test_all_links_of_a_room_have_the_general_picture_whoever_has_a_place(
    tmp_path: Path, audience: bool
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room(audience=audience)
            for path in ("/", f"/{code}", f"/{code}/host", f"/{code}/show", f"/{code}/1"):
                page = (await host.get(path)).body.decode()
                (picture,) = re.findall('<meta property="og:image" content="([^"]+)">', page)
                assert picture.endswith("/app/static/card.png")
                assert code not in picture

    run(story())
