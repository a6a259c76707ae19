"""Processes that stay: what is asked by one key goes to the same one, which remembers it.

A question is bytes and the name of a function that makes bytes of them. A process reads questions
from its standard input, and ends with it: also when who asks was killed.
"""

import atexit
import ctypes
import gc
import os
import select
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock
from time import thread_time
from traceback import format_exc
from typing import IO, NamedTuple
from zlib import crc32

Function = Callable[[bytes], bytes]
"""Of a module, so that another process finds it by its name."""

PATIENCE = 60.0  # s; a process that says nothing for so long is ended
LULL = 2.0  # s without a question after which a process gives memory back


class Reply(NamedTuple):
    """What a function made of a question, and the processor time that it took, s."""

    message: bytes
    took: float


class Workers:
    """Processes that answer, each with what it remembers; with none, answers are made here.

    Parameters
    ----------
    count : processes
    module : that each loads before it is asked anything
    patience : s
    here_first : each begins with the first question for it, and until it is ready answers are made
        here: who comes first waits for no process

    Examples
    --------
    >>> from zlib import compress
    >>> Workers(0).ask("seven", compress, b"7" * 99).message == compress(b"7" * 99)
    True
    """

    def __init__(
        self, count: int, module: str = "", patience: float = PATIENCE, here_first: bool = False
    ) -> None:
        if sys.platform == "win32":  # where one cannot wait for a pipe
            count = 0
        self._here_first = here_first
        self.closed = False
        self._workers = [_Worker(module, patience, begins=not here_first) for _ in range(count)]
        if count:
            atexit.register(self.close)

    def __len__(self) -> int:
        return len(self._workers)

    def ask(self, key: str, function: Function, message: bytes) -> Reply:
        """Return what a function makes of a message; one key is asked of one process.

        A process that has died is followed by another, which is asked once.

        Raises
        ------
        RuntimeError
            The function has raised, with its traceback; or the process died twice, or is silent.
        """
        if self._workers:
            worker = self._of(key)
            if not self._here_first or worker.is_ready():
                return worker.ask(function, message)
        before = thread_time()
        return Reply(function(message), thread_time() - before)

    def is_ready(self, key: str) -> bool:
        """Return whether a process answers what is asked by a key; it begins if it has not."""
        return bool(self._workers) and self._of(key).is_ready()

    def _of(self, key: str) -> "_Worker":
        return self._workers[crc32(key.encode()) % len(self)]

    def close(self) -> None:
        """End the processes."""
        atexit.unregister(self.close)
        self.closed = True  # before any is waited for: who asks on and on ends
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process, asked by one thread at a time."""

    def __init__(self, module: str, patience: float, begins: bool) -> None:
        self._module, self._patience, self._lock = module, patience, Lock()
        self._process = self._begin() if begins else None
        self._ready = False

    def is_ready(self) -> bool:
        """Return whether its module is loaded; it begins if it has not."""
        if not self._lock.acquire(blocking=False):
            return self._ready  # it is being asked
        try:
            self._process = self._process or self._begin()
            return self._ready or _says_something(_pipe(self._process.stdout), 0.0)
        finally:
            self._lock.release()

    def _begin(self) -> "subprocess.Popen[bytes]":
        root = str(Path(__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        return subprocess.Popen(
            [sys.executable, "-m", "game.workers", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for who asks
        )

    def ask(self, function: Function, message: bytes) -> Reply:
        name = f"{function.__module__}:{function.__qualname__}".encode()
        with self._lock:
            try:
                kind, took, told = self._exchange(name, message)
            except (EOFError, BrokenPipeError):
                try:
                    kind, took, told = self._exchange(name, message)
                except (EOFError, BrokenPipeError) as error:
                    raise RuntimeError(f"a process died twice of {name.decode()}") from error
        if kind != b"told":
            raise RuntimeError(told.decode())
        return Reply(told, float(took))

    def _exchange(self, name: bytes, message: bytes) -> tuple[bytes, bytes, bytes]:
        self._process = self._process or self._begin()
        questions, answers = _pipe(self._process.stdin), _pipe(self._process.stdout)
        try:
            if not self._ready:
                self._hear(answers)
                self._ready = True
            _write(questions, name)
            _write(questions, message)
            return self._hear(answers), _read(answers), _read(answers)
        except BaseException:  # what is half said would be taken for the next answer
            self._process.kill()
            self._let_go()
            self._process = self._begin()
            raise

    def _hear(self, answers: IO[bytes]) -> bytes:
        if not _says_something(answers, self._patience):
            raise RuntimeError(f"a process has said nothing for {self._patience:g} s")
        return _read(answers)

    def _let_go(self) -> None:
        if self._process is not None:
            _pipe(self._process.stdin).close()
            _pipe(self._process.stdout).close()
            self._process.wait()
        self._process, self._ready = None, False

    def close(self) -> None:
        with self._lock:
            self._let_go()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _says_something(stream: IO[bytes], patience: float) -> bool:
    """Return whether there is something to read within so many seconds, or will never be."""
    waiting = select.poll()  # select.select refuses descriptors from 1,024 on: a crowd's
    waiting.register(stream, select.POLLIN)
    return bool(waiting.poll(1_000 * patience))


def _write(stream: IO[bytes], message: bytes) -> None:
    parts = memoryview(len(message).to_bytes(8, "little") + message)
    while parts:
        parts = parts[stream.write(parts) :]


def _read(stream: IO[bytes]) -> bytes:
    return _read_exactly(stream, int.from_bytes(_read_exactly(stream, 8), "little"))


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _answer_all(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one question after the other, until there are no more."""
    functions: dict[bytes, Function] = {}
    while True:
        if not _says_something(questions, LULL):
            give_back()
        try:
            name, message = _read(questions), _read(questions)
        except EOFError:
            return
        before = thread_time()
        try:
            if name not in functions:
                module, _, function = name.decode().partition(":")
                functions[name] = getattr(import_module(module), function)
            kind, told = b"told", functions[name](message)
        except Exception:
            kind, told = b"raised", format_exc().encode()
        for part in (kind, repr(thread_time() - before).encode(), told):
            _write(answers, part)


def give_back() -> None:
    """Give this process's free memory back, where its C library can.

    Else glibc keeps a good part of it for later, where large arrays come and go.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _main(module: str) -> None:
    """Serve as one of the processes; what others print here goes to standard error."""
    with (
        os.fdopen(os.dup(0), "rb", buffering=0) as questions,
        os.fdopen(os.dup(1), "wb", buffering=0) as answers,
        suppress(BrokenPipeError),  # who asks was killed: nobody hears
    ):
        os.dup2(2, 1)
        if module:
            import_module(module)
        gc.freeze()  # modules stay: not to be searched for garbage
        _write(answers, b"ready")
        _answer_all(questions, answers)


if __name__ == "__main__":
    _main(sys.argv[1])
