"""What a profit means, in words: against waiting for failures, the oracle, going alone."""

from game.review.review import Review, Standing
from game.rules.offers.counterfactual import Counterfactual
from game.text.language import compared, money, number, t, tn
from game.text.marking import mark, mark_forms
from game.views.frame.tables import Cell, Table

_DIFFERENCES = {
    "more failures": mark_forms("{n} more failure", "{n} more failures"),
    "fewer failures": mark_forms("{n} fewer failure", "{n} fewer failures"),
    "more services": mark_forms("{n} more service", "{n} more services"),
    "fewer services": mark_forms("{n} fewer service", "{n} fewer services"),
    "more cycles": mark_forms("{n} more cycle", "{n} more cycles"),
    "fewer cycles": mark_forms("{n} fewer cycle", "{n} fewer cycles"),
    "more downtime": mark_forms("{n} more cycle of down time", "{n} more cycles of down time"),
    "fewer downtime": mark_forms("{n} fewer cycle of down time", "{n} fewer cycles of down time"),
}


def summary(review: Review) -> str:
    """Write what the profit means, in one sentence."""
    you = review.factories[0]
    gained = you.profit - you.bridge.corrective_profit
    start = compared(
        gained,
        mark("You earned {dollars} more than waiting for every failure on the same engines"),
        mark("You earned {dollars} less than waiting for every failure on the same engines"),
        mark("You earned just what waiting for every failure earns on these engines"),
    )
    if you.position is None:
        return t("{start}; no service could have paid here.", start=start)
    return t(
        "{start}. The oracle, which knows when each engine would fail, ends at {oracle}.",
        start=start,
        oracle=money(you.oracle_profit),
    )


def others_words(seen: Counterfactual) -> list[str]:
    """Write what the others' model did for the player, and what its calls did."""
    gained = compared(
        seen.alliance,
        mark("Without the others' model you would have ended {dollars} lower"),
        mark("The others' model cost you {dollars}: alone you would have ended higher"),
        mark("Alone you would have earned just as much"),
    )
    first = t(
        "{gained}, in place {place} instead of {now}: with a model of your own from cycle {cycle} "
        "on, the same orders, no calls and no fees.",
        gained=gained,
        place=number(seen.place_alone),
        now=number(seen.place),
        cycle=number(seen.joined),
    )
    engines = tn(
        "{n} engine that was serviced here failed in that other match",
        "{n} engines that were serviced here failed in that other match",
        seen.saved,
    )
    lost = tn(
        "{n} that failed here was serviced there.",
        "{n} that failed here were serviced there.",
        seen.lost,
    )
    paragraphs = [first, f"{engines}; {lost}"]
    if seen.calls:
        called = compared(
            seen.calls,
            mark("Your calls since then earned {dollars}"),
            mark("Your calls since then cost {dollars}"),
            mark("Your calls since then changed nothing"),
        )
        paragraphs.append(t("{called}.", called=called))
    return paragraphs


def bridge_words(you: Standing) -> str:
    """Write what carried the player from the corrective factory's profit to their own."""
    way = you.bridge
    if way.services == 0:
        return t(
            "You serviced nothing, so you stand where waiting for every failure stands: {profit}.",
            profit=money(way.profit),
        )
    return t(
        "{failures} and {down} made {gain}; {services} cost {cost}. The serviced engines would "
        "still have run {unused}, {each} each: that lost life is already in the sum.",
        failures=difference("failures", -way.failures_avoided),
        down=difference("downtime", -way.cycles_saved),
        gain=money(way.failures_money + way.cycles_money, signed=True),
        services=_services(way.services),
        cost=money(-way.services_money),
        unused=tn("{n} cycle", "{n} cycles", way.life_unused),
        each=number(way.life_unused / way.services),
    )


def _services(n: int) -> str:
    return tn("{n} service", "{n} services", n)


def difference(things: str, n: int) -> str:
    return tn(*_DIFFERENCES[f"{'more' if n > 0 else 'fewer'} {things}"], abs(n))


def bridge_table(you: Standing) -> Table:
    """Return every step from the corrective factory's profit to the player's, to the dollar."""
    way = you.bridge
    steps = (
        (t("Corrective factory, same engines"), "", way.corrective_profit),
        (t("Failures"), difference("failures", -way.failures_avoided), way.failures_money),
        (t("Services"), _services(way.services), way.services_money),
        (t("Down time"), difference("cycles", -way.cycles_saved), way.cycles_money),
        *(
            [(t("Fees and bonuses"), t("alliances, offers, contracts"), way.charges_money)]
            if way.charges_money
            else []
        ),
        (t("Your factory"), "", way.profit),
    )
    rows = [
        [
            Cell(t("Step"), t("step"), step),
            Cell(t("What"), t("what"), what),
            Cell(t("Dollars"), t("dollars"), dollars, money(dollars, signed=bool(what))),
        ]
        for step, what, dollars in steps
    ]
    return Table.of_rows("money-bridge", t("Money bridge"), rows)


def return_words(you: Standing) -> str:
    """Say what ROI is, with the player's own figures."""
    if you.roi is None:
        return t(
            "ROI is (profit − what waiting for every failure earns on the same engines) / money "
            "spent on services and fees. You spent nothing, so you have none."
        )
    return t(
        "ROI is (profit − what waiting for every failure earns on the same engines) / money spent "
        "on services and fees: yours is ({profit} − {waiting}) / {spent} = {roi}.",
        profit=money(you.profit),
        waiting=_term(you.bridge.corrective_profit),
        spent=money(you.spent),
        roi=number(you.roi, 1),
    )


def _term(dollars: int) -> str:
    """Write what is subtracted."""
    return money(dollars) if dollars >= 0 else f"({money(dollars)})"
