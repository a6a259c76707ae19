"""What one browser tab is looking at: the only place that touches ``st.session_state``."""

from dataclasses import dataclass

import streamlit as st

_KEY = "view"


@dataclass
class ViewState:
    """A tab's view; nothing in it matters once the tab is closed."""

    payload: bytes | None = None  # the live board's latest answer, repeated on unrelated reruns


def view_state() -> ViewState:
    """Return this tab's view."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = ViewState()
    kept: ViewState = st.session_state[_KEY]
    return kept
