"""How long a test waits for what another thread or process does."""

import time
from collections.abc import Callable

LONG = 60.0  # s; nothing takes so long unless it is broken, also on a busy machine


def until(done: Callable[[], object], seconds: float = LONG, pause: float = 0.002) -> None:
    """Wait until something is so; it is an error if it never is."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(pause)
    assert done()
