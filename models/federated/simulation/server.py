"""The lab's server: bytes in, bytes out. It holds no client and no way to one."""

from collections.abc import Mapping
from functools import reduce
from operator import add

import numpy as np

from models.features import RealArray
from models.federated.aggregation import AGGREGATORS, ClientUpdate
from models.federated.messages import Statistics
from models.federated.simulation.local_training import LocalTraining
from models.federated.simulation.messages import (
    Invitation,
    Plan,
    ids_to_bytes,
    plain_from_bytes,
    plain_to_bytes,
)
from models.federated.simulation.mlp import Shape
from models.federated.simulation.privacy import with_noise
from models.federated.simulation.secure_aggregation import Revelation, decode, unmasked_sum
from models.federated.simulation.server_optimizers import SERVER_OPTIMISERS, Momentum


class LabServer:
    """A federation's server, told what arrives and asked what to send.

    Parameters
    ----------
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    optimiser : a key of ``models.federated.simulation.server_optimizers.SERVER_OPTIMISERS``
    noise : multiplier of the Gaussian noise on the mean of clipped updates
    rng : of the first weights and of the noise
    """

    def __init__(
        self,
        statistics: Mapping[int, bytes],
        hidden: int,
        training: LocalTraining,
        *,
        aggregator: str = "fedavg",
        optimiser: str = "plain",
        clip: float | None = None,
        noise: float = 0.0,
        secure: bool = False,
        rng: np.random.Generator,
    ) -> None:
        known = {one: Statistics.from_bytes(told) for one, told in statistics.items()}
        if not known:
            raise ValueError("a federation needs at least one client, got none")
        shared = reduce(add, (known[one] for one in sorted(known)))
        shape = Shape(len(shared.mean) - 1, hidden)
        by_rows = noise == 0  # the account of privacy counts every client the same
        self.plan = Plan(shared.mean, shared.scale, shape, training, clip, by_rows, secure)
        self.weights = shape.start(rng)
        self.control = np.zeros(shape.size if training.term == "scaffold" else 0)
        self._rows = {one: statistics.rows if by_rows else 1 for one, statistics in known.items()}
        self._merge = AGGREGATORS[aggregator]
        self._optimiser = SERVER_OPTIMISERS[optimiser]
        self._memory = Momentum.none(shape.size)
        self._noise = noise
        self._rng = rng
        self._round = 0
        self._counted = dict.fromkeys(known, 0)  # the last round in which each was counted

    def invite(self, asked: tuple[int, ...]) -> dict[int, bytes]:
        """Return the message to each client that is asked to train."""
        self._round += 1
        numbers = np.append(self.weights, self.control)
        partners = asked if self.plan.secure else ()
        return {
            one: Invitation(numbers, self._round, self._counted[one], partners).to_bytes()
            for one in asked
        }

    def farewell(self) -> dict[int, bytes]:
        """Return the last message to every client: the weights that came out."""
        return dict.fromkeys(self._counted, plain_to_bytes(self.weights))

    def merge(self, answers: Mapping[int, bytes]) -> frozenset[int]:
        """Merge plain answers; returns the ids of those that are no finite numbers."""
        numbers = {one: plain_from_bytes(answers[one]) for one in sorted(answers)}
        sound = {one: sent for one, sent in numbers.items() if np.isfinite(sent).all()}
        if sound:
            size = len(self.weights)
            updates = [ClientUpdate.of(sent[:size], self._rows[one]) for one, sent in sound.items()]
            changes = np.sum([sent[size:] for sent in sound.values()], axis=0)
            self._step(self._merge(updates).weights, changes, tuple(sound))
        return frozenset(numbers) - frozenset(sound)

    def ask_to_unmask(self, asked: tuple[int, ...], arrived: frozenset[int]) -> dict[int, bytes]:
        """Return the message to each client whose masked answer is counted: who is missing."""
        message = ids_to_bytes(sorted(set(asked) - arrived))
        return dict.fromkeys(sorted(arrived), message)

    def merge_masked(self, answers: Mapping[int, bytes], revelations: Mapping[int, bytes]) -> None:
        """Merge masked answers, of which only the sum can be read."""
        total = decode(
            unmasked_sum(
                {one: np.frombuffer(sent, "<u8") for one, sent in sorted(answers.items())},
                {one: Revelation.from_bytes(told) for one, told in revelations.items()},
            )
        )
        size = len(self.weights)
        rows = sum(self._rows[one] for one in answers)
        self._step(total[:size] / rows, total[size:], tuple(answers))

    def _step(self, merged: RealArray, changes: RealArray, counted: tuple[int, ...]) -> None:
        self._counted.update(dict.fromkeys(counted, self._round))
        if self._noise and self.plan.clip is not None:
            merged = with_noise(merged, self.plan.clip, self._noise, len(counted), self._rng)
        self.weights, self._memory = self._optimiser.step(self.weights, merged, self._memory)
        self.control = self.control + changes / len(self._rows)
