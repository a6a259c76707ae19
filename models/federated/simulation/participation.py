"""Who is asked in a round, who gets lost, and who answers when: drawn, not waited for.

Times are simulated. A typical client needs one minute per local epoch; it needs longer in
proportion to its rows, four times as long if it is slow, and varies by about a quarter from round
to round (log-normal).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.federated.messages import Clients, Meter
from models.federated.simulation.experiment import Experiment

SLOWNESS = 4.0
VARIATION = 0.25


@dataclass(frozen=True)
class Participation:
    """Who is asked in a round, and what becomes of each.

    Attributes
    ----------
    asked : ids, ascending
    lost : those of them that never answer
    minutes : of all others, until their answer is there
    """

    asked: tuple[int, ...]
    lost: frozenset[int]
    minutes: Mapping[int, float]

    def late(self, deadline: float) -> frozenset[int]:
        """Ids of those whose answer comes after the deadline, in minutes; 0 for none."""
        if not deadline:
            return frozenset()
        return frozenset(
            client_id for client_id, minutes in self.minutes.items() if minutes > deadline
        )


def draw_share(
    client_ids: tuple[int, ...], share: float, rng: np.random.Generator
) -> tuple[int, ...]:
    """Draw a share of the clients, rounded, ascending.

    Examples
    --------
    >>> len(draw_share(tuple(range(10)), 0.25, np.random.default_rng(0)))
    2
    """
    drawn = rng.permutation(len(client_ids))[: round(share * len(client_ids))]
    return tuple(sorted(client_ids[position] for position in drawn))


def draw_round(
    rows: Mapping[int, int],
    *,
    participation: float,
    dropout: float,
    slow: frozenset[int],
    epochs: int,
    rng: np.random.Generator,
) -> Participation:
    """Draw a round. Each client's luck is its own: the other levers do not change it.

    Parameters
    ----------
    rows : of each client
    participation : share that is asked; at least one client is
    dropout : chance that one who was asked never answers
    slow : ids of the slow clients
    epochs : local passes
    """
    client_ids = tuple(sorted(rows))
    asking = rng.permutation(len(client_ids))
    dropping = rng.random(len(client_ids))
    variation = np.exp(VARIATION * rng.standard_normal(len(client_ids)))
    count = max(round(participation * len(client_ids)), 1)
    asked = tuple(sorted(client_ids[position] for position in asking[:count]))
    lost = frozenset(
        client_id for client_id, luck in zip(client_ids, dropping, strict=True) if luck < dropout
    )
    typical = float(np.mean(list(rows.values())))
    minutes = {
        client_id: float(
            epochs * rows[client_id] / typical * (SLOWNESS if client_id in slow else 1.0) * factor
        )
        for client_id, factor in zip(client_ids, variation, strict=True)
    }
    return Participation(
        asked,
        lost & frozenset(asked),
        {client_id: minutes[client_id] for client_id in asked if client_id not in lost},
    )


class UnreliableClients(Meter):
    """Clients of whom some never get their weights, and some answer too late.

    Parameters
    ----------
    rows : of each client
    slow, rng : see ``draw_round``
    """

    def __init__(
        self,
        clients: Clients,
        experiment: Experiment,
        rows: Mapping[int, int],
        slow: frozenset[int],
        rng: np.random.Generator,
    ) -> None:
        super().__init__(clients)
        self.drawn = Participation((), frozenset(), {})
        self.outcomes: Mapping[int, str] = {}
        self._experiment, self._rows, self._slow, self._rng = experiment, rows, slow, rng

    def choose(self) -> tuple[int, ...]:
        """Draw the next round, and whether answers ``arrived``, are ``late`` or ``lost``."""
        experiment = self._experiment
        self.drawn = draw_round(
            self._rows,
            participation=experiment.participation,
            dropout=experiment.dropout,
            slow=self._slow,
            epochs=experiment.epochs,
            rng=self._rng,
        )
        late = dict.fromkeys(self.drawn.late(experiment.deadline), "late")
        lost = dict.fromkeys(self.drawn.lost, "lost")
        self.outcomes = dict.fromkeys(self.drawn.asked, "arrived") | late | lost
        return self.drawn.asked

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        if subject != "train":
            return super().answer(subject, messages)
        outcomes = self.outcomes
        reached = {
            client_id: sent for client_id, sent in messages.items() if outcomes[client_id] != "lost"
        }
        answers = self._clients.answer(subject, reached)
        self.count(messages, answers)  # what is lost or late was sent all the same
        return {
            client_id: sent
            for client_id, sent in answers.items()
            if outcomes[client_id] == "arrived"
        }
