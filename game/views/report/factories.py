"""The player among the rivals: sentences and a table."""

from game.review.review import Review, Standing
from game.review.turning_points import Choice
from game.rules.economics import place_of_first
from game.text.language import compared, money, number, ordinal, percent, t
from game.text.marking import mark
from game.views.frame.tables import Cell, Table
from game.views.report.choices import choice_words, lead_of
from game.views.report.earnings import difference


def headline(review: Review) -> str:
    """Write place, profit, and the share of the best possible that the end of the match showed."""
    profits = [factory.profit for factory in review.factories]
    values = {
        "place": ordinal(place_of_first(profits)),
        "factories": len(profits),
        "profit": money(profits[0]),
    }
    best = review.factories[0].oracle_profit
    if best <= 0:
        return t("{place} of {factories} with {profit}", **values)
    share = percent(profits[0] / best)
    return t(
        "{place} of {factories} with {profit}, {share} of the best possible", **values, share=share
    )


def standings_table(review: Review) -> Table:
    """Return all factories, the richest first."""
    lead = lead_of(review)
    ranked = sorted(review.factories, key=lambda factory: -factory.profit)
    rows = [
        [
            Cell(t("Factory"), t("factory"), t(factory.name)),
            Cell(t("At the end"), t("strategy"), factory.strategy, _strategy_words(factory, lead)),
            Cell("", t("setting"), factory.setting),
            Cell(t("Profit"), t("profit"), factory.profit, money),
            Cell(t("ROI"), t("roi"), factory.roi, _return),
            Cell("", t("spent"), factory.spent),
            Cell(t("Failures"), t("failures"), factory.failed, number),
            Cell(t("Services"), t("services"), factory.maintained, number),
            Cell(t("Life unused"), t("life_unused"), factory.bridge.life_unused, number),
            Cell(t("Down cycles"), t("down_cycles"), factory.down_cycles, number),
            Cell("", t("corrective_profit"), factory.bridge.corrective_profit),
            Cell("", t("oracle_profit"), factory.oracle_profit),
            Cell("", t("position"), factory.position),
        ]
        for factory in ranked
    ]
    return Table.of_rows("the-factories", t("The factories"), rows)


def _return(roi: float | None) -> str:
    return t("none") if roi is None else number(roi, 1)


def _strategy_words(factory: Standing, lead: int) -> str:
    return choice_words(Choice(factory.strategy, factory.setting, True), lead)


def standings_words(review: Review) -> str:
    """Write who came closest to the oracle."""
    placed = [factory for factory in review.factories if factory.position is not None]
    if not placed:
        return t("The match was too short for anybody to gain on waiting for every failure.")
    best = max(placed, key=lambda factory: factory.position or 0)
    return t(
        "Every line runs from waiting for every failure to the oracle on the same engines. {name} "
        "came closest, with {share} of what the oracle earns.",
        name=t(best.name),
        share=percent(best.profit / best.oracle_profit) if best.oracle_profit > 0 else t("none"),
    )


def rival_words(rival: Standing, you: Standing, lead: int = 0) -> str:
    """Explain one rival beside the player, in one sentence."""
    gap = rival.profit - you.profit
    behind = compared(
        gap,
        mark("{dollars} ahead of you"),
        mark("{dollars} behind you"),
        mark("level with you at {profit}"),
        profit=money(rival.profit),
    )
    start = t("({strategy}) ended {behind}", strategy=_strategy_words(rival, lead), behind=behind)
    terms, own = rival.bridge.terms, you.bridge.terms
    differences = {name: terms[name] - own[name] for name in terms}
    # What helped the one that is ahead, or hurt the one that is behind.
    cause = max(differences, key=lambda name: differences[name] * (1 if gap > 0 else -1))
    weight = differences[cause]
    if gap == 0 or weight * gap <= 0:
        return f"{start}."
    dollars = money(weight, signed=True)
    if cause == "charges":
        most = t(
            "{start}, most of all by fees and bonuses ({dollars})", start=start, dollars=dollars
        )
    else:
        more = {
            "failures": rival.failed - you.failed,
            "services": rival.maintained - you.maintained,
            "downtime": rival.down_cycles - you.down_cycles,
        }[cause]
        most = t(
            "{start}, most of all by {more} than you ({dollars})",
            start=start,
            more=difference(cause, more),
            dollars=dollars,
        )
    if not rival.maintained:
        return t("{most}; it never serviced an engine.", most=most)
    unused = rival.bridge.life_unused / rival.maintained
    return t(
        "{most}; its services left {cycles} cycles of life unused on average.",
        most=most,
        cycles=number(unused),
    )
