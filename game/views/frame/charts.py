"""Plotly charts of what does not move."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from game.api import OneEngine
from game.rules.strategies import STRATEGIES
from game.text.language import separators, t
from game.views.frame.theme import FONT_NUMBERS, FONT_WORDS, Palette


def strategy_colour(strategy: str, palette: Palette) -> str:
    """Return the colour of a strategy.

    Examples
    --------
    >>> from game.views.frame.theme import LIGHT
    >>> strategy_colour("federated", LIGHT)
    '#0072b2'
    """
    return str(getattr(palette, STRATEGIES[strategy].colour))


def strategy_symbol(strategy: str) -> str:
    """Return what Plotly calls a strategy's shape.

    Examples
    --------
    >>> strategy_symbol("local")
    'triangle-up'
    """
    return symbol(STRATEGIES[strategy].shape)


def symbol(shape: str) -> str:
    """Return what Plotly calls a shape."""
    return "triangle-up" if shape == "triangle" else shape


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
    """Draw one engine's true RUL and what each model makes of it, with its alarm."""
    ages = np.arange(1, engine.lifetime + 1)
    figure = go.Figure(layout=layout(palette, 380))
    truth = np.minimum(engine.lifetime - ages, 125)
    figure.add_scatter(
        x=ages, y=truth, mode="lines", line={"color": palette.muted, "width": 1}, name=t("true RUL")
    )
    remaining = t("true remaining life")
    label(figure, engine.lifetime * 0.62, 88, remaining, palette.muted, xanchor="right")
    for name, line in reversed(engine.forecasts.items()):
        kind, colour = STRATEGIES[name], strategy_colour(name, palette)
        model = t(kind.short).lower()
        setting, stop = engine.settings[name], engine.stops[name]
        figure.add_scatter(
            x=ages[: stop + 1], y=line[: stop + 1], mode="lines",
            name=t("{model} forecast", model=model),
            line={"color": colour, "width": 2, "dash": kind.dash},
        )  # fmt: skip
        figure.add_hline(y=setting, line={"color": colour, "width": 1, "dash": "dot"})
        below = t("{model} alarm below {setting}", model=model, setting=setting)
        label(figure, 0, setting, below, colour, yshift=10)
        if stop < engine.lifetime:
            figure.add_scatter(
                x=[stop], y=[line[stop - 1]], mode="markers", name=t("{model} alarm", model=model),
                marker={"color": colour, "size": 13, "symbol": strategy_symbol(name)},
            )  # fmt: skip
            label(figure, stop + 4, float(line[stop - 1]) + 4, t("serviced"), colour)
        else:
            silent, end = t("{model}: no alarm", model=model), float(line[-1])
            label(figure, stop, end, silent, colour, xanchor="right", yshift=12)
    figure.add_scatter(
        x=[engine.lifetime], y=[0], mode="markers", name=t("failure"),
        marker={"color": palette.failure, "size": 12, "symbol": "x"},
    )  # fmt: skip
    label(figure, engine.lifetime + 4, 0, t("it fails"), palette.failure, yshift=6)
    figure.update_xaxes(title_text=t("age, cycles"), range=[0, engine.lifetime * 1.12])
    figure.update_yaxes(title_text=t("remaining life, cycles"), range=[-4, 142])
    return figure


def label(figure: go.Figure, x: float, y: float, text: str, colour: str, **options: Any) -> None:
    """Write a text to the right of a place in a chart, unless Plotly's options say otherwise."""
    options = {"xanchor": "left", "showarrow": False} | options
    figure.add_annotation(x=x, y=y, text=text, font_color=colour, font_size=13, **options)
