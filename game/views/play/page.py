"""Play: the live board."""

from typing import Any

import streamlit as st

from game.live.requests import answer
from game.text.language import t
from game.views.frame.state import view_state
from game.views.frame.visitor import link_query
from game.views.play.board import mount_board, mount_feed
from game.views.play.board.payload import encode


def render() -> None:
    """Draw the page."""
    view = view_state()
    request = mount_board(key="board")
    if request is not None or view.payload is None:
        feed = answer(_first() if request is None else request)
        view.payload = encode(feed.header, feed.sections)
    mount_feed(view.payload, key="feed")


def link_to_play(label: str, link: str | None = None) -> None:
    """Draw the way from another page to this one, into the match of a link if there is one."""
    query = link_query() if link is None else link_query(game=link)
    page = st.Page(render, title=t("Play"), url_path="play", default=True)
    st.page_link(page, label=label, query_params=query or None)


def _first() -> dict[str, Any]:
    """Ask for the match in the address bar or whose report was opened, else for a new one."""
    link = st.query_params.get("game", view_state().match)
    if link is None:
        return {"n": 0, "new": {"scenario": "classic", "seed": None}}
    return {"link": link}
