"""Training without a federation: a client alone, or all rows in one place."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.features import RealArray
from models.hall import Hall, Member
from models.judge import Judge
from models.lab_server import LabServer
from models.network import Shape
from models.training import LocalTraining

CENTRAL_STEPS = 8
"""Clients whose rows make the centralised batch larger by one of theirs; it takes, about, this many
steps for one of a client's."""


class Loner:
    """Somebody who trains on rows of its own: a federation of one, with nothing to pull back to."""

    def __init__(
        self, member: Member, training: LocalTraining, start: RealArray, shape: Shape, seed: int
    ) -> None:
        self._id = member.client_id
        self._hall = Hall([member], seed=seed)
        self._server = LabServer(
            self._hall.answer("statistics", {self._id: b""}),
            shape.hidden,
            replace(training, term="none"),
            rng=np.random.default_rng(0),
        )
        self._server.weights = start
        self._hall.answer("plan", {self._id: self._server.plan.to_bytes()})

    def train(self) -> None:
        """Go on as long as a client does in a round."""
        self._server.merge(self._hall.answer("train", self._server.invite((self._id,))))

    def error(self, judge: Judge) -> float:
        return judge.errors(self._server.plan, [self._server.weights])[0]


def everybody(
    members: Sequence[Member],
    training: LocalTraining,
    start: RealArray,
    shape: Shape,
    seed: int,
) -> Loner:
    """Bring all rows to one place; batches grow with the clients, one for each eight of them."""
    rows = Member(
        0,
        np.concatenate([member.table for member in members]),
        np.concatenate([member.target for member in members]),
    )
    batch = training.batch * max(len(members) // CENTRAL_STEPS, 1)
    return Loner(rows, replace(training, batch=batch), start, shape, seed)
