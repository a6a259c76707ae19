"""What factories can share without any model: how many of their engines lived how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from models.features import IntArray

STEP, STEPS = 10, 100
"""Lifetimes are counted in steps of so many cycles; the last step holds all that lived longer."""


@dataclass(frozen=True, eq=False)
class LifetimeCounts:
    """How many engines failed in each step of ages: all that is said of them.

    Examples
    --------
    >>> counts = LifetimeCounts.of(np.array([118, 119, 204])) + LifetimeCounts.of(np.array([203]))
    >>> counts.lifetimes.tolist()
    [115, 115, 205, 205]
    >>> len(counts.to_bytes())
    400
    """

    counts: IntArray  # (STEPS,)

    @classmethod
    def of(cls, lifetimes: IntArray) -> "LifetimeCounts":
        """Count lifetimes, (engines,) cycles."""
        steps = np.minimum(lifetimes // STEP, STEPS - 1)
        return cls(np.bincount(steps, minlength=STEPS))

    @property
    def lifetimes(self) -> IntArray:
        """The middle of its step for each engine, (engines,) cycles."""
        return np.repeat(np.arange(STEPS) * STEP + STEP // 2, self.counts)

    def __add__(self, other: "LifetimeCounts") -> "LifetimeCounts":
        return LifetimeCounts(self.counts + other.counts)

    def to_bytes(self) -> bytes:
        return self.counts.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, message: bytes) -> "LifetimeCounts":
        return cls(np.frombuffer(message, "<u4").astype(np.int64))


def pooled(messages: Iterable[bytes]) -> bytes:
    """Sum up what clients tell of their lifetimes: the server's answer to each of them.

    Examples
    --------
    >>> messages = [LifetimeCounts.of(np.array([life])).to_bytes() for life in (118, 204)]
    >>> LifetimeCounts.from_bytes(pooled(messages)).lifetimes.tolist()
    [115, 205]
    """
    return reduce(add, map(LifetimeCounts.from_bytes, messages)).to_bytes()
