import numpy as np
import pytest
from scipy.stats import binomtest

from models.metrics import mean_interval, phm08_score, ratio_interval, rmse, share_interval


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


def test_the_interval_of_a_ratio_to_a_constant_is_that_of_the_mean() -> None:
    values = np.random.default_rng(1).normal(5, 2, 24)
    sizes, strata = np.array([3, 5, 4, 4, 6, 2]), np.array([0, 1, 0, 1, 0, 1])
    expected = np.array(mean_interval(values, sizes, strata)) / 4
    assert ratio_interval(values, np.full(24, 4.0), sizes, strata) == pytest.approx(expected)


def test_the_interval_of_a_ratio_covers_the_truth_when_values_of_a_cluster_agree() -> None:
    """It does not take both means for unrelated, which would be twice as wide here."""
    draw = np.random.default_rng(2)
    sizes, cases = np.full(30, 5), 1_000
    covered, widths, unrelated = 0, [], []
    for _ in range(cases):
        below = np.repeat(draw.gamma(25, 0.2, 30), 5) + draw.normal(0, 0.2, 150)
        above = 2 * below + np.repeat(draw.normal(0, 0.5, 30), 5) + draw.normal(0, 0.2, 150)
        low, high = ratio_interval(above, below, sizes)
        covered += low <= 2 <= high
        widths.append(high - low)
        unrelated.append(np.ptp(mean_interval(above, sizes)) / below.mean())
    assert 0.93 < covered / cases < 0.97
    assert np.mean(widths) < np.mean(unrelated) / 2


@pytest.mark.parametrize(("hits", "trials"), [(3, 400), (200, 400), (0, 40), (40, 40)])
def test_the_interval_of_a_share_is_clopper_and_pearsons(hits: int, trials: int) -> None:
    exact = binomtest(hits, trials).proportion_ci(0.95, "exact")
    assert share_interval(hits / trials, trials) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize("truth", [0.5, 0.9, 0.97])
def test_the_interval_of_a_share_covers_the_truth_when_trials_of_a_cluster_agree(
    truth: float,
) -> None:
    """As it is with games of a world; near one, Student's interval over clusters does not."""
    draw = np.random.default_rng(3)
    sizes, cases = np.full(30, 33), 500
    covered = student = 0
    for _ in range(cases):
        odds = draw.beta(truth / 9, (1 - truth) / 9, 30)  # most clusters are won or lost whole
        hits = (draw.random(990) < np.repeat(odds, sizes)).astype(np.float64)
        low, high = share_interval(float(hits.mean()), 30)
        assert 0 <= low <= hits.mean() <= high <= 1
        covered += low <= truth <= high
        low, high = mean_interval(hits, sizes)
        student += low <= truth <= high
    assert covered / cases >= 0.95
    assert truth < 0.97 or student / cases < 0.8
