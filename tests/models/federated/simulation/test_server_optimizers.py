"""One contract for every row of ``SERVER_OPTIMIZERS``."""

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from models.federated.simulation.server_optimizers import (
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
