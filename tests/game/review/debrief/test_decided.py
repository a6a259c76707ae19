"""The debrief: what decided, where to decide anew, and the lines that are drawn."""

from dataclasses import replace

import numpy as np
import pytest

from game.api import climb
from game.review.calls import CallValue
from game.review.debrief.decided import back_at, decided, turn_of
from game.review.review import FIRST_REDRAWS, REDRAWS, Review, refine
from game.review.skill import Luck, Quality
from game.review.turning_points import Choice, TurningPoint
from game.rules.decisions import Decision
from game.rules.links import decode
from game.rules.scenario import DEFAULT, OPEN

SMALL = replace(DEFAULT, cycles=700, slots=2, federation_size=3, retrain_every=500)


@pytest.fixture(scope="module")
def joined() -> Review:
    review = next(refine(SMALL, 7, [Decision(100, "federated")]))
    seen = review.counterfactual
    assert seen is not None
    seen = replace(seen, alone=seen.without_calls - 9_000)
    return replace(review, counterfactual=seen, quality=quality(0.0))


def point(cycle: int, regret: float, error: float, strategy: str = "local") -> TurningPoint:
    played, best = Choice(strategy, None, True), Choice("preventive", 114, True)
    return TurningPoint(cycle, ("decision",), (), played, best, regret, error, ())


def call(cycle: int, value: float | None, error: float | None) -> CallValue:
    return CallValue(cycle, 2, "hold", 150, 20.0, value, error)


def quality(calls: float) -> Quality:
    return Quality(REDRAWS, 0.8, 0.01, 5.0, 0.0, 6.0, (), calls)


def test_what_weighs_most_decides(joined: Review) -> None:
    large = 10_000.0
    bare = replace(joined, counterfactual=None)
    assert decided(bare).kind == "rival"
    assert decided(replace(joined, quality=None)).kind == "rival", "nothing else is known yet"
    assert decided(joined).kind == "others" and decided(joined).dollars == 9_000
    cases = {
        "calls": {"quality": quality(-large)},
        "moment": {"turning_points": (point(9, large, 1.0),)},
        "waiting": {"turning_points": (point(9, large, 1.0, "corrective"),)},
        "luck": {"luck": Luck(0, large, large / 2, 1.0)},
    }
    for kind, known in cases.items():
        cause = decided(replace(joined, **known))
        assert cause.kind == kind
        assert cause.dollars == -large, "all four cost the player"


def test_chance_and_ordinary_draws_decide_nothing(joined: Review) -> None:
    large = 10_000.0
    unclear = replace(joined, turning_points=(point(9, large, large),))
    ordinary = replace(joined, luck=Luck(0, large, 2 * large, 1.0))
    assert decided(unclear).kind == decided(ordinary).kind == "others"


def test_one_decides_anew_where_most_was_given_away(joined: Review) -> None:
    assert turn_of(joined) is None, "nobody knows yet"
    points = (point(30, 90.0, 80.0), point(10, 50.0, 5.0), point(20, 0.0, 0.0))
    known = replace(joined, turning_points=points)
    turn = turn_of(known)
    assert turn is not None and (turn.cycle, turn.dollars, turn.clear) == (10, 50.0, True)
    worse = replace(known, calls=(call(5, -60.0, 1.0), call(6, 900.0, 1.0), call(7, None, None)))
    turn = turn_of(worse)
    assert turn is not None and (turn.cycle, turn.dollars, turn.clear) == (5, 60.0, True)
    assert turn_of(replace(joined, turning_points=(point(1, 0.0, 0.0),))) is None
    turn = turn_of(replace(joined, calls=(call(5, -60.0, 1.0),)))
    assert turn is not None and turn.cycle == 5, "calls are valued before moments are"


def test_a_rough_moment_is_something_to_try_but_decides_nothing(joined: Review) -> None:
    known = replace(joined, turning_points=(point(9, 20_000.0, 1.0),))
    rough = replace(known, quality=replace(quality(0), redraws=FIRST_REDRAWS))
    assert decided(rough).kind == "rival" and decided(known).kind == "moment"
    assert turn_of(rough) == turn_of(known) is not None


def test_the_way_back_holds_what_was_decided_before() -> None:
    text = "1-open-7-0p-60a1.1-300a3.0-300fr-540s0"
    for cycle, moves in ((0, 0), (60, 1), (300, 2), (301, 4), (540, 4), (900, 5)):
        link = decode(back_at(text, cycle))
        assert link.decisions == decode(text).decisions[:moves]
        assert (link.scenario, link.seed) == ("open", 7)


@pytest.mark.parametrize("cycles", [1, 7, 119, 120, 121, 700])
def test_lines_end_at_what_the_report_says(cycles: int) -> None:
    review = next(refine(SMALL, 7, climb("federated"), end=cycles))
    lines = review.lines
    assert lines is not None and lines.best is None
    assert lines.cycles[0] == 0 and lines.cycles[-1] == cycles and len(lines.cycles) <= 122
    assert [line[-1] for line in lines.factories] == [one.profit for one in review.factories]
    assert all(line[0] == 0 and len(line) == len(lines.cycles) for line in lines.factories)
    assert lines.at(cycles) == review.factories[0].profit


def test_the_best_that_is_known_is_played_on_the_same_engines() -> None:
    short = replace(OPEN, cycles=300, slots=2, federation_size=4)
    first, look = refine(short, 7, looks=[(2, False)])
    assert first.lines is not None and first.lines.best is None
    assert look.lines is not None and look.lines.best is not None
    assert look.lines.factories == first.lines.factories
    ceiling = look.factories[0].oracle_profit
    assert look.lines.best[-1] <= ceiling
    steps = np.diff(look.lines.best) / np.diff(look.lines.cycles)
    assert steps.max() <= 2 * short.economics.running_income, "two slots run"
