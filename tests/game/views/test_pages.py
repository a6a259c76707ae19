import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    path.stem
    for path in (ROOT / "game" / "views" / "pages").glob("*.py")
    if path.stem != "__init__"
)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_without_an_exception(name: str) -> None:
    app = AppTest.from_string(
        f"from game.views.pages import {name}\n{name}.render()", default_timeout=60
    )
    app.run(timeout=60)
    assert not app.exception


@pytest.mark.parametrize("name", PAGES)
def test_the_table_of_contents_lists_every_page(name: str) -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    used = {node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name) and node.attr == "render"}  # fmt: skip
    assert name in used


def test_the_table_of_contents_stays_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_short_and_holds_no_state(name: str) -> None:
    source = (ROOT / "game" / "views" / "pages" / f"{name}.py").read_text(encoding="utf-8")
    assert "session_state" not in source
