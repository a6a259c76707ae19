"""What is computed once for everybody: recalled by key, or in the background while somebody looks.

Time comes from a clock that is handed in, so that a test need not wait for it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from threading import Condition, Lock, Thread
from time import monotonic
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
        self._total = 0  # their sum
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
                values = dict(zip(mine, compute(list(mine)), strict=True))
                weights = {key: self._weight(value) for key, value in values.items()}
            except BaseException as error:
                self.forget(lambda key: self._futures[key] is mine.get(key))
                for future in mine.values():
                    future.set_exception(error)
                raise
            for key, future in mine.items():
                future.set_result(values[key])
            self._keep(mine, weights)
        return [futures[key].result() for key in keys]

    def keys(self) -> list[K]:
        """Return the keys whose values are kept or being computed."""
        with self._lock:
            return list(self._futures)

    def forget(self, which: Callable[[K], bool] = lambda _: True) -> None:
        """Drop the values of some keys; what is being computed for them is not kept either."""
        with self._lock:
            for key in list(filter(which, self._futures)):
                self._drop(key)

    def _keep(self, done: dict[K, Future[V]], weights: dict[K, int]) -> None:
        with self._lock:
            for key, future in done.items():
                if self._futures.get(key) is future:  # nobody has forgotten it meanwhile
                    self._weights[key] = weights[key]
                    self._total += weights[key]
            while self._total > self._most:  # whose computing is done weighs something
                self._drop(next(key for key in self._futures if key in self._weights))

    def _drop(self, key: K) -> None:
        del self._futures[key]
        self._total -= self._weights.pop(key, 0)


class Job(Generic[V]):
    """What a generator has come to in the background.

    Attributes
    ----------
    latest : the value it yielded last, None before the first
    finished : it has come to its end
    problem : what it has raised
    broken_off : nobody looked any more, in the middle of a value; the next look begins anew
    """

    def __init__(self, steps: Iterator[V | None]) -> None:
        self.latest: V | None = None
        self.finished = False
        self.problem: Exception | None = None
        self.broken_off = False
        self.came = 0  # steps that it has made
        self._steps = steps

    @property
    def value(self) -> V:
        """What it yielded last; raises why there is nothing."""
        if self.latest is None:
            raise self.problem or RuntimeError("nothing has come yet")
        return self.latest


def has_begun(job: Job[V]) -> bool:
    """Return whether there is something to look at."""
    return job.latest is not None


def has_ended(job: Job[V]) -> bool:
    """Return whether nothing more will come."""
    return job.finished or job.problem is not None


class Jobs(Generic[K, V]):
    """Generators that run in the background, one for each key, while somebody looks at them.

    Everybody who looks at the same key sees the same job. Its threads are daemons: a server that
    stops does not wait for them. A generator yields None where nothing has come, but it may be
    broken off.

    Parameters
    ----------
    most : jobs that are kept, finished or not; those looked at last stay
    at_once : jobs that run at a time; the others wait for their turn
    rests : between two values a job lets the others take their turn, and one that is left stays
        where it is until the next look; else it runs on, and one that is left is forgotten
    first_here : who asks for a job first computes its first value, whoever's turn it is, and others
        wait for that; one that fails with it is not kept
    least_first : whose turn it is: the one that has made the fewest steps; else who waits longest
    patience : s after the last look until a job is left
    clock : s, rises

    Examples
    --------
    >>> jobs: Jobs[str, int] = Jobs(most=2)
    >>> job = jobs.look("squares", lambda: (n * n for n in range(4)), wait=60, until=has_ended)
    >>> job.value, job.finished
    (9, True)
    """

    def __init__(
        self,
        most: int,
        *,
        at_once: int = 1,
        rests: bool = True,
        first_here: bool = False,
        least_first: bool = False,
        patience: float = 10.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most, self._at_once = most, at_once
        self._rests, self._first_here, self._least_first = rests, first_here, least_first
        self._patience, self._clock = patience, clock
        self._jobs: dict[K, Job[V]] = {}  # those looked at last stand last
        self._looks: dict[object, tuple[Job[V], float]] = {}  # the last one of each viewer, s
        self._active: set[Job[V]] = set()  # that run or wait for their turn
        self._waiting: deque[Job[V]] = deque()
        self._threads = 0
        self._changed = Condition()

    def begin(
        self, key: K, steps: Callable[[], Iterator[V | None]], viewer: str | None = None, *,
        again: bool = False,
    ) -> Job[V]:  # fmt: skip
        """Have a job run from now on, for somebody who will look at it in a moment.

        Parameters
        ----------
        steps : makes the generator, if the job is not there
        viewer : a name of one's own, for example of a browser tab, by which one looks at one job
            at a time: the one before is left
        again : begin anew what has ended
        """
        with self._changed:
            job = self._jobs.get(key)
            new = job is None or (again and has_ended(job))
            if job is None or new:
                job = Job(steps())
            elif job.broken_off:
                job._steps, job.broken_off = steps(), False
            self._jobs.pop(key, None)
            self._jobs[key] = job
            if len(self._jobs) > self._most:
                del self._jobs[next(iter(self._jobs))]
            self._note(job, job if viewer is None else viewer)
            first = new and self._first_here
            if first:
                self._active.add(job)
            elif not has_ended(job) and job not in self._active:
                self._line_up(job)
        if first:
            self._step(job)
        with self._changed:
            if first and job.problem is None:
                self._line_up(job)
            elif first:
                self._drop(job)
            elif self._first_here:
                self._changed.wait_for(lambda: has_begun(job) or has_ended(job))
        return job

    def look(
        self, key: K, steps: Callable[[], Iterator[V | None]], viewer: str | None = None, *,
        wait: float = 0.0, until: Callable[[Job[V]], bool] = has_begun,
    ) -> Job[V]:  # fmt: skip
        """Return a job, and have it run if it does not.

        Parameters
        ----------
        steps, viewer : as for ``begin``
        wait : the longest wait for what one wants to see, s
        until : whether it is there

        Raises
        ------
        Exception
            What the job has raised.
        """
        job = self.begin(key, steps, viewer)
        with self._changed:
            self._changed.wait_for(lambda: has_ended(job) or until(job), wait)
        if job.problem is not None:
            raise job.problem
        return job

    def leave(self, viewer: str) -> None:
        """Let a viewer look at nothing: what nobody else looks at stops after its next value."""
        with self._changed:
            self._looks.pop(viewer, None)

    def peek(self, key: K) -> Job[V] | None:
        """Return a job if it is kept; nothing is asked of it."""
        return self._jobs.get(key)

    def keys(self) -> list[K]:
        """Return the keys of the jobs that are kept; those looked at last stand last."""
        with self._changed:
            return list(self._jobs)

    def forget(self, key: K) -> None:
        """Drop a job; if it runs, it stops at its next value."""
        with self._changed:
            self._jobs.pop(key, None)

    def _note(self, job: Job[V], viewer: object) -> None:
        now = self._clock()
        self._looks[viewer] = job, now
        jobs = set(self._jobs.values())
        self._looks = {
            who: (seen, when)
            for who, (seen, when) in self._looks.items()
            if seen in jobs and now - when < self._patience
        }

    def _line_up(self, job: Job[V]) -> None:
        self._active.add(job)
        self._waiting.append(job)
        if self._threads < self._at_once:
            self._threads += 1
            Thread(target=self._work, name="jobs", daemon=True).start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._step(job)
            with self._changed:  # whoever rests lets the others go first
                (self._waiting.append if self._rests else self._waiting.appendleft)(job)

    def _next(self) -> Job[V] | None:
        """Return the job whose turn it is, None if nobody waits."""
        with self._changed:
            while self._waiting:
                job = self._waiting[0]
                if self._least_first:
                    job = min(self._waiting, key=lambda waiting: waiting.came)
                self._waiting.remove(job)
                if self._is_wanted(job):
                    return job
                self._leave(job)
            self._threads -= 1
            return None

    def _is_wanted(self, job: Job[V]) -> bool:
        now = self._clock()
        looked_at = any(
            seen is job and now - when < self._patience for seen, when in self._looks.values()
        )
        return looked_at and not has_ended(job) and job in self._jobs.values()

    def _leave(self, job: Job[V]) -> None:
        self._active.discard(job)
        if not has_ended(job) and not self._rests:
            self._drop(job)
        if has_ended(job) or job not in self._jobs.values():
            job._steps = iter(())  # what it holds may be large

    def _drop(self, job: Job[V]) -> None:
        self._jobs = {key: other for key, other in self._jobs.items() if other is not job}

    def _step(self, job: Job[V]) -> None:
        latest, finished, problem = job.latest, False, None
        try:
            while (came := next(job._steps)) is None:
                if not self._goes_on(job):
                    return
            latest = came
        except StopIteration:
            finished = True
        except Exception as error:  # for the next look to raise
            problem = error
        with self._changed:
            job.latest, job.finished, job.problem = latest, finished, problem
            job.came += 1
            self._changed.notify_all()

    def _goes_on(self, job: Job[V]) -> bool:
        """Say whether a job is still wanted in the middle of a value; else it is broken off."""
        with self._changed:
            if not self._is_wanted(job):
                job._steps, job.broken_off = iter(()), True  # what it holds may be large
            return not job.broken_off
