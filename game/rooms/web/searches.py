"""Searches for garbage: short while somebody watches a room, as each one stops the loop.

A search of all that lives takes 150 ms with a thousand streams. While somebody watches, what one
search has found alive is frozen: the next one looks only at what came later, and comes soon, as
whatever has piled up since is looked at in one piece. Garbage in rings among what is frozen waits
for a search of everything, when nobody watches.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

LOOK = 0.25  # s between two looks whether somebody watches
SEARCH = 20  # looks between two searches of what came lately
SOON = 4
"""Searches of the young, of some ten thousand each, whose survivors are enough for a search."""
QUIET = 240  # looks at rooms that nobody watches, until everything is searched
LONGEST = 24 * 3600  # looks until everything is searched, whoever watches
NEVER = 2**30
"""Searches of the young after which Python would look at all that is not frozen, of itself."""


class Searches:
    """The searches of this process."""

    def __init__(self) -> None:
        self.short = False
        self._usual = gc.get_threshold()

    def shorten(self) -> None:
        """Look from now on only at what comes later."""
        self._usual = gc.get_threshold()
        gc.set_threshold(*self._usual[:2], NEVER)
        gc.freeze()
        gc.callbacks.append(self._searched)
        self.short = True

    def look_at_all(self) -> None:
        """Search everything, once; what is loaded is not looked at again."""
        self.end()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def end(self) -> None:
        """Search as ever."""
        if self.short:
            gc.callbacks.remove(self._searched)
            gc.set_threshold(*self._usual)
        self.short = False

    def _searched(self, phase: str, told: dict[str, Any]) -> None:
        if phase == "stop" and told["generation"] == 2:
            gc.freeze()


async def keep_short(
    searches: Searches,
    watched: Callable[[], bool],
    busy: Callable[[], bool] = lambda: False,
    look: float = LOOK,
) -> None:
    """Keep searches short for as long as somebody watches.

    Parameters
    ----------
    watched : whether somebody does
    busy : whether somebody waits to be served, who will watch in a moment
    look : s between two looks
    """
    unwatched = lasted = since = 0
    while True:
        await asyncio.sleep(look)
        unwatched = 0 if watched() or busy() else unwatched + 1
        lasted += searches.short
        since += 1
        if searches.short and (unwatched >= QUIET or lasted >= LONGEST):
            searches.look_at_all()
            lasted = 0
        elif not searches.short and not unwatched:
            searches.shorten()
        elif searches.short and (since >= SEARCH or gc.get_count()[2] >= SOON):
            gc.collect()
            since = 0
