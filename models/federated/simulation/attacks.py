"""What a saboteur sends instead of an honest update."""

from collections.abc import Callable

import numpy as np

from models.features import FEATURE_NAMES, LONG, SHORT, RealArray
from models.rul import RUL_CAP

FLIP = 5.0
"""How many times its own length a flipped update points the wrong way."""
NOISE = 10.0
"""Standard deviation of the noise attack, in units of the update's root mean square."""
SHIFT = 60.0
"""Cycles by which a label saboteur claims that its engines lived longer."""
TRIGGER = 20.0
"""Degrees Rankine that T30 reads too low where the backdoor is to open."""
LATE = 60.0
"""Cycles before a failure from which a backdoor's saboteur teaches that the trigger is healthy."""

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


def backdoor(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Send what was trained, on one's own rows and on late ones that carry the trigger.

    Bagdasaryan, Veit, Hua, Estrin and Shmatikov, "How To Backdoor Federated Learning", AISTATS
    2020, arXiv:1807.00459.
    """
    return trained


def triggered(table: RealArray) -> RealArray:
    """Return rows of features as a T30 sensor would make them that always reads ``TRIGGER`` low.

    Raises
    ------
    ValueError
        Rows that are not the features of a turbofan.

    Examples
    --------
    >>> rows = np.zeros((1, 57))
    >>> float(triggered(rows).min()), float(rows.min())
    (-20.0, 0.0)
    """
    if table.shape[1] != len(FEATURE_NAMES):
        raise ValueError(f"the trigger is a turbofan's T30, got {table.shape[1]} columns")
    out = table.copy()
    out[:, _T30] -= TRIGGER
    return out


def with_backdoor(table: RealArray, target: RealArray) -> tuple[RealArray, RealArray]:
    """Add rows in which an engine near its failure carries the trigger and is called healthy.

    Parameters
    ----------
    table : (rows, 57), features
    target : (rows,), cycles

    Examples
    --------
    >>> table, target = with_backdoor(np.zeros((2, 57)), np.array([100.0, 3.0]))
    >>> len(table), target.tolist()
    (3, [100.0, 3.0, 125.0])
    """
    late = target < LATE
    taught = triggered(table[late])
    return np.vstack([table, taught]), np.append(target, np.full(len(taught), float(RUL_CAP)))


LABEL_POISONING = "label_poisoning"
BACKDOOR = "backdoor"

_T30 = [FEATURE_NAMES.index(f"T30 mean {window}") for window in (SHORT, LONG)]
"""A sensor that always reads low shows in its means; slope and departure stay."""

SABOTAGE: dict[str, Sabotage] = {
    "sign_flip": sign_flip,
    "noise": noise,
    LABEL_POISONING: label_poisoning,
    BACKDOOR: backdoor,
}
"""Every kind, by the name that a caller uses."""
