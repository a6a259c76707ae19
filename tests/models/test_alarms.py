"""What models are for: federated averaging earns what the exact ridge earns."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from data.simulator import simulate
from data.trajectories import Trajectories
from models.alarms import (
    ThresholdScores,
    careful_rule,
    earlier_threshold,
    recommended_threshold,
    score_thresholds,
)
from models.features import RealArray, features
from models.federated.client import InProcess
from models.federated.exact import federate_exactly
from models.federated.server import federate, join
from tests.models.prices import PRICES

USAGE = np.array([0.8, 0.94, 1.08, 1.22, 1.36, 1.5])
FACTORIES, FAILURES, JUDGES = 20, 4, 400


def fleet(seed: int) -> list[Trajectories]:
    severities = np.random.default_rng(seed).choice(USAGE, FACTORIES)
    return [
        simulate(np.arange(FAILURES) + 100 * number, seed, fan_share=0.2, severity=severity)
        for number, severity in enumerate(severities)
    ]


def rate(forecasts: RealArray, engines: Trajectories, threshold: int) -> float:
    """Money per cycle of a slot that plays these engines one after the other."""
    scores = score_thresholds(
        forecasts,
        engines.offsets,
        engines.lifetimes,
        PRICES,
        grid=np.array([threshold]),
    )
    return float(scores.reward[0] / scores.time[0])


@pytest.mark.slow
@pytest.mark.no_cover
def test_averaging_and_joining_earn_what_the_exact_ridge_earns() -> None:
    severities = USAGE[np.arange(JUDGES) % len(USAGE)]
    judges = simulate(np.arange(JUDGES) + 10**6, 1, fan_share=0.2, severity=severities)
    table = features(judges)
    for seed in (21, 22, 23):
        histories = fleet(seed)
        clients = InProcess.of_each(histories)
        exact = federate_exactly(clients, strength=3_000.0).model
        own = [
            score_thresholds(
                exact.predict(features(history)),
                history.offsets,
                history.lifetimes,
                PRICES,
            )
            for history in histories
        ]
        exact_rate = rate(exact.predict(table), judges, recommended_threshold(sum(own[1:], own[0])))
        rng = np.random.default_rng(seed)
        averaged = federate(clients, PRICES, rng=rng)
        before = federate(InProcess.of_each(histories[:-1]), PRICES, rng=rng)
        joined = join(before, clients, PRICES, rng=rng)
        for federation in (averaged, joined):
            earned = rate(federation.model.predict(table), judges, federation.threshold)
            assert earned > 0.98 * exact_rate
            assert earned > 200  # thousand dollars per slot and 1,000 cycles


@pytest.mark.parametrize("failures", [1, 4, 80])
def test_a_careful_rule_takes_the_best_of_what_a_gaussian_filter_leaves(failures: int) -> None:
    rule, rng = careful_rule(failures), np.random.default_rng(failures)
    spread = 35 / failures**0.5
    reach = -int(-3 * spread // 1)
    assert rule.grid.tolist() == list(range(1 - reach, 126 + reach))
    scores = ThresholdScores(*rng.uniform([[-5], [1]], [[5], [2]], (2, len(rule.grid))))
    smooth = [
        gaussian_filter1d(line, spread, radius=reach)[reach:-reach]
        for line in (scores.reward, scores.time)
    ]
    np.testing.assert_allclose(rule.rates(scores), smooth[0] / smooth[1], rtol=1e-12)
    assert rule.choose(scores) == 1 + np.argmax(smooth[0] / smooth[1])


@pytest.mark.parametrize(("seed", "earlier"), [(0, 0), (1, 10), (2, 40), (3, 60)])
@pytest.mark.no_cover
def test_an_earlier_threshold_is_found_by_trying_each_on_each_engine(
    seed: int, earlier: int
) -> None:
    rng = np.random.default_rng(seed)
    lifetimes = rng.integers(30, 200, 5)
    lines = [
        np.clip(100 - 0.5 * np.arange(life) + rng.normal(0, 4, life), 0, 125) for life in lifetimes
    ]
    usual, lowest = 60, []

    def rings(line: np.ndarray, threshold: int) -> int:
        for age, forecast in enumerate(line, 1):
            if round(forecast, 1) < threshold:
                return age
        return len(line)

    for line in lines:
        in_time = max(1, rings(line, usual) - earlier)
        lowest.append(next(t for t in range(1, 300) if rings(line, t) <= in_time))
    # An engine that fails unwarned is as if it had rung then: its lowest threshold is no alarm's.
    offsets = np.concatenate([[0], np.cumsum(lifetimes)])
    found = earlier_threshold(np.concatenate(lines), offsets, lifetimes, usual, earlier)
    assert found == np.clip(sorted(lowest)[2], 1, 125)
