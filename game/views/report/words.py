"""What a report says: sentences and tables computed from a review."""

from collections.abc import Sequence

from game.review.review import Luck, Quality, Review, Standing
from game.review.turning_points import Choice, TurningPoint
from game.rules.strategies import STRATEGIES
from game.text.language import money, number, ordinal, percent, t, tn
from game.text.marking import mark
from game.views.frame.tables import Table

_MOMENTS = {
    "start": mark("the start"),
    "unlock": mark("a strategy came within reach"),
    "decision": mark("your decision"),
    "retraining": mark("scheduled retraining"),
}

_DRAWS = (
    (mark("{size} better than your decisions earn on average, an ordinary draw"),
     mark("{size} worse than your decisions earn on average, an ordinary draw")),
    (mark("{size} better than your decisions earn on average, an unusual draw"),
     mark("{size} worse than your decisions earn on average, an unusual draw")),
    (mark("{size} better than your decisions earn on average, a very unusual draw"),
     mark("{size} worse than your decisions earn on average, a very unusual draw")),
)  # fmt: skip
"""Of luck within one standard deviation, within two, and beyond."""


def choice_words(choice: Choice) -> str:
    """Write a strategy with its setting.

    Examples
    --------
    >>> choice_words(Choice("preventive", 131, False))
    'Preventive, service age 131'
    """
    kind = STRATEGIES[choice.strategy]
    if kind.setting is None or choice.setting is None:
        return t(kind.title)
    return t(
        "{strategy}, {what} {setting}",
        strategy=t(kind.title),
        what=t(kind.setting.label).lower(),
        setting=choice.setting,
    )


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
    if gained == 0:
        start = t("You earned just what waiting for every failure earns on these engines")
    elif gained > 0:
        start = t(
            "You earned {dollars} more than waiting for every failure on the same engines",
            dollars=money(gained),
        )
    else:
        start = t(
            "You earned {dollars} less than waiting for every failure on the same engines",
            dollars=money(-gained),
        )
    if you.position is None:
        return t("{start}; in so short a match nobody could have earned more.", start=start)
    return t(
        "{start}: {share} of the way to the oracle, which services each engine on its last cycle "
        "but one and ends at {oracle}.",
        start=start,
        share=percent(you.position),
        oracle=money(you.oracle_profit),
    )


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
        failures=_failures(-way.failures_avoided),
        down=_down_time(-way.cycles_saved),
        gain=money(way.failures_money + way.cycles_money, signed=True),
        services=_services(way.services),
        cost=money(-way.services_money),
        unused=tn("{n} cycle", "{n} cycles", way.life_unused),
        each=number(way.life_unused / way.services),
    )


def _services(n: int) -> str:
    return tn("{n} service", "{n} services", n)


def _failures(more: int) -> str:
    if more > 0:
        return tn("{n} more failure", "{n} more failures", more)
    return tn("{n} fewer failure", "{n} fewer failures", -more)


def _more_services(more: int) -> str:
    if more > 0:
        return tn("{n} more service", "{n} more services", more)
    return tn("{n} fewer service", "{n} fewer services", -more)


def _cycles(more: int) -> str:
    if more > 0:
        return tn("{n} more cycle", "{n} more cycles", more)
    return tn("{n} fewer cycle", "{n} fewer cycles", -more)


def _down_time(more: int) -> str:
    if more > 0:
        return tn("{n} more cycle of down time", "{n} more cycles of down time", more)
    return tn("{n} fewer cycle of down time", "{n} fewer cycles of down time", -more)


def bridge_table(you: Standing) -> Table:
    """Return every step from the corrective factory's profit to the player's, to the dollar."""
    way = you.bridge
    steps = (
        (t("Corrective factory, same engines"), "", way.corrective_profit),
        (t("Failures"), _failures(-way.failures_avoided), way.failures_money),
        (t("Services"), _services(way.services), way.services_money),
        (t("Down time"), _cycles(-way.cycles_saved), way.cycles_money),
        (t("Your factory"), "", way.profit),
    )
    return Table(
        "money-bridge",
        t("Money bridge"),
        (t("Step"), t("What"), t("Dollars")),
        tuple(
            (step, what, money(dollars, signed=0 < place < len(steps) - 1))
            for place, (step, what, dollars) in enumerate(steps)
        ),
        (t("step"), t("what"), t("dollars")),
        steps,
    )


def standings_table(review: Review) -> Table:
    """Return all factories, the richest first."""
    ranked = sorted(review.factories, key=lambda factory: -factory.profit)
    return Table.of_rows(
        "the-four-factories",
        t("The four factories"),
        [
            [
                (t("Factory"), t(factory.name)),
                (t("At the end"), _strategy_words(factory)),
                (t("Profit"), money(factory.profit)),
                (t("Failures"), number(factory.failed)),
                (t("Services"), number(factory.maintained)),
                (t("Life unused"), number(factory.bridge.life_unused)),
                (t("Down cycles"), number(factory.down_cycles)),
            ]
            for factory in ranked
        ],
        [
            [
                (t("factory"), t(factory.name)), (t("strategy"), factory.strategy),
                (t("setting"), factory.setting), (t("profit"), factory.profit),
                (t("failures"), factory.failed), (t("services"), factory.maintained),
                (t("life_unused"), factory.bridge.life_unused),
                (t("down_cycles"), factory.down_cycles),
                (t("corrective_profit"), factory.bridge.corrective_profit),
                (t("oracle_profit"), factory.oracle_profit), (t("position"), factory.position),
            ]
            for factory in ranked
        ],
    )  # fmt: skip


