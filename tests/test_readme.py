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


def test_the_readme_names_both_commands() -> None:
    assert len(BLOCKS) >= 2
    assert "make play" in README
    assert "make test" in README


@pytest.mark.parametrize(("name", "words"), COMMANDS)
def test_the_commands_of_the_readme_are_those_there_are(name: str, words: str) -> None:
    program.commands[name].make_context(name, words.split())


def test_the_readme_names_every_command_and_schema() -> None:
    assert {name for name, _ in COMMANDS} == {*program.commands}
    for schema in (ROOT / "docs" / "schema").iterdir():
        assert f"`{schema.name}`" in README
