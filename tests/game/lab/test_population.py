import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hs

from data.trajectories import INFORMATIVE_COLUMNS
from game.lab import population
from game.lab.experiments import EXPERIMENTS
from game.lab.settings import LabSettings

SMALL = LabSettings.of(factories=3, failures=2, rounds=2, hidden=0)


@given(hs.integers(2, 80), hs.integers(0, 100), hs.integers(0, 100))
def test_skew_moves_failures_between_factories_only(count: int, share: int, skew: int) -> None:
    settings = LabSettings.of(factories=count, fan_share=share / 100, skew=skew / 100)
    shares = population.fan_shares(settings.population)[:-1]
    assert np.mean(shares) == pytest.approx(share / 100, abs=1e-5)
    assert all(0 <= one <= 1 for one in shares)


def test_one_factory_in_five_sees_fans_alone() -> None:
    settings = EXPERIMENTS["blind"].settings
    *seen, outsider = (
        factory.failures for factory in population.draw(settings.population).factories
    )
    assert seen[:4] == [("fan",) * 4] * 4
    assert seen[4:] == [("compressor",) * 4] * 16
    assert outsider == ("compressor",) * 4


def test_a_sensor_bias_is_one_offset_a_sensor_and_leaves_the_engines_alone() -> None:
    plain, biased = LabSettings(), LabSettings.of(sensor_bias=2.0)
    true, read = (
        population.engines(plain.population, [3])[0],
        population.engines(biased.population, [3])[0],
    )
    offset = (read.sensors - true.sensors)[:, list(INFORMATIVE_COLUMNS)]
    assert np.abs(offset).max(axis=0).min() > 0
    assert np.ptp(offset, axis=0).max() < 0.01 * np.abs(true.sensors).max()
    np.testing.assert_array_equal(read.lifetimes, true.lifetimes)


def test_nobody_trains_on_what_the_judge_knows() -> None:
    settings = LabSettings.of(factories=2, failures=16)
    trained = {
        int(i) for one in population.engines(settings.population, range(3)) for i in one.engine_ids
    }
    first = population._FIRST_JUDGED
    assert max(trained) < first
    assert first + population.JUDGED <= population._FIRST_LIKE_ITS_OWN


def test_labs_that_differ_in_how_they_learn_share_their_engines() -> None:
    one = population.draw(SMALL.population)
    assert population.draw(SMALL.but(epochs=3, aggregator="krum", saboteurs=0.5).population) is one
    for lever in ("factories", "failures", "seed"):
        other = population.draw(SMALL.but(**{lever: 4}).population)
        assert other is not one
        assert len(other.clients) == (5 if lever == "factories" else 4)


def test_probe_engines_wear_out_by_either_fault_and_nobody_else_knows_them() -> None:
    drawn = population.draw(LabSettings.of(factories=2).population)
    probe = population.probe(LabSettings.of(factories=2).population)
    points = len(population.PROBED)
    assert (
        probe.target.reshape(population.PAIRS, 2, points).tolist()
        == [[[float(left) for left in population.PROBED]] * 2] * population.PAIRS
    )
    known = {row.tobytes() for row in np.concatenate([drawn.judge.table, drawn.clients[0].table])}
    assert not known & {row.tobytes() for row in probe.table}
    # On its last cycle a worn compressor and a worn fan do not read alike.
    last = probe.table.reshape(population.PAIRS, 2, points, -1)[:, :, -1]
    apart = np.abs(last[:, 0].mean(axis=0) - last[:, 1].mean(axis=0)) / last.std(axis=(0, 1))
    assert apart.max() > 1