def _strategy_words(factory: Standing) -> str:
    return choice_words(Choice(factory.strategy, factory.setting, True))


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


def rival_words(rival: Standing, you: Standing) -> str:
    """Explain one rival beside the player, in one sentence."""
    gap = rival.profit - you.profit
    if gap == 0:
        behind = t("level with you at {profit}", profit=money(rival.profit))
    elif gap > 0:
        behind = t("{dollars} ahead of you", dollars=money(gap))
    else:
        behind = t("{dollars} behind you", dollars=money(-gap))
    start = t("({strategy}) ended {behind}", strategy=_strategy_words(rival), behind=behind)
    terms, own = rival.bridge.terms, you.bridge.terms
    differences = {name: terms[name] - own[name] for name in terms}
    # What helped the one that is ahead, or hurt the one that is behind.
    cause = max(differences, key=lambda name: differences[name] * (1 if gap > 0 else -1))
    weight = differences[cause]
    if gap == 0 or weight * gap <= 0:
        return f"{start}."
    more = {
        "failures": _failures(rival.failed - you.failed),
        "services": _more_services(rival.maintained - you.maintained),
        "downtime": _down_time(rival.down_cycles - you.down_cycles),
    }[cause]
    most = t(
        "{start}, most of all by {more} than you ({dollars})",
        start=start,
        more=more,
        dollars=money(weight, signed=True),
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
            "clearly beat waiting for every failure in a match this short: nothing to decide.",
            redraws=quality.redraws,
        )
    return t(
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


def luck_words(luck: Luck) -> str:
    """Say what luck was."""
    if luck.deviations is None:
        return t("No luck here: these decisions earn the same on every redraw of the engines.")
    far = abs(luck.deviations)
    better, worse = _DRAWS[min(int(far), 2)]
    return t(
        "Luck {luck} (standard error {error}): these engines went {so} ({deviations} standard "
        "deviations of {spread}).",
        luck=money(luck.dollars, signed=True),
        error=money(luck.standard_error),
        so=t(better if luck.dollars >= 0 else worse, size=money(abs(luck.dollars))),
        deviations=number(far, 1),
        spread=money(luck.spread),
    )


def skill_table(quality: Quality, luck: Luck) -> Table:
    """Return what the redraws say of skill and luck."""
    share, error = quality.decision_quality, quality.standard_error
    rows = (
        (t("Decision quality"), share, error),
        (t("Your decisions, expected"), luck.expected, luck.standard_error),
        (t("Best policy, expected"), quality.best, None),
        (t("Waiting for failures, expected"), quality.corrective, None),
        (t("This match"), luck.realised, None),
        (t("Luck"), luck.dollars, luck.standard_error),
    )
    return Table(
        "skill-and-luck",
        t("Skill and luck"),
        (t("Figure"), t("Value"), t("Standard error")),
        tuple(
            (
                name,
                t("none") if value is None else money(value) if place else number(value, 3),
                "" if spread is None else money(spread) if place else number(spread, 3),
            )
            for place, (name, value, spread) in enumerate(rows)
        ),
        (t("figure"), t("value"), t("standard_error")),
        rows,
    )


def turning_words(points: Sequence[TurningPoint]) -> str:
    """Say which decision cost most."""
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
    return t(
        "Beyond what chance explains, your costliest moment was cycle {cycle}: on what you knew "
        "then, {best} promised {dollars} more than {played}.",
        cycle=number(worst.cycle),
        best=choice_words(worst.best),
        dollars=money(worst.regret),
        played=choice_words(worst.played),
    )


def moment_words(point: TurningPoint) -> str:
    """Say what kind of moment it was."""
    words = ", ".join(t(_MOMENTS[kind]) for kind in point.kinds)
    return words[:1].upper() + words[1:]


def turning_table(points: Sequence[TurningPoint]) -> Table:
    """Return the moments, the costliest first; those without loss only in the file."""
    return Table.of_rows(
        "turning-points",
        t("Turning points"),
        [
            [
                (t("When"), t("cycle {cycle}", cycle=number(point.cycle))),
                (t("Moment"), moment_words(point)),
                (t("You had"), choice_words(point.played)),
                (t("Best on what you knew"), choice_words(point.best)),
                (t("Expected loss"), f"{money(point.regret)} ± {money(point.standard_error)}"),
                (t("Verdict"), t("clear") if point.clear else t("within chance")),
            ]
            for point in points
            if point.regret > 0
        ],
        [
            [
                (t("cycle"), point.cycle), (t("moment"), " ".join(point.kinds)),
                (t("played"), point.played.strategy), (t("played_setting"), point.played.setting),
                (t("best"), point.best.strategy), (t("best_setting"), point.best.setting),
                (t("loss"), point.regret), (t("standard_error"), point.standard_error),
                (t("clear"), point.clear),
            ]
            for point in points
        ],
    )  # fmt: skip
