"""Who owns which engines in the benchmark, and what each way of dealing lets everybody know."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from data.trajectories import ROW_BYTES, Trajectories
from models.benchmarks.cmapss import partition
from models.benchmarks.history import history
from models.features import IntArray, RealArray
from models.federated.client import ClientData
from models.flight_conditions import ConditionSums, at_sea_level, share
from models.rul import capped_rul

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Dealing:
    """Training engines in the hands of factories, and the test engines that all are judged on.

    Attributes
    ----------
    seed : of the dealing, and of all that training draws
    hands : complete run-to-failure histories of each factory
    test : histories cut off before the failure; the last cycle of each is forecast
    audience : (engines,) the factory whose model forecasts each test engine, where factories have
        models of their own; every one forecasts all of them if None
    told_before : bytes that a factory has sent before
    taught : (rows,) of each factory, which rows it trains on; all of them if None

    Examples
    --------
    >>> from data.simulator import simulate
    >>> fleet = simulate(np.arange(11), seed=1, fan_share=0.0)
    >>> dealt = dealt_in_fours(fleet, fleet, seed=0)
    >>> [len(hand) for hand in dealt.hands], dealt.exam.shape == (11, dealt.table.shape[1])
    ([4, 4], True)
    """

    seed: int
    hands: tuple[Trajectories, ...]
    test: Trajectories
    audience: IntArray | None = None
    told_before: int = 0
    taught: tuple[BoolArray, ...] | None = None

    @cached_property
    def sums(self) -> ConditionSums:
        """What the factories share of their flight conditions."""
        return share(self.hands).sums

    @property
    def condition_bytes(self) -> int:
        """What a factory sends for it; nothing where all fly at one condition, and know it."""
        known = len(self.sums.flown) == 1
        return self.told_before + (0 if known else len(self.sums.to_bytes()))

    @cached_property
    def clients(self) -> list[ClientData]:
        """The factories as clients, numbered one after the other."""
        together = at_sea_level(Trajectories.joined(self.hands), self.sums)
        table, target = history(together), capped_rul(together)
        lengths = [len(own.sensors) for own in self.hands]
        if self.taught is not None:
            table, target = (values[np.concatenate(self.taught)] for values in (table, target))
            lengths = [int(rows.sum()) for rows in self.taught]
        ends = np.cumsum([0, *lengths])
        return [
            ClientData(number, table[begin:end], target[begin:end], own.offsets, own.lifetimes)
            for number, (own, (begin, end)) in enumerate(
                zip(self.hands, pairwise(ends), strict=True)
            )
        ]

    @cached_property
    def table(self) -> RealArray:
        """Everybody's rows in one place."""
        return np.concatenate([data.table for data in self.clients])

    @cached_property
    def target(self) -> RealArray:
        return np.concatenate([data.target for data in self.clients])

    @cached_property
    def exam(self) -> RealArray:
        """The last features of each test engine, for who knows the shared sums."""
        return exam_of(self.test, self.sums)

    @property
    def raw_bytes(self) -> float:
        """Size of a factory's histories, on average."""
        return ROW_BYTES * len(self.target) / len(self.hands)


def exam_of(test: Trajectories, sums: ConditionSums) -> RealArray:
    """Return the last features of each test engine, (engines, columns), for who knows sums."""
    return history(at_sea_level(test, sums), last=True)


def dealt_in_fours(train: Trajectories, test: Trajectories, seed: int) -> Dealing:
    """Deal engines at random, four to a factory; a remainder stays out."""
    hands = partition(len(train), np.random.default_rng(seed))
    return dealt(train, test, hands, seed)


def dealt(train: Trajectories, test: Trajectories, hands: Sequence[IntArray], seed: int) -> Dealing:
    """Deal engines by their positions."""
    return Dealing(seed, tuple(train.select(hand) for hand in hands), test)
