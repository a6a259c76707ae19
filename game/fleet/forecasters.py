"""From what a factory knows to its forecasts: where the rules meet the models."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from game.fleet.bands import Residuals, federated_residuals, newcomers_residuals, own_band
from game.fleet.engines import Fleet, records
from game.fleet.own_model import RECIPES, federated_rule, own_model
from game.jobs import Memo
from game.rules.decisions import Knowledge
from game.rules.match import Forecaster, Trainer, World, advice_of
from game.rules.strategies import NO_FORECAST, IntArray, Tenths, servicing
from models.alarms import in_tenths
from models.band import Band
from models.federated.client import Client, ClientData, InProcess
from models.federated.one_round import OneRound, federate_in_one_round, join_one_round
from models.federated.server import Federation, federate, join
from models.rul import RulModel, train_local

OUTSIDER = 1_000_000
"""Client ids of competing factories start here; the other members count from 0."""


Failures = tuple[int, ...]
"""Ids of the engines that a factory knows to have failed."""


@dataclass(frozen=True)
class TrainingFacts:
    """What a training was made of, for the screen and for reports."""

    failures: int  # of the factory's own, archive included
    clients: int  # factories that took part
    rounds: int
    bytes_moved: int  # between the clients and the server
    raw_bytes: int  # of sensor histories that stayed at home
    judged: int | None = None  # engines on which its band rests; None without a band


@dataclass(frozen=True, eq=False)
class LinearForecaster:
    """A RUL model at work on the engines of a fleet.

    No engine is forecast by a model that has seen its failure: where engines return (real data),
    ``without`` gives the model that has not.
    """

    fleet: Fleet
    model: RulModel | None  # None: nothing to learn from, so nothing is forecast
    recommended: int  # cycles
    facts: TrainingFacts
    seen: frozenset[int] = frozenset()
    without: Callable[[int], RulModel | None] | None = None
    band: Band | None = None  # None: the scenario wants none, or too little is known
    own: Failures = ()  # that its owner taught it
    others: tuple[Failures, ...] = ()  # of each other member of the federation
    _kept: dict[int, Tenths] = field(default_factory=dict)

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        numbers = engine_ids.tolist()
        new = [number for number in dict.fromkeys(numbers) if number not in self._kept]
        for number, record in zip(new, records(self.fleet, new), strict=True):
            self._kept[number] = self._forecast(number, record.table)
        lines = [self._kept[number] for number in numbers]
        together = np.full((len(lines), max(map(len, lines))), NO_FORECAST, np.int16)
        for row, line in zip(together, lines, strict=True):
            row[: len(line)] = line
        return together

    def _forecast(self, number: int, table: np.ndarray) -> Tenths:
        model = self.model
        if number in self.seen and self.without is not None:
            model = self.without(number)
        if model is None:
            return np.full(len(table), NO_FORECAST, np.int16)
        return in_tenths(model.predict(table.astype(np.float64)))


def facts_of(forecaster: Forecaster | None) -> TrainingFacts | None:
    """Return what a forecaster's training was made of, if it has been trained here."""
    return forecaster.facts if isinstance(forecaster, LinearForecaster) else None


def bands_of(forecaster: Forecaster, engine_ids: IntArray) -> Tenths:
    """Return both ends of what is likely left of engines, (engines, ages, 2) in tenths of a cycle.

    ``NO_FORECAST`` beyond an engine's life, and everywhere where a forecaster has no band.
    """
    forecasts = forecaster.forecasts(engine_ids)
    ends = np.full((*forecasts.shape, 2), NO_FORECAST, np.int16)
    if isinstance(forecaster, LinearForecaster) and forecaster.band is not None:
        row, place = np.nonzero(forecasts != NO_FORECAST)
        ends[row, place] = in_tenths(forecaster.band.ends(forecasts[row, place] / 10, place + 1))
    return ends


def world_of(fleet: Fleet) -> World:
    """Return engines and trainers of a match, by the names in the table of strategies."""
    trainers: dict[str, Trainer] = {
        "local": lambda knowledge, _: local_forecaster(fleet, knowledge.failed),
        "federated": family_trainer(fleet, "linear"),
    }
    return World(fleet, trainers)


def family_trainer(fleet: Fleet, family: str) -> Trainer:
    """Return who trains a federation's model of a family; see ``FAMILIES``."""
    train = FAMILIES[family]
    return lambda knowledge, others: train(fleet, knowledge, others)


