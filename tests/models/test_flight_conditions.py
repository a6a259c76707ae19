import itertools
from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.neighbors import KNeighborsClassifier

from data.simulator import simulate
from data.trajectories import INFORMATIVE_COLUMNS, Trajectories
from models.benchmarks.cmapss import benchmark_network, benchmark_rul
from models.benchmarks.fast_forward_2018 import report_setup
from models.features import features
from models.federated.simulation.experiment import Experiment
from models.flight_conditions import (
    FLIGHT_CONDITIONS,
    ConditionError,
    ConditionSums,
    at_sea_level,
    conditions_of,
    merge,
    share,
    sums_of,
)
from models.metrics import rmse
from models.rul import capped_rul, train_local
from tests.six_conditions import LEVELS, SHARES, carried, cut_off

ONE = simulate(np.arange(40), seed=1, fan_share=0.0)
SIX = carried(ONE)


def part(engines: Trajectories, first: int, last: int) -> Trajectories:
    return engines.select(np.arange(first, last))


def told(own: Trajectories) -> bytes:
    return sums_of(own).to_bytes()


def test_generated_engines_fly_at_all_six_conditions_in_the_files_shape() -> None:
    conditions = conditions_of(SIX.settings)
    shares = np.bincount(conditions) / len(conditions)
    np.testing.assert_allclose(shares, SHARES, atol=0.02)
    for condition, level in enumerate(LEVELS):
        mean = SIX.sensors[conditions == condition].mean(axis=0)
        np.testing.assert_allclose(mean, level, rtol=0.02, atol=0.02)


@given(hs.integers(0, 5), hs.lists(hs.floats(-0.9, 0.9), min_size=3, max_size=3))
def test_noise_does_not_change_a_rows_condition(condition: int, noise: list[float]) -> None:
    row = FLIGHT_CONDITIONS[condition] + np.array(noise) * (1.0, 0.05, 2.0)
    assert conditions_of(row[np.newaxis].astype(np.float32)).tolist() == [condition]


@pytest.mark.parametrize("row", [(5, 0.1, 100), (42, 0.84, 60), (0, 0, 0), (25, 0.62, 100)])
def test_a_row_of_another_condition_is_refused(row: tuple[float, float, float]) -> None:
    settings = np.array([FLIGHT_CONDITIONS[0], row], np.float32)
    with pytest.raises(ConditionError, match=r"Row 2 .* none of the six flight conditions"):
        conditions_of(settings)


@pytest.mark.slow
@given(hs.sets(hs.integers(1, 19), max_size=8))
def test_merged_sums_are_those_of_all_rows_together(cuts: set[int]) -> None:
    bounds = [0, *sorted(cuts), 20]
    shared = share([part(SIX, *pair) for pair in itertools.pairwise(bounds)])
    pooled = sums_of(part(SIX, 0, 20))
    np.testing.assert_array_equal(shared.sums.rows, pooled.rows)
    np.testing.assert_allclose(shared.sums.mean, pooled.mean, rtol=1e-9)
    np.testing.assert_allclose(shared.sums.scale, pooled.scale, rtol=1e-9)
    np.testing.assert_array_equal(pooled.scale == 0, shared.sums.scale == 0)


def test_answers_that_come_in_another_order_merge_to_the_same_bytes() -> None:
    answers = {number: told(part(SIX, 4 * number, 4 * number + 4)) for number in range(10)}
    assert merge(answers) == merge(dict(reversed(answers.items())))


def test_whoever_never_flew_a_condition_adds_nothing_to_it() -> None:
    both = ConditionSums.from_bytes(merge({0: told(SIX), 1: told(ONE)}))
    np.testing.assert_allclose(both.mean[1:], sums_of(SIX).mean[1:], rtol=1e-12)
    assert both.rows[0] == sums_of(SIX).rows[0] + len(ONE.sensors)


def test_what_moves_is_counted_to_the_byte_and_holds_no_row() -> None:
    owned = [part(SIX, 4 * number, 4 * number + 4) for number in range(10)]
    message = told(owned[0])
    assert len(message) == 8 * 6 * (1 + 2 * 21)
    assert share(owned).bytes_moved == 20 * len(message)
    read = ConditionSums.from_bytes(message)
    assert read.to_bytes() == message
    assert len(message) < owned[0].sensors.nbytes / 20


