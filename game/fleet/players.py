"""Factories of a room that learn from each other: their engines, and one training of them all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from game.fleet.blind_spot import tally
from game.fleet.engines import (
    TROUBLE,
    Drawn,
    Fleet,
    SimulatedFleet,
    records,
)
from game.fleet.federation import NOISE_NORM, Failures
from game.fleet.forecasters import LinearForecaster, TrainingFacts
from game.fleet.own_model import federated_rule
from game.jobs import Memo
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray
from models.federated.client import Client, ClientData, InProcess
from models.federated.messages import Clients
from models.federated.server import Federation, federate, join
from models.federated.unruly import Losing, Unruly
from models.metrics import rmse
from models.rul import RUL_CAP, RulModel

MOST_SEATS = 400
JUDGES = 40
"""Engines that nobody flies, on which a room is told how far its model is off."""

FIRST = 5
"""Engines of each slot that have one fault alone, where fleets are split."""

MIXED = 0.5
"""Share of fan faults after them, and of the engines that judge."""

_PLAYED, _ARCHIVED, _STREAM = 1 << 40, 2 << 40, 1 << 24


@dataclass(frozen=True)
class PlayersFleet(SimulatedFleet):
    """Engines of a room whose factories learn from each other: each flies its own.

    The k-th engine of a slot is another one in every factory, so that one's failures tell the
    others something; all fly alike, and have the same archive.

    Where fleets are split, compressors alone wear out in every other factory, and in its archive,
    and fans alone in those between: up to the first engines of each slot. Then all meet both.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = players_fleet(DEFAULT, 7)
    >>> bool((fleet.ids(0, 2, 0, 3) == SimulatedFleet(DEFAULT, 7).ids(0, 2, 0, 3)).all())
    True
    >>> bool((fleet.ids(0, 2, 0, 3) == fleet.ids(250, 2, 0, 3)).any())
    False
    >>> halves = players_fleet(DEFAULT, 7, split=True)
    >>> [halves.faults(halves.ids(number, 0, 0, FIRST)).tolist() for number in range(2)]
    [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]
    """

    split: bool = False

    @cached_property
    def severities(self) -> tuple[float, ...]:
        """Usage severity of each factory: the same of all."""
        drawn = SimulatedFleet(self.scenario, self.seed).severities[0]
        return (drawn,) * MOST_SEATS

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        """Return the next engines of a slot, of this factory alone."""
        own = factory * self.scenario.slots * _STREAM
        return super().ids(0, slot, first, count) + own

    def archive(self, factory: int) -> tuple[int, ...]:
        """Return what every factory has on record before the match, or each half of them."""
        own = super().archive(0)
        return tuple(one + 2 * _STREAM for one in own) if self.split and factory % 2 else own

    @cached_property
    def _drawn(self) -> Drawn:
        return Drawn({}, {}) if self.split else super()._drawn  # the same ids, other engines

    def _fan_shares_of(self, engine_ids: IntArray) -> npt.ArrayLike:
        if not self.split:
            return super()._fan_shares_of(engine_ids)
        stream, place = engine_ids % _PLAYED // _STREAM, engine_ids % _STREAM
        played = engine_ids // _PLAYED == 1
        factory = stream // self.scenario.slots
        fans = np.where(played, factory % 2 == 1, stream == 2)
        alone = np.where(played, place < FIRST, stream != 1)  # judges are of both kinds
        return np.where(alone, fans.astype(np.float64), MIXED)

    @property
    def judges(self) -> IntArray:
        """Ids of engines that nobody flies, which fail as the players' do."""
        return _ARCHIVED + _STREAM + np.arange(JUDGES, dtype=np.int64)


def players_fleet(scenario: Scenario, seed: int, split: bool = False) -> PlayersFleet:
    """Return the engines of a room; nobody but its players is in its federation."""
    return PlayersFleet(replace(scenario, federation_size=1), seed, split=split)


@dataclass(frozen=True)
class Circumstances:
    """Under what a room's federation trains.

    Attributes
    ----------
    rule : that merges updates
    noise : standard deviation of the noise in the sum of all updates, in units of the norm to which
        each is cut; 0: updates travel as they are
    losses : percent of updates that are lost on their way, in each round
    saboteurs : the factories that send poisoned updates
    """

    rule: str = "fedavg"
    noise: float = 0.0
    losses: int = 0
    saboteurs: tuple[int, ...] = ()


