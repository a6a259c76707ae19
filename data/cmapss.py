"""Reads NASA's C-MAPSS text files strictly, and writes engines in their format.

One row per engine and cycle, 26 blank-separated columns: engine, cycle, 3 settings, 21 sensors.
A. Saxena, K. Goebel, D. Simon, N. Eklund: Damage Propagation Modeling for Aircraft Engine
Run-to-Failure Simulation, PHM08, 2008; public domain (work of the United States government).
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.calibration import DECIMALS
from data.errors import EngineSourceError
from data.trajectories import SENSORS, SETTINGS, IntArray, Trajectories
from data.wear import Float64Array

SUBSETS = ("FD001", "FD002", "FD003", "FD004")

_COLUMNS = ("engine", "cycle", *SETTINGS, *SENSORS)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Subset:
    """One of NASA's four data sets.

    Attributes
    ----------
    name : FD001 to FD004
    train : engines run to failure
    test : engines cut off before their failure; lifetimes count the cycles they still had
    """

    name: str
    train: Trajectories
    test: Trajectories


def read(directory: Path, subset: str = "FD001") -> Subset:
    """Read both halves of a subset from the folder that holds NASA's files."""
    return Subset(subset, read_train(directory, subset), read_test(directory, subset))


def read_train(directory: Path, subset: str = "FD001") -> Trajectories:
    """Read the engines that were run to failure, ``train_FD00x.txt``."""
    return read_file(Path(directory) / f"train_{_checked_name(subset)}.txt")


def read_test(directory: Path, subset: str = "FD001") -> Trajectories:
    """Read the engines that were cut off, ``test_FD00x.txt``, with ``RUL_FD00x.txt``."""
    name = _checked_name(subset)
    return read_file(Path(directory) / f"test_{name}.txt", Path(directory) / f"RUL_{name}.txt")


def read_file(path: Path, rul_path: Path | None = None) -> Trajectories:
    """Read one file of histories, and the file of remaining lives of engines that were cut off.

    Without ``rul_path`` every engine fails in its last row.

    Examples
    --------
    >>> read_file(Path("nowhere.txt"))
    Traceback (most recent call last):
    ...
    data.errors.EngineSourceError: nowhere.txt cannot be read (No such file or directory): \
give the folder that holds NASA's C-MAPSS text files.
    """
    remaining = None if rul_path is None else (str(rul_path), _content(Path(rul_path)))
    return parse(str(path), _content(Path(path)), remaining)


def parse(name: str, content: bytes, remaining: tuple[str, bytes] | None = None) -> Trajectories:
    """Read histories from the content of a file, strictly.

    Parameters
    ----------
    name : of the file, for what is said of it
    content : of the file
    remaining : name and content of the file of remaining lives, if engines were cut off

    Examples
    --------
    >>> row = " 0.0 0.0 100.0" + " 1.5" * 21
    >>> parse("two cycles", f"1 1{row}\\n1 2{row}\\n".encode()).lifetimes
    array([2])
    """
    table = _table(name, content)
    offsets = np.append(np.flatnonzero(table[:, 1] == 1), len(table)).astype(np.int64)
    lifetimes = np.diff(offsets)
    if remaining is not None:
        lifetimes = lifetimes + _remaining(*remaining, len(lifetimes))
    values = table[:, 2:].astype(np.float32)
    return Trajectories(
        engine_ids=np.arange(1, len(lifetimes) + 1),
        offsets=offsets,
        settings=np.ascontiguousarray(values[:, : len(SETTINGS)]),
        sensors=np.ascontiguousarray(values[:, len(SETTINGS) :]),
        lifetimes=lifetimes,
    )


def write(trajectories: Trajectories, path: Path) -> None:
    """Write histories as a C-MAPSS text file; engines are numbered from 1 in their order.

    The file appears whole or not at all. What is no file, such as a pipe, is written to.
    """
    write_in_parts([trajectories], path)


def write_in_parts(parts: Iterable[Trajectories], path: Path) -> int:
    """Write histories as ``write`` does, part after part; returns how many rows there are."""
    place = Path(path).resolve()  # what a link leads to
    special = place.exists() and not place.is_file()
    half = place if special else place.parent / f"{place.name}.part"
    form = "%d %d " + " ".join(f"%.{DECIMALS[name]}f" for name in (*SETTINGS, *SENSORS)) + "  "
    engines = rows = 0
    try:
        with half.open("w", encoding="ascii", newline="\n") as file:
            for part in parts:
                numbers = engines + part.engine_of_row + 1
                table = np.column_stack([numbers, part.ages, part.settings, part.sensors])
                np.savetxt(file, table, fmt=form)
                engines, rows = engines + len(part), rows + len(table)
        if not special:
            os.replace(half, place)
    except OSError as error:
        raise EngineSourceError(
            "{file} cannot be written ({problem}): name a folder you may write to.",
            file=path,
            problem=error.strerror,
        ) from error
    finally:
        if not special:
            half.unlink(missing_ok=True)
    return rows


