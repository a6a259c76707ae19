"""The frame around every page: our masthead in place of Streamlit's header, menu and footer."""

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from game.text.language import t
from game.views.frame.drawing import palette
from game.views.frame.scripts import joined
from game.views.frame.state import view_state
from game.views.frame.theme import DARK, css_variables, print_css
from game.views.frame.visitor import link_query
from game.views.frame.wall import wall_words

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "masthead.css").read_text(encoding="utf-8")
_LINES = "M1 3h14v1.5H1zM1 7.25h14v1.5H1zM1 11.5h14V13H1z"
_MENU = (
    '<button type="button" class="tt-menu" aria-expanded="false" aria-controls="tt-pages">'
    f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{_LINES}"/></svg>'
    "<span></span></button>"
)

_LOOKS = (
    '<span class="tt-looks"><button type="button" data-look="wall" hidden>'
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" '
    'd="M1 2h14v9H1zm1.5 1.5v6h11v-6zM7 11h2v2h3v1.5H4V13h3z"/></svg></button>'
    '<button type="button" data-look="size">A</button>'
    '<button type="button" data-look="theme"><svg viewBox="0 0 16 16" aria-hidden="true">'
    '<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5v11a5.5 5.5 0 0 1 0-11z"/></svg></button>'
    "</span>"
)
_BOARD = _FOLDER.parent / "play" / "board"
_IMPORTS = re.compile(r"^import .*\n", re.MULTILINE)


def _script() -> str:
    """Return the masthead's script behind those that it imports."""
    own = (_FOLDER / "masthead.js").read_text(encoding="utf-8")
    before = "".join(
        [
            joined(_BOARD, "keeping.js"),
            *(joined(_FOLDER, name) for name in ("fingers.js", "wall.js")),
        ]
    )
    return before + _IMPORTS.sub("", own)


_masthead = st.components.v2.component(
    "turbofan_masthead",
    html=_LOOKS + _MENU,
    js=_script(),
    isolate_styles=False,
)


def frame(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """Draw the masthead with links to the pages."""
    st.html(f"<style>:root{{{css_variables(palette())}}}{_STYLE}{print_css()}</style>")
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<span class="tt-brand"><b>Turbofan</b> Tycoon</span>')
        _masthead(
            key="masthead-menu",
            data={
                "current": current.title,
                "theme": "dark" if palette() is DARK else "light",
                "menu": t("Menu"),
                "pages": t("Pages"),
                "match": view_state().match is not None,
                "wall": wall_words(),
                "looks": {
                    "theme": t("Light or dark"),
                    "size": [t("Type: normal"), t("Type: large"), t("Type: very large")],
                },
            },
            on_theme_change=lambda: None,  # the run that it causes draws the page anew
            on_emptied_change=lambda: None,  # so does this one
        )
        with st.container(key="pages", horizontal=True, gap="small"):
            for page in pages:
                st.page_link(page, label=page.title, query_params=link_query() or None)
