"""Plotly charts of many games."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import plotly.graph_objects as go

from game.evidence.clusters import ORACLE
from game.evidence.findings import Curve, Findings, Row
from game.evidence.sweep import HORIZONS
from game.rules.strategies import STRATEGIES
from game.text.language import number, t
from game.text.marking import mark
from game.views.evidence.words import short, title
from game.views.frame.charts import label, layout, strategy_colour, strategy_symbol
from game.views.frame.theme import Palette

_MARKS = {
    "tuned": mark("recommended {setting}"),
    "original": mark("original {setting}"),
    "own": mark("yours {setting}"),
}

_MOST_DOTS = 400
"""Of a strategy; more than that is one blot."""


def _colour(strategy: str, palette: Palette) -> str:
    return palette.muted if strategy == ORACLE else strategy_colour(strategy, palette)


def _symbol(strategy: str) -> str:
    return "line-ns" if strategy == ORACLE else strategy_symbol(strategy)


def means(findings: Findings, palette: Palette) -> go.Figure:
    """Draw each mean with its 95% interval; hollow, the same at the settings beside."""
    rows = [*findings.rows, findings.oracle]
    places = {row.strategy: len(rows) - 1 - at for at, row in enumerate(rows)}
    figure = go.Figure(layout=layout(palette, 60 + 56 * len(rows)))
    for row in findings.others:
        lane = 0.22 + 0.18 * findings.beside.index(row.preset)
        _dot(figure, row, places[row.strategy] - lane, palette, hollow=True)
    for row in rows:
        _dot(figure, row, places[row.strategy], palette, hollow=False)
    _name_rows(figure, places)
    figure.update_xaxes(title_text=t("profit of a game, $"), rangemode="tozero")
    return figure


def _dot(figure: go.Figure, row: Row, height: float, palette: Palette, hollow: bool) -> None:
    colour = _colour(row.strategy, palette)
    low, high = row.profit.ci95 or (row.profit.mean, row.profit.mean)
    symbol = _symbol(row.strategy) + ("-open" if hollow else "")
    what = _what(row.strategy, row.setting)
    figure.add_scatter(
        x=[low, high], y=[height, height], mode="lines", name=t("{what}, 95% interval", what=what),
        line={"color": colour, "width": 1 if hollow else 3}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=[row.profit.mean], y=[height], mode="markers", name=what,
        marker={
            "color": colour, "size": 9 if hollow else 12, "symbol": symbol,
            "line": {"color": colour, "width": 2},
        },
        hovertemplate=f"{what}<br>%{{x:$,.0f}}<extra></extra>",
    )  # fmt: skip


def _what(strategy: str, setting: object) -> str:
    if setting is None:
        return title(strategy)
    return t("{strategy} at {setting}", strategy=title(strategy), setting=setting)


def spreads(findings: Findings, palette: Palette) -> go.Figure:
    """Draw the profit of every game, the middle eight tenths as a bar."""
    rows = [*findings.rows, findings.oracle]
    places = {row.strategy: len(rows) - 1 - at for at, row in enumerate(rows)}
    figure = go.Figure(layout=layout(palette, 60 + 64 * len(rows)))
    for row in rows:
        place, colour = places[row.strategy], _colour(row.strategy, palette)
        step = -(-len(row.games) // _MOST_DOTS)
        some = np.array(row.games[::step])
        # Spread over the lane by the golden ratio: even, and the same each time.
        lane = 0.05 + 0.3 * (np.arange(len(some)) * 0.6180339887 % 1)
        figure.add_scatter(
            x=some, y=place + lane, mode="markers", hoverinfo="skip", name=title(row.strategy),
            marker={"color": colour, "size": 3, "opacity": 0.55, "symbol": "circle"},
        )  # fmt: skip
        figure.add_scatter(
            x=[row.p10, row.p90], y=[place - 0.14] * 2, mode="lines",
            line={"color": colour, "width": 7},
            name=t("{what}, p10 to p90", what=title(row.strategy)),
            hovertemplate="%{x:$,.0f}<extra></extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=[row.p50], y=[place - 0.14], mode="markers",
            name=t("{what}, median", what=title(row.strategy)),
            marker={"color": palette.ground, "size": 11, "symbol": "line-ns",
                    "line": {"color": palette.ground, "width": 3}},
            hovertemplate=t("median {dollars}", dollars="%{x:$,.0f}") + "<extra></extra>",
        )  # fmt: skip
    _name_rows(figure, places)
    figure.update_xaxes(title_text=t("profit of a game, $"))
    return figure


def _name_rows(figure: go.Figure, places: dict[str, int]) -> None:
    figure.update_yaxes(
        tickvals=list(places.values()),
        ticktext=[short(name) for name in places],
        range=[-0.6, len(places) - 0.4],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(fixedrange=True, nticks=5)


def horizons(findings: Findings, palette: Palette) -> go.Figure:
    """Draw who earned most in how many games, at each horizon."""
    figure = go.Figure(layout=layout(palette, 320))
    ends: list[tuple[float, str]] = []
    for row in findings.rows:
        colour = _colour(row.strategy, palette)
        figure.add_scatter(
            x=list(range(len(HORIZONS))), y=row.wins, mode="lines+markers",
            name=title(row.strategy),
            line={"color": colour, "width": 2, "dash": STRATEGIES[row.strategy].dash},
            marker={"color": colour, "size": 10, "symbol": _symbol(row.strategy)},
            hovertemplate=f"{title(row.strategy)} %{{y:.1%}}<extra></extra>",
        )  # fmt: skip
        ends.append((row.wins[-1], row.strategy))
    heights = _apart([height for height, _ in sorted(ends)], 0.07)
    for (_, name), height in zip(sorted(ends), heights, strict=True):
        label(figure, len(HORIZONS) - 1, height, short(name), _colour(name, palette), xshift=10)
    figure.update_xaxes(
        tickvals=list(range(len(HORIZONS))), ticktext=[number(end) for end in HORIZONS],
        range=[-0.15, len(HORIZONS) - 0.85], title_text=t("after so many cycles"), fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(
        tickformat=".0%", range=[-0.05, 1.05], title_text=t("games won"), fixedrange=True
    )
    longest = max(len(short(name)) for _, name in ends)
    figure.update_layout(margin_r=max(96, 16 + 7 * longest))  # for the names at the ends
    return figure


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Lift heights, lowest first, until each is clear of the one below."""
    return list(accumulate(heights, lambda below, height: max(height, below + least)))


