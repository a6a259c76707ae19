"""A plant on paper: what was assumed, in which unit, whose it is, and when it was printed."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import streamlit as st

from game.business.plant import Case
from game.text.language import long_date, t
from game.views.business.words import sections
from game.views.business.words.inputs import assumed
from game.views.business.words.whose import EXAMPLE, PUBLISHED, Origins

_STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")


def style() -> None:
    """Bring the style of the sheet and of what is said below fields."""
    st.html(f"<style>{_STYLE}</style>")


def on_paper(case: Case, origins: Origins) -> None:
    """Draw what was assumed, for a printed page: fields and folds are not printed."""
    told = [(one.label, one.said, origins.of(one.path)) for one in assumed(asdict(case))]
    told += [(label, value, None) for label, value in sections.measured_misses(case)]
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd class='tt-{whose}'>"
        f"{escape(value)}{_MARKS.get(whose, '')}</dd></div>"
        for label, value, whose in told
    )
    with st.container(key="plant-paper"):
        st.html(f"<p>{escape(_head(case, origins))}</p><dl class='tt-assumed'>{rows}</dl>")


_MARKS: dict[str | None, str] = {PUBLISHED: "\N{DEGREE SIGN}", EXAMPLE: "*"}


def _head(case: Case, origins: Origins) -> str:
    """Say what the sheet is of, of which day, in which units, and how it says whose a value is."""
    behind = timedelta(minutes=st.context.timezone_offset or 0)  # where the visitor is
    date = long_date((datetime.now(UTC) - behind).date())
    said = t(
        "{name}, {date}. Money in {unit}, time in hours.",
        name=case.name or t("Your plant"),
        date=date,
        unit=case.currency or t("your own unit"),
    )
    if origins.changed is None:
        return said
    marks = t("Bold: yours. {published}: published. {example}: our example.",
              published=_MARKS[PUBLISHED], example=_MARKS[EXAMPLE])  # fmt: skip
    return f"{said} {marks}"
