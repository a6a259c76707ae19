"""Flight conditions: what an engine's sensors would have shown at sea level.

In NASA's FD002 and FD004 an engine flies at another of six conditions in every cycle, and its
sensors follow the condition far more than the wear. Each sensor is therefore moved and scaled,
condition by condition, to the mean and spread that it has at sea level. The means and spreads come
from sums that factories share, condition by condition: never a reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from data.errors import EngineSourceError
from data.trajectories import SENSORS, FloatArray, Trajectories
from models.features import IntArray, RealArray
from models.federated.messages import pack

FLIGHT_CONDITIONS = np.array(
    [(0, 0, 100), (10, 0.25, 100), (20, 0.7, 100), (25, 0.62, 60), (35, 0.84, 100), (42, 0.84, 100)]
)
"""Altitude in 1,000 ft, Mach number, throttle resolver angle in degrees, (6, 3)."""

CONDITIONS, SENSED = len(FLIGHT_CONDITIONS), len(SENSORS)

_TOLERANCE = np.array([1.0, 0.05, 2.0])
"""What a row may differ from its condition; in NASA's files it is a hundredth of that."""


class ConditionError(EngineSourceError):
    """A row whose settings belong to none of the six flight conditions."""


def conditions_of(settings: FloatArray) -> IntArray:
    """Return the flight condition of each row, (rows,), as a row of ``FLIGHT_CONDITIONS``.

    Parameters
    ----------
    settings : (rows, 3) altitude in 1,000 ft, Mach number, throttle resolver angle

    Raises
    ------
    ConditionError
        Settings that are close to none of the six.

    Examples
    --------
    >>> conditions_of(np.array([[42.002, 0.8405, 100], [-0.0007, 0.0003, 100]], np.float32))
    array([5, 0])
    """
    distances = np.stack(
        [
            np.max(np.abs(settings - condition) / _TOLERANCE, axis=1)
            for condition in FLIGHT_CONDITIONS
        ],
        axis=1,
    )
    nearest: IntArray = np.argmin(distances, axis=1).astype(np.int64)
    far = np.flatnonzero(distances[np.arange(len(nearest)), nearest] > 1)
    if len(far):
        altitude, mach, throttle = settings[far[0]].tolist()
        raise ConditionError(
            "Row {row} was flown at settings {altitude}, {mach} and {throttle}, none of the six "
            "flight conditions of NASA's engines: leave its engine out.",
            row=int(far[0]) + 1,
            altitude=f"{altitude:g}",
            mach=f"{mach:g}",
            throttle=f"{throttle:g}",
        )
    return nearest


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


def sums_of(trajectories: Trajectories) -> ConditionSums:
    """Sum up what the sensors of some engines have shown, by flight condition.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> sums_of(simulate(np.arange(3), seed=1, fan_share=0.0)).flown
    (0,)
    """
    conditions = conditions_of(trajectories.settings)
    rows = np.bincount(conditions, minlength=CONDITIONS).astype(np.float64)
    sums, squares = np.zeros((2, CONDITIONS, SENSED))
    for condition in np.flatnonzero(rows):
        readings = trajectories.sensors[conditions == condition].astype(np.float64)
        sums[condition] = readings.sum(axis=0)
        squares[condition] = np.square(readings - readings.mean(axis=0)).sum(axis=0)
    return ConditionSums(rows, sums, squares)


def at_sea_level(trajectories: Trajectories, sums: ConditionSums) -> Trajectories:
    """Return engines as if they had flown at sea level all the time.

    Where nobody who shared sums has flown at sea level, the lowest condition flown takes its place.
    Rows at that condition stay as they are, so that engines of one condition are not touched at
    all. A row at a condition that nobody has flown says nothing: it becomes an average one.

    Parameters
    ----------
    trajectories : of any engines, also such that never failed
    sums : of the factories that share them, one row at least

    Raises
    ------
    ConditionError
        A row at none of the six conditions.
    """
    home = sums.flown[0]
    conditions = conditions_of(trajectories.settings)
    if (conditions == home).all():
        return trajectories
    mean, scale = sums.mean, sums.scale
    # How far a sensor's own unit is stretched; what never varied in its condition says nothing.
    stretch = np.divide(scale[home], scale, out=np.zeros_like(scale), where=scale > 0)
    away = conditions != home
    readings = trajectories.sensors[away].astype(np.float64) - mean[conditions[away]]
    sensors, settings = trajectories.sensors.copy(), trajectories.settings.copy()
    sensors[away] = mean[home] + readings * stretch[conditions[away]]
    settings[away] = FLIGHT_CONDITIONS[home]
    return replace(trajectories, sensors=sensors, settings=settings)


def merge(answers: Mapping[int, bytes]) -> bytes:
    """Return what the server sends back to everyone: the sums of all its clients together.

    Parameters
    ----------
    answers : by client id; the order in which they came changes nothing
    """
    sums = [ConditionSums.from_bytes(answers[client_id]) for client_id in sorted(answers)]
    return reduce(add, sums).to_bytes()


@dataclass(frozen=True, eq=False)
class Shared:
    """What every factory knows after sums were shared.

    Attributes
    ----------
    sums : of all of them together
    bytes_moved : to the server and back
    """

    sums: ConditionSums
    bytes_moved: int


def share(factories: Sequence[Trajectories]) -> Shared:
    """Let factories share the sums of their flight conditions; their order changes next to nothing.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> fleet = simulate(np.arange(8), seed=1, fan_share=0.0)
    >>> share([fleet.select(np.arange(4)), fleet.select(np.arange(4, 8))]).bytes_moved
    8256
    """
    answers = {number: sums_of(own).to_bytes() for number, own in enumerate(factories)}
    merged = merge(answers)
    moved = sum(map(len, answers.values())) + len(answers) * len(merged)
    return Shared(ConditionSums.from_bytes(merged), moved)
