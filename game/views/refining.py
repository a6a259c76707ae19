"""Reviews that grow in the background while somebody looks at them."""

import threading
from collections.abc import Iterator
from functools import lru_cache
from time import monotonic

from game.review import Review
from game.use_cases import review_link

PATIENCE = 10.0
"""Seconds after the last look; then the work rests until the next one."""

# One review is refined at a time, so that reports take no more than a core from those who play.
_TURN = threading.Lock()


class Refining:
    """A review with its first figures, refined while it is looked at.

    Parameters
    ----------
    stages : reviews, each with more to say; the first is drawn at once

    Examples
    --------
    >>> Refining(review_link("1-default-7", cycles=300)).latest.cycles
    300
    """

    def __init__(self, stages: Iterator[Review]) -> None:
        self._stages = stages
        self.latest = next(stages)
        self.finished = False
        self._seen = monotonic()
        self._problem: Exception | None = None
        self._work: threading.Thread | None = None
        self._lock = threading.Lock()

    def look(self) -> Review:
        """Return the latest review, and have it refined if nobody does so already.

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
                self._work = threading.Thread(target=self._refine, name="review", daemon=True)
                self._work.start()
        return self.latest

    def _refine(self) -> None:
        with _TURN:
            while monotonic() - self._seen < PATIENCE:
                try:
                    review = next(self._stages, None)
                except Exception as error:
                    self._problem = error  # for the next look to raise
                    return
                if review is None:
                    self.finished = True
                    return
                self.latest = review


@lru_cache(maxsize=32)
def refining(text: str, cycles: int | None) -> Refining:
    """Return the review of a link's match: the same one for everybody who looks at it.

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.
    """
    return Refining(review_link(text, cycles))
