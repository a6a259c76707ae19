"""Insights: what a match may show that somebody has understood, each a row with its test."""

from collections.abc import Callable
from dataclasses import dataclass

from game.review.review import Review
from game.review.turning_points import Choice, Reply
from game.rules.scenario import HARD, Scenario
from game.rules.strategies import STRATEGIES
from game.text.marking import mark

STARS = (0.75, 0.9)
"""Decision quality that earns a second and a third star; the first is for coming to the end."""

MOST_STARS = 1 + len(STARS)

WORTH = 0.005
"""Share of the best possible from which on a difference matters."""

SAVED = 3
"""Engines that others' failures have saved, to be noticed."""

UNLUCKY = -1.0
"""Standard deviations of bad luck that are noticed."""


@dataclass(frozen=True)
class Insight:
    """Something to be found out.

    Attributes
    ----------
    title, hint : as ``mark`` names them; the hint says what a match must show
    shown : whether a match shows it, by its review; false as long as that is not known
    """

    name: str
    title: str
    hint: str
    shown: Callable[[Review], bool]


def stars_of(quality: float) -> int:
    """Return the stars of a decision quality.

    Examples
    --------
    >>> [stars_of(quality) for quality in (-0.5, 0.75, 0.95)]
    [1, 2, 3]
    """
    return 1 + sum(quality >= least for least in STARS)


def stars(review: Review) -> int | None:
    """Return the stars of a match; None while its quality is not known, or means nothing."""
    quality = review.quality
    if quality is None or quality.decision_quality is None:
        return None
    return stars_of(quality.decision_quality)


def found(review: Review, scenario: Scenario) -> tuple[str, ...]:
    """Return the names of the insights that a match shows, as far as it is known.

    Only matches of the whole length under rules of ours are looked at.

    Parameters
    ----------
    scenario : whose match it is
    """
    ours = "." not in scenario.name and scenario.factories > 1
    whole = scenario.finish_line is not None or review.cycles == scenario.cycles
    if not (ours and whole):
        return ()
    return tuple(insight.name for insight in INSIGHTS if insight.shown(review))


def won(review: Review) -> bool:
    """Return whether nobody earned more than the player."""
    return all(factory.profit <= review.factories[0].profit for factory in review.factories)


def _by_calendar(review: Review) -> bool:
    you = review.factories[0]
    return won(review) and STRATEGIES[you.strategy].scheduled and not you.opened.models


def _left_in_time(review: Review) -> bool:
    seen = review.counterfactual
    worth = WORTH * review.factories[0].oracle_profit
    return seen is not None and any(
        point.cycle > seen.joined
        and point.decisions
        and isinstance(point.played, Choice)
        and not STRATEGIES[point.played.strategy].together
        and point.options
        and any(
            isinstance(option.choice, Choice)
            and STRATEGIES[option.choice.strategy].together
            and point.options[0].value - option.value >= worth
            for option in point.options[1:]
        )
        for point in review.turning_points or ()
    )


def _refused_well(review: Review) -> bool:
    """An offer was refused, and every way of taking it was worth clearly less."""
    worth = WORTH * review.factories[0].oracle_profit
    return any(
        isinstance(point.played, Reply)
        and not point.played.taken
        and len(point.options) > 1
        and point.options[0].value - max(option.value for option in point.options[1:]) >= worth
        for point in review.turning_points or ()
    )


def _steady_hand(review: Review) -> bool:
    calls = review.calls or ()
    return len(calls) >= SAVED and all((call.value or 0.0) > 0 for call in calls)


def _nothing_to_regret(review: Review) -> bool:
    points = review.turning_points
    return bool(points) and not any(point.clear for point in points or ())


def _unlucky(review: Review) -> bool:
    luck = review.luck
    unlucky = luck is not None and luck.deviations is not None and luck.deviations <= UNLUCKY
    return unlucky and stars(review) == MOST_STARS


def _beyond(review: Review) -> bool:
    return review.quality is not None and review.quality.beyond_best


INSIGHTS = (
    Insight(
        "no_failure",
        mark("Not one failure"),
        mark("Play a whole match in which none of your engines fails."),
        lambda review: review.factories[0].failed == 0,
    ),
    Insight(
        "calendar",
        mark("The calendar was enough"),
        mark("Win by service ages alone, without ever training a model."),
        _by_calendar,
    ),
    Insight(
        "named",
        mark("Named what it had not seen"),
        mark("Service an engine by hand whose fault your model had never seen fail, and about "
             "which it was calm."),
        lambda review: review.factories[0].opened.named > 0,
    ),
    Insight(
        "saved",
        mark("Others had paid for it"),
        mark("Have three engines serviced in time that your own failures alone would have let "
             "fail."),
        lambda review: review.factories[0].opened.saved >= SAVED,
    ),
    Insight(
        "left",
        mark("Left in time"),
        mark("Leave an alliance when that is worth clearly more than staying."),
        _left_in_time,
    ),
    Insight(
        "refused",
        mark("No, thank you"),
        mark("Refuse an offer that would have cost you, on what you knew."),
        _refused_well,
    ),
    Insight(
        "alone",
        mark("On your own"),
        mark("Win without ever running the others' model."),
        lambda review: won(review)
        and review.counterfactual is None
        and bool(review.factories[0].opened.models),
    ),
    Insight(
        "steady",
        mark("A steady hand"),
        mark("Make three calls or more, each worth something on what was known."),
        _steady_hand,
    ),
    Insight(
        "regret",
        mark("Nothing to regret"),
        mark("Play so that at no moment another decision promised clearly more."),
        _nothing_to_regret,
    ),
    Insight(
        "unlucky",
        mark("Right and unlucky"),
        mark("Earn three stars with engines that went worse than two draws of three."),
        _unlucky,
    ),
    Insight(
        "beyond",
        mark("Beyond our rules"),
        mark("Decide clearly better than the best policy that we know."),
        _beyond,
    ),
    Insight(
        "harsh",
        mark("In heavy weather"),
        mark("Earn three stars in the hard free match."),
        lambda review: review.scenario == HARD.name and stars(review) == MOST_STARS,
    ),
)  # fmt: skip
"""In the order in which they are listed."""
