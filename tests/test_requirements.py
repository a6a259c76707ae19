"""What is imported is declared and pinned, and nothing else is."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"app", "benchmarks", "data", "game", "models", "tests"}
RUN_AS_PROGRAMS = {"import-linter", "mypy", "pytest-cov", "pytest-xdist", "ruff"}
TYPES = {"pandas-stubs"}
LOADED_BY_NAME = {"psycopg", "psycopg-binary"}  # by SQLAlchemy, where rooms are kept in PostgreSQL


@cache
def installed() -> Mapping[str, list[str]]:
    """Return the distributions of every name that can be imported here."""
    return packages_distributions()


def imported(*places: str) -> set[str]:
    """Return the distributions that our files in these places import."""
    names = {
        name.partition(".")[0]
        for place in places
        for path in (ROOT.glob(place))
        for name in _names(ast.parse(path.read_text(encoding="utf-8")))
    }
    distributions = installed()
    foreign = names - OURS - sys.stdlib_module_names
    return {distributions[name][0].lower() for name in foreign}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):  # statements hold statements
        within = getattr(node, part, ())
        for inner in within if isinstance(within, list) else ():  # an expression's parts are none
            yield from _names(inner)


def declared(file: str) -> dict[str, set[str]]:
    """Return the versions that a file of requirements pins, by distribution."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-r")):
            read = re.fullmatch(r"([a-z0-9-]+)==([0-9.a-z]+)( ;.*| *#.*)?", line)
            assert read, f"{file} does not pin {line}"
            pins.setdefault(read[1], set()).add(read[2])
    return pins


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_game_declares_what_it_imports() -> None:
    assert (
        imported("app.py", "data/**/*.py", "models/**/*.py", "game/**/*.py")
        == {*declared("requirements.txt")} - LOADED_BY_NAME
    )


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_tests_declare_what_they_import_and_run() -> None:
    here = imported("tests/**/*.py", "benchmarks/**/*.py") - set(declared("requirements.txt"))
    assert here | RUN_AS_PROGRAMS | TYPES == {*declared("requirements-dev.txt")}


def test_the_lock_holds_every_pin_and_names_no_place() -> None:
    lock = declared("requirements.lock")
    for file in ("requirements.txt", "requirements-dev.txt"):
        for name, versions in declared(file).items():
            assert lock[name] == versions, name
