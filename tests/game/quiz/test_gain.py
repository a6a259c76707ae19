"""Normalised gains by hand."""

import pytest

from game.quiz.gain import FEWEST, gained


def marks(*right: int) -> dict[int, tuple[bool, ...]]:
    """Return who has so many of five right."""
    return {seat: (True,) * own + (False,) * (5 - own) for seat, own in enumerate(right, 1)}


def test_hakes_gain_is_of_averages_not_an_average_of_gains() -> None:
    told = gained(marks(4, 1), marks(5, 2))
    assert (told.before, told.after) == (50.0, 70.0)
    assert told.gain == pytest.approx(20 / 50)  # by person: (1 + 1/4) / 2
    assert (told.low, told.high) == (None, None)


def test_who_answered_once_is_left_out_and_counted() -> None:
    told = gained(marks(1, 1, 1), {2: (True,) * 5, 7: (False,) * 5})
    assert (told.n, told.left_out, told.gain) == (1, 3, 1.0)


def test_a_class_that_knew_all_has_no_gain_and_one_that_forgot_a_negative_one() -> None:
    assert gained(marks(5, 5), marks(5, 4)).gain is None
    assert gained(marks(4, 3), marks(3, 2)).gain == pytest.approx(-20 / 30)


def test_the_interval_is_the_jackknifes() -> None:
    before, after = marks(*[1, 2] * 5), marks(*[3, 5] * 5)
    told = gained(before, after)
    assert told.n == FEWEST
    assert told.gain == pytest.approx((80 - 30) / 70)
    one, other = (  # without somebody of 1 and 3, and of 2 and 5
        (400 * 2 - own_after - (300 - own_before)) / (900 - (300 - own_before))
        for own_before, own_after in ((20, 60), (40, 100))
    )
    mean = (one + other) / 2
    error = (9 / 10 * 5 * ((one - mean) ** 2 + (other - mean) ** 2)) ** 0.5
    assert told.high == pytest.approx(told.gain + 1.96 * error)
    assert told.low == pytest.approx(told.gain - 1.96 * error)
    assert gained(marks(*[1] * 9), marks(*[3] * 9)).low is None


def test_each_question_has_its_shares() -> None:
    told = gained({1: (True, False), 2: (True, False)}, {1: (True, True), 2: (False, True)})
    assert told.shares == ((100.0, 50.0), (0.0, 100.0))
