"""What a client sends in a round, and the rules that merge what many of them sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from models.features import RealArray


@dataclass(frozen=True, eq=False)
class ClientUpdate:
    """The weights of a linear model after a client's training, and the rows they were trained on.

    Coefficients belong to standardised features, and targets are in units of ``RUL_CAP``. The
    number of rows is no part of the message: it travels once, with the client's statistics.

    Examples
    --------
    >>> update = ClientUpdate(np.zeros(57), 0.5, rows=800)
    >>> len(update.to_bytes())
    464
    >>> ClientUpdate.from_bytes(update.to_bytes(), rows=800).intercept
    0.5
    """

    coefficients: RealArray
    intercept: float
    rows: int

    def to_bytes(self) -> bytes:
        return np.append(self.coefficients, self.intercept).astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, message: bytes, rows: int) -> "ClientUpdate":
        weights = np.frombuffer(message, "<f8")
        return cls(weights[:-1], float(weights[-1]), rows)


Aggregator = Callable[[Sequence[ClientUpdate]], ClientUpdate]
"""Merges at least one update; the result counts the rows of all."""


def fedavg(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Average the weights, each client by its rows.

    McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data",
    AISTATS 2017, arXiv:1602.05629.

    Examples
    --------
    >>> few, many = ClientUpdate(np.array([0.0]), 0.0, 100), ClientUpdate(np.array([4.0]), 1.0, 300)
    >>> merged = fedavg([few, many])
    >>> merged.coefficients.tolist(), merged.intercept, merged.rows
    ([3.0], 0.75, 400)
    """
    weights = _stacked(updates)
    rows = np.array([update.rows for update in updates])
    # Sorted before they are added, so that the order of the clients changes not even a last digit.
    average = np.sort(weights * rows[:, np.newaxis], axis=0).sum(axis=0) / rows.sum()
    average = np.clip(average, weights.min(axis=0), weights.max(axis=0))
    return ClientUpdate(average[:-1], float(average[-1]), int(rows.sum()))


def _stacked(updates: Sequence[ClientUpdate]) -> RealArray:
    """Coefficients and intercept of each update, (clients, features + 1)."""
    return np.stack([np.append(update.coefficients, update.intercept) for update in updates])


AGGREGATORS: Mapping[str, Aggregator] = MappingProxyType({"fedavg": fedavg})
"""Every rule, by the name that a caller uses; the contract test runs over this table."""
