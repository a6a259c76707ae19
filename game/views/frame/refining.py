"""What grows in the background while somebody looks at it: reviews, and tables of real engines."""

import threading
from collections.abc import Iterator
from functools import lru_cache
from time import monotonic
from typing import Generic, TypeVar

from game.api import review_link
from game.review.review import Review
from game.study.real_engines import Engines, Tables, stages

PATIENCE = 10.0
"""Seconds after the last look; then the work rests until the next one."""

DEALINGS = 3
"""Ways of dealing real engines to factories that a table is computed for."""

# One of a kind is refined at a time, so that it takes no more than a core from those who play.
_REVIEWS, _TABLES = threading.Lock(), threading.Lock()

T = TypeVar("T")


class Refining(Generic[T]):
    """A finding with its first figures, refined while it is looked at.

    Parameters
    ----------
    stages : findings, each with more to say; the first is drawn at once
    turn : held while it is refined

    Examples
    --------
    >>> Refining(review_link("1-default-7", cycles=300)).latest.cycles
    300
    """

    def __init__(self, stages: Iterator[T], turn: threading.Lock = _REVIEWS) -> None:
        self._stages, self._turn = stages, turn
        self.latest = next(stages)
        self.finished = False
        self._seen = monotonic()
        self._problem: Exception | None = None
        self._work: threading.Thread | None = None
        self._lock = threading.Lock()

    def look(self) -> T:
        """Return the latest finding, and have it refined if nobody does so already.

        Raises
        ------
        GameError
            What the rules refuse while it is refined.
        """
        with self._lock:
            self._seen = monotonic()
            if self._problem is not None:
                raise self._problem
            working = self._work is not None and self._work.is_alive()
            if not self.finished and not working:
                # A daemon: a server that stops does not wait for it.
                self._work = threading.Thread(target=self._refine, name="refine", daemon=True)
                self._work.start()
        return self.latest

    def _refine(self) -> None:
        with self._turn:
            while monotonic() - self._seen < PATIENCE:
                try:
                    found = next(self._stages, None)
                except Exception as error:
                    self._problem = error  # for the next look to raise
                    return
                if found is None:
                    self.finished = True
                    return
                self.latest = found


@lru_cache(maxsize=32)
def refining(text: str, cycles: int | None) -> Refining[Review]:
    """Return the review of a link's match: the same one for everybody who looks at it.

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.
    """
    return Refining(review_link(text, cycles))


@lru_cache(maxsize=8)
def trained(engines: Engines) -> Refining[Tables]:
    """Return what models make of engines: the same tables for everybody who looks at them."""
    return Refining(stages(engines, DEALINGS), _TABLES)
