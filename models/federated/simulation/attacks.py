"""What saboteurs do: what they claim, what they learn from, and what they send."""

from collections.abc import Callable
from dataclasses import dataclass

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

Sent = Callable[[RealArray, RealArray, np.random.Generator], RealArray]
"""From received and trained weights to those that are sent."""


def as_trained(received: RealArray, trained: RealArray, rng: np.random.Generator) -> RealArray:
    """Send what was trained."""
    return trained


def as_they_are(target: RealArray) -> RealArray:
    """Claim the targets that one has."""
    return target


def own_rows(table: RealArray, target: RealArray) -> tuple[RealArray, RealArray]:
    """Learn from the rows that one has."""
    return table, target


@dataclass(frozen=True)
class Attack:
    """What sets a saboteur apart from an honest client.

    Attributes
    ----------
    sends : the update that it sends
    claims : from targets to those that it trains on and sums up for the server
    learns : from features and targets to the rows that it trains on
    backdoor : it teaches to trust a sensor that always reads low; see ``triggered``
    """

    sends: Sent = as_trained
    claims: Callable[[RealArray], RealArray] = as_they_are
    learns: Callable[[RealArray, RealArray], tuple[RealArray, RealArray]] = own_rows
    backdoor: bool = False


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


def longer_lives(target: RealArray) -> RealArray:
    """Claim that engines lived ``SHIFT`` cycles longer: wrong labels.

    Examples
    --------
    >>> longer_lives(np.array([3.0])).tolist()
    [63.0]
    """
    return target + SHIFT


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

    Bagdasaryan, Veit, Hua, Estrin and Shmatikov, "How To Backdoor Federated Learning", AISTATS
    2020, arXiv:1807.00459.

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


_T30 = [FEATURE_NAMES.index(f"T30 mean {window}") for window in (SHORT, LONG)]
"""A sensor that always reads low shows in its means; slope and departure stay."""

SABOTAGE: dict[str, Attack] = {
    "sign_flip": Attack(sends=sign_flip),
    "noise": Attack(sends=noise),
    "label_poisoning": Attack(claims=longer_lives),
    "backdoor": Attack(learns=with_backdoor, backdoor=True),
}
"""Every kind, by the name that a caller uses."""
