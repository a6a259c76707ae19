"""Many clients under one roof: their rows stay inside, messages go in and out.

Each answers as it would alone; only the arithmetic of training is done for all of them at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from models.features import RealArray
from models.federated.client import ClientData
from models.federated.messages import Setup, Statistics
from models.federated.simulation.attacks import SABOTAGE
from models.federated.simulation.local_training import (
    Invitation,
    LocalTraining,
    Rows,
    ids_from_bytes,
    plain_to_bytes,
    steps_taken,
    train_together,
)
from models.federated.simulation.mlp import Shape
from models.federated.simulation.privacy import clipped
from models.federated.simulation.secure_aggregation import (
    Seeds,
    encode,
    fits,
    masked_together,
    reveal,
)


def statistics_with_target(data: ClientData) -> Statistics:
    """Return sums over a client's features and, as one more column, over its target."""
    return data.statistics.beside(Statistics.of(data.target[:, np.newaxis], data.target))


class SimulatedClients:
    """Clients of one kind that answer messages, all at once.

    Parameters
    ----------
    clients : what each knows, with an id of its own
    seed : of every client's shuffling and lies, together with its id
    seeds : for masks, if answers are to be masked
    saboteurs : ids of those who lie
    sabotage : a key of ``models.federated.simulation.attacks.SABOTAGE``
    """

    def __init__(
        self,
        clients: Sequence[ClientData],
        *,
        seed: int,
        seeds: Mapping[int, Seeds] | None = None,
        saboteurs: frozenset[int] = frozenset(),
        sabotage: str = "sign_flip",
    ) -> None:
        self.client_ids = tuple(sorted(data.client_id for data in clients))
        if len(set(self.client_ids)) < len(clients):
            raise ValueError(f"clients must have different ids, got {list(self.client_ids)}")
        self._attack = SABOTAGE[sabotage]
        # What a saboteur claims is all that anybody ever hears of its targets.
        self._data = {
            data.client_id: replace(data, target=self._attack.claims(data.target))
            if data.client_id in saboteurs
            else data
            for data in clients
        }
        self._place = {client_id: place for place, client_id in enumerate(self.client_ids)}
        self._shuffling = [
            np.random.RandomState(np.random.PCG64([seed, client_id]))
            for client_id in self.client_ids
        ]
        self._lying = {
            client_id: np.random.default_rng([seed, client_id, 1]) for client_id in saboteurs
        }
        self._seeds = seeds
        self._round_seeds: Mapping[int, Seeds] = {}
        self._trained: dict[int, RealArray] = {}

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        """Let some clients answer a message each; everything that leaves them leaves here."""
        return self._SUBJECTS[subject](self, messages)

    def spectate(self) -> dict[int, RealArray]:
        """Show the weights that clients came to in the last round, before clipping and masks.

        For who looks over the clients' shoulders, as the lab's page does; no server is given this.
        """
        return dict(self._trained)

    def heads(self) -> dict[int, RealArray]:
        """Show each client's own last layer, which never leaves it; empty where all is shared."""
        return dict(zip(self.client_ids, self._heads, strict=True))

    def _own(self, client_id: int) -> tuple[RealArray, RealArray]:
        """Return the rows that a client trains on, and their targets."""
        table, target = self._data[client_id].table, self._data[client_id].target
        return self._attack.learns(table, target) if client_id in self._lying else (table, target)

    def _tell_statistics(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        return {
            client_id: statistics_with_target(self._data[client_id]).to_bytes()
            for client_id in messages
        }

    def _set_up(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        inputs = self._data[self.client_ids[0]].table.shape[1]
        setup = Setup.from_bytes(next(iter(messages.values())), columns=inputs + 1)
        self._training = LocalTraining(**setup.training)
        self._shape = Shape(inputs, self._training.hidden)
        self._shared = self._training.shared(self._shape)
        self._heads = np.zeros((len(self.client_ids), self._shape.size - self._shared))
        own = [self._own(client_id) for client_id in self.client_ids]
        self._rows = Rows(
            [table for table, _ in own],
            [(target - setup.mean[-1]) / setup.scale[-1] for _, target in own],
            scale=(setup.mean[:-1], setup.scale[:-1]),
        )
        if self._training.term == "scaffold":
            self._control = np.zeros((len(self.client_ids), self._shape.size))
            self._pending = np.zeros_like(self._control)
            self._pending_round = np.zeros(len(self.client_ids), np.int64)
        return dict.fromkeys(messages, b"")

    def _train(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        training, size = self._training, self._shared
        scaffold = training.term == "scaffold"
        asked = sorted(messages)
        if not asked:
            self._trained = {}
            return {}
        places = np.array([self._place[client_id] for client_id in asked])
        invitations = [
            Invitation.from_bytes(messages[client_id], size * (1 + scaffold)) for client_id in asked
        ]
        received = np.stack([invitation.numbers for invitation in invitations])
        controls = received[:, size:] if scaffold else None
        received = np.append(received[:, :size], self._heads[places], axis=1)
        drift = None
        if controls is not None:
            # What was sent is the client's own from when it knows that it was counted.
            counted = np.array([invitation.counted for invitation in invitations])
            settled = places[counted == self._pending_round[places]]
            self._control[settled] = self._pending[settled]
            self._pending_round[places] = invitations[0].number
            drift = controls - self._control[places]
        trained = train_together(
            self._shape,
            received,
            self._rows,
            training,
            [self._shuffling[place] for place in places],
            clients=places,
            drift=drift,
        ).astype(np.float64)
        self._heads[places] = trained[:, size:]
        for position, client_id in enumerate(asked):
            if client_id in self._lying:
                rng = self._lying[client_id]
                trained[position] = self._attack.sends(received[position], trained[position], rng)
        self._trained = dict(zip(asked, trained, strict=True))
        numbers = self._sent(asked, received, trained, drift)
        if training.secure:
            return self._masked(numbers, invitations[0])
        return {client_id: plain_to_bytes(sent) for client_id, sent in numbers.items()}

    def _sent(
        self,
        asked: Sequence[int],
        received: RealArray,
        trained: RealArray,
        drift: RealArray | None,
    ) -> dict[int, RealArray]:
        """Clip what was trained, and add the change of the control variates."""
        training = self._training
        numbers: dict[int, RealArray] = {}
        for position, client_id in enumerate(asked):
            update = (trained[position] - received[position])[: self._shared]
            if training.clip:
                update = clipped(update, training.clip)
            numbers[client_id] = received[position, : self._shared] + update
            if drift is not None:
                steps = steps_taken(int(self._rows.counts[self._place[client_id]]), training)
                # c_i - c + (x - y) / (K eta): the mean gradient along the way (option II).
                renewed = -drift[position] - update / (steps * training.step)
                place = self._place[client_id]
                self._pending[place] = renewed
                change = renewed - self._control[place]
                numbers[client_id] = np.append(numbers[client_id], change)
        return numbers

    def _masked(self, numbers: Mapping[int, RealArray], invitation: Invitation) -> dict[int, bytes]:
        if self._seeds is None:
            raise ValueError("these clients have no seeds to mask their answers with")
        partners, seeds = invitation.partners, self._seeds
        self._round_seeds = {
            client_id: seeds[client_id].of_round(invitation.number) for client_id in partners
        }
        words = {client_id: encode(sent) for client_id, sent in numbers.items() if fits(sent)}
        hidden = masked_together(words, self._round_seeds, partners)
        # Behind a mask nobody could see what is no number: who has come to that says no more.
        return dict.fromkeys(numbers, b"") | {
            client_id: answer.astype("<u8").tobytes() for client_id, answer in hidden.items()
        }

    def _unmask(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        return {
            client_id: reveal(self._round_seeds[client_id], ids_from_bytes(message)).to_bytes()
            for client_id, message in messages.items()
        }

    # Of the class: who held its own methods would hold on to itself, and to everybody's rows.
    _SUBJECTS: ClassVar[
        Mapping[str, Callable[["SimulatedClients", Mapping[int, bytes]], dict[int, bytes]]]
    ] = {
        "statistics": _tell_statistics,
        "setup": _set_up,
        "train": _train,
        "unmask": _unmask,
        "farewell": lambda _self, _messages: {},
    }
