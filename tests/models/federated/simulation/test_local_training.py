"""Many clients trained at once take scikit-learn's steps, and the terms that it does not have."""

import numpy as np
import pytest

from models.federated.simulation.local_training import (
    CLIENT_TERMS,
    SOLVERS,
    LocalTraining,
    Rows,
    train_together,
)
from models.federated.simulation.mlp import Shape
from tests.models.federated.simulation.plain_loop import plain_regressor, train_one_by_one

COUNTS = (64, 131, 70, 5, 128)
"""Rows of each client: a whole batch, a short last one, fewer than a batch."""


def data() -> tuple[list[np.ndarray], list[np.ndarray]]:
    rng = np.random.default_rng(1)
    tables = [rng.normal(size=(count, 6)) for count in COUNTS]
    return tables, [np.tanh(table[:, 0]) + table[:, 1] for table in tables]


def generators(seed: int = 3) -> list[np.random.RandomState]:
    return [np.random.RandomState(seed + client) for client in range(len(COUNTS))]


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("hidden", [0, 48])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 3e-4)])
@pytest.mark.no_cover
def test_trained_together_is_trained_one_by_one(
    solver: str, hidden: int, dtype: type, tolerance: float
) -> None:
    shape = Shape(6, hidden)
    training = LocalTraining(solver=solver, step=0.01, epochs=3, batch=64, l2=0.5)
    rng = np.random.default_rng(0)
    weights = rng.normal(0, 0.3, (len(COUNTS), shape.size))
    tables, targets = data()
    # scikit-learn warns of a batch larger than all rows and cuts it; so the few rows get their own.
    batches = [min(count, 64) for count in COUNTS]
    regressors = [
        plain_regressor(shape, training, generator).set_params(batch_size=batch)
        for generator, batch in zip(generators(), batches, strict=True)
    ]
    loop, together = weights, weights
    shuffling, rows = generators(), Rows(tables, targets, dtype)
    for _ in range(2):
        loop = train_one_by_one(shape, regressors, loop, tables, targets, epochs=3)
        together = train_together(shape, together, rows, training, shuffling)
    np.testing.assert_allclose(together, loop, atol=tolerance)
    assert np.abs(loop - weights).max() > 0.01


def test_some_clients_train_as_they_would_among_all() -> None:
    shape, training = Shape(6, 4), LocalTraining(epochs=2)
    weights = np.random.default_rng(0).normal(size=(5, shape.size))
    before = weights.copy()
    rows = Rows(*data(), np.float64)
    everybody = train_together(shape, weights, rows, training, generators())
    chosen = np.array([3, 1])
    some = train_together(
        shape, weights[chosen], rows, training, [generators()[i] for i in chosen], clients=chosen
    )
    np.testing.assert_allclose(some, everybody[chosen], atol=1e-12)
    assert np.array_equal(weights, before)


def one_client(rows: int = 8) -> tuple[Rows, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    table, target = rng.normal(size=(rows, 2)), rng.normal(size=rows)
    return Rows([table], [target], np.float64), table, target


def gradient(weights: np.ndarray, table: np.ndarray, target: np.ndarray, l2: float) -> np.ndarray:
    """Of a linear model, as the books write it."""
    error = table @ weights[:-1] + weights[-1] - target
    slopes = table.T @ error + l2 * weights[:-1]
    return np.append(slopes, error.sum()) / len(target)


def test_fedprox_pulls_back_to_what_was_received() -> None:
    rows, table, target = one_client()
    received = np.array([0.5, -1.0, 0.2])
    training = LocalTraining(
        solver="sgd", step=0.1, momentum=0.0, epochs=2, batch=8, l2=0.3, term="fedprox", mu=2.0
    )
    trained = train_together(
        Shape(2, 0), received[np.newaxis], rows, training, [np.random.RandomState(0)]
    )
    first = received - 0.1 * gradient(received, table, target, 0.3)
    second = first - 0.1 * (gradient(first, table, target, 0.3) + 2.0 * (first - received))
    np.testing.assert_allclose(trained[0], second, atol=1e-12)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    "mu", [1.0, *(pytest.param(mu, marks=pytest.mark.long) for mu in (0.1, 10.0))]
)
def test_fedprox_comes_to_the_minimum_that_its_paper_asks_for(mu: float) -> None:
    """Of the loss plus mu / 2 times the squared distance: a ridge around what was received."""
    rows, table, target = one_client()
    received = np.array([0.5, -1.0, 0.2])
    training = LocalTraining(
        solver="sgd", step=0.05, momentum=0.0, epochs=3_000, batch=8, l2=0.0, term="fedprox", mu=mu
    )
    trained = train_together(
        Shape(2, 0), received[np.newaxis], rows, training, [np.random.RandomState(0)]
    )
    inputs = np.column_stack([table, np.ones(8)])
    best = np.linalg.solve(
        inputs.T @ inputs / 8 + mu * np.eye(3), inputs.T @ target / 8 + mu * received
    )
    np.testing.assert_allclose(trained[0], best, atol=1e-12)


def test_scaffold_adds_its_drift_to_every_step() -> None:
    rows, table, target = one_client()
    received, drift = np.array([0.5, -1.0, 0.2]), np.array([1.0, 2.0, -3.0])
    training = LocalTraining(
        solver="sgd", step=0.1, momentum=0.0, epochs=2, batch=8, l2=0.0, term="scaffold"
    )
    trained = train_together(
        Shape(2, 0),
        received[np.newaxis],
        rows,
        training,
        [np.random.RandomState(0)],
        drift=drift[np.newaxis],
    )
    first = received - 0.1 * (gradient(received, table, target, 0.0) + drift)
    second = first - 0.1 * (gradient(first, table, target, 0.0) + drift)
    np.testing.assert_allclose(trained[0], second, atol=1e-12)


@pytest.mark.parametrize("term", CLIENT_TERMS)
def test_a_term_says_nothing_to_a_client_that_has_not_drifted(term: str) -> None:
    still = np.ones((2, 3))
    added = CLIENT_TERMS[term](still, still.copy(), np.zeros((2, 3)), 5.0)
    assert added is None or not added.any()


@pytest.mark.parametrize("term", CLIENT_TERMS)
def test_a_term_changes_none_of_what_it_is_given(term: str) -> None:
    weights, received, drift = (np.full((2, 3), value) for value in (4.0, 3.0, 2.0))
    first = CLIENT_TERMS[term](weights, received, drift, 0.5)
    expected = {"none": None, "fedprox": 0.5, "scaffold": 2.0}[term]
    assert first is None if expected is None else np.all(first == expected)
    assert weights.tolist() == [[4.0] * 3] * 2
    assert received.tolist() == [[3.0] * 3] * 2
    assert drift.tolist() == [[2.0] * 3] * 2
