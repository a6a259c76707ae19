"""Lab: federated learning at work, and every lever to break it."""

import streamlit as st

from game.errors import GameError
from game.lab import EXPERIMENTS, LabSettings, read_settings
from game.views import lab_parts as parts
from game.views.lab_form import ask_levers
from game.views.lab_words import titles
from game.views.report_parts import sentence
from game.views.state import view_state

_INTRO = """
Factories train on failures that they show to nobody. Models travel, a server merges them, and the
merged model goes back. Watch it happen on turbofans, then ask: what if?
"""
REFRESH = 0.8  # s, while a lab runs


def render() -> None:
    """Draw the page."""
    view = view_state().lab
    with st.container(key="page"), st.container(key="lab"):
        st.title("Federation lab", anchor=False)
        st.markdown(_INTRO)
        text = st.query_params.get("lab", view.settings.text)
        if text != view.settings.text:
            try:
                view.begin(read_settings(text))
            except GameError as error:
                sentence(str(error))
        _pick_experiment()
        above = st.container()
        with st.expander("Levers", expanded=True):
            try:
                settings = ask_levers(view.settings, view.turn)
            except GameError as error:
                sentence(str(error))
                return
        view.settings = settings
        st.query_params["lab"] = settings.text
        with above:
            _run(settings)


def _pick_experiment() -> None:
    view = view_state().lab
    names = titles()
    with st.container(horizontal=True, gap="small", key="lab-experiments"):
        for name, title in names.items():
            st.button(
                title, key=f"lab-{name}", on_click=_begin, args=(name,),
                type="primary" if name == view.experiment else "secondary",
            )  # fmt: skip
    if view.experiment:
        st.markdown(f"**{EXPERIMENTS[view.experiment].question}**")


def _begin(name: str) -> None:
    view = view_state().lab
    view.begin(EXPERIMENTS[name].settings)
    view.experiment = name
    st.query_params["lab"] = view.settings.text


def _run(settings: LabSettings) -> None:
    view = view_state().lab
    waiting = not (view.known and view.known.finished and view.known.settings == settings)
    comparing = view.experiment is not None and not view.answered

    def refine() -> None:
        try:
            view.known = parts.watch(settings, view.viewer, view.known)
            if view.experiment is not None:
                view.answered = parts.show_answer(view.experiment, view.known, view.viewer)
        except GameError as error:
            sentence(str(error))
            return
        parts.show(view.known)
        parts.show_end(view.known)
        if (
            (waiting or comparing)
            and view.known.finished
            and (view.experiment is None or view.answered)
        ):
            st.rerun()  # once more without the clock

    st.fragment(refine, run_every=REFRESH if waiting or comparing else None)()
