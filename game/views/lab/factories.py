"""The lab's factories: who gains by sharing, in sentences and tables."""

from collections.abc import Sequence
from operator import attrgetter
from statistics import fmean

from game.lab.progress import Gain, Progress
from game.lab.verdicts import HARDLY
from game.text.language import compared, money, short_money, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table
from game.views.lab.words import cycles

_NAMED = 5
"""Losers, at most."""


def gains_words(progress: Progress) -> str:
    """Name winners and losers."""
    ranked = sorted(progress.gains, key=attrgetter("gain"), reverse=True)
    everywhere = [gain.gain_everywhere for gain in ranked]
    winners = [gain for gain in ranked if gain.gain > HARDLY]
    losers = [gain for gain in ranked if gain.gain < -HARDLY]
    of_all = t(
        "On engines of all kinds {winners} of {all} factories gain more than {dollars} by sharing, "
        "{gain} on average.",
        winners=sum(gain > HARDLY for gain in everywhere),
        all=len(ranked),
        dollars=money(HARDLY),
        gain=money(fmean(everywhere), signed=True),
    )
    own = t(
        mark("On engines like their own {winners} do; factory {first} gains most, {gain}.")
        if winners
        else mark("On engines like their own {winners} do."),
        winners=len(winners),
        first=ranked[0].number + 1,
        gain=money(ranked[0].gain, signed=True),
    )
    return f"{of_all} {own} {_losers_words(losers[::-1])}"


def _losers_words(losers: Sequence[Gain]) -> str:
    if not losers:
        return t("Nobody loses more than that.")
    named = ", ".join(
        t("factory {number} ({dollars})", number=loser.number + 1, dollars=money(loser.gain))
        for loser in losers[:_NAMED]
    )
    if len(losers) > _NAMED:
        return tn(
            "Sharing costs {named} and {n} more.",
            "Sharing costs {named} and {n} more.",
            len(losers) - _NAMED,
            named=named,
        )
    return t("Sharing costs {named}.", named=named)


def worth_words(progress: Progress) -> str | None:
    """Say whose failures are worth most to the others."""
    if not progress.worth:
        return None
    most = max(progress.worth, key=progress.worth.__getitem__)
    least = min(progress.worth, key=progress.worth.__getitem__)
    return t(
        "To the others, factory {most} is worth most: without its failures they would earn "
        "{change} in a slot and 1,000 cycles; without those of factory {least}, {other}. This is "
        "exact, by taking its sums out of the ridge regression of all rows, where everybody is "
        "honest.",
        most=most + 1,
        change=_change(-progress.worth[most]),
        least=least + 1,
        other=_change(-progress.worth[least]),
    )


def _change(dollars: float) -> str:
    return compared(dollars, mark("{dollars} more"), mark("{dollars} less"), mark("{dollars} less"))


def gains_table(gains: Sequence[Gain], progress: Progress) -> Table:
    """List each factory's model alone and federated, on engines like its own, and its gains."""
    rows = []
    for gain in sorted(gains, key=attrgetter("gain"), reverse=True):
        kinds = progress.factories[gain.number].failures
        worth = (progress.worth or {}).get(gain.number)
        rows.append(
            [
                Cell(t("Factory"), t("factory"), gain.number + 1, factory(gain.number)),
                Cell(t("Its failures"), "", failures(progress, gain.number)),
                Cell("", t("compressor_failures"), kinds.count("compressor")),
                Cell("", t("fan_failures"), kinds.count("fan")),
                Cell(t("Alone, cycles"), t("alone_rmse"), gain.own_alone_error, cycles),
                Cell(t("Federated, cycles"), t("federated_rmse"), gain.own_error, cycles),
                Cell(t("Alone, money"), t("alone_dollars"), round(gain.own_alone_profit), money),
                Cell(t("Federated, money"), t("federated_dollars"), round(gain.own_profit), money),
                Cell(t("Gain"), "", gain.gain, signed),
                Cell(
                    t("Gain, all kinds"),
                    t("all_kinds_gain_dollars"),
                    round(gain.gain_everywhere),
                    signed,
                ),
                Cell(
                    t("Worth to others"),
                    t("worth_to_others_dollars"),
                    "" if worth is None else round(worth, 1),
                    signed(worth),
                ),
            ]
        )
    return Table.of_rows("gains", t("Gains"), rows)


def factory(number: int) -> str:
    """Name a factory by its number from 0."""
    return t("Factory {number}", number=number + 1)


def signed(dollars: float | None) -> str:
    """Write a difference, where there is one."""
    return "-" if dollars is None else money(dollars, signed=True)


def failures(progress: Progress, number: int) -> str:
    """Say of what kinds a factory's failures are."""
    kinds = progress.factories[number].failures
    texts = {"compressor": mark("{n} compressor"), "fan": mark("{n} fan")}
    return ", ".join(t(text, n=kinds.count(kind)) for kind, text in texts.items() if kind in kinds)


def label_of(dollars: float) -> str:
    """Write a gain for a chart; nothing where it would round to nothing."""
    return "" if abs(dollars) < 500 else short_money(dollars, signed=True)
