"""Labs compared over many populations: an answer in two lines, its picture, what is behind it."""

from collections.abc import Callable, Sequence

import streamlit as st

from game.lab.populations import POPULATIONS, Populations, compare
from game.lab.settings import LabSettings
from game.lab.verdicts import OF_PINNED, PINNED, Comparison
from game.text.language import t
from game.text.marking import mark
from game.views.frame.drawing import chart, draw_again, palette, prose, sentence, table
from game.views.frame.state import LabView, shown_in, view_state
from game.views.lab import answers, charts, duel

REFRESH = 1.5  # s, while populations are drawn

GUESSES = {
    "less": mark("less"),
    "level": mark("about the same"),
    "more": mark("more"),
}
"""What may be found of an experiment's first question, by the name of the finding."""


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
            sentence(t("This lab is pinned: move a lever, and both are drawn in one chart."))
        elif view.pinned:
            sentence(t("Pinned: {lab}", lab=view.pinned.text))


def _pin(settings: LabSettings | None) -> None:
    view_state().lab.pinned = settings


def show_answer() -> None:
    """Ask for a guess, then answer in two lines: a prepared experiment, or a pinned lab."""
    view = view_state().lab
    titles, comparisons = _asked(view)
    if view.experiment is None and len(view.sides) == 1:
        return
    with st.container(key="lab-answer"):
        if titles is PINNED and len(view.sides) == 1:
            sentence(t("You have moved a lever: this is a lab of your own now."))
        elif titles is not PINNED and not _has_guessed(view, comparisons[0]):
            return
        elif view.finished is None:
            sentence(
                t(
                    "The answer follows here, from {count} labs in {populations} populations.",
                    count=len(view.sides),
                    populations=POPULATIONS,
                )
            )
        else:
            _refine(view, _verdict)


def _has_guessed(view: LabView, asked: Comparison) -> bool:
    """Let who looks guess first; returns whether the answer is wanted."""
    name = str(view.experiment)
    if name in view.guesses:
        return True
    label, key = t("{what}: what is your guess?", what=t(asked.what)), f"lab-guess-{name}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="lab-guess"):
        st.segmented_control(
            label, list(GUESSES), key=key, format_func=lambda guess: t(GUESSES[guess]),
            on_change=_guess, args=(name, key),
        )  # fmt: skip
        st.button(
            t("Show the answer"), key="lab-show", type="tertiary", on_click=_guess, args=(name, key)
        )
    return False


def _guess(name: str, key: str) -> None:
    guess = shown_in(key)
    view_state().lab.guesses[name] = guess if isinstance(guess, str) else None


def beside() -> charts.Beside | None:
    """Return the lab that the one on the screen is drawn with, as far as it is known."""
    view = view_state().lab
    if len(view.sides) == 1 or view.finished is None:
        return None
    titles, _ = _asked(view)
    known = compare(view.sides, view.viewer)
    return charts.Beside(t(titles[0]), t(titles[1]), known[0][1]) if known else None


def show_behind() -> None:
    """Draw what is behind an answer, folded: all labs in all populations."""
    view = view_state().lab
    titles, _ = _asked(view)
    if len(view.sides) == 1 or view.finished is None:
        return
    if titles is not PINNED and view.experiment not in view.guesses:
        return
    with st.expander(t("Behind the answer: all labs in one picture")):
        _refine(view, _behind)


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


def _verdict(view: LabView, populations: Populations) -> None:
    titles, comparisons = _asked(view)
    if not populations:
        sentence(t("Now what it is compared with, in the same population..."))
        return
    guess = None if titles is PINNED else view.guesses.get(str(view.experiment))
    lines = answers.headlines(comparisons, populations)
    if guess and lines:
        found, sure = lines[0]
        quoted = t("You guessed: {guess}.", guess=t(GUESSES[guess]))
        lines[0] = found, f"{sure} {quoted}"
    _verdicts(lines)


def _behind(view: LabView, populations: Populations) -> None:
    titles, comparisons = _asked(view)
    if not populations:
        return
    sentence(
        " ".join(filter(None, (answers.spent(populations), answers.coming(populations)))) or None
    )
    told = " ".join(answers.sides(titles, populations))
    left, right = st.columns(2, gap="large")
    with left:
        chart(duel.errors(titles, comparisons, populations, palette()), "lab-duel-errors", told)
    with right:
        armed = view.prepared is not None and view.prepared.armed
        drawn = duel.earnings(titles, comparisons, populations, palette(), armed)
        chart(drawn, "lab-duel-earnings", told)
    _verdicts(answers.details(comparisons, populations))
    for side in answers.sides(titles, populations):
        sentence(side)
    for line in answers.returns(titles, populations):
        sentence(line)
    sentence(answers.how())
    table(answers.table(titles, populations), "lab")


def _asked(view: LabView) -> tuple[Sequence[str], Sequence[Comparison]]:
    """Return how the labs that are compared are called, and what is asked of them."""
    prepared = view.prepared
    return (PINNED, OF_PINNED) if prepared is None else (prepared.titles, prepared.asks)


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
