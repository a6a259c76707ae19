"""Charts of the lab: the sawtooth, the money, and who gains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from game.lab.populations import LabResult
from game.lab.progress import Gain, Progress, RoundRecord
from game.text.language import t
from game.views.frame.charts import dots, label, layout, legend, line
from game.views.frame.theme import FONT_NUMBERS, Palette
from game.views.lab.factories import label_of

_ROOM, _MOST_ROOM = 1.35, 3.0
"""The axis of errors ends so far above the naive one: a saboteur's may be beyond all charts."""


_LETTERS, _LETTER, _LINE = 16, 7, 0.056
"""Names of lines stand beside the chart, whatever its width: so many letters in a line of theirs,
each so many pixels wide, and this share of the chart high."""

_LABELLED, _NUMBERED = 10, 20
"""Most bars whose amounts, and whose numbers, are written beside them: to be read on a phone."""


_Line = tuple[Sequence[float], Sequence[float]]
"""Where it goes: across, and up."""


def _when(record: RoundRecord) -> float:
    return record.number - (0.5 if record.stage == "trained" else 0.0)


@dataclass(frozen=True)
class Beside:
    """Another lab in the same picture.

    Attributes
    ----------
    this, name : what the lab on the screen and the other one are called
    outcome : what the other one comes to in the same population
    """

    this: str
    name: str
    outcome: LabResult


def errors(progress: Progress, palette: Palette, beside: Beside | None = None) -> go.Figure:
    """Draw the error at every stage of the rounds: rising teeth alone, falling when merged."""
    records = progress.records
    turns = list(zip(records[::2], records[1::2], records[2::2], strict=False))
    teeth = [
        (
            (before.number, _when(trained), merged.number),
            (before.error, trained.local_errors[factory], merged.error),
        )
        for factory in range(progress.settings.population.factories)
        for before, trained, merged in turns
        if factory in trained.local_errors and factory not in progress.saboteurs
    ]
    models = (
        {_when(record): record.naive_error for record in records},
        {_when(record): record.outsider_error for record in records},
        dict(enumerate(central.error for central in progress.centrals)),
        {record.number: record.error for record in records if record.stage == "merged"},
    )
    naive, worst = records[0].naive_error, max(record.error for record in records)
    ends = 0.0, min(max(_ROOM * naive, 1.08 * worst), _MOST_ROOM * naive)
    other = dict(enumerate(beside.outcome.errors)) if beside else {}
    figure = _over_rounds(
        progress, palette, teeth, t("a factory's own model"), models, ends, beside, other
    )
    return figure.update_yaxes(title_text=t("error, cycles (RMSE)"))


def money(progress: Progress, palette: Palette, beside: Beside | None = None) -> go.Figure:
    """Draw what every model of the errors' chart earns, and what each factory does alone."""
    rounds = 0, progress.settings.experiment.rounds
    alone = [gain.alone_profit for gain in progress.gains]
    levels = [(rounds, (profit, profit)) for profit in alone]
    models: list[Mapping[int, float]] = [
        dict.fromkeys(range(len(progress.earnings)), progress.naive_profit or 0.0),
        dict(enumerate(earning.outsider_profit for earning in progress.earnings)),
        dict(enumerate(central.profit for central in progress.centrals)),
        dict(enumerate(earning.profit for earning in progress.earnings)),
    ]
    if opened := [one.backdoor.profit for one in progress.earnings if one.backdoor]:
        models.append(dict(enumerate(opened)))
    drawn = [profit for line in models for profit in line.values()]
    ends = min(0.0, 1.08 * min(drawn)), 1.12 * max([*drawn, 100_000, *alone])
    other = dict.fromkeys(rounds, beside.outcome.profit) if beside else {}
    if other:
        ends = min(ends[0], 1.08 * min(other.values())), max(ends[1], 1.12 * max(other.values()))
    figure = _over_rounds(
        progress, palette, levels, t("a factory alone"), models, ends, beside, other
    )
    return figure.update_yaxes(title_text=t("$ per slot and 1,000 cycles"), tickformat="$~s")


def _over_rounds(
    progress: Progress,
    palette: Palette,
    thin: Sequence[_Line],
    name: str,
    models: Sequence[Mapping[Any, float | None]],
    ends: tuple[float, float],
    beside: Beside | None,
    other: Mapping[Any, float],
) -> go.Figure:
    """Draw a thin line for each factory, and the models that are compared, by round.

    Parameters
    ----------
    name : what the thin lines are
    models : naive, outsider, in one place, federated, and the federated one with the trigger of a
        backdoor, if there is one
    ends : of the axis upwards
    beside : another lab, of which ``other`` is drawn
    """
    figure = go.Figure(layout=layout(palette, 420))
    xs = [x for across, _ in thin for x in (*across, None)]
    ys = [y for _, along in thin for y in (*along, None)]
    line(figure, xs, ys, palette.running, 0.8, name=name, hoverinfo="skip", opacity=0.55)
    if xs:
        said = t("thin lines: {name}", name=name)
        paper = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
        label(figure, 0.01, 1, said, palette.running, **paper)
        figure.update_layout(margin_t=30)
    styles = (
        (t("naive"), palette.muted, "dot", "circle"),
        (t("outsider"), palette.factory_3, "dash", "diamond"),
        (t("in one place"), palette.factory_1, "dashdot", "square"),
        (beside.this if beside else t("federated"), palette.factory_0, "solid", "circle"),
        (t("federated, T30 low"), palette.failure, "dot", "x"),
    )
    for model, style in zip(models, styles, strict=False):
        draw_line(figure, [*model], [*model.values()], *style)
    if beside:
        draw_line(
            figure,
            [*other],
            [*other.values()],
            beside.name,
            palette.factory_2,
            "longdash",
            "square",
        )
        figure.data[-1].line.width = 3
    low, top = ends
    name_ends(figure, figure.data[1:], top, low)
    return across_rounds(figure, progress.settings.experiment.rounds).update_yaxes(range=ends)


