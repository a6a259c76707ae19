"""The table of contents: which pages there are, and the frame around them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from game.text.language import t
from game.text.marking import mark
from game.text.naming import full_title
from game.views.business import page as business
from game.views.evidence import page as evidence
from game.views.frame.masthead import frame
from game.views.frame.serving import share_the_machine
from game.views.frame.visitor import greet
from game.views.how_it_works import page as how_it_works
from game.views.lab import page as lab
from game.views.learn import page as learn
from game.views.play import page as play
from game.views.report import page as report
from game.views.rooms import page as rooms
from game.views.sandbox import page as sandbox
from game.views.study import page as study

ICON = Path(__file__).parents[2] / "static" / "icon.svg"


class PageRow(NamedTuple):
    """A page: what draws it, its title, its place in an address, and a sentence about it."""

    render: Callable[[], None]
    title: str
    path: str
    description: str
    shows: str = ""
    """What a link to it may hold that has a picture of its own."""


PAGES = [
    PageRow(
        play.render, mark("Play"), "play",
        mark("Run a factory of four turbofans, against three rivals on the same engines."),
        shows="game",
    ),
    PageRow(
        report.render, mark("Report"), "report",
        mark("Where a match's money came from, and what was skill and what was luck."),
        shows="game",
    ),
    PageRow(
        evidence.render, mark("Does it hold up?"), "does-it-hold-up",
        mark("A thousand games of any strategies, with intervals."),
    ),
    PageRow(
        learn.render, mark("Learn"), "learn",
        mark("Guess first, then see: why other factories' failures are worth money."),
    ),
    PageRow(
        rooms.render, mark("Teach"), "teach",
        mark("A room for a class: one code, no account, a factory each, on the same engines."),
    ),
    PageRow(
        business.render, mark("Your plant"), "your-plant",
        mark("What maintenance and a federation are worth with your own costs, with a band."),
    ),
    PageRow(
        sandbox.render, mark("Sandbox"), "sandbox",
        mark("Every number of the rules, to change and to play."),
        shows="game",
    ),
    PageRow(
        lab.render, mark("Lab"), "lab",
        mark("Federated learning at work, half a round at a time, with every lever to break it."),
        shows="lab",
    ),
    PageRow(
        study.render, mark("NASA's engines"), "real-engines",
        mark("NASA's C-MAPSS engines: what they went through, and what models make of them."),
    ),
    PageRow(
        how_it_works.render, mark("How it works"), "how-it-works",
        mark("What the strategies and a federation are, and where the numbers come from."),
    ),
]  # fmt: skip
"""In the order of the masthead; the first one is what an address without a page shows."""


def main() -> None:
    """Show the page that the address names."""
    share_the_machine()
    greet()
    pages = [
        st.Page(row.render, title=t(row.title), url_path=row.path, default=row is PAGES[0])
        for row in PAGES
    ]
    page = st.navigation(pages, position="hidden")
    st.set_page_config(
        page_title=full_title(None if page is pages[0] else page.title),
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    frame(pages, page)
    page.run()


if __name__ == "__main__":  # as Streamlit runs it for every visit
    main()
