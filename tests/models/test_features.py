import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.metrics.pairwise import rbf_kernel

from data.simulator import simulate
from data.trajectories import INFORMATIVE_COLUMNS, Trajectories
from models.features import FEATURE_NAMES, FourierFeatures, features


@pytest.fixture(scope="module")
def fleet() -> Trajectories:
    return simulate(np.arange(40), seed=3, fan_share=0.2)


def described(history: np.ndarray) -> np.ndarray:
    """The features of an engine's last row, as the words define them, (57,)."""
    sensors = history[:, INFORMATIVE_COLUMNS].astype(np.float64)
    long = sensors[-30:]
    slope = np.zeros(14)
    if len(long) >= 3:
        slope = np.polyfit(np.arange(len(long)), long, 1)[0] * len(long) / 30
    departure = sensors[-10:].mean(axis=0) - sensors[:10].mean(axis=0)
    means = sensors[-5:].mean(axis=0), long.mean(axis=0)
    return np.concatenate([*means, slope, departure, [len(sensors)]])


def changed(fleet: Trajectories, sensors: np.ndarray) -> Trajectories:
    return Trajectories(fleet.engine_ids, fleet.offsets, fleet.settings, sensors, fleet.lifetimes)


def test_features_are_what_their_names_say(fleet: Trajectories) -> None:
    table = features(fleet)
    assert table.shape == (len(fleet.sensors), len(FEATURE_NAMES)) == (len(table), 57)
    for engine in (0, 17, 39):
        start, end = fleet.offsets[engine : engine + 2]
        for age in (1, 2, 3, 9, 10, 11, 29, 30, 31, 75, end - start):
            expected = described(fleet.sensors[start : start + age])
            np.testing.assert_allclose(table[start + age - 1], expected, atol=2e-5)


@settings(max_examples=30)
@given(engine=hs.integers(0, 39), share=hs.floats(0, 1), shift=hs.floats(-500, 500))
def test_features_know_nothing_of_later_cycles_or_other_engines(
    fleet: Trajectories, engine: int, share: float, shift: float
) -> None:
    start, end = fleet.offsets[engine : engine + 2]
    now = start + int(share * (end - start - 1))
    sensors = fleet.sensors.copy()
    sensors[now + 1 : end] += np.float32(shift)
    before, after = features(fleet), features(changed(fleet, sensors))
    same = np.ones(len(before), bool)
    same[now + 1 : end] = False
    assert np.array_equal(before[same], after[same])


@settings(max_examples=20)
@given(positions=hs.lists(hs.integers(0, 39), min_size=1, max_size=60))
def test_an_engine_has_the_same_features_alone_and_in_any_company(
    fleet: Trajectories, positions: list[int]
) -> None:
    batch = fleet.select(np.array(positions))
    alone = [features(fleet.select(np.array([position]))) for position in positions]
    assert np.array_equal(features(batch), np.concatenate(alone))


def test_features_of_no_engines_are_an_empty_table(fleet: Trajectories) -> None:
    assert features(fleet.select(np.array([], np.int64))).shape == (0, 57)


@pytest.mark.parametrize("width", [0.6, 1.0])
def test_random_features_are_scikit_learns_gaussian_kernel(width: float) -> None:
    """Rahimi and Recht 2007, claim 1: off by about 1 over the root of their number."""
    rows = np.random.default_rng(1).normal(size=(40, 57))
    waves = FourierFeatures(count=20_000, width=width, seed=3).transform(rows)
    kernel = rbf_kernel(rows, gamma=width**2 / (2 * 57))
    np.testing.assert_allclose(waves @ waves.T, kernel, atol=5 / np.sqrt(20_000))


def test_weights_are_those_of_scaled_inputs_whatever_their_unit() -> None:
    rows = np.random.default_rng(1).normal(size=(40, 6))
    weights = (1.0, 0.0, 3.0, 2.0, 0.5, 1.0)
    one = FourierFeatures(20_000, 0.9, 3, weights).transform(rows)
    scaled = rows * np.array(weights)
    kernel = rbf_kernel(scaled, gamma=0.9**2 / (2 * np.square(weights).sum()))
    np.testing.assert_allclose(one @ one.T, kernel, atol=5 / np.sqrt(20_000))
    doubled = FourierFeatures(20_000, 0.9, 3, [2 * weight for weight in weights]).transform(rows)
    np.testing.assert_allclose(doubled, one, atol=1e-9)
