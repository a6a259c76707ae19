"""What a report says: sentences and tables computed from a review."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import compress

from game.review.calls import CallValue
from game.review.courses import varies
from game.review.review import Review, Standing
from game.review.skill import Luck, Quality
from game.review.turning_points import Choice, Reply, TurningPoint
from game.rules.custom_scenario import base_of, scenario_named, with_lead
from game.rules.offers.counterfactual import Counterfactual
from game.rules.offers.offers import OFFERS
from game.rules.scenario import SCENARIOS, Scenario
from game.rules.strategies import STRATEGIES
from game.text.language import compared, money, number, ordinal, percent, t, tn
from game.text.marking import mark, mark_forms
from game.views.frame.tables import Cell, Table

_MOMENTS = {
    "start": mark("the start"),
    "unlock": mark("a strategy came within reach"),
    "decision": mark("your decision"),
    "retraining": mark("scheduled retraining"),
    "offer": mark("an offer"),
}

_DRAWS = (
    mark("{size} better than your decisions earn on average, an ordinary draw"),
    mark("{size} worse than your decisions earn on average, an ordinary draw"),
    mark("{size} better than your decisions earn on average, an unusual draw"),
    mark("{size} worse than your decisions earn on average, an unusual draw"),
    mark("{size} better than your decisions earn on average, a very unusual draw"),
    mark("{size} worse than your decisions earn on average, a very unusual draw"),
)
"""Good and bad luck: within two standard deviations (19 of 20 draws are), within three, beyond."""

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


def rules_words(scenario: Scenario) -> str:
    """Write what was played by: a scenario's title, and how its rules differ.

    Examples
    --------
    >>> rules_words(scenario_named("default")), rules_words(scenario_named("default.ld40"))
    ('Everything unlocked', 'Everything unlocked, services ordered 40 cycles ahead')
    >>> rules_words(scenario_named("default.fc90000.ld1"))
    'Everything unlocked with rules of your own, services ordered 1 cycle ahead'
    """
    base, lead = SCENARIOS[base_of(scenario)], scenario.economics.lead
    at_once = with_lead(scenario, base.economics.lead)
    title = t(base.title)
    if at_once != base:
        title = t("{rules} with rules of your own", rules=title)
    if lead == base.economics.lead:
        return title
    ahead = tn("{n} cycle", "{n} cycles", lead)
    return t("{rules}, services ordered {lead} ahead", rules=title, lead=ahead)


def choice_words(choice: Choice, lead: int = 0) -> str:
    """Write a strategy with its setting, where services are ordered so many cycles ahead.

    Examples
    --------
    >>> schedule = Choice("preventive", 131, False)
    >>> choice_words(schedule), choice_words(schedule, lead=40)
    ('Preventive, service age 131', 'Preventive, ordered at age 131')
    """
    kind = STRATEGIES[choice.strategy]
    if kind.setting is None or choice.setting is None:
        return t(kind.title)
    return t(
        "{strategy}, {what} {setting}",
        strategy=t(kind.title),
        what=t(kind.setting.words(lead)[0]).lower(),
        setting=choice.setting,
    )


def said_choice(choice: Choice | Reply, lead: int = 0) -> str:
    """Write what was ordered, or answered to an offer.

    Examples
    --------
    >>> said_choice(Reply("crew", taken=False)), said_choice(Reply("alliance", True, "Open Skies"))
    ('A crew on call: refused', 'Joining Open Skies')
    """
    if isinstance(choice, Choice):
        return choice_words(choice, lead)
    if choice.alliance is not None:
        return t("Joining {alliance}", alliance=t(choice.alliance))
    if OFFERS[choice.offer].name == "alliance":
        return t("No alliance")
    offer = t(OFFERS[choice.offer].title)
    return t("{offer}: taken", offer=offer) if choice.taken else t("{offer}: refused", offer=offer)


def headline(review: Review) -> str:
    """Write place and profit."""
    profits = [factory.profit for factory in review.factories]
    place = 1 + sum(profit > profits[0] for profit in profits[1:])
    return t(
        "{place} of {factories} with {profit}",
        place=ordinal(place),
        factories=len(profits),
        profit=money(profits[0]),
    )


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
        "{start}: {share} of the way to the oracle, which knows when each engine would fail and "
        "ends at {oracle}.",
        start=start,
        share=percent(you.position),
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
        failures=_difference("failures", -way.failures_avoided),
        down=_difference("downtime", -way.cycles_saved),
        gain=money(way.failures_money + way.cycles_money, signed=True),
        services=_services(way.services),
        cost=money(-way.services_money),
        unused=tn("{n} cycle", "{n} cycles", way.life_unused),
        each=number(way.life_unused / way.services),
    )


def _services(n: int) -> str:
    return tn("{n} service", "{n} services", n)


def _difference(things: str, n: int) -> str:
    return tn(*_DIFFERENCES[f"{'more' if n > 0 else 'fewer'} {things}"], abs(n))


def bridge_table(you: Standing) -> Table:
    """Return every step from the corrective factory's profit to the player's, to the dollar."""
    way = you.bridge
    steps = (
        (t("Corrective factory, same engines"), "", way.corrective_profit),
        (t("Failures"), _difference("failures", -way.failures_avoided), way.failures_money),
        (t("Services"), _services(way.services), way.services_money),
        (t("Down time"), _difference("cycles", -way.cycles_saved), way.cycles_money),
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


def lead_of(review: Review) -> int:
    """Return how far ahead services were ordered, cycles."""
    return scenario_named(review.scenario).economics.lead


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
    return Table.of_rows("the-four-factories", t("The four factories"), rows)


def _return(roi: float | None) -> str:
    return t("none") if roi is None else number(roi, 1)


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
        "came closest, at {share} of the way.",
        name=t(best.name),
        share=percent(best.position or 0),
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
            more=_difference(cause, more),
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


def quality_words(quality: Quality) -> str:
    """Say what the decision quality means."""
    share, error = quality.decision_quality, quality.standard_error
    if share is None or error is None:
        return t(
            "Over {redraws} redraws of the engines, even the best policy we know does not "
            "clearly beat waiting for every failure: nothing to decide.",
            redraws=quality.redraws,
        )
    words = t(
        "Decision quality {share} (standard error {error}): over {redraws} redraws of the "
        "engines your decisions earn {played} on average, the best policy we know {best}, "
        "waiting for every failure {corrective}.",
        share=number(share, 2),
        error=number(error, 3),
        redraws=quality.redraws,
        played=money(quality.played),
        best=money(quality.best),
        corrective=money(quality.corrective),
    )
    if quality.calls:
        words += " " + compared(
            quality.calls,
            mark("Your calls, valued on what was known, add {dollars} to yours."),
            mark("Your calls, valued on what was known, take {dollars} from yours."),
            mark("Your calls, valued on what was known, change nothing."),
        )
    words += " " + t(
        "This is about decisions on what was known, not a share of the best possible, which had to "
        "know each failure."
    )
    if share - 2 * error > 1:
        return f"{words} " + t("So you did better than any policy that we know.")
    return words


def beside_money(quality: Quality) -> str:
    """Say beside the money what decisions were worth on what was known."""
    share = quality.decision_quality
    if share is None:
        return t("Money is partly luck, and here there was nothing to decide.")
    return t(
        "Money is partly luck. On what you knew, your decisions were worth {share} of the way from "
        "waiting for every failure to the best policy we know: that is decision quality, and what "
        "counts.",
        share=percent(share),
    )


def calls_words(calls: Sequence[CallValue]) -> str:
    """Say what calls were worth together."""
    valued = [call.value for call in calls if call.value is not None]
    made = tn("{n} call took effect", "{n} calls took effect", len(calls))
    together = compared(
        sum(valued),
        mark("{made}, on what was known then worth {dollars} more than your order."),
        mark("{made}, on what was known then worth {dollars} less than your order."),
        mark("{made}, on what was known then worth just what your order was."),
        made=made,
    )
    unvalued = len(calls) - len(valued)
    if not unvalued:
        return together
    return f"{together} " + tn(
        "{n} has no value: nothing told how much life its engine had left.",
        "{n} have no value: nothing told how much life their engines had left.",
        unvalued,
    )


_CALLS = {"service": mark("service now"), "hold": mark("hold")}


def calls_table(calls: Sequence[CallValue]) -> Table:
    """Return calls with what each was worth, in their order."""

    def worth(call: CallValue) -> str:
        if call.value is None or call.standard_error is None:
            return t("not valued")
        return f"{money(call.value, signed=True)} ± {money(call.standard_error)}"

    def left(forecast: float | None) -> str:
        return t("none") if forecast is None else number(forecast)

    rows = [
        [
            Cell(t("When"), t("cycle"), call.cycle, t("cycle {cycle}", cycle=number(call.cycle))),
            Cell(t("Engine"), t("slot"), call.slot + 1, number(call.slot + 1)),
            Cell(t("Call"), t("call"), call.call, t(_CALLS[call.call])),
            Cell(t("Age"), t("age"), call.age, number(call.age)),
            Cell(t("Forecast then"), t("forecast"), call.forecast, left(call.forecast)),
            Cell(t("Worth on what was known"), t("value"), call.value, worth(call)),
            Cell("", t("standard_error"), call.standard_error),
        ]
        for call in calls
    ]
    return Table.of_rows("your-calls", t("Your calls"), rows)


def luck_words(luck: Luck, calls: bool = False) -> str:
    """Say what luck was.

    Parameters
    ----------
    calls : the player made some: they are neither expected nor realised here
    """
    if not calls:
        return _luck_words(luck)
    return f"{_luck_words(luck)} " + t(
        "Calls are left out on both sides: {realised} is what the same orders and answers earned "
        "on these engines without them.",
        realised=money(luck.realised),
    )


def _luck_words(luck: Luck) -> str:
    if luck.deviations is None:
        return t("No luck here: these decisions earn the same on every redraw of the engines.")
    far = abs(luck.deviations)
    draw = _DRAWS[2 * (int(far >= 2) + int(far >= 3)) + (luck.dollars < 0)]
    return t(
        "Luck {luck} (standard error {error}): these engines went {so} ({deviations} standard "
        "deviations of {spread}).",
        luck=money(luck.dollars, signed=True),
        error=money(luck.standard_error),
        so=t(draw, size=money(abs(luck.dollars))),
        deviations=number(far, 1),
        spread=money(luck.spread),
    )


def skill_table(quality: Quality, luck: Luck, calls: bool = False) -> Table:
    """Return what the redraws say of skill and luck.

    Parameters
    ----------
    calls : the player made some
    """
    spread = t("Standard error")
    share, uncertain = quality.decision_quality, quality.standard_error
    figures: tuple[tuple[str, float | None, float | None, Callable[[float], str]], ...] = (
        (t("Decision quality"), share, uncertain, partial(number, digits=3)),
        (t("Your decisions, expected"), luck.expected, luck.standard_error, money),
        *([(t("Your calls, expected"), quality.calls, None, money)] if calls else []),
        (t("Best policy, expected"), quality.best, None, money),
        (t("Waiting for failures, expected"), quality.corrective, None, money),
        (
            t("This match without its calls") if calls else t("This match"),
            luck.realised,
            None,
            money,
        ),
        (t("Luck"), luck.dollars, luck.standard_error, money),
    )
    rows = [
        [
            Cell(t("Figure"), t("figure"), name),
            Cell(t("Value"), t("value"), value, t("none") if value is None else write(value)),
            Cell(spread, t("standard_error"), error, "" if error is None else write(error)),
        ]
        for name, value, error, write in figures
    ]
    return Table.of_rows("skill-and-luck", t("Skill and luck"), rows)


def turning_words(points: Sequence[TurningPoint], lead: int = 0, apart: bool = False) -> str:
    """Say which decision cost most.

    Parameters
    ----------
    apart : each moment was weighed with everything else as it was played
    """
    if not points:
        return t("There was nothing to decide: no strategy but waiting was within reach.")
    clear = [point for point in points if point.clear]
    if not clear:
        return tn(
            "At {n} moment you had a choice; at none of them did another one promise clearly more "
            "than yours, on what you knew then.",
            "At {n} moments you had a choice; at none of them did another one promise clearly more "
            "than yours, on what you knew then.",
            len(points),
        )
    worst = clear[0]
    if apart:
        return t(
            "Beyond what chance explains, your costliest moment was cycle {cycle}: on what you "
            "knew then, and with all else as you played it, {best} promised {dollars} more than "
            "{played}.",
            cycle=number(worst.cycle),
            best=said_choice(worst.best, lead),
            dollars=money(worst.regret),
            played=said_choice(worst.played, lead),
        )
    return t(
        "Beyond what chance explains, your costliest moment was cycle {cycle}: on what you knew "
        "then, {best} promised {dollars} more than {played} until the next moment.",
        cycle=number(worst.cycle),
        best=said_choice(worst.best, lead),
        dollars=money(worst.regret),
        played=said_choice(worst.played, lead),
    )


def weighed_apart(review: Review) -> bool:
    """Return whether each moment was weighed with everything else as it was played."""
    return varies(scenario_named(review.scenario))


def moment_words(point: TurningPoint) -> str:
    """Say what kind of moment it was."""
    words = ", ".join(t(_MOMENTS[kind]) for kind in point.kinds)
    return words[:1].upper() + words[1:]


def _loss(point: TurningPoint) -> str:
    return f"{money(point.regret)} ± {money(point.standard_error)}"


def _stretch(first: int, last: int) -> str:
    return t("cycles {first} to {last}", first=number(first), last=number(last))


def _verdict(clear: bool) -> str:
    return t("clear") if clear else t("within chance")


def turning_table(
    points: Sequence[TurningPoint], end: int, lead: int = 0, apart: bool = False
) -> Table:
    """Return the moments, the costliest first; those without loss only in the file.

    Parameters
    ----------
    end : cycles of the match
    lead : cycles between the order of a service and its beginning
    apart : each moment was weighed with everything else as it was played, to the end
    """
    knew = t("Best on what you knew")
    said = partial(said_choice, lead=lead)
    moments = sorted(point.cycle for point in points)
    until = dict(zip(moments, [end] * len(moments) if apart else [*moments[1:], end], strict=True))

    def when(point: TurningPoint) -> str:
        if apart:
            return t("cycle {cycle}", cycle=number(point.cycle))
        return _stretch(point.cycle, until[point.cycle])

    rows = [
        [
            Cell(t("When"), t("cycle"), point.cycle, when(point)),
            Cell("", t("until"), until[point.cycle]),
            Cell(t("Moment"), t("moment"), " ".join(point.kinds), moment_words(point)),
            Cell(t("You had"), t("played"), point.played.code, said(point.played)),
            Cell("", t("played_setting"), point.played.number),
            Cell(knew, t("best"), point.best.code, said(point.best)),
            Cell("", t("best_setting"), point.best.number),
            Cell(t("Expected loss there"), t("loss"), point.regret, _loss(point)),
            Cell("", t("standard_error"), point.standard_error),
            Cell(t("Verdict"), t("clear"), point.clear, _verdict),
        ]
        for point in points
    ]
    table = Table.of_rows("turning-points", t("Turning points"), rows)
    lossy = (point.regret > 0 for point in points)
    return replace(table, cells=tuple(compress(table.cells, lossy)))
