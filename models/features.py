"""What a sensor history says at each cycle: the one feature module of training and forecasting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.trajectories import INFORMATIVE_COLUMNS, INFORMATIVE_SENSORS, Trajectories

RealArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Forecast = Callable[[RealArray], RealArray]
"""From rows of features, (rows, 57), to remaining lives, (rows,) cycles."""

SHORT, LONG = 5, 30
"""Windows of the trailing means, cycles; the slope uses the long one."""
RECENT = 10
"""Cycles of "now", and of "when it was new": what lies between their means is the departure."""

FEATURE_NAMES: tuple[str, ...] = (
    *(f"{sensor} mean {SHORT}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} mean {LONG}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} slope {LONG}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} departure" for sensor in INFORMATIVE_SENSORS),
    "age",
)

GRID = 2.0**-16
"""Sensors are read to this fine grid (the files have at most 4 decimals), so that running sums
are whole numbers: exact below 2**53, and therefore the same for an engine alone and in any batch.
That is enough for some 5,000 rows of a sensor that reads 10,000."""

CHUNK_ROWS = 3072
"""Rows worked on at a time; few enough for the processor's cache, and for exact sums."""


class Scale(NamedTuple):
    """What columns are standardised by: their means and standard deviations, (columns,) each."""

    mean: RealArray
    scale: RealArray


