"""The parts of a report: what was, and what could be expected."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from game.jobs import Job
from game.live.daily import day_of, share_text
from game.review.review import Review
from game.rules.custom_scenario import scenario_named
from game.rules.errors import GameError
from game.rules.scenario import SIMULATED
from game.text.language import long_date, number, refusal_text, t
from game.text.marking import mark
from game.views.frame.drawing import chart, palette, prose, sentence, table
from game.views.report import charts, words

_WAIT = mark("Playing your decisions on other draws of the engines...")


def headline(review: Review) -> None:
    """Draw place, profit and what they mean."""
    st.title(words.headline(review), anchor=False)
    sentence(words.summary(review))
    st.html(f'<p class="tt-facts">{escape(_facts(review))}</p>')
    engines = scenario_named(review.scenario).engines
    if engines != SIMULATED:
        sentence(_real(engines))


def _facts(review: Review) -> str:
    return t(
        "{scenario} · seed {seed} · {cycles} cycles",
        scenario=t(review.scenario),
        seed=review.seed,
        cycles=number(review.cycles),
    )


def _real(engines: str) -> str:
    return t(
        "Played on NASA's {engines}. Real engines cannot be drawn anew: each redraw deals the same "
        "ones in another order, so luck here is that of the order alone.",
        engines=engines,
    )


def challenge(review: Review, today: date) -> None:
    """Draw the text to share if the match is today's challenge, or yesterday's."""
    day = day_of(review.scenario, review.seed, today)
    if day is None:
        return
    _heading(t("The challenge of {day}", day=long_date(day)))
    sentence(t("Your result to share. It gives none of your decisions away."))
    st.code(share_text(review.factories, review.cycles, day), language=None, wrap_lines=True)


def facts(review: Review) -> None:
    """Draw money bridge and factories: all that needs no expectation."""
    you, colours = review.factories[0], palette()
    _heading(t("Where the money came from"))
    bridge = words.bridge_words(you)
    sentence(bridge)
    chart(charts.money_bridge(you.bridge, colours), "bridge", bridge)
    table(words.bridge_table(you), "report")
    _heading(t("The four factories"))
    standings = words.standings_words(review)
    sentence(standings)
    chart(charts.standings(review, colours), "standings", standings)
    table(words.standings_table(review), "report")
    rivals = "".join(
        f"<li><b>{escape(t(rival.name))}</b> {prose(words.rival_words(rival, you))}</li>"
        for rival in review.factories[1:]
    )
    st.html(f"<ul>{rivals}</ul>")


def expectations(look: Callable[[], Job[Review]], watched: bool) -> None:
    """Draw what takes redraws of the engines, as far as it is known.

    Parameters
    ----------
    look : has the review refined
    watched : this part is drawn again and again; the end of that redraws the page
    """
    try:
        job = look()
    except GameError as error:
        sentence(refusal_text(error))
        return
    review = job.value
    if watched and job.finished:
        st.rerun()
    _skill_and_luck(review)
    _heading(t("Your turning points"))
    if review.turning_points is None:
        sentence(t("Weighing each decision against what else you could have done..."))
        return
    sentence(words.turning_words(review.turning_points))
    if review.turning_points:
        table(words.turning_table(review.turning_points), "report")


def _skill_and_luck(review: Review) -> None:
    quality, luck, colours = review.quality, review.luck, palette()
    skill, chance = st.columns(2, gap="large")
    with skill:
        _heading(t("Skill"))
        text = t(_WAIT) if quality is None else words.quality_words(quality)
        if quality is not None and quality.decision_quality is not None:
            chart(charts.quality_line(quality, colours), "quality", text)
        sentence(text)
    with chance:
        _heading(t("Luck"))
        text = t(_WAIT) if luck is None else words.luck_words(luck)
        if luck is not None and luck.spread:
            chart(charts.luck_line(luck, colours), "luck", text)
        sentence(text)
    if quality is not None and luck is not None:
        table(words.skill_table(quality, luck), "report")


def _heading(text: str) -> None:
    st.header(text, anchor=False)
