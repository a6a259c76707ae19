from dataclasses import replace

import pytest

from game.review.debrief.decided import Cause, Turn
from game.review.review import REDRAWS, Review, refine
from game.review.skill import Luck, Quality
from game.review.turning_points import Choice, Option, Reply, TurningPoint
from game.rules.decisions import Answer, Decision
from game.rules.scenario import DEFAULT
from game.views.report.debrief import back_words, decided_words, refused_words, turn_words
from game.views.report.skill import beside_money

SET, BETTER = Choice("federated", 97, True), Choice("local", 80, True)
ORDER = Decision(800, "federated", 97)


@pytest.fixture(scope="module")
def review() -> Review:
    return next(refine(replace(DEFAULT, cycles=300, slots=2, federation_size=3), 7))


def turn(
    *kinds: str, played: Choice | Reply = SET, own: tuple[Decision | Answer, ...] = ()
) -> Turn:
    point = TurningPoint(800, kinds, own, played, BETTER, 42_119.0, 10.0, ())
    return Turn(800, point, 42_119.0, True)


def test_who_chose_is_said(review: Review) -> None:
    trained = turn_words(turn("retraining"), review)
    assert "you decided nothing" in trained and "scheduled training set" in trained
    assert "you chose" not in trained
    assert "$42,119 more" in trained and "Local predictive, alarm threshold 80" in trained
    assert "you chose Federated" in turn_words(turn("retraining", "decision", own=(ORDER,)), review)
    went_on = turn_words(turn("retraining", played=Choice("corrective", None, True)), review)
    assert "it stayed at Corrective" in went_on
    joined = turn_words(turn("unlock", own=(Answer(800, 1, 0),)), review)
    assert "you joined an alliance, and its model took over: Federated" in joined
    refused = turn_words(turn("offer", played=Reply("crew", taken=False)), review)
    assert "you chose refusing" in refused


def test_the_way_back_says_what_to_try(review: Review) -> None:
    assert back_words(turn("retraining"), review) == (
        "Go back to cycle 800 and try Local predictive, alarm threshold 80"
    )


def test_luck_is_said_by_what_became_of_the_match(review: Review) -> None:
    def stands_at(profit: int) -> Review:
        you = replace(review.factories[0], profit=profit)
        return replace(review, factories=(you, *review.factories[1:]))

    bad, good = Cause("luck", -91_920.0), Cause("luck", 91_920.0)
    assert decided_words(bad, stands_at(10**8)).startswith("You won against bad luck")
    assert "Bad luck cost you most" in decided_words(bad, stands_at(-(10**8)))
    assert "Good luck brought you most" in decided_words(good, stands_at(10**8))


def test_luck_that_paid_for_a_mistake_is_said_beside_it(review: Review) -> None:
    """Else a mistake of $42,119 stands beside a result that is $16,000 below the best."""

    def after(luck: float) -> Review:
        return replace(review, luck=Luck(int(luck), 0.0, spread=20_000.0, standard_error=100.0))

    mistake = Cause(
        "moment", -42_119.0, TurningPoint(0, ("decision",), (), SET, BETTER, 42_119.0, 10.0, ())
    )
    assert "Good luck gave $30,000 of it back" in decided_words(mistake, after(30_000))
    assert "Good luck gave $42,119 of it back" in decided_words(mistake, after(90_000))
    assert "luck" not in decided_words(mistake, after(20_500)).lower()
    assert "luck" not in decided_words(mistake, after(-90_000)).lower()


def test_what_still_moves_is_called_an_estimate() -> None:
    quality = Quality(REDRAWS, 0.92, 0.01, 5.0, 0.0, 6.0, ())
    assert "first estimate" in beside_money(quality, settled=False)
    assert "first estimate" not in beside_money(quality, settled=True)
    assert "92%" in beside_money(quality, settled=False)
    nothing = replace(quality, decision_quality=None)
    assert "nothing to decide" in beside_money(nothing, settled=True)


def test_who_refused_reads_what_joining_would_have_done(review: Review) -> None:
    alone = Reply("alliance", taken=False)
    options = (
        Option(alone, 50_000.0),
        Option(Reply("alliance", True, "Open Skies"), 41_000.0),
        Option(Reply("alliance", True, "Northern Ring"), 62_000.0),
    )
    point = TurningPoint(60, ("offer",), (), alone, options[2].choice, 12_000.0, 1.0, options)
    quality = Quality(REDRAWS, 0.92, 0.01, 5.0, 0.0, 6.0, ())
    known = replace(review, turning_points=(point,), quality=quality)
    assert refused_words(known) == [
        "Joining Open Skies at cycle 60 would have earned $9,000 less.",
        "Joining Northern Ring at cycle 60 would have earned $12,000 more.",
    ]
    assert refused_words(review) == [], "nothing is known yet"
    joined = replace(point, played=options[1].choice)
    assert refused_words(replace(known, turning_points=(joined,))) == []
