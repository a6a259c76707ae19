"""Engine lives in the slots of factories: from stopping ages to events.

An engine's fate is one number, the age at which its strategy stops it. Nothing here steps through
cycles: the smaller of stopping age and lifetime happens, and the lives of a slot follow each other,
in the slots of one factory or of thousands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.rules.scenario import Economics
from game.rules.strategies import NEVER, IntArray

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
    due : (lives,) cycle at which a service that was ordered ahead begins; ``NEVER`` without
    ordered : (lives,) cycle of that order; ``NEVER`` without
    """

    slot: IntArray
    index: IntArray
    engine_id: IntArray
    installed: IntArray
    ran: IntArray
    outcome: IntArray
    resumes: IntArray
    due: IntArray
    ordered: IntArray

    def __len__(self) -> int:
        return len(self.slot)

    @property
    def ends(self) -> IntArray:
        """Cycle of each life's event, (lives,); while running, where it was cut."""
        return self.installed + self.ran

    def where(self, mask: BoolArray | IntArray) -> "Lives":
        """Return the lives that the mask (or index) selects."""
        return Lives(*(getattr(self, name)[mask] for name in LIFE_COLUMNS))

    @classmethod
    def joined(cls, parts: Iterable["Lives"]) -> "Lives":
        """Return the lives of all parts in the order of their installation, slot by slot."""
        nobody = cls(*np.empty((len(LIFE_COLUMNS), 0), np.int64))
        tables = [nobody, *parts]
        lives = cls(
            *(np.concatenate([getattr(table, name) for table in tables]) for name in LIFE_COLUMNS)
        )
        return lives.where(np.lexsort((lives.slot, lives.installed)))

    def cut(self, end: int) -> "Lives":
        """Return the lives as they stand when the match ends at this cycle.

        An event at or after the end is not booked: its engine is still running.

        Examples
        --------
        >>> one = Lives(*(np.array([n]) for n in (0, 0, 9, 100, 50, 2, 210, NEVER, NEVER)))
        >>> [int(one.cut(end).outcome[0]) for end in (150, 151)]
        [0, 2]
        """
        lives = self.where(self.installed < end)
        open_ = lives.ends >= end
        return replace(
            lives,
            ran=np.minimum(lives.ran, end - lives.installed),
            outcome=np.where(open_, Outcome.RUNNING, lives.outcome),
            resumes=np.where(open_, 0, lives.resumes),
        )


LIFE_COLUMNS = (
    "slot", "index", "engine_id", "installed", "ran", "outcome", "resumes", "due", "ordered",
)  # fmt: skip


def chain(
    installed: IntArray, lifetimes: IntArray, stops: IntArray, economics: Economics
) -> tuple[IntArray, IntArray, BoolArray]:
    """Let the engines of each slot live one after the other.

    Parameters
    ----------
    installed : (slots,) cycle at which each slot's first engine is installed
    lifetimes : (slots, engines) cycles
    stops : (slots, engines) the age at which each engine is stopped, cycles

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


class Slots(NamedTuple):
    """Where slots stand, (places,) each; a place is a slot, counted through all factories."""

    installed: IntArray  # cycle of the present engine's installation; still to come while down
    used: IntArray  # engines before it
    failed: IntArray  # of these, that failed
    due: IntArray  # cycle at which the service that was ordered for it begins; NEVER without
    ordered: IntArray  # cycle of that order; NEVER without

    @classmethod
    def new(cls, places: int) -> "Slots":
        """Return slots that receive their first engine at cycle 0."""
        installed, used, failed = np.zeros((3, places), np.int64)
        nothing = np.full(places, NEVER, np.int64)
        return cls(installed, used, failed, nothing, nothing)

    def booked(
        self, end: IntArray | int, economics: Economics
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Return running cycles, services and failures of each slot at the end, (places,).

        A life of 100 cycles that was serviced, one that failed at cycle 270, and one that runs:

        Examples
        --------
        >>> slots = Slots.new(1)._replace(installed=np.array([330]), used=np.array([2]))
        >>> slots._replace(failed=np.array([1])).booked(340, Economics())
        (array([260]), array([1]), array([1]))
        """
        serviced = self.used - self.failed
        down = self.failed * economics.failure_cycles + serviced * economics.service_cycles
        running = self.installed - down + np.maximum(end - self.installed, 0)
        return running, serviced, self.failed


class Window(NamedTuple):
    """The next engines of some slots, and how far they came by a boundary."""

    places: IntArray  # (places,)
    first: IntArray  # (places,) engines of each slot before these
    engines: IntArray  # (places, engines)
    begins: IntArray  # (places, engines + 1) cycle of installation
    ran: IntArray  # (places, engines) cycles
    failed: BoolArray  # (places, engines)
    due: IntArray  # (places, engines) cycle of a service that was ordered ahead
    ordered: IntArray  # (places, engines) cycle of its order
    done: BoolArray  # (places, engines) the life has ended

    def ended(self) -> Lives:
        """Return the lives that have ended; their slot is the place."""
        row, column = np.nonzero(self.done)
        life = row, column
        return Lives(
            slot=self.places[row],
            index=self.first[row] + column,
            engine_id=self.engines[life],
            installed=self.begins[life],
            ran=self.ran[life],
            outcome=np.where(self.failed[life], Outcome.FAILURE, Outcome.SERVICE).astype(np.int64),
            resumes=self.begins[row, column + 1],
            due=self.due[life],
            ordered=self.ordered[life],
        )


