"""What the server makes of a merged update: take it as it is, or as a direction to step along.

The merged weights minus those that were sent out are the clients' common direction; an optimizer
of the server treats it as a gradient (Reddi et al., "Adaptive Federated Optimization", ICLR 2021,
arXiv:2003.00295).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.features import RealArray


@dataclass(frozen=True, eq=False)
class Momentum:
    """What a server's optimizer remembers between rounds."""

    mean: RealArray  # (weights,) of past directions
    square: RealArray  # (weights,) of their squares

    @classmethod
    def none(cls, size: int) -> "Momentum":
        return cls(np.zeros(size), np.zeros(size))


class ServerOptimizer(Protocol):
    """From the weights sent out and the merged answers to the next weights."""

    def step(
        self, weights: RealArray, merged: RealArray, memory: Momentum
    ) -> tuple[RealArray, Momentum]: ...


@dataclass(frozen=True)
class Plain:
    """Take the merged weights as they are (McMahan et al. 2017, arXiv:1602.05629).

    Examples
    --------
    >>> weights, _ = Plain().step(np.array([1.0]), np.array([3.0]), Momentum.none(1))
    >>> weights.tolist()
    [3.0]
    """

    def step(
        self, weights: RealArray, merged: RealArray, memory: Momentum
    ) -> tuple[RealArray, Momentum]:
        return merged.copy(), memory


@dataclass(frozen=True)
class FedAvgM:
    """Step along a running sum of directions.

    Hsu, Qi and Brown, "Measuring the Effects of Non-Identical Data Distribution for Federated
    Visual Classification", 2019, arXiv:1909.06335.

    Attributes
    ----------
    momentum : share of the past that is kept
    rate : length of the step; with 1 - momentum, steps are as long as those of ``Plain`` in the end

    Examples
    --------
    >>> memory = Momentum.none(1)
    >>> weights, memory = FedAvgM(0.5, 1.0).step(np.array([0.0]), np.array([2.0]), memory)
    >>> weights, memory = FedAvgM(0.5, 1.0).step(weights, weights + 2, memory)
    >>> weights.tolist()  # 2, then 0.5 * 2 + 2 more
    [5.0]
    """

    momentum: float = 0.7
    rate: float = 0.6

    def step(
        self, weights: RealArray, merged: RealArray, memory: Momentum
    ) -> tuple[RealArray, Momentum]:
        mean = self.momentum * memory.mean + (merged - weights)
        return weights + self.rate * mean, Momentum(mean, memory.square)


@dataclass(frozen=True)
class FedAdam:
    """Step along the mean direction, each weight at a pace of its own.

    Reddi et al. 2021, arXiv:2003.00295, algorithm 2; without a correction of the first steps, as
    there. The squares begin at 0, where the paper has them at tau^2 or more: weights that have
    moved much further than tau in a round do the same, others take longer first steps.

    Attributes
    ----------
    rate : length of a step (eta)
    first, second : shares of the past that are kept (beta 1 and 2)
    floor : keeps the pace finite where nothing moves (tau)

    Examples
    --------
    >>> optimizer = FedAdam(rate=0.1, first=0.9, second=0.75, floor=0.5)
    >>> weights, _ = optimizer.step(np.array([0.0]), np.array([2.0]), Momentum.none(1))
    >>> weights.round(12).tolist()  # 0.1 * 0.2 / (sqrt(0.25 * 4) + 0.5)
    [0.013333333333]
    """

    rate: float = 0.02
    first: float = 0.9
    second: float = 0.99
    floor: float = 1e-3

    def step(
        self, weights: RealArray, merged: RealArray, memory: Momentum
    ) -> tuple[RealArray, Momentum]:
        direction = merged - weights
        mean = self.first * memory.mean + (1 - self.first) * direction
        square = self.second * memory.square + (1 - self.second) * np.square(direction)
        moved = weights + self.rate * mean / (np.sqrt(square) + self.floor)
        return moved, Momentum(mean, square)


SERVER_OPTIMIZERS: dict[str, ServerOptimizer] = {
    "plain": Plain(),
    "fedavgm": FedAvgM(),
    "fedadam": FedAdam(),
}
"""Every optimizer, by the name that a caller uses; the contract test runs over this table."""
