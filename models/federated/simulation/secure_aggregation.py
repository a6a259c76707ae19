"""Secure aggregation in small: the server learns the sum of what clients sent, and nothing else.

Bonawitz et al., "Practical Secure Aggregation for Privacy-Preserving Machine Learning", CCS 2017,
doi:10.1145/3133956.3133982. Every two clients share a seed; one adds the mask that follows from it
and the other takes it away, so that masks vanish from the sum. A second mask of each client's own
keeps an answer secret that arrives after its partners have given it up for lost.

Left out here: the key agreement (seeds are dealt) and the shares from which lost seeds are rebuilt.
So everybody whose answer counts must also answer when the masks are taken off.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.features import RealArray

Words = npt.NDArray[np.uint64]

SEED_BYTES = 16
STEPS = 2.0**24
"""Steps of the fixed point in 1: what is summed is exact to this grid."""
MOST_CLIENTS = 1_024
"""In a federation, whose sum then fits into 64 bits, whatever they send."""
LARGEST = 2.0**62 / (STEPS * MOST_CLIENTS)
"""Numbers beyond it are refused."""


@dataclass(frozen=True)
class Seeds:
    """A client's secrets: one seed of its own, and one with each partner."""

    own: bytes
    pairs: Mapping[int, bytes]  # by the partner's id

    def of_round(self, number: int) -> "Seeds":
        """Derive a round's seeds, which betray nothing of other rounds."""
        return Seeds(
            _derived(self.own, number),
            {other: _derived(seed, number) for other, seed in self.pairs.items()},
        )


def _derived(seed: bytes, number: int) -> bytes:
    return hashlib.sha256(seed + number.to_bytes(8, "little")).digest()[:SEED_BYTES]


def deal_seeds(client_ids: Iterable[int], rng: np.random.Generator) -> dict[int, Seeds]:
    """Give every client its seeds, as key agreement between each two of them would.

    Raises
    ------
    ValueError
        For more than ``MOST_CLIENTS``.

    Examples
    --------
    >>> seeds = deal_seeds([3, 8, 9], np.random.default_rng(0))
    >>> seeds[3].pairs[8] == seeds[8].pairs[3] != seeds[3].pairs[9]
    True
    """
    members = sorted(client_ids)
    if len(members) > MOST_CLIENTS:
        raise ValueError(
            f"masks sum at most {MOST_CLIENTS} clients, got {len(members)}: take fewer"
        )
    pairs: dict[int, dict[int, bytes]] = {client_id: {} for client_id in members}
    for position, client_id in enumerate(members):
        for other in members[position + 1 :]:
            pairs[client_id][other] = pairs[other][client_id] = rng.bytes(SEED_BYTES)
    return {client_id: Seeds(rng.bytes(SEED_BYTES), pairs[client_id]) for client_id in members}


def fits(numbers: RealArray) -> bool:
    """Return whether numbers can be summed under masks: finite ones that are not too large.

    Examples
    --------
    >>> fits(np.array([1.5, -2.0])), fits(np.array([1.5, np.nan])), fits(np.array([1e12]))
    (True, False, False)
    """
    return bool(np.all(np.abs(numbers) <= LARGEST))


def encode(numbers: RealArray) -> Words:
    """Write numbers as fixed-point integers modulo 2^64.

    Raises
    ------
    ValueError
        Of numbers that do not fit: what they became would be summed, and nobody would see it.

    Examples
    --------
    >>> decode(encode(np.array([1.5, -2.0])) + encode(np.array([1.0, 1.0]))).tolist()
    [2.5, -1.0]
    """
    if not fits(numbers):
        raise ValueError(
            f"masks hide finite numbers up to {LARGEST:.3g} either way, got others: train with "
            "smaller steps, or leave this answer out"
        )
    return np.rint(numbers * STEPS).astype(np.int64).view(np.uint64)


def decode(total: Words) -> RealArray:
    """Read a sum of encoded numbers."""
    return total.view(np.int64) / STEPS


def mask(seed: bytes, size: int) -> Words:
    """Draw a mask: the output of SHAKE-128, which looks uniform to who does not know the seed."""
    return np.frombuffer(hashlib.shake_128(seed).digest(8 * size), "<u8").astype(np.uint64)


def masked_together(
    words: Mapping[int, Words], seeds: Mapping[int, Seeds], partners: Iterable[int]
) -> dict[int, Words]:
    """Hide each client's encoded numbers behind its own mask and those it shares with partners.

    Parameters
    ----------
    words : of some clients, by id
    seeds : of this round
    partners : everybody who was asked in this round
    """
    partners = sorted(partners)
    out = {
        client_id: plain + mask(seeds[client_id].own, len(plain))
        for client_id, plain in words.items()
    }
    for position, client_id in enumerate(partners):
        for other in partners[position + 1 :]:
            if client_id not in out and other not in out:
                continue
            shared = mask(seeds[client_id].pairs[other], len(next(iter(words.values()))))
            if client_id in out:
                out[client_id] += shared
            if other in out:
                out[other] -= shared
    return out


@dataclass(frozen=True)
class Revelation:
    """What a client reveals so that masks can be taken off: for this round, and no more of it.

    Examples
    --------
    >>> answer = Revelation(b"o" * 16, {7: b"p" * 16})
    >>> Revelation.from_bytes(answer.to_bytes()) == answer, len(answer.to_bytes())
    (True, 36)
    """

    own: bytes
    pairs: Mapping[int, bytes]  # with those who are missing

    def to_bytes(self) -> bytes:
        parts = [other.to_bytes(4, "little") + seed for other, seed in sorted(self.pairs.items())]
        return self.own + b"".join(parts)

    @classmethod
    def from_bytes(cls, message: bytes) -> "Revelation":
        width = 4 + SEED_BYTES
        parts = [message[at : at + width] for at in range(SEED_BYTES, len(message), width)]
        pairs = {int.from_bytes(part[:4], "little"): part[4:] for part in parts}
        return cls(message[:SEED_BYTES], pairs)


def reveal(seeds: Seeds, missing: Iterable[int]) -> Revelation:
    """Answer the server that counts this client in: its own seed, and those with the missing."""
    return Revelation(seeds.own, {other: seeds.pairs[other] for other in missing})


def unmasked_sum(answers: Mapping[int, Words], revelations: Mapping[int, Revelation]) -> Words:
    """Add up masked answers and take off the masks that do not vanish by themselves.

    Raises
    ------
    ValueError
        With fewer than two answers, whose sum would be no secret, or if somebody who answered does
        not reveal its seeds.
    """
    if len(answers) < 2:
        raise ValueError(
            f"secure aggregation needs at least 2 answers in a round, got {len(answers)}: the sum "
            "of a single one would show it; let more clients take part or wait longer"
        )
    silent = sorted(set(answers) - set(revelations))
    if silent:
        raise ValueError(
            f"clients {silent} answered but did not reveal their seeds: their masks stay on"
        )
    total = np.zeros_like(next(iter(answers.values())))
    for client_id, answer in answers.items():
        total += answer - mask(revelations[client_id].own, len(total))
        for other, seed in revelations[client_id].pairs.items():
            shared = mask(seed, len(total))
            total += -shared if client_id < other else shared
    return total
