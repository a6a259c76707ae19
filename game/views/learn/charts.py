"""Charts of the levels of the tutorial: the truth, and the guess beside it, if there is one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from game.campaign import figures
from game.campaign.levels import GAIN
from game.text.language import money, number, t
from game.text.marking import mark
from game.views.frame.charts import dots, label, layout, line, point_at
from game.views.frame.theme import Palette

_LOWEST = -60_000  # dollars; a worse profit is drawn at the foot of the chart
_PROFIT = mark("$ per engine place, 1,000 cycles")


def waiting(costs: figures.Waiting, guess: int | None, palette: Palette) -> go.Figure:
    """Draw what engines earn, and what failures leave of it."""
    cycles = np.arange(1, len(costs.left) + 1)
    step = slice(0, None, 4)
    end = len(cycles)
    figure = go.Figure(layout=layout(palette, 340, zoom=True))
    line(figure, cycles[step], costs.earned[step], palette.muted, dash="dash", name=t("earned"))
    left = t("left after failures")
    line(figure, cycles[step], costs.left[step], palette.factory_0, name=left)
    if guess is not None:
        guessed = float(costs.earned[-1]) * (1 - guess / 100)
        taken = t("your guess: {dollars} of 100 taken", dollars=money(guess))
        _guess(figure, end, guessed, taken, palette)
    left_of = {"xanchor": "right"}
    running = t("earned by running")
    label(figure, end * 0.62, costs.earned[-1] * 0.68, running, palette.muted, **left_of)
    label(figure, end, costs.left[-1], left, palette.factory_0, yshift=-16, **left_of)
    figure.update_xaxes(title_text=t("cycle"), range=[0, end * 1.03])
    high, low = float(costs.earned[-1]), float(costs.left.min())
    figure.update_yaxes(
        tickprefix="$", tickformat="~s", range=[min(low, 0) - 0.14 * high, 1.05 * high]
    )
    return figure


def schedule(tried: figures.ServiceAges, guess: int | None, palette: Palette) -> go.Figure:
    """Draw profit against service age."""
    ages = np.arange(1, len(tried.profit) + 1)
    high = max(tried.profit)
    shown, known = tried.profit >= _LOWEST, tried.optimum_of_known
    figure = go.Figure(layout=layout(palette, 360, zoom=True))
    line(figure, ages[shown], tried.profit[shown], palette.factory_0, name=t("profit"))
    for age, text, ax, ay in (
        (tried.best, t("best: {setting}", setting=tried.best), 24, -26),
        (tried.recommended, t("recommended: {setting}", setting=tried.recommended), 6, -56),
        (known, t("on your record: {setting}", setting=known), 34, -8),
    ):
        _point(figure, age, tried.at(age), text, palette, ax, ay)
    failures, feet = t("your failures"), [_LOWEST] * len(tried.known)
    dots(figure, tried.known, feet, palette.failure, 10, "x", name=failures)
    label(figure, max(tried.known), _LOWEST, failures, palette.failure, yshift=16)
    if guess is not None:
        at = max(tried.at(guess), _LOWEST)
        yours = t("your guess: {guess}", guess=guess)
        _guess(figure, guess, at, yours, palette, side=guess > 150)
    figure.update_xaxes(title_text=t("service age, cycles"), range=[0, 410])
    figure.update_yaxes(
        title_text=t(_PROFIT), tickformat="~s", tickprefix="$", range=[_LOWEST * 1.3, high * 1.4]
    )
    return figure


def model(own: figures.OwnModel, guess: int, palette: Palette) -> go.Figure:
    """Draw profit, and the engines that fail all the same, against the threshold."""
    tried = figures.THRESHOLDS
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.1)
    house = layout(palette, 480, zoom=True)
    figure.update_layout(house)
    figure.update_xaxes(house.xaxis)
    figure.update_yaxes(house.yaxis)
    shown = own.profit >= _LOWEST
    profit, blue = own.profit[shown], palette.factory_0
    line(figure, tried[shown], profit, blue, name=t("profit"), row=1, col=1)
    best = t("best: {setting}", setting=own.best)
    _point(figure, own.best, own.profit.max(), best, palette, 30, -30)
    lines = (
        (own.failed_fans, palette.failure, t("fan engines that fail"), "solid", -14),
        (own.failed_compressors, palette.factory_0, t("compressor engines that fail"), "dash", 14),
    )
    for shares, colour, text, dash, lift in lines:
        line(figure, tried, 100 * shares, colour, dash=dash, name=text, row=2, col=1)
        place = int(len(tried) * (0.25 if guess > tried.max() / 2 else 0.75))
        label(
            figure, tried[place], 100 * shares[place], text, colour, xanchor="center",
            yshift=lift, xref="x2", yref="y2",
        )  # fmt: skip
    at = max(float(own.profit[guess - int(tried[0])]), _LOWEST)
    figure.add_vline(x=guess, line={"color": palette.accent_line, "width": 1, "dash": "dot"})
    yours = t("your guess: {guess}", guess=guess)
    _guess(figure, guess, at, yours, palette, side=guess > 62, lift=18)
    figure.update_xaxes(range=[0, tried.max() + 3])
    figure.update_xaxes(title_text=t("threshold, cycles"), row=2)
    figure.update_yaxes(
        title_text=t("profit"), tickformat="~s", tickprefix="$", row=1,
        range=[_LOWEST * 1.3, own.profit.max() * 1.4],
    )  # fmt: skip
    figure.update_yaxes(title_text=t("fail"), ticksuffix="%", range=[-6, 112], row=2)
    return figure


def federation(joining: figures.Joining, guess: int | None, palette: Palette) -> go.Figure:
    """Draw the fan engines that fail against the number of factories that train together."""
    places = np.arange(len(figures.FEDERATION_SIZES))
    shares = 100 * joining.failed_fans
    figure = go.Figure(layout=layout(palette, 340, zoom=True))
    figure.add_scatter(
        x=places, y=shares, mode="lines+markers+text", name=t("fan engines that fail"),
        line={"color": palette.factory_0, "width": 2}, marker={"size": 10},
        text=[number(share) for share in shares], textposition="top center", cliponaxis=False,
    )  # fmt: skip
    if guess is not None:
        _guess(figure, places[-1], guess, t("your guess: {guess}", guess=guess), palette)
    ticks = {"tickvals": places, "ticktext": figures.FEDERATION_SIZES}
    figure.update_xaxes(title_text=t("factories that train together"), **ticks)
    figure.update_yaxes(title_text=t("fan engines that fail, of 100"), range=[-8, 116])
    return figure


def little(fleets: figures.Fleets, guess: int | None, palette: Palette) -> go.Figure:
    """Draw each factory's gain from the shared model in two kinds of fleet."""
    figure = go.Figure(layout=layout(palette, 320, zoom=True))
    highest = max(fleets.mixed.percent.max(), 12) + 4
    lowest = min(fleets.mixed.percent.min(), fleets.single.percent.min(), -6) - 2
    edges = (lowest, *GAIN.bounds, highest)
    if guess is not None:
        figure.add_shape(
            type="rect", x0=edges[guess], x1=edges[guess + 1], y0=-0.45, y1=0.45,
            line={"color": palette.accent_line, "width": 1, "dash": "dot"}, layer="below",
        )  # fmt: skip
        yours = "<b>" + t("your guess") + "</b>"
        label(figure, edges[guess], -0.45, yours, palette.accent_line, yshift=-10)
    rows = (
        (fleets.single, 0, palette.factory_0, "circle",
         t("this fleet: one fault, {failures} failures each", failures=fleets.single.failures)),
        (fleets.mixed, 1, palette.factory_1, "triangle-up",
         t("two faults, {failures} failures each", failures=fleets.mixed.failures)),
    )  # fmt: skip
    for gains, level, colour, symbol, text in rows:
        spread = 0.05 * (np.arange(len(gains.percent)) % 5 - 2)
        at = level + spread
        dots(figure, gains.percent, at, colour, 9, symbol, name=text, marker_opacity=0.7)
        low, high = gains.interval
        dots(
            figure, [gains.mean], [level - 0.25], palette.text, 10, "diamond",
            name=t("mean, 95% interval"),
            error_x={"type": "data", "symmetric": False, "color": palette.text,
                     "array": [high - gains.mean], "arrayminus": [gains.mean - low]},
        )  # fmt: skip
        label(
            figure, 0, level + 0.3, text, colour, xref="paper", yanchor="bottom",
            yshift=14 * (level == 0), bgcolor=palette.ground,
        )  # fmt: skip
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.8, y1=1.6, layer="below",
        line={"color": palette.muted, "width": 1},
    )  # fmt: skip
    figure.update_xaxes(
        title_text=t("gain from the shared model"), ticksuffix="%", range=[lowest, highest]
    )
    figure.update_yaxes(visible=False, range=[-0.8, 1.6])
    return figure


CHARTS: dict[str, Callable[[Any, Any, Palette], go.Figure]] = {
    "waiting": waiting,
    "schedule": schedule,
    "model": model,
    "federation": federation,
    "little": little,
}
"""By name of the level: of its figures, and a guess or None; that of the model needs one."""


def _point(
    figure: go.Figure, x: float, y: float, text: str, palette: Palette, ax: int, ay: int
) -> None:
    dots(figure, [x], [y], palette.factory_0, 9, name=text, xaxis="x", yaxis="y")
    point_at(figure, x, y, text, palette.text, palette, ax, ay)


def _guess(
    figure: go.Figure, x: float, y: float, text: str, palette: Palette, side: bool = True,
    lift: int = 0,
) -> None:  # fmt: skip
    rim = {"color": palette.on_accent, "width": 1.5}
    dots(
        figure, [x], [y], palette.accent, 15, "diamond", name=text, cliponaxis=False,
        marker_line=rim, xaxis="x", yaxis="y",
    )  # fmt: skip
    anchor = {"xanchor": "right", "xshift": -14} if side else {"xshift": 14}
    label(figure, x, y, f"<b>{text}</b>", palette.accent_line, yshift=lift, **anchor)
