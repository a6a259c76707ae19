"""Turbofan Tycoon: the table of contents."""

import streamlit as st

from game.views.chrome import frame
from game.views.pages import does_it_hold_up, how_it_works, lab, learn, play, report, sandbox

st.set_page_config(
    page_title="Turbofan Tycoon",
    page_icon="static/icon.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)

PAGES = {
    "Play": st.Page(play.render, title="Play", url_path="play", default=True),
    "Report": st.Page(report.render, title="Report", url_path="report"),
    "Does it hold up?": st.Page(
        does_it_hold_up.render, title="Does it hold up?", url_path="does-it-hold-up"
    ),
    "Learn": st.Page(learn.render, title="Learn", url_path="learn"),
    "Sandbox": st.Page(sandbox.render, title="Sandbox", url_path="sandbox"),
    "Lab": st.Page(lab.render, title="Lab", url_path="lab"),
    "How it works": st.Page(how_it_works.render, title="How it works", url_path="how-it-works"),
}

page = st.navigation(list(PAGES.values()), position="hidden")
frame(PAGES, page)
page.run()
