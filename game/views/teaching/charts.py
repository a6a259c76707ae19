"""The charts of the documents: those of the pages, on paper."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from game.api import one_engine
from game.campaign.levels import LESSONS, STORY_SEED
from game.views.frame.charts import forecasts
from game.views.frame.theme import LIGHT
from game.views.learn import charts as learn

_SCREENS = 14  # pixels; larger type is for a wall


class Place(NamedTuple):
    """Where a chart stands: its size and that of its type, in pixels."""

    width: int
    height: int
    type: int

    @classmethod
    def column(cls, height: int) -> "Place":
        """Return a place in a column of A4."""
        return cls(640, height, 14)

    @classmethod
    def wall(cls) -> "Place":
        """Return a place on a page of 1280 by 720."""
        return cls(1_150, 440, 24)


def _level(name: str) -> go.Figure:
    lesson = next(lesson for lesson in LESSONS if lesson.name == name)
    return learn.CHARTS[name](lesson.figures(), None, LIGHT)


def _together() -> go.Figure:
    return _level("federation").update_yaxes(title_text="")  # the words below the chart say it


def _engine() -> go.Figure:
    return forecasts(one_engine(STORY_SEED, 1, 1), LIGHT)


_AGES = partial(_level, "schedule")

CHARTS: dict[str, tuple[Callable[[], go.Figure], Place]] = {
    "service-ages": (_AGES, Place.column(310)),
    "one-engine": (_engine, Place.column(240)),
    "together": (_together, Place.column(150)),
    "wall-waiting": (partial(_level, "waiting"), Place.wall()),
    "wall-service-ages": (_AGES, Place.wall()),
    "wall-one-engine": (_engine, Place.wall()),
    "wall-together": (_together, Place.wall()),
    "wall-little": (partial(_level, "little"), Place.wall()),
}
"""What draws a chart, and for which place, by name."""


def on_paper(name: str) -> go.Figure:
    """Return a chart for a white page.

    Examples
    --------
    >>> on_paper("together").layout.width
    640
    """
    draw, place = CHARTS[name]
    figure = draw()
    figure.update_layout(
        width=place.width, height=place.height, paper_bgcolor="rgba(0,0,0,0)", margin_t=20
    )
    figure.update_annotations(font_size=place.type, bgcolor="rgba(0,0,0,0)")
    if place.type > _SCREENS:
        grown(figure, place.type)
    return figure


def grown(figure: go.Figure, size: int) -> None:
    """Let all type of a chart be so large, in pixels, and its lines follow."""
    axis = {"tickfont_size": size, "title_font_size": size}
    figure.update_layout(font_size=size).update_xaxes(axis).update_yaxes(axis)
    figure.update_annotations(font_size=size)
    figure.update_traces(line_width=4, selector={"mode": "lines"})
    figure.update_traces(marker_size=15, selector={"mode": "markers"})
    dotted = {"mode": "lines+markers+text"}
    figure.update_traces(line_width=4, textfont_size=size, marker_size=16, selector=dotted)


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
