"""The exact federation behind masks: the server learns the sums of all, and nobody's own.

No robust rule can be had with it: a median needs to see single answers, which is what masks hide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from models.features import FourierFeatures
from models.federated.client import ClientData
from models.federated.exact import SufficientStatistics
from models.federated.simulation.secure_aggregation import (
    SEED_BYTES,
    Seeds,
    Words,
    decode,
    encode,
    masked_together,
    reveal,
    unmasked_sum,
)
from models.rul import RulModel

BLOCK = 2**16
"""Numbers that travel under one mask: memory for all clients' whole sums would be too much."""


@dataclass(frozen=True, eq=False)
class MaskedFederation:
    """What came of a ridge of summed statistics.

    Attributes
    ----------
    model : the ridge on everybody's rows
    bytes_up : that a client sends
    """

    model: RulModel
    bytes_up: int


def federate_masked(
    clients: Sequence[ClientData],
    strength: float,
    fourier: FourierFeatures,
    seeds: Mapping[int, Seeds] | None,
) -> MaskedFederation:
    """Solve the ridge regression of all clients' rows from a masked sum.

    Means and scales are shared first, as every federation here does. Then each client writes its
    sums as whole numbers on a fine grid, which masks hide and which add up to the last bit.

    Parameters
    ----------
    strength : ridge penalty
    fourier : random features, the same for all
    seeds : of the masks, by client id; without, the same whole numbers are added up openly, which
        gives the same sum to the last bit

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.simulation.secure_aggregation import deal_seeds
    >>> owns = [simulate(np.arange(2) + 2 * i, seed=1, fan_share=0.2) for i in range(3)]
    >>> clients, fourier = ClientData.of_each(owns), FourierFeatures(20)
    >>> seeds = deal_seeds(range(3), np.random.default_rng(0))
    >>> one, other = (federate_masked(clients, 1.0, fourier, which) for which in (seeds, None))
    >>> one.model.coefficients.tolist() == other.model.coefficients.tolist(), one.bytes_up
    (True, 2960)
    """
    scales = reduce(add, (data.statistics for data in clients))
    mean, scale = scales.mean, scales.scale

    def words(data: ClientData) -> Words:
        bent = fourier.transform((data.table - mean) / scale)
        own = SufficientStatistics.of(bent, data.target).to_bytes()
        return encode(np.frombuffer(own, "<f8"))

    if seeds is None:
        total = reduce(add, map(words, clients))
    else:
        total = _summed_behind_masks({data.client_id: words(data) for data in clients}, seeds)
    summed = SufficientStatistics.from_bytes(decode(total).tobytes(), fourier.count)
    coefficients, intercept = summed.ridge(strength)
    return MaskedFederation(
        RulModel(mean, scale, coefficients, intercept, fourier),
        len(scales.to_bytes()) + total.nbytes + SEED_BYTES,
    )


def _summed_behind_masks(words: Mapping[int, Words], seeds: Mapping[int, Seeds]) -> Words:
    """Add up what clients send behind masks, block by block, each with masks of its own."""
    size = len(next(iter(words.values())))
    parts = []
    for number, begin in enumerate(range(0, size, BLOCK)):
        block = {client_id: seeds[client_id].of_round(number) for client_id in words}
        sent = masked_together(
            {client_id: own[begin : begin + BLOCK] for client_id, own in words.items()},
            block,
            words,
        )
        told = {client_id: reveal(own, ()) for client_id, own in block.items()}
        parts.append(unmasked_sum(sent, told))
    return np.concatenate(parts)
