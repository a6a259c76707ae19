"""Play: the live board."""

from typing import Any

import streamlit as st

from game.use_cases import answer
from game.views.board import mount_board, mount_feed
from game.views.board.payload import encode
from game.views.state import view_state


def render() -> None:
    """Draw the page."""
    view = view_state()
    request = mount_board(key="board")
    if request is not None or view.payload is None:
        feed = answer(_first() if request is None else request)
        view.payload = encode(feed.header, feed.sections)
    mount_feed(view.payload, key="feed")


def _first() -> dict[str, Any]:
    """Ask for the match in the address bar or whose report was opened, else for a new one."""
    link = st.query_params.get("game", view_state().match)
    if link is None:
        return {"n": 0, "new": {"scenario": "classic", "seed": None}}
    return {"link": link}
