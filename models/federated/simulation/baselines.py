"""Training without a federation: somebody alone, or all rows in one place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np

from models.features import RealArray
from models.federated.client import ClientData
from models.federated.messages import Setup
from models.federated.simulation.clients import statistics_with_target
from models.federated.simulation.local_training import LocalTraining, Rows, train_together
from models.federated.simulation.mlp import Shape, SomeModel, model_of
from models.rul import RulModel

CENTRAL_STEPS = 8
"""Clients whose rows make the centralised batch larger by one of theirs; it takes, about, this many
steps for one of a client's."""


def train_alone(
    clients: Sequence[ClientData],
    training: LocalTraining,
    start: RealArray,
    seed: int,
    limits: tuple[float, float] = RulModel.limits,
) -> Iterator[SomeModel]:
    """Train on the rows of some clients in one place, for as long as somebody asks.

    Parameters
    ----------
    clients : one who takes no part, or everybody
    training : its term and its last layer of one's own are left out: nobody is there to differ from
    start : (size,), the weights that it begins with, as the clients of a federation do
    seed : of the order of the rows
    limits : of a forecast

    Yields
    ------
    the model before training, and after as long as a client trains in each round

    Examples
    --------
    >>> from data.simulator import simulate
    >>> own = ClientData.of(0, simulate(np.arange(4), seed=1, fan_share=0.2))
    >>> models = train_alone([own], LocalTraining(hidden=0), np.zeros(58), seed=1)
    >>> before, after = next(models), next(models)
    >>> away = [np.abs(one.predict(own.table) - own.target).mean() for one in (before, after)]
    >>> bool(away[1] < away[0])
    True
    """
    table = np.concatenate([data.table for data in clients])
    target = np.concatenate([data.target for data in clients])
    shared = reduce(add, map(statistics_with_target, clients))
    setup = Setup(shared.mean, shared.scale, shared.rows, {})
    rows = Rows(
        [table],
        [(target - setup.mean[-1]) / setup.scale[-1]],
        scale=(setup.mean[:-1], setup.scale[:-1]),
    )
    shape = Shape(table.shape[1], training.hidden)
    shuffling = np.random.RandomState(np.random.PCG64([seed, clients[0].client_id]))
    plain = replace(training, term="none", head_epochs=0)
    weights = start
    while True:
        yield model_of(shape, weights, setup, limits)
        trained = train_together(shape, weights[np.newaxis], rows, plain, [shuffling])[0]
        weights = trained.astype(np.float64)


def train_centralised(
    clients: Sequence[ClientData], training: LocalTraining, start: RealArray, seed: int
) -> Iterator[SomeModel]:
    """Bring all rows to one place: the centralised model, round by round.

    Batches grow with the clients, one of theirs for each eight, so that it takes more steps than a
    client and pays less for each.
    """
    batch = training.batch * max(len(clients) // CENTRAL_STEPS, 1)
    return train_alone(clients, replace(training, batch=batch), start, seed)
