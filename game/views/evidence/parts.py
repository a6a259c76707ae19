"""The parts of the evidence page: what is picked, what was found."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from game.evidence.findings import Findings
from game.rules.strategies import STRATEGIES, servicing
from game.text.language import t
from game.text.marking import mark
from game.views.evidence import charts, tables, words
from game.views.frame.drawing import chart, table
from game.views.frame.forms import slider_and_box
from game.views.frame.theme import Palette

_PRESETS = {
    "tuned": mark("Recommended"),
    "original": mark("The original's"),
    "own": mark("Your own"),
}


def pick_strategies() -> list[str]:
    """Ask which strategies to play."""
    names = list(STRATEGIES)
    picked = st.pills(
        t("Strategies"), names, selection_mode="multi", default=names, format_func=words.title,
        key="evidence-strategies",
    )  # fmt: skip
    return list(picked)


def pick_settings(strategies: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """Ask for the settings: a name, and the numbers if they are the visitor's own."""
    preset = st.segmented_control(
        t("Settings"), list(_PRESETS), default="tuned", required=True,
        format_func=lambda name: t(_PRESETS[name]), key="evidence-settings",
        help=t(
            "Recommended: what each factory's own failures suggest. The original's: those of the "
            "Turbofan Tycoon of 2018, age 193 and threshold 10."
        ),
    )  # fmt: skip
    own = {}
    if preset == "own":
        for name in strategies:
            form = STRATEGIES[name].setting
            if form is not None:
                label = t(
                    "{strategy}: {what}, cycles",
                    strategy=words.title(name),
                    what=t(form.label).lower(),
                )
                start = (form.low + form.usual) // 2 if form.original is None else form.original
                own[name] = slider_and_box(label, form.low, form.high, start, f"evidence-{name}")
    return str(preset), own


def show(findings: Findings, palette: Palette) -> None:
    """Draw everything that was found."""
    conclusions = words.conclusions(findings)
    if conclusions:
        numbered = (f"{number}. {sentence}" for number, sentence in enumerate(conclusions, 1))
        st.markdown(_escaped("\n".join(numbered)))
        st.caption(
            t(
                "Nobody retrains in these games. In a match a local model may lose its blind spot "
                "by retraining, and the federation's lead is smaller: see the end of this page."
            )
        )
    st.header(t("Profit"), anchor=False)
    _chart(charts.means(findings, palette), words.means(findings), "means")
    st.caption(
        t(
            "Bars are 95% intervals of the mean. Filled: the settings picked. Hollow: {settings}.",
            settings=_one_below_the_other([t(words.SETTINGS[name]) for name in findings.beside]),
        )
    )
    table(tables.strategies_table(findings), "evidence")
    st.header(t("Luck of the draw"), anchor=False)
    _chart(charts.spreads(findings, palette), words.spreads(findings), "spreads")
    st.caption(t("Each dot is a game; the bar reaches from p10 to p90, the notch is the median."))
    if findings.lead is not None:
        st.header(t("Who wins, and when"), anchor=False)
        _chart(charts.horizons(findings, palette), words.winners(findings), "horizons")
        table(tables.wins_table(findings.rows), "evidence")
    for heading, names in (
        (t("What the service age is worth"), _servicing(by_age=True)),
        (t("What the alarm threshold is worth"), _servicing(by_age=False)),
    ):
        lines = [line for line in findings.curves if line.strategy in names]
        if lines:
            st.header(heading, anchor=False)
            text = " ".join(map(words.curve, lines))
            figure = charts.curves(lines, (*findings.rows, *findings.others), palette)
            _chart(figure, text, f"curve-{names[0]}")
            table(tables.curves_table(names[0], lines), "evidence")


def _servicing(by_age: bool) -> tuple[str, ...]:
    return tuple(name for name in servicing() if STRATEGIES[name].scheduled == by_age)


def _one_below_the_other(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    first, second, *rest = names
    both = t("{above} and, below, {below}", above=first, below=second)
    return _one_below_the_other([both, *rest])


def _chart(figure: go.Figure, text: str, key: str) -> None:
    st.markdown(_escaped(text))
    chart(figure, f"evidence-{key}", text)


def _escaped(text: str) -> str:
    """Keep Markdown from reading dollars as formulas, and a line from ending after a minus."""
    return text.replace("−$", "−\u2060$").replace("$", "\\$")
