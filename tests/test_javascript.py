"""The scripts keep to the house's rules, like the rest: short functions, short modules."""

import re
from pathlib import Path

import pytest

from game.rules.strategies import STRATEGIES
from tests.javascript import Function, functions, masked

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(ROOT.glob("game/**/*.js"))
LONGEST_FUNCTION, LONGEST_MODULE = 60, 350  # lines


def named(path: Path) -> str:
    return path.relative_to(ROOT / "game").as_posix()


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_functions_and_modules_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    long = [one for one in functions(source) if one.lines > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_knows_a_strategy_by_name(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for name in STRATEGIES:
        assert not re.search(rf"""["'`.]{name}\b(?!:)""", source), name


def test_every_script_has_functions_and_none_is_left_out() -> None:
    assert len(SCRIPTS) > 20
    assert all(functions(path.read_text(encoding="utf-8")) for path in SCRIPTS)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("function one(a, b) {\n  return a;\n}\n", [("one", 1, 3)]),
        ("const two = (a) => {\n  if (a) {\n    a();\n  }\n};\n", [("", 1, 5)]),
        ("const list = () => [\n  1,\n];\n", [("", 1, 3)]),
        ("const add = (a, b) => a +\n  b;\n", []),  # an expression without a bracket
        ("class A {\n  constructor(a) {\n  }\n  get({ b } = {}) {\n    for (;;) { }\n  }\n}\n",
         [("constructor", 2, 3), ("get", 4, 6)]),
        ("function a() {\n  // }\n  /* } */\n  '}' + \"}\" + /[/}]/.test(`}${() => {\n}}}`);\n}\n",
         [("a", 1, 6), ("", 4, 5)]),
        ("const half = (a + b) / 2; const c = () => { return 1 / 2; };\n", [("", 1, 1)]),
    ],
    ids=["function", "arrow", "brackets", "expression", "methods", "texts", "division"],
)  # fmt: skip
def test_functions_are_found_where_they_are(source: str, found: list[tuple[str, int, int]]) -> None:
    assert functions(source) == [Function(*one) for one in found]
    assert len(masked(source)) == len(source)


@pytest.mark.parametrize("source", ["function a() {\n", "a)", "f([)]"])
def test_brackets_that_do_not_match_are_no_script(source: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        functions(source)