def _checked_name(subset: str) -> str:
    if subset not in SUBSETS:
        raise EngineSourceError(
            "There is no C-MAPSS subset {subset}: choose FD001, FD002, FD003 or FD004.",
            subset=repr(subset),
        )
    return subset


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineSourceError(
            "{file} cannot be read ({problem}): give the folder that holds NASA's C-MAPSS text "
            "files.",
            file=path,
            problem=error.strerror,
        ) from error


def _lines(name: str, content: bytes) -> list[str]:
    """Return a file's lines; refuse what is empty, no text or cut off."""
    if not content.strip():
        raise EngineSourceError("{file} is empty: fetch the file again from NASA.", file=name)
    *lines, rest = content.split(b"\n")
    if not content.isascii():
        number = next(k for k, line in enumerate([*lines, rest], 1) if not line.isascii())
        raise _error(name, number, "plain text", "bytes that are no text")
    if rest:
        raise _error(name, len(lines) + 1, "an end of line", "the end of the file")
    return content.decode("ascii").split("\n")[:-1]


def _error(name: str, line: int, expected: str, got: str) -> EngineSourceError:
    return EngineSourceError(
        "{file}, line {line}: expected {expected}, got {got}; fetch the file again from NASA.",
        file=name,
        line=line,
        expected=expected,
        got=got,
    )


def _table(name: str, content: bytes) -> Float64Array:
    """Return all columns of a file of histories, checked, (rows, 26)."""
    lines = _lines(name, content)
    try:
        table = np.loadtxt(lines, comments=None, ndmin=2)
    except ValueError:
        table = _parse(name, lines)
    if table.shape != (len(lines), len(_COLUMNS)) or not (np.abs(table) <= _LARGEST).all():
        table = _parse(name, lines)
    _check_order(name, table)
    return table


def _parse(name: str, lines: list[str]) -> Float64Array:
    """Parse line by line: slow, but knows which line and column is wrong."""
    table = np.empty((len(lines), len(_COLUMNS)))
    for number, line in enumerate(lines, 1):
        tokens = line.split()
        if len(tokens) != len(_COLUMNS):
            raise _error(name, number, f"{len(_COLUMNS)} columns", str(len(tokens)))
        for column, token in enumerate(tokens):
            if not _NUMBER.fullmatch(token) or abs(float(token)) > _LARGEST:
                expected = f"a finite number for {_COLUMNS[column]} (column {column + 1})"
                raise _error(name, number, expected, _quoted(token))
        table[number - 1] = [float(token) for token in tokens]
    return table


def _quoted(token: str) -> str:
    return repr(token if len(token) <= 20 else token[:20] + "...")


def _check_order(name: str, table: Float64Array) -> None:
    """Engines and their cycles count from 1, without gaps."""
    engine, cycle = table[:, 0], table[:, 1]
    before = np.concatenate([[[0.0, 0.0]], table[:-1, :2]])
    same = (engine == before[:, 0]) & (cycle == before[:, 1] + 1)
    following = (engine == before[:, 0] + 1) & (cycle == 1)
    # The very first row has no engine before it that it could continue.
    same[0] = False
    wrong = np.flatnonzero(~(same | following))
    if wrong.size:
        row = int(wrong[0])
        last_engine, last_cycle = before[row]
        expected = f"cycle 1 of engine {last_engine + 1:g}"
        if row:
            expected = f"cycle {last_cycle + 1:g} of engine {last_engine:g} or {expected}"
        raise _error(name, row + 1, expected, f"cycle {cycle[row]:g} of engine {engine[row]:g}")


def _remaining(name: str, content: bytes, engines: int) -> IntArray:
    """Return the remaining lives of engines that were cut off, (engines,) cycles."""
    lines = _lines(name, content)
    for number, line in enumerate(lines, 1):
        if not re.fullmatch(r"\d{1,6}", line.strip()):
            raise _error(name, number, "a whole number of cycles", _quoted(line.strip()))
    if len(lines) != engines:
        raise _error(name, len(lines), f"one line for each of {engines} engines", f"{len(lines)}")
    return np.array([int(line) for line in lines], np.int64)
