"""What can be measured by name."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import PLACES, SUBJECTS, TABLES

ROOT = Path(__file__).parents[1]
WHERE_COMMANDS_STAND = ["*.md", "Makefile", "docs/*.md", "docs/adr/*.md"]


def test_every_measurement_is_listed_under_its_subject() -> None:
    found = {
        folder.name: tuple(sorted(path.stem for path in folder.glob("[a-z]*.py")))
        for folder in (ROOT / "benchmarks").iterdir()
        if folder.is_dir() and not folder.name.startswith("_")
    }
    assert found == SUBJECTS
    assert set(TABLES) <= set(PLACES)


@pytest.mark.parametrize("pattern", WHERE_COMMANDS_STAND)
def test_every_command_that_documents_name_is_there(pattern: str) -> None:
    named = {
        name
        for path in ROOT.glob(pattern)
        for name in re.findall(r"(?:-m |`)benchmarks[ .]([a-z_]+)", path.read_text("utf-8"))
    }
    assert named <= set(PLACES), f"{named - set(PLACES)} cannot be measured"


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert asked.stderr.startswith("nothing is none of balance, ballot,")
