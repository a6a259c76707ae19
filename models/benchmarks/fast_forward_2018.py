"""The set-up of Fast Forward Labs' report on federated learning (2018), with our engines.

Sensors of the current cycle alone, a network with 48 hidden units, RUL that is not capped, four
engines per factory: how far naive, local, federated and centralised forecasts are off, on unseen
engines.
"""

import numpy as np

from data.trajectories import INFORMATIVE_COLUMNS, Trajectories
from models.benchmarks.cmapss import ENGINES_PER_CLIENT
from models.features import RealArray
from models.federated.client import ClientData
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.run import Simulation
from models.flight_conditions import ConditionSums, at_sea_level, share, sums_of
from models.metrics import rmse
from models.rul import require_failures

HELD_OUT = 0.2
"""Share of the engines that nobody trains on."""

FEDERATED = Experiment(rounds=30, step=0.003)
LOCAL = Experiment(rounds=15, step=0.003)
CENTRALISED = Experiment(rounds=20, step=0.001, batch=256)
"""As in our own measurements of that set-up; a round is one pass over a client's rows."""


def report_setup(train: Trajectories, seed: int) -> dict[str, float]:
    """Train as the report did, on complete histories dealt out anew for each seed.

    Returns
    -------
    RMSE in cycles on unseen engines: ``naive`` (the training mean), ``local``
    (median over the factories), ``local_10`` and ``local_90`` (percentiles), ``federated``,
    ``centralised``; and ``local_better``, the share of factories whose own model beats the
    federated one.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> table = report_setup(simulate(np.arange(20), seed=1, fan_share=0.0), 0)
    >>> table["federated"] < table["naive"]
    True
    """
    require_failures(train)
    if len(train) < 2 * ENGINES_PER_CLIENT:
        raise ValueError(f"at least {2 * ENGINES_PER_CLIENT} engines are needed, got {len(train)}")
    shuffled = np.random.default_rng(seed).permutation(len(train))
    unseen = train.select(shuffled[: max(round(HELD_OUT * len(train)), 1)])
    rest = shuffled[max(round(HELD_OUT * len(train)), 1) :]
    clients = len(rest) // ENGINES_PER_CLIENT
    hands = rest[: clients * ENGINES_PER_CLIENT].reshape(clients, ENGINES_PER_CLIENT)
    owned = [train.select(hand) for hand in hands]
    truth = unseen.rul.astype(np.float64)

    def error(levers: Experiment, owners: list[Trajectories], sums: ConditionSums) -> float:
        clients = [_client(number, at_sea_level(own, sums)) for number, own in enumerate(owners)]
        model = Simulation(levers, clients, seed).train(limits=(-np.inf, np.inf))
        return rmse(model.predict(_sensors(at_sea_level(unseen, sums))), truth)

    local = np.array([error(LOCAL, [own], sums_of(own)) for own in owned])
    shared = share(owned).sums
    federated = error(FEDERATED, owned, shared)
    together = train.select(hands.ravel())
    low, median, high = np.percentile(local, [10, 50, 90]).tolist()
    return {
        "naive": rmse(np.full(len(truth), together.rul.mean()), truth),
        "local": median,
        "local_10": low,
        "local_90": high,
        "federated": federated,
        "centralised": error(CENTRALISED, [together], shared),
        "local_better": float(np.mean(local < federated)),
    }


def _client(client_id: int, trajectories: Trajectories) -> ClientData:
    return ClientData(client_id, _sensors(trajectories), trajectories.rul.astype(np.float64))


def _sensors(trajectories: Trajectories) -> RealArray:
    """Read the informative sensors of each cycle, (rows, 14)."""
    return trajectories.sensors[:, INFORMATIVE_COLUMNS].astype(np.float64)
