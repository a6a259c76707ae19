"""The frame around every page: our masthead in place of Streamlit's header, menu and footer."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from game.text.language import t
from game.views.frame.drawing import palette
from game.views.frame.theme import DARK, css_variables
from game.views.frame.visitor import link_query

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "masthead.css").read_text(encoding="utf-8")
_LINES = "M1 3h14v1.5H1zM1 7.25h14v1.5H1zM1 11.5h14V13H1z"
_MENU = (
    '<button type="button" class="tt-menu" aria-expanded="false" aria-controls="tt-pages">'
    f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{_LINES}"/></svg>'
    "<span></span></button>"
)

_masthead = st.components.v2.component(
    "turbofan_masthead",
    html=_MENU,
    js=(_FOLDER / "masthead.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def frame(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """Draw the masthead with links to the pages."""
    st.html(f"<style>:root{{{css_variables(palette())}}}{_STYLE}</style>")
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<span class="tt-brand"><b>Turbofan</b> Tycoon</span>')
        _masthead(
            key="masthead-menu",
            data={
                "current": current.title,
                "theme": "dark" if palette() is DARK else "light",
                "menu": t("Menu"),
                "pages": t("Pages"),
            },
            on_theme_change=lambda: None,  # the run that it causes draws the page anew
        )
        with st.container(key="pages", horizontal=True, gap="small"):
            for page in pages:
                st.page_link(page, label=page.title, query_params=link_query() or None)
