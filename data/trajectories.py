"""Histories of many engines in one ragged table, in the columns of NASA's C-MAPSS files."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

SETTINGS = ("setting_1", "setting_2", "setting_3")
SENSORS = (
    "T2", "T24", "T30", "T50", "P2", "P15", "P30", "Nf", "Nc", "epr", "Ps30",
    "phi", "NRf", "NRc", "BPR", "farB", "htBleed", "Nf_dmd", "PCNfR_dmd", "W31", "W32",
)  # fmt: skip
"""The 21 sensors, in file order."""

INFORMATIVE_SENSORS = (
    "T24", "T30", "T50", "P30", "Nf", "Nc", "Ps30", "phi",
    "NRf", "NRc", "BPR", "htBleed", "W31", "W32",
)  # fmt: skip
"""The 14 sensors that move as an engine wears, in file order."""

INFORMATIVE_COLUMNS = tuple(SENSORS.index(name) for name in INFORMATIVE_SENSORS)

ROW_BYTES = 4 * (len(SETTINGS) + len(SENSORS))
"""Size of one cycle of one engine's history in single precision."""


@dataclass(frozen=True, eq=False)
class Trajectories:
    """The sensor histories of some engines, one row per engine and cycle.

    Rows of engine ``i`` are ``offsets[i]:offsets[i + 1]``; its first row is cycle 1.

    Attributes
    ----------
    engine_ids : (engines,) int64
    offsets : (engines + 1,) int64, rows
    settings : (rows, 3) float32, operational settings
    sensors : (rows, 21) float32, in the order of ``SENSORS``
    lifetimes : (engines,) int64, cycles from installation to failure; larger than the number of
        rows where a history is cut off before the failure

    Examples
    --------
    >>> two = Trajectories(
    ...     engine_ids=np.array([7, 9]),
    ...     offsets=np.array([0, 2, 5]),
    ...     settings=np.zeros((5, 3), np.float32),
    ...     sensors=np.zeros((5, 21), np.float32),
    ...     lifetimes=np.array([2, 4]),
    ... )
    >>> two.ages
    array([1, 2, 1, 2, 3])
    >>> two.rul
    array([1, 0, 3, 2, 1])
    >>> two.select(np.array([1])).engine_ids
    array([9])
    """

    engine_ids: IntArray
    offsets: IntArray
    settings: FloatArray
    sensors: FloatArray
    lifetimes: IntArray

    def __len__(self) -> int:
        return len(self.engine_ids)

    @property
    def lengths(self) -> IntArray:
        """Rows of each engine, (engines,)."""
        return np.diff(self.offsets)

    @property
    def engine_of_row(self) -> IntArray:
        """Position of the engine that each row belongs to, (rows,)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def ages(self) -> IntArray:
        """Cycles run, 1 for an engine's first row, (rows,)."""
        return np.arange(self.offsets[-1]) - np.repeat(self.offsets[:-1], self.lengths) + 1

    @property
    def rul(self) -> IntArray:
        """Remaining useful life after each row, 0 in the failing row, (rows,) cycles."""
        return np.repeat(self.lifetimes, self.lengths) - self.ages

    def select(self, positions: IntArray) -> "Trajectories":
        """Return the engines at these positions, in this order (copies)."""
        lengths = self.lengths[positions]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        starts = np.repeat(self.offsets[positions] - offsets[:-1], lengths)
        rows = np.arange(offsets[-1]) + starts
        return Trajectories(
            engine_ids=self.engine_ids[positions],
            offsets=offsets,
            settings=self.settings[rows],
            sensors=self.sensors[rows],
            lifetimes=self.lifetimes[positions],
        )

    @classmethod
    def joined(cls, parts: Sequence["Trajectories"]) -> "Trajectories":
        """Return the engines of all parts, one part after the other (copies).

        Examples
        --------
        >>> from data.simulator import simulate
        >>> fleet = simulate(range(4), seed=7, fan_share=0.2)
        >>> Trajectories.joined([fleet.part(2, 4), fleet.part(0, 1)]).engine_ids
        array([2, 3, 0])
        """
        lengths = np.concatenate([[0], *(part.lengths for part in parts)])
        return cls(
            engine_ids=np.concatenate([part.engine_ids for part in parts]),
            offsets=np.cumsum(lengths),
            settings=np.concatenate([part.settings for part in parts]),
            sensors=np.concatenate([part.sensors for part in parts]),
            lifetimes=np.concatenate([part.lifetimes for part in parts]),
        )

    def part(self, first: int, last: int) -> "Trajectories":
        """Return consecutive engines, from one position to before another; nothing is copied.

        Examples
        --------
        >>> from data.simulator import simulate
        >>> fleet = simulate(range(4), seed=7, fan_share=0.2)
        >>> fleet.part(1, 3).engine_ids
        array([1, 2])
        """
        begin, end = self.offsets[first], self.offsets[last]
        return Trajectories(
            engine_ids=self.engine_ids[first:last],
            offsets=self.offsets[first : last + 1] - begin,
            settings=self.settings[begin:end],
            sensors=self.sensors[begin:end],
            lifetimes=self.lifetimes[first:last],
        )

    def cut(self, lengths: IntArray) -> "Trajectories":
        """Return the engines with so many of their first rows each, (engines,); lives stay."""
        rows = self.ages <= np.repeat(lengths, self.lengths)
        return Trajectories(
            engine_ids=self.engine_ids,
            offsets=np.concatenate([[0], np.cumsum(np.minimum(lengths, self.lengths))]),
            settings=self.settings[rows],
            sensors=self.sensors[rows],
            lifetimes=self.lifetimes,
        )
