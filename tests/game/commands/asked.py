"""Ask the command line in this process, and check what it prints."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from game.__main__ import main
from game.commands.output import WIDTH

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return the exit code, and what was printed."""
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one sentence in which a command refuses what is asked."""
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err


def figures(capsys: pytest.CaptureFixture[str], schema: str, *words: str) -> Any:
    """Return the JSON values that a command prints, which are as their schema says."""
    code, out, err = run(capsys, *words, "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    validator(schema).validate(values)
    return values


def lines(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the lines that a command prints, none wider than a terminal."""
    code, out, err = run(capsys, *words)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= WIDTH
    return out.splitlines()


@cache
def validator(schema: str) -> jsonschema.Draft202012Validator:
    """Return what tells whether values are as a published schema says."""
    rules = json.loads((SCHEMAS / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(rules)
    return jsonschema.Draft202012Validator(rules)
