"""What a machine carries: who plays goes on, and who comes when it is full is told so."""

import json
from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

from game.live.desk import Answered, answered, reply, reply_aside, unpacked
from game.live.requests import begins, dealt, match_asked, refusal
from game.rules.errors import GameError
from game.text.language import spoken
from game.workers import Function, Workers

MOST_BUSY = 0.8
"""Share of one processor's time that answers to boards may take; of two where other processes make
them: as much again goes into pages and streams."""

WINDOW = 30.0  # s over which it is measured


class Crowd:
    """Who answers boards on a machine, and how busy that keeps it.

    Parameters
    ----------
    most : share of a processor's time
    window : s
    clock : rises, s
    workers : who make the answers

    Examples
    --------
    >>> times = iter([9.0, 9.0, 40.0])
    >>> crowd = Crowd(window=10, clock=lambda: next(times))
    >>> crowd.note(8.5)
    >>> crowd.is_full(), crowd.is_full()
    (True, False)
    """

    def __init__(
        self,
        most: float = MOST_BUSY,
        window: float = WINDOW,
        clock: Callable[[], float] = monotonic,
        workers: Workers | None = None,
    ) -> None:
        self._most, self._window, self._clock = most, window, clock
        self._workers = Workers(0) if workers is None else workers
        self._done: deque[tuple[float, float]] = deque()  # when an answer was there, what it took
        self._lock = Lock()

    def employ(self, workers: Workers) -> None:
        """Let others make the answers from here on."""
        self._workers.close()
        self._workers = workers

    def ask(self, match: str, function: Function, *question: object) -> bytes:
        """Return what a function of a language and a question makes of them; they are JSON."""
        message = json.dumps([spoken().tag, *question]).encode()
        told, took = self._workers.ask(match, function, message)
        self.note(took)
        return told

    def note(self, took: float) -> None:
        """Note that so much processor time was spent on an answer, s."""
        with self._lock:
            self._done.append((self._clock(), took))

    def is_full(self, share: float = 1.0) -> bool:
        """Return whether one more would be one too many.

        Parameters
        ----------
        share : of what the machine carries, for what can wait
        """
        now, most = self._clock(), share * self._most * max(1.0, len(self._workers) / 2)
        with self._lock:
            while self._done and self._done[0][0] < now - self._window:
                self._done.popleft()
            return sum(took for _, took in self._done) > most * self._window


CROWD = Crowd()
"""All who play on this machine."""


def answer_one(values: object, plays: bool, crowd: Crowd = CROWD) -> Answered:
    """Answer one of many boards: who plays is answered, who begins only while there is room.

    Who comes back with a link to a match in which something was decided plays, too.

    Parameters
    ----------
    plays : this board has been answered before
    """
    if not plays and begins(values) and crowd.is_full():
        full = GameError("As many play just now as this machine carries: try again in a minute.")
        return answered(refusal(values, full))
    values = dealt(values)
    return unpacked(crowd.ask(match_asked(values), reply, values))


def aside_of(one: Answered, ended: bool, crowd: Crowd = CROWD) -> bytes | None:
    """Return the message that adds to an answer; see ``aside``. None after a refusal."""
    if one.asked is None:
        return None
    return crowd.ask(match_asked(one.asked), reply_aside, one.asked, ended)
