"""Plotly charts of what does not move."""

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from game.api import OneEngine
from game.text.language import separators, t
from game.text.marking import mark
from game.views.frame.theme import FONT_NUMBERS, FONT_WORDS, Palette


class _Words(NamedTuple):
    """What a chart says of one model."""

    forecast: str
    alarm: str
    alarm_below: str
    no_alarm: str


_WORDS = {
    "local": _Words(
        mark("local forecast"),
        mark("local alarm"),
        mark("local alarm below {setting}"),
        mark("local: no alarm"),
    ),
    "federated": _Words(
        mark("federated forecast"),
        mark("federated alarm"),
        mark("federated alarm below {setting}"),
        mark("federated: no alarm"),
    ),
}


def layout(palette: Palette, height: int) -> go.Layout:
    """Return the house layout: hairlines, numbers in the monospace, no frame."""
    axis = {
        "gridcolor": palette.rule,
        "zeroline": False,
        "linecolor": palette.rule,
        "tickfont": {"family": FONT_NUMBERS, "color": palette.muted, "size": 12},
        "automargin": True,
        "title": {"font": {"family": FONT_WORDS, "color": palette.muted, "size": 13}},
    }
    return go.Layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT_WORDS, "color": palette.text, "size": 13},
        showlegend=False,
        separators=separators(),
        xaxis=axis,
        yaxis=axis,
    )


def forecasts(engine: OneEngine, palette: Palette) -> go.Figure:
    """Draw one engine's true RUL and what two models make of it, with their alarms."""
    ages = np.arange(1, engine.lifetime + 1)
    styles = {
        "federated": (palette.factory_0, "solid", "circle"),
        "local": (palette.factory_1, "dash", "triangle-up"),
    }
    figure = go.Figure(layout=layout(palette, 380))
    truth = np.minimum(engine.lifetime - ages, 125)
    figure.add_scatter(
        x=ages, y=truth, mode="lines", line={"color": palette.muted, "width": 1}, name=t("true RUL")
    )
    _say(figure, engine.lifetime * 0.62, 88, t("true remaining life"), palette.muted, "right")
    for name, (colour, dash, symbol) in styles.items():
        words = _WORDS[name]
        line = engine.forecasts[name]
        setting, stop = engine.settings[name], engine.stops[name]
        figure.add_scatter(
            x=ages[: stop + 1], y=line[: stop + 1], mode="lines", name=t(words.forecast),
            line={"color": colour, "width": 2, "dash": dash},
        )  # fmt: skip
        figure.add_hline(y=setting, line={"color": colour, "width": 1, "dash": "dot"})
        _say(figure, 0, setting, t(words.alarm_below, setting=setting), colour, "left", lift=10)
        if stop < engine.lifetime:
            figure.add_scatter(
                x=[stop], y=[line[stop - 1]], mode="markers", name=t(words.alarm),
                marker={"color": colour, "size": 13, "symbol": symbol},
            )  # fmt: skip
            _say(figure, stop + 4, float(line[stop - 1]) + 4, t("serviced"), colour, "left")
        else:
            _say(figure, stop, float(line[-1]), t(words.no_alarm), colour, "right", lift=12)
    figure.add_scatter(
        x=[engine.lifetime], y=[0], mode="markers", name=t("failure"),
        marker={"color": palette.failure, "size": 12, "symbol": "x"},
    )  # fmt: skip
    _say(figure, engine.lifetime + 4, 0, t("it fails"), palette.failure, "left", lift=6)
    figure.update_xaxes(title_text=t("age, cycles"), range=[0, engine.lifetime * 1.12])
    figure.update_yaxes(title_text=t("remaining life, cycles"), range=[-4, 142])
    return figure


def _say(
    figure: go.Figure, x: float, y: float, text: str, colour: str, anchor: str, lift: int = 0
) -> None:
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor=anchor, yanchor="middle", yshift=lift,
        font={"color": colour, "size": 13},
    )  # fmt: skip
