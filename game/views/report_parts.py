"""What a report is set from: sentences, charts with their words, tables with their files."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from game.views.report_words import Table
from game.views.theme import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the colours of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def sentence(text: str) -> None:
    """Write words as they are: dollars are no formulas, and a link's words no markup."""
    st.html(f"<p>{escape(text)}</p>")


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a chart that says in words what it shows."""
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=key, alt=alt)


def table(rows: Table) -> None:
    """Write a table and offer it as a file."""
    st.html(rows.to_html())
    st.download_button(
        "Download CSV",
        rows.to_csv(),
        f"{rows.name.lower().replace(' ', '-')}.csv",
        "text/csv",
        key=f"csv-{rows.name}",
        help=rows.name,
        on_click="ignore",
        type="tertiary",
    )
