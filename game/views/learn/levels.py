"""A level of the tutorial on the screen: the field for a guess, and what it is compared with."""

from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from game.lessons.levels import ChoiceForm, Lesson, NumberForm, story_link
from game.live.daily import daily_link
from game.text.language import long_date, t
from game.views.frame.drawing import chart, palette, table
from game.views.frame.state import hold, pass_on
from game.views.frame.tables import Table
from game.views.frame.visitor import link_query
from game.views.learn.charts import CHARTS


def guess_field(lesson: Lesson[Any], guessed: int | None) -> int | None:
    """Ask for a guess; None while nothing is chosen."""
    form = lesson.form
    if isinstance(form, ChoiceForm):
        options = [t(option) for option in form.options]
        chosen = st.radio(t(form.label), options, index=guessed, key=f"guess-{lesson.name}")
        return None if chosen is None else options.index(chosen)
    return _number(lesson.name, form, form.start if guessed is None else guessed)


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


def reveal(lesson: Lesson[Any], guess: int) -> None:
    """Show the truth beside a guess: the sentence, the chart, the table."""
    figures, verdict = lesson.figures(), lesson.compare(guess)
    st.markdown(verdict.replace("$", r"\$"))
    chart(CHARTS[lesson.name](figures, guess, palette()), f"chart-{lesson.name}", verdict)
    with st.expander(t("The numbers as a table")):
        table(Table.of_numbers(lesson.name, t(lesson.title), figures.columns()), "learn")


def ways_on(today: date) -> str:
    """Return links from the levels to whole matches, as HTML.

    Examples
    --------
    >>> "Today's challenge</a>, 1 March 2026 (UTC)" in ways_on(date(2026, 3, 1))
    True
    """
    ways = (
        t("<a>The full match</a>: climb the ladder against three rivals.").replace("<a>", _link()),
        t(
            "<a>The default match</a>, with the factory of levels 1 to 4: everything unlocked."
        ).replace("<a>", _link(game=story_link())),
        t(
            "<a>Today's challenge</a>, {day} (UTC): the same engines for everyone who plays today.",
            day=long_date(today),
        ).replace("<a>", _link(game=daily_link(today))),
        t("<a>The sandbox</a>: every number of the rules is yours.").replace(
            "<a>", _link("sandbox")
        ),
    )
    return f'<ul class="tt-ways">{"".join(f"<li>{way}</li>" for way in ways)}</ul>'


def _link(page: str = "", **query: str) -> str:
    values = urlencode(link_query(**query))
    return f'<a href="./{page}{"?" if values else ""}{escape(values)}">'


def to_the_level(number: int) -> str:
    """Bring a level's beginning on the screen, and the keyboard and a screen reader with it."""
    return f"""<script>{{ // level {number}
  const heading = document.querySelector(".st-key-level h2");
  document.querySelector(".st-key-levels")?.scrollIntoView({{block: "nearest"}});
  if (heading) {{ heading.tabIndex = -1; heading.focus({{preventScroll: true}}); }}
}}</script>"""
