import os
import re
import threading
from pathlib import Path

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from data import cmapss, simulator
from data.errors import EngineSourceError
from data.trajectories import Trajectories

NUMBERS = " 0.0 0.0 100.0 518.67" + " 1" * 20 + "  "
TWO_ENGINES = [f"{engine} {cycle}{NUMBERS}" for engine, cycle in ((1, 1), (1, 2), (2, 1), (2, 2))]


def text(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def saved(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def replaced(line: int, new: str) -> str:
    lines = list(TWO_ENGINES)
    lines[line - 1] = new
    return text(lines)


def test_nasas_engines_are_read_with_their_lives(cmapss_dir: Path) -> None:
    real = cmapss.read(cmapss_dir, "FD001")
    assert real.name == "FD001"
    assert (len(real.train), len(real.test)) == (100, 100)
    assert (len(real.train.sensors), len(real.test.sensors)) == (20_631, 13_096)
    assert (real.train.lifetimes.min(), real.train.lifetimes.max()) == (128, 362)
    assert real.train.rul[real.train.offsets[1:] - 1].tolist() == [0] * 100
    assert (real.test.lifetimes[0], real.test.lengths[0], real.test.rul[30]) == (143, 31, 112)
    np.testing.assert_array_equal(
        real.train.sensors[0, [1, 2, 20]], np.array([641.82, 1589.70, 23.4190], np.float32)
    )
    np.testing.assert_array_equal(
        real.train.settings[0], np.array([-0.0007, -0.0004, 100], np.float32)
    )


def test_part_of_a_subset_is_read_by_its_paths(cmapss_dir: Path) -> None:
    histories, remaining = (
        cmapss_dir / f"{name}_FD003_engines_1-50.txt" for name in ("test", "RUL")
    )
    if not histories.exists():
        pytest.skip(f"the first 50 test engines of FD003 are not in {cmapss_dir}")
    some = cmapss.read_file(histories, remaining)
    assert len(some) == 50
    assert some.lifetimes[:2].tolist() == [233 + 44, 124 + 51]


def test_nasas_file_is_written_back_byte_for_byte(cmapss_dir: Path, tmp_path: Path) -> None:
    source = cmapss_dir / "train_FD001.txt"
    cmapss.write(cmapss.read_file(source), tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_bytes() == source.read_bytes()


def test_simulated_engines_are_read_back_as_they_were(tmp_path: Path) -> None:
    drawn = simulator.simulate([70, 2, 19], 3, 0.5)
    cmapss.write(drawn, tmp_path / "drawn.txt")
    back = cmapss.read_file(tmp_path / "drawn.txt")
    assert back.engine_ids.tolist() == [1, 2, 3]
    np.testing.assert_array_equal(back.lifetimes, drawn.lifetimes)
    np.testing.assert_array_equal(back.sensors, drawn.sensors)
    np.testing.assert_array_equal(back.settings, drawn.settings)


def test_the_line_ends_of_other_systems_are_read_too(tmp_path: Path) -> None:
    plain = cmapss.read_file(saved(tmp_path / "a", text(TWO_ENGINES)))
    other = cmapss.read_file(saved(tmp_path / "b", text(TWO_ENGINES).replace("\n", "\r\n")))
    np.testing.assert_array_equal(plain.sensors, other.sensors)
    assert plain.lifetimes.tolist() == other.lifetimes.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", r"is empty: fetch the file again"),
        (" \n\n", r"is empty: fetch"),
        (replaced(2, "1 2 0.0"), r"line 2: expected 26 columns, got 3; fetch the file again"),
        (replaced(3, ""), r"line 3: expected 26 columns, got 0"),
        (replaced(4, TWO_ENGINES[3] + "7"), r"line 4: expected 26 columns, got 27"),
        (text([f"{line} 7" for line in TWO_ENGINES]), r"line 1: expected 26 columns, got 27"),
        (
            replaced(2, TWO_ENGINES[1].replace("518.67", "518,67")),
            r"line 2: expected a finite number for T2 \(column 6\), got '518,67'",
        ),
        (replaced(1, TWO_ENGINES[0].replace("518.67", "nan")), r"line 1: .* T2 .* got 'nan'"),
        (replaced(1, TWO_ENGINES[0].replace("518.67", "1e39")), r"line 1: .* T2 .* got '1e39'"),
        (replaced(1, TWO_ENGINES[0].replace("518.67", "5_1")), r"line 1: .* T2 .* got '5_1'"),
        (replaced(1, TWO_ENGINES[0].replace("518.67", "9" * 500)), r"got '9{20}\.\.\.'"),
        (
            replaced(2, TWO_ENGINES[2]),
            r"line 3: expected cycle 2 of engine 2 or cycle 1 of engine 3, got cycle 1 of engine 2",
        ),
        (replaced(2, "1 3" + NUMBERS), r"line 2: expected cycle 2 of engine 1 or .* got cycle 3"),
        (replaced(2, "1 1.5" + NUMBERS), r"line 2: expected cycle 2 of engine 1 or .* cycle 1\.5"),
        (replaced(1, "0 1" + NUMBERS), r"line 1: expected cycle 1 of engine 1, got cycle 1 of en"),
        (replaced(1, "1 2" + NUMBERS), r"line 1: expected cycle 1 of engine 1, got cycle 2"),
        (text(TWO_ENGINES)[:-1], r"line 4: expected an end of line, got the end of the file"),
        (text(TWO_ENGINES)[:-9], r"line 4: expected an end of line, got the end of the file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", r"line 1: expected plain text, got bytes that are no text"),
        (text(TWO_ENGINES).encode() + b"\xff\n", r"line 5: expected plain text"),
        (b"\x00\x01\x02\n", r"line 1: expected 26 columns, got 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, complaint: str
) -> None:
    path = saved(tmp_path / "train_FD001.txt", content)
    with pytest.raises(EngineSourceError, match=complaint) as refusal:
        cmapss.read_train(tmp_path, "FD001")
    assert str(refusal.value).startswith(str(path))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("5\n", r"line 1: expected one line for each of 2 engines, got 1"),
        ("5\n6\n7\n", r"line 3: expected one line for each of 2 engines, got 3"),
        ("5\n-6\n", r"line 2: expected a whole number of cycles, got '-6'"),
        ("5\n6.5\n", r"line 2: expected a whole number of cycles, got '6\.5'"),
        ("5\n\n", r"line 2: expected a whole number of cycles, got ''"),
        ("5\n6", r"line 2: expected an end of line"),
        ("5\n" + "9" * 30 + "\n", r"line 2: expected a whole number of cycles, got '9{20}\.\.\.'"),
    ],
)
def test_broken_remaining_lives_are_refused(tmp_path: Path, content: str, complaint: str) -> None:
    saved(tmp_path / "test_FD001.txt", text(TWO_ENGINES))
    path = saved(tmp_path / "RUL_FD001.txt", content)
    with pytest.raises(EngineSourceError, match=complaint) as refusal:
        cmapss.read_test(tmp_path, "FD001")
    assert str(refusal.value).startswith(str(path))


@pytest.mark.parametrize("subset", ["FD005", "fd001", "", "../FD001"])
def test_an_unknown_subset_is_refused(tmp_path: Path, subset: str) -> None:
    complaint = f"no C-MAPSS subset '{re.escape(subset)}': choose FD001, FD002, FD003 or FD004"
    with pytest.raises(EngineSourceError, match=complaint):
        cmapss.read(tmp_path, subset)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineSourceError, match=r"train_FD002.txt cannot be read \(No such file"):
        cmapss.read(tmp_path, "FD002")
    (tmp_path / "train_FD002.txt").mkdir()
    with pytest.raises(EngineSourceError, match=r"train_FD002.txt cannot be read \(Is a directory"):
        cmapss.read(tmp_path, "FD002")


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = simulator.simulate([1], 3, 0.0)
    with pytest.raises(
        EngineSourceError, match=r"engines.txt cannot be written \(No such file or dir"
    ):
        cmapss.write(engines, tmp_path / "nowhere" / "engines.txt")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    kept = saved(tmp_path / "engines.txt", "before")
    monkeypatch.setattr("os.replace", full)
    with pytest.raises(EngineSourceError, match=r"cannot be written \(No space left on device\)"):
        cmapss.write(engines, kept)
    assert kept.read_text() == "before"
    assert list(tmp_path.iterdir()) == [kept]


