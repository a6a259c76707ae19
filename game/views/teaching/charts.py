"""The charts of the documents: those of the pages, on paper."""

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from game.api import one_engine
from game.campaign import figures
from game.campaign.levels import STORY, STORY_SEED
from game.views.frame.charts import forecasts
from game.views.frame.theme import LIGHT
from game.views.learn import charts as learn

WIDTH = 640  # pixels, of a column of A4
_TYPE = 14


def _ages() -> go.Figure:
    return learn.schedule(figures.service_ages(STORY, STORY_SEED), None, LIGHT)


def _together() -> go.Figure:
    figure = learn.federation(figures.joining(STORY, STORY_SEED), None, LIGHT)
    figure.update_yaxes(title_text="")  # the words below the chart say it
    return figure


def _engine() -> go.Figure:
    return forecasts(one_engine(STORY_SEED, 1, 1), LIGHT)


CHARTS: dict[str, tuple[Callable[[], go.Figure], int]] = {
    "service-ages": (_ages, 310),
    "one-engine": (_engine, 240),
    "together": (_together, 150),
}
"""What draws a chart, and its height in pixels, by name."""


def on_paper(name: str) -> go.Figure:
    """Return a chart for a white page.

    Examples
    --------
    >>> on_paper("together").layout.width
    640
    """
    draw, height = CHARTS[name]
    figure = draw()
    figure.update_layout(width=WIDTH, height=height, paper_bgcolor="rgba(0,0,0,0)", margin_t=20)
    figure.update_annotations(font_size=_TYPE)
    return figure


def described(figure: go.Figure) -> dict[str, Any]:
    """Return a chart as plain values, numbers to six digits, to be drawn or compared.

    Examples
    --------
    >>> described(go.Figure(go.Scatter(x=np.array([1, 2]), y=[1 / 3, 1])))["data"][0]["y"]
    [0.333333, 1]
    """
    found: dict[str, Any] = _plain(figure.to_plotly_json())
    del found["layout"]["template"]
    return found


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case np.ndarray() | np.generic():
            return _plain(value.tolist())
        case float():
            return float(f"{value:.6g}")
    return value
