"""The blind spot on NASA's engines, on the page: compressors taught the model, then fans fail."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from game.jobs import Jobs, has_ended
from game.study import blind_spot as study
from game.study import real_engines
from game.study.blind_spot import (
    ALONE,
    BOTH,
    COMPRESSORS,
    LEARNERS,
    PERFECT,
    WAITING,
    BlindSpot,
    LearnerResult,
)
from game.text.language import money, number, percent, t
from game.text.marking import mark
from game.views.frame.charts import dots, label, layout, line
from game.views.frame.drawing import chart, draw_again, palette, sentence, table
from game.views.frame.tables import Cell, Table
from game.views.frame.theme import Palette

_REFRESH = 0.3  # s
_ROW = 20  # pixels of an engine in the picture

MEETINGS: Jobs[tuple[Path, ...], BlindSpot] = Jobs(most=1, first_here=True)
"""Of this process, by the folders of the sets: computed once for everybody."""

_TITLES: Mapping[str, str] = {
    WAITING: mark("waiting for every failure"),
    ALONE: mark("a factory of FD001 alone: compressors"),
    COMPRESSORS: mark("FD001's factories together: compressors"),
    BOTH: mark("the same, and factories that have seen fans"),
    PERFECT: mark("who knows every failure in advance"),
}


def show() -> None:
    """Draw the section, if both sets are on this server."""
    st.header(t("The blind spot, on NASA's engines"), anchor=False)
    st.markdown(_question())
    folders = real_engines.subset_folders()
    if not set(study.SUBSETS) <= set(folders):
        sentence(t("Fetch FD001 and FD003 above, and the two meet here."))
        return
    places = tuple(folders[name] for name in study.SUBSETS)
    job = MEETINGS.begin(places, real_engines.meet_fans)

    def grow() -> bool:
        work = MEETINGS.look(places, real_engines.meet_fans)
        spot = work.value
        if not work.finished:
            st.progress(len(spot.outcomes) / len(LEARNERS), t("They meet..."))
        elif spot.is_whole:
            _show_meeting(spot)
        return work.finished

    draw_again(grow, None if has_ended(job) else _REFRESH)


def _question() -> str:
    return t(
        "Of FD001's engines the compressor wears out, of FD003's the compressor or the **fan**. "
        "What does the match's linear model, which has met compressors alone, make of a fan? "
        "NASA names no fault per engine: here an engine is a fan engine if the pressure in its "
        "bypass duct (P15) is below {pressure} psia on average. No model here looks at P15, and a "
        "second sensor (epr) says the same of every engine.",
        pressure=number(study.P15_BELOW, 4),
    )


def _show_meeting(spot: BlindSpot) -> None:
    outcome = words(spot)
    sentence(outcome)
    chart(paths(spot, palette()), "real-blind-paths", outcome)
    near = near_words(spot)
    sentence(near)
    chart(near_failure(spot, palette()), "real-blind-near", near)
    table(outcomes_table(spot), "real")
    st.caption(
        t(
            "Engines are dealt to factories, {each} failures each; alarms, prices and training are "
            "a match's. No model watches an engine that taught it: each half of FD003's engines is "
            "watched by a model that the other half taught. Alone: mean over the factories. "
            "In brackets: 95% interval over the engines, drawn again {draws} times.",
            draws=number(study.DRAWS),
            each=study.ENGINES_EACH,
        )
    )


def words(spot: BlindSpot) -> str:
    """Say what becomes of engines run to failure."""
    alone, together = spot.outcomes[COMPRESSORS], spot.outcomes[BOTH]
    return t(
        "Under a model of FD001's factories together {failed} of FD003's {fans} fan engines fail "
        "without a timely alarm. With factories in the federation that have seen fans it is "
        "{still}. In money: {before} against {after} for an engine place and 1,000 cycles.",
        failed=percent(alone.fans_failed),
        fans=number(int(spot.fan.sum())),
        still=percent(together.fans_failed),
        before=money(alone.rate),
        after=money(together.rate),
    )


def near_words(spot: BlindSpot) -> str:
    """Say what is forecast of engines near their failure."""
    return t(
        "FD003's test engines that were cut off within {within} cycles of their failure: "
        "{calm} of {fans} fan engines look as healthy as new ones to the first model "
        "(a forecast of {cap} cycles), {calm_after} to the second. Its error for them falls from "
        "{before} to {after} cycles.",
        within=study.WITHIN,
        calm=number(spot.calm(COMPRESSORS, True)),
        fans=number(spot.asked(True)),
        cap=study.HEALTHY,
        calm_after=number(spot.calm(BOTH, True)),
        before=number(spot.error(COMPRESSORS, True), 1),
        after=number(spot.error(BOTH, True), 1),
    )


def outcomes_table(spot: BlindSpot) -> Table:
    """List what comes of the engines in everybody's hands."""
    rows = [
        [
            Cell(t("learner"), "learner", name, t(_TITLES[name])),
            Cell(t("fan engines failed"), "fans_failed", round(out.fans_failed, 4), _share),
            Cell(t("compressor engines failed"), "compressors_failed",
                 round(out.compressors_failed, 4), _share),
            Cell(t("$ per engine place, 1,000 cycles"), "rate", round(out.rate), _rate(out)),
            Cell("", "low", round(out.interval[0])),
            Cell("", "high", round(out.interval[1])),
        ]
        for name, out in spot.outcomes.items()
    ]  # fmt: skip
    return Table.of_rows("blind-spot", t("The blind spot"), rows)


