"""Insights: each row is earned by what it names, and by nothing less."""

from dataclasses import replace

import pytest

from game.fleet.blind_spot import Tally
from game.review.calls import CallValue
from game.review.debrief.insights import INSIGHTS, MOST_STARS, SAVED, STARS, found, stars
from game.review.money import Bridge
from game.review.opened import Opened, Taught
from game.review.review import Review, Standing
from game.review.skill import Luck, Quality
from game.review.turning_points import Choice, Option, Reply, TurningPoint
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision
from game.rules.offers.counterfactual import Counterfactual
from game.rules.scenario import HARD, OPEN

OWN = (Taught(0, "local", Tally(4, 0), Tally(0, 0)),)
BEST = 1_000_000


def standing(name: str, profit: int) -> Standing:
    way = Bridge(0, 0, 0, 0, 0, 0, 0, profit, 0, 0)
    seen = Opened(Tally(1, 1), Tally(2, 2), 0, 0, 0, OWN)
    return Standing(
        name, "local", 80, profit, 900, 90, 4, 2, 450.0, 0.9, 1.0, BEST,
        position=0.5, bridge=way, opened=seen,
    )  # fmt: skip


PLAIN = Review(
    "open", 7, OPEN.cycles, (standing("Your factory", 500_000), standing("Kestrel Air", 600_000))
)
WON = replace(PLAIN, factories=(standing("Your factory", 700_000), PLAIN.factories[1]))


def you(review: Review, **values: object) -> Review:
    mine, *others = review.factories
    return replace(review, factories=(replace(mine, **values), *others))


def opened(**values: object) -> Review:
    return you(PLAIN, opened=replace(PLAIN.factories[0].opened, **values))


def quality(share: float, error: float = 0.01) -> Quality:
    return Quality(8, share, error, 0.0, 0.0, 0.0, ())


def calls(*values: float | None) -> tuple[CallValue, ...]:
    return tuple(CallValue(9, 0, "hold", 90, 20.0, value, 1.0) for value in values)


TAKEN = Counterfactual(100, 0, 0, 0, 1, 1, 0, 0, 0, 0, None, None, 0, 0, 0, ())
SHARED, ALONE = Choice("federated", None, True), Choice("local", None, True)


def left(worth: float, cycle: int = 300, own: bool = True) -> Review:
    """A review in which the alliance was left for a model of one's own, worth so much more."""
    decisions = (Decision(cycle, "local"),) if own else ()
    options = (Option(ALONE, worth), Option(SHARED, 0.0))
    point = TurningPoint(cycle, ("decision",), decisions, ALONE, ALONE, 0.0, 1.0, options)
    return replace(PLAIN, counterfactual=TAKEN, turning_points=(point,))


def answered(taken: bool, worth: float) -> Review:
    """A review in which a contract was answered, so much better than the other answer."""
    played, other = Reply("contract", taken), Reply("contract", not taken)
    options = (Option(played, worth), Option(other, 0.0))
    point = TurningPoint(50, ("offer",), (), played, played, 0.0, 1.0, options)
    return replace(PLAIN, turning_points=(point,))


def regretted(regret: float) -> Review:
    point = TurningPoint(5, ("start",), (), ALONE, SHARED, regret, 10.0, ())
    return replace(PLAIN, turning_points=(point,))


def luck(deviations: float, share: float) -> Review:
    drawn = Luck(int(1_000 * deviations), 0.0, 1_000.0, 1.0)
    return replace(PLAIN, luck=drawn, quality=quality(share))


CALENDAR = {"strategy": "preventive", "opened": Opened(None, None, 0, 0, 0, ())}
CASES: dict[str, tuple[list[Review], list[Review]]] = {
    "no_failure": ([you(PLAIN, failed=0)], [PLAIN]),
    "calendar": ([you(WON, **CALENDAR)], [you(PLAIN, **CALENDAR), WON]),
    "named": ([opened(named=1)], [PLAIN]),
    "saved": ([opened(saved=SAVED)], [opened(saved=SAVED - 1)]),
    "left": (
        [left(0.006 * BEST)],
        [left(0.004 * BEST), left(0.006 * BEST, cycle=90), left(0.006 * BEST, own=False), PLAIN],
    ),
    "refused": (
        [answered(False, 0.006 * BEST)],
        [answered(False, 0.004 * BEST), answered(True, 0.006 * BEST), PLAIN],
    ),
    "alone": (
        [WON],
        [PLAIN, replace(WON, counterfactual=TAKEN), you(WON, **CALENDAR)],
    ),
    "steady": (
        [replace(PLAIN, calls=calls(1.0, 2.0, 3.0))],
        [replace(PLAIN, calls=calls(1.0, 2.0)), replace(PLAIN, calls=calls(1.0, None, 3.0)), PLAIN],
    ),
    "regret": ([regretted(19.0)], [regretted(21.0), replace(PLAIN, turning_points=()), PLAIN]),
    "unlucky": ([luck(-1.1, 0.95)], [luck(-0.9, 0.95), luck(-1.1, 0.8), PLAIN]),
    "beyond": (
        [replace(PLAIN, quality=quality(1.03))],
        [replace(PLAIN, quality=quality(1.01)), PLAIN],
    ),
    "harsh": (
        [replace(PLAIN, scenario=HARD.name, quality=quality(0.95))],
        [
            replace(PLAIN, scenario=HARD.name, quality=quality(0.85)),
            replace(PLAIN, quality=quality(0.95)),
        ],
    ),
}


def test_every_insight_has_its_cases() -> None:
    assert [insight.name for insight in INSIGHTS] == list(CASES)
    assert len({insight.title for insight in INSIGHTS}) == len(INSIGHTS)


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)
def test_an_insight_is_shown_by_what_it_names_and_by_nothing_less(insight) -> None:
    shows, lacks = CASES[insight.name]
    assert [insight.shown(review) for review in shows] == [True] * len(shows)
    assert [insight.shown(review) for review in lacks] == [False] * len(lacks)


def test_only_whole_matches_under_our_rules_show_anything() -> None:
    review = you(PLAIN, failed=0)
    assert "no_failure" in found(review, OPEN)
    assert found(replace(review, cycles=900), OPEN) == ()
    assert found(review, scenario_named("open.fc5")) == ()
    assert found(review, scenario_named("chapter1")) == ()


def test_stars_follow_the_quality_and_never_the_money() -> None:
    assert stars(PLAIN) is None
    assert stars(replace(PLAIN, quality=quality(-3.0))) == 1
    shares = [replace(PLAIN, quality=quality(share)) for share in STARS]
    assert [stars(review) for review in shares] == [2, MOST_STARS]
    assert stars(you(shares[0], profit=10**7)) == stars(you(shares[0], profit=-(10**7))) == 2
    nothing = replace(quality(0.0), decision_quality=None)
    assert stars(replace(PLAIN, quality=nothing)) is None
