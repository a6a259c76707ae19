"""What redraws say of skill, calls and luck: sentences and tables."""

from collections.abc import Callable, Sequence
from functools import partial

from game.review.calls import CallValue
from game.review.review import MOST_REDRAWS
from game.review.skill import Luck, Quality
from game.text.language import compared, money, number, percent, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table

_DRAWS = (
    mark("{size} better than your decisions earn on average, an ordinary draw"),
    mark("{size} worse than your decisions earn on average, an ordinary draw"),
    mark("{size} better than your decisions earn on average, an unusual draw"),
    mark("{size} worse than your decisions earn on average, an unusual draw"),
    mark("{size} better than your decisions earn on average, a very unusual draw"),
    mark("{size} worse than your decisions earn on average, a very unusual draw"),
)
"""Good and bad luck: within two standard deviations (19 of 20 draws are), within three, beyond."""

_UNSURE = mark("about as well as your decisions earn on average, an ordinary draw")
"""Neither: within twice the standard error of the average, as a class's debrief says it."""


def unsettled_words(quality: Quality | None) -> str:
    """Say how far a review has come: what it has found so far still moves.

    Examples
    --------
    >>> unsettled_words(None)
    'Not settled yet: 0 of 64 redraws of the engines are in. What stands below still moves.'
    """
    return t(
        "Not settled yet: {done} of {most} redraws of the engines are in. What stands below still "
        "moves.",
        done=0 if quality is None else quality.redraws,
        most=MOST_REDRAWS,
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
    if quality.beyond_best:
        return f"{words} " + t("So you did better than any policy that we know.")
    return words


def beside_money(quality: Quality, settled: bool) -> str:
    """Say beside the money what decisions were worth on what was known.

    Parameters
    ----------
    settled : no redraw is still to come; until then it is an estimate
    """
    share = quality.decision_quality
    if share is None:
        return t("Money is partly luck, and here there was nothing to decide.")
    if not settled:
        return t(
            "Money is partly luck. By a first estimate, which still moves, your decisions were "
            "worth {share} of the way from waiting for every failure to the best policy we know.",
            share=percent(share),
        )
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
    unsure = abs(luck.dollars) <= luck.reach
    draw = _UNSURE if unsure else _DRAWS[2 * (int(far >= 2) + int(far >= 3)) + (luck.dollars < 0)]
    return t(
        "Luck {luck}, give or take {error}: these engines went {so} ({deviations} standard "
        "deviations of {spread}).",
        luck=money(luck.dollars, signed=True),
        error=money(luck.reach),
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
