"""Forecasts as decisions, against a loop over engines."""

import numpy as np
import pytest

from models.benchmarks.money import MARGINS, worth
from tests.models.prices import PRICES

LIFETIMES = np.random.default_rng(4).integers(130, 330, 41)
AGES = (LIFETIMES * np.random.default_rng(5).uniform(0.3, 0.98, 41)).astype(int)
LEFT = LIFETIMES - AGES


def missed_by(spread: float, draw: int) -> np.ndarray:
    """Return forecasts that miss by as much; the same in whichever order tests run."""
    return LEFT + np.random.default_rng([6, draw]).normal(0, spread, 41)


def by_hand(forecasts: np.ndarray) -> tuple[float, float, float, float]:
    """Play engine after engine; the margin of one half is the best one of the other half."""

    def play(engine: int, margin: int) -> tuple[float, float, float, bool, int]:
        stop = AGES[engine] + int(max(forecasts[engine] - margin, 0))
        life = LIFETIMES[engine]
        if stop >= life:
            cost, down, stop = PRICES.failure_cost, PRICES.failure_cycles, life
        else:
            cost, down = PRICES.service_cost, PRICES.service_cycles
        return PRICES.running_income * stop - cost, stop + down, cost, stop == life, stop

    def best(engines: range) -> int:
        rates = []
        for margin in MARGINS:
            played = [play(engine, margin) for engine in engines]
            rates.append(sum(p[0] for p in played) / sum(p[1] for p in played))
        return int(MARGINS[int(np.argmax(rates))])

    even, odd = range(0, 41, 2), range(1, 41, 2)
    played = {e: play(e, best(odd)) for e in even} | {e: play(e, best(even)) for e in odd}
    rate = sum(p[0] for p in played.values()) / sum(p[1] for p in played.values())
    last = LIFETIMES - 1
    oracle = (PRICES.running_income * last - PRICES.service_cost).sum() / (
        last + PRICES.service_cycles
    ).sum()
    wasted = [LIFETIMES[e] - p[4] for e, p in played.items() if not p[3]]
    cost = np.mean([p[2] for p in played.values()]) / np.mean([p[4] for p in played.values()])
    perfect = PRICES.service_cost / last.mean()
    failures = np.mean([p[3] for p in played.values()])
    return rate / oracle, float(failures), float(np.mean(wasted)), cost / perfect - 1


@pytest.mark.parametrize("spread", [0, 8, 30])
@pytest.mark.no_cover
def test_worth_is_what_a_loop_over_engines_comes_to(spread: float) -> None:
    forecasts = np.clip(missed_by(spread, 0), 0, 125)
    found = worth(forecasts, AGES, LIFETIMES, PRICES)
    expected = by_hand(forecasts)
    assert (found.share, found.failures, found.wasted, found.metric) == pytest.approx(expected)


def test_better_forecasts_are_worth_more_and_none_beats_the_oracle() -> None:
    shares = np.array(
        [
            [worth(missed_by(spread, draw), AGES, LIFETIMES, PRICES).share for draw in range(30)]
            for spread in (0.3, 10, 40)
        ]
    )
    assert shares.max() < 1
    better, middle, worse = shares.mean(axis=1)
    error = shares.std(axis=1, ddof=1).max() / np.sqrt(30)
    assert better > middle + 4 * error
    assert middle > worse + 4 * error


def test_who_always_forecasts_too_late_fails() -> None:
    found = worth(np.full(41, 1e4), AGES, LIFETIMES, PRICES)
    assert (found.failures, found.wasted) == (1.0, 0.0)
    assert found.metric > 1
