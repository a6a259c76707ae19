import numpy as np
import pytest

from models.federated.simulation.local_training import (
    LocalTraining,
)
from models.federated.simulation.mlp import Shape, outputs
from tests.models.federated.simulation.plain_loop import (
    plain_regressor,
    read_weights,
    write_weights,
)


@pytest.mark.parametrize("hidden", [0, 48])
def test_networks_say_what_scikit_learns_say(hidden: int) -> None:
    rng = np.random.default_rng(0)
    shape = Shape(7, hidden)
    stack = rng.normal(size=(11, shape.size))
    rows = rng.normal(size=(20, 7))
    ours = outputs(shape, stack, rows)
    regressor = plain_regressor(shape, LocalTraining(), np.random.RandomState(0))
    for weights, output in zip(stack, ours, strict=True):
        write_weights(regressor, shape, weights)
        np.testing.assert_allclose(regressor.predict(rows), output, atol=1e-12)


@pytest.mark.parametrize("hidden", [0, 5])
def test_flat_weights_are_a_regressors_weights_layer_by_layer(hidden: int) -> None:
    rng = np.random.default_rng(0)
    shape = Shape(3, hidden)
    regressor = plain_regressor(shape, LocalTraining(), np.random.RandomState(0))
    weights = rng.normal(size=shape.size)
    write_weights(regressor, shape, weights)
    assert read_weights(regressor).tolist() == weights.tolist()
    assert weights[-1] == regressor.intercepts_[-1][0]
    assert weights[: regressor.coefs_[0].size].tolist() == regressor.coefs_[0].ravel().tolist()


def test_the_start_is_drawn_as_scikit_learn_draws_it() -> None:
    shape = Shape(57)
    weights = shape.start(np.random.default_rng(0))
    first, last = shape.layers(weights[np.newaxis])
    assert np.abs(first).max() <= np.sqrt(6 / (57 + 48)) < 1.02 * np.abs(first).max()
    assert np.abs(last).max() <= np.sqrt(6 / 49) < 1.1 * np.abs(last).max()
    assert Shape(57, hidden=0).start(np.random.default_rng(0)).tolist() == [0.0] * 58
