"""What an answer earns: cash flows by year, and their return and payback."""

from collections.abc import Callable
from functools import partial

import numpy as np

from game.business.gains.findings import Answer, Findings
from game.business.gains.flows import Earned, most_out
from game.text.language import number, percent, t
from game.views.business.words.money import amount
from game.views.frame.tables import Cell, Table


def flows(found: Findings) -> Table:
    """Return what each answer is expected to bring by year, and its worth: their present value."""
    money = partial(amount, unit="")
    return Table.of_rows(
        "flows",
        t("Cash flow by year, not discounted"),
        [
            [
                Cell(t("Answer"), "answer", one.name, t(one.title)),
                *(
                    Cell(t("Year {n}", n=number(year)), f"year_{year}", flow, money)
                    for year, flow in enumerate(one.flows)
                ),
                Cell(t("Worth (discounted)"), "expected", one.expected, money),
            ]
            for one in found.answers
        ],
    )


def about_flows(rate: float) -> str:
    """Say what cash flows are, and how they come to the worth.

    Examples
    --------
    >>> about_flows(0.0725)[-53:]
    'each divided by 1.0725 as often as years have passed.'
    """
    digits = len(f"{1 + rate:.6f}".rstrip("0").partition(".")[2])  # all: one reckons with it
    return t(
        "Means over all futures that were drawn, against doing nothing new. Year 0 is what is "
        "spent first, the others stand at their ends, as money of today's prices. *Worth* alone is "
        "discounted: their sum, each divided by {factor} as often as years have passed.",
        factor=number(1 + rate, digits),
    )


def earnings(found: Findings) -> Table:
    """Return what the expected cash flows return, and in how many futures they do otherwise."""
    return Table.of_rows(
        "earnings", t("Return and payback"), [_earning(one) for one in found.answers]
    )


def _earning(one: Answer) -> list[Cell]:
    told, more = one.earned, one.earned_more

    def figure(part: str) -> float | None:
        return None if told is None else getattr(told, part)

    return [
        Cell(t("Answer"), "answer", one.name, t(one.title)),
        Cell(t("Out at most"), "out_at_most", most_out(np.array(one.flows)),
             partial(amount, unit="")),
        Cell(t("Return"), "irr", figure("rate"), _rate(told)),
        Cell(t("One rate in"), "irr_one", figure("one"), _share),
        Cell(t("None in"), "irr_none", figure("none"), _share),
        Cell(t("Several in"), "irr_several", figure("several"), _share),
        Cell(t("Paid back, years"), "payback", figure("payback"), _years(told, "payback")),
        Cell(t("Never in"), "never", figure("never"), _share),
        Cell(t("Discounted, years"), "discounted_payback", figure("discounted_payback"),
             _years(told, "discounted_payback")),
        Cell(t("Never in"), "never_discounted", figure("never_discounted"), _share),
        Cell(t("Return over a calendar"), "irr_more", more and more.rate, _of(more, _rate)),
        Cell(t("Paid back, years"), "payback_more", more and more.payback,
             _of(more, partial(_years, part="payback"))),
        Cell(t("Never in"), "never_more", more and more.never, _share),
    ]  # fmt: skip


def _of(told: Earned | None, words: Callable[[Earned], str]) -> str:
    return "-" if told is None else words(told)


def returned(one: Answer) -> str:
    """Say an answer's return, and in how many futures there is one rate alone.

    Examples
    --------
    >>> from game.business.gains.flows import Earned
    >>> class Bought: earned = Earned(0.43, 1, 3.1, 3.8, 0.9, 0.1, 0.0, 0.07, 0.2)
    >>> returned(Bought), paid_back(Bought)
    ('43% (one in 90%)', '3.1 (never in 7%)')
    """
    told = one.earned
    if told is None:
        return _rate(None)
    return t("{rate} (one in {share})", rate=_rate(told), share=percent(told.one))


def paid_back(one: Answer) -> str:
    """Say after how many years an answer is paid back, and in how many futures it never is."""
    told = one.earned
    if told is None:
        return _years(None, "payback")
    return t("{years} (never in {share})", years=_years(told, "payback"), share=percent(told.never))


def about_returns(found: Findings) -> str:
    """Say which figure of the table is of what, and what models return over a calendar."""
    said = t(
        "*Return* and *Paid back* are of the expected cash flows whose present value is the worth "
        "that is shown, against doing nothing new; in brackets in how many of the futures exactly "
        "one rate is a return, and in how many the money never comes back. *Worth* and *Cost a "
        "year* are discounted, *Paid back* is not."
    )
    compared = [one for one in found.answers if one.earned_more is not None]
    if not compared:
        return said
    best = max(compared, key=lambda one: one.expected)
    return f"{said} {_over_a_calendar(best)}"


def _over_a_calendar(one: Answer) -> str:
    """Say what is earned with the money that a model costs more than a calendar."""
    title, more = t(one.title), one.earned_more
    if more is None or more.rate is None or more.payback is None:
        return t(
            "Against a calendar of your own, which buys nothing, what {title} costs more does not "
            "come back in these years.",
            title=title,
        )
    return t(
        "Against a calendar of your own, which buys nothing, what {title} costs more returns "
        "{rate} and is paid back after {years} years; in {never} of the futures it never is.",
        title=title,
        rate=percent(more.rate),
        never=percent(more.never),
        years=number(more.payback, 1),
    )


def _rate(told: Earned | None) -> str:
    if told is None:
        return t("no money goes out first")
    if told.rate is None:
        return t("more than one") if told.rates else t("none")
    return percent(told.rate)


def _years(told: Earned | None, part: str) -> str:
    if told is None:
        return t("no money goes out first")
    years = getattr(told, part)
    return t("not in these years") if years is None else number(years, 1)


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value)
