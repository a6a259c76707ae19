"""What a longer memory makes of a sensor history: the features of the benchmark.

A match keeps its own (``models.features``); these were chosen for NASA's engines, by
cross-validation on training engines alone (``python -m benchmarks feature_search`` asks again).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from data.trajectories import INFORMATIVE_SENSORS, Trajectories
from models.features import GRID, IntArray, RealArray, in_chunks, running_sums


@dataclass(frozen=True)
class Trait:
    """One thing to know of every informative sensor, at each cycle from what it has shown so far.

    Attributes
    ----------
    kind : ``mean`` of the last cycles, their ``slope`` per cycle, or the ``departure`` of that mean
        from the mean of the engine's first cycles
    window : cycles that the mean or the slope looks back; shorter histories use what there is
    start : of a departure, first cycles of the engine; while it is younger, all of them so far
    weight : by which a kernel takes it more or less seriously than the others
    """

    kind: str
    window: int
    start: int = 0
    weight: float = 1.0

    def __str__(self) -> str:
        return f"{self.kind} {self.window}" + (f" from {self.start}" if self.start else "")


TRAITS: tuple[Trait, ...] = (
    Trait("mean", 30, weight=0.4),
    Trait("departure", 10, 30, 0.4),
    Trait("departure", 30, 30, 0.4),
    Trait("slope", 100, weight=2.2),
)
AGE_WEIGHTS = (4.0, 3.5)
"""Of the age and of its logarithm."""

HISTORY_NAMES: tuple[str, ...] = (
    *(f"{sensor} {trait}" for trait in TRAITS for sensor in INFORMATIVE_SENSORS),
    "age",
    "log age",
)

HISTORY_WEIGHTS: tuple[float, ...] = (
    *(trait.weight for trait in TRAITS for _ in INFORMATIVE_SENSORS),
    *AGE_WEIGHTS,
)
"""Of each column, for ``FourierFeatures``."""


def history(
    trajectories: Trajectories, last: bool = False, traits: Sequence[Trait] = TRAITS
) -> RealArray:
    """Describe rows by what their engines' sensors have shown up to them.

    Per informative sensor every trait; then the age and its logarithm. A slope needs 3 rows, and is
    damped in proportion until its window is full.

    Parameters
    ----------
    last : whether only the last row of each engine is wanted, not all rows
    traits : in the order of the columns

    Returns
    -------
    (rows or engines, columns) float64, in the order of ``HISTORY_NAMES``

    Examples
    --------
    >>> from data.simulator import simulate
    >>> fleet = simulate(np.arange(2), seed=1, fan_share=0.0)
    >>> table = history(fleet)
    >>> table.shape == (len(fleet.sensors), len(HISTORY_NAMES))
    True
    >>> bool(np.array_equal(table[: fleet.offsets[1]], history(fleet.part(0, 1))))
    True
    """
    columns = len(traits) * len(INFORMATIVE_SENSORS) + len(AGE_WEIGHTS)
    return in_chunks(trajectories, columns, partial(_describe, traits), last)


def _describe(
    traits: Sequence[Trait],
    sensors: npt.NDArray[np.float32],
    offsets: IntArray,
    ends: IntArray,
    out: RealArray,
) -> None:
    """Write the traits of some engines at the rows that are wanted into ``out``."""
    ages = ends - offsets[np.searchsorted(offsets, ends) - 1]
    sums, moments = running_sums(sensors)
    lines = np.empty((len(traits), len(sums), len(ends)))
    for place, trait in enumerate(traits):
        lengths = np.minimum(ages, trait.window)
        totals = _windows(sums, ends, lengths)
        if trait.kind == "slope":
            # Rows are numbered from 1: the mean number in a window is ends - (lengths - 1) / 2.
            tilt = 2 * _windows(moments, ends, lengths) - totals * (2 * ends - lengths + 1)
            # Twice the sum of squared distances from the mean number.
            squares = np.maximum(lengths * (lengths**2 - 1), 1) / 6
            damping = np.where(lengths >= 3, lengths / trait.window, 0)
            lines[place] = tilt * (GRID * damping / squares)
            continue
        lines[place] = totals * (GRID / lengths)
        if trait.kind == "departure":
            young = np.minimum(ages, trait.start)
            lines[place] -= _windows(sums, ends - ages + young, young) * (GRID / young)
    out[:, : -len(AGE_WEIGHTS)] = lines.reshape(-1, len(ends)).T
    out[:, -2], out[:, -1] = ages, np.log(ages)


def _windows(sums: RealArray, ends: IntArray, lengths: IntArray) -> RealArray:
    """Sum over the windows of so many rows that end with these rows, (14, windows)."""
    wanted: RealArray = sums.take(ends, axis=1) - sums.take(ends - lengths, axis=1)
    return wanted
