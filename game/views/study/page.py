"""Real engines: NASA's C-MAPSS, fetched or uploaded, studied and played on."""

import streamlit as st

from game.rules.errors import GameError
from game.text.language import refusal_text, t
from game.views.frame.drawing import sentence
from game.views.study import parts
from game.views.study.uploads import heal_upload_zones


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("Real engines"), anchor=False)
        st.markdown(_intro())
        parts.show_subsets()
        parts.offer_fetch()
        with st.expander(t("Upload, or use files of your own")):
            parts.offer_upload()
            st.markdown(_without_a_network())
        st.header(t("Study"), anchor=False)
        try:
            engines = parts.pick()
            parts.show_engines(engines)
            parts.offer_tables(engines)
        except GameError as error:
            sentence(refusal_text(error))
        heal_upload_zones()


def _intro() -> str:
    return t(
        "In 2008 NASA let a model of a large turbofan wear out again and again, and published what "
        "its 21 sensors showed: **C-MAPSS**, the data that most papers on remaining life are "
        "measured on, and that our simulator is fitted to (A. Saxena, K. Goebel, D. Simon, N. "
        "Eklund, *Damage Propagation Modeling for Aircraft Engine Run-to-Failure Simulation*, "
        "PHM08; NASA Prognostics Center of Excellence, public domain). It is a simulation too, "
        "but not ours. It is not shipped with the game: fetch it, upload it, or study simulated "
        "engines in the same way."
    )


def _without_a_network() -> str:
    return t(
        "On a machine without a network, name the folder that holds NASA's text files in the "
        "environment variable `TURBOFAN_CMAPSS` before the game starts."
    )
