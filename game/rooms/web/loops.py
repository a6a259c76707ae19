"""The loop of a server of rooms alone: it hears a few of those who have come at a time."""

import asyncio
import selectors

AT_ONCE = 16
"""Connections that are read in one round of the loop: some 5 ms."""

LOOP = f"{__name__}:patient_loop"
"""As uvicorn takes it."""


class Few(selectors.DefaultSelector):
    """Tells of a few connections at a time; who is still ready is told of in the next round."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until something is ready."""
        return super().select(timeout)[:AT_ONCE]


def patient_loop() -> asyncio.AbstractEventLoop:
    """Return a loop that looks at all else between a few requests.

    Examples
    --------
    >>> with asyncio.Runner(loop_factory=patient_loop) as runner:
    ...     runner.run(asyncio.sleep(0, "done"))
    'done'
    """
    return asyncio.SelectorEventLoop(Few())
