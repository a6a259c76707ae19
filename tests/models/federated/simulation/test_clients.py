"""SCAFFOLD over many rounds, against a loop that is written from the paper alone.

Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", ICML 2020,
arXiv:1910.06378, algorithm 1 with option II and a server's step of 1. The paper's clients all count
the same, and here those behind masks do; else each counts by its rows, in the mean of the models
and in that of the control variates.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from models.features import Scale
from models.federated.client import ClientData
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.serving.server import SimulatedServer

ROWS = (40, 90, 160, 300)
SEED = 3


@pytest.fixture(scope="module")
def clients() -> list[ClientData]:
    """Draw clients of unequal size, whose rows lie elsewhere and follow laws of their own."""
    rng = np.random.default_rng(0)
    data = []
    for one, rows in enumerate(ROWS):
        table = rng.normal(rng.normal(size=4), rng.uniform(0.5, 2, 4), (rows, 4))
        data.append(ClientData(one, table, table @ rng.normal(size=4) + rng.normal(0, 0.1, rows)))
    return data


Table = tuple[np.ndarray, np.ndarray]


def standardised(clients: Sequence[ClientData]) -> list[Table]:
    """Give each client's rows with a column of ones and its targets, on the scale of all rows."""
    table = np.concatenate([data.table for data in clients])
    target = np.concatenate([data.target for data in clients])
    return [
        (
            np.column_stack(
                [(data.table - table.mean(0)) / table.std(0), np.ones(len(data.table))]
            ),
            (data.target - target.mean()) / target.std(),
        )
        for data in clients
    ]


def optimum(tables: Sequence[Table]) -> np.ndarray:
    """Fit all rows together by least squares."""
    rows, targets = (np.concatenate(parts) for parts in zip(*tables, strict=True))
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def scale_of(clients: Sequence[ClientData]) -> Scale:
    """Return mean and deviation of all rows' inputs, and of their targets."""
    rows = np.concatenate([np.column_stack([data.table, data.target]) for data in clients])
    return Scale(rows.mean(0), rows.std(0))


def by_the_paper(
    tables: Sequence[Table], sampled: Sequence[Sequence[int]], levers: Experiment
) -> Iterator[np.ndarray]:
    """Yield the server's x after each round, in double precision."""
    shuffling = [np.random.RandomState(np.random.PCG64([SEED, i])) for i in range(len(tables))]
    share = np.array(ROWS) / sum(ROWS) if levers.by_rows else np.full(len(ROWS), 1 / len(ROWS))
    x, c, c_i = np.zeros(5), np.zeros(5), np.zeros((len(tables), 5))
    for asked in sampled:
        dx, dc = np.zeros(5), np.zeros(5)
        for i in asked:
            y, steps, (rows, targets) = x.copy(), 0, tables[i]
            for _ in range(levers.epochs):
                order = np.arange(len(rows))
                shuffling[i].shuffle(order)
                for first in range(0, len(rows), levers.batch):
                    batch = order[first : first + levers.batch]
                    slope = rows[batch].T @ (rows[batch] @ y - targets[batch]) / len(batch)
                    y -= levers.step * (slope - c_i[i] + c)
                    steps += 1
            renewed = c_i[i] - c + (x - y) / (steps * levers.step)
            dx += share[i] / share[list(asked)].sum() * (y - x)
            dc += share[i] * (renewed - c_i[i])
            c_i[i] = renewed
        x, c = x + dx, c + dc
        yield x


def in_the_lab(
    clients: Sequence[ClientData], sampled: Sequence[Sequence[int]], levers: Experiment
) -> Iterator[np.ndarray]:
    """Yield the weights of the lab's server after each round, its clients reached by messages."""
    ids = range(len(clients))
    seeds = deal_seeds(ids, np.random.default_rng(1))
    together = SimulatedClients(clients, seed=SEED, seeds=seeds)
    public = scale_of(clients) if levers.scales == "public" else None
    server = SimulatedServer(together, levers, np.random.default_rng(2), public)
    for number, asked in enumerate(sampled, 1):
        server.merge(tuple(asked), together.answer("train", server.invite(number, tuple(asked))))
        yield server.weights


def levers(**values: object) -> Experiment:
    plain = {"hidden": 0, "solver": "sgd", "momentum": 0.0, "l2": 0.0, "term": "scaffold"}
    return Experiment(**(plain | {"step": 0.1, "epochs": 5, "batch": 1_000} | values))


EVERYBODY = [range(len(ROWS))] * 120
SOME = [(0, 1, 2, 3), (0, 2), (1, 3), (2, 3), (0, 1, 3), (1, 2), (0, 3)] * 4


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("sampled", [EVERYBODY[:30], SOME])
@pytest.mark.parametrize("values", [{"epochs": 10}, {"batch": 32, "step": 0.02}])
def test_scaffold_is_the_papers_round_by_round(
    clients: list[ClientData],
    sampled: Sequence[Sequence[int]],
    values: dict[str, float],
    secure: bool,
) -> None:
    masked = {"secure": True, "scales": "public"} if secure else {}
    both = levers(**values, **masked)
    expected = list(by_the_paper(standardised(clients), sampled, both))
    weights = list(in_the_lab(clients, sampled, both))
    np.testing.assert_allclose(weights, expected, atol=1e-5)
    assert np.abs(expected[-1] - expected[0]).max() > 0.05


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    "step", [0.1, *(pytest.param(step, marks=pytest.mark.long) for step in (0.05, 0.2))]
)
def test_scaffold_reaches_the_centralised_optimum_where_averaging_stays_away(
    clients: list[ClientData], step: float
) -> None:
    tables, values = standardised(clients), {"step": step, "epochs": 10}
    best = optimum(tables)

    def away(each: Iterator[np.ndarray]) -> float:
        return float(np.linalg.norm(list(each)[-1] - best))

    assert away(by_the_paper(tables, EVERYBODY, levers(**values))) < 1e-6
    assert away(in_the_lab(clients, EVERYBODY, levers(**values))) < 1e-6
    assert away(in_the_lab(clients, EVERYBODY[:40], levers(**values, term="none"))) > 0.05


@pytest.mark.slow
@pytest.mark.no_cover
def test_beyond_its_learning_rates_the_papers_scaffold_leaves_all_bounds_too(
    clients: list[ClientData],
) -> None:
    """Each step is stable up to 2 over the largest curvature of some client's loss."""
    tables = standardised(clients)
    steepest = max(np.linalg.eigvalsh(rows.T @ rows / len(rows))[-1] for rows, _ in tables)
    for share, holds in ((0.9, True), (1.1, False)):
        wide = levers(step=share * 2 / steepest, epochs=10)
        for weights in (
            by_the_paper(tables, EVERYBODY, wide),
            in_the_lab(clients, EVERYBODY, wide),
        ):
            away = np.linalg.norm(list(weights)[-1] - optimum(tables))
            assert bool(away < 0.05) is holds
