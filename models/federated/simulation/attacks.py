"""What a saboteur sends instead of an honest update."""

from collections.abc import Callable

import numpy as np

from models.features import RealArray

FLIP = 5.0
"""How many times its own length a flipped update points the wrong way."""
NOISE = 10.0
"""Standard deviation of the noise attack, in units of the update's root mean square."""
SHIFT = 60.0
"""Cycles by which a label saboteur claims that its engines lived longer."""

Sabotage = Callable[[RealArray, RealArray, np.random.Generator], RealArray]
"""From received and honestly trained weights to those that are sent."""


def sign_flip(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Step the opposite way, ``FLIP`` times as far.

    Examples
    --------
    >>> sign_flip(np.array([1.0]), np.array([1.5]), np.random.default_rng(0)).tolist()
    [-1.5]
    """
    return received - FLIP * (trained - received)


def noise(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Bury the update under noise ``NOISE`` times as large."""
    spread = NOISE * np.sqrt(np.mean(np.square(trained - received)))
    return trained + rng.normal(0, spread, len(trained))


def label_poisoning(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Send what was trained, on labels that were ``SHIFT`` cycles too long."""
    return trained


LABEL_POISONING = "label_poisoning"

SABOTAGE: dict[str, Sabotage] = {
    "sign_flip": sign_flip,
    "noise": noise,
    LABEL_POISONING: label_poisoning,
}
"""Every kind, by the name that a caller uses."""