_USUAL_SPAN = 150
"""Cycles of a life and the time down after it; most are longer."""

_NARROWEST, _ROOM = 13, 6_000
"""Engines of each slot that are looked at together, and of all slots: more leave the cache."""


Fated = tuple[IntArray, IntArray, IntArray]
"""Engines, their lifetimes and the ages at which a service is ordered, (places, width) each."""

Fates = Callable[[IntArray, IntArray, IntArray, int], Fated]
"""Tells which engines come next in some slots, and what becomes of them.

Parameters
----------
places : (places,) slots, counted through all factories
first : (places,) how many engines of each came before
from_ages : (places,) the age from which a service of the first of them may be ordered
width : engines of each slot
"""


def live(
    slots: Slots,
    begin: IntArray | int,
    until: IntArray | int,
    fates: Fates,
    economics: Economics,
    *,
    end: int = NEVER,
    places: IntArray | None = None,
) -> tuple[Slots, list[Window]]:
    """Let the engines of slots live one after the other, from one boundary to another.

    A failure at ``until`` has happened; a service there is still to be decided. Neither is booked
    at ``end``. An order is carried out ``lead`` cycles later, whatever has been decided since, if
    the engine still runs then.

    Parameters
    ----------
    slots : where they stand
    begin : (places,) or for all: the cycle from which running engines are judged
    until : (places,) or for all
    fates : of a few engines of each slot; asked again for the slots that need more
    end : the last cycle of the match
    places : the slots that live; all of them if None

    Returns
    -------
    slots : where they stand at ``until``
    windows : the engines that were looked at

    Examples
    --------
    >>> def fates(places, first, from_ages, width):
    ...     return np.array([[7, 8]]), np.array([[150, 200]]), np.array([[120, 250]])
    >>> slots, windows = live(Slots.new(1), 0, 340, fates, Economics())
    >>> [int(column[0]) for column in slots]
    [400, 2, 1, 2147483647, 2147483647]
    """
    installed, used, failures, due, ordered = (column.copy() for column in slots)
    lead = economics.lead
    places = np.arange(len(installed)) if places is None else places
    begin, until = (cycle + np.zeros_like(used) for cycle in (begin, until))
    windows = []
    while len(places):
        first, present, limit = used[places], installed[places], until[places]
        since = np.maximum(begin[places], present)
        width = max(0, int((limit - since).max())) // _USUAL_SPAN + 2
        width = min(width, max(_NARROWEST, _ROOM // len(places)))
        from_ages = np.maximum(1, begin[places] - present)
        engines, lifetimes, orders = fates(places, first, from_ages, width)
        stops = np.where(orders == NEVER, NEVER, orders + lead) if lead else orders
        waits = due[places] != NEVER  # for a service that was ordered before
        if waits.any():
            stops[waits, 0] = (due[places] - present)[waits]
        begins, ran, failed = chain(present, lifetimes, stops, economics)
        ends = begins[:, :-1] + ran
        done = ends < limit[:, np.newaxis]
        goes_on = limit < end
        if goes_on.any():
            done |= failed & (ends == np.where(goes_on, limit, -1)[:, np.newaxis])
        ahead = at = np.broadcast_to(np.int64(NEVER), ran.shape)
        if lead or waits.any():
            ahead, at = _orders(stops, begins[:, :-1], ran, lead)
            ahead[waits, 0], at[waits, 0] = due[places][waits], ordered[places][waits]
        windows.append(Window(places, first, engines, begins, ran, failed, ahead, at, done))
        ended = done.sum(axis=1)
        used[places] += ended
        failures[places] += (failed & done).sum(axis=1)
        installed[places] = begins[np.arange(len(places)), ended]
        if lead or waits.any():
            still = waits & (ended == 0)
            anew = _due(stops, installed[places], ended, limit, lead)
            ordered[places] = np.where(
                still, ordered[places], np.where(anew == NEVER, NEVER, anew - lead)
            )
            due[places] = np.where(still, due[places], anew)
        places = places[ended == done.shape[1]]
    return Slots(installed, used, failures, due, ordered), windows


def _orders(
    stops: IntArray, begins: IntArray, ran: IntArray, lead: int
) -> tuple[IntArray, IntArray]:
    """Return when services of engines were to begin, and when they were ordered.

    Parameters
    ----------
    stops, begins, ran : (places, width) age of being stopped, cycle of installation, cycles

    Returns
    -------
    due, ordered : (places, width) cycles; NEVER for an engine that was not ordered in its life
    """
    was = stops - lead < ran if lead else np.zeros(ran.shape, np.bool_)
    due = np.where(was, begins + stops, NEVER)
    return due, np.where(was, due - lead, NEVER)


def _due(
    stops: IntArray, installed: IntArray, ended: IntArray, limit: IntArray, lead: int
) -> IntArray:
    """Return when ordered services of the present engines begin, (places,); NEVER without.

    Parameters
    ----------
    stops : (places, width) ages at which engines are stopped
    installed : (places,) cycle of the present engines' installation
    ended : (places,) their columns; beyond the last one where an engine is yet to be looked at
    limit : (places,) the boundary: what is ordered there is still to be decided
    """
    width = stops.shape[1]
    age = stops[np.arange(len(ended)), np.minimum(ended, width - 1)]
    begins = installed + age
    ordered = (ended < width) & (age != NEVER) & (begins - lead < limit)
    return np.where(ordered, begins, NEVER)
