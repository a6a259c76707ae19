"""The benchmark's features, against pandas."""

import numpy as np
import pandas as pd

from data.simulator import simulate
from data.trajectories import INFORMATIVE_COLUMNS, INFORMATIVE_SENSORS
from models.benchmarks.history import (
    HISTORY_NAMES,
    HISTORY_WEIGHTS,
    TRAITS,
    Trait,
    history,
)

FLEET = simulate(np.arange(14), seed=2, fan_share=0.3)


def by_pandas(trait: Trait, readings: pd.Series) -> np.ndarray:
    windows = readings.rolling(trait.window, min_periods=1)
    if trait.kind == "slope":

        def tilt(window: np.ndarray) -> float:
            if len(window) < 3:
                return 0.0
            return np.polyfit(np.arange(len(window)), window, 1)[0] * len(window) / trait.window

        return windows.apply(tilt, raw=True).to_numpy()
    mean = windows.mean()
    if trait.kind == "departure":
        start = readings.expanding().mean()
        start[trait.start :] = readings[: trait.start].mean()
        mean = mean - start
    return mean.to_numpy()


def test_features_are_what_pandas_says() -> None:
    table = history(FLEET)
    assert table.shape[1] == len(HISTORY_NAMES) == len(HISTORY_WEIGHTS)
    for engine in (0, 9):
        rows = slice(FLEET.offsets[engine], FLEET.offsets[engine + 1])
        for sensor in (0, 3, 13):
            column = INFORMATIVE_COLUMNS[sensor]
            readings = pd.Series(FLEET.sensors[rows, column].astype(np.float64))
            for trait in TRAITS:
                name = f"{INFORMATIVE_SENSORS[sensor]} {trait}"
                found = table[rows, HISTORY_NAMES.index(name)]
                spread = readings.std()
                np.testing.assert_allclose(found, by_pandas(trait, readings), atol=1e-4 * spread)
        ages = np.arange(1, FLEET.lifetimes[engine] + 1)
        assert np.array_equal(table[rows, -2], ages)
        np.testing.assert_allclose(table[rows, -1], np.log(ages))


def test_nothing_of_the_future_is_known() -> None:
    whole = history(FLEET)
    cut = FLEET.cut(FLEET.lifetimes // 2)
    ends = FLEET.offsets[:-1] + cut.lengths - 1
    assert np.array_equal(history(cut, last=True), whole[ends])


def test_an_engine_is_described_as_if_it_were_alone() -> None:
    alone = [history(FLEET.part(one, one + 1)) for one in range(len(FLEET))]
    assert np.array_equal(np.concatenate(alone), history(FLEET))
    assert np.array_equal(history(FLEET, last=True), history(FLEET)[FLEET.offsets[1:] - 1])
