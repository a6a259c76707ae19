"""One contract for every row of ``SERVER_OPTIMIZERS``."""

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from models.federated.simulation.serving.server_optimizers import (
    SERVER_OPTIMIZERS,
    FedAdam,
    FedAvgM,
    Momentum,
    ServerOptimizer,
)

vectors = hnp.arrays(np.float64, 5, elements=hs.floats(-1e3, 1e3))
every_optimizer = pytest.mark.parametrize(
    "optimizer", SERVER_OPTIMIZERS.values(), ids=SERVER_OPTIMIZERS
)


@every_optimizer
@given(weights=vectors)
def test_without_a_direction_nothing_moves(optimizer: ServerOptimizer, weights: np.ndarray) -> None:
    moved, _ = optimizer.step(weights, weights, Momentum.none(5))
    assert np.array_equal(moved, weights)


@pytest.mark.slow
@every_optimizer
@given(weights=vectors, merged=vectors)
def test_the_first_step_leads_towards_what_the_clients_found(
    optimizer: ServerOptimizer, weights: np.ndarray, merged: np.ndarray
) -> None:
    moved, _ = optimizer.step(weights, merged, Momentum.none(5))
    assert np.all((moved - weights) * (merged - weights) >= 0)


@every_optimizer
@given(weights=vectors, merged=vectors)
def test_a_step_changes_nothing_that_it_was_given(
    optimizer: ServerOptimizer, weights: np.ndarray, merged: np.ndarray
) -> None:
    memory = Momentum(np.ones(5), np.ones(5))
    before = weights.copy(), merged.copy()
    moved, _ = optimizer.step(weights, merged, memory)
    again, _ = optimizer.step(weights, merged, memory)
    moved += 1
    assert np.array_equal(moved - 1, again) or np.allclose(moved - 1, again)
    assert np.array_equal(weights, before[0])
    assert np.array_equal(merged, before[1])
    assert memory.mean.tolist() == memory.square.tolist() == [1.0] * 5


def test_momentum_goes_on_when_the_clients_stand_still() -> None:
    optimizer = FedAvgM(momentum=0.5, rate=1.0)
    weights, memory = optimizer.step(np.zeros(1), np.ones(1), Momentum.none(1))
    weights, memory = optimizer.step(weights, weights, memory)
    assert weights.tolist() == [1.5]


def test_adam_paces_each_weight_by_its_own_past() -> None:
    optimizer = FedAdam(rate=1.0, first=0.0, second=0.0, floor=0.0)
    moved, _ = optimizer.step(np.zeros(2), np.array([1e-3, -1e3]), Momentum.none(2))
    np.testing.assert_allclose(moved, [1.0, -1.0])


def by_the_paper(name: str, found: np.ndarray, at_first: float) -> list[float]:
    """Take the steps of one weight whose clients are drawn to ``found``, round by round.

    Reddi et al. 2021, algorithm 2 (FedAdam); Hsu et al. 2019, section 4.3 (FedAvgM), whose rate
    multiplies the step.
    """
    x = m = 0.0
    v, path = at_first, []
    for goal in found:
        delta = (goal - x) / 3
        if name == "plain":
            x = x + delta
        elif name == "fedavgm":
            m = 0.7 * m + delta
            x = x + 0.6 * m
        else:
            m = 0.9 * m + (1 - 0.9) * delta
            v = 0.99 * v + (1 - 0.99) * delta**2
            x = x + 0.02 * m / (v**0.5 + 1e-3)
        path.append(x)
    return path


def taken(optimizer: ServerOptimizer, found: np.ndarray) -> list[float]:
    weights, memory, path = np.zeros(1), Momentum.none(1), []
    for goal in found:
        weights, memory = optimizer.step(weights, weights + (goal - weights) / 3, memory)
        path.append(float(weights[0]))
    return path


@pytest.mark.parametrize("name", SERVER_OPTIMIZERS)
def test_an_optimizer_takes_the_steps_of_its_paper(name: str) -> None:
    found = np.random.default_rng(0).normal(size=100)
    np.testing.assert_allclose(
        taken(SERVER_OPTIMIZERS[name], found), by_the_paper(name, found, 0.0), atol=1e-12
    )


def test_adams_start_matters_where_hardly_anything_moves() -> None:
    """The paper's v begins at tau^2 or more, ours at 0: told in its docstring."""
    for size, apart in ((1.0, 0.01), (0.01, 0.5)):
        found = size * np.random.default_rng(0).normal(size=100)
        ours, theirs = taken(FedAdam(), found), by_the_paper("fedadam", found, 1e-6)
        assert 1e-4 < max(np.abs(np.subtract(ours, theirs))) < apart * np.abs(theirs).max()
