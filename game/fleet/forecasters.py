"""From what a factory knows to its forecasts: where the rules meet the models."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from game.fleet.bands import (
    Residuals,
    own_band,
    rule_of,
    wanted,
)
from game.fleet.engines import Fleet, records
from game.fleet.federation import (
    Failures,
    archives_of,
    data_of_members,
    failures_of_members,
    federated,
    judged,
    running_federation,
    running_one_round,
)
from game.fleet.federation import forget as forget_federations
from game.fleet.own_model import RECIPES, own_model
from game.jobs import Memo
from game.rules.decisions import Knowledge
from game.rules.match import Forecaster, Trainer, World, advice_of, at_lead
from game.rules.offers.events import events_of
from game.rules.offers.offers import offers_of
from game.rules.offers.terms import USUAL, Terms
from game.rules.scenario import LOCAL_MODELS
from game.rules.strategies import NO_FORECAST, IntArray, Tenths, servicing
from models.alarms import in_tenths
from models.band import Band
from models.federated.client import Client, ClientData, InProcess
from models.federated.one_round import OneRound, federate_in_one_round, join_one_round
from models.federated.server import Federation
from models.rul import RulModel, train_local

OUTSIDER = 1_000_000
"""Client ids of competing factories start here; the other members count from 0."""


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


def forecast_at(forecaster: Forecaster | None, engine: int, age: int) -> int | None:
    """Return what is forecast of an engine at an age, tenths of a cycle; None if nothing is."""
    if forecaster is None:
        return None
    tenths = int(forecaster.forecasts(np.array([engine]))[0, age - 1])
    return None if tenths == NO_FORECAST else tenths


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
    # What is weighed after a match is tried on other engines, too.
    trainers: dict[str, Callable[[Knowledge, Sequence[Knowledge], Terms], LinearForecaster]] = {
        "local": lambda knowledge, _, terms: local_forecaster(fleet, knowledge.failed, terms),
        "federated": lambda knowledge, others, terms: FAMILIES[terms.family](
            fleet, knowledge, others, terms
        ),
    }
    events = events_of(fleet.scenario, fleet.drawn_for)
    return World(fleet, trainers, events, offers_of(fleet.scenario, fleet.drawn_for))


def family_trainer(fleet: Fleet, family: str) -> Trainer:
    """Return who trains a federation's model of a family; see ``FAMILIES``."""
    train = FAMILIES[family]
    return lambda knowledge, others, terms: train(fleet, knowledge, others, terms)


def first_advice(fleet: Fleet) -> dict[str, tuple[Forecaster | None, int]]:
    """Return what the first factory begins with, by strategy: its model and recommended setting."""
    knowledge = Knowledge(0, 0, fleet.archive(0))
    advice = advice_of(fleet.scenario, knowledge, world_of(fleet))
    return {name: advice(name) for name in servicing()}


_Training = tuple[Fleet, str, int, Failures, tuple[Failures, ...], Terms]

_forecasters: Memo[_Training, LinearForecaster] = Memo(640)


def local_forecaster(fleet: Fleet, failed: Failures, terms: Terms = USUAL) -> LinearForecaster:
    """Train on a factory's own failures, or recall the model that the same failures gave."""
    seen = _with_records(fleet, failed, terms)
    key = (fleet, "local", 0, seen, (), Terms(ruler=terms.ruler, lead=terms.lead))
    return _forecasters.recall(key, lambda: _train_local(fleet, seen, terms))


def federated_forecaster(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge] = (), terms: Terms = USUAL
) -> LinearForecaster:
    """Join the fleet's federation with a factory's own failures, or recall having done so.

    Other factories of the match that share theirs are clients beside it.
    """
    # Who sits where changes nothing: factories that share are told apart by what they know.
    number = 0 if others or terms.alliance else knowledge.factory
    key = (fleet, "linear", number, knowledge.failed, _failures_of(others), terms)
    return _forecasters.recall(key, lambda: _join(fleet, knowledge, others, terms))


def fourier_forecaster(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge] = (), terms: Terms = USUAL
) -> LinearForecaster:
    """Join the same federation where it solves a ridge on random Fourier features in one round."""
    # Nothing is shuffled, so who sits where changes nothing at all.
    key = (fleet, "fourier", 0, knowledge.failed, _failures_of(others), terms)
    return _forecasters.recall(key, lambda: _join_one_round(fleet, knowledge, others, terms))


Family = Callable[[Fleet, Knowledge, Sequence[Knowledge], Terms], LinearForecaster]

FAMILIES: Mapping[str, Family] = {
    "linear": federated_forecaster,
    "fourier": fourier_forecaster,
}
"""What kind of model a federation trains."""


def _with_records(fleet: Fleet, failed: Failures, terms: Terms) -> Failures:
    """Return what a factory has histories of: with those that the maker sold, if it took them."""
    return tuple(dict.fromkeys([*failed, *(fleet.records if terms.records else ())]))


def _failures_of(factories: Sequence[Knowledge]) -> tuple[Failures, ...]:
    return tuple(sorted(factory.failed for factory in factories))


