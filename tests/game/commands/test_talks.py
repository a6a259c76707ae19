"""The command about talks."""

import json
from pathlib import Path

import pytest
import uvicorn

from game.demo.routes import SHIPPED
from tests.game.commands.asked import run

TALK = str(SHIPPED / "ninety-seconds.json")


def test_a_talk_that_can_be_given_is_told_beat_by_beat(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "demo", TALK, "--check")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[-1] == "5 beats, 1:30 planned, every promise kept"
    assert lines[1].startswith(" 2  never-seen             20 s  engine   At 208 flights")


def test_a_promise_that_is_broken_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    talk = json.loads(Path(TALK).read_text())
    talk["beats"][1]["link"] = "1-chapter4-734-0l"
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(talk))
    code, out, err = run(capsys, "demo", str(file), "--check")
    assert (code, out) == (2, "")
    assert err.startswith("never-seen promises: calm (engine 1, fan) from cycle 455 to 476;")


def test_a_talk_is_served_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **how: asked.update(how))
    own = ("--port", "8123", "--game", "https://game.test")
    code, out, _ = run(capsys, "demo", TALK, *own)
    assert (code, out) == (0, "Talk: http://localhost:8123/demo/ninety-seconds\n")
    assert (asked["host"], asked["port"]) == ("127.0.0.1", 8123)
    _, out, _ = run(capsys, "demo", TALK)  # who says nothing is told that no phone finds it
    assert "no phone can open" in out
