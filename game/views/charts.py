"""Plotly charts of what does not move."""

import numpy as np
import plotly.graph_objects as go

from game.use_cases import OneEngine
from game.views.theme import FONT_NUMBERS, FONT_WORDS, Palette


def layout(palette: Palette, height: int) -> go.Layout:
    """Return the house layout: hairlines, numbers in the monospace, no frame."""
    axis = {
        "gridcolor": palette.rule,
        "zeroline": False,
        "linecolor": palette.rule,
        "tickfont": {"family": FONT_NUMBERS, "color": palette.muted, "size": 12},
        "title": {"font": {"family": FONT_WORDS, "color": palette.muted, "size": 13}},
    }
    return go.Layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT_WORDS, "color": palette.text, "size": 13},
        showlegend=False,
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
    figure = go.Figure(layout=layout(palette, 340))
    truth = np.minimum(engine.lifetime - ages, 125)
    figure.add_scatter(
        x=ages, y=truth, mode="lines", line={"color": palette.muted, "width": 1}, name="true RUL"
    )
    figure.add_annotation(
        x=ages[-1], y=0, text="it fails", showarrow=False, xanchor="right", yanchor="bottom",
        yshift=6, font={"color": palette.failure},
    )  # fmt: skip
    for name, (colour, dash, symbol) in styles.items():
        line = engine.forecasts[name]
        figure.add_scatter(
            x=ages, y=line, mode="lines", line={"color": colour, "width": 2, "dash": dash},
            name=f"{name} forecast",
        )  # fmt: skip
        stop = engine.stops[name]
        if stop < engine.lifetime:
            figure.add_scatter(
                x=[stop], y=[line[stop - 1]], mode="markers", name=f"{name} alarm",
                marker={"color": colour, "size": 12, "symbol": symbol},
            )  # fmt: skip
        figure.add_annotation(
            x=1, y=float(line[:20].mean()), text=f"{name} forecast", showarrow=False,
            xanchor="left", yanchor="bottom" if name == "federated" else "top",
            font={"color": colour},
        )  # fmt: skip
    figure.update_xaxes(title_text="age, cycles")
    figure.update_yaxes(title_text="remaining life, cycles", range=[0, 140])
    return figure
