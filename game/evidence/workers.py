"""Worlds of a comparison, played by several processes that speak JSON.

Processes of our own, not those of ``multiprocessing``: it would run the caller's main module once
more in each of them, and that is the whole app when Streamlit is the caller.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from game.evidence.clusters import WorldResult, WorldTask, play_world

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-c", "from game.evidence.workers import serve; serve()")

_WORLDS_WORTH_A_PROCESS = 4
"""Starting one takes as long as playing a few worlds."""

Worker = subprocess.Popen[str]


def play_worlds(tasks: Sequence[WorldTask], processes: int | None = None) -> Iterator[WorldResult]:
    """Play worlds and return their results in the order of the tasks, each as soon as it is there.

    Parameters
    ----------
    processes : how many play, this one among them; one for each processor if None
    """
    most = max(1, len(tasks) // _WORLDS_WORTH_A_PROCESS)
    count = min(processes or os.cpu_count() or 1, most)
    if count == 1:
        yield from map(play_world, tasks)
        return
    idle: SimpleQueue[Worker | None] = SimpleQueue()
    idle.put(None)  # this process, which has nothing to start first

    def ask(task: WorldTask) -> WorldResult:
        worker = idle.get()
        try:
            return play_world(task) if worker is None else _ask(worker, task)
        finally:
            idle.put(worker)

    with contextlib.ExitStack() as stack:
        workers = [_start() for _ in range(count - 1)]
        # Undone from below: the workers die, so the threads that wait for them end, and only then
        # are the pipes between them closed.
        for worker in workers:
            stack.callback(worker.communicate)
            idle.put(worker)
        threads = stack.enter_context(ThreadPoolExecutor(count))
        for worker in workers:
            stack.callback(worker.kill)
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)
        yield from threads.map(ask, tasks)


def serve() -> None:
    """Play the worlds that arrive on standard input, one JSON object a line, until it ends."""
    for line in sys.stdin:
        result = play_world(WorldTask.from_json(json.loads(line)))
        print(json.dumps(result.to_json()), flush=True)


def _start() -> Worker:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,  # Ctrl-C is for who waits for it
    )


def _ask(worker: Worker, task: WorldTask) -> WorldResult:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker has no pipes")
    worker.stdin.write(json.dumps(task.to_json()) + "\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    if not answer:
        raise RuntimeError(f"a worker ended before its answer, with exit code {worker.wait()}")
    return WorldResult(**json.loads(answer))
