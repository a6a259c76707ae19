import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

import pytest

from game.processes import in_processes
from tests.game.errands import die, hang, raise_something, slow_square
from tests.game.waiting import LONG, until


def children(group: int | None = None) -> list[str]:
    """Return the processes that compute for this one, or in a group of processes."""
    found = subprocess.run(
        ["ps", "-ewwo", "ppid=,pgid=,cmd="], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in found.splitlines() if "LokyProcess" in line]
    place, number = (0, os.getpid()) if group is None else (1, group)
    return [row[2] for row in rows if int(row[place]) == number]


def test_processes_return_in_order_and_this_one_takes_part() -> None:
    numbers = list(range(60))
    results = list(in_processes(slow_square, numbers, processes=2))
    assert [square for square, _ in results] == [number**2 for number in numbers]
    assert {pid for _, pid in results} > {os.getpid()}
    assert children() == []


def test_few_items_start_no_process() -> None:
    assert {pid for _, pid in in_processes(slow_square, [1, 2, 3], 2)} == {os.getpid()}


def test_processes_are_gone_when_the_caller_loses_interest() -> None:
    results = in_processes(hang, [0] * 4 + [os.getpid()] * 8, processes=3)
    next(results)
    assert children()
    results.close()  # type: ignore[attr-defined]
    assert children() == []


def test_a_process_that_dies_is_no_answer() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_processes(die, [os.getpid()] * 12, processes=2))
    assert children() == []


def test_a_pool_that_ends_before_its_items_are_taken_ends_without_a_word() -> None:
    for _ in range(40):  # once in four it was a KeyError in loky's thread: here a warning, an error
        with pytest.raises(ZeroDivisionError):
            list(in_processes(raise_something, [b"at once"] * 20, processes=2))
    assert children() == []


MAIN = """
import sys
from tests.game.errands import hang, slow_square
from game.processes import in_processes

print("main", flush=True)
print(sum(square for square, _ in in_processes(slow_square, range(20), 2)), flush=True)
if "wait" in sys.argv:
    for _ in in_processes(hang, [1] * 20, 2):
        pass
"""


def test_the_first_processes_of_a_program_never_hear_of_ctrl_c(tmp_path) -> None:
    (tmp_path / "main.py").write_text(
        "import os\nfrom game.processes import in_processes\n"
        "from tests.game.errands import is_deaf\n"
        "answers = set(in_processes(is_deaf, range(40), 2))\n"
        "print(sorted(deaf for pid, deaf in answers if pid != os.getpid()))\n"
    )
    told = subprocess.run(
        [sys.executable, tmp_path / "main.py"], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert told.stdout.strip() == "[True]"


def test_the_callers_main_module_is_not_run_again(tmp_path) -> None:
    (tmp_path / "main.py").write_text(MAIN)
    told = subprocess.run(
        [sys.executable, tmp_path / "main.py"], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert told.stdout.split() == ["main", str(sum(n**2 for n in range(20)))]
    # A process that is ended while it starts may leave a lock, of which loky tells who removes it.
    assert "Traceback" not in told.stderr


@pytest.fixture
def caller(tmp_path) -> Iterator[subprocess.Popen[str]]:
    """Start a program that waits for its processes, as a group of its own; end what is left."""
    (tmp_path / "main.py").write_text(MAIN)
    with subprocess.Popen(
        [sys.executable, tmp_path / "main.py", "wait"], text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as process:  # fmt: skip
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_ctrl_c_ends_all_processes(caller: subprocess.Popen[str]) -> None:
    assert caller.stdout is not None
    caller.stdout.readline()
    caller.stdout.readline()
    until(lambda: children(caller.pid))
    os.killpg(caller.pid, signal.SIGINT)  # as a terminal does
    _, errors = caller.communicate(timeout=LONG)
    # A process that is ended while it starts may leave a lock, of which loky tells who removes it.
    told = [line for line in errors.splitlines() if not re.search("resource_tracker|warn", line)]
    assert told[-1] == "KeyboardInterrupt"
    assert told[0].startswith("Traceback") and errors.count("Traceback") == 1  # the caller's own
    assert children(caller.pid) == []
