"""The parts of the lab's page that follow from what has been computed."""

from collections.abc import Sequence
from operator import attrgetter

import streamlit as st

from game.lab import run
from game.lab.population import JUDGED
from game.lab.progress import Joined, Progress
from game.lab.settings import EXPERIMENTS
from game.text.language import t
from game.text.marking import mark
from game.views.frame.drawing import chart, palette, sentence, table
from game.views.frame.state import LabView
from game.views.lab import answers, charts, joining, lifetimes, words
from game.views.lab.picture import show_picture

_UNIT = "lab-unit"
_UNITS = {"error": mark("Error, cycles"), "money": mark("Money")}

FIRST_WAIT = 1.0
"""Seconds that a look waits for a first round."""


def show(progress: Progress) -> None:
    """Draw a lab as far as it is known."""
    if not progress.started:
        sentence(t("The factories are being drawn and train for the first time..."))
        return
    coming = _coming(progress)
    if not progress.rounds:
        if coming:
            sentence(coming)
        return
    left, right = st.columns([5, 6], gap="large")
    with right:  # first: words are there at once, a picture and a chart take a moment more
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(t("All rounds"), anchor=False)
            unit = st.segmented_control(
                t("Shown in"), list(_UNITS), default="error", required=True, key=_UNIT,
                format_func=lambda name: t(_UNITS[name]), label_visibility="collapsed",
            )  # fmt: skip
        in_money = _in_money()
        takeaway = words.takeaway_money(progress) if in_money else words.takeaway(progress)
        draw = charts.money if in_money else charts.errors
        above = st.container()
        sentence(takeaway)
        sentence(words.moved(progress))
        spent = words.privacy(progress)
        if spent:
            sentence(spent)
        if coming:
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


def show_end(progress: Progress) -> None:
    """Draw what follows from a whole lab: who gains, and all numbers."""
    if not progress.gains:
        _show_lifetimes(progress)
        return
    st.header(t("Who gains?"), anchor=False)
    gains = words.gains_words(progress)
    chart(charts.gains(progress.gains, palette()), "lab-gains", gains)
    sentence(gains)
    sentence(
        t(
            "Alone, a factory uses the match's local model of its own failures, a well-penalised "
            "linear one. Every model is given the alarm threshold that suits it best in "
            "hindsight, so all are flattered alike."
        )
    )
    worth = words.worth_words(progress)
    if worth:
        sentence(worth)
    order = _show_joining(progress)
    _show_lifetimes(progress)
    with st.expander(t("All numbers")):
        for numbers in (
            words.gains_table(progress.gains, progress),
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
        name = st.segmented_control(
            t("Order"), list(joining.ORDERS), default="shuffled", required=True, key="lab-order",
            format_func=lambda name: t(joining.ORDERS[name]), label_visibility="collapsed",
        )  # fmt: skip
    order = progress.joining[str(name)]
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


def show_answer(name: str, progress: Progress, viewer: str) -> bool:
    """Draw a prepared experiment's answer; returns whether it is there.

    The other sides of the comparison are run when this one is done.
    """
    prepared = EXPERIMENTS[name]
    if progress.settings != prepared.settings:
        sentence(t("You have moved a lever: this is a lab of your own now."))
        return True
    if not progress.finished:
        sentence(t("The answer follows here, from {count} labs.", count=1 + len(prepared.others)))
        return False
    sides = [progress]
    for number, settings in enumerate(prepared.others, 1):
        other = run.watch(settings, viewer)
        if not other.finished:
            sentence(
                t(
                    "Now what it is compared with, {number} of {all}: round {round} of {rounds}...",
                    number=number,
                    all=len(prepared.others),
                    round=other.rounds,
                    rounds=settings.experiment.rounds,
                )
            )
            return False
        sides.append(other)
    sentence(answers.answer(name, sides))
    return True


def begin(view: LabView) -> None:
    """Have a lab run that is not known to its end."""
    if view.finished is None:
        run.begin(view.settings, view.viewer)


def watch(view: LabView) -> Progress:
    """Look at a lab; one that is known to its end is not asked for again."""
    asked = "counted" if _in_money() else "started"
    return view.finished or run.watch(
        view.settings, view.viewer, FIRST_WAIT, until=attrgetter(asked)
    )


def _in_money() -> bool:
    return bool(st.session_state.get(_UNIT) == "money")
