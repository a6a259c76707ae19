"""Lab: federated learning at work, and every lever to break it."""

from collections.abc import Sequence
from operator import attrgetter

import streamlit as st

from game.lab import populations, run
from game.lab.population import JUDGED
from game.lab.progress import Joined, Progress
from game.lab.settings import read_settings
from game.rules.errors import GameError
from game.text.language import refusal_text, t
from game.text.marking import mark
from game.views.frame.drawing import chart, draw_again, palette, sentence, table
from game.views.frame.forms import choice
from game.views.frame.state import shown_in, view_state
from game.views.lab import charts, comparing, factories, joining, lifetimes, money, privacy, words
from game.views.lab.form import draw_levers, pick_experiment, read_levers
from game.views.lab.picture import show_picture

REFRESH = 0.8  # s, while a lab runs

_UNIT = "lab-unit"
_UNITS = {"error": mark("Error, cycles"), "money": mark("Money")}

FIRST_WAIT = 1.0
"""Seconds that a look waits for a first round."""


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
        sentence(view.refused)
        if view.finished is None:
            populations.leave(view.viewer)
            run.begin(view.settings, view.viewer)  # it trains while the page is drawn
        pick_experiment()
        comparing.show_answer()
        _run()
        with st.expander(t("Levers"), expanded=True), st.container(key="lab-levers"):
            comparing.show_pin()
            draw_levers(problem)
        with st.container(key="lab-end"):
            if view.finished:
                comparing.show_beside_pinned()
                _show_end(view.finished)
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

    def refine() -> bool:
        wanted = attrgetter("counted" if _in_money() else "started")
        look = view.settings, view.viewer, FIRST_WAIT, wanted
        view.known = view.finished or run.watch(*look)
        _show(view.known)
        return view.known.finished and waiting

    draw_again(refine, REFRESH if waiting else None)


def _show(progress: Progress) -> None:
    """Draw a lab as far as it is known."""
    if not progress.started:
        sentence(t("The factories are being drawn and train for the first time..."))
        return
    coming = _coming(progress)
    if not progress.rounds:
        sentence(coming)
        return
    left, right = st.columns([5, 6], gap="large")
    with right:  # first: words are there at once, a picture and a chart take a moment more
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(t("All rounds"), anchor=False)
            unit = choice(t("Shown in"), _UNITS, "error", _UNIT, label_visibility="collapsed")
        in_money = _in_money()
        takeaway = money.takeaway_money(progress) if in_money else words.takeaway(progress)
        draw = charts.money if in_money else charts.errors
        above = st.container()
        sentence(takeaway)
        sentence(words.personal(progress))
        sentence(words.corrections(progress))
        sentence(money.backdoor(progress))
        sentence(privacy.moved(progress))
        sentence(privacy.seen(progress))
        sentence(privacy.privacy(progress))
        sentence(coming)
    with left:
        st.header(t("A round"), anchor=False)
        show_picture(progress, "lab-picture")
    if progress.counted or not in_money:
        with above:
            chart(draw(progress, palette()), f"lab-{unit}", takeaway)


def _coming(progress: Progress) -> str | None:
    """Say what is still computed once all rounds are there."""
    if progress.finished:
        return None
    if progress.gains:
        return t("Each factory's own model is being tried on engines like its own...")
    if progress.age_policies:
        return t("Each factory's schedules are being tried on engines like its own...")
    return None


def _show_end(progress: Progress) -> None:
    """Draw what follows from a whole lab: who gains, and all numbers."""
    if not progress.gains:
        _show_lifetimes(progress)
        return
    st.header(t("Who gains?"), anchor=False)
    gains = factories.gains_words(progress)
    chart(charts.gains(progress.gains, palette()), "lab-gains", gains)
    sentence(gains)
    comparing.show_gains()
    sentence(
        t(
            "Alone, a factory uses the match's model of its own failures, a well-penalised "
            "linear one. Every model is given the alarm threshold that suits it best in "
            "hindsight, so all are flattered alike."
        )
    )
    sentence(factories.worth_words(progress))
    sentence(privacy.onlooker(progress))
    order = _show_joining(progress)
    _show_lifetimes(progress)
    with st.expander(t("All numbers")):
        for numbers in (
            factories.gains_table(progress.gains, progress),
            words.rounds_table(progress),
            *([joining.table(progress, order)] if order else []),
        ):
            table(numbers, "lab")


def _show_joining(progress: Progress) -> Sequence[Joined]:
    """Draw the factories as they join, in an order to choose; returns that order."""
    if not progress.joining:
        return ()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(t("One after the other"), anchor=False)
        name = choice(
            t("Order"), joining.ORDERS, "shuffled", "lab-order", label_visibility="collapsed"
        )
    order = progress.joining[name]
    takeaway = joining.takeaway(progress, order)
    chart(joining.draw(progress, order, palette()), "lab-joining", takeaway)
    sentence(takeaway)
    sentence(
        t(
            "Exact, from the sums that each factory sends once: the ridge regression of all who "
            "are in by then, on the same {engines} engines, where everybody is honest.",
            engines=JUDGED,
        )
    )
    return order


def _show_lifetimes(progress: Progress) -> None:
    """Draw what sharing lifetimes alone is worth, without any model."""
    if not progress.age_policies:
        return
    st.header(t("Without any model"), anchor=False)
    takeaway = lifetimes.takeaway(progress)
    chart(lifetimes.draw(progress, palette()), "lab-lifetimes", takeaway)
    sentence(takeaway)
    sentence(lifetimes.shared(progress))


def _in_money() -> bool:
    return shown_in(_UNIT) == "money"
