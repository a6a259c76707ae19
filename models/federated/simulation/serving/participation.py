"""Who is asked in a round, who gets lost, and who answers when: drawn, not waited for.

Times are simulated. A typical client needs one minute per local epoch; it needs longer in
proportion to its rows, four times as long if it is slow, and varies by about a quarter from round
to round (log-normal).
"""

from collections.abc import Callable, Mapping, Set
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
    outcomes : of all who are asked, ascending: their answer ``arrived``, is ``late`` or ``lost``
    minutes : until it is there; missing for the lost
    """

    outcomes: Mapping[int, str]
    minutes: Mapping[int, float]

    @property
    def asked(self) -> tuple[int, ...]:
        return tuple(self.outcomes)


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
    experiment: Experiment,
    slow: frozenset[int],
    rng: np.random.Generator,
) -> Participation:
    """Draw a round. Each client's luck is its own: the other levers do not change it.

    Parameters
    ----------
    rows : of each client
    slow : ids of the slow clients
    """
    client_ids = sorted(rows)
    asking = rng.permutation(len(client_ids))
    dropping = rng.random(len(client_ids))
    variation = np.exp(VARIATION * rng.standard_normal(len(client_ids))).tolist()
    typical = float(np.mean(list(rows.values())))
    count = max(round(experiment.participation * len(client_ids)), 1)
    outcomes, minutes = {}, {}
    for place in sorted(asking[:count].tolist()):
        client_id = client_ids[place]
        if dropping[place] < experiment.dropout:
            outcomes[client_id] = "lost"
            continue
        pace = experiment.epochs * (SLOWNESS if client_id in slow else 1.0) * variation[place]
        minutes[client_id] = time = rows[client_id] / typical * pace
        is_late = 0 < experiment.deadline < time
        outcomes[client_id] = "late" if is_late else "arrived"
    return Participation(outcomes, minutes)


class UnreliableClients(Meter):
    """Clients of whom some never get their weights, and some answer too late.

    Parameters
    ----------
    draw : a round, when the server is about to ask

    Attributes
    ----------
    drawn : the round as it is
    """

    def __init__(self, clients: Clients, draw: Callable[[], Participation]) -> None:
        super().__init__(clients)
        self.drawn = Participation({}, {})
        self._draw = draw

    def choose(self) -> tuple[int, ...]:
        """Draw the next round; returns who is asked."""
        self.drawn = self._draw()
        return self.drawn.asked

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        if subject != "train":
            return super().answer(subject, messages)
        outcomes = self.drawn.outcomes
        lost = {client_id for client_id in messages if outcomes[client_id] == "lost"}
        late = {client_id for client_id in messages if outcomes[client_id] == "late"}
        answers = self._clients.answer(subject, _without(messages, lost))
        self.count(messages, answers)  # what is lost or late was sent all the same
        return _without(answers, late)


def _without(messages: Mapping[int, bytes], client_ids: Set[int]) -> dict[int, bytes]:
    return {client_id: sent for client_id, sent in messages.items() if client_id not in client_ids}
