"""The pictures of links: a match's or a lab's own, two computed at a time."""

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

Draw = Callable[[str, str], bytes]
"""From a kind and a link to its picture, in the language spoken; empty where there is none."""


def none_drawn(kind: str, link: str) -> bytes:
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
        self._kept: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._lock, self._turns = Lock(), Semaphore(AT_A_TIME)

    def picture(self, kind: str, link: str, tag: str) -> bytes | None:
        """Return a link's picture; empty where there is none, None while too many are drawn.

        Parameters
        ----------
        tag : of the language

        Examples
        --------
        >>> previews = Previews(lambda kind, link: f"{kind} {link}".encode())
        >>> previews.picture("game", "1-open-7", "en")
        b'game 1-open-7'
        """
        if kind not in KINDS or len(link) > LONGEST:
            return b""
        key = kind, link, tag
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self._turns.acquire(blocking=False):
            return None
        try:
            made = self._draw(kind, link)
        finally:
            self._turns.release()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
