"""What the federation's margin is made of: a chart, sentences and a table."""

import plotly.graph_objects as go

from game.evidence.findings import Estimate
from game.evidence.margin import FEDERATED, MarginParts, Step
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.evidence.names import span
from game.views.frame.charts import colour_of, dots, label, layout, line, symbol_of
from game.views.frame.tables import Cell, Table
from game.views.frame.theme import Palette

_WAYS = {
    "own": mark("Own model, own scale"),
    "public": mark("Own model, public scale"),
    "changes": mark("Own model, public scale, changes alone"),
    FEDERATED: mark("Federated model"),
}


def way(step: Step) -> str:
    """Return what a model is made of."""
    return t(_WAYS[step.way])


def sentences(parts: MarginParts) -> list[str]:
    """Say how much of the margin is a common ruler and how much other factories' failures."""
    first, *ruler, last = parts.steps
    if first.margin is None or last.more is None:
        raise ValueError("a margin begins with the own model and ends with the federation")
    whole = first.margin
    scale, changes = (step.more for step in ruler)
    return [
        t(
            "**A common ruler is worth {scale} of the {lead}** {scale_span}: the own model, its "
            "features scaled by ranges that the maker of the engines publishes, not by its few "
            "failures. **Reading only what has changed since an engine was new is worth "
            "{changes}** {changes_span}, which needs the ruler and an alarm {earlier} cycles "
            "earlier. That is the strongest model we found that a factory could build alone. "
            "**The federation keeps {others} over it** {others_span}, for other factories' "
            "failures most of all.",
            scale=money_k(_mean(scale)),
            scale_span=_span(scale),
            lead=money_k(whole.mean),
            changes=money_k(_mean(changes)),
            changes_span=_span(changes),
            earlier=number(ruler[-1].setting - first.setting),
            others=money_k(last.more.mean),
            others_span=span(last.more),
        ),
        _splits(parts),
    ]


def _mean(estimate: Estimate | None) -> float:
    return 0.0 if estimate is None else estimate.mean


def _span(estimate: Estimate | None) -> str:
    return "" if estimate is None else span(estimate)


_MOST = 0.75
"""Share of the lead that is said to come from one kind of archive."""


def _splits(parts: MarginParts) -> str:
    if parts.unseen.margin is None or parts.seen.margin is None:
        return t("All worlds so far have archives of one kind, with a fan failure or without.")
    unseen = parts.unseen.worlds * parts.unseen.margin.mean
    seen = parts.seen.worlds * parts.seen.margin.mean
    share = unseen / (unseen + seen) if min(unseen, seen) > 0 else 0.0
    return t(
        mark(
            "**{share} of the lead over the own model comes from archives without a fan "
            "failure.** In {unseen} such worlds it is {unseen_lead} a game {unseen_span}, in the "
            "{seen} others {seen_lead} {seen_span}."
        )
        if share > _MOST
        else mark(
            "**The lead over the own model depends on what its archive has seen.** Without a fan "
            "failure, in {unseen} worlds, it is {unseen_lead} a game {unseen_span}, in the {seen} "
            "others {seen_lead} {seen_span}."
        ),
        share=percent(share),
        unseen=number(parts.unseen.worlds),
        unseen_lead=money_k(parts.unseen.margin.mean),
        unseen_span=span(parts.unseen.margin),
        seen=number(parts.seen.worlds),
        seen_lead=money_k(parts.seen.margin.mean),
        seen_span=span(parts.seen.margin),
    )


def chart(parts: MarginParts, palette: Palette) -> go.Figure:
    """Draw what each way to make a model earns, and between them what the step is worth."""
    figure = go.Figure(layout=layout(palette, 60 + 62 * len(parts.steps)))
    heights = list(range(len(parts.steps)))[::-1]
    for step, height in zip(parts.steps, heights, strict=True):
        strategy = FEDERATED if step.way == FEDERATED else "local"
        colour, mean = colour_of(strategy, palette), step.profit.mean
        low, high = step.profit.ci95 or (mean, mean)
        line(figure, [low, high], [height, height], colour, 3, hoverinfo="skip")
        dots(
            figure, [mean], [height], colour, 12, symbol_of(strategy),
            hovertemplate=f"{way(step)}: %{{x:$,.0f}}<extra></extra>",
        )  # fmt: skip
        label(figure, 0, height, way(step), palette.text, xref="paper", yshift=18)
        if step.more is not None:
            sign = "+" if step.more.mean > 0 else ""
            label(figure, high, height, sign + money_k(step.more.mean), colour, xshift=8)
    lowest = min((step.profit.ci95 or (step.profit.mean,))[0] for step in parts.steps)
    highest = max((step.profit.ci95 or (step.profit.mean,))[-1] for step in parts.steps)
    reach = highest - lowest
    figure.update_xaxes(
        title_text=t("profit of a game, $"), nticks=5,
        range=[lowest - 0.05 * reach, highest + 0.25 * reach],
    )  # fmt: skip
    figure.update_yaxes(showticklabels=False, range=[-0.5, len(parts.steps) - 0.3], showgrid=False)
    return figure


def table(parts: MarginParts) -> Table:
    """Return every step, and the split by archives."""
    rows = [_row(way(step), step.way, step.setting, step) for step in parts.steps]
    return Table.of_rows("lead", t("What the lead is made of"), rows)


def _row(read: str, name: str, setting: int, step: Step) -> list[Cell]:
    return [
        Cell(t("model"), t("model"), name, read),
        Cell(t("setting"), t("setting"), setting),
        *_estimate(t("mean"), step.profit),
        *_estimate(t("more than above"), step.more),
        *_estimate(t("federated leads by"), step.margin),
        Cell(
            t("games federated wins"),
            t("games federated wins"),
            "" if step.won is None else step.won.mean,
            "" if step.won is None else _share(step.won),
        ),
    ]


def _estimate(head: str, estimate: Estimate | None) -> list[Cell]:
    if estimate is None:
        return [Cell(head, head, "", ""), Cell("", t("low"), ""), Cell("", t("high"), "")]
    low, high = (round(end) for end in estimate.ci95 or (estimate.mean, estimate.mean))
    read = f"{money_k(estimate.mean)} {span(estimate)}"
    return [
        Cell(head, head, round(estimate.mean), read),
        Cell("", t("low"), low),
        Cell("", t("high"), high),
    ]


def _share(estimate: Estimate) -> str:
    if estimate.ci95 is None:
        return percent(estimate.mean)
    low, high = estimate.ci95
    return f"{percent(estimate.mean, 1)} [{percent(low)}, {percent(high)}]"
