"""The frame around every page: our masthead in place of Streamlit's header, menu and footer."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from game.views.theme import DARK, LIGHT, css_variables


@lru_cache(maxsize=1)
def _style() -> str:
    return (Path(__file__).parent / "chrome.css").read_text(encoding="utf-8")


def frame(pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the masthead with links to the pages, by title."""
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    st.html(f"<style>:root{{{css_variables(palette)}}}{_style()}</style>")
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<span class="tt-brand"><b>Turbofan</b> Tycoon</span>')
        for title, page in pages.items():
            st.page_link(page, label=title)
