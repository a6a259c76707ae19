"""The pictures of links: a match's or a lab's own, two computed at a time."""

import re
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, Semaphore

AT_A_TIME = 2
MOST = 256
"""Pictures that are kept, some 30 kB each."""

LONGEST = 4_000
"""Letters of a link."""

KINDS = ("game", "lab")
"""What a link may hold, by the name in its address."""

Draw = Callable[[str, str, int | None], bytes]
"""From a kind, a link and the cycle at which it opens to its picture, in the language spoken; empty
where there is none."""


def cycle_of(asked: str | None) -> int | None:
    """Return the cycle at which an address wants a match, if it names one as a board reads it.

    Examples
    --------
    >>> cycle_of("460"), cycle_of("-1"), cycle_of(None)
    (460, None, None)
    """
    return int(asked) if asked and re.fullmatch(r"[0-9]{1,6}", asked, re.ASCII) else None


def none_drawn(kind: str, link: str, at: int | None) -> bytes:
    """Draw nothing: the general picture stands for all."""
    return b""


class Previews:
    """The pictures of a process.

    Parameters
    ----------
    draw : makes one
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._kept: OrderedDict[tuple[str, str, int | None, str], bytes] = OrderedDict()
        self._lock, self._turns = Lock(), Semaphore(AT_A_TIME)

    def picture(self, kind: str, link: str, tag: str, at: int | None = None) -> bytes | None:
        """Return a link's picture; empty where there is none, None while too many are drawn.

        Parameters
        ----------
        tag : of the language
        at : cycle at which it opens a match

        Examples
        --------
        >>> previews = Previews(lambda kind, link, at: f"{kind} {link}".encode())
        >>> previews.picture("game", "1-open-7", "en")
        b'game 1-open-7'
        """
        if kind not in KINDS or len(link) > LONGEST:
            return b""
        key = kind, link, at, tag
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self._turns.acquire(blocking=False):
            return None
        try:
            made = self._draw(kind, link, at)
        finally:
            self._turns.release()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
