"""Labs that run in the background, round by round, while somebody looks at them.

See ``docs/adr/0008-how-the-lab-runs.md``.
"""

import os
import time
from collections.abc import Callable
from operator import attrgetter
from threading import BoundedSemaphore, Condition, Thread

import cachetools

from game.lab.progress import Progress
from game.lab.run import stages
from game.lab.settings import LabSettings
from game.rules.errors import LabError

PATIENCE = 10.0
"""Seconds after the last look; then a lab stops."""

_MOST_RUNS = 24
"""Some 0.5 MB each once they are done."""


class _Run:
    """One lab that is run; what is written here is written under the lock of ``Labs``."""

    def __init__(self, settings: LabSettings) -> None:
        self.progress = Progress(settings)
        self.problem: Exception | None = None


class Labs:
    """The labs that run and the last ones that have run.

    Parameters
    ----------
    at_once : labs that run at a time; others wait for their turn
    most : labs that are kept
    """

    def __init__(self, at_once: int | None = None, most: int = _MOST_RUNS) -> None:
        self._runs: cachetools.LRUCache[LabSettings, _Run] = cachetools.LRUCache(most)
        self._looked: dict[str, tuple[_Run, float]] = {}  # and when, s; by viewer
        self._turn = BoundedSemaphore(at_once or os.cpu_count() or 1)
        self._changed = Condition()

    def watch(
        self,
        settings: LabSettings,
        viewer: str,
        patience: float = 0.0,
        until: Callable[[Progress], bool] = attrgetter("started"),
    ) -> Progress:
        """Return how far a lab is, and have it run as long as this viewer asks for no other one.

        Parameters
        ----------
        viewer : any name of one's own, for example of a browser tab
        patience : s, the longest wait for something to look at
        until : whether it is there

        Raises
        ------
        LabError
            If the lab cannot be run to its end.
        """
        lab = self._asked(settings, viewer)
        with self._changed:
            self._changed.wait_for(lambda: until(lab.progress) or lab.problem is not None, patience)
            if lab.problem is not None:
                raise LabError(
                    "This lab broke off ({problem}): change a lever.", problem=lab.problem
                ) from lab.problem
            return lab.progress

    def begin(self, settings: LabSettings, viewer: str) -> None:
        """Have a lab run from now on, for this viewer, who will look at it in a moment."""
        self._asked(settings, viewer)

    def _asked(self, settings: LabSettings, viewer: str) -> _Run:
        with self._changed:
            found = self._runs.get(settings)
            if found is None:
                found = self._runs[settings] = _Run(settings)
                # A daemon: a server that stops does not wait for it.
                Thread(target=self._work, args=(found,), name="lab", daemon=True).start()
            now = time.monotonic()
            self._looked = {
                one: (run, last)
                for one, (run, last) in self._looked.items()
                if now - last < PATIENCE
            } | {viewer: (found, now)}
            return found

    def kept(self) -> int:
        """Return how many labs are kept."""
        return len(self._runs)

    def _work(self, lab: _Run) -> None:
        while not self._turn.acquire(timeout=0.2):
            if self._left(lab):
                return
        try:
            for progress in stages(lab.progress.settings):
                with self._changed:
                    lab.progress = progress
                    self._changed.notify_all()
                if self._left(lab):
                    return
        except Exception as error:  # for the next look to raise
            with self._changed:
                lab.problem = error
                self._changed.notify_all()
        finally:
            self._turn.release()

    def _left(self, lab: _Run) -> bool:
        """Forget an unfinished lab that nobody looks at, or that others have pushed out."""
        with self._changed:
            if lab.progress.finished:
                return True
            settings = lab.progress.settings
            here = self._runs.get(settings) is lab
            now = time.monotonic()
            looked = [last for run, last in self._looked.values() if run is lab]
            if here and looked and now - max(looked) < PATIENCE:
                return False
            if here:
                del self._runs[settings]
            return True


LABS = Labs()
"""Of this process: everybody who looks at the same lab sees the same one run."""