SOUND = text(TWO_ENGINES).encode()


@settings(max_examples=200)
@given(
    start=hs.integers(0, len(SOUND)),
    length=hs.integers(0, 40),
    rubbish=hs.one_of(
        hs.binary(max_size=12), hs.text("0123456789 .-+eEnaif_\r\n\t", max_size=12).map(str.encode)
    ),
)
def test_a_garbled_file_is_refused_or_read_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, rubbish: bytes
) -> None:
    garbled = SOUND[:start] + rubbish + SOUND[start + length :]
    path = saved(tmp_path_factory.getbasetemp() / "garbled.txt", garbled)
    try:
        engines = cmapss.read_file(path)
    except EngineSourceError as refusal:
        assert str(refusal).startswith(str(path))
        return
    lines = garbled.decode().split("\n")[:-1]
    assert_same(engines, np.array([[float(token) for token in line.split()] for line in lines]))


@given(stop=hs.integers(0, len(SOUND) - 1))
def test_a_file_cut_off_within_a_line_is_refused(
    tmp_path_factory: pytest.TempPathFactory, stop: int
) -> None:
    path = saved(tmp_path_factory.getbasetemp() / "cut.txt", SOUND[:stop])
    if stop and SOUND[:stop].endswith(b"\n"):
        assert len(cmapss.read_file(path).sensors) == SOUND[:stop].count(b"\n")
    else:
        with pytest.raises(EngineSourceError):
            cmapss.read_file(path)


def assert_same(engines: Trajectories, table: np.ndarray) -> None:
    np.testing.assert_array_equal(engines.engine_of_row + 1, table[:, 0])
    np.testing.assert_array_equal(engines.ages, table[:, 1])
    np.testing.assert_array_equal(engines.settings, table[:, 2:5].astype(np.float32))
    np.testing.assert_array_equal(engines.sensors, table[:, 5:].astype(np.float32))


def test_parts_are_one_file_with_engines_numbered_on(tmp_path: Path) -> None:
    numbers = np.arange(7)
    cmapss.write(simulator.simulate(numbers, 3, 0.4), tmp_path / "whole.txt")
    parts = (simulator.simulate(some, 3, 0.4) for some in np.split(numbers, [3, 6]))
    rows = cmapss.write_in_parts(parts, tmp_path / "parts.txt")
    written = (tmp_path / "parts.txt").read_bytes()
    assert written == (tmp_path / "whole.txt").read_bytes()
    assert rows == written.count(b"\n")


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    engines = simulator.simulate(np.arange(1), 3, 0.4)
    kept, link, pipe = (tmp_path / name for name in ("kept.txt", "link.txt", "pipe"))
    kept.write_text("before")
    link.symlink_to(kept)
    cmapss.write(engines, link)
    assert link.is_symlink()
    assert kept.read_text().startswith("1 1 ")
    os.mkfifo(pipe)
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    listener.start()
    cmapss.write(engines, pipe)
    listener.join(60)
    assert heard == [kept.read_text()]
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt", "link.txt", "pipe"]
