"""What models are for: federated averaging earns what the exact ridge earns."""

import numpy as np

from data.simulator import simulate
from data.trajectories import Trajectories
from models.alarms import recommended_threshold, score_thresholds
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
