"""The benchmark's table: what is summed, what is masked, and who is judged by whom."""

import json

import numpy as np
import pytest

from benchmarks.learning.standings import DOCS, chart, looks, pages, renewed, rows_of, runs
from data.simulator import simulate
from models.benchmarks.contestants import FEDERATED, MODELS
from models.benchmarks.dealings import Dealing, dealt, dealt_in_fours
from models.benchmarks.history import HISTORY_WEIGHTS
from models.benchmarks.masked import federate_masked
from models.benchmarks.recipes import RECIPES, Recipe
from models.benchmarks.standings import bootstrap, lives_left, standings
from models.features import FourierFeatures
from models.federated.simulation.secure_aggregation import deal_seeds
from models.metrics import phm08_score, rmse
from tests.game.commands.asked import validator
from tests.models.prices import PRICES

TRAIN = simulate(np.arange(16), seed=1, fan_share=0.2)
TEST = simulate(np.arange(30) + 100, seed=1, fan_share=0.2)
TEST = TEST.cut(TEST.lifetimes - 10 - np.arange(30) * 5)
RECIPE = Recipe(0.8, 0.3, 0.5, 3.0, 1_000.0, {"max_iter": 30})
FOUND = runs()
FOURIER = FourierFeatures(60, 0.8, 3, HISTORY_WEIGHTS)


@pytest.fixture(scope="module")
def fours() -> Dealing:
    return dealt_in_fours(TRAIN, TEST, seed=0)


def test_masks_change_no_sum(fours: Dealing) -> None:
    seeds = deal_seeds(range(4), np.random.default_rng(0))
    masked, plain = (federate_masked(fours.clients, 0.3, FOURIER, s) for s in (seeds, None))
    assert np.array_equal(masked.model.coefficients, plain.model.coefficients)
    assert masked.bytes_up == plain.bytes_up


def test_exact_is_the_fit_of_all_data_in_one_place(fours: Dealing) -> None:
    exact, fourier = (MODELS[name](fours, RECIPE) for name in ("exact", "fourier"))
    np.testing.assert_allclose(exact.forecasts, fourier.forecasts, atol=1e-3)
    assert np.ptp(exact.forecasts) > 50
    assert fourier.bytes_up == fours.raw_bytes


def test_sums_do_not_care_how_engines_are_divided(fours: Dealing) -> None:
    def forecasts(one: Dealing) -> np.ndarray:
        return federate_masked(one.clients, 0.3, FOURIER, None).model.predict(one.exam)

    order = np.random.default_rng(1).permutation(16)
    for hands in (np.split(order, 16), np.split(order, [1, 3, 10]), [order]):
        other = dealt(TRAIN, TEST, hands, seed=0)
        np.testing.assert_allclose(forecasts(other), forecasts(fours), atol=1e-3)
    fewer = dealt(TRAIN, TEST, [order[:8]], seed=0)
    assert np.abs(forecasts(fewer) - forecasts(fours)).max() > 1


def test_who_trains_alone_knows_nothing_of_others(fours: Dealing) -> None:
    elsewhere = simulate(np.arange(12) + 500, seed=9, fan_share=0.5)
    others = Dealing(0, (fours.hands[0], elsewhere), TEST)
    local = MODELS["local"]
    assert np.array_equal(local(fours, RECIPE).forecasts[0], local(others, RECIPE).forecasts[0])


@pytest.mark.no_cover
def test_a_row_is_what_its_figures_say(fours: Dealing) -> None:
    deals = [fours, dealt_in_fours(TRAIN, TEST, seed=1)]
    steps: list[tuple[int, int]] = []
    linear, local = standings(
        deals, RECIPE, PRICES, ("linear", "local"), lambda *step: steps.append(step)
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    truth = lives_left(TEST)
    assert np.array_equal(truth, 10 + np.arange(30) * 5)
    capped = np.minimum(truth, 125)
    (forecasts,) = MODELS["linear"](fours, RECIPE).forecasts
    assert linear.true.median == pytest.approx(rmse(forecasts, truth))
    assert linear.capped.p10 == linear.capped.p90 == pytest.approx(rmse(forecasts, capped))
    assert linear.score.median == pytest.approx(phm08_score(forecasts, capped))
    alone = np.concatenate([MODELS["local"](one, RECIPE).forecasts for one in deals])
    errors = [rmse(one, capped) for one in alone]
    assert len(errors) == 8
    assert local.capped.median == pytest.approx(np.median(errors))
    assert local.capped.p90 == pytest.approx(np.percentile(errors, 90))


def test_the_interval_is_that_of_a_normal_mean() -> None:
    squares = np.random.default_rng(5).normal(100, 20, (1, 400))
    low, high = bootstrap(squares)
    reach = 1.96 * squares.std() / 20
    np.testing.assert_allclose(
        [low**2, high**2], [squares.mean() - reach, squares.mean() + reach], atol=0.15
    )


def test_every_subset_has_a_recipe_and_fd004_took_no_part() -> None:
    assert list(RECIPES) == ["FD001", "FD002", "FD003", "FD004"]
    assert RECIPES["FD004"] is RECIPES["FD002"]
    assert set(FEDERATED) < set(MODELS)


def test_the_page_and_its_chart_are_up_to_date() -> None:
    for path, new in pages(FOUND).items():
        text = path.read_text("utf-8")
        assert renewed(text, new) == text
    assert chart(FOUND) == (DOCS / "benchmark.svg").read_text("utf-8")


@pytest.mark.parametrize("path", sorted((DOCS / "benchmark").glob("*.json")), ids=lambda p: p.stem)
def test_what_is_kept_is_what_the_command_prints(path) -> None:
    validator("benchmark").validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("path", sorted((DOCS / "benchmark").glob("*.json")), ids=lambda p: p.stem)
def test_every_run_that_is_kept_is_in_the_record_of_looks(path) -> None:
    run = json.loads(path.read_text("utf-8"))
    models = [row["model"] for row in run["rows"]]
    asked = run.get("split"), run["dealings"], models
    seen = {
        look["subset"]
        for look in looks()
        if (look.get("split"), look["dealings"], look.get("models", [*MODELS])) == asked
    }
    assert set(run["subset"].split("+")) <= seen


def test_a_row_comes_from_the_most_dealings() -> None:
    few, many = ({"dealings": n, "rows": [{"model": "exact", "bytes": n}]} for n in (5, 25))
    naive = {"dealings": 5, "rows": [{"model": "naive", "bytes": 5}]}
    assert rows_of([few, naive, many]) == [
        {"model": "naive", "bytes": 5, "dealings": 5},
        {"model": "exact", "bytes": 25, "dealings": 25},
    ]
