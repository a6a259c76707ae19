"""Plotly charts of many games."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from game.evidence.clusters import ORACLE
from game.evidence.contestants import FOURIER, kind_of
from game.evidence.findings import Curve, Findings, Row
from game.evidence.sweep import HORIZONS
from game.rules.strategies import STRATEGIES
from game.text.language import number, t
from game.text.marking import mark
from game.views.evidence.names import short, title
from game.views.frame.charts import dots, layout, line, name_lines, point_at, symbol
from game.views.frame.theme import Palette

_MARKS = {
    "best": (mark("best {setting}"), "star"),
    "tuned": (mark("recommended {setting}"), "circle-open"),
    "original": (mark("original {setting}"), "x-thin"),
    "own": (mark("yours {setting}"), "diamond-open"),
}

_MOST_DOTS = 400
"""Of a strategy; more than that is one blot."""


def _colour(strategy: str, palette: Palette) -> str:
    if strategy == ORACLE:
        return palette.muted
    return str(getattr(palette, kind_of(strategy).colour))


def _symbol(strategy: str) -> str:
    return "line-ns" if strategy == ORACLE else symbol(kind_of(strategy).shape)


def means(findings: Findings, palette: Palette) -> go.Figure:
    """Draw each mean with its 95% interval; hollow, the same at the settings beside."""
    figure, lanes = _lanes(findings, palette, 56)
    for row in findings.others:
        beside = 0.22 + 0.18 * findings.beside.index(row.preset)
        _dot(figure, row, lanes[row.strategy] - beside, palette, hollow=True)
    for row in (*findings.rows, findings.oracle):
        _dot(figure, row, lanes[row.strategy], palette, hollow=False)
    return figure.update_xaxes(rangemode="tozero")


def _lanes(findings: Findings, palette: Palette, each: int) -> tuple[go.Figure, dict[str, int]]:
    """Return a chart of profits with a lane for each strategy, and where the lanes are."""
    names = [row.strategy for row in (*findings.rows, findings.oracle)]
    lanes = {name: len(names) - 1 - at for at, name in enumerate(names)}
    figure = go.Figure(layout=layout(palette, 60 + each * len(names)))
    ticks, reach = list(lanes.values()), [-0.6, len(names) - 0.4]
    words = [short(name) for name in names]
    figure.update_yaxes(tickvals=ticks, ticktext=words, range=reach, showgrid=False)
    figure.update_xaxes(title_text=t("profit of a game, $"), nticks=5)
    return figure, lanes


def _dot(figure: go.Figure, row: Row, height: float, palette: Palette, hollow: bool) -> None:
    colour = _colour(row.strategy, palette)
    low, high = row.profit.ci95 or (row.profit.mean, row.profit.mean)
    symbol = _symbol(row.strategy) + ("-open" if hollow else "")
    what = _what(row.strategy, row.setting)
    reach, wide = t("{what}, 95% interval", what=what), 1 if hollow else 3
    line(figure, [low, high], [height, height], colour, wide, name=reach, hoverinfo="skip")
    dots(
        figure, [row.profit.mean], [height], colour, 9 if hollow else 12, symbol, name=what,
        marker_line={"color": colour, "width": 2},
        hovertemplate=f"{what}<br>%{{x:$,.0f}}<extra></extra>",
    )  # fmt: skip


def _what(strategy: str, setting: object) -> str:
    if setting is None:
        return title(strategy)
    return t("{strategy} at {setting}", strategy=title(strategy), setting=setting)


def spreads(findings: Findings, palette: Palette) -> go.Figure:
    """Draw the profit of every game, the middle eight tenths as a bar."""
    figure, lanes = _lanes(findings, palette, 64)
    for row in (*findings.rows, findings.oracle):
        place, colour = lanes[row.strategy], _colour(row.strategy, palette)
        step = -(-len(row.games) // _MOST_DOTS)
        some = np.array(row.games[::step])
        # Spread over the lane by the golden ratio: even, and the same each time.
        lane = 0.05 + 0.3 * (np.arange(len(some)) * 0.6180339887 % 1)
        name, bar = title(row.strategy), place - 0.14
        dots(
            figure, some, place + lane, colour, 3, hoverinfo="skip", name=name, marker_opacity=0.55
        )
        line(
            figure, [row.p10, row.p90], [bar, bar], colour, 7,
            name=t("{what}, p10 to p90", what=name), hovertemplate="%{x:$,.0f}<extra></extra>",
        )  # fmt: skip
        dots(
            figure, [row.p50], [bar], palette.ground, 11, "line-ns",
            name=t("{what}, median", what=name), marker_line={"color": palette.ground, "width": 3},
            hovertemplate=t("median {dollars}", dollars="%{x:$,.0f}") + "<extra></extra>",
        )  # fmt: skip
    return figure


def horizons(findings: Findings, palette: Palette) -> go.Figure:
    """Draw who earned most in how many games, at each horizon."""
    figure = go.Figure(layout=layout(palette, 320))
    tied = t("Ties")
    figure.add_scatter(
        x=list(range(len(HORIZONS))), y=findings.ties, mode="lines+markers", name=tied,
        line={"color": palette.muted, "width": 1.5, "dash": "dot"},
        marker={"color": palette.muted, "size": 7, "symbol": "line-ew-open"},
        hovertemplate=f"{tied} %{{y:.1%}}<extra></extra>",
    )  # fmt: skip
    ends = [(findings.ties[-1], tied, palette.muted)]
    for row in findings.rows:
        colour = _colour(row.strategy, palette)
        reach = [
            (high - share, share - low)
            for share, (low, high) in zip(row.wins, row.wins_ci95, strict=False)
        ]
        above, below = zip(*reach, strict=True) if reach else ((), ())
        figure.add_scatter(
            x=list(range(len(HORIZONS))), y=row.wins, mode="lines+markers",
            name=title(row.strategy),
            line={"color": colour, "width": 2, "dash": kind_of(row.strategy).dash},
            marker={"color": colour, "size": 10, "symbol": _symbol(row.strategy)},
            error_y={
                "array": above, "arrayminus": below, "symmetric": False, "width": 0,
                "thickness": 2, "color": colour,
            },
            hovertemplate=f"{title(row.strategy)} %{{y:.1%}}<extra></extra>",
        )  # fmt: skip
        ends.append((row.wins[-1], short(row.strategy), colour))
    name_lines(figure, len(HORIZONS) - 1, ends, 0.07)
    figure.update_xaxes(
        tickvals=list(range(len(HORIZONS))), ticktext=[number(end) for end in HORIZONS],
        range=[-0.15, len(HORIZONS) - 0.85], title_text=t("after so many cycles"),
    )  # fmt: skip
    figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05], title_text=t("games won"))
    longest = max(len(name) for _, name, _ in ends)
    figure.update_layout(margin_r=max(96, 16 + 7 * longest))  # for the names at the ends
    return figure


def curves(
    curves: Sequence[Curve], rows: Sequence[Row], palette: Palette, lead: int = 0
) -> go.Figure:
    """Draw mean profit against the setting, with the best one and those of ``rows`` marked.

    Where services are ordered ahead, an age is that of ordering.
    """
    figure = go.Figure(layout=layout(palette, 360))
    for curve in curves:
        colour = _colour(curve.strategy, palette)
        if curve.intervals:
            low, high = (list(side) for side in zip(*curve.intervals, strict=True))
            figure.add_scatter(
                x=[*curve.settings, *curve.settings[::-1]], y=[*high, *low[::-1]], fill="toself",
                fillcolor=_faint(colour), line={"width": 0}, hoverinfo="skip",
                name=t("{what}, 95% interval", what=title(curve.strategy)),
            )  # fmt: skip
        line(
            figure, curve.settings, curve.means, colour, dash=kind_of(curve.strategy).dash,
            name=title(curve.strategy),
            hovertemplate=f"{_what(curve.strategy, '%{x}')}: %{{y:$,.0f}}<extra></extra>",
        )  # fmt: skip
        _marks(figure, curve, rows, palette)
    top = max(max(curve.means) for curve in curves)
    age = any(kind_of(curve.strategy).scheduled for curve in curves)
    setting = (
        t("alarm threshold, cycles of RUL")
        if not age
        else t("ordered at age, cycles")
        if lead
        else t("service age, cycles")
    )
    figure.update_xaxes(title_text=setting)
    # What ruins a factory leaves the frame, so that what matters can be told apart.
    reach = [-0.2 * top, 1.4 * top]
    figure.update_yaxes(title_text=t("profit of a game in the long run, $"), nticks=6, range=reach)
    return figure


def _marks(figure: go.Figure, curve: Curve, rows: Sequence[Row], palette: Palette) -> None:
    """Mark the best setting and those of ``rows``; every other strategy's below its line."""
    colour = _colour(curve.strategy, palette)
    marks = [(curve.settings[curve.best], curve.means[curve.best], *_MARKS["best"])]
    marks += [
        (row.setting, row.long_run, *_MARKS[row.preset])
        for row in rows
        if row.strategy == curve.strategy
        if row.setting is not None and row.long_run is not None
    ]
    side = 1 if [*STRATEGIES, FOURIER].index(curve.strategy) % 2 == 0 else -1
    for nth, (x, y, words, shape) in enumerate(sorted(marks, reverse=True)):
        text = t(words, setting=x)
        dots(
            figure, [x], [y], colour, 12, shape, name=text,
            hovertemplate=f"{text}: %{{y:$,.0f}}<extra></extra>",
            marker_line={"color": colour, "width": 2},
        )  # fmt: skip
        point_at(figure, x, y, text, colour, palette, 26, side * (22 + 18 * nth), 12, standoff=7)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
