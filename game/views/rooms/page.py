"""Teach: what a room is, and the way into one."""

from html import escape

import streamlit as st

from game.text.language import t
from game.text.marking import mark

WAYS = {
    "rooms/": mark("Open a room, or go into one"),
    "rooms/#audience": mark(
        "Let an audience play as one: they vote, one factory does what has won"
    ),
    "demo/": mark("A talk for a wall: six minutes, or ninety seconds"),
    "teaching/": mark("To print and to show: guides, hand-outs, quizzes, slides, homework"),
}
"""What one can teach with, by its address below this page's."""


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("Teach"), anchor=False)
        st.markdown(
            t(
                "In a room everybody runs a factory, on a phone or a laptop: on the very same "
                "engines, or on engines of their own whose failures train a common model. All see "
                "where they stand. No account, no installation."
            )
        )
        for way, words in WAYS.items():
            link = f'<a href="{way}" style="color:inherit;font-weight:600">{escape(t(words))}</a>'
            st.html(f"<p>{link}</p>")
        st.header(t("45 minutes with a class"), anchor=False)
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(_steps(), 1)))


def _steps() -> list[str]:
    return [
        t("Press one of the prepared lessons: its console says what to do when, and what to say."),
        t("Put its presenter view on the wall: it shows the code and the QR code."),
        t("Try the address on your own phone first; *Add a test player* gives you a seat to try."),
        t("Let everybody guess at what age they would service; nobody sees the guesses yet."),
        t("Play the turns. Nobody waits for one person: who says nothing goes on as before."),
        t("Keep ten minutes for the debrief: the race, the guesses, luck, who helped whom."),
    ]
