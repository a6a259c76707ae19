"""Every look at test engines is written down, and none is taken in secret."""

import json
from pathlib import Path

import pytest

from game.rules.errors import GameError
from game.study.looks import log_path, look


def test_looks_are_counted_by_subset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    assert [look("FD001", dealings=5), look("FD002"), look("FD001"), look("FD002")] == [1, 1, 2, 2]
    first = json.loads(log_path().read_text().splitlines()[0])
    assert (first["subset"], first["dealings"]) == ("FD001", 5)
    assert "when" in first


def test_a_look_that_cannot_be_written_down_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "file"))
    with pytest.raises(GameError, match="so none was taken: name another folder"):
        look("FD001")
