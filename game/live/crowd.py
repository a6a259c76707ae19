"""What a machine carries: who plays goes on, and who comes when it is full is told so."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic, thread_time

from game.live.feed import Feed
from game.live.requests import answer, begins, refusal
from game.rules.errors import GameError

MOST_BUSY = 0.8
"""Share of one processor's time that answers to boards may take: they are computed by one
interpreter, and beyond it everybody waits for everybody."""

WINDOW = 30.0  # s over which it is measured


class Crowd:
    """How busy a machine is with answering boards.

    Parameters
    ----------
    most : share of one processor's time
    window : s
    clock, work : rise, in s: the time that passes, and the processor time of this thread

    Examples
    --------
    >>> times = iter([9.0, 9.0, 40.0])
    >>> crowd = Crowd(window=10, clock=lambda: next(times), work=iter([0.0, 8.5]).__next__)
    >>> with crowd.answering():
    ...     pass
    >>> crowd.is_full(), crowd.is_full()
    (True, False)
    """

    def __init__(
        self,
        most: float = MOST_BUSY,
        window: float = WINDOW,
        clock: Callable[[], float] = monotonic,
        work: Callable[[], float] = thread_time,
    ) -> None:
        self._most, self._window, self._clock, self._work = most, window, clock, work
        self._done: deque[tuple[float, float]] = deque()  # when an answer was there, what it took
        self._lock = Lock()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Note what is computed meanwhile in this thread."""
        before = self._work()
        try:
            yield
        finally:
            with self._lock:
                self._done.append((self._clock(), self._work() - before))

    def is_full(self) -> bool:
        """Return whether one more would be one too many."""
        now = self._clock()
        with self._lock:
            while self._done and self._done[0][0] < now - self._window:
                self._done.popleft()
            return sum(took for _, took in self._done) > self._most * self._window


CROWD = Crowd()
"""All who play on this machine."""


def answer_one(values: object, plays: bool, crowd: Crowd = CROWD) -> Feed:
    """Answer one of many boards: who plays is answered, who begins only while there is room.

    Who comes back with a link to a match in which something was decided plays, too.

    Parameters
    ----------
    plays : this board has been answered before
    """
    if not plays and begins(values) and crowd.is_full():
        full = GameError("As many play just now as this machine carries: try again in a minute.")
        return refusal(values, full)
    with crowd.answering():
        return answer(values)
