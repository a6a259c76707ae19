"""What a sensor history says at each cycle: the one feature module of training and forecasting."""

from typing import Any

import numpy as np
import numpy.typing as npt

from data.trajectories import INFORMATIVE_COLUMNS, INFORMATIVE_SENSORS, Trajectories

RealArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SHORT, LONG = 5, 30
"""Windows of the trailing means, cycles; the slope uses the long one."""
RECENT, BASE = 10, 10
"""Cycles of "now" and of "when it was new", whose difference is the departure."""

FEATURE_NAMES: tuple[str, ...] = (
    *(f"{sensor} mean {SHORT}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} mean {LONG}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} slope {LONG}" for sensor in INFORMATIVE_SENSORS),
    *(f"{sensor} departure" for sensor in INFORMATIVE_SENSORS),
    "age",
)

GRID = 2.0**-16
"""Sensors are read to this fine grid (the files have at most 4 decimals), so that running sums
are integers: exact, and therefore the same for an engine alone and in any batch."""

CHUNK_ROWS = 2048
"""Rows worked on at a time; small enough to stay in the processor's cache."""


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
    out = np.empty((int(trajectories.offsets[-1]), len(FEATURE_NAMES)))
    first = 0
    while first < len(trajectories):
        limit = trajectories.offsets[first] + CHUNK_ROWS
        last = max(int(np.searchsorted(trajectories.offsets, limit, side="right")) - 1, first + 1)
        begin, end = trajectories.offsets[first], trajectories.offsets[last]
        _describe(
            trajectories.sensors[begin:end],
            trajectories.offsets[first : last + 1] - begin,
            out[begin:end],
        )
        first = last
    return out


def _describe(sensors: npt.NDArray[np.float32], offsets: IntArray, out: RealArray) -> None:
    """Write the features of some whole engines into ``out``, (rows, 57)."""
    starts = np.repeat(offsets[:-1], np.diff(offsets))
    ends = np.arange(1, offsets[-1] + 1)
    ages = ends - starts
    values, moments = _running_sums(sensors)
    short, long, slope, departure = np.split(out[:, :-1], 4, axis=1)

    lengths = np.minimum(ages, SHORT)
    np.multiply(_window(values, lengths), _column(GRID / lengths), out=short)
    lengths = np.minimum(ages, LONG)
    window = _window(values, lengths)
    np.multiply(window, _column(GRID / lengths), out=long)

    # Rows are numbered from 1 here: the mean number in a window is ends - (lengths - 1) / 2.
    doubled = _window(moments, lengths)
    doubled *= 2
    window *= _column(2 * ends - lengths + 1)
    doubled -= window
    # Twice the sum of squared distances from the mean number.
    squares = np.maximum(lengths * (lengths**2 - 1), 1) / 6
    share = np.where(lengths >= 3, lengths / LONG, 0)
    np.multiply(doubled, _column(GRID * share / squares), out=slope)

    lengths = np.minimum(ages, RECENT)
    np.multiply(_window(values, lengths), _column(GRID / lengths), out=departure)
    lengths = np.minimum(ages, BASE)
    base = values.take(starts + lengths, axis=0)
    base -= values.take(starts, axis=0)
    departure -= base * _column(GRID / lengths)
    out[:, -1] = ages


def _running_sums(sensors: npt.NDArray[np.float32]) -> tuple[IntArray, IntArray]:
    """Return running sums over rows, of the sensors on their grid and of them times their row.

    Both are (rows + 1, 14). Integer sums may wrap around; their differences over a window are right
    all the same.
    """
    values = np.zeros((len(sensors) + 1, len(INFORMATIVE_COLUMNS)), np.int64)
    # A power of two, so the product is exact also in single precision.
    on_grid = sensors.take(INFORMATIVE_COLUMNS, axis=1)
    on_grid *= np.float32(1 / GRID)
    np.rint(on_grid, out=on_grid)
    values[1:] = on_grid
    moments = values * _column(np.arange(len(values)))
    np.cumsum(values, axis=0, out=values)
    np.cumsum(moments, axis=0, out=moments)
    return values, moments


def _window(sums: IntArray, lengths: IntArray) -> IntArray:
    """Sum over the window of this many rows that ends with each row, (rows, 14)."""
    before = np.arange(1, len(lengths) + 1) - lengths
    window: IntArray = sums[1:] - sums.take(before, axis=0)
    return window


def _column(of_rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return of_rows[:, np.newaxis]
