"""What of a report is the browser's: the picture to share, and the record that it keeps."""

from pathlib import Path
from typing import Any

import streamlit as st

from game.text.language import board_language
from game.views.frame.scripts import bare, joined
from game.views.frame.theme import board_css
from game.views.play.board import FOLDER

_SHEETS = Path(__file__).with_name("afterwards.css"), FOLDER / "album.css"

_afterwards = st.components.v2.component(
    "turbofan_afterwards",
    html='<div class="tt" data-ref="afterwards"></div>',
    css=bare(board_css() + "".join(sheet.read_text("utf-8") for sheet in _SHEETS)),
    js=joined(FOLDER, "afterwards.js"),
)


def show_afterwards(key: str, **data: Any) -> None:
    """Show the buttons of a card, the record, or the way on from where there is no report.

    Parameters
    ----------
    data : ``card`` of one's own result, ``album`` or ``way``; ``weighed`` is kept in the record
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    _afterwards(key=key, data={"theme": theme, **data, **board_language()})
