"""The table of contents: which pages there are, and the frame around them."""

import streamlit as st

from game.text.language import t
from game.views.evidence import page as evidence
from game.views.frame.masthead import frame
from game.views.frame.serving import share_the_machine
from game.views.frame.visitor import greet
from game.views.how_it_works import page as how_it_works
from game.views.lab import page as lab
from game.views.learn import page as learn
from game.views.play import page as play
from game.views.report import page as report
from game.views.sandbox import page as sandbox
from game.views.study import page as study


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(
        page_title="Turbofan Tycoon",
        page_icon="static/icon.svg",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    share_the_machine()
    greet()
    pages = (
        st.Page(play.render, title=t("Play"), url_path="play", default=True),
        st.Page(report.render, title=t("Report"), url_path="report"),
        st.Page(evidence.render, title=t("Does it hold up?"), url_path="does-it-hold-up"),
        st.Page(learn.render, title=t("Learn"), url_path="learn"),
        st.Page(sandbox.render, title=t("Sandbox"), url_path="sandbox"),
        st.Page(lab.render, title=t("Lab"), url_path="lab"),
        st.Page(study.render, title=t("Real engines"), url_path="real-engines"),
        st.Page(how_it_works.render, title=t("How it works"), url_path="how-it-works"),
    )
    page = st.navigation(list(pages), position="hidden")
    frame(pages, page)
    page.run()
