"""The living picture of a federated round: one component that shows the records it is given."""

from pathlib import Path

import streamlit as st

from game.lab.picture import payload
from game.lab.progress import Progress
from game.views.frame.scripts import joined

_FOLDER = Path(__file__).parent

_picture = st.components.v2.component(
    "turbofan_lab_picture",
    css=(_FOLDER / "picture.css").read_text("utf-8"),
    js=joined(_FOLDER, "picture.js"),
)


def show_picture(progress: Progress, key: str) -> None:
    """Show the rounds that are known; needs one at least."""
    _picture(key=key, data=payload(progress))
