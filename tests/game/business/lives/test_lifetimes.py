"""Records of lifetimes: fitting, and how surely they speak."""

import numpy as np
import pytest
from scipy import stats

from game.business.lives.lifetimes import (
    LifetimesError,
    Record,
    as_if_recorded,
    draw_laws,
    fit,
    is_not_weibull,
    shape_band,
)
from game.business.lives.renewal import Law
from game.fleet.engines import SimulatedFleet
from game.rules.scenario import DEFAULT


def _record(law: Law, lives: int, random: np.random.Generator, seen: float = np.inf) -> Record:
    ages = law.scale * random.weibull(law.shape, lives)
    return Record(np.minimum(ages, seen), ages <= seen)


def test_the_law_is_the_one_of_the_highest_likelihood() -> None:
    record = _record(Law(2.2, 700.0), 40, np.random.default_rng(6), seen=900.0)
    assert 0 < record.failures < 40
    law = fit(record)

    def loglikelihood(shape: float, scale: float) -> float:
        known = stats.weibull_min(shape, scale=scale)
        return float(
            known.logpdf(record.hours[record.failed]).sum()
            + known.logsf(record.hours[~record.failed]).sum()
        )

    best = loglikelihood(law.shape, law.scale)
    around = [
        loglikelihood(law.shape * (1 + a), law.scale * (1 + b))
        for a in (-0.02, 0, 0.02)
        for b in (-0.02, 0, 0.02)
    ]
    assert max(around) <= best + 1e-9


def test_one_age_alone_makes_no_law() -> None:
    with pytest.raises(LifetimesError, match="two failures at different ages, got 1"):
        fit(Record(np.array([5.0, 5.0, 9.0]), np.array([True, True, False])))
    with pytest.raises(LifetimesError, match="Nothing has failed"):
        draw_laws(Record(np.array([5.0]), np.array([False])), 9, np.random.default_rng(0))


def test_laws_are_drawn_as_a_grid_of_the_likelihood_says() -> None:
    record = _record(Law(2.5, 1_000.0), 9, np.random.default_rng(7), seen=1_100.0)
    laws = draw_laws(record, 20_000, np.random.default_rng(8))
    shape, scale = np.meshgrid(np.geomspace(0.3, 20, 200), np.geomspace(300, 90_000, 400))
    known = stats.weibull_min(shape[..., None], scale=scale[..., None])
    likely = known.logpdf(record.hours[record.failed]).sum(-1)
    likely += known.logsf(record.hours[~record.failed]).sum(-1)
    weight = np.exp(likely - likely.max())
    weight /= weight.sum()
    for drawn, grid in ((laws.shape, shape), (laws.scale, scale)):
        mean = (weight * np.log(grid)).sum()
        spread = np.sqrt((weight * (np.log(grid) - mean) ** 2).sum())
        assert np.log(drawn).mean() == pytest.approx(mean, abs=0.03 * spread)
        assert np.log(drawn).std() == pytest.approx(spread, rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("failures", [5, pytest.param(9, marks=pytest.mark.long), 30])
def test_bands_hold_the_law_as_often_as_they_say(failures: int) -> None:
    random = np.random.default_rng(failures)
    held, asked = 0, 250
    for _ in range(asked):
        law = Law(random.uniform(1.2, 6), 10 ** random.uniform(1, 4))
        drawn = draw_laws(_record(law, failures, random), 200, random).quantile(0.1)
        held += np.quantile(drawn, 0.1) <= law.quantile(0.1) <= np.quantile(drawn, 0.9)
    assert stats.binomtest(held, asked, 0.8).pvalue > 0.001


def test_what_follows_no_weibull_law_is_told_from_what_does() -> None:
    """Of Weibull records one in a hundred is doubted; turbofans, which never fail early, are."""
    random = np.random.default_rng(9)
    doubted = [is_not_weibull(_record(Law(3.0, 200.0), 50, random)) for _ in range(60)]
    assert sum(doubted) <= 3
    fleet = SimulatedFleet(DEFAULT, seed=1)
    ages = fleet.lifetimes(np.concatenate([fleet.ids(0, slot, 0, 25) for slot in range(4)]))
    assert is_not_weibull(Record(ages.astype(float), np.ones(100, bool)))
    some = Record(ages.astype(float), np.arange(100) > 0)
    assert not is_not_weibull(some)  # not judged


def test_the_shape_of_few_failures_may_be_one() -> None:
    low, high = shape_band(as_if_recorded(Law(1.3, 500.0), 6))
    assert low < 1
    assert high > 1.3
    assert shape_band(as_if_recorded(Law(4.0, 500.0), 40))[0] > 1
