"""What sharing lifetimes alone is worth: chart and words."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import plotly.graph_objects as go

from game.lab.lifetimes import COUNTED_BY
from game.lab.progress import Progress
from game.lab.verdicts import HARDLY
from game.rules.strategies import STRATEGIES
from game.text.language import compared, money, number, t
from game.text.marking import mark
from game.views.frame.charts import colour_of, dots, label, layout
from game.views.frame.theme import FONT_NUMBERS, Palette

_WAYS = {
    "own": mark("Schedule from own lifetimes"),
    "pooled": mark("Schedule from all lifetimes"),
    "local": mark("Own model"),
    "federated": STRATEGIES["federated"].title,
}


def ways(progress: Progress) -> Mapping[str, Sequence[float]]:
    """Return what each way of knowing earns every factory; a federated model is not in all labs."""
    profits = {
        "own": [schedule.profit for schedule in progress.age_policies],
        "pooled": [schedule.pooled_profit for schedule in progress.age_policies],
        "local": [schedule.local_profit for schedule in progress.age_policies],
    }
    if progress.gains:
        profits["federated"] = [gain.own_profit for gain in progress.gains]
    return profits


def takeaway(progress: Progress) -> str:
    """Say what lifetimes alone are worth, and what models add."""
    means = {name: fmean(profits) for name, profits in ways(progress).items()}
    sentence = compared(
        means["pooled"] - means["own"],
        mark(
            "Lifetimes alone help: a schedule from its own earns a factory {own} in a slot and "
            "1,000 cycles, one from everybody's {pooled}; {better} of {all} do better with it."
        ),
        mark(
            "Lifetimes of others mislead here: a schedule from its own earns a factory {own} in a "
            "slot and 1,000 cycles, one from everybody's {pooled}; {better} of {all} do better "
            "with it."
        ),
        mark(
            "Lifetimes of others change little here: a schedule from its own earns a factory {own} "
            "in a slot and 1,000 cycles, one from everybody's {pooled}; {better} of {all} do "
            "better with it."
        ),
        within=HARDLY,
        own=money(means["own"]),
        pooled=money(means["pooled"]),
        better=sum(schedule.gain > 0 for schedule in progress.age_policies),
        all=len(progress.age_policies),
    )
    models = t(
        mark("Its own model earns it {local}, the federated one {federated}.")
        if "federated" in means
        else mark("Its own model earns it {local}."),
        **{name: money(mean) for name, mean in means.items()},
    )
    return f"{sentence} {models}"


def shared(progress: Progress) -> str:
    """Say what has left the factories for this, and how ages of service follow."""
    pool = progress.pool
    if pool is None:
        raise ValueError("this lab has not shared lifetimes")
    ages = [schedule.age for schedule in progress.age_policies]
    return t(
        mark(
            "Shared for this: how many of its engines each factory saw fail in every {step} "
            "cycles of age, {up} bytes from each and {down} back. From {engines} lifetimes "
            "follows a service ordered at {age} cycles; from their own, at {low} to {high}. "
            "Models have the alarm threshold that suits them best in hindsight, schedules a rule: "
            "the optimum of the known lifetimes, and the earlier the fewer they are."
        )
        if progress.settings.lead
        else mark(
            "Shared for this: how many of its engines each factory saw fail in every {step} "
            "cycles of age, {up} bytes from each and {down} back. From {engines} lifetimes "
            "follows a service at {age} cycles; from their own, at {low} to {high}. Models have "
            "the alarm threshold that suits them best in hindsight, schedules a rule: the optimum "
            "of the known lifetimes, and the earlier the fewer they are."
        ),
        step=COUNTED_BY,
        up=number(pool.bytes_up),
        down=number(pool.bytes_down),
        engines=number(pool.engines),
        age=pool.age,
        low=min(ages),
        high=max(ages),
    )


def draw(progress: Progress, palette: Palette) -> go.Figure:
    """Draw what each way of knowing earns: every factory a dot, their mean a line."""
    colours = {"own": palette.muted, "pooled": palette.factory_3} | {
        name: colour_of(name, palette) for name in ("local", "federated")
    }
    figure = go.Figure(layout=layout(palette, 90 + 62 * len(ways(progress))))
    for row, (name, profits) in enumerate(ways(progress).items()):
        way, colour = t(_WAYS[name]), colours[name]
        said = t("{line}: {dollars}", line=way, dollars="%{x:$,.0f}")
        dots(
            figure, profits, [row] * len(profits), colour, 13, "line-ns", name=way,
            marker_line={"color": colour, "width": 1.5}, hovertemplate=said + "<extra></extra>",
        )  # fmt: skip
        mean = fmean(profits)
        dots(figure, [mean], [row], colour, 14, "diamond", hoverinfo="skip", name=way)
        right = {"xanchor": "right", "font_family": FONT_NUMBERS}
        label(figure, 0, row, way, colour, xref="paper", yshift=21)
        average = t("mean {dollars}", dollars=money(mean))
        label(figure, 1, row, average, colour, xref="paper", yshift=21, **right)
    figure.update_xaxes(title_text=t("$ per slot and 1,000 cycles"), tickformat="$~s")
    rows = [len(ways(progress)) - 0.6, -0.75]
    figure.update_yaxes(range=rows, showticklabels=False, showgrid=False)
    return figure
