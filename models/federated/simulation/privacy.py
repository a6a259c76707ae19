"""Differential privacy of a federation's members: clipping, noise, and an honest account.

McMahan, Ramage, Talwar and Zhang, "Learning Differentially Private Recurrent Language Models", ICLR
2018, arXiv:1710.06963: each client cuts its update to a largest norm, the server adds Gaussian
noise to their mean.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr

from models.features import RealArray


def clipped(update: RealArray, norm: float) -> RealArray:
    """Shorten an update to a norm, if it is longer; directions stay.

    Examples
    --------
    >>> clipped(np.array([3.0, 4.0]), 2.5).tolist(), clipped(np.array([0.3, 0.4]), 2.5).tolist()
    ([1.5, 2.0], [0.3, 0.4])
    """
    length = float(np.linalg.norm(update))
    return update * (norm / length) if length > norm else update


def with_noise(
    mean: RealArray, norm: float, multiplier: float, clients: int, rng: np.random.Generator
) -> RealArray:
    """Add the Gaussian mechanism's noise to a mean of clipped updates.

    Parameters
    ----------
    norm : to which each update was clipped: what one client can change the sum by
    multiplier : standard deviation of the noise in the sum, in units of ``norm``
    clients : whose updates the mean is of, each counting the same
    """
    return mean + rng.normal(0, multiplier * norm / clients, len(mean))


def epsilon(multiplier: float, rounds: int, delta: float) -> float:
    """Return the epsilon of (epsilon, delta)-differential privacy after some rounds.

    It protects a client as a whole: two runs are neighbours if one client's updates are zero in one
    of them. Nothing is credited for not taking part in some rounds, so the figure holds for a
    client that takes part in all. Rounds of Gaussian noise add up to a single one that is smaller
    by the root of their number; its epsilon is exact (Balle and Wang, "Improving the Gaussian
    Mechanism for Differential Privacy", ICML 2018, arXiv:1805.06530, theorem 8).

    Examples
    --------
    >>> round(epsilon(1.0, 20, 1e-3), 1), round(epsilon(10.0, 20, 1e-3), 2)
    (23.1, 1.18)
    """
    spread = multiplier / np.sqrt(rounds)

    def excess(level: float) -> float:
        """Return the logarithm of what this epsilon leaves open, over delta."""
        likely = log_ndtr(0.5 / spread - level * spread)
        unlikely = level + log_ndtr(-0.5 / spread - level * spread)
        return float(likely + np.log(-np.expm1(unlikely - likely)) - np.log(delta))

    if excess(0.0) <= 0:
        return 0.0
    enough = 1.0
    while excess(enough) > 0:
        enough *= 2
    return float(brentq(excess, 0.0, enough, xtol=1e-15))


def told_apart(multiplier: float, rounds: int) -> float:
    """Return how often one can tell from all rounds' sums whether a client took part, at most.

    One knows everything but that, takes part and no part for equally likely, and the client steps
    as far as it may in each round. The Gaussian mechanism's best test is a threshold on the sum of
    the rounds (Dong, Roth and Su, "Gaussian Differential Privacy", JRSS B 2022, arXiv:1905.02383).

    Examples
    --------
    >>> [round(told_apart(multiplier, 15), 2) for multiplier in (1.0, 4.0, 100.0)]
    [0.97, 0.69, 0.51]
    """
    return float(ndtr(np.sqrt(rounds) / (2 * multiplier)))
