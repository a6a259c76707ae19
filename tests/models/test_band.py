import itertools
import math

import numpy as np
import pytest

from models.alarms import PriceList, ThresholdScores
from models.band import (
    BEYOND,
    EDGES,
    FEWEST,
    FORECAST_EDGES,
    SHAPE,
    band_of,
    cells,
    costs_of_waiting,
    count,
    enough,
    rule_over,
    threshold_over,
)
from models.rul import RUL_CAP

FORECAST, AGE = 70.0, 100


def drawn(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Cycles left of engines that are forecast 70, skewed."""
    return np.rint(20 + 100 * rng.beta(2, 3, rows)).astype(np.int64)


def counted(left: np.ndarray) -> np.ndarray:
    return count(np.full(len(left), FORECAST), np.full(len(left), AGE), left)


def ends_of(left: np.ndarray, level: float = 0.8, groups: int = 1) -> tuple[float, float]:
    band = band_of(counted(left), 1, groups, level)
    low, high = band.ends(np.array([FORECAST]), np.array([AGE]))[0]
    return float(low), float(high)


def conformal(left: np.ndarray, level: float, groups: int = 1) -> tuple[float, float]:
    """Split conformal as the papers say it, row by row: both ends of what is left."""
    scores = sorted(left.tolist())
    place = math.ceil(round((len(scores) + groups) * (1 + level) / 2, 9))
    if place > len(scores):
        return 0.0, float(RUL_CAP)
    return scores[len(scores) - place], scores[place - 1]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
@pytest.mark.parametrize("groups", [1, 4])
def test_ends_are_the_papers_at_the_outer_edges_of_their_bins(level: float, groups: int) -> None:
    rng = np.random.default_rng([int(10 * level), groups])
    for rows in (FEWEST, 173, 999):
        left = drawn(rng, rows)
        low, high = ends_of(left, level, groups)
        lower, upper = conformal(left, level, groups)
        assert lower - 1 < low <= lower
        assert upper < high <= upper + 1


def test_ends_are_numpys_quantiles_for_many_rows() -> None:
    left = drawn(np.random.default_rng(0), 200_000)
    low, high = ends_of(left)
    assert low == pytest.approx(np.quantile(left, 0.1), abs=1)
    assert high == pytest.approx(np.quantile(left, 0.9), abs=1)


@pytest.mark.no_cover
def test_a_new_row_is_held_as_often_as_promised() -> None:
    rng = np.random.default_rng(1)
    draws, rows = 600, 150
    held = loop = 0
    for _ in range(draws):
        left = drawn(rng, rows + 1)
        low, high = ends_of(left[1:])
        lower, upper = conformal(left[1:], 0.8)
        held += low <= left[0] <= high
        loop += lower <= left[0] <= upper
    spread = 3 * math.sqrt(0.8 * 0.2 / draws)
    # The paper's theorem is an inequality where rows tie, and cycles are whole.
    assert 0.8 - spread <= loop / draws <= 0.8 + 2 / (rows + 1) + 0.04 + spread
    assert loop / draws <= held / draws <= loop / draws + 0.03


def test_where_rows_are_too_few_for_the_level_nothing_is_ruled_out() -> None:
    left = drawn(np.random.default_rng(2), 8)
    assert ends_of(left, 0.8) == (0, RUL_CAP)
    assert ends_of(left, 0.5) != (0, RUL_CAP)
    assert ends_of(drawn(np.random.default_rng(2), 35), 0.8, groups=4) == (0, RUL_CAP)


def test_more_is_held_by_a_wider_band() -> None:
    left = drawn(np.random.default_rng(3), 500)
    bands = [ends_of(left, level) for level in (0.3, 0.5, 0.8, 0.95)]
    assert bands == sorted(bands, key=lambda ends: ends[1] - ends[0])
    assert all(
        outer[0] <= inner[0] < inner[1] <= outer[1] for inner, outer in itertools.pairwise(bands)
    )


def test_a_histogram_of_parts_adds_up_to_that_of_all() -> None:
    rng = np.random.default_rng(4)
    forecasts, ages = rng.uniform(0, RUL_CAP, 3_000), rng.integers(1, 350, 3_000)
    left = rng.integers(0, 300, 3_000)
    together = count(forecasts, ages, left)
    parts = np.array_split(np.arange(3_000), 7)
    assert (together == sum(count(forecasts[p], ages[p], left[p]) for p in parts)).all()
    assert together.sum() == 3_000
    assert together[..., BEYOND].sum() == np.count_nonzero(left > RUL_CAP)


def test_every_row_lies_within_the_edges_of_its_bin() -> None:
    rng = np.random.default_rng(5)
    for _ in range(300):
        forecast = float(np.round(rng.uniform(0, RUL_CAP), 1))
        age, left = int(rng.integers(1, 350)), int(rng.integers(0, RUL_CAP + 1))
        counts = count(np.array([forecast]), np.array([age]), np.array([left]))
        ((f, a, place),) = np.argwhere(counts)
        assert (f, a) == tuple(int(one[0]) for one in cells(np.array([forecast]), np.array([age])))
        residual = round(left - forecast, 1)
        assert EDGES[place] <= residual < EDGES[place + 1] or residual == RUL_CAP


@pytest.mark.parametrize("extreme", [(0.0, 0), (0.0, RUL_CAP), (float(RUL_CAP), 0)])
def test_the_largest_misses_have_a_bin(extreme: tuple[float, int]) -> None:
    forecast, left = extreme
    counts = count(np.array([forecast]), np.array([9]), np.array([left]))
    assert counts.shape == SHAPE
    assert counts[..., :BEYOND].sum() == 1


def test_a_sparse_cell_looks_at_all_ages_then_at_its_neighbours() -> None:
    counts = np.zeros((5, 2, 3), np.int64)
    counts[2, 0, 0], counts[2, 1, 1] = 30, 5
    counts[1, 0, 2], counts[3, 1, 2], counts[4, 0, 0] = 7, 8, 100
    assert enough(counts, (2, 0), 30).tolist() == [30, 0, 0], "its own rows"
    assert enough(counts, (2, 1), 30).tolist() == [30, 5, 0], "all ages"
    assert enough(counts, (2, 0), 36).tolist() == [30, 5, 15], "one more to either side"
    assert enough(counts, (2, 0), 51).tolist() == [130, 5, 15], "two more"
    assert enough(counts, (0, 0), 1).tolist() == [0, 0, 7], "nothing below"
    assert enough(counts, (2, 0), 10**6).tolist() == [130, 5, 15], "all there is"


def test_who_misses_by_more_than_the_bins_tell_apart_rules_nothing_out() -> None:
    left = np.concatenate([np.full(150, 5), np.full(150, 70)])
    assert ends_of(left) == (0, 71)


def test_a_band_holds_its_forecast_also_where_nearly_all_miss_to_one_side() -> None:
    # Of 200 rows the ceil(0.8 x 201) = 161st from the forecast on.
    assert ends_of(np.arange(80, 120).repeat(5)) == (FORECAST, 80 + 32 + 1)
    assert ends_of(np.arange(20, 60).repeat(5)) == (20 + 7, FORECAST)
    below = np.concatenate([np.full(10, 60), np.arange(80, 120).repeat(5)])
    # Of 210 rows the ceil(0.8 x 211) = 169th after the 10 on the other side.
    assert ends_of(below) == (FORECAST, 80 + 33 + 1)


def test_rows_beyond_what_is_forecast_do_not_widen_a_band() -> None:
    left = drawn(np.random.default_rng(6), 400)
    healthy = np.full(900, RUL_CAP + 40)
    assert ends_of(np.concatenate([left, healthy])) == ends_of(left)


RATE = 220.0
PRICES = PriceList(300, 10_000, 20, 60_000, 60, lead=30)


def loss(prices: PriceList, left: int, waits: int) -> float:
    """Dollars that an engine earns until its slot is free again, above what a slot earns anyway."""
    ran = min(waits + prices.lead, left)
    failed = waits + prices.lead >= left
    paid, down = (
        (prices.failure_cost, prices.failure_cycles)
        if failed
        else (prices.service_cost, prices.service_cycles)
    )
    return paid + RATE * (ran + down) - prices.running_income * ran


@pytest.mark.parametrize("lead", [0, 30, 60])
def test_waiting_costs_what_engines_drawn_one_by_one_lose(lead: int) -> None:
    prices = PRICES._replace(lead=lead)
    rng = np.random.default_rng(lead)
    centres = (np.array([0, *FORECAST_EDGES]) + np.array([*FORECAST_EDGES, 125])) / 2
    place = 4  # forecasts of 60 to 75
    forecast = math.floor(centres[place])
    residuals = np.zeros((SHAPE[0], SHAPE[2]), np.int64)
    at = rng.integers(-50, 50, 300)
    np.add.at(residuals, (slice(None), np.searchsorted(EDGES, at, side="right") - 1), 1)
    costs = costs_of_waiting(residuals, prices, RATE)
    left = forecast + at  # on the lower edge of each bin, which holds one whole cycle
    in_time = left[left > lead]
    drawn = [loss(prices, int(one), 1) - loss(prices, int(one), 0) for one in in_time]
    assert costs[forecast - 1] == pytest.approx(np.mean(drawn), rel=1e-9)


def test_a_threshold_is_where_waiting_costs_most_taken_together() -> None:
    rng = np.random.default_rng(8)
    left = rng.integers(0, 126, 6_000)
    forecasts = np.clip(left + rng.normal(0, 15, 6_000), 0, 125)
    counts = count(forecasts, np.full(6_000, 100), left)
    costs = costs_of_waiting(counts.sum(axis=1), PRICES, RATE)
    threshold = threshold_over(counts, PRICES, RATE)
    sums = [costs[:ordered].sum() for ordered in range(len(costs) + 1)]
    assert threshold == 1 + max(range(len(sums)), key=sums.__getitem__)
    assert PRICES.lead < threshold < 125


@pytest.mark.parametrize("lead", [0, 20, 40, 60])
def test_forecasts_that_are_right_order_just_in_time(lead: int) -> None:
    counts = np.zeros(SHAPE, np.int64)
    counts[:, 0, np.searchsorted(EDGES, 0)] = 500
    assert threshold_over(counts, PRICES._replace(lead=lead), RATE) == lead + 2


def test_where_a_failure_is_no_dearer_nothing_is_ordered() -> None:
    counts = counted(drawn(np.random.default_rng(7), 500))
    assert threshold_over(counts, PRICES._replace(failure_cost=5_000, failure_cycles=20), RATE) == 1


def test_a_dearer_failure_is_feared_earlier() -> None:
    rng = np.random.default_rng(10)
    left = rng.integers(0, 126, 6_000)
    forecasts = np.clip(left + rng.normal(0, 12, 6_000), 0, 125)
    counts = count(forecasts, np.full(6_000, 100), left)
    fears = [
        threshold_over(counts, PRICES._replace(failure_cost=cost), RATE)
        for cost in (15_000, 60_000, 600_000)
    ]
    assert fears == sorted(fears)
    assert fears[0] < fears[-1]
    rule = rule_over(counts, PRICES)
    scores = ThresholdScores(np.full(len(rule.grid), RATE), np.ones(len(rule.grid)))
    assert rule.choose(scores) == fears[1]
