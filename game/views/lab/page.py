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
from game.views.lab.form import draw_levers, moved, pick_experiment, read_levers
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
        text = st.query_params.get("lab", view.settings.text)
        # Who moves two levers in a row may have sent the second before the address told the first.
        if text != view.settings.text and not moved():
            try:
                view.begin(read_settings(text))
            except GameError as error:
                view.refused = refusal_text(error)
        problem: GameError | None = None
        try:
            view.move(read_levers())
        except GameError as error:
            problem = error
        if text != view.settings.text or "lab" not in st.query_params:
            st.query_params["lab"] = view.settings.text  # once: what is late reaches another page
        sentence(view.refused)
        if view.finished is None:
            populations.leave(view.viewer)
            run.begin(view.settings, view.viewer)  # it trains while the page is drawn
        pick_experiment()
        comparing.show_answer()
        with st.container(key="lab-stage"):
            stage, levers = st.columns([20, 7], gap="medium")
            with stage:
                _run()
            with levers, st.container(key="lab-levers"):
                st.header(t("Levers"), anchor=False)
                draw_levers(problem)
                comparing.show_pin()
        with st.container(key="lab-end"):
            comparing.show_behind()
            if view.finished:
                _show_end(view.finished)


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
    left, right = st.columns(2, gap="medium")
    with right:  # first: words are there at once, a picture and a chart take a moment more
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(t("All rounds"), anchor=False)
            unit = choice(t("Shown in"), _UNITS, "error", _UNIT, label_visibility="collapsed")
        in_money = _in_money()
        first, *rest = (money.of_money if in_money else words.of_errors)(progress)
        above = st.container()
        sentence(first)
        sentence(coming)
        with st.expander(t("In words")):
            for said in (
                *rest,
                words.personal(progress),
                words.corrections(progress),
                money.backdoor(progress),
                privacy.moved(progress),
                privacy.seen(progress),
                privacy.privacy(progress),
            ):
                sentence(said)
    with left:
        st.header(t("A round"), anchor=False)
        show_picture(progress, "lab-picture")
    if progress.counted or not in_money:
        draw = charts.money if in_money else charts.errors
        with above:
            drawn = draw(progress, palette(), comparing.beside())
            chart(drawn, f"lab-{unit}", " ".join([first, *rest]))


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
    with st.expander(t("Who gains?")):
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
    with st.expander(t("One after the other")):
        name = choice(
            t("Order"), joining.ORDERS, "shuffled", "lab-order", label_visibility="collapsed"
        )
        order = progress.joining[name]
        takeaway = joining.takeaway(progress, order)
        chart(joining.draw(progress, order, palette()), "lab-joining", takeaway)
        sentence(takeaway)
        sentence(
            t(
                "Exact, from the sums that each factory sends once: the ridge regression of all "
                "who are in by then, on the same {engines} engines, where everybody is honest.",
                engines=JUDGED,
            )
        )
    return order


def _show_lifetimes(progress: Progress) -> None:
    """Draw what sharing lifetimes alone is worth, without any model."""
    if not progress.age_policies:
        return
    with st.expander(t("Without any model"), expanded=not progress.gains):
        takeaway = lifetimes.takeaway(progress)
        chart(lifetimes.draw(progress, palette()), "lab-lifetimes", takeaway)
        sentence(takeaway)
        sentence(lifetimes.shared(progress))


def _in_money() -> bool:
    return shown_in(_UNIT) == "money"
