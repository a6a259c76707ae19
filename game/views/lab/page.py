"""Lab: federated learning at work, and every lever to break it."""

import streamlit as st

from game.lab.settings import read_settings
from game.rules.errors import GameError
from game.text.language import refusal_text, t
from game.views.frame.drawing import sentence
from game.views.frame.state import view_state
from game.views.frame.visitor import in_this_language
from game.views.lab import parts
from game.views.lab.form import draw_levers, pick_experiment, read_levers

REFRESH = 0.8  # s, while a lab runs


def render() -> None:
    """Draw the page."""
    view = view_state().lab
    with st.container(key="page"), st.container(key="lab"):
        st.title(t("Federation lab"), anchor=False)
        st.markdown(_intro())
        text = st.query_params.get("lab", view.settings.text)
        if text != view.settings.text:
            try:
                view.begin(read_settings(text))
            except GameError as error:
                view.refused = refusal_text(error)
        problem: GameError | None = None
        try:
            view.move(read_levers())
        except GameError as error:
            problem = error
        st.query_params["lab"] = view.settings.text
        if view.refused:
            sentence(view.refused)
        parts.begin(view)  # it trains while the page is drawn
        pick_experiment()
        _run()
        with st.expander(t("Levers"), expanded=True), st.container(key="lab-levers"):
            draw_levers(problem)
        with st.container(key="lab-end"):
            if view.finished:
                parts.show_end(view.finished)
            else:
                sentence(t("Who gains, and how much, follows after the last round."))


def _intro() -> str:
    return t(
        "Factories train on failures that they show to nobody. Models travel, a server merges "
        "them, and the merged model goes back. Watch it happen on turbofans, then ask: what if?"
    )


def _run() -> None:
    view = view_state().lab
    waiting = view.finished is None
    comparing = view.experiment is not None and not view.answered

    def refine() -> None:
        try:
            view.known = parts.watch(view)
            if view.experiment is not None:
                with st.container(key="lab-answer"):
                    view.answered = parts.show_answer(view.experiment, view.known, view.viewer)
        except GameError as error:
            sentence(refusal_text(error))
            return
        parts.show(view.known)
        if view.known.finished and (waiting or (comparing and view.answered)):
            st.rerun()  # once more with what follows from it, and without the clock

    st.fragment(in_this_language(refine), run_every=REFRESH if waiting or comparing else None)()
