"""Plotly charts of a plant."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from game.business.contenders import CALENDAR, NOTHING, POOLED, TITLES
from game.business.forecast_error import FEDERATED, OWN
from game.business.gains.findings import Findings
from game.business.lives.lifetimes import Record, fit, survival
from game.business.study import Study
from game.business.worth import AgeCurve, MarginCurve
from game.text.language import t
from game.views.business.words.hanging import input_title, input_value, lead_of, shown
from game.views.frame.charts import dots, label, layout, legend, line
from game.views.frame.theme import Palette

_COLOURS = {
    NOTHING: "factory_3", CALENDAR: "factory_2", POOLED: "factory_2", OWN: "factory_1",
    FEDERATED: "factory_0",
}  # fmt: skip
_SYMBOLS = {
    NOTHING: "x", CALENDAR: "square", POOLED: "square-open", OWN: "triangle-up",
    FEDERATED: "circle",
}  # fmt: skip
"""As the strategies of the game have them."""


def _colour(name: str, palette: Palette) -> str:
    return str(getattr(palette, _COLOURS[name]))


def worths(found: Findings, palette: Palette) -> go.Figure:
    """Draw what each answer is worth: mean, and 10 to 90% of the draws."""
    rows = list(reversed(found.answers))
    figure = go.Figure(layout=layout(palette, 70 + 58 * len(rows)))
    figure.add_vline(x=0, line={"color": palette.rule, "width": 2})
    for height, one in enumerate(rows):
        colour, band = _colour(one.name, palette), one.npv
        line(figure, [band.low, band.high], [height, height], colour, 3, hoverinfo="skip")
        dots(
            figure, [one.expected], [height], colour, 13, _SYMBOLS[one.name],
            marker_line={"color": colour, "width": 2},
            hovertemplate=f"{t(one.title)}<br>%{{x:,.0f}}<extra></extra>",
        )  # fmt: skip
    _lanes(figure, [t(one.title) for one in rows], palette)
    what = t("worth over the years, {unit}", unit=found.currency or t("your unit"))
    return figure.update_xaxes(title_text=what, nticks=6)


def lifetimes(record: Record, palette: Palette) -> go.Figure:
    """Draw a record's survival as it was, and the law that it speaks for."""
    figure = go.Figure(layout=layout(palette, 280))
    figure.update_layout(showlegend=True, legend=legend())
    at, shares = survival(record)
    line(
        figure, [0.0, *at], [1.0, *shares], palette.text, 2, name=t("your machines"),
        line_shape="hv",
    )  # fmt: skip
    if len(set(at)) > 1:
        law, reach = (
            fit(record),
            np.linspace(0, record.free + float(record.hours.max()) * 1.05, 120),
        )
        line(
            figure, reach, law.survival(reach), palette.factory_0, 2, "dash",
            name=t("the most likely Weibull law"),
        )  # fmt: skip
    figure.update_yaxes(title_text=t("share still running"), range=[0, 1.03], tickformat=".0%")
    return figure.update_xaxes(title_text=t("hours"), nticks=7)


def ages(curve: AgeCurve, found: Findings | None, palette: Palette) -> go.Figure:
    """Draw what a calendar costs by its age, with the ages that were chosen."""
    figure = go.Figure(layout=layout(palette, 340))
    grey = palette.muted
    line(figure, curve.ages, curve.high, grey, 0, hoverinfo="skip")
    figure.add_scatter(
        x=curve.ages, y=curve.low, mode="lines", line={"width": 0}, fill="tonexty",
        fillcolor=_shade(palette.factory_2), hoverinfo="skip",
    )  # fmt: skip
    line(
        figure, curve.ages, curve.mean, palette.factory_2, 3,
        hovertemplate="%{x:,.0f} h<br>%{y:,.0f}<extra></extra>",
    )  # fmt: skip
    figure.add_hline(y=curve.waiting, line={"color": palette.factory_3, "dash": "dash"})
    last = curve.ages[-1]
    label(
        figure, last, curve.waiting, t("waiting for every failure"), palette.factory_3,
        xanchor="right", yshift=11,
    )  # fmt: skip
    for one in found.answers if found is not None else ():
        if one.name in (CALENDAR, POOLED) and one.age is not None:
            words = t("your age") if one.name == CALENDAR else t("with members")
            figure.add_vline(
                x=one.age, line={"color": palette.factory_2, "width": 1, "dash": "dot"}
            )
            low = min(curve.low)
            label(figure, one.age, low, words, palette.text,
                  yshift=-6 if one.name == CALENDAR else 10)  # fmt: skip
    top = min(max(curve.mean), 3 * max(curve.waiting, min(curve.mean)))
    figure.update_yaxes(title_text=t("cost a year"), range=[0, top * 1.05])
    return figure.update_xaxes(title_text=t("hours at which a service begins"), nticks=7)


