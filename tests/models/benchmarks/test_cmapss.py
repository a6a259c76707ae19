from pathlib import Path
from statistics import fmean, median

import numpy as np
import pytest

from benchmarks.learning.cross_validation import (
    CUTS,
    EVERY,
    STRENGTHS,
    YOUNGEST,
    cross_validated_rmse,
    folds_of,
    fourier_trials,
)
from data.cmapss import read_test, read_train
from data.simulator import simulate
from models.benchmarks.cmapss import (
    benchmark_network,
    benchmark_rul,
    fit_ridge,
    partition,
)
from models.benchmarks.fast_forward_2018 import report_setup
from models.benchmarks.history import HISTORY_WEIGHTS
from models.benchmarks.recipes import FOURIER_COUNT
from models.benchmarks.standings import lives_left
from models.features import FourierFeatures
from models.metrics import rmse


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seeds", [1, pytest.param(5, marks=pytest.mark.long)])
def test_nasas_engines_give_the_figures_we_promise(cmapss_dir: Path, seeds: int) -> None:
    train, test = read_train(cmapss_dir, "FD001"), read_test(cmapss_dir, "FD001")
    result = benchmark_rul(train, test, seeds)
    exact, centralised = result["exact"]["rmse"], result["centralised"]["rmse"]
    assert exact == pytest.approx(centralised, abs=1e-6)
    assert exact <= 12.7
    assert result["fedavg"]["median"] <= 17.0
    assert result["fedavg"]["median"] == pytest.approx(result["linear"]["rmse"], rel=0.03)
    assert result["trees"]["rmse"] < exact < result["fedavg"]["min"]
    assert result["fedavg"]["max"] < result["local"]["p10"]
    assert result["local"]["p90"] < result["naive"]["rmse"]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seeds", [1, pytest.param(5, marks=pytest.mark.long)])
def test_an_averaged_network_gives_the_figure_we_promise(cmapss_dir: Path, seeds: int) -> None:
    train, test = read_train(cmapss_dir, "FD001"), read_test(cmapss_dir, "FD001")
    errors = [benchmark_network(train, test, seed) for seed in range(seeds)]
    assert median(errors) <= 13.0
    assert min(errors) > 11


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seeds", [1, pytest.param(3, marks=pytest.mark.long)])
def test_the_reports_setup_gives_its_picture(cmapss_dir: Path, seeds: int) -> None:
    train = read_train(cmapss_dir, "FD001")
    tables = [report_setup(train, seed) for seed in range(seeds)]
    table = {name: fmean(one[name] for one in tables) for name in tables[0]}
    assert 64 < table["naive"] < 72
    assert 38 < table["federated"] < 45
    assert 38 < table["centralised"] < 44
    assert 46 < table["local"] < 56
    assert table["local_10"] < table["local"] < table["local_90"]
    assert table["federated"] < 1.05 * table["centralised"]
    assert table["local_better"] < 0.2


def test_the_reports_setup_refuses_too_little() -> None:
    few = simulate(np.arange(7), seed=1, fan_share=0.0)
    with pytest.raises(ValueError, match="at least 8 engines"):
        report_setup(few, 0)


def test_every_client_gets_four_engines_of_its_own() -> None:
    hands = partition(100, np.random.default_rng(0))
    assert [len(hand) for hand in hands] == [4] * 25
    assert sorted(np.concatenate(hands)) == list(range(100))


def test_cross_validation_judges_on_engines_not_seen() -> None:
    train = simulate(np.arange(10), seed=1, fan_share=0.0)

    def fit_by_heart(table: np.ndarray, target: np.ndarray):
        known = {row.tobytes(): value for row, value in zip(table, target, strict=True)}
        return lambda rows: np.array([known.get(row.tobytes(), 1000.0) for row in rows])

    assert cross_validated_rmse(train, fit_by_heart) > 800
    assert cross_validated_rmse(train, fit_ridge(3000.0)) < 30


def test_a_benchmark_without_clients_or_seeds_is_refused() -> None:
    few = simulate(np.arange(3), seed=1, fan_share=0.0)
    with pytest.raises(ValueError, match="at least 4"):
        benchmark_rul(few, few)
    enough = simulate(np.arange(4), seed=1, fan_share=0.0)
    with pytest.raises(ValueError, match="at least one seed"):
        benchmark_rul(enough, enough, seeds=0)


def test_held_out_engines_are_cut_off_as_nasa_cuts_test_engines_off() -> None:
    train = simulate(np.arange(15), seed=1, fan_share=0.0)
    for dealt in folds_of(train):
        held = set(dealt.test.engine_ids.tolist())
        owned = {one for own in dealt.hands for one in own.engine_ids.tolist()}
        assert not held & owned
        assert len(held) == 3
        assert len(dealt.test) == 3 * CUTS
        assert dealt.test.lengths.min() >= YOUNGEST
        assert (dealt.test.lengths < dealt.test.lifetimes).all()


def test_a_search_over_strengths_is_that_of_single_fits() -> None:
    [dealt, *_] = folds_of(simulate(np.arange(15), seed=1, fan_share=0.0))
    errors = [one.error for one in fourier_trials([dealt], 0.8, FOURIER_COUNT, STRENGTHS)]
    thinned, target = dealt.table[::EVERY], dealt.target[::EVERY]
    fourier = FourierFeatures(FOURIER_COUNT, 0.8, dealt.seed, HISTORY_WEIGHTS)
    truth = np.minimum(lives_left(dealt.test), 125)
    for strength, error in zip(STRENGTHS, errors, strict=True):
        predict = fit_ridge(strength / EVERY, fourier)(thinned, target)
        assert rmse(predict(dealt.exam), truth) == pytest.approx(error, rel=1e-6)
