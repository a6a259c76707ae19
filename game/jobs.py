"""What is computed once for everybody: recalled by key, or in the background while somebody looks.

Nobody else here keeps a thread, a lock or a patience of their own. Time comes from a clock that is
handed in, so that a test need not wait for it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Values that are computed once for each key, also for those who ask at the same time.

    Parameters
    ----------
    most : weight of all values that are kept; those asked for last stay
    weight : of a value; each counts as 1 if None

    Examples
    --------
    >>> squares: Memo[int, int] = Memo(most=2)
    >>> [squares.recall(number, lambda: number**2) for number in (2, 3, 2)]
    [4, 9, 4]
    >>> squares.recall(2, lambda: 0)
    4
    """

    def __init__(self, most: int, weight: Callable[[V], int] | None = None) -> None:
        self._most, self._weight = most, weight or (lambda _: 1)
        self._futures: dict[K, Future[V]] = {}  # those asked for last stand last
        self._weights: dict[K, int] = {}  # of those that are done
        self._lock = Lock()

    def recall(self, key: K, compute: Callable[[], V]) -> V:
        """Return the value of a key, computed now if it is not known and nobody computes it."""
        return self.recall_all([key], lambda _: [compute()])[0]

    def recall_all(self, keys: Sequence[K], compute: Callable[[list[K]], Sequence[V]]) -> list[V]:
        """Return the values of many keys; those that are missing are computed together.

        Parameters
        ----------
        compute : given some of the keys, returns their values; what it raises is raised to all who
            wait for them, and is not kept
        """
        with self._lock:
            mine = {key: Future[V]() for key in keys if key not in self._futures}
            futures = {key: self._futures.pop(key) for key in set(keys) - set(mine)} | mine
            self._futures |= futures
        if mine:
            try:
                values = compute(list(mine))
            except BaseException as error:
                self.forget(lambda key: self._futures[key] is mine.get(key))
                for future in mine.values():
                    future.set_exception(error)
                raise
            for future, value in zip(mine.values(), values, strict=True):
                future.set_result(value)
            self._keep(mine)
        return [futures[key].result() for key in keys]

    def keys(self) -> list[K]:
        """Return the keys whose values are kept or being computed."""
        with self._lock:
            return list(self._futures)

    def forget(self, which: Callable[[K], bool] = lambda _: True) -> None:
        """Drop the values of some keys; what is being computed for them is not kept either."""
        with self._lock:
            for key in list(filter(which, self._futures)):
                del self._futures[key]
                self._weights.pop(key, None)

    def _keep(self, done: dict[K, Future[V]]) -> None:
        with self._lock:
            for key, future in done.items():
                if self._futures.get(key) is future:
                    self._weights[key] = self._weight(future.result())
            over = sum(self._weights.values()) - self._most
            for key in [key for key in self._futures if key in self._weights] if over > 0 else ():
                if over <= 0:
                    break
                over -= self._weights.pop(key)
                del self._futures[key]
