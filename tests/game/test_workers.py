import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from game.workers import Workers
from tests.game.errands import fall, name_process, raise_something, say_nothing, shout

ROOT = Path(__file__).parents[2]
LONG = 60.0  # s; nothing here takes so long unless it is broken


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    some = Workers(2)
    yield some
    some.close()


def name(workers: Workers, key: str) -> int:
    return int(workers.ask(key, name_process, b"").message)


def test_what_has_one_key_is_asked_of_one_process(workers: Workers) -> None:
    found = {key: {name(workers, key) for _ in range(3)} for key in "abcdef"}
    assert all(len(pids) == 1 for pids in found.values())
    assert len(set.union(*found.values())) == 2
    assert os.getpid() not in set.union(*found.values())


def test_without_processes_answers_are_made_here() -> None:
    assert name(Workers(0), "a") == os.getpid()


def test_many_ask_at_once_and_each_gets_its_own_answer(workers: Workers) -> None:
    questions = [bytes([number]) * (number << 12) for number in range(40)]

    def ask(question: bytes) -> bytes:
        return workers.ask("a", shout, question).message

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, questions)) == [question.upper() for question in questions]


def test_what_is_raised_is_told_and_the_process_goes_on(workers: Workers) -> None:
    before = name(workers, "a")
    with pytest.raises(RuntimeError, match="ZeroDivisionError: because of that"):
        workers.ask("a", raise_something, b"because of that")
    assert name(workers, "a") == before


def test_a_process_that_was_killed_is_followed_by_another(workers: Workers) -> None:
    before = name(workers, "a")
    os.kill(before, signal.SIGKILL)
    assert name(workers, "a") != before


def test_what_kills_every_process_is_told(workers: Workers) -> None:
    with pytest.raises(RuntimeError, match=r"died twice of tests\.game\.errands:fall"):
        workers.ask("a", fall, b"")
    assert name(workers, "a") > 0


def test_until_a_process_is_ready_answers_are_made_here() -> None:
    workers = Workers(1, here_first=True)
    assert name(workers, "a") == os.getpid()
    until = time.monotonic() + LONG
    while name(workers, "a") == os.getpid() and time.monotonic() < until:
        time.sleep(0.01)
    assert name(workers, "a") != os.getpid()
    workers.close()


@pytest.fixture
def crowded() -> Iterator[None]:
    """Where more files and lines are open than ``select.select`` can count to."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2_048), before[1]))
    opened = [os.open(os.devnull, os.O_RDONLY)]
    while opened[-1] < 1_024:
        opened.append(os.dup(opened[0]))
    yield
    for descriptor in opened:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("crowded")
def test_processes_answer_where_a_thousand_lines_are_open() -> None:
    workers = Workers(1)
    assert name(workers, "a") != os.getpid()
    workers.close()


@pytest.mark.no_cover
def test_a_silent_process_is_ended_and_followed_by_another() -> None:
    workers = Workers(1, patience=2.0)  # longer than a process takes to begin
    pid = name(workers, "a")
    with pytest.raises(RuntimeError, match="has said nothing"):
        workers.ask("a", say_nothing, b"")
    assert name(workers, "a") not in (pid, os.getpid())
    workers.close()


KILLED = """
import os, signal
from game.workers import Workers
from tests.game.errands import name_process
print(int(Workers(1).ask("a", name_process, b"").message), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_nobody_hears_any_more_ends_without_a_word() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "game.workers", ""], cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.wait(LONG) == 0
        assert process.stderr.read() == b""


def test_processes_end_with_who_asks_also_if_it_is_killed() -> None:
    told = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, text=True, check=False
    )
    pid = int(told.stdout)
    until = time.monotonic() + LONG
    while running(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not running(pid)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
