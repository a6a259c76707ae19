"""What every page draws alike: sentences, charts and tables."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape

import plotly.graph_objects as go
import streamlit as st

from game.rules.errors import GameError
from game.text.language import refusal_text, speak, spoken, t
from game.views.frame.tables import Table
from game.views.frame.theme import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the colours of the visitor's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def sentence(text: str | None) -> None:
    """Write words as they are, if any: dollars are no formulas, and a link's words no markup."""
    if text:
        st.html(f"<p>{prose(text)}</p>")


def prose(text: str) -> str:
    """Return words as HTML.

    Examples
    --------
    >>> prose("a < b")
    'a &lt; b'
    """
    return escape(text).replace("−$", "−\N{WORD JOINER}$")  # no line ends in a sign


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a chart with its text alternative, and a button that takes it away as a picture."""
    st.plotly_chart(figure, theme=None, config=_BAR | _picture(key), key=key, alt=alt)


_BAR = {"displayModeBar": "hover", "displaylogo": False, "modeBarButtons": [["toImage"]]}
"""One button for every chart, there when a pointer or the focus is."""


def _picture(key: str) -> dict[str, object]:
    """Return how a chart becomes a picture: a file by its name, twice as fine as on the screen."""
    return {"toImageButtonOptions": {"format": "png", "filename": f"turbofan-{key}", "scale": 2}}


def drawn_once(draw: Callable[..., go.Figure], *facts: Hashable) -> go.Figure:
    """Return a chart of some facts, drawn once in each theme and language.

    A page is drawn again at every press, and while something is computed; a chart takes a twentieth
    of a second or more.

    Parameters
    ----------
    draw : from the facts and the palette
    """
    return _drawn(draw, facts, palette(), spoken().tag)


@lru_cache(maxsize=64)
def _drawn(
    draw: Callable[..., go.Figure], facts: tuple[Hashable, ...], colours: Palette, _language: str
) -> go.Figure:
    return draw(*facts, colours)


def table(rows: Table, page: str) -> None:
    """Draw a table, and a button that takes it away as a file of a page."""
    if rows.heads and rows.cells:
        st.html(rows.to_html())
    st.download_button(
        t("{table} as CSV", table=rows.name), rows.to_csv(), f"{page}-{rows.key}.csv", "text/csv",
        key=f"{page}-csv-{rows.key}", on_click="ignore", type="tertiary",
    )  # fmt: skip


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say in a sentence what is refused meanwhile."""
    try:
        yield
    except GameError as error:
        sentence(refusal_text(error))


def draw_again(draw: Callable[[], bool], every: float | None) -> None:
    """Draw a part of a page now, and again and again until it has come to its end.

    Parameters
    ----------
    draw : draws it, and says whether this is its end; then the page is drawn once more
    every : seconds; None where nothing more will come
    """
    draw_when(lambda: draw() and every is not None, every)


def draw_when(news: Callable[[], bool], every: float | None) -> None:
    """Ask again and again whether there is news, and draw the page once more when there is.

    What is long to draw is drawn no more often than it changes.

    Parameters
    ----------
    every : seconds; None where nothing more will come: who asks late is answered all the same
    """
    tag = spoken().tag

    def asking() -> None:
        speak(tag)  # the page itself is not run again
        with refusals_told():
            if news():
                st.rerun()

    # Alone in its place: a part that is asked again before all of the page has been sent takes
    # what it drew there back out of the messages, and what stands behind it would move up.
    with st.container():
        st.fragment(asking, run_every=every)()
