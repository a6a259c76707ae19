"""A room's file, played again."""

import json
from pathlib import Path
from typing import Any

import pytest

from game.__main__ import main
from game.rooms.export import FORM
from game.rooms.federation.again import play_again
from game.rooms.verbs.proposals import RoomError
from game.rules.errors import GameError
from tests.game.commands.asked import validator
from tests.game.rooms.visitors import run, school


def exported(folder: Path, **plan: object) -> str:
    """Return the file of a room of two, after two turns of three."""
    files: list[str] = []

    async def story() -> None:
        async with school(folder) as one:
            code, host = await one.room(**plan)
            _, guest = await one.joined(code)
            await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            order = {"id": "a", "turn": 0, "strategy": "preventive", "setting": 90}
            await guest.post(f"/{code}/1/decide", order)
            await one.step(code, host)
            await guest.post(f"/{code}/1/share", {"id": "b", "turn": 1, "what": "join"})
            await one.step(code, host)
            files.append((await host.get(f"/{code}/host/room.json")).body.decode())

    run(story())
    return files[0]


@pytest.mark.parametrize("plan", [{}, {"federation": 1}])
def test_the_command_plays_a_whole_room_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], plan: dict[str, object]
) -> None:
    file = tmp_path / "room.json"
    file.write_text(exported(tmp_path, **plan))
    assert main(["replay", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    validator("room").validate(told)
    assert told["same"]
    assert main(["replay", str(file), "--cycles", "300"]) == 2
    assert "leave --cycles out, or name a --seat" in capsys.readouterr().err
    assert [one["money"] for one in told["seats"]] == [one["again"] for one in told["seats"]]
    changed = json.loads(file.read_text())
    changed["seats"][1]["money"] += 100
    file.write_text(json.dumps(changed))
    assert main(["replay", str(file)]) == 2
    said = capsys.readouterr()
    assert "something else" in said.err
    assert f"{changed['seats'][1]['money']:,}" in said.out


def test_a_seat_that_learned_from_others_has_no_match_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "room.json"
    file.write_text(exported(tmp_path, federation=1))
    assert main(["replay", str(file), "--seat", "1"]) == 2
    assert "learned from each other" in capsys.readouterr().err


GOOD: dict[str, Any] = {
    "form": FORM,
    "plan": {"rules": "default", "seed": 7, "turns": 2, "turn_cycles": 100, "federation": 0},
    "cycles": 100,
    "seats": [{"seat": 1, "money": 120_000}],
    "turns": [{"moves": [], "shares": [], "absent": []}],
    "trainings": [],
}


def test_a_training_that_a_file_does_not_hold_is_told() -> None:
    waits = [[1, [[0, "order", ["corrective", None]]]]]
    long = {
        **GOOD,
        "plan": GOOD["plan"] | {"turn_cycles": 400},
        "cycles": 800,
        "turns": [{"moves": waits, "shares": [[1, "join"]], "absent": []}] * 2,
    }
    again = play_again(json.dumps(long))
    assert not again.same
    assert again.to_json()["trainings"][0] | {"bytes": 0} == {
        "cycle": 400, "same": False, "bytes": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "x"}, {"seats": 3}, {"seats": [{"seat": 1}] * 500}, {"plan": {}}, {"turns": [[]]},
        {"turns": None}, {"trainings": [{}]}, {"plan": None}, {"seats": [{}]},
    ],
)  # fmt: skip
def test_what_is_no_room_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RoomError, match="no room's file"):
        play_again(json.dumps(GOOD | changes))


def test_what_has_played_nothing_is_refused() -> None:
    with pytest.raises(RoomError, match="played nothing"):
        play_again(json.dumps(GOOD | {"cycles": 0}))


@pytest.mark.parametrize("cycles", [1, 60, -120])
def test_what_has_played_less_than_a_turn_is_refused(cycles: int) -> None:
    seat = {"seat": 1, "money": 0, "link": "1-default-7"}
    plan = {"rules": "default", "seed": 7, "turns": 2, "turn_cycles": 120}
    with pytest.raises(RoomError, match=f"has 120 cycles, its file has {cycles}: export it again"):
        play_again(json.dumps(GOOD | {"plan": plan, "cycles": cycles, "seats": [seat]}))


def test_decisions_that_no_rules_know_are_refused_in_their_words() -> None:
    moves = [[1, [[0, "order", ["x", None]]]]]
    bad = GOOD | {"turns": [{"moves": moves, "shares": [], "absent": []}]}
    with pytest.raises(GameError, match="'x'"):
        play_again(json.dumps(bad))
