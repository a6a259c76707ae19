"""The plain way to train many clients: scikit-learn's ``MLPRegressor``, one after the other."""

from collections.abc import Sequence

import numpy as np
from sklearn.neural_network import MLPRegressor

from models.federated.simulation.local_training import Array, LocalTraining
from models.federated.simulation.mlp import Shape


def train_one_by_one(
    shape: Shape,
    regressors: Sequence[MLPRegressor],
    weights: Array,
    tables: Sequence[Array],
    targets: Sequence[Array],
    epochs: int,
) -> Array:
    """Train each client's ``MLPRegressor`` in turn: the plain way, without any term.

    Parameters
    ----------
    regressors : of each client, as ``plain_regressor`` makes them; trained in place
    weights : (clients, size), what each client starts from

    Returns
    -------
    (clients, size), the trained weights
    """
    trained = []
    for regressor, row, table, target in zip(regressors, weights, tables, targets, strict=True):
        write_weights(regressor, shape, row)
        for _ in range(epochs):
            regressor.partial_fit(table, target)
        trained.append(read_weights(regressor))
    return np.stack(trained)


def plain_regressor(
    shape: Shape, training: LocalTraining, shuffling: np.random.RandomState
) -> MLPRegressor:
    """Return a client's regressor of the plain loop, whose arrays are there to be written."""
    regressor = MLPRegressor(
        hidden_layer_sizes=shape.units[1:-1],
        solver=training.solver,
        learning_rate_init=training.step,
        momentum=training.momentum,
        alpha=training.l2,
        batch_size=1,
        random_state=0,
    )
    regressor.partial_fit(np.zeros((1, shape.inputs)), np.zeros(1))
    return regressor.set_params(batch_size=training.batch, random_state=shuffling)


def write_weights(regressor: MLPRegressor, shape: Shape, weights: Array) -> None:
    """Give a regressor these weights, (size,), and let its solver start anew.

    Examples
    --------
    >>> shape = Shape(2, hidden=3)
    >>> regressor = plain_regressor(shape, LocalTraining(), np.random.RandomState(0))
    >>> write_weights(regressor, shape, np.arange(13.0))
    >>> read_weights(regressor).tolist() == list(range(13))
    True
    """
    regressor.__dict__.pop("_optimizer", None)
    for number, layer in enumerate(shape.layers(np.asarray(weights, np.float64)[np.newaxis])):
        regressor.coefs_[number][:] = layer[0, :-1]
        regressor.intercepts_[number][:] = layer[0, -1]


def read_weights(regressor: MLPRegressor) -> Array:
    """Read a regressor's weights as one flat vector, (size,)."""
    pairs = zip(regressor.coefs_, regressor.intercepts_, strict=True)
    return np.concatenate([part.ravel() for pair in pairs for part in pair])
