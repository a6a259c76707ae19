"""Engine lives in the slots of a factory: from stopping ages to events.

An engine's fate is one number, the age at which its strategy stops it. Nothing here steps through
cycles: the smaller of stopping age and lifetime happens, and the lives of a slot follow each other.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from game.rules.scenario import Economics
from game.rules.strategies import IntArray

BoolArray = npt.NDArray[np.bool_]


class Outcome(IntEnum):
    """How a life ended."""

    RUNNING = 0  # it had not ended when the match did
    SERVICE = 1
    FAILURE = 2


@dataclass(frozen=True, eq=False)
class Lives:
    """Engine lives of one factory, in the order of their installation.

    Attributes
    ----------
    slot : (lives,) the place in the factory
    index : (lives,) the engine's place in the stream of its slot
    engine_id : (lives,)
    installed : (lives,) cycle
    ran : (lives,) cycles of running
    outcome : (lives,) ``Outcome``
    resumes : (lives,) cycle at which the next engine is installed; 0 while running
    """

    slot: IntArray
    index: IntArray
    engine_id: IntArray
    installed: IntArray
    ran: IntArray
    outcome: IntArray
    resumes: IntArray

    def __len__(self) -> int:
        return len(self.slot)

    @property
    def ends(self) -> IntArray:
        """Cycle of each life's event, (lives,); while running, where it was cut."""
        return self.installed + self.ran

    def where(self, mask: BoolArray | IntArray) -> "Lives":
        """Return the lives that the mask (or index) selects."""
        return Lives(*(getattr(self, name)[mask] for name in LIFE_COLUMNS))

    def cut(self, end: int) -> "Lives":
        """Return the lives as they stand when the match ends at this cycle.

        An event at or after the end is not booked: its engine is still running.

        Examples
        --------
        >>> one = Lives(*(np.array([n]) for n in (0, 0, 9, 100, 50, 2, 210)))
        >>> [int(one.cut(end).outcome[0]) for end in (150, 151)]
        [0, 2]
        """
        lives = self.where(self.installed < end)
        open_ = lives.ends >= end
        return Lives(
            lives.slot,
            lives.index,
            lives.engine_id,
            lives.installed,
            np.minimum(lives.ran, end - lives.installed),
            np.where(open_, Outcome.RUNNING, lives.outcome),
            np.where(open_, 0, lives.resumes),
        )


LIFE_COLUMNS = ("slot", "index", "engine_id", "installed", "ran", "outcome", "resumes")


def chain(
    installed: IntArray, lifetimes: IntArray, stops: IntArray, economics: Economics
) -> tuple[IntArray, IntArray, BoolArray]:
    """Let the engines of each slot live one after the other.

    Parameters
    ----------
    installed : (slots,) cycle at which each slot's first engine is installed
    lifetimes : (slots, engines) cycles
    stops : (slots, engines) the age at which the strategy stops each engine, cycles

    Returns
    -------
    installed : (slots, engines + 1) cycle of each installation; the last column is the next engine
    ran : (slots, engines) cycles
    failed : (slots, engines) bool

    Examples
    --------
    >>> start, ran, failed = chain(
    ...     np.array([0]), np.array([[150, 200]]), np.array([[120, 250]]), Economics()
    ... )
    >>> start, ran, failed
    (array([[  0, 140, 400]]), array([[120, 200]]), array([[False,  True]]))
    """
    failed = stops >= lifetimes
    ran = np.minimum(stops, lifetimes)
    spans = ran + np.where(failed, economics.failure_cycles, economics.service_cycles)
    begins = np.empty((lifetimes.shape[0], lifetimes.shape[1] + 1), dtype=np.int64)
    begins[:, 0] = installed
    spans[:, 0] += installed
    np.cumsum(spans, axis=1, out=begins[:, 1:])
    return begins, ran, failed


def happened(begins: IntArray, ran: IntArray, failed: BoolArray, until: int) -> BoolArray:
    """Return which lives (slots, engines) have ended at this cycle, before anyone decides anew.

    A failure at the boundary itself has happened; a service there is still to be decided.

    Examples
    --------
    >>> happened(np.array([[0, 140]]), np.array([[120]]), np.array([[False]]), 120)
    array([[False]])
    >>> happened(np.array([[0, 180]]), np.array([[120]]), np.array([[True]]), 120)
    array([[ True]])
    """
    ends = begins[:, :-1] + ran
    return np.asarray((ends < until) | (failed & (ends == until)))
