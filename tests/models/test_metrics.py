import numpy as np
import pytest

from models.metrics import mean_interval, phm08_score, rmse


def test_rmse_by_hand() -> None:
    assert rmse(np.array([0.0, 7.0]), np.array([3, 3])) == np.sqrt((9 + 16) / 2)


def test_a_late_forecast_costs_more_than_an_early_one() -> None:
    truth = np.array([50])
    assert phm08_score(np.array([50.0]), truth) == 0
    assert phm08_score(np.array([60.0]), truth) == np.expm1(1.0)
    assert phm08_score(np.array([37.0]), truth) == np.expm1(1.0)


def test_intervals_of_independent_values_are_those_of_student() -> None:
    values = np.array([1.0, 2.0, 3.0, 6.0])
    low, high = mean_interval(values)
    assert (low + high) / 2 == pytest.approx(3)
    assert (high - low) / 2 == pytest.approx(3.182446 * values.std(ddof=1) / 2, rel=1e-6)


def test_intervals_cover_the_truth_when_values_of_a_cluster_depend_on_each_other() -> None:
    draw = np.random.default_rng(0)
    strata = np.arange(12) % 3
    level = np.array([-5.0, 0.0, 5.0])
    covered = 0
    for _ in range(1_000):
        sizes = draw.integers(3, 5, 12)
        shared = level[strata] + draw.normal(size=12)
        values = np.repeat(shared, sizes) + 0.5 * draw.normal(size=sizes.sum())
        values -= (sizes * level[strata]).sum() / sizes.sum()  # the values' own mix of strata
        low, high = mean_interval(values, sizes, strata)
        covered += low <= 0 <= high
    assert 0.93 < covered / 1_000 < 0.97
