"""Lives of a plant's machines against closed forms of renewal theory; luck is a draw's own."""

from dataclasses import replace

import numpy as np
import pytest

from game.business import fates
from game.business.fates import Chance, fates_of
from game.business.lives.renewal import Law
from game.business.plant import Plant

PLANT = Plant(
    machines=50,
    hours_a_year=8_000,
    service_cost=2_000.0,
    failure_cost=9_000.0,
    shape=3.0,
    mean_life=5_000.0,
    failures_on_record=20,
)


def _laws(draws: int, shape: float = 3.0, free: float = 0.0) -> Law:
    return Law(np.full(draws, shape), np.full(draws, 5_600.0), free)


@pytest.mark.parametrize(("shape", "free"), [(1.0, 0.0), (3.0, 0.0), (2.0, 4_000.0)])
def test_lives_that_are_met_are_longer_and_met_anywhere(shape: float, free: float) -> None:
    """Met by length, a life has the mean E[L^2] / E[L], and half of it has run."""
    lived = fates_of(PLANT, _laws(400, shape, free), 2, Chance(1, np.arange(400)))
    law = Law(shape, 5_600.0, free)
    draws = free + np.random.default_rng(2).weibull(shape, 10**6) * 5_600.0
    met, later = lived.lives[..., 0], lived.lives[..., 1]
    assert met.mean() == pytest.approx(float((draws**2).mean() / draws.mean()), rel=0.02)
    assert lived.begun.mean() == pytest.approx(float(met.mean()) / 2, rel=0.02)
    assert later.mean() == pytest.approx(float(law.mean), rel=0.02)


def test_where_a_calendar_cuts_them_no_life_has_run_for_longer_than_its_age() -> None:
    served = replace(PLANT, service_age=3_000)
    lived = fates_of(served, _laws(100), 1, Chance(1, np.arange(100)))
    assert lived.begun.max() < 3_000
    assert lived.begun.mean() == pytest.approx(1_500, rel=0.05)  # hardly one fails that early


def test_new_machines_have_run_for_no_hour() -> None:
    lived = fates_of(replace(PLANT, new_machines=True), _laws(3), 4, Chance(1, np.arange(3)))
    assert not lived.begun.any()


def test_luck_that_is_kept_is_the_luck_that_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = fates_of(PLANT, _laws(3), 9, Chance(1, np.arange(3)))
    monkeypatch.setattr(fates, "_MOST_KEPT", 0)
    for one, other in zip(kept, fates_of(PLANT, _laws(3), 9, Chance(1, np.arange(3))), strict=True):
        np.testing.assert_array_equal(one, other)


def test_neither_other_draws_nor_more_lives_change_a_draws_luck() -> None:
    whole = fates_of(PLANT, _laws(6), 9, Chance(1, np.arange(6)))
    part = fates_of(PLANT, _laws(2), 4, Chance(1, np.array([4, 2])))
    np.testing.assert_array_equal(part.begun, whole.begun[[4, 2]])
    for one, other in zip(part[1:], whole[1:], strict=True):
        np.testing.assert_array_equal(one, other[[4, 2], :, :4])
    other = fates_of(PLANT, _laws(6), 9, Chance(2, np.arange(6)))
    assert (other.luck != whole.luck).all()
