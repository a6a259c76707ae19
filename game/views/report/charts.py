"""Charts of a report: how the money came about, skill beside luck, and who stands where."""

from collections.abc import Sequence
from itertools import accumulate
from math import inf

import plotly.graph_objects as go

from game.review.debrief.lines import MoneyLines
from game.review.money import Bridge
from game.review.review import Review
from game.review.skill import Luck, Quality
from game.text.language import number, short_money, t
from game.views.frame.charts import dots, label, layout, line, name_lines, point_at, symbol
from game.views.frame.theme import FONT_NUMBERS, FONT_WORDS, SHAPES, Palette


def money_bridge(bridge: Bridge, palette: Palette) -> go.Figure:
    """Draw the way from a corrective factory's profit to the player's."""
    names = {
        "failures": t("failures"),
        "services": t("services"),
        "downtime": t("down<br>time"),
        "charges": t("fees,<br>bonuses"),
    }
    terms = {name: amount for name, amount in bridge.terms.items() if amount or name != "charges"}
    amounts = [bridge.corrective_profit, *terms.values(), bridge.profit]
    figure = go.Figure(layout=layout(palette, 340))
    figure.add_waterfall(
        x=[t("waiting"), *(names[name] for name in terms), t("you")],
        y=amounts,
        measure=["absolute", *("relative" for _ in terms), "total"],
        text=[
            short_money(amount, signed=0 < place <= len(terms))
            for place, amount in enumerate(amounts)
        ],
        textposition="outside",
        textfont={"family": FONT_NUMBERS, "size": 12, "color": palette.text},
        increasing={"marker": {"color": palette.factory_1}},
        decreasing={"marker": {"color": palette.service}},
        totals={"marker": {"color": palette.factory_0}},
        connector={"line": {"color": palette.muted, "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )
    tops = [0, *accumulate(amounts[:-1])]
    room = 0.14 * (max(tops) - min(tops)) or 1
    figure.update_yaxes(visible=False, range=[min(tops) - room, max(tops) + room])
    figure.update_xaxes(
        showgrid=False, showline=False, tickangle=0, tickfont_family=FONT_WORDS, tickfont_size=11
    )
    figure.add_hline(y=0, line={"color": palette.muted, "width": 1})
    return figure


def quality_line(quality: Quality, palette: Palette) -> go.Figure:
    """Draw decision quality between waiting for failures and the best policy known."""
    figure = _number_line(palette, quality.decision_quality or 0.0, quality.reach, [0, 1])
    between = number(0.25, 2), number(0.5, 1), number(0.75, 2)
    ticks = [t("0<br>waiting"), *between, t("1<br>best")]
    figure.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=ticks)
    return figure


def luck_line(luck: Luck, palette: Palette) -> go.Figure:
    """Draw luck in dollars, on bands of one and two standard deviations."""
    figure = _number_line(
        palette, luck.dollars, luck.reach, [-2.4 * luck.spread, 2.4 * luck.spread]
    )
    for width, colour in ((2, palette.sunk), (1, palette.rule)):
        reach = width * luck.spread
        band = {"type": "rect", "line_width": 0, "layer": "below", "fillcolor": colour}
        figure.add_shape(x0=-reach, x1=reach, y0=-0.16, y1=0.16, **band)
    steps = [-2 * luck.spread, -luck.spread, 0, luck.spread, 2 * luck.spread]
    # The words in the middle stand lower: those of other languages are longer.
    ends = {0: t("unlucky"), 2: "<br>" + t("as expected"), 4: t("lucky")}
    figure.update_xaxes(
        tickvals=steps,
        ticktext=[
            f"{short_money(step, signed=True)}<br>{ends.get(place, '')}"
            for place, step in enumerate(steps)
        ],
    )
    return figure


def _number_line(palette: Palette, value: float, error: float, reach: Sequence[float]) -> go.Figure:
    low, high = min(*reach, value - error), max(*reach, value + error)
    room = 0.08 * (high - low) or 1
    figure = go.Figure(layout=layout(palette, 124))
    hairline = {"color": palette.muted, "width": 1}
    figure.add_shape(type="line", x0=low, x1=high, y0=0, y1=0, line=hairline)
    bar = {"type": "data", "array": [error], "color": palette.text, "thickness": 2}
    dots(figure, [value], [0], palette.factory_0, 16, SHAPES[0], hoverinfo="skip", error_x=bar)
    figure.update_yaxes(visible=False, range=[-0.5, 0.5])
    figure.update_xaxes(range=[low - room, high + room], tickangle=0, ticklabeloverflow="allow")
    return figure


def standings(review: Review, palette: Palette) -> go.Figure:
    """Draw each factory on its own line from the corrective factory to the oracle."""
    figure = go.Figure(layout=layout(palette, 60 + 54 * len(review.factories)))
    for place, factory in enumerate(review.factories):
        row = -place
        floor, ceiling = factory.bridge.corrective_profit, factory.oracle_profit
        figure.add_scatter(
            x=[floor, ceiling], y=[row, row], mode="lines+markers", hoverinfo="skip",
            line={"color": palette.rule, "width": 6},
            marker={"color": palette.muted, "size": 14, "symbol": "line-ns-open"},
        )  # fmt: skip
        colour, shape = palette.factories[place % len(SHAPES)], symbol(SHAPES[place % len(SHAPES)])
        dots(figure, [factory.profit], [row], colour, 16, shape, hoverinfo="skip")
        name = f"{t(factory.name)} <b>{short_money(factory.profit)}</b>"
        label(figure, 0, row, name, palette.text, xref="x domain", yshift=20)
    you = review.factories[0]
    figure.update_yaxes(visible=False, range=[0.7 - len(review.factories), 0.75])
    figure.update_xaxes(
        tickangle=0,
        ticklabeloverflow="allow",
        tickvals=[you.bridge.corrective_profit, you.oracle_profit],
        ticktext=[
            t("waiting") + f"<br>{short_money(you.bridge.corrective_profit)}",
            t("oracle") + f"<br>{short_money(you.oracle_profit)}",
        ],
    )
    return figure


def money_course(
    lines: MoneyLines, names: Sequence[str], marks: Sequence[int], palette: Palette
) -> go.Figure:
    """Draw the money of the factories over a match, and where it turned.

    Parameters
    ----------
    names : of the factories
    marks : cycles of the player's line, in order: each gets its number, for words would hide the
        lines on a phone
    """
    figure = go.Figure(layout=layout(palette, 400))
    ends: list[tuple[float, str, str]] = []
    if lines.best is not None:
        line(figure, lines.cycles, lines.best, palette.muted, 2, "dash", name=t("best known"))
        ends.append((lines.best[-1], t("best known"), palette.muted))
    for place in reversed(range(len(lines.factories))):
        money_line, colour = lines.factories[place], palette.factories[place % len(SHAPES)]
        line(figure, lines.cycles, money_line, colour, 4 if place == 0 else 1.5, name=names[place])
        shape = symbol(SHAPES[place % len(SHAPES)])
        dots(figure, lines.cycles[-1:], money_line[-1:], colour, 11, shape, hoverinfo="skip")
        ends.append((money_line[-1], t("you") if place == 0 else names[place], colour))
    end = lines.cycles[-1]
    name_lines(figure, end, ends, 0.062 * _spread(lines))
    numbered = [(cycle, number(nth)) for nth, cycle in enumerate(marks, 1)]
    early = [mark for mark in numbered if mark[0] < end / 2]  # above the lines, the first highest
    late = [mark for mark in numbered if mark[0] >= end / 2]  # below them, the last one lowest
    for side, way in ((early[::-1], -1), (late, 1)):
        before, last = inf, -inf  # cycle and px that the number before lies this way
        for cycle, nth in side:
            at = lines.at(cycle)
            point = -way * at * _DRAWN / _spread(lines)
            near = abs(cycle - before) < end / _ABREAST
            before, last = cycle, max(point + _BESIDE, last + _NEXT if near else -inf)
            dots(figure, [cycle], [at], palette.text, 13, "circle-open", hoverinfo="skip")
            point_at(
                figure, cycle, at, nth, palette.text, palette, 14, round(way * (last - point)),
                bgcolor=palette.ground, bordercolor=palette.muted, borderpad=2,
            )  # fmt: skip
    figure.update_xaxes(
        title_text=t("cycle"),
        range=[0, end * 1.04],  # whole marks at the end
        showgrid=False,
        tickformat=",d",  # as many as there is room for
        nticks=4,
    )
    figure.update_yaxes(tickformat="$~s", zeroline=True, zerolinecolor=palette.muted)
    room = 24 + _LETTER * max(len(words) for _, words, _ in ends)  # also on a phone
    figure.update_layout(hovermode="x unified", margin_r=round(room))
    return figure


_DRAWN = 310  # px of the chart's height between the least amount and the most, about
_BESIDE, _NEXT = 44, 24  # px from a mark to its number, and from number to number
_ABREAST = 8  # numbers that have room beside each other, on a phone
_LETTER = 7.2  # px, of the words at the ends of lines


def _spread(lines: MoneyLines) -> float:
    """Return the dollars between the least amount that is drawn and the most."""
    every = [*lines.factories, *([] if lines.best is None else [lines.best])]
    return max(map(max, every)) - min(map(min, every)) or 1
