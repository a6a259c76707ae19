"""What a machine carries: who plays goes on, and who comes when it is full is told so."""

import json
from collections import deque
from collections.abc import Callable, Iterable
from threading import Condition, Thread
from time import monotonic

from game.live.answering.ahead import prepare
from game.live.answering.desk import Answered, answered, reply, reply_aside, unpacked
from game.live.requests import Ahead, begins, dealt, match_asked, refusal, standing_at
from game.rules.errors import GameError
from game.text.language import ENGLISH, spoken
from game.workers import Function, Workers

MOST_BUSY = 0.8
"""Share of one processor's time that answers to boards may take; of two where other processes make
them: as much again goes into pages and streams."""

WINDOW = 30.0  # s over which it is measured

QUIET = 3.0
"""Seconds without a question after which what will be asked is computed ahead, part by part."""

SOON = 1.0
"""Seconds without a question after which that is done for who asked last."""


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
        self._asked: float | None = None  # when somebody last did
        self._foreseeing: Thread | None = None  # for one who plays, at a time
        self._played: Ahead | None = None  # whose turn is next
        self._lock = Condition()

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
            self._asked = self._clock()
            self._done.append((self._asked, took))
            self._lock.notify_all()

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

    def prepare(
        self,
        matches: Iterable[Ahead],
        quiet: float = QUIET,
        is_stale: Callable[[], bool] = lambda: False,
    ) -> Thread:
        """Have what will be asked of some matches computed, whenever nobody asks for anything.

        It begins once somebody has come, and needs two processes: one would make who comes wait.

        Parameters
        ----------
        quiet : s without a question
        is_stale : whether the next match is wanted rather than more of this one
        """
        args = matches, quiet, is_stale
        thread = Thread(target=self._prepare, args=args, name="prepare", daemon=True)
        thread.start()
        return thread

    def foresee(self, played: Ahead, quiet: float = SOON) -> None:
        """Have what will be asked next of the match that was played last computed, in quiet."""
        with self._lock:
            self._played = played
        if self._foreseeing is None or not self._foreseeing.is_alive():
            newest = iter(self._take_played, None)
            self._foreseeing = self.prepare(newest, quiet, lambda: self._played is not None)

    def _take_played(self) -> Ahead | None:
        with self._lock:
            played, self._played = self._played, None
            return played

    def _prepare(
        self, matches: Iterable[Ahead], quiet: float, is_stale: Callable[[], bool]
    ) -> None:
        for ahead in matches if len(self._workers) > 1 else ():
            match, part, parts = match_asked({"link": ahead.link}), 0, 1
            while part < parts and not self._workers.closed:
                self._wait_until_quiet(quiet)
                if is_stale():
                    break
                if self._workers.is_ready(match):
                    question = json.dumps([ENGLISH.tag, *ahead, part]).encode()
                    parts, part = int(self._workers.ask(match, prepare, question).message), part + 1
                else:
                    self.note(0.0)  # it begins, and is looked after again after so long

    def _wait_until_quiet(self, quiet: float) -> None:
        with self._lock:
            self._lock.wait_for(lambda: self._asked is not None)
            while self._asked is not None and (left := self._asked + quiet - self._clock()) > 0:
                self._lock.wait(left)


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
    one = unpacked(crowd.ask(match_asked(values), reply, values))
    if one.link is not None and one.asked is not None:
        now = standing_at(values, one.asked["decisions"])
        crowd.foresee(Ahead(one.link, now, one.asked["until"]))
    return one


def aside_of(one: Answered, ended: bool, crowd: Crowd = CROWD) -> bytes | None:
    """Return the message that adds to an answer; see ``aside``. None after a refusal."""
    if one.asked is None:
        return None
    return crowd.ask(match_asked(one.asked), reply_aside, one.asked, ended)