def curves(lines: Sequence[Curve], rows: Sequence[Row], palette: Palette) -> go.Figure:
    """Draw mean profit against the setting, with the best one and those of ``rows`` marked."""
    figure = go.Figure(layout=layout(palette, 360))
    for line in lines:
        colour = _colour(line.strategy, palette)
        if line.intervals:
            low, high = (list(side) for side in zip(*line.intervals, strict=True))
            figure.add_scatter(
                x=[*line.settings, *line.settings[::-1]], y=[*high, *low[::-1]], fill="toself",
                fillcolor=_faint(colour), line={"width": 0}, hoverinfo="skip",
                name=t("{what}, 95% interval", what=title(line.strategy)),
            )  # fmt: skip
        figure.add_scatter(
            x=line.settings, y=line.means, mode="lines", name=title(line.strategy),
            line={"color": colour, "width": 2, "dash": STRATEGIES[line.strategy].dash},
            hovertemplate=f"{_what(line.strategy, '%{x}')}: %{{y:$,.0f}}<extra></extra>",
        )  # fmt: skip
        _marks(figure, line, rows, palette)
    top = max(max(line.means) for line in lines)
    age = any(STRATEGIES[line.strategy].scheduled for line in lines)
    setting = t("service age, cycles") if age else t("alarm threshold, cycles of RUL")
    figure.update_xaxes(title_text=setting, fixedrange=True)
    # What ruins a factory leaves the frame, so that what matters can be told apart.
    reach = [-0.2 * top, 1.4 * top]
    figure.update_yaxes(title_text=t("profit of a game, $"), fixedrange=True, nticks=6, range=reach)
    return figure


def _marks(figure: go.Figure, line: Curve, rows: Sequence[Row], palette: Palette) -> None:
    """Mark the best setting and those of ``rows``; every other strategy's below its line."""
    colour = _colour(line.strategy, palette)
    marks = [(line.settings[line.best], line.means[line.best], mark("best {setting}"), "star")]
    for row in rows:
        if row.strategy == line.strategy and row.setting is not None:
            name = _MARKS[row.preset]
            shape = {"tuned": "circle-open", "original": "x-thin", "own": "diamond-open"}
            marks.append((row.setting, row.profit.mean, name, shape[row.preset]))
    side = 1 if list(STRATEGIES).index(line.strategy) % 2 == 0 else -1
    for nth, (x, y, text, symbol) in enumerate(sorted(marks, reverse=True)):
        _mark(figure, x, y, t(text, setting=x), symbol, colour, palette, side * (22 + 18 * nth))


def _mark(
    figure: go.Figure, x: float, y: float, text: str, symbol: str, colour: str, palette: Palette,
    lift: int,
) -> None:  # fmt: skip
    figure.add_scatter(
        x=[x], y=[y], mode="markers", name=text,
        hovertemplate=f"{text}: %{{y:$,.0f}}<extra></extra>",
        marker={"color": colour, "size": 12, "symbol": symbol,
                "line": {"color": colour, "width": 2}},
    )  # fmt: skip
    figure.add_annotation(
        x=x, y=y, text=text, ax=26, ay=lift, arrowcolor=palette.muted, arrowwidth=1, arrowhead=0,
        standoff=7, xanchor="left", font={"color": colour, "size": 12},
    )  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
