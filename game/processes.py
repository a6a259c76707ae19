"""What one function makes of many items, computed in processes that end with it.

Processes that stay are in ``game.workers``.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask
from time import sleep
from typing import TypeVar

T = TypeVar("T")
V = TypeVar("V")

_A_MOMENT = 0.001  # s
_WORTH_A_PROCESS = 4
"""Items; to start one takes as long as some of them."""


def in_processes(
    function: Callable[[T], V], items: Sequence[T], processes: int | None = None
) -> Iterator[V]:
    """Return what a function makes of items, in their order, each as soon as it is there.

    Processes end with the iterator, also if it is dropped half way.

    Parameters
    ----------
    function : of a module: it is called in other processes, where the caller's main module is not
        run again
    processes : how many compute, this one among them; one for each processor if None

    Examples
    --------
    >>> list(in_processes(abs, [-1, -2, 3]))
    [1, 2, 3]
    """
    count = min(processes or os.cpu_count() or 1, max(1, len(items) // _WORTH_A_PROCESS))
    if count == 1:
        yield from map(function, items)
        return
    from joblib.externals.loky import ProcessPoolExecutor  # noqa: PLC0415 - not every caller's cost

    ensure_running()  # now: before Python 3.12 it lets this thread hear of Ctrl-C again
    pool = ProcessPoolExecutor(count - 1, env={"OMP_NUM_THREADS": "1"})
    waiting = deque(enumerate(items))
    futures: dict[int, Future[V]] = {}

    def hand_out() -> None:
        while waiting and sum(not future.done() for future in futures.values()) < 2 * (count - 1):
            number, item = waiting.popleft()
            futures[number] = pool.submit(function, item)

    try:
        with _deaf_to_ctrl_c():  # others start: this process ends them
            hand_out()
        for number in range(len(items)):
            # This process has nothing to start first: it computes what no other one has taken.
            while not (number in futures and futures[number].done()):
                hand_out()
                if not waiting:
                    break
                taken, item = waiting.popleft()
                here: Future[V] = Future()
                here.set_result(function(item))
                futures[taken] = here
            yield futures[number].result()  # not taken out before: below it is waited for, too
            del futures[number]
    finally:
        # An item that loky's thread has still to take is a KeyError there once its pool ends.
        while not all(future.running() or future.done() for future in futures.values()):
            sleep(_A_MOMENT)
        pool.shutdown(wait=True, kill_workers=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let the processes that are started meanwhile never hear of Ctrl-C."""
    if sys.platform == "win32":
        yield
        return
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)
