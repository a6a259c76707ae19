"""Training in one place is scikit-learn's ``partial_fit`` on standardised rows."""

import numpy as np
import pytest

from models.federated.client import ClientData
from models.federated.simulation.baselines import train_alone, train_centralised
from models.federated.simulation.local_training import LocalTraining
from models.federated.simulation.mlp import Shape
from tests.models.federated.simulation.plain_loop import plain_regressor, train_one_by_one


@pytest.mark.parametrize("hidden", [0, 5])
@pytest.mark.parametrize(("count", "batch"), [(1, 64), (16, 128)])
def test_training_in_one_place_is_scikit_learns(hidden: int, count: int, batch: int) -> None:
    """Two rows of batches for 16 clients: one of theirs for each eight."""
    rng = np.random.default_rng(0)
    tables = rng.normal(3, 2, (count, 20 if count > 1 else 200, 4))
    clients = [ClientData(one, table, table[:, 0] ** 2) for one, table in enumerate(tables)]
    shape, training = Shape(4, hidden), LocalTraining(hidden=hidden, epochs=2, term="fedprox")
    start = shape.start(np.random.default_rng(1))
    train = train_centralised if count > 1 else train_alone
    models = train(clients, training, start, 3)
    next(models)
    next(models)
    model = next(models)

    table = np.concatenate([own.table for own in clients])
    target = np.concatenate([own.target for own in clients])
    rows, level = (table - table.mean(0)) / table.std(0), target.mean()
    plain = plain_regressor(
        shape, training, np.random.RandomState(np.random.PCG64([3, 0]))
    ).set_params(batch_size=batch)
    weights = start[np.newaxis]
    for _ in range(2):
        scaled = (target - level) / target.std()
        weights = train_one_by_one(shape, [plain], weights, [rows], [scaled], epochs=2)
    forecast = np.clip(plain.predict(rows) * target.std() + level, 0, 125)
    np.testing.assert_allclose(model.predict(table), forecast, atol=1e-3)
    assert np.abs(weights - start).max() > 0.01
