"""A shared layer under last layers of everybody's own, against a loop written from the paper.

Collins, Hassani, Mokhtari and Shakkottai, "Exploiting Shared Representations for Personalized
Federated Learning" (FedRep), ICML 2021, arXiv:2102.07078, algorithm 1: every client trains its head
on the representation that has arrived, then the representation under its head; the server averages
representations. The paper's clients all count the same, and here those behind masks do; else each
counts by its rows.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from models.features import Scale
from models.federated.client import ClientData
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.experiment import ContradictionError, Experiment
from models.federated.simulation.run import Simulation
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.serving.server import SimulatedServer

ROWS = (40, 90, 160, 130)
SEED, HIDDEN, STEP, BATCH = 3, 5, 0.05, 32
LIMITS = (-np.inf, np.inf)
LEVERS = Experiment(
    hidden=HIDDEN, solver="sgd", momentum=0.0, l2=0.0, step=STEP, batch=BATCH, epochs=1,
    head_epochs=2,
)  # fmt: skip


@pytest.fixture(scope="module")
def clients() -> list[ClientData]:
    """Draw clients that look at the same thing and value it in opposite ways."""
    rng = np.random.default_rng(0)
    tables = [rng.normal(size=(rows, 3)) for rows in ROWS]
    signs = (1, -1, 1, -1)
    return [
        ClientData(one, table, sign * np.abs(table[:, 0]))
        for one, (table, sign) in enumerate(zip(tables, signs, strict=True))
    ]


def by_the_paper(
    clients: Sequence[ClientData],
    start: np.ndarray,
    sampled: Sequence[Sequence[int]],
    counts: Sequence[int],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the representation and all heads, (clients, units + 1), in the end."""
    table = np.concatenate([data.table for data in clients])
    target = np.concatenate([data.target for data in clients])
    shuffling = [np.random.RandomState(np.random.PCG64([SEED, i])) for i in range(len(clients))]
    body, heads = start.reshape(4, HIDDEN), np.zeros((len(clients), HIDDEN + 1))
    for asked in sampled:
        merged = np.zeros_like(body)
        for i in asked:
            inputs = (clients[i].table - table.mean(0)) / table.std(0)
            truth = (clients[i].target - target.mean()) / target.std()
            own = body.copy()
            for part in ("head", "head", "body"):
                order = np.arange(len(truth))
                shuffling[i].shuffle(order)
                for first in range(0, len(truth), BATCH):
                    batch = order[first : first + BATCH]
                    before = inputs[batch] @ own[:3] + own[3]
                    seen = np.maximum(before, 0)
                    off = (seen @ heads[i, :-1] + heads[i, -1] - truth[batch]) / len(batch)
                    if part == "head":
                        heads[i] -= STEP * np.append(seen.T @ off, off.sum())
                    else:
                        back = np.outer(off, heads[i, :-1]) * (before > 0)
                        own -= STEP * np.vstack([inputs[batch].T @ back, back.sum(0)])
            merged += own * counts[i] / sum(counts[one] for one in asked)
        body = merged
    return body, heads


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    "sampled", [[range(4)] * 12, [(0, 1, 2, 3), (0, 2, 3), (1, 2, 3), (0, 1, 3)] * 3]
)
def test_last_layers_of_ones_own_are_the_papers_round_by_round(
    clients: list[ClientData], sampled: Sequence[Sequence[int]], secure: bool
) -> None:
    masked = {"secure": True, "scales": "public"} if secure else {}
    levers = Experiment(**(vars(LEVERS) | masked))
    rows = np.concatenate([np.column_stack([data.table, data.target]) for data in clients])
    public = Scale(rows.mean(0), rows.std(0)) if secure else None
    seeds = deal_seeds(range(4), np.random.default_rng(1))
    together = SimulatedClients(clients, seed=SEED, seeds=seeds)
    server = SimulatedServer(together, levers, np.random.default_rng(2), public)
    start = server.weights.copy()
    for number, asked in enumerate(sampled, 1):
        answers = together.answer("train", server.invite(number, tuple(asked)))
        assert {len(answer) for answer in answers.values()} == {(8 if secure else 4) * 4 * HIDDEN}
        server.merge(tuple(asked), answers)
    counts = (1, 1, 1, 1) if secure else ROWS
    body, heads = by_the_paper(clients, start[: 4 * HIDDEN], sampled, counts)
    np.testing.assert_allclose(server.weights[: 4 * HIDDEN], body.ravel(), atol=1e-5)
    np.testing.assert_allclose(list(together.heads().values()), heads, atol=1e-5)
    assert np.abs(server.weights - start).max() > 0.03


def test_who_values_the_same_in_opposite_ways_needs_a_last_layer_of_its_own(
    clients: list[ClientData],
) -> None:
    """One model for all can say no better than the mean; with own last layers all is said."""

    def squared(head_epochs: int) -> list[float]:
        levers = Experiment(hidden=16, rounds=60, step=0.02, head_epochs=head_epochs)
        simulation = Simulation(levers, clients, SEED)
        simulation.train(LIMITS)
        models = simulation.personal(LIMITS)
        return [
            error
            for data in clients
            for error in np.square(models[data.client_id].predict(data.table) - data.target)
        ]

    assert np.sqrt(np.mean(squared(head_epochs=0))) > 0.9
    assert np.sqrt(np.mean(squared(head_epochs=2))) < 0.15


def test_where_all_is_shared_everybodys_model_is_the_federations(
    clients: list[ClientData],
) -> None:
    simulation = Simulation(Experiment(hidden=4, rounds=2), clients, SEED)
    shared = simulation.train(LIMITS)
    rows = clients[0].table
    for own in simulation.personal(LIMITS).values():
        assert np.array_equal(own.predict(rows), shared.predict(rows))


@pytest.mark.parametrize("values", [{"hidden": 0}, {"term": "scaffold", "solver": "sgd"}])
def test_what_a_last_layer_of_ones_own_contradicts_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ContradictionError, match="last layer"):
        Experiment(head_epochs=1, momentum=0.0, **values)
