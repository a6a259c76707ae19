"""What factories tell each other of their flight conditions: sums by condition, never a reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from models.features import RealArray
from models.federated.messages import pack

CONDITIONS = 6
"""Flight conditions in which NASA's engines were simulated."""

SENSED = 21
"""Sensors of a row."""


@dataclass(frozen=True, eq=False)
class ConditionSums:
    """Rows, sums and sums of squares of each sensor, by flight condition.

    Squares are taken around the sender's own mean of the condition; with counts and sums they merge
    exactly, and keep the digits that sums of plain squares would lose.

    Attributes
    ----------
    rows : (6,)
    sums : (6, 21)
    squares : (6, 21) sums of squared distances from the mean

    Examples
    --------
    >>> one, other = (ConditionSums(np.ones(6), np.full((6, 21), x), np.zeros((6, 21)))
    ...     for x in (1.0, 3.0))
    >>> both = one + other
    >>> both.mean[0, 0].item(), both.scale[0, 0].item(), len(both.to_bytes())
    (2.0, 1.0, 2064)
    """

    rows: RealArray
    sums: RealArray
    squares: RealArray

    @property
    def flown(self) -> tuple[int, ...]:
        """Conditions of which there is a row, ascending."""
        return tuple(np.flatnonzero(self.rows).tolist())

    @property
    def mean(self) -> RealArray:
        """Mean reading of each sensor, 0 where nobody has flown, (6, 21)."""
        return self.sums / np.maximum(self.rows, 1)[:, np.newaxis]

    @property
    def scale(self) -> RealArray:
        """Standard deviation of each sensor, 0 where it hardly varies, (6, 21)."""
        spread = np.sqrt(self.squares / np.maximum(self.rows, 1)[:, np.newaxis])
        return np.where(spread > 1e-6 * np.abs(self.mean), spread, 0.0)

    def __add__(self, other: "ConditionSums") -> "ConditionSums":
        rows = self.rows + other.rows
        weights = (self.rows * other.rows / np.maximum(rows, 1))[:, np.newaxis]
        between = np.square(self.mean - other.mean) * weights
        return ConditionSums(rows, self.sums + other.sums, self.squares + other.squares + between)

    def to_bytes(self) -> bytes:
        return pack(self.rows, self.sums.ravel(), self.squares.ravel())

    @classmethod
    def from_bytes(cls, message: bytes) -> "ConditionSums":
        numbers = np.frombuffer(message, "<f8")
        sums, squares = numbers[CONDITIONS:].reshape(2, CONDITIONS, SENSED)
        return cls(numbers[:CONDITIONS], sums, squares)


def merge(answers: Mapping[int, bytes]) -> bytes:
    """Return what the server sends back to everyone: the sums of all its clients together.

    Parameters
    ----------
    answers : by client id; the order in which they came changes nothing
    """
    sums = [ConditionSums.from_bytes(answers[client_id]) for client_id in sorted(answers)]
    return reduce(add, sums).to_bytes()
