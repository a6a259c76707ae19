"""The server of a simulated federation: averaging, and what the levers add to it."""

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from models.features import RealArray, Scale
from models.federated.aggregation import ClientUpdate
from models.federated.messages import Clients
from models.federated.server import Server
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.local_training import (
    Invitation,
    ids_to_bytes,
    plain_from_bytes,
    plain_to_bytes,
)
from models.federated.simulation.mlp import Shape
from models.federated.simulation.privacy import epsilon, with_noise
from models.federated.simulation.secure_aggregation import Revelation, decode, unmasked_sum
from models.federated.simulation.serving.server_optimizers import SERVER_OPTIMIZERS, Momentum
from models.public_scale import public_scale


class SimulatedServer(Server):
    """Federated averaging with what the levers add: masks, noise, control variates, a step.

    Parameters
    ----------
    rng : of the first weights and of the noise
    public : scale of the features and then of the target, if scales are public; missing: that of
        turbofans

    Attributes
    ----------
    control : SCAFFOLD's control variate, (size,); empty without
    refused : ids of those whose last answer, or what it would have led to, was no finite numbers
    """

    def __init__(
        self,
        clients: Clients,
        experiment: Experiment,
        rng: np.random.Generator,
        public: Scale | None = None,
    ) -> None:
        scale = (public or public_scale()) if experiment.scales == "public" else None
        super().__init__(clients, asdict(experiment.training), experiment.aggregator, scale)
        self.shape = Shape(len(self.setup.mean) - 1, experiment.hidden)
        self._averaged = experiment.shared(self.shape)
        self.weights = self.shape.start(rng)
        self.weights[self._averaged :] = 0  # where every client's own last layer begins
        self.control = np.zeros(self.shape.size if experiment.term == "scaffold" else 0)
        self.refused: frozenset[int] = frozenset()
        self._experiment = experiment
        self._optimizer = SERVER_OPTIMIZERS[experiment.server_optimizer]
        self._memory = Momentum.none(self._averaged)
        self._rng = rng
        self._rows = {
            client_id: self.statistics[client_id].rows if experiment.by_rows else 1
            for client_id in self.client_ids
        }
        self._counted = dict.fromkeys(self.client_ids, 0)  # the last round in which each was
        self._number = self._noised = 0

    @property
    def epsilon(self) -> float | None:
        """Of (epsilon, delta)-privacy spent so far; None without noise."""
        if not self._experiment.noise:
            return None
        if not self._noised:
            return 0.0
        return epsilon(self._experiment.noise, self._noised, self._experiment.delta)

    def invite(self, number: int, asked: tuple[int, ...]) -> dict[int, bytes]:
        self._number, self.refused = number, frozenset()
        numbers = np.append(self.weights[: self._averaged], self.control)
        partners = asked if self._experiment.secure else ()
        return {
            client_id: Invitation(numbers, number, self._counted[client_id], partners).to_bytes()
            for client_id in asked
        }

    def merge(self, asked: tuple[int, ...], answers: Mapping[int, bytes]) -> None:
        if not answers:
            return
        self._noised += 1
        if self._experiment.secure:
            self._merge_masked(asked, answers)
            return
        numbers = {client_id: plain_from_bytes(answers[client_id]) for client_id in sorted(answers)}
        sound = {client_id: sent for client_id, sent in numbers.items() if np.isfinite(sent).all()}
        self.refused = frozenset(numbers) - frozenset(sound)
        if sound:
            size = self._averaged
            updates = [
                ClientUpdate.of(sent[:size], self._rows[client_id])
                for client_id, sent in sound.items()
            ]
            changes = np.sum([self._rows[one] * sound[one][size:] for one in sound], axis=0)
            self._step(self.aggregate(updates).weights, changes, tuple(sound))

    def _merge_masked(self, asked: tuple[int, ...], answers: Mapping[int, bytes]) -> None:
        """Merge masked answers, of which only the sum can be read; an empty one is a refusal."""
        self.refused = frozenset(client_id for client_id, sent in answers.items() if not sent)
        answers = {client_id: sent for client_id, sent in answers.items() if sent}
        if not answers:
            return
        missing = ids_to_bytes(sorted(set(asked) - set(answers)))
        revelations = self.clients.answer("unmask", dict.fromkeys(sorted(answers), missing))
        words = {number: np.frombuffer(sent, "<u8") for number, sent in sorted(answers.items())}
        told = {number: Revelation.from_bytes(answer) for number, answer in revelations.items()}
        total = decode(unmasked_sum(words, told))
        size = self._averaged
        self._step(total[:size] / len(answers), total[size:], tuple(answers))

    def _step(self, merged: RealArray, changes: RealArray, counted: tuple[int, ...]) -> None:
        clip, noise = self._experiment.clip, self._experiment.noise
        if noise:
            merged = with_noise(merged, clip, noise, len(counted), self._rng)
        before, kept = np.split(self.weights, [self._averaged])
        stepped, memory = self._optimizer.step(before, merged, self._memory)
        weights = np.append(stepped, kept)
        # Over all, asked or not. Clients count in it as they do in the mean of the weights: only
        # then does it vanish where all rows together are fitted best.
        control = self.control + changes / sum(self._rows.values())
        if not np.isfinite(plain_from_bytes(plain_to_bytes(np.append(weights, control)))).all():
            self.refused |= frozenset(counted)  # no message could hold what they lead to
            return
        self._counted.update(dict.fromkeys(counted, self._number))
        self.weights, self._memory, self.control = weights, memory, control

    def say_farewell(self) -> None:
        """Send every client the weights that came out."""
        message = plain_to_bytes(self.weights[: self._averaged])
        self.clients.answer("farewell", dict.fromkeys(self.client_ids, message))
