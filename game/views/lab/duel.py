"""Labs in one picture: their errors round by round, and their money population by population."""

from collections.abc import Sequence
from operator import attrgetter
from statistics import fmean
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from game.lab.populations import POPULATIONS, Populations
from game.lab.verdicts import HARDLY, Comparison, Estimate
from game.text.language import t
from game.views.frame.charts import dots, label, layout, legend, line
from game.views.frame.theme import Palette
from game.views.lab.answers import difference
from game.views.lab.charts import across_rounds, draw_line, name_ends

_LEGEND, _ROW, _QUESTION, _AXIS = 40, 21, 66, 44
"""Pixels: of the legend, a population, a question with its answer, and below each of the two."""

_SHAPES = ("circle", "triangle-up", "square", "diamond", "x")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

_LETTERS = 44
"""Of a question that stand in a line, on a phone."""

_ROOM, _MOST = 1.1, 1.3
"""The axis of errors ends so far above the worst of all rounds, and at most so far above the guess
that everybody begins with."""

_BESIDE = 10
"""An answer so many times as large as all others has no place in a chart with them."""


def _colours(palette: Palette) -> tuple[str, ...]:
    return *palette.factories, palette.muted


def _heights(questions: int) -> tuple[int, int]:
    """Return pixels for the pairs, and for what is asked of them."""
    return _AXIS + _ROW * POPULATIONS, _AXIS + _QUESTION * questions


def errors(
    titles: Sequence[str],
    comparisons: Sequence[Comparison],
    populations: Populations,
    palette: Palette,
) -> go.Figure:
    """Draw each lab's error after every round: thin in each population, thick their mean."""
    questions = len(_asked(comparisons, populations))
    figure = go.Figure(layout=layout(palette, _LEGEND + sum(_heights(questions))))
    sides = list(zip(*populations, strict=True))
    means = [
        [fmean(errors) for errors in zip(*(one.errors for one in found), strict=True)]
        for found in sides
    ]
    for found, colour in zip(sides, _colours(palette), strict=False):
        xs = [x for one in found for x in (*range(len(one.errors)), None)]
        ys = [y for one in found for y in (*map(_finite, one.errors), None)]
        line(figure, xs, ys, colour, 0.8, opacity=0.35, hoverinfo="skip", name="")
    thin = len(figure.data)
    for place, (title, mean) in enumerate(zip(titles, means, strict=True)):
        draw_line(
            figure, list(range(len(mean))), mean, t(title), _colours(palette)[place],
            _DASHES[place], _SHAPES[place],
        )  # fmt: skip
        figure.data[-1].line.width = 3
    start, worst = max(mean[0] for mean in means), max(max(mean[1:]) for mean in means)
    top = min(_ROOM * worst, _MOST * start)
    name_ends(figure, figure.data[thin:], top)
    across_rounds(figure, max(map(len, means)) - 1)
    return figure.update_yaxes(title_text=t("error, cycles (RMSE)"), range=[0, top])


def _finite(error: float) -> float | None:
    return error if np.isfinite(error) else None


def earnings(
    titles: Sequence[str],
    comparisons: Sequence[Comparison],
    populations: Populations,
    palette: Palette,
    armed: bool = False,
) -> go.Figure:
    """Draw the labs' money in each population, and below what is compared, with its interval.

    Parameters
    ----------
    armed : whether it is the money where a backdoor's trigger is
    """
    asked = _asked(comparisons, populations)
    above, below = _heights(len(asked))
    figure = go.Figure(layout=layout(palette, _LEGEND + above + below))
    money = attrgetter("armed_profit" if armed else "profit")
    profits = [tuple(map(money, found)) for found in populations]
    _pairs(figure, titles, profits, palette)
    if armed:
        figure.update_xaxes(title_text=t("$ where T30 reads low"))
    _differences(figure, asked, palette)
    whole = above + below
    return figure.update_layout(
        showlegend=True,
        legend=legend(),
        yaxis_domain=[(below + _AXIS) / whole, 1],
        yaxis2_domain=[0, (below - _AXIS) / whole],
    )  # fmt: skip


