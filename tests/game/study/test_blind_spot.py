from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.cmapss import read_test, read_train
from data.faults import wears_at_fan
from data.simulator import simulate
from data.trajectories import SENSORS, Trajectories
from game.rules.scenario import DEFAULT
from game.study import blind_spot as study
from game.study import real_engines
from game.study.blind_spot import (
    ALONE,
    BOTH,
    COMPRESSORS,
    LEARNERS,
    PERFECT,
    WAITING,
    BlindSpot,
    blind_spot,
)
from tests.six_conditions import write_subset


def subsets(folder: Path) -> tuple[Trajectories, Trajectories, Trajectories]:
    first, both = (read_train(folder, subset) for subset in study.SUBSETS)
    return first, both, read_test(folder, study.SUBSETS[1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    for subset in study.SUBSETS:
        write_subset(folder, subset, engines=40, seed=3)
    return folder


@pytest.fixture(scope="module")
def spot(made: Path) -> BlindSpot:
    steps = list(blind_spot(*subsets(made)))
    assert [len(step.outcomes) for step in steps] == list(range(len(LEARNERS) + 1))
    assert [step.is_whole for step in steps] == [False] * len(LEARNERS) + [True]
    return steps[-1]


@pytest.fixture(scope="module")
def nasas(cmapss_dir: Path) -> Path:
    if not (cmapss_dir / "train_FD003.txt").exists():
        pytest.skip(f"NASA's FD003 is not in {cmapss_dir}: put its three files there")
    return cmapss_dir


def test_two_sensors_that_no_model_reads_agree_on_nasas_fans(nasas: Path) -> None:
    def epr_left(engines: Trajectories) -> np.ndarray:
        epr = engines.sensors[:, SENSORS.index("epr")]
        return np.maximum.reduceat(epr, engines.offsets[:-1]) > 1.301

    compressors, both, cut = subsets(nasas)
    near = cut.select(np.flatnonzero(cut.lifetimes - cut.lengths <= study.WITHIN))
    for engines, fans in ((compressors, 0), (both, 44), (near, 13)):
        assert wears_at_fan(engines).sum() == fans
        assert wears_at_fan(engines).tolist() == epr_left(engines).tolist()


@pytest.mark.slow
@pytest.mark.no_cover
def test_nasas_fans_look_healthy_to_who_knows_compressors(nasas: Path) -> None:
    *_, spot = blind_spot(*subsets(nasas))
    assert (spot.asked(True), spot.calm(COMPRESSORS, True)) == (13, 13)
    assert spot.calm(ALONE, True) > 11.5
    assert spot.calm(BOTH, True) == 0
    assert spot.error(COMPRESSORS, True) > 100
    assert spot.error(BOTH, True) < 15
    alone, together = spot.outcomes[COMPRESSORS], spot.outcomes[BOTH]
    assert (alone.fans_failed, together.fans_failed) == (1, 0)
    assert together.interval[0] > alone.interval[1]


@pytest.mark.slow
def test_simulated_fans_are_as_blind_a_spot(spot: BlindSpot) -> None:
    assert spot.outcomes[COMPRESSORS].fans_failed > 0.9
    assert spot.outcomes[BOTH].fans_failed < 0.1
    assert spot.outcomes[COMPRESSORS].compressors_failed < 0.1


def test_the_ends_are_those_of_the_rules(made: Path, spot: BlindSpot) -> None:
    lives, prices = subsets(made)[1].lifetimes, DEFAULT.economics
    waiting = lives * prices.running_income - prices.failure_cost
    perfect = (lives - 1) * prices.running_income - prices.service_cost
    expected = {
        WAITING: 1_000 * waiting.sum() / (lives + prices.failure_cycles).sum(),
        PERFECT: 1_000 * perfect.sum() / (lives - 1 + prices.service_cycles).sum(),
    }
    for name, rate in expected.items():
        assert spot.outcomes[name].rate == pytest.approx(rate)
        low, high = spot.outcomes[name].interval
        assert low < rate < high
    rates = [out.rate for out in spot.outcomes.values()]
    assert max(rates) == spot.outcomes[PERFECT].rate
    assert spot.outcomes[WAITING].fans_failed == spot.outcomes[WAITING].compressors_failed == 1


@pytest.mark.no_cover
def test_no_model_watches_an_engine_that_taught_it(made: Path, spot: BlindSpot) -> None:
    """What an engine shows changes the forecasts of the other half, and of its own half none."""
    compressors, both, cut = subsets(made)
    order = np.random.default_rng(0).permutation(len(both))
    changed = order[0]  # of the first half
    sensors = both.sensors.copy()
    rows = slice(both.offsets[changed], both.offsets[changed + 1])
    sensors[rows] += np.float32(0.5)
    *_, other = blind_spot(compressors, replace(both, sensors=sensors), cut)
    before, after = spot.paths[BOTH], other.paths[BOTH]
    half = len(both) // 2
    same = np.array(
        [np.array_equal(*pair, equal_nan=True) for pair in zip(before, after, strict=True)]
    )
    assert same[1:half].all()
    assert not same[half:].any()


def test_a_path_ends_with_the_failure(spot: BlindSpot) -> None:
    truth = spot.paths[PERFECT]
    assert truth.shape == (40, study.SHOWN)
    assert truth[:, -1].tolist() == [0.0] * 40
    assert (np.diff(truth, axis=1)[~np.isnan(np.diff(truth, axis=1))] == -1).all()


def test_near_engines_are_numbered_as_nasa_does(made: Path, spot: BlindSpot) -> None:
    cut = subsets(made)[2]
    left = cut.lifetimes[spot.numbers - 1] - cut.lengths[spot.numbers - 1]
    assert left.tolist() == spot.left.tolist()
    assert (spot.left <= study.WITHIN).all()
    assert spot.asked(True) + spot.asked(False) == len(spot.left) > 3


def test_a_simulated_compressor_is_no_fan() -> None:
    both = simulate(np.arange(30), seed=2, fan_share=0.5)
    assert 5 < wears_at_fan(both).sum() < 25


def test_they_meet_where_both_sets_are(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path))
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(made))
    assert next(real_engines.meet_fans()).outcomes == {}
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    with pytest.raises(real_engines.EngineSourceError, match="FD001 is not on this machine"):
        next(real_engines.meet_fans())
