"""Which language a visitor is spoken to in: ``?lang=``, else the browser's, else English."""

import streamlit as st

from game.text.language import choose, speak
from game.views.frame.state import view_state


def greet() -> None:
    """Choose the language of this run; called once, before a word is said."""
    view = view_state()
    view.language = st.query_params.get("lang", view.language)
    speak(choose(view.language, st.context.locale))


BEEN = "turbofan-tycoon-been"
"""The cookie that says that somebody has been here with this browser, and nothing else."""


def has_been() -> bool:
    """Return whether somebody has been here with this browser before."""
    return BEEN in st.context.cookies


def link_query(**query: str) -> dict[str, str]:
    """Return what a link within the game carries: a language that was asked for goes along."""
    wish = view_state().language
    return query if wish is None else {"lang": wish, **query}
