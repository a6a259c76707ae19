"""The download of NASA's files: one for everybody, in the background, with its progress."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from game.rules.errors import GameError
from game.study.real_engines import fetch


@dataclass(frozen=True)
class Download:
    """How far a download is.

    Attributes
    ----------
    attempt : downloads that have been begun
    done, total : bytes; no total is known if it is 0
    problem : why it failed
    """

    attempt: int = 0
    running: bool = False
    done: int = 0
    total: int = 0
    problem: Exception | None = None


class Fetching:
    """Downloads one at a time.

    Parameters
    ----------
    load : downloads, and tells how far it is

    Examples
    --------
    >>> Fetching().latest
    Download(attempt=0, running=False, done=0, total=0, problem=None)
    """

    def __init__(self, load: Callable[[None, Callable[[int, int], None]], object] = fetch) -> None:
        self._load = load
        self._lock = threading.Lock()
        self.latest = Download()

    def begin(self) -> int:
        """Begin a download, or join the one that runs; return its attempt."""
        with self._lock:
            if not self.latest.running:
                self.latest = Download(self.latest.attempt + 1, running=True)
                # A daemon: a server that stops does not wait for it.
                threading.Thread(target=self._work, name="fetch", daemon=True).start()
            return self.latest.attempt

    def _work(self) -> None:
        try:
            self._load(None, self._tell)
        except Exception as error:  # for the next look to show
            self.latest = replace(self.latest, running=False, problem=error)
        else:
            self.latest = replace(self.latest, running=False)

    def _tell(self, done: int, total: int) -> None:
        self.latest = replace(self.latest, done=done, total=total)

    def look(self, attempt: int | None) -> Download:
        """Return how far the download is.

        Parameters
        ----------
        attempt : that this visitor asked for; the failures of others are not theirs

        Raises
        ------
        GameError
            It failed.
        """
        found = self.latest
        if found.attempt == attempt and found.problem is not None:
            if isinstance(found.problem, GameError):
                raise found.problem
            raise GameError(
                "The download broke off ({problem}): try again.", problem=found.problem
            ) from found.problem
        return found


FETCHING = Fetching()
"""Of this process."""
