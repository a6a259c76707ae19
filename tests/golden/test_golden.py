"""The game plays what it played when the golden files were written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden.replay import (
    EVIDENCE,
    EVIDENCE_TOLERANCE,
    FIRST_EVIDENCE,
    LAB_TOLERANCE,
    LABS_FILE,
    MATCHES,
    Line,
    compared,
    differences,
    linked,
    played,
    read_lines,
    read_links,
    said,
    subset_of,
    trained,
)

CHUNKS = 16
# Three chunks are for `make check`: all of them take more than the 3 s of what is not slow.
CHECKED = (0, 5, 15)
SHOWN = 12

Numbered = list[tuple[int, Line]]


def matches(subset: str | None) -> Numbered:
    """Return the matches that need a subset of NASA's engines, with their places in the file."""
    lines = enumerate(read_lines(MATCHES), 1)
    return [(number, line) for number, line in lines if subset_of(line) == subset]


def hold(lines: Numbered) -> None:
    """Play matches and compare; a refusal is told with its line."""
    assert lines
    wrong = []
    for number, line in lines:
        question = {"name", "scenario", "seed", "decisions", "cycles", "engines"}
        was = {name: value for name, value in line.items() if name not in question}
        assert was["factories"], f"line {number} says nothing"
        try:
            found = differences(was, played(line))
        except Exception as error:
            found = [f" broke off: {type(error).__name__}: {error}"]
        wrong += [f"line {number} ({line['name']}){text}" for text in found]
    assert not wrong, "\n".join([f"{len(wrong)} golden values differ:", *wrong[:SHOWN]])


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(chunk, marks=() if chunk in CHECKED else pytest.mark.slow)
        for chunk in range(CHUNKS)
    ],
)
def test_matches_are_played_as_they_were(chunk: int) -> None:
    lines = matches(None)
    hold(lines[len(lines) * chunk // CHUNKS : len(lines) * (chunk + 1) // CHUNKS])


@pytest.mark.slow
@pytest.mark.parametrize("subset", ["FD001", "FD002", "FD003"])
def test_matches_with_real_engines_are_played_as_they_were(
    subset: str, cmapss_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = [
        name
        for name in (f"train_{subset}.txt", f"test_{subset}.txt", f"RUL_{subset}.txt")
        if not (cmapss_dir / name).exists()
    ]
    if missing:
        pytest.skip(f"golden matches on {subset} need {', '.join(missing)} in {cmapss_dir}")
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(cmapss_dir))
    hold(matches(subset))


def test_there_are_enough_matches_and_no_two_are_called_the_same() -> None:
    names = [line["name"] for line in read_lines(MATCHES)]
    assert len(names) == len(set(names)) >= 300


@pytest.mark.slow
@pytest.mark.parametrize("line", read_lines(LABS_FILE), ids=lambda line: line["name"])
def test_labs_come_to_the_same_errors(line: Line) -> None:
    was = {name: value for name, value in line.items() if name not in ("name", "lab")}
    assert differences(was, trained(line), LAB_TOLERANCE) == []


@pytest.mark.long
@pytest.mark.parametrize("kernel", ["Prescott", "Sandybridge", "Haswell"])
def test_labs_agree_whatever_sums_them(kernel: str) -> None:
    asked = f"{__file__}::{test_labs_come_to_the_same_errors.__name__}"
    seen = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", asked],
        env={**os.environ, "OPENBLAS_CORETYPE": kernel},
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 0, seen.stdout[-3_000:]


@pytest.mark.slow
@pytest.mark.parametrize("file", [FIRST_EVIDENCE, pytest.param(EVIDENCE, marks=pytest.mark.long)])
def test_games_of_all_strategies_come_to_the_same_means(file: Path) -> None:
    was = json.loads(file.read_text(encoding="utf-8"))
    now = compared(was["games"], was["seed"])
    assert differences(was, now, EVIDENCE_TOLERANCE) == []


@pytest.mark.parametrize(("link", "was"), read_links(), ids=[link for link, _ in read_links()])
def test_every_link_that_worked_works(link: str, was: Line) -> None:
    assert differences(was, said(link)) == []


def test_a_match_is_written_as_the_link_that_it_was() -> None:
    written = 0
    for link, was in read_links():
        if "decisions" in was:
            text = linked(was)
            assert differences(was, said(text)) == []
            if link.split("-")[1:3] == [was["scenario"], str(was["seed"])]:
                assert text == link
                written += 1
    assert written > 10