def first_advice(fleet: Fleet) -> dict[str, tuple[Forecaster | None, int]]:
    """Return what the first factory begins with, by strategy: its model and recommended setting."""
    knowledge = Knowledge(0, 0, fleet.archive(0))
    advice = advice_of(fleet.scenario, knowledge, world_of(fleet))
    return {name: advice(name) for name in servicing()}


_forecasters: Memo[tuple[Fleet, str, int, Failures, tuple[Failures, ...]], LinearForecaster] = Memo(
    256
)
# The other members of a federation hold their rows, some 8 MB; what they have learned is next to
# nothing.
_members: Memo[Fleet, list[ClientData]] = Memo(4)
_running: Memo[Fleet, Federation | None] = Memo(512)
_one_round: Memo[Fleet, OneRound | None] = Memo(16)  # 3 MB of sums each
_residuals: Memo[Fleet, Residuals] = Memo(512)


def local_forecaster(fleet: Fleet, failed: Failures) -> LinearForecaster:
    """Train on a factory's own failures, or recall the model that the same failures gave."""
    return _forecasters.recall((fleet, "local", 0, failed, ()), lambda: _train_local(fleet, failed))


def federated_forecaster(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge] = ()
) -> LinearForecaster:
    """Join the fleet's federation with a factory's own failures, or recall having done so.

    Other factories of the match that share theirs are clients beside it.
    """
    # Who sits where changes nothing: factories that share are told apart by what they know.
    number = 0 if others else knowledge.factory
    key = (fleet, "linear", number, knowledge.failed, _failures_of(others))
    return _forecasters.recall(key, lambda: _join(fleet, knowledge, others))


def fourier_forecaster(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge] = ()
) -> LinearForecaster:
    """Join the same federation where it solves a ridge on random Fourier features in one round."""
    # Nothing is shuffled, so who sits where changes nothing at all.
    key = (fleet, "fourier", 0, knowledge.failed, _failures_of(others))
    return _forecasters.recall(key, lambda: _join_one_round(fleet, knowledge, others))


FAMILIES: Mapping[str, Callable[[Fleet, Knowledge, Sequence[Knowledge]], LinearForecaster]] = {
    "linear": federated_forecaster,
    "fourier": fourier_forecaster,
}
"""What kind of model a federation trains."""


def _failures_of(factories: Sequence[Knowledge]) -> tuple[Failures, ...]:
    return tuple(sorted(factory.failed for factory in factories))


def _failures_in(factories: Sequence[Failures]) -> int:
    return sum(map(len, factories))


def forget(fleet: Fleet | None = None) -> None:
    """Empty the memory of models and federations: all of it, or what one fleet has left there."""
    _forecasters.forget(lambda key: fleet in (None, key[0]))
    _members.forget(lambda owner: fleet in (None, owner))
    _running.forget(lambda owner: fleet in (None, owner))
    _one_round.forget(lambda owner: fleet in (None, owner))
    _residuals.forget(lambda owner: fleet in (None, owner))


def _train_local(fleet: Fleet, failed: Failures) -> LinearForecaster:
    scenario = fleet.scenario
    if not failed:
        facts = TrainingFacts(0, 1, 0, 0, 0)
        return LinearForecaster(fleet, None, scenario.local_threshold, facts)
    histories = fleet.histories(np.array(failed, np.int64))
    own, scale = own_model(scenario, histories), RECIPES[scenario.local_model].scale

    def without(number: int) -> RulModel | None:
        others = np.flatnonzero(np.array(failed) != number)
        if not len(others):
            return None
        return train_local(histories.select(others), own.strength, scale)

    band = own_band(scenario, histories)
    raw = histories.sensors.nbytes + histories.settings.nbytes
    return LinearForecaster(
        fleet,
        own.model,
        own.threshold,
        TrainingFacts(len(failed), 1, 0, 0, raw, band.engines if band else None),
        frozenset(failed),
        without,
        band,
        own=failed,
    )


def _members_of(fleet: Fleet) -> list[Client]:
    """Return the other members as clients of a server of one's own: many train at a time."""
    return [Client(data) for data in _members.recall(fleet, lambda: _member_data(fleet))]


def _running_federation(fleet: Fleet) -> Federation | None:
    """Return what the other members have learned before a competitor joins, if there are any."""

    def train() -> Federation | None:
        clients = _members_of(fleet)
        if not clients:
            return None
        return _federate(fleet, clients, _failures_in(fleet.members))

    return _running.recall(fleet, train)


