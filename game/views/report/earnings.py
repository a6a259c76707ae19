"""What a profit means, in words: against waiting for failures, the oracle, going alone."""

from collections.abc import Mapping
from typing import Any

from game.review.review import Review, Standing
from game.rules.offers.counterfactual import Counterfactual
from game.text.language import compared, money, number, ordinal, t, tn
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

_ENDS = {
    "service": mark("serviced at age {age}"),
    "failure": mark("failed at age {age}"),
    "running": mark("runs, at age {age}"),
    None: mark("never installed"),
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
    places = {"place": ordinal(seen.place_alone), "now": ordinal(seen.place)}
    place = (
        t("still {place}", **places)
        if seen.place == seen.place_alone
        else t("{place} instead of {now}", **places)
    )
    first = t(
        "{gained}, {place}: with a model of your own from cycle {cycle} on, the same orders and no "
        "fees.",
        gained=gained,
        place=place,
        cycle=number(seen.joined),
    )
    engines = tn(
        "Played again so, {n} engine failed that was serviced with the others' model",
        "Played again so, {n} engines failed that were serviced with the others' model",
        seen.saved,
    )
    lost = tn(
        "{n} was serviced that failed with theirs.",
        "{n} were serviced that failed with theirs.",
        seen.lost,
    )
    paragraphs = [first, f"{engines}; {lost}"] if seen.saved or seen.lost else [first]
    if seen.alliance < 0:
        paragraphs.append(why_words(seen))
    if seen.calls:
        called = compared(
            seen.calls,
            mark("As it turned out, your calls since then earned {dollars}"),
            mark("As it turned out, your calls since then cost {dollars}"),
            mark("As it turned out, your calls since then changed nothing"),
        )
        known = t(
            "They are left out of what stands above, on both sides. What they were worth on what "
            "was known is another figure, under Your calls."
        )
        paragraphs.append(f"{called}. {known}")
    return paragraphs


def why_words(seen: Counterfactual) -> str:
    """Write where the difference came from: services, failures and fees, with theirs and alone."""
    ages = ""
    if seen.age is not None and seen.age_alone is not None:
        ages = t(
            "Why: with theirs {services} engines were serviced, at age {age} on average; alone "
            "{services_alone}, at age {age_alone}.",
            services=number(seen.services),
            age=number(seen.age),
            services_alone=number(seen.services_alone),
            age_alone=number(seen.age_alone),
        )
    failed = t(
        "Engines failed: {failures} with theirs, {failures_alone} alone.",
        failures=number(seen.failures),
        failures_alone=number(seen.failures_alone),
    )
    fees = money(abs(seen.fees))
    paid = (
        t("In fees, less bonuses, you paid {fees} less than alone.", fees=fees)
        if seen.fees < 0
        else t("In fees, less bonuses, you paid {fees} more than alone.", fees=fees)
    )
    return f"{ages} {failed} {paid}".strip()


def ends_table(seen: Counterfactual) -> Table:
    """Return the engines that ended otherwise without the others' model; last what is charged."""
    rows = []
    for end in seen.ends:
        name = t("{engine}, no. {index}", engine=number(end.slot + 1), index=number(end.index + 1))
        rows.append(_end_row(name, end.to_json(), end.dollars))
    return Table.of_rows(
        "engine-by-engine",
        t("Engine by engine"),
        [*rows, _end_row(t("Fees and bonuses"), {}, -seen.fees)],
    )


def _end_row(name: str, told: Mapping[str, Any], dollars: int) -> list[Cell]:
    """Return a row of an engine, or of what none explains."""

    def fate(outcome: str, ran: str) -> str:
        return t(_ENDS[told[outcome]], age=number(told[ran])) if told else ""

    slot, index, fault = (told.get(name) for name in ("slot", "index", "fault"))
    worn = t(fault) if fault else t("unknown") if told else ""
    return [
        Cell(t("Engine"), t("slot"), None if slot is None else slot + 1, name),
        Cell("", t("index"), None if index is None else index + 1),
        Cell(t("Worn"), t("fault"), fault, worn),
        Cell(t("With the others' model"), t("end"), told.get("outcome"), fate("outcome", "ran")),
        Cell("", t("age"), told.get("ran")),
        Cell(
            t("With your own"),
            t("end_alone"),
            told.get("outcome_alone"),
            fate("outcome_alone", "ran_alone"),
        ),
        Cell("", t("age_alone"), told.get("ran_alone")),
        Cell(t("Worth"), t("dollars"), dollars, money(dollars, signed=True)),
    ]


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
