"""The download of NASA's files: one for everybody, in the background, with its progress."""

import math
from collections.abc import Callable, Iterator

from game.jobs import Job, Jobs
from game.rules.errors import GameError
from game.study.real_engines import fetch


class Download:
    """How far a download is.

    Attributes
    ----------
    done, total : bytes; no total is known if it is 0
    """

    done = total = 0

    def tell(self, done: int, total: int) -> None:
        """Note the bytes that have come, of all."""
        self.done, self.total = done, total


DOWNLOADS: Jobs[str, Download] = Jobs(most=1, patience=math.inf)
"""Of this process; a download goes on when nobody looks."""

_NASA = "NASA"

OnProgress = Callable[[int, int], None]
"""Told the bytes that have come, and all of them."""


def begin(load: Callable[[None, OnProgress], object] = fetch) -> Job[Download]:
    """Begin a download, or join the one that runs.

    Parameters
    ----------
    load : downloads, and tells how far it is
    """
    return DOWNLOADS.begin(_NASA, lambda: _download(load), again=True)


def latest() -> Job[Download] | None:
    """Return the download that runs or was the last one."""
    return DOWNLOADS.peek(_NASA)


def _download(load: Callable[[None, OnProgress], object]) -> Iterator[Download]:
    download = Download()
    yield download
    load(None, download.tell)


def refusal(problem: Exception) -> GameError:
    """Return what is said of a download that failed."""
    if isinstance(problem, GameError):
        return problem
    return GameError("The download broke off ({problem}): try again.", problem=problem)