_data: Memo[tuple[Fleet, int, Failures], ClientData] = Memo(
    256 << 20, lambda data: data.table.nbytes
)


def train_players(
    fleet: PlayersFleet,
    failures: Mapping[int, Failures],
    before: Federation | None = None,
    how: Circumstances = Circumstances(),
    cycle: int = 0,
) -> Federation | None:
    """Train a room's federation once, on what its members have seen fail.

    Parameters
    ----------
    failures : by factory, of the members that are there; who has seen none sends nothing
    before : what it had learned at the training before
    cycle : of the training, by which chance is drawn

    Returns
    -------
    ``before`` where nobody has anything to send

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = players_fleet(DEFAULT, 7)
    >>> failures = {seat: tuple(fleet.ids(seat, 0, 0, 2).tolist()) for seat in range(6)}
    >>> trained = train_players(fleet, failures | {9: ()})
    >>> trained.client_ids, len(trained.rounds)
    ((0, 1, 2, 3, 4, 5), 6)
    >>> len(train_players(fleet, failures, trained).rounds)
    3
    """
    sending = {number: own for number, own in sorted(failures.items()) if own}
    if not sending:
        return before
    clients = _troubled(fleet, _honest(fleet, sending), how, cycle)
    seen = sum(map(len, sending.values()))
    prices, rule = fleet.scenario.economics, federated_rule(fleet.scenario, seen)
    rng = fleet.training_generator()
    if before is None:
        return federate(clients, prices, rng=rng, aggregator=how.rule, rule=rule)
    return join(before, clients, prices, rng=rng, aggregator=how.rule, rule=rule)


def _honest(fleet: PlayersFleet, failures: Mapping[int, Failures]) -> InProcess:
    """Return a client for each factory, with the rows of the engines that it has seen fail."""

    def described(missing: list[tuple[Fleet, int, Failures]]) -> list[ClientData]:
        return [_described(fleet, number, own) for _, number, own in missing]

    keys = [(fleet, number, own) for number, own in failures.items()]
    return InProcess([Client(data) for data in _data.recall_all(keys, described)])


def _described(fleet: PlayersFleet, number: int, failed: Failures) -> ClientData:
    tables = [record.table for record in records(fleet, failed)]
    lifetimes = np.array([len(table) for table in tables], np.int64)
    left = np.concatenate([np.arange(life - 1, -1, -1) for life in lifetimes.tolist()])
    target = np.minimum(left, RUL_CAP).astype(np.float64)
    offsets = np.concatenate([[0], np.cumsum(lifetimes)])
    return ClientData(number, np.concatenate(tables).astype(np.float64), target, offsets, lifetimes)


def _troubled(fleet: PlayersFleet, honest: Clients, how: Circumstances, cycle: int) -> Clients:
    rng = np.random.default_rng([fleet.drawn_for, TROUBLE, cycle])
    clients = honest
    if how.noise or how.saboteurs:
        clients = Unruly(
            clients,
            how.saboteurs,
            NOISE_NORM if how.noise else None,
            how.noise,
            rng=rng,
        )
    return Losing(clients, how.losses / 100, rng=rng) if how.losses else clients


def players_forecaster(
    fleet: PlayersFleet, federation: Federation, failures: Mapping[int, Failures]
) -> LinearForecaster:
    """Return a room's model at work: the same for all its members."""
    facts = TrainingFacts(
        sum(map(len, failures.values())),
        len(federation.client_ids),
        len(federation.rounds),
        federation.bytes_moved,
        federation.raw_bytes,
    )
    taught = tuple(failures.values())  # whoever runs it, it has seen the same
    return LinearForecaster(fleet, federation.model, federation.threshold, facts, others=taught)


def error_of(fleet: PlayersFleet, model: RulModel) -> float:
    """Return how far a model is off on engines of a room that nobody flies, RMSE in cycles."""
    truth, forecast = [], []
    for record in records(fleet, fleet.judges.tolist()):
        left = np.arange(len(record.table) - 1, -1, -1)
        truth.append(np.minimum(left, RUL_CAP))
        forecast.append(model.predict(record.table.astype(np.float64)))
    return rmse(np.concatenate(forecast), np.concatenate(truth))


def seen_fail(fleet: Fleet, failures: Mapping[int, Failures]) -> tuple[int, int]:
    """Return how many compressors and fans some factories have seen fail."""
    counted = tally(fleet, [one for own in failures.values() for one in own])
    assert counted is not None, "engines that are drawn have a fault with a name"
    return counted.compressor, counted.fan
