"""Factories that join one after the other: what each brings, in chart, words and a table."""

import itertools
import math
from collections.abc import Sequence

import plotly.graph_objects as go

from game.lab.progress import Joined, Progress
from game.lab.verdicts import HARDLY
from game.text.language import money, t
from game.text.marking import mark
from game.views.frame.charts import dots, layout
from game.views.frame.tables import Cell, Table
from game.views.frame.theme import Palette
from game.views.lab.charts import draw_line, name_ends
from game.views.lab.factories import factory, signed
from game.views.lab.words import cycles

ORDERS = {"shuffled": mark("Shuffled"), "number": mark("By number"), "worth": mark("By worth")}

_TICKS = 8  # that have room on a phone


def added(joined: Sequence[Joined]) -> list[float | None]:
    """Return what each brought those who were in before it; the first one joins nobody.

    Examples
    --------
    >>> added([Joined(4, 20.0, 100.0), Joined(1, 15.0, 130.0)])
    [None, 30.0]
    """
    return [None, *(after.profit - before.profit for before, after in itertools.pairwise(joined))]


def _alone(progress: Progress) -> dict[int, float]:
    """Return what each factory earns alone."""
    return {gain.number: gain.alone_profit for gain in progress.gains}


def takeaway(progress: Progress, joined: Sequence[Joined]) -> str:
    """Say who brings most, when nearly all is there, and who gains most by joining."""
    best = max(member.profit for member in joined)
    alone = _alone(progress)
    gain, winner = max((member.profit - alone[member.number], member.number) for member in joined)
    sentences = (
        t(
            "Factory {first} begins, and its ridge regression earns {start}; with all {all} in it "
            "is {end}.",
            first=joined[0].number + 1,
            start=money(joined[0].profit),
            all=len(joined),
            end=money(joined[-1].profit),
        ),
        _who_brings_most(joined),
        t(
            "With {count} of {all} in, the federation is within {dollars} of its best.",
            count=next(
                count for count, member in enumerate(joined, 1) if member.profit >= best - HARDLY
            ),
            all=len(joined),
            dollars=money(HARDLY),
        ),
        t(
            "Of all newcomers factory {number} gains most by its joining: {dollars} over its own "
            "model.",
            number=winner + 1,
            dollars=money(gain, signed=True),
        ),
    )
    return " ".join(sentences)


def _who_brings_most(joined: Sequence[Joined]) -> str:
    brought = [
        (gain, member.number) for gain, member in zip(added(joined), joined, strict=True) if gain
    ]
    most, who = max(brought, default=(0.0, 0))
    if most <= HARDLY:
        return t("Nobody brings those before it more than {dollars}.", dollars=money(HARDLY))
    return t(
        "Factory {number} brings those before it most: {dollars}.",
        number=who + 1,
        dollars=money(most, signed=True),
    )


def draw(progress: Progress, joined: Sequence[Joined], palette: Palette) -> go.Figure:
    """Draw what the federation earns as it grows, and what each newcomer earned alone."""
    figure = go.Figure(layout=layout(palette, 360))
    places = list(range(1, len(joined) + 1))
    alone = _alone(progress)
    own = [alone[member.number] for member in joined]
    profits = [member.profit for member in joined]
    names = [member.number + 1 for member in joined]
    hover = {"number": "%{customdata}", "dollars": "%{y:$,.0f}"}
    dots(
        figure, places, own, palette.factory_1, 7, "triangle-up", name=t("newcomer alone"),
        customdata=names, line={"color": palette.factory_1},
        hovertemplate=t("factory {number} alone: {dollars}", **hover) + "<extra></extra>",
    )  # fmt: skip
    draw_line(figure, places, profits, t("federation"), palette.factory_0, "solid", "circle")
    figure.data[-1].update(
        customdata=names,
        hovertemplate=t("with factory {number}: {dollars}", **hover) + "<extra></extra>",
    )
    low, high = min([*own, *profits]), max([*own, *profits])
    room = 0.12 * (high - low) or 1_000
    name_ends(figure, figure.data, high + room, low - room)
    earned = t("$ per slot and 1,000 cycles")
    figure.update_yaxes(title_text=earned, tickformat="$~s", range=[low - room, high + room])
    ticks = places[:: max(1, math.ceil(len(places) / _TICKS))]
    figure.update_xaxes(
        title_text=t("factories in, the newcomer below"), showgrid=False,
        range=[0.6, len(joined) + 0.4], tickvals=ticks, tickangle=0,
        ticktext=[f"{place}<br>{names[place - 1]}" for place in ticks],
    )  # fmt: skip
    return figure


def table(progress: Progress, joined: Sequence[Joined]) -> Table:
    """List the newcomers in their order."""
    alone = _alone(progress)
    rows = []
    for place, (member, gain) in enumerate(zip(joined, added(joined), strict=True), 1):
        own = member.profit - alone[member.number]
        brings = "" if gain is None else round(gain)
        rows.append(
            [
                Cell(t("In"), t("in"), place),
                Cell(t("Newcomer"), t("factory"), member.number + 1, factory(member.number)),
                Cell(t("Alone, money"), t("alone_dollars"), round(alone[member.number]), money),
                Cell(t("Federated, cycles"), t("federated_rmse"), member.error, cycles),
                Cell(t("Federated, money"), t("federated_dollars"), round(member.profit), money),
                Cell(t("Brings the others"), t("brings_dollars"), brings, signed(gain)),
                Cell(t("Gains itself"), t("gains_dollars"), round(own), signed(own)),
            ]
        )
    return Table.of_rows("joining", t("Joining"), rows)
