"""Report: what a finished match says of its decisions, from the link of the match."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from game.api import review_link
from game.jobs import Jobs
from game.review.review import Review
from game.rules.errors import GameError
from game.rules.links import read_cycles
from game.text.language import refusal_text, t
from game.views.frame.drawing import sentence
from game.views.frame.state import view_state
from game.views.frame.visitor import in_this_language, link_query
from game.views.play.page import link_to_play
from game.views.report.parts import challenge, expectations, facts, headline

EXAMPLE = "1-classic-7-231p131-731l-1231fr"
REFRESH = 0.6  # s, while the review is being refined

REVIEWS: Jobs[tuple[str, int | None], Review] = Jobs(most=32, first_here=True)
"""Of links and their cycles, in this process: refined one at a time, while somebody looks."""


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        text = _match()
        if text is None:
            _invite(t("A match opens its report when it ends: play one, or look at an example."))
            return
        try:
            played = st.query_params.get("cycles")
            cycles = None if played is None else read_cycles(played)
            asked = (text, cycles), partial(review_link, text, cycles)
            job = REVIEWS.begin(*asked)
            headline(job.value)
            link_to_play(t("Watch this match again"), text)
            if cycles is None:
                challenge(job.value, datetime.now(UTC).date())
            facts(job.value)
            # Only what is still being refined is drawn again, and only as long as it is.
            every = None if job.finished else REFRESH
            draw = st.fragment(in_this_language(expectations), run_every=every)
            draw(partial(REVIEWS.look, *asked), every is not None)
        except GameError as error:
            _invite(refusal_text(error))


def _match() -> str | None:
    """Return the link in the address bar, else that of the match the visitor ended last."""
    view = view_state()
    if "mine" in st.query_params:  # who comes from a match finds it again, on this page and on Play
        view.match = view.ended = st.query_params.get("game")
        view.payload = None
        del st.query_params["mine"]
    return st.query_params.get("game", view.ended)


def _invite(why: str) -> None:
    st.title(t("Report"), anchor=False)
    sentence(why)
    st.button(t("Show an example"), on_click=_show_example)
    link_to_play(t("Play a match"))


def _show_example() -> None:
    st.query_params.from_dict(link_query(game=EXAMPLE))
