import re
from pathlib import Path

import pytest

from game.__main__ import program

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"python -m game ([a-z-]+)([^#\n`]*)", README)
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=lambda code: code.split("\n", 1)[0])
def test_the_code_of_the_readme_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_the_readme_has_code_to_run() -> None:
    assert len(BLOCKS) >= 2


def test_what_one_is_told_to_make_can_be_made() -> None:
    texts = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", texts, re.MULTILINE))
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert named >= {"play", "check", "test"}
    assert named <= set(targets)


@pytest.mark.parametrize(("name", "words"), COMMANDS)
def test_the_commands_of_the_readme_are_those_there_are(name: str, words: str) -> None:
    program.commands[name].make_context(name, words.split())


def test_the_readme_names_every_command_and_schema() -> None:
    assert {name for name, _ in COMMANDS} == {*program.commands}
    for schema in (ROOT / "docs" / "schema").iterdir():
        assert f"`{schema.name}`" in README
