"""What a client sends in a round, and the rules that merge what many of them sent."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.features import RealArray


@dataclass(frozen=True, eq=False)
class ClientUpdate:
    """The weights of a model after a client's training, and the rows they were trained on.

    A match averages linear models: coefficients belong to standardised features, and targets are in
    units of ``RUL_CAP``. The lab also averages networks, whose flat weights come in by ``of``. The
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

    @classmethod
    def of(cls, weights: RealArray, rows: int) -> "ClientUpdate":
        """Take any model's flat weights, whose last number is the intercept of its output."""
        return cls(weights[:-1], float(weights[-1]), rows)

    @property
    def weights(self) -> RealArray:
        """All numbers as one flat vector."""
        return np.append(self.coefficients, self.intercept)

    def to_bytes(self) -> bytes:
        return self.weights.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, message: bytes, rows: int) -> "ClientUpdate":
        return cls.of(np.frombuffer(message, "<f8"), rows)


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
    return _merged(average, weights, updates)


def coordinate_median(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Take the median of each weight over the clients, whatever their rows.

    Yin, Chen, Ramchandran and Bartlett, "Byzantine-Robust Distributed Learning: Towards Optimal
    Statistical Rates", ICML 2018, arXiv:1803.01498.

    Examples
    --------
    >>> sent = [ClientUpdate(np.array([w]), 0.0, 10) for w in (1.0, 2.0, -90.0)]
    >>> coordinate_median(sent).coefficients.tolist()
    [1.0]
    """
    # Not of the sum of the two in the middle, which may overflow and leave the range.
    weights = np.sort(_stacked(updates), axis=0)
    low, high = weights[(len(weights) - 1) // 2], weights[len(weights) // 2]
    return _merged(low / 2 + high / 2, np.stack([low, high]), updates)


def trimmed_mean(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Average each weight after leaving out the largest and the smallest fifth, rounded up.

    Yin et al. 2018, arXiv:1803.01498, with beta = ``TOLERATED``; every client counts the same.

    Examples
    --------
    >>> sent = [ClientUpdate(np.array([w]), 0.0, 10) for w in (1.0, 2.0, -90.0, 3.0)]
    >>> trimmed_mean(sent).coefficients.tolist()
    [1.5]
    """
    weights = np.sort(_stacked(updates), axis=0)
    cut = min(math.ceil(TOLERATED * len(weights)), (len(weights) - 1) // 2)
    middle = weights[cut : len(weights) - cut]
    return _merged(middle.sum(axis=0) / len(middle), middle, updates)


def krum(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Take the one update that lies closest to its nearest neighbours.

    Blanchard, El Mhamdi, Guerraoui and Stainer, "Machine Learning with Adversaries: Byzantine
    Tolerant Gradient Descent", NIPS 2017 (arXiv:1703.02757 in a longer version), assuming that a
    fifth of the clients, rounded up, may lie.

    Examples
    --------
    >>> sent = [ClientUpdate(np.array([w]), 0.0, 10) for w in (1.0, 2.0, -90.0, 1.8, 2.5)]
    >>> krum(sent).coefficients.tolist()
    [2.0]
    """
    weights = _in_one_order(updates)
    return _merged(weights[_krum_order(weights)[0]], weights, updates)


def multi_krum(updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Average the updates that Krum likes best: all but those that may lie.

    Blanchard et al., NIPS 2017; every client that is chosen counts the same.

    Examples
    --------
    >>> sent = [ClientUpdate(np.array([w]), 0.0, 10) for w in (1.0, 2.0, -90.0, 2.0, 3.0)]
    >>> multi_krum(sent).coefficients.tolist()
    [2.0]
    """
    weights = _in_one_order(updates)
    best = weights[_krum_order(weights)[: max(len(weights) - _liars(len(weights)), 1)]]
    return _merged(np.sort(best, axis=0).sum(axis=0) / len(best), best, updates)


TOLERATED = 0.2
"""Share of the clients that may lie, as far as the robust rules are made for it."""


def _liars(clients: int) -> int:
    """Clients that may lie: Krum needs two more than twice as many who do not."""
    return max(min(math.ceil(TOLERATED * clients), (clients - 3) // 2), 0)


def _krum_order(weights: RealArray) -> list[int]:
    """Positions by the sum of squared distances to the nearest neighbours, closest first."""
    neighbours = max(len(weights) - _liars(len(weights)) - 2, 1)
    scores = []
    for row in weights:
        squares = np.sort(np.square(weights - row).sum(axis=1))
        scores.append(float(squares[1 : neighbours + 1].sum()))  # the first is the row itself
    return sorted(range(len(scores)), key=scores.__getitem__)


def _in_one_order(updates: Sequence[ClientUpdate]) -> RealArray:
    """Stacked weights in an order that depends on them alone: it decides between equal scores."""
    return np.stack([update.weights for update in sorted(updates, key=ClientUpdate.to_bytes)])


def _merged(weights: RealArray, within: RealArray, updates: Sequence[ClientUpdate]) -> ClientUpdate:
    """Return weights, freed of rounding that would carry them out of the range of some others."""
    weights = np.clip(weights, within.min(axis=0), within.max(axis=0))
    return ClientUpdate.of(weights, sum(update.rows for update in updates))


def _stacked(updates: Sequence[ClientUpdate]) -> RealArray:
    """Weights of each update, (clients, weights)."""
    return np.stack([update.weights for update in updates])


AGGREGATORS: dict[str, Aggregator] = {
    "fedavg": fedavg,
    "median": coordinate_median,
    "trimmed_mean": trimmed_mean,
    "krum": krum,
    "multi_krum": multi_krum,
}
"""Every rule, by the name that a caller uses; the contract test runs over this table."""
