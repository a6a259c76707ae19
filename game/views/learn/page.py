"""Learn: five short levels, each guessed before it is shown."""

from datetime import UTC, datetime

import streamlit as st

from game.lessons.levels import LESSONS, read_done, write_done
from game.text.language import t
from game.views.frame.state import ViewState, view_state
from game.views.learn.levels import guess_field, reveal, to_the_level, ways_on


def render() -> None:
    """Draw the page."""
    view = view_state()
    if view.guesses is None:
        view.guesses = read_done(st.query_params.get("done", ""))
        missing = (n for n in range(1, len(LESSONS) + 1) if n not in view.guesses)
        view.level = next(missing, len(LESSONS))
    _remember(view.guesses)
    with st.container(key="page"):
        st.title(t("Learn"), anchor=False)
        st.markdown(
            t("Five levels, one question each. Guess first; then see what the engines say.")
        )
        _levels(view, view.guesses)
        with st.container(key="level"):
            _level(view, view.guesses)
        st.header(t("Then play"), anchor=False)
        st.html(ways_on(datetime.now(UTC).date()))
    if view.turned:
        view.turned = False
        st.html(to_the_level(view.level), unsafe_allow_javascript=True)
    if view.level in view.guesses and view.level < len(LESSONS):
        LESSONS[view.level].figures()  # the next level's, while this one is read


def _levels(view: ViewState, guesses: dict[int, int]) -> None:
    with st.container(key="levels", horizontal=True, gap="small"):
        for number, lesson in enumerate(LESSONS, 1):
            st.button(
                f"{number} ✓" if number in guesses else str(number),
                key=f"level-{number}",
                type="primary" if number == view.level else "secondary",
                help=t("Level {level}: {title}", level=number, title=t(lesson.title)),
                on_click=_turn,
                args=(view, number),
            )


def _level(view: ViewState, guesses: dict[int, int]) -> None:
    number, lesson = view.level, LESSONS[view.level - 1]
    idea, question = (text.replace("$", r"\$") for text in lesson.intro())
    st.header(f"{number}. {t(lesson.title)}", anchor=False)
    st.markdown(f"{idea} **{question}**")
    guess = guess_field(lesson, guesses.get(number))
    last, done = number == len(LESSONS), number in guesses
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("Guess again") if done else t("Show me"),
            key=f"show-{number}",
            type="secondary" if done else "primary",
            disabled=guess is None,
            on_click=_answer,
            args=(view, number, guess),
        )
        if not done and not last:
            st.button(t("Skip"), on_click=_turn, args=(view, number + 1), type="tertiary")
    if done:
        reveal(lesson, guesses[number])
        with st.container(horizontal=True, gap="small"):
            if not last:
                st.button(t("Next level"), type="primary", on_click=_turn, args=(view, number + 1))
            st.button(t("Start over"), on_click=_start_over, args=(view,), type="tertiary")


def _turn(view: ViewState, number: int) -> None:
    view.level, view.turned = number, True


def _answer(view: ViewState, number: int, guess: int) -> None:
    view.guesses = {**(view.guesses or {}), number: guess}


def _start_over(view: ViewState) -> None:
    view.guesses = {}
    _turn(view, 1)


def _remember(guesses: dict[int, int]) -> None:
    done = write_done(guesses)
    if done:
        st.query_params["done"] = done
    elif "done" in st.query_params:
        del st.query_params["done"]
