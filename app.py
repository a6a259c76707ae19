"""Turbofan Tycoon: the table of contents."""

import streamlit as st

from game.language import t
from game.views.chrome import frame
from game.views.pages import (
    does_it_hold_up,
    how_it_works,
    lab,
    learn,
    play,
    real_engines,
    report,
    sandbox,
)
from game.views.serving import share_the_machine
from game.views.speaking import greet

st.set_page_config(
    page_title="Turbofan Tycoon",
    page_icon="static/icon.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)

share_the_machine()
greet()

PAGES = (
    st.Page(play.render, title=t("Play"), url_path="play", default=True),
    st.Page(report.render, title=t("Report"), url_path="report"),
    st.Page(does_it_hold_up.render, title=t("Does it hold up?"), url_path="does-it-hold-up"),
    st.Page(learn.render, title=t("Learn"), url_path="learn"),
    st.Page(sandbox.render, title=t("Sandbox"), url_path="sandbox"),
    st.Page(lab.render, title=t("Lab"), url_path="lab"),
    st.Page(real_engines.render, title=t("Real engines"), url_path="real-engines"),
    st.Page(how_it_works.render, title=t("How it works"), url_path="how-it-works"),
)

page = st.navigation(list(PAGES), position="hidden")
frame(PAGES, page)
page.run()
