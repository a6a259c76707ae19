"""Searches for garbage: short while somebody watches a room, as each one stops the loop.

A search of all that lives takes 150 ms with a thousand streams. While somebody watches, what one
search has found alive is frozen: the next one looks only at what came later. Garbage in rings
among what is frozen waits for a search of everything, when nobody watches.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

LOOK = 1.0  # s between two looks whether somebody watches
QUIET = 60  # looks at rooms that nobody watches, until everything is searched
LONGEST = 6 * 3600  # looks until everything is searched, whoever watches


class Searches:
    """The searches of this process."""

    def __init__(self) -> None:
        self.short = False

    def shorten(self) -> None:
        """Look from now on only at what comes later."""
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
        self.short = False

    def _searched(self, phase: str, told: dict[str, Any]) -> None:
        if phase == "stop" and told["generation"] == 2:
            gc.freeze()


async def keep_short(searches: Searches, watched: Callable[[], bool], look: float = LOOK) -> None:
    """Keep searches short for as long as somebody watches.

    Parameters
    ----------
    watched : whether somebody does
    look : s between two looks
    """
    unwatched = lasted = 0
    while True:
        await asyncio.sleep(look)
        unwatched = 0 if watched() else unwatched + 1
        lasted += searches.short
        if searches.short and (unwatched >= QUIET or lasted >= LONGEST):
            searches.look_at_all()
            lasted = 0
        elif not searches.short and not unwatched:
            searches.shorten()
