import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from game.jobs import Jobs, Memo, has_ended
from tests.game.waiting import LONG, until


def together(count: int, ask: Callable[[int], object]) -> list[object]:
    """Ask from so many threads at once."""
    start = threading.Barrier(count)

    def one(number: int) -> object:
        start.wait(LONG)
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


# --------------------------------------------------------------------------------------- memory


def test_all_who_ask_at_once_get_what_one_computes() -> None:
    memo: Memo[str, object] = Memo(most=4)
    computed = []

    def compute() -> object:
        computed.append(1)
        time.sleep(0.05)
        return object()

    values = together(8, lambda _: memo.recall("a", compute))
    assert len(computed) == 1
    assert all(value is values[0] for value in values)


def test_other_keys_do_not_wait() -> None:
    memo: Memo[int, int] = Memo(most=4)
    both = threading.Barrier(2)  # passed only if both compute at the same time

    def compute() -> int:
        return both.wait(LONG)

    assert sorted(together(2, lambda key: memo.recall(key, compute))) == [0, 1]  # type: ignore[type-var]


def test_many_keys_are_computed_together_and_each_once() -> None:
    memo: Memo[int, int] = Memo(most=10)
    asked: list[list[int]] = []

    def compute(keys: list[int]) -> list[int]:
        asked.append(keys)
        return [10 * key for key in keys]

    assert memo.recall_all([1, 2], compute) == [10, 20]
    assert memo.recall_all([2, 3, 3, 1], compute) == [20, 30, 30, 10]
    assert asked == [[1, 2], [3]]


def test_those_asked_for_last_stay() -> None:
    memo: Memo[str, str] = Memo(most=2)
    for key in ("a", "b", "a", "c"):
        memo.recall(key, str)
    assert memo.keys() == ["a", "c"]


def test_a_memory_is_bounded_by_weight() -> None:
    memo: Memo[int, str] = Memo(most=10, weight=len)
    for key, value in enumerate(("xxxx", "xxxx", "xx", "xxxxx")):
        memo.recall(key, lambda value=value: value)
    assert memo.keys() == [2, 3]


def test_a_problem_is_raised_and_not_kept() -> None:
    memo: Memo[str, int] = Memo(most=2)

    def broken() -> int:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        memo.recall("a", broken)
    assert memo.keys() == []
    assert memo.recall("a", lambda: 3) == 3


def test_those_who_wait_for_a_problem_are_told() -> None:
    memo: Memo[str, int] = Memo(most=2)

    def broken() -> int:
        time.sleep(0.05)
        raise OSError("disk full")

    def ask(_: int) -> str:
        with pytest.raises(OSError, match="disk full"):
            memo.recall("a", broken)
        return "told"

    assert together(4, ask) == ["told"] * 4


@pytest.mark.parametrize("values", [[1], [1, 2, 3]])
def test_too_few_values_or_too_many_are_an_error_and_nobody_waits_for_them(
    values: list[int],
) -> None:
    memo: Memo[str, int] = Memo(most=2)
    with pytest.raises(ValueError, match="zip"):
        memo.recall_all(["a", "b"], lambda _: values)
    assert memo.keys() == []
    assert memo.recall("a", lambda: 7) == 7


def test_what_cannot_be_weighed_is_not_kept() -> None:
    memo: Memo[str, str] = Memo(most=2, weight=int)
    with pytest.raises(ValueError, match="invalid literal"):
        memo.recall("a", lambda: "heavy")
    assert memo.recall("a", lambda: "2") == "2"


def test_what_is_forgotten_while_it_is_computed_is_not_kept() -> None:
    memo: Memo[str, int] = Memo(most=2)

    def compute() -> int:
        memo.forget(lambda key: key == "a")
        return 1

    assert memo.recall("a", compute) == 1
    assert memo.keys() == []
    for key in "bc":
        memo.recall(key, lambda: 2)
    assert memo.keys() == ["b", "c"]  # what was forgotten weighs nothing


# ----------------------------------------------------------------------------------- background


