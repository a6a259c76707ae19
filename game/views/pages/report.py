"""Report: what a finished match says of its decisions, from the link of the match."""

from html import escape

import streamlit as st

from game.errors import GameError
from game.views import charts_report as charts
from game.views import report_words as words
from game.views.pages import play
from game.views.refining import Refining, refining
from game.views.report_parts import chart, palette, sentence, table

EXAMPLE = "1-classic-7-231p131-731l-1231fr"
_WAIT = "Playing your decisions on other draws of the engines..."


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        text = st.query_params.get("game")
        if text is None:
            _invite("No match yet: finish one and open its report, or look at an example.")
            return
        try:
            review = refining(text, _cycles(st.query_params.get("cycles")))
            _facts(review, text)
            # Only what is still being refined is drawn again, and only as long as it is.
            every = None if review.finished else 0.6
            st.fragment(_expectations, run_every=every)(review, every is not None)
        except GameError as error:
            _invite(str(error))


def _cycles(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise GameError("This link holds no number of cycles: copy it again, whole.")
    return int(text)


def _invite(why: str) -> None:
    st.title("Report", anchor=False)
    sentence(why)
    with st.container(horizontal=True):
        st.button("Show an example", on_click=_show_example)
        st.page_link(st.Page(play.render, title="Play", url_path="play", default=True))


def _show_example() -> None:
    st.query_params.from_dict({"game": EXAMPLE})


def _facts(refined: Refining, text: str) -> None:
    review, colours = refined.latest, palette()
    you = review.factories[0]
    st.title(words.headline(review), anchor=False)
    sentence(words.summary(review))
    st.html(
        f'<p class="tt-facts">{escape(review.scenario)} · seed {review.seed} · '
        f"{review.cycles:,} cycles</p>"
    )
    st.page_link(
        st.Page(play.render, title="Play", url_path="play", default=True),
        label="Watch this match again",
        query_params={"game": text},
    )
    st.header("Where the money came from", anchor=False)
    sentence(words.bridge_words(you))
    chart(charts.money_bridge(you.bridge, colours), "bridge", words.bridge_words(you))
    table(words.bridge_table(you))
    st.header("The four factories", anchor=False)
    sentence(words.standings_words(review))
    chart(charts.standings(review, colours), "standings", words.standings_words(review))
    table(words.standings_table(review))
    rivals = "".join(
        f"<li><b>{escape(rival.name)}</b> {escape(words.rival_words(rival, you))}</li>"
        for rival in review.factories[1:]
    )
    st.html(f'<ul class="tt-rivals">{rivals}</ul>')


def _expectations(refined: Refining, watched: bool) -> None:
    """Draw what takes redraws of the engines, as far as it is known."""
    review, colours = refined.look(), palette()
    if watched and refined.finished:
        st.rerun()
    skill, chance = st.columns(2, gap="large")
    with skill:
        st.header("Skill", anchor=False)
        if review.quality is None:
            sentence(_WAIT)
        else:
            said = words.quality_words(review.quality)
            if review.quality.decision_quality is not None:
                chart(charts.quality_line(review.quality, colours), "quality", said)
            sentence(said)
    with chance:
        st.header("Luck", anchor=False)
        if review.luck is None:
            sentence(_WAIT)
        else:
            said = words.luck_words(review.luck)
            if review.luck.spread:
                chart(charts.luck_line(review.luck, colours), "luck", said)
            sentence(said)
    if review.quality is not None and review.luck is not None:
        table(words.skill_table(review.quality, review.luck))
    st.header("Your turning points", anchor=False)
    if review.turning_points is None:
        sentence("Weighing every decision against what else you could have done...")
        return
    sentence(words.turning_words(review.turning_points))
    if review.turning_points:
        table(words.turning_table(review.turning_points))
