"""A room as files."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from game.__main__ import main
from game.api import play
from game.rooms.export import COLUMNS, link_of, room_csv, room_json
from game.rooms.federation.standing import Standing
from game.rooms.federation.told import Together
from game.rooms.quiz.sheets import Quiz
from game.rooms.room import Act, Member, Plan, Room
from game.rooms.verbs.proposals import RoomError
from game.rules.links import decode
from tests.game.rooms.visitors import Browser, run, school


def exported(folder: Path) -> tuple[str, str]:
    """Return a room's files, JSON and CSV, of two who played two turns of three."""
    files: list[str] = []

    async def story() -> None:
        async with school(folder) as one:
            code, host = await one.room(approve=False)
            await one.joined(code, "Ada")
            _, yours = await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            order = {"id": "a", "turn": 0, "strategy": "preventive", "setting": 90}
            await yours.post(f"/{code}/2/decide", order)
            await one.step(code, host)
            await one.step(code, host)
            await answered(code, host, yours)
            for kind in ("json", "csv"):
                answer = await host.get(f"/{code}/host/room.{kind}")
                assert answer.status == 200
                assert f'filename="room-{code}.{kind}"' in answer.headers["content-disposition"]
                files.append(answer.body.decode())
            for browser in (yours, one.browser()):
                for place in ("host", "2"):
                    assert (await browser.get(f"/{code}/{place}/room.json")).status in (401, 404)

    run(story())
    return files[0], files[1]


async def answered(code: str, host: Browser, guest: Browser) -> None:
    """Let a guest answer a question and write a sentence that a table program would run."""
    for sheet, verb, said in (
        ("before", "mark", {"sheet": "before", "question": 2, "option": 0}),
        ("sentence", "write", {"text": "=1+1"}),
    ):
        assert (await host.post(f"/{code}/host/sheet", {"sheet": sheet})).status == 200
        for _ in range(2):  # sent twice, it counts once
            assert (await guest.post(f"/{code}/2/{verb}", {"id": "q", **said})).status == 200
        late = {"id": "late", **said}
        assert (await host.post(f"/{code}/host/sheet", {"told": sheet})).status == 200
        assert (await guest.post(f"/{code}/2/{verb}", late)).status == 422
    assert (await guest.post(f"/{code}/2/sheet", {"sheet": "after"})).status == 404


def test_a_table_says_when_a_seat_was_in_and_what_it_predicted_in_words() -> None:
    acts = (Act(1, "share", 0, "join"), Act(3, "share", 0, "leave"), Act(5, "share", 0, "join"))
    members = tuple(
        Member(seat, f"f{seat}", None, False, "", "", acts=own)
        for seat, own in ((1, acts), (2, ()))
    )
    quiz = Quiz(marks={("prediction", 1): {0: 2}})
    plan = Plan("default", 7, turns=5, federation=1)
    room = Room("ABCDEF", plan, "", "", position=7, members=members, quiz=quiz)
    one, two = csv.DictReader(io.StringIO(room_csv(room, {})))
    assert (one["in_federation"], one["prediction"]) == ("2 3", "The same, or less")
    assert (two["in_federation"], two["prediction"]) == ("", "")
    assert one["ran"] == "0:corrective 250:federated 750:local"
    assert (two["ran"], two["program"]) == ("0:corrective", "False")


def test_a_file_names_nobody_and_replays_to_the_cent(tmp_path: Path) -> None:
    text, table = exported(tmp_path)
    assert "Ada" not in text + table
    room = json.loads(text)
    assert room["cycles"] == 200
    for seat in room["seats"]:
        link = decode(seat["link"])
        factory = play(link.scenario, link.seed, link.decisions, cycles=200).factories[0]
        assert seat["money"] == factory.profit
    rows = list(csv.DictReader(io.StringIO(table)))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["money"]) for row in rows] == [seat["money"] for seat in room["seats"]]
    assert room["seats"][1]["quiz"]["before"] == [None, None, 0, None, None]
    assert room["seats"][1]["quiz"]["sentence"] == "=1+1"
    assert (rows[1]["sentence"], rows[0]["sentence"], rows[0]["before_right"]) == ("'=1+1", "", "")
    assert rows[1]["before_right"] in ("0", "1")
    assert rows[1]["decisions"] == "0:preventive:90"


def test_a_file_that_is_asked_for_before_factories_have_been_played_waits_for_them(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            assert (await host.get(f"/{code}/host/room.json")).values["seats"] == []
            await one.joined(code)
            for _ in range(3):
                await one.step(code, host)
            before = (await host.get(f"/{code}/host/room.json")).values
            assert before["seats"][0]["money"] is not None
        async with school(tmp_path) as again:
            host.app = again.app
            assert not (await host.get(f"/{code}/host/state")).values["ready"]
            assert (await host.get(f"/{code}/host/room.json")).values == before
            live = await again.hub.live(code)
            assert live is not None
            live.lived = None  # as if they were still played
            waiting = asyncio.create_task(again.hub.factories.settled(live))
            with pytest.raises(RoomError, match="still being played"):
                await again.hub.factories.settled(live, longest=0.0)
            await host.post(f"/{code}/host/back", {"position": 3})  # nothing has been played then
            assert await waiting == {}

    run(story())


def test_the_command_replays_a_seat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _ = exported(tmp_path)
    file = tmp_path / "room.json"
    file.write_text(text)
    assert main(["replay", str(file), "--seat", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["factories"][0]["profit"] == json.loads(text)["seats"][1]["money"]
    assert main(["replay", str(file), "--seat", "3"]) == 2
    assert "no seat 3: choose from 1, 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"form": "x", "cycles": 1, "seats": []}', "[" * 100_000]
)
def test_what_is_no_room_is_refused(text: str) -> None:
    with pytest.raises(RoomError, match="no room's file"):
        link_of(text, 1)


def test_a_file_tells_nobodys_worth_while_nobody_may_read_it() -> None:
    together = Together((), (1, 2), (4, 0), ())
    known = Standing(together, (450, 700), {1: (0, 50)}, as_of=1)
    for saboteur, position, worth in (
        (2, 4, None), (2, 6, {"1": [0, 50]}), (None, 4, {"1": [0, 50]}),
    ):  # fmt: skip
        plan = Plan("default", 7, turns=4, federation=1, saboteur=saboteur)
        room = Room("ABCDEF", plan, "", "", position=position)
        assert room_json(room, {}, known)["worth"] == worth