def test_engines_of_one_condition_are_not_touched() -> None:
    assert at_sea_level(ONE, sums_of(ONE)) is ONE
    high = carried(ONE)
    high = high.select(np.arange(2))
    above = replace(high, settings=np.tile(np.float32(FLIGHT_CONDITIONS[3]), (len(high.ages), 1)))
    assert at_sea_level(above, sums_of(above)) is above


def test_rows_at_sea_level_stay_as_they_are_and_twice_is_once() -> None:
    sums = sums_of(SIX)
    level = at_sea_level(SIX, sums)
    home = conditions_of(SIX.settings) == 0
    np.testing.assert_array_equal(level.sensors[home], SIX.sensors[home])
    np.testing.assert_array_equal(level.settings[home], SIX.settings[home])
    assert at_sea_level(level, sums) is level


def test_what_an_engine_would_have_shown_at_sea_level_is_found() -> None:
    level = at_sea_level(SIX, sums_of(SIX))
    spread = ONE.sensors.std(axis=0)
    off = np.abs(level.sensors - ONE.sensors).mean(axis=0)[list(INFORMATIVE_COLUMNS)]
    assert (off < 0.35 * spread[list(INFORMATIVE_COLUMNS)]).all()


def test_a_condition_that_nobody_has_flown_says_nothing() -> None:
    sums = sums_of(ONE)
    level = at_sea_level(part(SIX, 0, 1), sums)
    away = conditions_of(part(SIX, 0, 1).settings) > 0
    average = np.broadcast_to(sums.mean[0].astype(np.float32), level.sensors[away].shape)
    np.testing.assert_array_equal(level.sensors[away], average)


def test_the_condition_of_a_row_cannot_be_told_afterwards() -> None:
    """By its level, that is; what is left of it are the decimals that files were rounded to."""
    conditions = conditions_of(SIX.settings)
    rows = np.arange(0, len(conditions), 3)
    conditions, known = conditions[rows], rows < len(conditions) // 2

    def told_right(engines: Trajectories) -> list[float]:
        table = engines.sensors[rows][:, INFORMATIVE_COLUMNS].astype(np.float64)
        table = (table - table.mean(axis=0)) / table.std(axis=0)
        return [
            kind.fit(table[known], conditions[known]).score(table[~known], conditions[~known])
            for kind in (LinearDiscriminantAnalysis(), KNeighborsClassifier(15))
        ]

    assert min(told_right(SIX)) > 0.99
    level, one = told_right(at_sea_level(SIX, sums_of(SIX))), told_right(ONE)
    np.testing.assert_allclose(level, one, atol=0.03)
    assert max(level) < max(SHARES) + 0.03


def test_a_model_forecasts_six_conditions_as_it_forecasts_one() -> None:
    def error(engines: Trajectories) -> float:
        model = train_local(part(engines, 0, 20))
        unseen = part(engines, 20, 40)
        return rmse(model.predict(features(unseen)), capped_rul(unseen))

    one, raw, level = error(ONE), error(SIX), error(at_sea_level(SIX, sums_of(part(SIX, 0, 20))))
    assert level == pytest.approx(one, rel=0.03)
    assert raw > 1.3 * one


@pytest.mark.long
def test_tables_of_six_conditions_are_near_those_of_one() -> None:
    test = simulate(np.arange(100, 116), seed=1, fan_share=0.0)
    few, carried_few = part(ONE, 0, 16), part(SIX, 0, 16)

    def tables(train: Trajectories, full: Trajectories) -> dict[str, float]:
        exam = cut_off(full, full.lifetimes * 3 // 4)
        found = benchmark_rul(train, exam, seeds=1)
        network = benchmark_network(train, exam, 0, Experiment(rounds=5))
        report = report_setup(train, 0)
        return {
            "local": found["local"]["median"],
            "fedavg": found["fedavg"]["median"],
            "exact": found["exact"]["rmse"],
            "network": network,
            "report": report["federated"],
            "report local": report["local"],
        }

    one, six = tables(few, test), tables(carried_few, carried(test, seed=5))
    for name, figure in one.items():
        assert six[name] == pytest.approx(figure, rel=0.06), name
