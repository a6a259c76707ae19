"""Plotly charts of what does not move."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import numpy as np
import plotly.graph_objects as go

from game.api import OneEngine
from game.rules.strategies import STRATEGIES
from game.text.language import separators, t
from game.views.frame.theme import FONT_NUMBERS, FONT_WORDS, Palette


def colour_of(strategy: str, palette: Palette) -> str:
    """Return the colour of a strategy.

    Examples
    --------
    >>> from game.views.frame.theme import LIGHT
    >>> colour_of("federated", LIGHT)
    '#0072b2'
    """
    return str(getattr(palette, STRATEGIES[strategy].colour))


def symbol_of(strategy: str) -> str:
    """Return what Plotly calls a strategy's shape.

    Examples
    --------
    >>> symbol_of("local")
    'triangle-up'
    """
    return symbol(STRATEGIES[strategy].shape)


def symbol(shape: str) -> str:
    """Return what Plotly calls a shape."""
    return "triangle-up" if shape == "triangle" else shape


def layout(palette: Palette, height: int, zoom: bool = False) -> go.Layout:
    """Return the house layout: hairlines, numbers in the monospace, no frame."""
    axis = {
        "gridcolor": palette.rule,
        "zeroline": False,
        "fixedrange": not zoom,
        "linecolor": palette.rule,
        "tickfont": {"family": FONT_NUMBERS, "color": palette.muted, "size": 12},
        "automargin": True,
        "title": {"font": {"family": FONT_WORDS, "color": palette.muted, "size": 13}},
    }
    return go.Layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=palette.ground,  # of the page, and of a picture that is taken away
        modebar={"bgcolor": palette.ground, "color": palette.muted, "activecolor": palette.text},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT_WORDS, "color": palette.text, "size": 13},
        showlegend=False,
        dragmode="zoom" if zoom else False,
        separators=separators(),
        xaxis=axis,
        yaxis=axis,
    )


def forecasts(engine: OneEngine, palette: Palette) -> go.Figure:
    """Draw one engine's true RUL and what each model makes of it, with its alarm."""
    ages = np.arange(1, engine.lifetime + 1)
    figure = go.Figure(layout=layout(palette, 380, zoom=True))
    truth = np.minimum(engine.lifetime - ages, 125)
    line(figure, ages, truth, palette.muted, 1, name=t("true RUL"))
    remaining = t("true remaining life")
    label(figure, engine.lifetime * 0.62, 88, remaining, palette.muted, xanchor="right")
    for name, forecast in reversed(engine.forecasts.items()):
        kind, colour = STRATEGIES[name], colour_of(name, palette)
        model = t(kind.short).lower()
        setting, stop = engine.settings[name], engine.stops[name]
        said = t("{model} forecast", model=model)
        line(figure, ages[: stop + 1], forecast[: stop + 1], colour, dash=kind.dash, name=said)
        figure.add_hline(y=setting, line={"color": colour, "width": 1, "dash": "dot"})
        below = t("{model} alarm below {setting}", model=model, setting=setting)
        label(figure, 0, setting, below, colour, yshift=10)
        if stop < engine.lifetime:
            at, alarm = float(forecast[stop - 1]), t("{model} alarm", model=model)
            dots(figure, [stop], [at], colour, 13, symbol_of(name), name=alarm)
            label(figure, stop + 4, at + 4, t("serviced"), colour)
        else:
            silent, end = t("{model}: no alarm", model=model), float(forecast[-1])
            label(figure, stop, end, silent, colour, xanchor="right", yshift=12)
    dots(figure, [engine.lifetime], [0], palette.failure, 12, "x", name=t("failure"))
    label(figure, engine.lifetime + 4, 0, t("it fails"), palette.failure, yshift=6)
    figure.update_xaxes(title_text=t("age, cycles"), range=[0, engine.lifetime * 1.12])
    figure.update_yaxes(title_text=t("remaining life, cycles"), range=[-4, 142])
    return figure


def label(figure: go.Figure, x: float, y: float, text: str, colour: str, **options: Any) -> None:
    """Write a text to the right of a place in a chart, unless Plotly's options say otherwise."""
    options = {"xanchor": "left", "showarrow": False} | options
    # Two dollars would be a formula, which Plotly has no means of drawing here.
    text = text.replace("$", "&#36;")
    figure.add_annotation(x=x, y=y, text=text, font_color=colour, font_size=13, **options)


def point_at(
    figure: go.Figure, x: float, y: float, text: str, colour: str, palette: Palette, ax: int,
    ay: int, size: int = 13, **options: Any,
) -> None:  # fmt: skip
    """Write a text beside a place in a chart, so many pixels away, and an arrow from it."""
    options |= {"arrowcolor": palette.muted, "arrowwidth": 1, "arrowhead": 0, "ax": ax, "ay": ay}
    options["xanchor"] = "left" if ax > 0 else "right"
    figure.add_annotation(x=x, y=y, text=text, font={"color": colour, "size": size}, **options)


def line(
    figure: go.Figure, x: Any, y: Any, colour: str, width: float = 2, dash: str = "solid",
    **options: Any,
) -> None:  # fmt: skip
    """Draw a line; what else Plotly knows of one stands in the options."""
    style = {"color": colour, "width": width, "dash": dash}
    figure.add_scatter(x=x, y=y, mode="lines", line=style, **options)


def name_lines(
    figure: go.Figure, x: float, ends: Iterable[tuple[float, str, str]], least: float
) -> None:
    """Write the names of lines beside their ends, lowest first, each clear of the one below.

    Parameters
    ----------
    x : where the lines end
    ends : of each line: its height there, its name and its colour
    least : from one name up to the next
    """
    named = sorted(ends)
    lifted = accumulate((y for y, *_ in named), lambda below, y: max(y, below + least))
    for (_, name, colour), y in zip(named, lifted, strict=True):
        label(figure, x, y, name, colour, xshift=10)


def legend() -> dict[str, Any]:
    """Return a legend above a chart, which nothing can be done with."""
    return {
        "orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False,
        "itemdoubleclick": False, "font_size": 12,
    }  # fmt: skip


def dots(
    figure: go.Figure, x: Any, y: Any, colour: str, size: float, symbol: str = "circle",
    **options: Any,
) -> None:  # fmt: skip
    """Draw points; what else Plotly knows of them stands in the options."""
    style = {"color": colour, "size": size, "symbol": symbol}
    figure.add_scatter(x=x, y=y, mode="markers", marker=style, **options)
