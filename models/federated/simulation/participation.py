"""Who is asked in a round, who gets lost, and who answers when: drawn, not waited for.

Times are simulated. A typical client needs one minute per local epoch; it needs longer in
proportion to its rows, four times as long if it is slow, and varies by about a quarter from round
to round (log-normal).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

SLOWNESS = 4.0
VARIATION = 0.25


@dataclass(frozen=True)
class RoundConditions:
    """What happens to the clients of a round.

    Attributes
    ----------
    asked : ids, ascending
    lost : those of them that never answer
    minutes : of all others, until their answer is there
    """

    asked: tuple[int, ...]
    lost: frozenset[int]
    minutes: Mapping[int, float]

    def late(self, deadline: float | None) -> frozenset[int]:
        """Ids of those whose answer comes after the deadline, in minutes."""
        if deadline is None:
            return frozenset()
        return frozenset(one for one, minutes in self.minutes.items() if minutes > deadline)


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
) -> RoundConditions:
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
    lost = frozenset(one for one, luck in zip(client_ids, dropping, strict=True) if luck < dropout)
    typical = float(np.mean(list(rows.values())))
    minutes = {
        one: float(epochs * rows[one] / typical * (SLOWNESS if one in slow else 1.0) * factor)
        for one, factor in zip(client_ids, variation, strict=True)
    }
    return RoundConditions(
        asked,
        lost & frozenset(asked),
        {one: minutes[one] for one in asked if one not in lost},
    )
