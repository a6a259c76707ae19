"""The live board: two components, one that plays and one that is fed.

The board's files never change during a visit, so they travel once; the feed is a dozen lines and
carries what changes.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from game.campaign.chapters import ALL
from game.text.language import board_language
from game.views.frame.scripts import joined
from game.views.frame.theme import board_css

FOLDER = Path(__file__).parent


def read_script() -> str:
    """Join the board's modules into the one that a component takes."""
    return joined(FOLDER, "board.js")


def read_style() -> str:
    """Give the board's style sheet with the tokens it stands on.

    Examples
    --------
    >>> read_style().startswith(".tt{")
    True
    """
    sheets = (FOLDER / name for name in ("board.css", "stage.css"))
    return board_css() + "".join(sheet.read_text("utf-8") for sheet in sheets)


_board = st.components.v2.component(
    "turbofan_board",
    html=(FOLDER / "board.html").read_text("utf-8"),
    css=read_style(),
    js=read_script(),
)
_feed = st.components.v2.component("turbofan_feed", js=(FOLDER / "feed.js").read_text("utf-8"))


def mount_board(key: str) -> tuple[dict[str, Any] | None, str | None]:
    """Show the board; return what it asks for in this run, and the match that has just ended."""
    board = _board(
        key=key,
        data={"key": key, "chapters": [chapter.to_json() for chapter in ALL]} | board_language(),
        on_request_change=lambda: None,
        on_ended_change=lambda: None,
    )
    request, ended = board.request, board.ended
    return (
        request if isinstance(request, dict) else None,
        ended if isinstance(ended, str) else None,
    )


def mount_feed(data: bytes, key: str) -> None:
    """Hand one message (see ``payload.encode``) to the board, wherever it is on the page."""
    _feed(key=key, data=data)
