"""What a federation costs: seconds on one core and bytes, from scratch and to join."""

import statistics
import time
from collections.abc import Callable

import numpy as np

from data.simulator import simulate
from game.rules.scenario import DEFAULT
from models.federated.client import Client, ClientData, InProcess
from models.federated.server import Federation, federate, join

FAILURES = 4
PRICES = DEFAULT.economics
RUNS = 7
USAGE = np.array([0.8, 0.94, 1.08, 1.22, 1.36, 1.5])


def rows() -> list[tuple[str, str]]:
    """Measure federations of 20 and of 80 factories, and one factory joining.

    Seconds are processor time, medians of several runs, and hold everything from the first message
    to the recommended threshold; a client's own features are computed before.
    """
    rng = np.random.default_rng(0)
    clients = [_client(number, float(rng.choice(USAGE))) for number in range(80)]
    running = federate(InProcess(clients[:19]), PRICES, rng=rng)
    twenty, eighty = InProcess(clients[:20]), InProcess(clients)
    cases: list[tuple[str, Callable[[], Federation]]] = [
        ("federation of 20 from scratch", lambda: federate(twenty, PRICES, rng=rng)),
        ("federation of 80 from scratch", lambda: federate(eighty, PRICES, rng=rng)),
        ("a 20th factory joins", lambda: join(running, twenty, PRICES, rng=rng)),
    ]
    return [(label, _measured(train)) for label, train in cases]


def _client(number: int, severity: float) -> Client:
    engine_ids = np.arange(FAILURES) + number * FAILURES
    engines = simulate(engine_ids, seed=1, fan_share=0.2, severity=severity)
    return Client(ClientData.of(number, engines))


def _measured(train: Callable[[], Federation]) -> str:
    seconds = []
    federation = train()
    for _ in range(RUNS):
        start = time.process_time()
        train()
        seconds.append(time.process_time() - start)
    return (
        f"{statistics.median(seconds):.3f} s of one core, {len(federation.rounds)} rounds, "
        f"{federation.bytes_moved / 1e3:,.0f} kB moved, "
        f"{federation.raw_bytes / 1e3:,.0f} kB stayed at home"
    )
