"""Labs compared over many populations: an answer in two lines, its picture, what is behind it."""

from collections.abc import Callable, Sequence

import streamlit as st

from game.lab.populations import POPULATIONS, Populations, compare
from game.lab.settings import EXPERIMENTS, LabSettings
from game.lab.verdicts import ARMED, COMPARISONS, OF_PINNED, PINNED, SIDES, Comparison
from game.text.language import t
from game.views.frame.drawing import chart, draw_again, palette, prose, sentence, table
from game.views.frame.state import LabView, view_state
from game.views.lab import answers, duel

REFRESH = 1.5  # s, while populations are drawn


def show_pin() -> None:
    """Offer to keep a lab that the next ones are compared with."""
    view = view_state().lab
    if view.settings.shared == "lifetimes":
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lab-pin"):
        words = t("Pin this lab, to compare others with it")
        st.button(
            t("Let go of the pinned lab") if view.pinned else words, key="lab-pinned",
            on_click=_pin, args=(None if view.pinned else view.settings,), type="tertiary",
        )  # fmt: skip
        if view.pinned == view.settings:
            sentence(t("This lab is pinned: move a lever, and both are compared below."))
        elif view.pinned:
            sentence(t("Pinned: {lab}", lab=view.pinned.text))


def _pin(settings: LabSettings | None) -> None:
    view_state().lab.pinned = settings


def show_answer() -> None:
    """Draw a prepared experiment's answer, if one was picked."""
    view = view_state().lab
    if view.experiment is None:
        return
    with st.container(key="lab-answer"):
        if EXPERIMENTS[view.experiment].settings != view.settings:
            sentence(t("You have moved a lever: this is a lab of your own now."))
        elif view.finished is None:
            sentence(
                t(
                    "The answer follows here, from {count} labs in {populations} populations.",
                    count=len(view.sides),
                    populations=POPULATIONS,
                )
            )
        else:
            _refine(view, _answer)


def show_beside_pinned() -> None:
    """Draw a lab beside the pinned one, below the levers: nothing moves under the hand."""
    view = view_state().lab
    titles, _ = _asked(view)
    if titles is PINNED and len(view.sides) > 1:
        st.header(t("Beside the pinned lab"), anchor=False)
        _refine(view, _answer)


def show_gains() -> None:
    """Draw what sharing is worth to a factory, over many populations."""
    view = view_state().lab
    with st.container(key="lab-gains-of-many"):
        _refine(view, _gains)


def _refine(view: LabView, show: Callable[[LabView, Populations], None]) -> None:
    """Show what is known, again and again until all populations are."""

    def refine() -> bool:
        known = compare(view.sides, view.viewer)
        show(view, known)
        return len(known) == POPULATIONS

    complete = len(compare(view.sides, view.viewer)) == POPULATIONS
    draw_again(refine, None if complete else REFRESH)


def _answer(view: LabView, populations: Populations) -> None:
    titles, comparisons = _asked(view)
    if not populations:
        sentence(t("Now what it is compared with, in the same population..."))
        return
    _verdicts(answers.headlines(comparisons, populations))
    sentence(
        " ".join(filter(None, (answers.spent(populations), answers.coming(populations)))) or None
    )
    told = " ".join(answers.sides(titles, populations))
    left, right = st.columns(2, gap="large")
    with left:
        chart(duel.errors(titles, comparisons, populations, palette()), "lab-duel-errors", told)
    with right:
        armed = view.experiment in ARMED and titles is not PINNED
        drawn = duel.earnings(titles, comparisons, populations, palette(), armed)
        chart(drawn, "lab-duel-earnings", told)
    with st.expander(t("Details")):
        _verdicts(answers.details(comparisons, populations))
        for side in answers.sides(titles, populations):
            sentence(side)
        sentence(answers.how())
        table(answers.table(titles, populations), "lab")


def _asked(view: LabView) -> tuple[Sequence[str], Sequence[Comparison]]:
    """Return how the labs that are compared are called, and what is asked of them."""
    if view.experiment is None or EXPERIMENTS[view.experiment].settings != view.settings:
        return PINNED, OF_PINNED
    return SIDES[view.experiment], COMPARISONS[view.experiment]


def _gains(_: LabView, populations: Populations) -> None:
    if populations:
        _verdicts(answers.gains(populations))
        sentence(answers.coming(populations))


def _verdicts(lines: Sequence[answers.Verdict]) -> None:
    written = (
        f"<p><strong>{prose(found)}</strong> <span>{prose(sure)}</span></p>"
        for found, sure in lines
    )
    st.html(f'<div class="tt-verdicts">{"".join(written)}</div>')