class Clock:
    """Time that passes when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Work:
    """Numbers that come when a test lets them, and who computed them."""

    def __init__(self, count: int = 100) -> None:
        self.count = count
        self.begun = 0
        self.gate = threading.Semaphore(0)
        self.threads: list[str] = []

    def __call__(self) -> Iterator[int]:
        self.begun += 1
        for number in range(self.count):
            self.gate.acquire(timeout=LONG)
            self.threads.append(threading.current_thread().name)
            yield number

    def let(self, steps: int = 1) -> None:
        self.gate.release(steps)


def stand_still(work: Work) -> None:
    """Wait long enough for a step that should not come."""
    before = len(work.threads)
    time.sleep(0.05)
    assert len(work.threads) == before


def test_two_who_look_see_one_run() -> None:
    jobs: Jobs[str, int] = Jobs(most=2)
    work = Work(count=3)
    work.let(4)
    first = jobs.look("a", work, "me", wait=LONG)
    second = jobs.look("a", work, "you", wait=LONG, until=has_ended)
    assert first is second
    assert (second.value, second.finished, work.begun) == (2, True, 1)
    assert jobs.look("a", work) is first  # what has ended stays as it is
    assert work.begun == 1


def test_a_look_returns_soon_and_waits_as_long_as_one_likes() -> None:
    jobs: Jobs[str, int] = Jobs(most=1)
    work = Work()
    assert jobs.look("a", work).latest is None
    with pytest.raises(RuntimeError, match="nothing has come yet"):
        _ = jobs.look("a", work, wait=0.01).value
    work.let(5)
    assert jobs.look("a", work, wait=LONG, until=lambda job: (job.latest or 0) >= 4).value == 4


def test_nobody_looking_the_work_rests_and_goes_on_later() -> None:
    clock = Clock()
    jobs: Jobs[str, int] = Jobs(most=1, patience=10, clock=clock)
    work = Work(count=6)
    work.let()
    job = jobs.look("a", work, wait=LONG)
    clock.now += 9.9
    work.let()
    until(lambda: job.latest == 1)
    clock.now += 0.1
    work.let()  # that the thread was waiting for already
    until(lambda: job.latest == 2)
    work.let(4)
    stand_still(work)
    assert not job.finished
    assert jobs.look("a", work, wait=LONG, until=has_ended) is job
    assert (job.value, work.begun) == (5, 1)


def test_what_does_not_rest_is_forgotten_and_begins_anew() -> None:
    clock = Clock()
    jobs: Jobs[str, int] = Jobs(most=1, rests=False, patience=10, clock=clock)
    work = Work()
    work.let()
    jobs.look("a", work, wait=LONG)
    clock.now += 10
    work.let()
    until(lambda: jobs.keys() == [])
    work.let()
    assert jobs.look("a", work, wait=LONG).value == 0
    assert work.begun == 2


def test_who_looks_at_another_job_leaves_the_one_before() -> None:
    jobs: Jobs[str, int] = Jobs(most=5, rests=False)
    left, alone, shared = Work(), Work(), Work(count=2)
    left.let()
    jobs.look("left", left, "me", wait=LONG)
    jobs.look("shared", shared, "you")
    jobs.look("alone", alone, "me")
    left.let(5)
    until(lambda: jobs.peek("left") is None)
    assert len(left.threads) == 2  # the value that it was at
    shared.let(3)
    assert jobs.look("shared", shared, "you", wait=LONG, until=has_ended).value == 1


def test_who_leaves_a_job_to_others_stops_it_for_nobody_else() -> None:
    jobs: Jobs[str, int] = Jobs(most=5)
    left, shared = Work(), Work(count=3)
    left.let()
    jobs.look("left", left, "me", wait=LONG)
    jobs.leave("me")
    jobs.leave("nobody")
    left.let(5)
    until(lambda: not jobs._threads)
    assert len(left.threads) == 2  # the value that it was at
    jobs.look("shared", shared, "me")
    jobs.look("shared", shared, "you")
    jobs.leave("me")
    shared.let(3)
    assert jobs.look("shared", shared, "you", wait=LONG, until=has_ended).value == 2


def test_in_the_middle_of_a_value_a_job_that_is_left_is_broken_off_and_begins_anew() -> None:
    jobs: Jobs[str, int] = Jobs(most=2)
    let, freed = threading.Semaphore(0), threading.Event()
    tried: list[str] = []

    def work(name: str, first: int) -> Iterator[int | None]:
        try:
            for number in range(first, 3):
                for _ in range(2):
                    let.acquire(timeout=LONG)
                    tried.append(name)
                    yield None
                yield number
        finally:
            freed.set()

    let.release(3)
    job = jobs.look("a", lambda: work("first", 0), "me", wait=LONG)
    until(lambda: len(tried) == 3)  # one half of the second value
    jobs.leave("me")
    assert not job.broken_off
    let.release()
    until(lambda: job.broken_off and not jobs._threads)
    assert freed.is_set()  # what it held is gone
    assert (job.latest, job.finished, job.came) == (0, False, 1)
    let.release(100)
    assert tried == ["first"] * 4
    assert jobs.look("a", lambda: work("again", 1), "me", wait=LONG, until=has_ended) is job
    assert (job.value, job.finished, job.broken_off) == (2, True, False)
    assert tried == ["first"] * 4 + ["again"] * 4


def test_in_the_middle_of_a_value_nobody_else_has_a_turn_and_no_look_sees_anything_new() -> None:
    jobs: Jobs[str, str] = Jobs(most=2)
    order: list[str] = []
    go = threading.Event()

    def work(name: str) -> Iterator[str | None]:
        go.wait(LONG)
        for _ in range(3):
            for _ in range(2):
                order.append(name)
                yield None
            yield name

    both = [jobs.begin(name, lambda name=name: work(name)) for name in "ab"]
    go.set()
    until(lambda: all(job.finished for job in both))
    assert order == ["a", "a", "b", "b"] * 3
    assert [job.latest for job in both] == ["a", "b"]


def test_those_that_rest_take_turns() -> None:
    jobs: Jobs[str, str] = Jobs(most=2)
    order: list[str] = []
    go = threading.Event()

    def work(name: str) -> Iterator[str]:
        go.wait(LONG)
        for _ in range(6):
            order.append(name)
            yield name

    both = [jobs.begin(name, lambda name=name: work(name)) for name in "ab"]
    go.set()
    until(lambda: all(job.finished for job in both))
    assert order == ["a", "b"] * 6


def test_whose_job_has_come_least_far_goes_first_if_one_likes() -> None:
    jobs: Jobs[str, str] = Jobs(most=2, least_first=True)
    order: list[str] = []
    far, go = threading.Event(), threading.Event()

    def work(name: str) -> Iterator[str]:
        for number in range(6):
            if name == "a" and number == 4:
                far.set()
                go.wait(LONG)
            order.append(name)
            yield name

    first = jobs.begin("a", lambda: work("a"))
    far.wait(LONG)
    second = jobs.begin("b", lambda: work("b"))
    go.set()
    until(lambda: first.finished and second.finished)
    assert order[:5] == ["a"] * 5  # the fifth was under way when another one came
    assert order[5:10] == ["b"] * 5


def test_those_that_do_not_rest_are_run_to_their_end_one_after_the_other() -> None:
    jobs: Jobs[str, str] = Jobs(most=2, rests=False)
    order: list[str] = []

    def work(name: str) -> Iterator[str]:
        for _ in range(6):
            order.append(name)
            yield name

    both = [jobs.begin(name, lambda name=name: work(name)) for name in "ab"]
    until(lambda: all(job.finished for job in both))
    assert order == ["a"] * 6 + ["b"] * 6


@pytest.mark.parametrize("rests", [True, False])
def test_only_so_many_run_at_a_time(rests: bool) -> None:
    jobs: Jobs[int, int] = Jobs(most=9, at_once=2, rests=rests)
    running, most, lock = 0, 0, threading.Lock()

    def work() -> Iterator[int]:
        nonlocal running, most
        for number in range(3):
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.005)
            with lock:
                running -= 1
            yield number

    all_jobs = [jobs.begin(number, work) for number in range(6)]
    until(lambda: all(job.finished for job in all_jobs))
    assert most == 2


def test_what_goes_wrong_is_raised_at_every_look() -> None:
    jobs: Jobs[str, int] = Jobs(most=1)

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no luck")

    job = jobs.begin("a", broken)
    until(lambda: job.problem)
    for _ in range(2):
        with pytest.raises(ValueError, match="no luck"):
            jobs.look("a", broken)
    assert (job.value, job.finished) == (1, False)


def test_those_looked_at_last_are_kept_and_who_is_pushed_out_stops() -> None:
    jobs: Jobs[str, int] = Jobs(most=2, at_once=3)
    works = {name: Work() for name in "abc"}
    for name in "aba":
        jobs.look(name, works[name])
    jobs.look("c", works["c"])
    assert jobs.keys() == ["a", "c"]
    for work in works.values():
        work.let(2)
    until(lambda: len(works["c"].threads) == 2)
    assert len(works["b"].threads) <= 1
    assert jobs.peek("b") is None


def test_who_asks_first_computes_the_first_value_at_once() -> None:
    jobs: Jobs[str, int] = Jobs(most=3, first_here=True)
    busy, work = Work(), Work(count=3)
    busy.let()
    jobs.begin("busy", busy)  # whose second value nobody lets come: it is always its turn
    work.let()
    assert jobs.begin("a", work).value == 0
    assert work.threads == [threading.current_thread().name]
    work.let(3)
    stand_still(work)
    busy.let()
    assert jobs.look("a", work, wait=LONG, until=lambda job: job.value == 1).value == 1
    busy.let(100)


def test_others_wait_for_the_first_value() -> None:
    jobs: Jobs[str, int] = Jobs(most=3, first_here=True)
    work = Work(count=1)
    threading.Timer(0.05, work.let, [2]).start()
    values = together(4, lambda _: jobs.begin("a", work).value)
    assert (values, work.begun) == ([0] * 4, 1)


def test_what_fails_at_its_first_value_is_tried_again() -> None:
    jobs: Jobs[str, int] = Jobs(most=3, first_here=True)

    def broken() -> Iterator[int]:
        raise OSError("not here yet")
        yield

    for _ in range(2):
        with pytest.raises(OSError, match="not here yet"):
            _ = jobs.begin("a", broken).value
    assert jobs.begin("a", lambda: iter([1])).value == 1


def test_what_has_ended_is_begun_again_if_one_asks_for_it() -> None:
    jobs: Jobs[str, int] = Jobs(most=1)
    first = jobs.look("a", lambda: iter([1]), wait=LONG, until=has_ended)
    again = jobs.begin("a", lambda: iter([2]), again=True)
    assert again is not first
    until(lambda: again.finished)
    assert again.value == 2
    going = Work()
    running = jobs.begin("a", going, again=True)
    assert jobs.begin("a", going, again=True) is running
    going.let()
    until(lambda: running.latest == 0)
    jobs.forget("a")
    assert jobs.peek("a") is None
    going.let(5)
    time.sleep(0.05)
    assert len(going.threads) <= 2  # what is forgotten stops at the value that it was at
