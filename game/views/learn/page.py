"""Learn: five short levels, each guessed before it is shown."""

from datetime import UTC, date, datetime
from html import escape
from typing import Any

import streamlit as st

from game.campaign import levels
from game.campaign.levels import LESSONS, Lesson, NumberForm
from game.live.daily import daily_link
from game.text.language import long_date, t
from game.views.frame.drawing import chart, palette, table
from game.views.frame.state import ViewState, hold, pass_on, view_state
from game.views.frame.tables import Table
from game.views.learn.book import anchor, chapter_list
from game.views.learn.charts import CHARTS


def render() -> None:
    """Draw the page."""
    view = view_state()
    if view.guesses is None:
        view.guesses = levels.read_done(st.query_params.get("done", ""))
        missing = (n for n in range(1, len(LESSONS) + 1) if n not in view.guesses)
        view.level = next(missing, len(LESSONS))
    _remember(view.guesses)
    with st.container(key="page"):
        st.title(t("Learn"), anchor=False)
        st.html(_heading(t("The chapters")))
        st.markdown(
            t("Seven short matches on the board, one idea each, and where to meet it again.")
        )
        st.html(chapter_list())
        st.html(_heading(t("The questions")))
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
        st.html(_to_the_level(view.level), unsafe_allow_javascript=True)
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
    guess = _guess_field(lesson, guesses.get(number))
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
        _reveal(lesson, guesses[number])
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
    done = levels.write_done(guesses)
    if done:
        st.query_params["done"] = done
    elif "done" in st.query_params:
        del st.query_params["done"]


def _guess_field(lesson: Lesson[Any], guessed: int | None) -> int | None:
    """Ask for a guess; None while nothing is chosen."""
    form = lesson.form
    if isinstance(form, NumberForm):
        return _number(lesson.name, form, form.start if guessed is None else guessed)
    options = [t(option) for option in form.options]
    chosen = st.radio(t(form.label), options, index=guessed, key=f"guess-{lesson.name}")
    return None if chosen is None else options.index(chosen)


def _number(name: str, form: NumberForm, start: int) -> int:
    typed, slid = f"guess-{name}", f"guess-{name}-slider"
    hold(typed, start)
    low, high = form.low, form.high
    if not form.slider:
        return st.number_input(t(form.label), low, high, start, step=1, key=typed, width=220)
    hold(slid, start)
    with st.container(horizontal=True, vertical_alignment="bottom", key="guess"):
        st.slider(
            t(form.label), low, high, start, step=1, key=slid, on_change=pass_on, args=(slid, typed)
        )
        return st.number_input(
            t(form.label), low, high, start, step=1, key=typed, on_change=pass_on,
            args=(typed, slid), width=130, label_visibility="collapsed",
        )  # fmt: skip


def _reveal(lesson: Lesson[Any], guess: int) -> None:
    """Show the truth beside a guess: the sentence, the chart, the table."""
    figures, verdict = lesson.figures(), lesson.compare(guess)
    st.markdown(verdict.replace("$", r"\$"))
    chart(CHARTS[lesson.name](figures, guess, palette()), f"chart-{lesson.name}", verdict)
    with st.expander(t("The numbers as a table")):
        table(Table.of_numbers(lesson.name, t(lesson.title), figures.columns()), "learn")


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def ways_on(today: date) -> str:
    """Return links from the levels to whole matches, as HTML.

    Examples
    --------
    >>> "Today's challenge</a>, 1 March 2026 (UTC)" in ways_on(date(2026, 3, 1))
    True
    """
    ways = {
        t("<a>The full match</a>: climb the ladder against three rivals."): anchor(),
        t(
            "<a>Everything unlocked</a>, with the factory of levels 1 to 4: no ladder to climb."
        ): anchor(game=levels.story_link()),
        t(
            "<a>Today's challenge</a>, {day} (UTC): the same engines for everyone who plays today.",
            day=long_date(today),
        ): anchor(game=daily_link(today)),
        t("<a>The sandbox</a>: every number of the rules is yours."): anchor("sandbox"),
    }
    items = "".join(f"<li>{way.replace('<a>', link)}</li>" for way, link in ways.items())
    return f'<ul class="tt-ways">{items}</ul>'


def _to_the_level(number: int) -> str:
    """Bring a level's beginning on the screen, and the keyboard and a screen reader with it."""
    return f"""<script>{{ // level {number}
  const heading = document.querySelector(".st-key-level h2");
  document.querySelector(".st-key-levels")?.scrollIntoView({{block: "nearest"}});
  if (heading) {{ heading.tabIndex = -1; heading.focus({{preventScroll: true}}); }}
}}</script>"""