def _lanes(figure: go.Figure, titles: Sequence[str], palette: Palette, above: int = 22) -> None:
    """Name the lanes of a chart, each above what it holds: beside it a phone has no room."""
    for height, title in enumerate(titles):
        label(
            figure, 0, height, title, palette.text, xref="paper", yshift=above,
            bgcolor=palette.ground,
        )  # fmt: skip
    reach = [-0.6, len(titles) - 0.3]
    figure.update_yaxes(range=reach, showgrid=False, showticklabels=False)


def _shade(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def margins(curves: tuple[MarginCurve, ...], palette: Palette) -> go.Figure:
    """Draw what models cost by how early they call."""
    figure = go.Figure(layout=layout(palette, 320))
    figure.update_layout(showlegend=True, legend=legend())
    for curve in curves:
        colour, title = _colour(curve.name, palette), t(TITLES[curve.name])
        line(
            figure, curve.hours, curve.mean, colour, 3, name=title,
            hovertemplate=f"{title}<br>%{{x:,.0f}} h<br>%{{y:,.0f}}<extra></extra>",
        )  # fmt: skip
        at = curve.hours.index(curve.chosen)
        dots(
            figure, [curve.chosen], [curve.mean[at]], colour, 12, _SYMBOLS[curve.name],
            showlegend=False, hoverinfo="skip",
        )  # fmt: skip
    figure.update_yaxes(title_text=t("cost a year"), rangemode="tozero")
    return figure.update_xaxes(title_text=t("hours before the forecast failure"), nticks=7)


def tornado(study: Study, palette: Palette) -> go.Figure:
    """Draw what becomes of the winner's lead with each input, what moves it most first.

    Less of an input and more of it have a bar each: both may lie on the same side.
    """
    swings, unit = list(reversed(shown(study))), study.case.currency
    figure = go.Figure(layout=layout(palette, 76 + 50 * len(swings)))
    middle = lead_of(study)
    for height, swing in enumerate(swings):
        for lead, value, colour, place in (
            (swing.lead_low, swing.low, palette.factory_1, height + _APART),
            (swing.lead_high, swing.high, palette.factory_3, height - _APART),
        ):
            figure.add_scatter(
                x=[middle, lead], y=[place, place], mode="lines",
                line={"color": colour, "width": 11}, hoverinfo="skip",
            )  # fmt: skip
            falls = lead < middle
            label(
                figure, lead, place, input_value(swing.name, value, unit), palette.text,
                xanchor="right" if falls else "left", xshift=-6 if falls else 6,
                bgcolor=palette.ground, borderpad=0,
            )  # fmt: skip
    figure.add_vline(x=0, line={"color": palette.text, "width": 2})
    figure.add_vline(x=middle, line={"color": palette.muted, "width": 1, "dash": "dot"})
    _lanes(figure, [input_title(swing.name) for swing in swings], palette, 25)
    leads = [0.0, middle, *(lead for one in swings for lead in (one.lead_low, one.lead_high))]
    room = 0.45 * (max(leads) - min(leads))
    figure.update_xaxes(range=[min(leads) - room, max(leads) + room], nticks=5)
    title = t("worth more than the next best, {unit}", unit=study.case.currency or t("your unit"))
    return figure.update_xaxes(title_text=title)


_APART = 0.15
"""How far the two bars of an input lie from the middle of its lane."""


def members(study: Study, palette: Palette) -> go.Figure:
    """Draw what members save a year, by their number, beside what a federation asks.

    Bars do not stand on each other: one is of a calendar, one of a model, and nobody has both.
    """
    rows, federated = study.members or (), study.case.programme.federated
    assert federated is not None
    figure = go.Figure(layout=layout(palette, 320))
    figure.update_layout(showlegend=True, legend=legend(), barmode="group")
    sizes = [str(one.members) for one in rows]
    parts = (
        (t("by a better service age"), [one.lifetimes for one in rows], palette.factory_2),
        (t("by a better model"), [one.forecasts for one in rows], palette.factory_0),
    )
    for title, values, colour in parts:
        if None in values:
            continue  # no model of one's own to be better than
        figure.add_bar(
            x=sizes, y=values, name=title, marker_color=colour,
            hovertemplate=f"{title}<br>%{{y:,.0f}}<extra></extra>",
        )  # fmt: skip
    figure.add_hline(y=federated.fee, line={"color": palette.text, "dash": "dash"})
    label(figure, 0, federated.fee, t("the fee"), palette.text, yshift=10, xref="paper")
    figure.update_yaxes(title_text=t("saved a year"))
    return figure.update_xaxes(title_text=t("other members"), type="category")
