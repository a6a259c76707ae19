"""Clients that do not send what they have learned: saboteurs, who must add noise, who is lost."""

from collections.abc import Collection, Mapping

import numpy as np

from models.features import RealArray
from models.federated.aggregation import ClientUpdate
from models.federated.messages import Clients
from models.federated.simulation.attacks import sign_flip
from models.federated.simulation.privacy import clipped


class Unruly:
    """Clients between whom and their server something happens to updates; all else stays honest.

    Parameters
    ----------
    clients : honest ones
    saboteurs : ids of those that step the opposite way; see ``attacks.sign_flip``
    norm : to which updates are cut before noise is added; None for no noise
    multiplier : standard deviation of the noise in the sum of all updates, in units of ``norm``
    rng : of the noise

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.client import InProcess
    >>> fleet = simulate(np.arange(8), seed=1, fan_share=0.2)
    >>> honest = InProcess.of_each([fleet.select(np.arange(4) + 4 * i) for i in range(2)])
    >>> unruly = Unruly(honest, saboteurs={1}, rng=np.random.default_rng(0))
    >>> unruly.client_ids
    (0, 1)
    """

    def __init__(
        self,
        clients: Clients,
        saboteurs: Collection[int] = (),
        norm: float | None = None,
        multiplier: float = 0.0,
        *,
        rng: np.random.Generator,
    ) -> None:
        self.client_ids = clients.client_ids
        self._clients = clients
        self._saboteurs = frozenset(saboteurs)
        self._norm, self._multiplier, self._rng = norm, multiplier, rng

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        """Let some clients answer a message each, and meddle with what they have learned."""
        answers = dict(self._clients.answer(subject, messages))
        if subject == "train":
            for client_id in sorted(answers):
                received, trained = (
                    ClientUpdate.from_bytes(message, rows=0).weights
                    for message in (messages[client_id], answers[client_id])
                )
                sent = self._sent(client_id, received, trained, len(answers))
                answers[client_id] = ClientUpdate.of(sent, rows=0).to_bytes()
        return answers

    def _sent(
        self, client_id: int, received: RealArray, trained: RealArray, clients: int
    ) -> RealArray:
        if client_id in self._saboteurs:
            trained = sign_flip(received, trained, self._rng)
        if self._norm is None:
            return trained
        spread = self._multiplier * self._norm / np.sqrt(clients)  # everybody adds a share
        noise = self._rng.normal(0, spread, len(trained))
        return received + clipped(trained - received, self._norm) + noise


class Losing:
    """Clients some of whose updates never arrive; all else they say does.

    Parameters
    ----------
    clients : that train
    share : of the updates of a round that is lost, to the nearest one
    rng : of which ones; at least one arrives

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.client import InProcess
    >>> fleet = simulate(np.arange(8), seed=1, fan_share=0.2)
    >>> honest = InProcess.of_each([fleet.select(np.arange(4) + 4 * i) for i in range(2)])
    >>> losing = Losing(honest, 0.5, rng=np.random.default_rng(0))
    >>> len(losing.answer("statistics", {0: b"", 1: b""}))
    2
    """

    def __init__(self, clients: Clients, share: float, *, rng: np.random.Generator) -> None:
        self.client_ids = clients.client_ids
        self._clients, self._share, self._rng = clients, share, rng

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        """Let some clients answer a message each, and lose some of what they have learned."""
        answers = dict(self._clients.answer(subject, messages))
        if subject != "train":
            return answers
        order = self._rng.permutation(np.array(sorted(answers)))
        lost = min(round(self._share * len(order)), len(order) - 1)
        return {one: answers[one] for one in answers if one not in set(order[:lost].tolist())}