def features(trajectories: Trajectories) -> RealArray:
    """Describe every row by what its engine's sensors have shown up to that row.

    Per informative sensor: the means of the last 5 and 30 cycles, the slope per cycle over the
    last 30, and the mean of the last 10 minus that of the engine's first 10; then the age. Shorter
    histories use what there is; a slope needs 3 rows, and is damped in proportion until its window
    is full.

    Returns
    -------
    (rows, 57) float64, in the order of ``FEATURE_NAMES``

    Examples
    --------
    >>> one = Trajectories(
    ...     engine_ids=np.array([1]),
    ...     offsets=np.array([0, 4]),
    ...     settings=np.zeros((4, 3), np.float32),
    ...     sensors=np.tile(np.arange(4, dtype=np.float32)[:, None], (1, 21)),
    ...     lifetimes=np.array([4]),
    ... )
    >>> table = features(one)
    >>> table.shape
    (4, 57)
    >>> table[:, FEATURE_NAMES.index("T24 mean 5")].tolist()
    [0.0, 0.5, 1.0, 1.5]
    >>> table[:, FEATURE_NAMES.index("T24 slope 30")].tolist()
    [0.0, 0.0, 0.1, 0.13333333333333333]
    >>> table[:, FEATURE_NAMES.index("age")].tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    return in_chunks(trajectories, len(FEATURE_NAMES), _describe)


Describe = Callable[[npt.NDArray[np.float32], IntArray, IntArray, RealArray], None]
"""Describes some whole engines: from sensors, (rows, 21), offsets and the rows that are wanted,
numbered from 1, to a table, (wanted, columns), which it fills."""


def in_chunks(
    trajectories: Trajectories, columns: int, describe: Describe, last: bool = False
) -> RealArray:
    """Describe every row, or the last one of each engine, a few engines at a time."""
    offsets = trajectories.offsets
    out = np.empty((len(trajectories) if last else int(offsets[-1]), columns))
    first = 0
    while first < len(trajectories):
        limit = offsets[first] + CHUNK_ROWS
        until = max(int(np.searchsorted(offsets, limit, side="right")) - 1, first + 1)
        begin, end = offsets[first], offsets[until]
        own = offsets[first : until + 1] - begin
        wanted = own[1:] if last else np.arange(1, end - begin + 1)
        part = out[first:until] if last else out[begin:end]
        describe(trajectories.sensors[begin:end], own, wanted, part)
        first = until
    return out


def _describe(
    sensors: npt.NDArray[np.float32], offsets: IntArray, ends: IntArray, out: RealArray
) -> None:
    """Write the features of some whole engines into ``out``, (rows, 57).

    Work is done sensor by sensor, (14, rows), where long lines add up quickly.
    """
    lives = np.diff(offsets)
    ages = ends - np.repeat(offsets[:-1], lives)
    values, moments = running_sums(sensors)
    lines = np.empty((4, len(values), len(ends)))
    short, long, slope, departure = lines

    lengths = np.minimum(ages, SHORT)
    _window(values, ends, lengths, short)
    short *= GRID / lengths
    lengths = np.minimum(ages, LONG)
    _window(values, ends, lengths, long)
    # Rows are numbered from 1 here: the mean number in a window is ends - (lengths - 1) / 2.
    _window(moments, ends, lengths, slope)
    slope *= 2
    slope -= long * (2 * ends - lengths + 1)
    # Twice the sum of squared distances from the mean number.
    squares = np.maximum(lengths * (lengths**2 - 1), 1) / 6
    share = np.where(lengths >= 3, lengths / LONG, 0)
    slope *= GRID * share / squares
    long *= GRID / lengths

    lengths = np.minimum(ages, RECENT)
    _window(values, ends, lengths, departure)
    departure *= GRID / lengths
    lengths = np.minimum(lives, RECENT)
    base = values.take(offsets[:-1] + lengths, axis=1) - values.take(offsets[:-1], axis=1)
    base *= GRID / lengths
    departure -= np.repeat(base, lives, axis=1)
    departure[:, np.flatnonzero(ages <= RECENT)] = 0  # where it is still new, now and new are one
    out[:, :-1] = lines.reshape(-1, len(ends)).T
    out[:, -1] = ages


def running_sums(sensors: npt.NDArray[np.float32]) -> tuple[RealArray, RealArray]:
    """Return running sums over rows, of the sensors on their grid and of them times their row.

    Both are (14, rows + 1).
    """
    values = np.zeros((len(INFORMATIVE_COLUMNS), len(sensors) + 1))
    # A power of two, so the product is exact also in single precision.
    on_grid = sensors.take(INFORMATIVE_COLUMNS, axis=1)
    on_grid *= np.float32(1 / GRID)
    np.rint(on_grid, out=on_grid)
    values[:, 1:] = on_grid.T
    moments = values * np.arange(values.shape[1])
    np.cumsum(values, axis=1, out=values)
    np.cumsum(moments, axis=1, out=moments)
    return values, moments


def _window(sums: RealArray, ends: IntArray, lengths: IntArray, out: RealArray) -> None:
    """Sum over the window of this many rows that ends with each row, into ``out``, (14, rows)."""
    # Nothing is out of range; without "clip" NumPy would write to a copy first.
    sums.take(ends - lengths, axis=1, out=out, mode="clip")
    np.subtract(sums[:, 1:], out, out=out)


@dataclass(frozen=True)
class FourierFeatures:
    """Random cosines of the standardised features: a Gaussian kernel that fits into sums.

    Rahimi and Recht, "Random Features for Large-Scale Kernel Machines", NIPS 2007. Everybody who
    knows the three numbers draws the same features.

    Attributes
    ----------
    count : features
    width : how fast they vary; a larger one bends more
    seed : of the draw
    weights : of the inputs, which then vary as fast as if they were scaled by them; all the same
        if empty

    Examples
    --------
    >>> FourierFeatures(count=300, width=0.6).transform(np.zeros((2, 57))).shape
    (2, 300)
    """

    count: int = 600
    width: float = 1.0
    seed: int = 0
    weights: Sequence[float] = ()

    def transform(self, rows: RealArray) -> RealArray:
        """Map standardised features, (rows, inputs), to (rows, count)."""
        rng = np.random.default_rng(self.seed)
        inputs = rows.shape[1]
        frequencies = rng.normal(0, self.width / np.sqrt(inputs), (inputs, self.count))
        if len(self.weights):
            weights = np.array(self.weights)
            frequencies *= (weights * np.sqrt(inputs / np.square(weights).sum()))[:, np.newaxis]
        phases = rng.uniform(0, 2 * np.pi, self.count)
        waves: RealArray = rows @ frequencies
        waves += phases
        np.cos(waves, out=waves)
        waves *= np.sqrt(2 / self.count)
        return waves
