"""Labs that run in the background, round by round, while somebody looks at them.

See ``docs/adr/0008-how-the-lab-runs.md``.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from threading import BoundedSemaphore, Condition, Thread

import cachetools
import numpy as np

from data.trajectories import Trajectories
from game import lab_world
from game.errors import LabError
from game.lab import LabSettings
from game.lab_world import Factory
from models.exact import federate_exactly
from models.experiment import HalfRound, run
from models.features import RealArray
from models.federation import Client, InProcess
from models.hall import Member
from models.judge import Judge, LabModel
from models.messages import TrainingSettings
from models.rul import train_local
from models.worth import leave_one_out

PATIENCE = 10.0
"""Seconds after the last look; then a lab stops."""

_MOST_RUNS = 24
"""Some 0.5 MB each once they are done."""


@dataclass(frozen=True)
class Half:
    """What is kept of half a round: every number on the page, and no model.

    Attributes
    ----------
    profit : of the federated model, dollars per slot and 1,000 cycles at its best threshold
    threshold : that one, cycles

    See ``models.experiment.HalfRound`` for the others.
    """

    number: int
    half: str
    fates: Mapping[int, str]
    minutes: Mapping[int, float]
    local_errors: Mapping[int, float]
    outsider_error: float
    error: float
    centralised_error: float
    naive_error: float
    bytes_down: Mapping[int, int]
    bytes_up: Mapping[int, int]
    epsilon: float | None
    profit: float
    threshold: int


@dataclass(frozen=True)
class Gain:
    """What the federation is worth to a factory, against the match's local model.

    Attributes
    ----------
    alone_error, alone_profit : of its own failures' model, on the judge's engines of all kinds
    own_error, own_profit : of the federated model, on engines like the factory's own
    own_alone_error, own_alone_profit : of its own failures' model, on the same

    Errors are RMSE in cycles; profits dollars per slot and 1,000 cycles, each at the threshold that
    is best for that model.
    """

    number: int
    alone_error: float
    alone_profit: float
    own_error: float
    own_profit: float
    own_alone_error: float
    own_alone_profit: float

    @property
    def gain(self) -> float:
        """Dollars per slot and 1,000 cycles, on engines like its own."""
        return self.own_profit - self.own_alone_profit


@dataclass(frozen=True)
class Progress:
    """A lab as far as it has been computed.

    Attributes
    ----------
    factories : those that take part, and the outsider last
    saboteurs : their numbers
    halves : of the rounds
    gains : of each factory, filled after the last round
    worth : of each factory to the others, dollars per slot and 1,000 cycles, in the exact ridge
        federation of the same factories, where everybody is honest and nobody drops out
    naive_profit : of forecasting the same for every engine, dollars per slot and 1,000 cycles
    finished : nothing more will come
    """

    settings: LabSettings
    factories: tuple[Factory, ...] = ()
    saboteurs: tuple[int, ...] = ()
    halves: tuple[Half, ...] = ()
    gains: tuple[Gain, ...] = ()
    worth: Mapping[int, float] | None = None
    naive_profit: float | None = None
    finished: bool = False

    @property
    def rounds(self) -> int:
        """Whole rounds that are known."""
        return max((half.number for half in self.halves if half.half == "merged"), default=0)

    @property
    def learned(self) -> bool:
        """Whether all rounds are known."""
        return self.rounds == self.settings.rounds

    @property
    def bytes_moved(self) -> int:
        """Of all messages so far."""
        return sum(
            sum(half.bytes_up.values()) + sum(half.bytes_down.values()) for half in self.halves
        )


def stages(settings: LabSettings) -> Iterator[Progress]:
    """Run a lab, and tell how far it is after every half round.

    Examples
    --------
    >>> *_, last = stages(LabSettings(factories=2, rounds=1))
    >>> last.rounds, len(last.halves), len(last.gains), last.finished
    (1, 3, 2, True)
    """
    known = Progress(settings)
    drawn = [lab_world.engines(settings, one) for one in range(settings.factories + 1)]
    members = [Member.of(one, histories) for one, histories in enumerate(drawn)]
    known = replace(
        known,
        factories=tuple(
            lab_world.describe(settings, one.client_id, histories, one.raw_bytes)
            for one, histories in zip(members, drawn, strict=True)
        ),
    )
    yield known
    judge = lab_world.judge(settings)
    records = run(
        settings.experiment(), members, judge, seed=settings.seed, outsider=settings.factories
    )
    for record in records:
        before = known.halves[-1] if record.half == "trained" else None
        half = _kept(record, judge, before)
        known = replace(known, saboteurs=record.saboteurs, halves=(*known.halves, half))
        if known.naive_profit is None:
            level = float(record.model.mean[-1])  # of all training targets, as the server knows it
            naive, _ = judge.profit(partial(_always, level))
            known = replace(known, naive_profit=naive)
        yield known
    for number, histories in enumerate(drawn[:-1]):
        gain = _gain(settings, number, histories, judge, record.model)
        known = replace(known, gains=(*known.gains, gain))
        yield known
    yield replace(known, worth=_worth(drawn[:-1], judge), finished=True)


def _kept(record: HalfRound, judge: Judge, before: Half | None) -> Half:
    """Keep the numbers of half a round; training alone changes nothing in the merged model."""
    if before is None:
        profit, threshold = judge.profit(record.model.predict)
    else:
        profit, threshold = before.profit, before.threshold
    if record.outsider_error is None:
        raise RuntimeError("a lab without an outsider")
    return Half(
        number=record.number,
        half=record.half,
        fates=record.fates,
        minutes=record.minutes,
        local_errors=record.local_errors,
        outsider_error=record.outsider_error,
        error=record.error,
        centralised_error=record.centralised_error,
        naive_error=record.naive_error,
        bytes_down=record.bytes_down,
        bytes_up=record.bytes_up,
        epsilon=record.epsilon,
        profit=profit,
        threshold=threshold,
    )


def _worth(drawn: Sequence[Trajectories], judge: Judge) -> Mapping[int, float]:
    clients = [Client(one, histories) for one, histories in enumerate(drawn)]
    federation = federate_exactly(InProcess(clients), TrainingSettings().strength)

    @lru_cache(maxsize=1)  # what one forecast loses is asked for every other client
    def lost(forecast: Callable[[RealArray], RealArray]) -> float:
        return -judge.profit(forecast)[0]

    return leave_one_out(federation, lambda _, forecast: lost(forecast))


def _always(level: float, table: RealArray) -> RealArray:
    return np.full(len(table), level)


def _gain(
    settings: LabSettings, number: int, histories: Trajectories, judge: Judge, model: LabModel
) -> Gain:
    alone = train_local(histories)
    like_its_own = lab_world.judge_like(settings, number)
    return Gain(
        number,
        alone_error=judge.error(alone.predict),
        alone_profit=judge.profit(alone.predict)[0],
        own_error=like_its_own.error(model.predict),
        own_profit=like_its_own.profit(model.predict)[0],
        own_alone_error=like_its_own.error(alone.predict),
        own_alone_profit=like_its_own.profit(alone.predict)[0],
    )


class _Run:
    """One lab that is run; what is written here is written under the lock of ``Labs``."""

    def __init__(self, settings: LabSettings) -> None:
        self.progress = Progress(settings)
        self.problem: Exception | None = None


class Labs:
    """The labs that run and the last ones that have run.

    Parameters
    ----------
    at_once : labs that run at a time; others wait for their turn
    most : labs that are kept
    """

    def __init__(self, at_once: int | None = None, most: int = _MOST_RUNS) -> None:
        self._runs: cachetools.LRUCache[LabSettings, _Run] = cachetools.LRUCache(most)
        self._looked: dict[str, tuple[_Run, float]] = {}  # and when, s; by viewer
        self._turn = BoundedSemaphore(at_once or os.cpu_count() or 1)
        self._changed = Condition()

    def watch(self, settings: LabSettings, viewer: str, patience: float = 0.0) -> Progress:
        """Return how far a lab is, and have it run as long as this viewer asks for no other one.

        Parameters
        ----------
        viewer : any name of one's own, for example of a browser tab
        patience : s, the longest wait for a first round

        Raises
        ------
        LabError
            If the lab cannot be run to its end.
        """
        with self._changed:
            found = self._runs.get(settings)
            if found is None:
                found = self._runs[settings] = _Run(settings)
                # A daemon: a server that stops does not wait for it.
                Thread(target=self._work, args=(found,), name="lab", daemon=True).start()
            now = time.monotonic()
            self._looked = {
                one: (run, last)
                for one, (run, last) in self._looked.items()
                if now - last < PATIENCE
            } | {viewer: (found, now)}
            lab = found
            self._changed.wait_for(
                lambda: lab.progress.rounds > 0 or lab.problem is not None, patience
            )
            if found.problem is not None:
                raise LabError(
                    "This lab broke off ({problem}): change a lever.", problem=found.problem
                ) from found.problem
            return found.progress

    def kept(self) -> int:
        """Return how many labs are kept."""
        return len(self._runs)

    def _work(self, lab: _Run) -> None:
        while not self._turn.acquire(timeout=0.2):
            if self._left(lab):
                return
        try:
            for progress in stages(lab.progress.settings):
                with self._changed:
                    lab.progress = progress
                    self._changed.notify_all()
                if self._left(lab):
                    return
        except Exception as error:  # for the next look to raise
            with self._changed:
                lab.problem = error
                self._changed.notify_all()
        finally:
            self._turn.release()

    def _left(self, lab: _Run) -> bool:
        """Forget an unfinished lab that nobody looks at, or that others have pushed out."""
        with self._changed:
            if lab.progress.finished:
                return True
            settings = lab.progress.settings
            here = self._runs.get(settings) is lab
            now = time.monotonic()
            looked = [last for run, last in self._looked.values() if run is lab]
            if here and looked and now - max(looked) < PATIENCE:
                return False
            if here:
                del self._runs[settings]
            return True


LABS = Labs()
"""Of this process: everybody who looks at the same lab sees the same one run."""
