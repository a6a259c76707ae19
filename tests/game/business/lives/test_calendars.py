"""The closed form of a calendar's cost, ages that plants would choose, what members add."""

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from game.business.lives.calendars import (
    Members,
    chosen_age,
    excluded_ages,
    pooled_ages,
)
from game.business.lives.lifetimes import as_if_recorded, draw_laws
from game.business.lives.renewal import FOREVER, Law, Prices, best_age, cost_rate

PRICES = Prices(2_000.0, 9_000.0, service_hours=8.0, failure_hours=72.0, hour=150.0)


def test_the_closed_form_is_the_quadrature() -> None:
    random = np.random.default_rng(1)
    law = Law(random.uniform(0.6, 8, 300), 10 ** random.uniform(2, 5, 300))
    ages = law.scale * random.uniform(0.02, 3, 300)
    for age in (ages, np.full(300, FOREVER)):
        closed = cost_rate(law, age, PRICES)
        nodes = cost_rate(law, age, PRICES, discount=1e-18)  # summed up, as with any discount
        np.testing.assert_allclose(closed, nodes, rtol=1e-9)


def test_who_knows_the_law_chooses_its_best_age() -> None:
    law = Law(np.full(1, 3.0), np.full(1, 6_000.0))
    best, chosen = float(best_age(law, PRICES)[0]), float(chosen_age(law, PRICES, 0))
    assert chosen == pytest.approx(best, rel=0.06)  # of a grid
    costs = cost_rate(law, np.array([best, chosen]), PRICES)
    assert costs[1] < costs[0] * 1.002
    assert chosen_age(law, PRICES, 5_000) == 5_001


def test_few_failures_exclude_what_nine_laws_in_ten_speak_against() -> None:
    laws = draw_laws(as_if_recorded(Law(3.0, 1_000.0), 3), 400, np.random.default_rng(2))
    low, high = excluded_ages(laws, PRICES, 0)
    waiting = cost_rate(laws, FOREVER, PRICES)
    assert (cost_rate(laws, 0.9 * low, PRICES) > waiting).mean() >= 0.9
    assert (cost_rate(laws, 1.3 * low, PRICES) > waiting).mean() < 0.9
    assert high is None
    every = excluded_ages(Law(np.ones(9), np.full(9, 500.0)), Prices(9.0, 5.0), 0)
    assert every[0] > 900 and every[1] == 0


def test_members_bring_the_age_nearer_to_the_best() -> None:
    """What a calendar costs above the best one falls with members, less if they differ."""
    record = as_if_recorded(Law(3.0, 6_000.0), 5)
    random = np.random.default_rng(3)
    truth = draw_laws(record, 120, random)
    own = np.full(120, chosen_age(truth, PRICES, 0))
    wasted = [_wasted(truth, own)]
    for plants, spread in ((1, 0.1), (4, 0.1), (16, 0.1), (16, 0.8)):
        ages = pooled_ages(record, truth, Members(plants, 10, spread), PRICES, 0, random)
        wasted.append(_wasted(truth, ages))
    assert wasted[0] > wasted[1] > wasted[2] > wasted[3] > 0
    assert wasted[0] > wasted[4] > wasted[3]


@pytest.mark.parametrize("shape", [1.7, 2.5, 4.0])
@pytest.mark.no_cover
def test_members_that_are_alike_and_have_seen_much_lead_to_the_best_age(shape: float) -> None:
    """A law known to everybody: the age is that of the renewal reward, integrated by scipy."""
    truth = Law(np.full(40, shape), np.full(40, 42_000.0))
    prices = Prices(3_200.0, 14_500.0, service_hours=6.0, failure_hours=30.0, hour=420.0)
    law = stats.weibull_min(shape, scale=42_000.0)

    def cost(age: float) -> float:
        lived = integrate.quad(law.sf, 0, age)[0]
        failed = law.cdf(age)
        spent = 27_100 * failed + 5_720 * (1 - failed)
        return float(spent / (lived + 30 * failed + 6 * (1 - failed)))

    best = optimize.minimize_scalar(cost, bounds=(5_000, 80_000), method="bounded").x
    for failures, near in ((12, 0.02), (10_000, 0.01)):
        record = as_if_recorded(Law(shape, 42_000.0), failures)
        heard = Members(20, 400, 0.0), prices, 0.0, np.random.default_rng(3)
        ages = pooled_ages(record, truth, *heard)
        assert np.median(ages) == pytest.approx(best, rel=near)
        assert np.mean([cost(age) for age in ages]) < cost(best) * 1.0005


def _wasted(truth: Law, ages: np.ndarray) -> float:
    best = cost_rate(truth, best_age(truth, PRICES), PRICES)
    return float((cost_rate(truth, ages, PRICES) / best - 1).mean())
