import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.page

VIEWS = Path(__file__).parents[3] / "game" / "views"
PAGES = sorted(path.parent.name for path in VIEWS.glob("*/page.py"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.no_cover
def test_every_page_renders_without_an_exception(name: str) -> None:
    app = AppTest.from_string(
        f"from game.views.{name} import page\npage.render()", default_timeout=60
    )
    app.run(timeout=60)
    assert not app.exception


@pytest.mark.parametrize("name", PAGES)
def test_the_table_of_contents_lists_every_page(name: str) -> None:
    tree = ast.parse((VIEWS / "main.py").read_text(encoding="utf-8"))
    listed = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(name.name == "page" for name in node.names)
    }
    assert f"game.views.{name}" in listed


@pytest.mark.parametrize("name", PAGES)
def test_a_page_touches_no_session_state(name: str) -> None:
    assert "session_state" not in (VIEWS / name / "page.py").read_text(encoding="utf-8")
