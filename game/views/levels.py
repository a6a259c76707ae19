"""A level of the way in on the screen: the field for a guess, and what it is compared with."""

from datetime import date
from typing import Any

import streamlit as st

from game.daily import daily_link
from game.lessons import ChoiceForm, Lesson, NumberForm, story_link
from game.views.charts_lessons import CHARTS
from game.views.state import hold, pass_on
from game.views.theme import DARK, LIGHT


def guess_field(lesson: Lesson[Any], guessed: int | None) -> int | None:
    """Ask for a guess; None while nothing is chosen."""
    form = lesson.form
    if isinstance(form, ChoiceForm):
        chosen = st.radio(form.label, form.options, index=guessed, key=f"guess-{lesson.name}")
        return None if chosen is None else form.options.index(chosen)
    return _number(lesson.name, form, form.start if guessed is None else guessed)


def _number(name: str, form: NumberForm, start: int) -> int:
    typed, slid = f"guess-{name}", f"guess-{name}-slider"
    hold(typed, start)
    low, high = form.low, form.high
    if not form.slider:
        return st.number_input(form.label, low, high, step=1, key=typed, width=220)
    hold(slid, start)
    with st.container(horizontal=True, vertical_alignment="bottom", key="guess"):
        st.slider(form.label, low, high, step=1, key=slid, on_change=pass_on, args=(slid, typed))
        return st.number_input(
            form.label, low, high, step=1, key=typed, on_change=pass_on, args=(typed, slid),
            width=130, label_visibility="collapsed",
        )  # fmt: skip


def reveal(lesson: Lesson[Any], guess: int) -> None:
    """Show the truth beside a guess: the sentence, the chart, the table."""
    found, said = lesson.evidence(), lesson.compare(guess)
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    st.markdown(said.replace("$", r"\$"))
    st.plotly_chart(
        CHARTS[lesson.name](found, guess, palette),
        theme=None,
        config={"displayModeBar": False},
        key=f"chart-{lesson.name}",
        alt=said,
    )
    with st.expander("The numbers as a table"):
        st.dataframe(found.columns(), hide_index=True)


def ways_on(today: date) -> str:
    """Return links from the levels to whole matches, as HTML.

    Examples
    --------
    >>> "Today's challenge</a>, 1 March 2026 (UTC)" in ways_on(date(2026, 3, 1))
    True
    """
    return f"""<ul class="tt-ways">
<li><a href="./">The full match</a>: climb the ladder against three rivals.</li>
<li><a href="./?game={story_link()}">The default match</a>, with the factory of
levels 1 to 4: everything unlocked.</li>
<li><a href="./?game={daily_link(today)}">Today's challenge</a>, {today:%-d %B %Y} (UTC): the same
engines for everyone who plays today.</li>
<li><a href="./sandbox">The sandbox</a>: every number of the rules is yours.</li></ul>"""


def to_the_level(number: int) -> str:
    """Bring a level's beginning on the screen, and the keyboard and a screen reader with it."""
    return f"""<script>{{ // level {number}
  const heading = document.querySelector(".st-key-level h2");
  document.querySelector(".st-key-levels")?.scrollIntoView({{block: "nearest"}});
  if (heading) {{ heading.tabIndex = -1; heading.focus({{preventScroll: true}}); }}
}}</script>"""
