"""The table of contents: which pages there are, and the frame around them."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from game.text.language import t
from game.text.marking import mark
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


class PageRow(NamedTuple):
    """A page: what draws it, its title, and its place in an address."""

    render: Callable[[], None]
    title: str
    path: str


PAGES = [
    PageRow(play.render, mark("Play"), "play"),
    PageRow(report.render, mark("Report"), "report"),
    PageRow(evidence.render, mark("Does it hold up?"), "does-it-hold-up"),
    PageRow(learn.render, mark("Learn"), "learn"),
    PageRow(sandbox.render, mark("Sandbox"), "sandbox"),
    PageRow(lab.render, mark("Lab"), "lab"),
    PageRow(study.render, mark("NASA's engines"), "real-engines"),
    PageRow(how_it_works.render, mark("How it works"), "how-it-works"),
]
"""In the order of the masthead; the first one is what an address without a page shows."""


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
    pages = [
        st.Page(row.render, title=t(row.title), url_path=row.path, default=row is PAGES[0])
        for row in PAGES
    ]
    page = st.navigation(pages, position="hidden")
    frame(pages, page)
    page.run()
