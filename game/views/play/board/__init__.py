"""The live board: three components, one that plays, one that asks and one that is fed.

The board's files never change during a visit, so they travel once. What it asks goes through the
channel and what it is told through the feed, a dozen lines each: they alone run at a decision.
"""

from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from game.campaign.chapters import ALL
from game.rules.scenario import SCENARIOS
from game.text.language import board_language
from game.views.frame.scripts import bare, joined
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
    sheets = (FOLDER / name for name in ("board.css", "stage.css", "album.css", "touch.css"))
    return bare(board_css() + "".join(sheet.read_text("utf-8") for sheet in sheets))


_board = st.components.v2.component(
    "turbofan_board",
    html=(FOLDER / "board.html").read_text("utf-8"),
    css=read_style(),
    js=read_script(),
)
_channel = st.components.v2.component(
    "turbofan_channel", js=(FOLDER / "channel.js").read_text("utf-8")
)
_feed = st.components.v2.component("turbofan_feed", js=(FOLDER / "feed.js").read_text("utf-8"))


class Asked(NamedTuple):
    """What the board asks for in a run."""

    request: dict[str, Any] | None = None
    """A match, or more of the one it plays."""
    more: bool = False
    """What takes longer than the answer before it."""
    ended: str | None = None
    """What there is to say about the match that has just come to its end, by its link."""
    at_end: bool = False
    """It asks at the end of a match that somebody else has played."""


NOTHING = Asked()


def mount_board(key: str, album: dict[str, Any]) -> None:
    """Show the board.

    Parameters
    ----------
    album : what there is to be kept in the browser
    """
    chapters = [chapter.to_json() for chapter in ALL]
    data = {"key": key, "chapters": chapters, "album": album, "menu": menu()}
    _board(key=key, data=data | board_language())


def menu() -> dict[str, dict[str, int]]:
    """Return what the start sheet says of each match before it is asked for.

    Examples
    --------
    >>> menu()["open"]
    {'income': 300, 'lead': 40, 'rivals': 3}
    """
    return {
        name: {
            "income": scenario.economics.running_income,
            "lead": scenario.economics.lead,
            "rivals": scenario.factories - 1,
        }
        for name, scenario in SCENARIOS.items()
    }


def mount_channel(key: str) -> Asked:
    """Let the board ask, and return what it asks for in this run."""
    told = _channel(
        key=key,
        on_request_change=lambda: None,
        on_more_change=lambda: None,
        on_ended_change=lambda: None,
    )
    return Asked(
        told.request if isinstance(told.request, dict) else None,
        told.more is not None,
        told.ended if isinstance(told.ended, str) else None,
        told.more == "end",
    )


def mount_feed(data: bytes, key: str) -> None:
    """Hand one message (see ``payload.encode``) to the board, wherever it is on the page."""
    _feed(key=key, data=data)
