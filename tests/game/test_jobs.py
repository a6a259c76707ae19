import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from game.jobs import Memo

LONG = 20.0  # s; nothing here takes so long unless it is broken


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


def test_what_is_forgotten_while_it_is_computed_is_not_kept() -> None:
    memo: Memo[str, int] = Memo(most=2)

    def compute() -> int:
        memo.forget(lambda key: key == "a")
        return 1

    assert memo.recall("a", compute) == 1
    memo.recall("b", lambda: 2)
    assert memo.keys() == ["b"]