def _judged(
    fleet: Fleet, running: Federation | None, joining: Sequence[Client], failures: int
) -> Residuals | None:
    """Return what models miss by that had not seen the engines; None where nobody wants a band.

    The other members judge each other once, before anybody joins; who joins is forecast by the
    model that they had without.
    """
    if not fleet.scenario.band:
        return None
    rng = fleet.training_generator()
    if running is None:
        return federated_residuals(joining, failures, rng)
    seen = _failures_in(fleet.members)
    members = _residuals.recall(fleet, lambda: federated_residuals(_members_of(fleet), seen, rng))
    if not joining:
        return members
    return members.joined(newcomers_residuals(joining, failures, running.model))


def _federate(
    fleet: Fleet, clients: Sequence[Client], failures: int, running: Federation | None = None
) -> Federation:
    prices, rng = fleet.scenario.economics, fleet.training_generator()
    rule = federated_rule(fleet.scenario, failures)
    if running is None:
        return federate(InProcess(clients), prices, rng=rng, rule=rule)
    return join(running, InProcess(clients), prices, rng=rng, rule=rule)


def _member_data(fleet: Fleet) -> list[ClientData]:
    numbers = [number for member in fleet.members for number in member]
    if not numbers:
        return []
    histories = fleet.histories(np.array(numbers, np.int64))
    bounds = np.cumsum([0] + [len(member) for member in fleet.members])
    return ClientData.of_each([histories.part(*ends) for ends in pairwise(bounds.tolist())])


def _joining(fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge]) -> list[Client]:
    """Return the competing factories that share a federation, those that have seen a failure."""
    first = OUTSIDER if others else OUTSIDER + knowledge.factory
    return [
        Client(ClientData.of(client_id, fleet.histories(np.array(own, np.int64))))
        for client_id, own in enumerate(_failures_of([knowledge, *others]), first)
        if own
    ]


def _join(fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge]) -> LinearForecaster:
    running, failed = _running_federation(fleet), knowledge.failed
    joining = _joining(fleet, knowledge, others)
    if joining:
        seen = _failures_in([*fleet.members, *_failures_of([knowledge, *others])])
        joined = _federate(fleet, [*_members_of(fleet), *joining], seen, running)
    elif running is not None:
        joined = running
    else:
        return _train_local(fleet, failed)
    own = _failures_in(_failures_of([knowledge, *others]))
    residuals = _judged(fleet, running, joining, own)
    clients = len(fleet.members) + len(joining)
    band, more_bytes = residuals.handed_out(clients) if residuals else (None, 0)
    return LinearForecaster(
        fleet,
        joined.model,
        joined.threshold,
        TrainingFacts(
            len(failed),
            clients,
            len(joined.rounds),
            joined.bytes_moved + fleet.condition_bytes + more_bytes,
            joined.raw_bytes,
            band.engines if band else None,
        ),
        frozenset(failed).union(*(other.failed for other in others)),
        lambda _: None if running is None else running.model,
        band,
        own=failed,
        others=(*fleet.members, *_failures_of(others)),
    )


def _running_one_round(fleet: Fleet) -> OneRound | None:
    """Return what the other members have summed up before a competitor joins, if there are any."""

    def train() -> OneRound | None:
        clients = _members_of(fleet)
        if not clients:
            return None
        return federate_in_one_round(InProcess(clients), fleet.scenario.economics)

    return _one_round.recall(fleet, train)


def _join_one_round(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge]
) -> LinearForecaster:
    running, joining = _running_one_round(fleet), _joining(fleet, knowledge, others)
    prices, failed = fleet.scenario.economics, knowledge.failed
    if running is not None:
        joined = join_one_round(running, InProcess(joining), prices) if joining else running
    elif joining:
        joined = federate_in_one_round(InProcess(joining), prices)
    else:
        return _train_local(fleet, failed)
    seen = _failures_in([*fleet.members, *_failures_of([knowledge, *others])])
    return LinearForecaster(
        fleet,
        joined.model,
        joined.threshold(federated_rule(fleet.scenario, seen)),
        TrainingFacts(
            len(failed),
            joined.clients,
            1,
            joined.bytes_moved + fleet.condition_bytes,
            joined.raw_bytes,
        ),
        frozenset(failed).union(*(other.failed for other in others)),
        lambda _: None if running is None else running.model,
        own=failed,
        others=(*fleet.members, *_failures_of(others)),
    )