def forget(fleet: Fleet | None = None) -> None:
    """Empty the memory of models and federations: all of it, or what one fleet has left there."""
    _forecasters.forget(lambda key: fleet in (None, key[0]))
    forget_federations(fleet)


def _train_local(fleet: Fleet, failed: Failures, terms: Terms = USUAL) -> LinearForecaster:
    scenario = at_lead(fleet.scenario, terms.lead)
    if terms.ruler and scenario.local_model == LOCAL_MODELS[0]:
        scenario = replace(scenario, local_model=LOCAL_MODELS[2])
    if not failed:
        facts = TrainingFacts(0, 1, 0, 0, 0)
        return LinearForecaster(fleet, None, scenario.local_threshold, facts)
    histories = fleet.histories(np.array(failed, np.int64))
    own, scale = own_model(scenario, histories), RECIPES[scenario.local_model].scale

    def without(number: int) -> RulModel | None:
        others = np.flatnonzero(np.array(failed) != number)
        if not len(others):
            return None
        seen_again = fleet.histories(np.array(failed, np.int64)[others])  # they are large to keep
        return train_local(seen_again, own.strength, scale)

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


def _joining(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms
) -> list[ClientData]:
    """Return the competing factories that share a federation, those that have seen a failure."""
    first = OUTSIDER if others or terms.alliance else OUTSIDER + knowledge.factory
    known = [
        replace(knowledge, failed=_with_records(fleet, knowledge.failed, terms)),
        *others,
    ]
    return [
        ClientData.of(client_id, fleet.histories(np.array(own, np.int64)))
        for client_id, own in enumerate(_failures_of(known), first)
        if own
    ]


def _join(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms
) -> LinearForecaster:
    running = running_federation(fleet, terms.alliance)
    joining = _joining(fleet, knowledge, others, terms)
    members = data_of_members(fleet, terms.alliance)
    if joining:
        residuals = judged(fleet, terms, running, joining)
        everybody, seen = [*members.values(), *joining], _failures_seen(fleet, terms, joining)
        joined = federated(fleet, everybody, seen, terms, running, residuals)
    elif running is not None:
        residuals, joined = judged(fleet, terms, running, ()), running
    else:
        return _train_local(fleet, knowledge.failed, terms)
    clients, rounds = len(members) + len(joining), len(joined.rounds)
    return _at_work(
        fleet,
        knowledge,
        others,
        terms,
        lambda: running,
        joined,
        joined.threshold,
        clients,
        rounds,
        residuals,
    )


def _join_one_round(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms
) -> LinearForecaster:
    scenario, running = at_lead(fleet.scenario, terms.lead), running_one_round(fleet, terms)
    prices, joining = scenario.economics, _joining(fleet, knowledge, others, terms)
    clients = InProcess([Client(own) for own in joining])
    if running is not None:
        joined = join_one_round(running, clients, prices) if joining else running
    elif joining:
        joined = federate_in_one_round(clients, prices, banded=wanted(scenario))
    else:
        return _train_local(fleet, knowledge.failed, terms)
    seen = _failures_seen(fleet, terms, joining)
    residuals = None if joined.residuals is None else Residuals(joined.residuals, seen)
    threshold = joined.threshold(rule_of(scenario, seen, residuals))
    # Summed up again when it is asked for: sums are large to keep with every model.
    before = partial(running_one_round, fleet, terms)
    return _at_work(
        fleet, knowledge, others, terms, before, joined, threshold, joined.clients, 1, residuals
    )


def _failures_seen(fleet: Fleet, terms: Terms, joining: Sequence[ClientData]) -> int:
    """Return how many failures a federation has seen with those who join it."""
    return failures_of_members(fleet, terms.alliance) + sum(len(own.lifetimes) for own in joining)


def _at_work(
    fleet: Fleet,
    knowledge: Knowledge,
    others: Sequence[Knowledge],
    terms: Terms,
    before: Callable[[], Federation | OneRound | None],
    joined: Federation | OneRound,
    threshold: int,
    clients: int,
    rounds: int,
    residuals: Residuals | None,
) -> LinearForecaster:
    """Return a federation's model at work for who has joined it.

    Parameters
    ----------
    before : returns what the others had learned, who have not seen the engines of who joins
    """

    def without(_: int) -> RulModel | None:
        learned = before()
        return None if learned is None else learned.model

    failed = knowledge.failed
    band, more_bytes = residuals.handed_out(clients) if residuals else (None, 0)
    return LinearForecaster(
        fleet,
        joined.model,
        threshold,
        TrainingFacts(
            len(failed),
            clients,
            rounds,
            joined.bytes_moved + fleet.condition_bytes + more_bytes,
            joined.raw_bytes,
            band.engines if band else None,
        ),
        frozenset(failed).union(*(other.failed for other in others)),
        without,
        band,
        own=_with_records(fleet, failed, terms),
        others=(*archives_of(fleet, terms.alliance), *_failures_of(others)),
    )
