"""What every page draws alike: sentences, charts and tables."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from game.text.language import t
from game.views.frame.tables import Table
from game.views.frame.theme import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the colours of the visitor's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def sentence(text: str) -> None:
    """Write words as they are: dollars are no formulas, and a link's words no markup."""
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
    """Draw a chart with its text alternative."""
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=key, alt=alt)


def table(rows: Table, page: str) -> None:
    """Draw a table, and a button that takes it away as a file of a page."""
    if rows.cells:
        st.html(rows.to_html())
    st.download_button(
        t("{table} as CSV", table=rows.name), rows.to_csv(), f"{page}-{rows.key}.csv", "text/csv",
        key=f"{page}-csv-{rows.key}", on_click="ignore", type="tertiary",
    )  # fmt: skip