def _rate(outcome: LearnerResult) -> str:
    low, high = outcome.interval
    interval = t("{low} to {high}", low=money(low), high=money(high))
    return f"{money(outcome.rate)} ({interval})"


def _share(share: float) -> str:
    return percent(share, 0 if share in (0, 1) else 1)


def paths(spot: BlindSpot, palette: Palette) -> go.Figure:
    """Draw what two models forecast of every engine on its way to its failure."""
    titles = [t("knows compressors"), t("knows fans, too")]
    figure = make_subplots(1, 2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=titles)
    style = layout(palette, 340)
    figure.update_layout(style)
    figure.update_layout(margin_t=34)
    figure.update_annotations(font={"color": palette.text, "size": 15})
    left = -np.arange(study.SHOWN)[::-1]
    x = np.append(left, left[-1])  # a gap between two engines
    for column, name in enumerate((COMPRESSORS, BOTH), 1):
        place: dict[str, Any] = {"row": 1, "col": column}
        for fan, colour in ((False, palette.factory_1), (True, palette.failure)):
            engines = spot.paths[name][spot.fan == fan]
            y = np.pad(engines, ((0, 0), (0, 1)), constant_values=np.nan).ravel()
            repeated = np.tile(x, len(engines))
            line(figure, repeated, y, colour, 1, opacity=0.6, hoverinfo="skip", **place)
        alarm = spot.alarms[name]
        dotted = {"color": palette.service, "width": 2, "dash": "dot"}
        figure.add_hline(y=alarm, line=dotted, **place)
        said = t("alarm below {cycles}", cycles=alarm)
        label(figure, left[0], alarm, said, palette.service, yshift=10, **place)
    first: dict[str, Any] = {"row": 1, "col": 1}
    label(figure, left[0], 134, t("fan engines"), palette.failure, **first)
    label(figure, left[0], 8, t("compressor engines"), palette.factory_1, **first)
    axis = style.xaxis.to_plotly_json()
    figure.update_xaxes(axis | {"title": axis["title"] | {"text": t("cycles to the failure")}})
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(style.yaxis.to_plotly_json(), range=[-4, 148])
    figure.update_yaxes(title_text=t("forecast, cycles"), col=1)
    return figure


def near_failure(spot: BlindSpot, palette: Palette) -> go.Figure:
    """Draw both models' forecasts of each engine near its failure, beside the truth."""
    order = np.lexsort((spot.left, ~spot.near_fan))[::-1]
    names = [_engine(spot, at) for at in order]
    figure = go.Figure(layout=layout(palette, _ROW * len(order) + 110))
    before, after = (spot.near[name][0][order] for name in (COMPRESSORS, BOTH))
    truth = spot.left[order]
    across = np.column_stack([truth, before, np.full(len(order), np.nan)]).ravel()
    line(figure, across, np.repeat(names, 3), palette.rule, 2, hoverinfo="skip", showlegend=False)
    for values, colour, sign, text in (
        (truth, palette.text, "line-ns-open", t("cycles it has left")),
        (before, palette.failure, "circle", t("forecast: knows compressors")),
        (after, palette.factory_0, "diamond", t("forecast: knows fans, too")),
    ):
        said = f"%{{y}}, {text}: %{{x:.0f}}<extra></extra>"
        dots(figure, values, names, colour, 10, sign, name=text, hovertemplate=said)
    figure.update_traces(marker_line_width=2, selector={"marker.symbol": "line-ns-open"})
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "itemclick": False}
    figure.update_layout(showlegend=True, legend=legend)
    figure.update_xaxes(title_text=t("cycles"), range=[-4, 130])
    figure.update_yaxes(showgrid=False, dtick=1)
    return figure


def _engine(spot: BlindSpot, at: int) -> str:
    number = spot.numbers[at]
    if spot.near_fan[at]:
        return t("fan {number}", number=number)
    return t("compressor {number}", number=number)
