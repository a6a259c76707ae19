"""The scripts keep to the house's rules, like the rest: short functions, short modules."""

import re
from pathlib import Path

import pytest

from game.rules.strategies import STRATEGIES
from tests.javascript import Function, functions, masked

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(ROOT.glob("game/**/*.js"))
LONGEST_FUNCTION, LONGEST_MODULE = 60, 350  # lines


def test_functions_and_modules_are_short_and_no_script_is_left_out() -> None:
    assert len(SCRIPTS) > 20
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= LONGEST_MODULE, path
        found = functions(source)
        assert found, path
        long = [one for one in found if one.lines > LONGEST_FUNCTION]
        assert long == [], path


def test_no_script_knows_a_strategy_by_name() -> None:
    names = "|".join(STRATEGIES)
    for path in SCRIPTS:
        source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        known = re.search(rf"""["'`.]({names})\b(?!:)""", source)
        assert known is None, f"{path}: {known and known[1]}"


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