def _pairs(
    figure: go.Figure, titles: Sequence[str], profits: Sequence[Sequence[float]], palette: Palette
) -> None:
    """Join what the labs earn in each population, the one on the screen first."""
    rows = list(range(1, len(profits) + 1))
    ends = [(min(found), max(found)) for found in profits]
    xs = [x for low, high in ends for x in (low, high, None)]
    ys = [y for row in rows for y in (row, row, None)]
    line(figure, xs, ys, palette.rule, 2, hoverinfo="skip", showlegend=False)
    for place, (title, found) in enumerate(zip(titles, zip(*profits, strict=True), strict=True)):
        dots(
            figure, found, rows, _colours(palette)[place], 9,
            _SHAPES[place], name=t(title),
            hovertemplate=t(
                "{lab}, population {place}: {dollars}",
                lab=t(title), place="%{y}", dollars="%{x:$,.0f}",
            ) + "<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        yaxis={
            "range": [POPULATIONS + 0.7, 0.3], "tickvals": rows,
            "showgrid": False, "title_text": t("population"), "tickfont_size": 10,
        },
        xaxis={"tickformat": "$~s", "nticks": 6, "anchor": "y"},
    )  # fmt: skip


def _asked(
    comparisons: Sequence[Comparison], populations: Populations
) -> Sequence[tuple[Comparison, Estimate]]:
    """Return what can be drawn side by side; what would make the others a dot stands above."""
    asked = [(one, found) for one in comparisons if (found := one.estimate(populations))]
    reach = sorted(max(HARDLY, *map(abs, one.values)) for _, one in asked)
    if len(asked) < 3 or reach[-1] <= _BESIDE * reach[-2]:
        return asked
    return [pair for pair in asked if max(map(abs, pair[1].values)) < reach[-1]]


def _differences(
    figure: go.Figure, asked: Sequence[tuple[Comparison, Estimate]], palette: Palette
) -> None:
    """Draw each difference in each population, and their mean with its interval."""
    below = {"xaxis": "x2", "yaxis": "y2"}
    for place, (comparison, found) in enumerate(asked):
        spread = 0.1 + 0.22 * (np.arange(len(found.values)) * 0.6180339887 % 1)
        dots(
            figure, found.values, place + spread, palette.muted, 5, opacity=0.75, showlegend=False,
            hovertemplate="%{x:$,.0f}<extra></extra>", **below,
        )  # fmt: skip
        colour = palette.text if found.finding(within=HARDLY) in {"more", "less"} else palette.muted
        if found.ci95 is not None:
            line(
                figure, found.ci95, [place, place], colour, 4, hoverinfo="skip", showlegend=False,
                **below,
            )  # fmt: skip
        dots(
            figure, [found.mean], [place], colour, 11, "diamond", showlegend=False,
            hovertemplate="%{x:$,.0f}<extra></extra>", **below,
        )  # fmt: skip
        words = "<br>".join(wrap(_said(comparison, found), _LETTERS))
        label(
            figure, 0, place - 0.18, words, palette.text, xref="x2 domain", yref="y2",
            yanchor="bottom", align="left", bgcolor=palette.ground,
        )  # fmt: skip
    _axes_below(figure, asked, palette)


def _said(comparison: Comparison, found: Estimate) -> str:
    what, mean = t(comparison.what), difference(found.mean)
    if found.ci95 is None:
        return t("{what}: {mean}", what=what, mean=mean)
    low, high = map(difference, found.ci95)
    return t("{what}: {mean} ({low} to {high})", what=what, mean=mean, low=low, high=high)


def _axes_below(
    figure: go.Figure, asked: Sequence[tuple[Comparison, Estimate]], palette: Palette
) -> None:
    drawn = [value for _, one in asked for value in (*one.values, *(one.ci95 or ()))]
    low, high = min([*drawn, -HARDLY]), max([*drawn, HARDLY])
    room = 0.06 * (high - low)
    same = figure.layout.xaxis.to_plotly_json()
    figure.update_layout(
        xaxis2={
            **same, "anchor": "y2", "range": [low - room, high + room],
            "title_text": t("difference, $ per slot and 1,000 cycles"),
        },
        yaxis2={
            "range": [len(asked) - 0.55, -0.8], "showticklabels": False,
            "showgrid": False, "fixedrange": True, "zeroline": False, "anchor": "x2",
        },
    )  # fmt: skip
    figure.add_shape(
        type="rect", x0=-HARDLY, x1=HARDLY, y0=0, y1=1, fillcolor=palette.rule, opacity=0.5,
        line_width=0, layer="below", xref="x2", yref="y2 domain",
    )  # fmt: skip
    line(
        figure, [0, 0], [-0.8, len(asked) - 0.55], palette.muted, 1, hoverinfo="skip",
        showlegend=False, xaxis="x2", yaxis="y2",
    )  # fmt: skip
