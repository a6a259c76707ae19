"""Charts of NASA's engines: one engine's sensors over its life, and how lifetimes spread."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from game.study.real_engines import Engines
from game.text.language import t
from game.views.frame.charts import dots, label, layout, line
from game.views.frame.theme import FONT_NUMBERS, Palette

_COLUMNS = 2
_TRAIL = 10  # cycles of the line through the readings
_BIN = 25  # cycles


def life(engines: Engines, engine: int, palette: Palette) -> go.Figure:
    """Draw each informative sensor of an engine from its first cycle to its failure."""
    readings = engines.life(engine)
    rows = -(-len(readings) // _COLUMNS)
    figure = make_subplots(
        rows, _COLUMNS, shared_xaxes=True, vertical_spacing=0.025, horizontal_spacing=0.1
    )
    figure.update_layout(layout(palette, 92 * rows + 56))
    figure.update_layout(margin_b=56)
    for at, (name, values) in enumerate(readings.items()):
        row, column = at // _COLUMNS + 1, at % _COLUMNS + 1
        ages = np.arange(1, len(values) + 1)
        place: dict[str, Any] = {"row": row, "col": column}
        said = t("{sensor}, cycle {cycle}: {value}", sensor=name, cycle="%{x}", value="%{y}")
        dots(
            figure, ages, values, palette.running, 3, name=name, opacity=0.6,
            hovertemplate=said + "<extra></extra>", **place,
        )  # fmt: skip
        mean = _trailing(values)
        line(figure, ages, mean, palette.factory_0, name=name, hoverinfo="skip", **place)
        figure.add_annotation(
            text=name, x=0.02, y=1, xref="x domain", yref="y domain", showarrow=False,
            xanchor="left", yanchor="top", bgcolor=palette.ground, borderpad=1,
            font={"family": FONT_NUMBERS, "size": 12, "color": palette.text}, **place,
        )  # fmt: skip
    figure.update_xaxes(
        fixedrange=True, showgrid=False, zeroline=False, showline=False, automargin=False,
        range=[-2, int(engines.lifetimes[engine]) * 1.03],
    )  # fmt: skip
    figure.update_yaxes(
        fixedrange=True, nticks=3, gridcolor=palette.rule, zeroline=False, automargin=True,
        showline=False, tickfont={"family": FONT_NUMBERS, "color": palette.muted, "size": 11},
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": t("age, cycles"), "font": {"color": palette.muted, "size": 13},
               "standoff": 8},
        tickfont={"family": FONT_NUMBERS, "color": palette.muted, "size": 12}, nticks=5, row=rows,
    )  # fmt: skip
    return figure


def _trailing(line: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the mean of each cycle and those before it, ten at most."""
    sums = np.concatenate([[0.0], np.cumsum(line, dtype=np.float64)])
    ends = np.arange(1, len(line) + 1)
    starts = np.maximum(ends - _TRAIL, 0)
    means: npt.NDArray[np.float64] = (sums[ends] - sums[starts]) / (ends - starts)
    return means


def lifetimes(engines: Engines, engine: int, palette: Palette) -> go.Figure:
    """Draw how many engines failed at what age, and where the engine above stands."""
    lives = engines.lifetimes
    edges = np.arange(lives.min() // _BIN * _BIN, lives.max() + _BIN + 1, _BIN)
    counts, _ = np.histogram(lives, edges)
    figure = go.Figure(layout=layout(palette, 250))
    figure.update_layout(margin_t=28)
    figure.add_bar(
        x=edges[:-1] + _BIN / 2, y=counts, width=_BIN * 0.92, marker={"color": palette.running},
        customdata=np.stack([edges[:-1], edges[1:]], axis=1),
        hovertemplate=t("{low} to {high} cycles: {count}", low="%{customdata[0]}",
                        high="%{customdata[1]}", count="%{y}") + "<extra></extra>",
    )  # fmt: skip
    own = float(lives[engine])
    figure.add_vline(x=own, line={"color": palette.factory_0, "width": 2})
    number, above = t("engine {number}", number=engine + 1), {"yref": "paper", "yanchor": "bottom"}
    label(figure, own, 1, number, palette.factory_0, xanchor=None, **above)
    figure.update_xaxes(title_text=t("lifetime, cycles"), showgrid=False)
    figure.update_yaxes(title_text=t("engines"), rangemode="tozero")
    return figure
