"""Training without a federation: somebody alone, or all rows in one place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np

from models.features import RealArray
from models.federated.simulation.clients import Member
from models.federated.simulation.evaluation import LabModel
from models.federated.simulation.local_training import LocalTraining, Rows, train_together

CENTRAL_STEPS = 8
"""Clients whose rows make the centralised batch larger by one of theirs; it takes, about, this many
steps for one of a client's."""


def alone(
    members: Sequence[Member], training: LocalTraining, start: LabModel, seed: int
) -> Iterator[LabModel]:
    """Train on the rows of some members in one place, for as long as somebody asks.

    Parameters
    ----------
    members : one who takes no part, or everybody
    training : its terms are left out: there is nothing to pull back to
    start : the weights that it begins with, as the members of a federation do
    seed : of the order of the rows

    Yields
    ------
    the model before training, and after as long as a client trains in each round

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.simulation.mlp import Shape
    >>> member = Member.of(0, simulate(np.arange(4), seed=1, fan_share=0.2))
    >>> start = LabModel(Shape(57, hidden=0), np.zeros(58), np.zeros(58), np.ones(58))
    >>> models = alone([member], LocalTraining(), start, seed=1)
    >>> before, after = next(models), next(models)
    >>> away = [np.abs(one.predict(member.table) - member.target).mean() for one in (before, after)]
    >>> bool(away[1] < away[0])
    True
    """
    statistics = reduce(add, (member.statistics for member in members))
    mean, scale = statistics.mean, statistics.scale
    rows = Rows(
        [np.concatenate([member.table for member in members])],
        [(np.concatenate([member.target for member in members]) - mean[-1]) / scale[-1]],
        scale=(mean[:-1], scale[:-1]),
    )
    shuffling = np.random.RandomState(np.random.PCG64([seed, members[0].client_id]))
    plain = replace(training, term="none")
    weights: RealArray = start.weights
    while True:
        yield LabModel(start.shape, weights, mean, scale, start.limits)
        trained = train_together(start.shape, weights[np.newaxis], rows, plain, [shuffling])[0]
        weights = trained.astype(np.float64)


def together(
    members: Sequence[Member], training: LocalTraining, start: LabModel, seed: int
) -> Iterator[LabModel]:
    """Bring all rows to one place: the centralised model, round by round.

    Batches grow with the members, one of theirs for each eight, so that it takes more steps than a
    client and pays less for each.
    """
    batch = training.batch * max(len(members) // CENTRAL_STEPS, 1)
    return alone(members, replace(training, batch=batch), start, seed)
