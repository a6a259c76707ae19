"""The lab's factories and judge: engines as the levers want them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.simulator import is_fan, simulate
from data.trajectories import INFORMATIVE_COLUMNS, IntArray, Trajectories
from game.lab.settings import Population
from models.features import features
from models.federated.client import ClientData
from models.federated.simulation.evaluation import HeldOutEngines
from models.rul import capped_rul

JUDGED = 40
"""Engines that nobody trains on; their usage and kinds of failure are those of all factories."""

LIKE_ITS_OWN = 20
"""Engines that judge what a factory gains: they fly and fail as its own do."""

PROBED = tuple(range(96, -1, -8))
"""Cycles before their failure at which engines are forecast that show what a model knows."""

PAIRS = 8
"""Of such engines, one worn out by the compressor and one by the fan; forecasts are their means."""

_FIRST_JUDGED, _FIRST_LIKE_ITS_OWN, _FIRST_PROBED = 1_000_000, 2_000_000, 3_000_000
_EVERY = 8  # cycles; errors are taken from so many-th rows, whose neighbours say the same
_EARLY = 30  # cycles in which an engine hardly wears, so that its sensors show their noise


@dataclass(frozen=True)
class Factory:
    """What a factory is, before it learns.

    Attributes
    ----------
    number : from 0 on; the last one is the outsider
    failures : kind of each, ``compressor`` or ``fan``
    lifetimes : of each, cycles
    severity : of its usage
    raw_bytes : of its histories, which stay at home
    """

    number: int
    failures: tuple[str, ...]
    lifetimes: tuple[int, ...]
    severity: float
    raw_bytes: int


@dataclass(frozen=True, eq=False)
class DrawnPopulation:
    """Everything that is there before anybody trains.

    Attributes
    ----------
    histories : of the engines that have failed in each factory; the outsider's last
    clients : the same factories with their features
    factories : and what can be said of them
    judge : of what everybody learns
    """

    histories: tuple[Trajectories, ...]
    clients: tuple[ClientData, ...]
    factories: tuple[Factory, ...]
    judge: HeldOutEngines

    @property
    def lifetimes(self) -> list[IntArray]:
        """Of the engines that have failed in each factory that takes part, cycles."""
        return [histories.lifetimes for histories in self.histories[:-1]]


@lru_cache(maxsize=2)  # some 45 MB each at most
def draw(population: Population) -> DrawnPopulation:
    """Draw a population; labs that differ in nothing but how they learn share it.

    Examples
    --------
    >>> draw(Population(factories=2)) is draw(Population(factories=2))
    True
    """
    return draw_anew(population)


def draw_anew(population: Population) -> DrawnPopulation:
    """Draw a population that nobody else will ask for.

    Examples
    --------
    >>> len(draw_anew(Population(factories=2)).clients)
    3
    """
    histories = tuple(engines(population, range(population.factories + 1)))
    clients = tuple(ClientData.of_each(histories))
    factories = _factories(population, histories, clients)
    return DrawnPopulation(histories, clients, factories, judge(population))


@lru_cache(maxsize=64)
def fan_shares(population: Population) -> tuple[float, ...]:
    """Return each factory's share of fan failures, and the outsider's; their mean is kept.

    Examples
    --------
    >>> fan_shares(Population(factories=5, skew=1.0))
    (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    >>> fan_shares(Population(factories=2, skew=0.5))[:2]
    (0.3, 0.1)
    """
    count, share = population.factories, population.fan_share
    # Where one kind is all a factory sees, the first ones see fans; one of them may see some.
    own = [min(max(share * count - number, 0.0), 1.0) for number in range(count)]
    mixed = [population.skew * kind + (1 - population.skew) * share for kind in own]
    return tuple(round(fans, 6) for fans in [*mixed, mixed[-1]])


@lru_cache(maxsize=64)
def severities(population: Population) -> tuple[float, ...]:
    """Return how hard each factory flies, evenly spread and dealt by the seed; outsider last.

    Examples
    --------
    >>> sorted(severities(Population(factories=3, severity_spread=0.5))[:3])
    [0.5, 1.0, 1.5]
    """
    spread = population.severity_spread
    even = np.linspace(1 - spread, 1 + spread, population.factories)
    dealt = np.random.default_rng([population.seed, 1]).permutation(even)
    return tuple(round(float(severity), 6) for severity in [*dealt, 1.0])


def engines(population: Population, numbers: Sequence[int]) -> list[Trajectories]:
    """Draw the engines that have failed in some factories.

    Examples
    --------
    >>> [len(failed) for failed in engines(Population(factories=2, failures=3), range(3))]
    [3, 3, 3]
    """
    usages, each = severities(population), population.failures
    drawn: dict[int, Trajectories] = {}
    shares = fan_shares(population)
    for share in sorted({shares[number] for number in numbers}):  # what is drawn together is quick
        alike = [number for number in numbers if shares[number] == share]
        ids = np.concatenate([number * each + np.arange(each) for number in alike])
        fleet = simulate(
            ids, population.seed, share, np.repeat([usages[number] for number in alike], each)
        )
        for place, number in enumerate(alike):
            own = fleet.part(place * each, (place + 1) * each)
            drawn[number] = _biased(population, number, own)
    return [drawn[number] for number in numbers]


def _biased(population: Population, number: int, drawn: Trajectories) -> Trajectories:
    """Let a factory's sensors read what they read."""
    if not population.sensor_bias:
        return drawn
    columns = list(INFORMATIVE_COLUMNS)
    early = drawn.sensors[drawn.ages <= _EARLY][:, columns]
    rng = np.random.default_rng([population.seed, 2, number])
    offset = population.sensor_bias * early.std(axis=0) * rng.standard_normal(len(columns))
    sensors = drawn.sensors.copy()
    sensors[:, columns] += offset.astype(sensors.dtype)
    return Trajectories(drawn.engine_ids, drawn.offsets, drawn.settings, sensors, drawn.lifetimes)


def _factories(
    population: Population, histories: Sequence[Trajectories], clients: Sequence[ClientData]
) -> tuple[Factory, ...]:
    """Say what each factory is."""
    factories = []
    for number, (drawn, share) in enumerate(zip(histories, fan_shares(population), strict=True)):
        fans = is_fan(drawn.engine_ids, population.seed, share)
        failures = tuple(np.where(fans, "fan", "compressor").tolist())
        lived, usage = tuple(drawn.lifetimes.tolist()), severities(population)[number]
        factories.append(Factory(number, failures, lived, usage, clients[number].raw_bytes))
    return tuple(factories)


def judge(population: Population) -> HeldOutEngines:
    """Draw the judge's engines: all usages and kinds of failure there are among the factories."""
    ids = _FIRST_JUDGED + np.arange(JUDGED)
    usage = np.linspace(1 - population.severity_spread, 1 + population.severity_spread, JUDGED)
    return HeldOutEngines.of(simulate(ids, population.seed, population.fan_share, usage), _EVERY)


@lru_cache(maxsize=8)
def probe(population: Population) -> HeldOutEngines:
    """Draw engines that show what a model knows: some worn out by the compressor, some by the fan.

    They fly as usual. One of each fault is a pair; its rows are those at ``PROBED``, the
    compressor's first.

    Examples
    --------
    >>> engines = probe(Population())
    >>> engines.target[:3].tolist(), len(engines.table) == 2 * PAIRS * len(PROBED)
    ([96.0, 88.0, 80.0], True)
    """
    of_fault = []
    for place, fan_share in enumerate((0.0, 1.0)):
        ids = _FIRST_PROBED + place * PAIRS + np.arange(PAIRS)
        worn = simulate(ids, population.seed, fan_share)
        rows = worn.offsets[1:, np.newaxis] - 1 - np.array(PROBED)
        of_fault.append((features(worn)[rows], capped_rul(worn)[rows]))
    # (pairs, faults, points): one pair after the other
    table, target = (np.stack(parts, axis=1) for parts in zip(*of_fault, strict=True))
    offsets = np.arange(PAIRS + 1) * 2 * len(PROBED)
    none = np.zeros(0, dtype=np.int64)
    return HeldOutEngines(table.reshape(-1, table.shape[-1]), target.ravel(), offsets, none)


def judge_like(population: Population, number: int) -> HeldOutEngines:
    """Draw engines that fly as a factory's own do, and fail in the same mix of kinds."""
    ids = _FIRST_LIKE_ITS_OWN + number * LIKE_ITS_OWN + np.arange(LIKE_ITS_OWN)
    return HeldOutEngines.of(
        simulate(
            ids, population.seed, fan_shares(population)[number], severities(population)[number]
        )
    )
