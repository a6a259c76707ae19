"""One contract for every row of ``SERVER_OPTIMISERS``."""

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from models.federated.simulation.server_optimizers import (
    SERVER_OPTIMISERS,
    FedAdam,
    FedAvgM,
    Momentum,
    ServerOptimiser,
)

vectors = hnp.arrays(np.float64, 5, elements=hs.floats(-1e3, 1e3))
every_optimiser = pytest.mark.parametrize(
    "optimiser", SERVER_OPTIMISERS.values(), ids=SERVER_OPTIMISERS
)


@every_optimiser
@given(weights=vectors)
def test_without_a_direction_nothing_moves(optimiser: ServerOptimiser, weights: np.ndarray) -> None:
    moved, _ = optimiser.step(weights, weights, Momentum.none(5))
    assert np.array_equal(moved, weights)


@every_optimiser
@given(weights=vectors, merged=vectors)
def test_the_first_step_leads_towards_what_the_clients_found(
    optimiser: ServerOptimiser, weights: np.ndarray, merged: np.ndarray
) -> None:
    moved, _ = optimiser.step(weights, merged, Momentum.none(5))
    assert np.all((moved - weights) * (merged - weights) >= 0)


@every_optimiser
@given(weights=vectors, merged=vectors)
def test_a_step_changes_nothing_that_it_was_given(
    optimiser: ServerOptimiser, weights: np.ndarray, merged: np.ndarray
) -> None:
    memory = Momentum(np.ones(5), np.ones(5))
    before = weights.copy(), merged.copy()
    moved, _ = optimiser.step(weights, merged, memory)
    again, _ = optimiser.step(weights, merged, memory)
    moved += 1
    assert np.array_equal(moved - 1, again) or np.allclose(moved - 1, again)
    assert np.array_equal(weights, before[0])
    assert np.array_equal(merged, before[1])
    assert memory.mean.tolist() == memory.square.tolist() == [1.0] * 5


def test_momentum_goes_on_when_the_clients_stand_still() -> None:
    optimiser = FedAvgM(momentum=0.5, rate=1.0)
    weights, memory = optimiser.step(np.zeros(1), np.ones(1), Momentum.none(1))
    weights, memory = optimiser.step(weights, weights, memory)
    assert weights.tolist() == [1.5]


def test_adam_paces_each_weight_by_its_own_past() -> None:
    optimiser = FedAdam(rate=1.0, first=0.0, second=0.0, floor=0.0)
    moved, _ = optimiser.step(np.zeros(2), np.array([1e-3, -1e3]), Momentum.none(2))
    np.testing.assert_allclose(moved, [1.0, -1.0])
