import dataclasses

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from data.simulator import simulate
from data.trajectories import Trajectories
from models.alarms import THRESHOLD_GRID, score_thresholds, stop_ages
from models.features import features
from models.rul import (
    LOCAL_STRENGTHS,
    RUL_CAP,
    RulModel,
    capped_rul,
    left_out_forecasts,
    train_local,
    tune_local,
)
from tests.models.prices import PRICES


@pytest.fixture(scope="module")
def own() -> Trajectories:
    return simulate(np.arange(8), seed=5, fan_share=0.2)


@pytest.fixture(scope="module")
def model(own: Trajectories) -> RulModel:
    return train_local(own)


def test_targets_are_capped(own: Trajectories) -> None:
    target = capped_rul(own)
    assert target.max() == RUL_CAP
    assert target[own.offsets[1:] - 1].tolist() == [0] * 8
    assert target[own.offsets[1] - 4] == 3


def test_the_local_recipe_is_standardised_ridge(own: Trajectories, model: RulModel) -> None:
    table = features(own)
    scaler = StandardScaler().fit(table)
    ridge = Ridge(alpha=3000).fit(scaler.transform(table), np.minimum(own.rul, 125))
    expected = np.clip(ridge.predict(scaler.transform(table)), 0, 125)
    np.testing.assert_allclose(model.predict(table), expected, atol=1e-7)


def test_a_forecast_does_not_depend_on_its_batch(own: Trajectories, model: RulModel) -> None:
    table = features(own)
    alone = np.concatenate([model.predict(row[np.newaxis]) for row in table[:300]])
    assert np.array_equal(model.predict(table)[:300], alone)


def test_training_refuses_a_service_as_a_label(own: Trajectories) -> None:
    serviced = dataclasses.replace(own, lifetimes=own.lifetimes + np.array([0, 9] + [0] * 6))
    for train in (train_local, lambda histories: tune_local(histories, PRICES)):
        with pytest.raises(ValueError, match="engines 1 do not"):
            train(serviced)
        with pytest.raises(ValueError, match="at least one engine"):
            train(own.select(np.array([], np.int64)))


def test_stop_ages_by_hand() -> None:
    forecasts = np.array([50.0, 30.0, 29.9, 60.0, 20.0, 70.0, 10.0, 9.0, 5.0])
    offsets, lifetimes = np.array([0, 5, 7, 9]), np.array([5, 2, 2])
    # The first is stopped below, not at, 30; the second's alarm comes with its failure.
    assert stop_ages(forecasts, offsets, lifetimes, np.array([0, 30, 30.1])).T.tolist() == [
        [5, 2, 2], [3, 2, 1], [2, 2, 1]
    ]  # fmt: skip


@given(
    forecasts=hs.lists(hs.integers(0, 1250), min_size=7, max_size=7),
    threshold=hs.integers(0, 130),
)
def test_stop_ages_are_those_of_a_walk_through_the_cycles(
    forecasts: list[int], threshold: int
) -> None:
    rounded = np.array(forecasts) / 10
    expected = []
    for history in (rounded[:4], rounded[4:]):
        alarms = [age for age, value in enumerate(history, start=1) if value < threshold]
        expected.append(min([*alarms, len(history)]))
    offsets, lifetimes = np.array([0, 4, 7]), np.array([4, 3])
    stops = stop_ages(rounded, offsets, lifetimes, np.array([threshold]))
    assert stops[:, 0].tolist() == expected


def test_every_threshold_of_the_grid_is_played(own: Trajectories, model: RulModel) -> None:
    forecasts = model.predict(features(own))
    scores = score_thresholds(forecasts, own.offsets, own.lifetimes, PRICES)
    for position in (0, 20, 60, len(THRESHOLD_GRID) - 1):
        threshold = THRESHOLD_GRID[position : position + 1]
        ages = stop_ages(forecasts, own.offsets, own.lifetimes, threshold)[:, 0]
        failed = ages == own.lifetimes
        assert (
            scores.reward[position] == np.where(failed, -60_000, -10_000).sum() + ages.sum() * 300
        )
        assert scores.time[position] == np.where(failed, 60, 20).sum() + ages.sum()


def test_leaving_one_engine_out_is_training_on_the_others(own: Trajectories) -> None:
    forecasts = left_out_forecasts(own, LOCAL_STRENGTHS)
    for engine in (0, 7):
        others = own.select(np.delete(np.arange(8), engine))
        rows = slice(*own.offsets[engine : engine + 2])
        for column, strength in enumerate(LOCAL_STRENGTHS):
            table = features(own.select(np.array([engine])))
            expected = train_local(others, strength).predict(table)
            np.testing.assert_allclose(forecasts[rows, column], expected, atol=1e-3)


def test_tuning_takes_the_strength_that_earned_most_and_some_caution(own: Trajectories) -> None:
    strength, threshold = tune_local(own, PRICES)
    forecasts = left_out_forecasts(own, LOCAL_STRENGTHS)
    best = {}
    for column, one in enumerate(LOCAL_STRENGTHS):
        scores = score_thresholds(forecasts[:, column], own.offsets, own.lifetimes, PRICES)
        rates = scores.reward / scores.time
        best[one] = rates.max(), THRESHOLD_GRID[np.argmax(rates)]
    assert best[strength] == max(best.values())
    assert threshold == max(best[strength][1] + 5, 25)


def test_tuning_needs_an_engine_to_leave_out(own: Trajectories) -> None:
    with pytest.raises(ValueError, match="at least two"):
        tune_local(own.select(np.array([0])), PRICES)
