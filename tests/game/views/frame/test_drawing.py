from collections.abc import Iterator

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from game.text.language import speak
from game.text.pseudolocale import PSEUDO
from game.views.frame import drawing
from game.views.frame.theme import DARK, LIGHT, Palette


@pytest.fixture
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.usefixtures("english_afterwards")
def test_a_chart_is_drawn_once_for_its_facts_its_theme_and_its_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, Palette]] = []

    def draw(fact: int, palette: Palette) -> go.Figure:
        seen.append((fact, palette))
        return go.Figure()

    monkeypatch.setattr(drawing, "palette", lambda: LIGHT)
    first = drawing.drawn_once(draw, 1)
    assert drawing.drawn_once(draw, 1) is first
    assert drawing.drawn_once(draw, 2) is not first
    monkeypatch.setattr(drawing, "palette", lambda: DARK)
    assert drawing.drawn_once(draw, 1) is not first
    speak(PSEUDO)
    drawing.drawn_once(draw, 1)
    assert seen == [(1, LIGHT), (2, LIGHT), (1, DARK), (1, DARK)]


WITH_NEWS = """
import streamlit as st
from game.views.frame.drawing import draw_when

state = st.session_state
state.drawn = state.get("drawn", 0) + 1
draw_when(lambda: state.drawn < 3, 60 if state.drawn < 3 else None)
st.write(f"drawn {state.drawn}")
"""


IN_PARTS = """
import streamlit as st
from game.views.frame.drawing import draw_again

st.write("before")
draw_again(lambda: bool(st.write("part")), 60)
st.write("behind")
"""


def test_a_part_that_is_drawn_again_is_alone_in_its_place() -> None:
    """Streamlit takes its messages back where they have not been sent: nothing may move up then."""
    _, place, _ = AppTest.from_string(IN_PARTS).run().main.children.values()
    assert [*place.children] == [0]
    assert [shown.value for shown in place.children[0].markdown] == ["part"]


def test_a_page_is_drawn_when_there_is_news_and_not_again() -> None:
    app = AppTest.from_string(WITH_NEWS).run()
    assert [shown.value for shown in app.markdown] == ["drawn 3"]
    assert [shown.value for shown in app.run().markdown] == ["drawn 4"]