def across_rounds(figure: go.Figure, rounds: int) -> go.Figure:
    """Let a chart run over so many rounds."""
    return figure.update_xaxes(
        title_text=t("federated round"), range=[-0.02 * rounds, 1.02 * rounds], showgrid=False,
        tickvals=list(range(0, rounds + 1, max(1, rounds // 5))),
    )  # fmt: skip


def draw_line(
    figure: go.Figure,
    xs: Sequence[float],
    ys: Sequence[float | None],
    name: str,
    colour: str,
    dash: str,
    symbol: str,
) -> None:
    """Draw one line of a chart over rounds."""
    drawn = [None if y == float("inf") else y for y in ys]
    strong = dash == "solid"
    figure.add_scatter(
        x=list(xs), y=drawn, mode="lines+markers", name=name,
        line={"color": colour, "width": 3 if strong else 1.8, "dash": dash},
        marker={"color": colour, "size": 6 if strong else 4, "symbol": symbol},
        hovertemplate=t(
            "{line}, round {round}: {value}", line=name, round="%{x}", value="%{y:,.1f}"
        ) + "<extra></extra>",
    )  # fmt: skip


def name_ends(figure: go.Figure, lines: Sequence[go.Scatter], top: float, low: float = 0.0) -> None:
    """Write each line's name beside its end, one above the other where ends meet."""
    named = sorted(
        (float(trace.y[-1]), wrap(str(trace.name), _LETTERS), str(trace.line.color), trace.x[-1])
        for trace in lines
        if trace.y and trace.y[-1] is not None
    )
    line = _LINE * (top - low)
    floor, places = float("-inf"), []
    for y, words, *_ in named:
        half = len(words) * line / 2
        places.append(max(y, floor + half))
        floor = places[-1] + half
    ceiling = top
    for number, (_, words, *_) in reversed(list(enumerate(named))):
        half = len(words) * line / 2
        places[number] = min(places[number], ceiling - half)
        ceiling = places[number] - half
    for (_, words, colour, x), y in zip(named, places, strict=True):
        label(figure, x, y, "<br>".join(words), colour, xshift=8, align="left")
    longest = max((len(part) for _, words, *_ in named for part in words), default=0)
    figure.update_layout(margin_r=16 + _LETTER * longest)


def gains(gains: Sequence[Gain], palette: Palette) -> go.Figure:
    """Draw what each factory gains or loses by sharing, best first."""
    ranked = sorted(gains, key=attrgetter("gain"), reverse=True)
    names = [f"{gain.number + 1}" for gain in ranked]
    amounts = [gain.gain for gain in ranked]
    everywhere = [gain.gain_everywhere for gain in ranked]
    figure = go.Figure(layout=layout(palette, 340))
    hover = t("factory {number}: {dollars}", number="%{x}", dollars="%{y:$,.0f}")
    figure.add_bar(
        x=names, y=amounts, name=t("on engines like its own"),
        text=[label_of(amount) for amount in amounts] if len(amounts) <= _LABELLED else None,
        textposition="outside", cliponaxis=False,
        textfont={"family": FONT_NUMBERS, "size": 11, "color": palette.text},
        marker={
            "color": [palette.factory_0 if amount > 0 else palette.failure for amount in amounts],
            "pattern": {
                "shape": ["" if amount > 0 else "/" for amount in amounts],
                "fgcolor": palette.ground,
            },
        },
        hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip
    dots(
        figure, names, everywhere, palette.text, 9, "diamond",
        name=t("on engines of all kinds"), hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip
    low, high = min([*amounts, *everywhere, 0]), max([*amounts, *everywhere, 0])
    room, gained = 0.16 * (high - low) or 1, t("gain, $ per slot and 1,000 cycles")
    figure.update_yaxes(title_text=gained, tickformat="$~s", range=[low - room, high + room])
    figure.update_xaxes(
        type="category", title_text=t("factory"), showgrid=False, tickangle=0,
        tickfont_size=10, showticklabels=len(names) <= _NUMBERED,
    )  # fmt: skip
    return figure.update_layout(showlegend=True, legend=legend())
