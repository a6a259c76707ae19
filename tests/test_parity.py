"""The table that sets the game beside the original is whole, and what it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"\| ([A-Z]\d+) \| (.+) \| (.+) \| (\S+)::(\w+) \|")
COUNTS = {"R": 15, "S": 4, "C": 11, "T": 6, "G": 5, "M": 7, "A": 6, "B": 14}
IDS = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]


def rows() -> list[tuple[str, ...]]:
    lines = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if line.startswith("| ") and not line.startswith("| id ")]
    found = [ROW.fullmatch(line) for line in body]
    assert None not in found, body[found.index(None)]
    return [row.groups() for row in found if row]


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_of_the_original_stands_in_the_table_once() -> None:
    assert len(IDS) == 68
    assert [row[0] for row in rows()] == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_begins_with_its_verdict(row: tuple[str, ...]) -> None:
    name, _, here, *_ = row
    verdict = re.match(r"(works|works in part|better|not present)(?=$|[:;] | \()", here)
    assert verdict, here
    assert (verdict[1] == "not present") == (name[0] == "B"), "bugs are gone, and nothing else"


def test_every_row_names_a_test_that_exists() -> None:
    missing = [(row[0], row[4]) for row in rows() if row[4] not in functions_of(row[3])]
    assert missing == []
    assert all(row[4].startswith("test_") for row in rows())
