"""From what a factory knows to its forecasts: where the rules meet the models."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from game.fleet.bands import (
    Residuals,
    federated_residuals,
    newcomers_residuals,
    own_band,
    rule_of,
    wanted,
)
from game.fleet.engines import TROUBLE, Fleet, generator, members_of, records
from game.fleet.own_model import RECIPES, own_model
from game.jobs import Memo
from game.rules.decisions import Knowledge
from game.rules.match import Forecaster, Trainer, World, advice_of, at_lead
from game.rules.offers.events import events_of
from game.rules.offers.offers import Alliance, offers_of
from game.rules.offers.terms import USUAL, Terms
from game.rules.scenario import LOCAL_MODELS
from game.rules.strategies import NO_FORECAST, IntArray, Tenths, servicing
from models.alarms import in_tenths
from models.band import Band
from models.federated.client import Client, ClientData, InProcess
from models.federated.messages import Clients
from models.federated.one_round import OneRound, federate_in_one_round, join_one_round
from models.federated.server import Federation, federate, join
from models.federated.unruly import Unruly
from models.rul import RUL_CAP, RulModel, train_local

SABOTEURS = 0.2
"""Share of an alliance's members that turn out to be saboteurs, if any do."""

NOISE_NORM, NOISE_MULTIPLIER = 0.05, 1.0
"""To which an update is cut, and the noise in their sum in units of it, under a privacy rule."""

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

_forecasters: Memo[_Training, LinearForecaster] = Memo(256)
# The other members of a federation hold their rows, some 8 MB; what they have learned is next to
# nothing.
_members: Memo[Fleet, list[ClientData]] = Memo(4)
_running: Memo[tuple[Fleet, Alliance | None], Federation | None] = Memo(512)
_one_round: Memo[tuple[Fleet, Terms], OneRound | None] = Memo(16)  # 3 MB of sums each
_residuals: Memo[tuple[Fleet, Alliance | None], Residuals] = Memo(512)


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
    _members.forget(lambda owner: fleet in (None, owner))
    _running.forget(lambda key: fleet in (None, key[0]))
    _one_round.forget(lambda key: fleet in (None, key[0]))
    _residuals.forget(lambda key: fleet in (None, key[0]))


def _train_local(fleet: Fleet, failed: Failures, terms: Terms = USUAL) -> LinearForecaster:
    scenario = at_lead(fleet.scenario, terms.lead)
    if terms.ruler and scenario.local_model == LOCAL_MODELS[0]:
        scenario = replace(scenario, local_model=LOCAL_MODELS[1])
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


def _members_of(fleet: Fleet, alliance: Alliance | None) -> dict[int, ClientData]:
    """Return the other members of an alliance, or of a scenario's one federation, by their ids."""
    everybody = _members.recall(fleet, lambda: _member_data(fleet))
    chosen = range(len(everybody)) if alliance is None else members_of(fleet, alliance)
    return {place: everybody[place] for place in chosen}


def _archives_of(fleet: Fleet, alliance: Alliance | None) -> list[Failures]:
    """Return what each other member has seen fail."""
    chosen = range(len(fleet.members)) if alliance is None else members_of(fleet, alliance)
    return [fleet.members[place] for place in chosen]


def _failures_of_members(fleet: Fleet, alliance: Alliance | None) -> int:
    return sum(map(len, _archives_of(fleet, alliance)))


def saboteurs_of(fleet: Fleet, alliance: Alliance) -> frozenset[int]:
    """Return which members of an alliance send poisoned updates once they do; a fifth of them."""
    members = members_of(fleet, alliance)
    count = max(1, round(SABOTEURS * len(members)))
    order = generator(fleet.drawn_for, TROUBLE).permutation(len(members))
    return frozenset(members[place] for place in order[:count].tolist())


def _clients(fleet: Fleet, data: Iterable[ClientData], terms: Terms, calm: bool) -> Clients:
    """Return clients of a server of one's own, since many train at a time.

    Parameters
    ----------
    calm : as they were before anything befell them
    """
    honest = InProcess([Client(own) for own in data])
    bad = terms.alliance is not None and terms.poisoned
    if calm or not (bad or terms.noisy):
        return honest
    return Unruly(
        honest,
        saboteurs_of(fleet, terms.alliance) if terms.alliance is not None and bad else (),
        NOISE_NORM if terms.noisy else None,
        NOISE_MULTIPLIER,
        rng=generator(fleet.drawn_for, TROUBLE),
    )


def _running_federation(fleet: Fleet, alliance: Alliance | None) -> Federation | None:
    """Return what the other members have learned before a competitor joins, if there are any."""

    def train() -> Federation | None:
        members = _members_of(fleet, alliance)
        if not members:
            return None
        failures = _failures_of_members(fleet, alliance)
        by_band = fleet.scenario.advice == "band"
        residuals = _judged_by_each_other(fleet, alliance) if by_band else None
        return _federate(fleet, members.values(), failures, Terms(alliance), None, residuals)

    return _running.recall((fleet, alliance), train)


def _judged_by_each_other(fleet: Fleet, alliance: Alliance | None) -> Residuals | None:
    """Return what the other members' models miss by on each other's engines."""
    if not wanted(fleet.scenario):
        return None

    def judge() -> Residuals:
        clients = [Client(own) for own in _members_of(fleet, alliance).values()]
        rng = fleet.training_generator()
        return federated_residuals(clients, _failures_of_members(fleet, alliance), rng)

    return _residuals.recall((fleet, alliance), judge)


def _judged(
    fleet: Fleet,
    terms: Terms,
    running: Federation | None,
    joining: Sequence[ClientData],
) -> Residuals | None:
    """Return what models miss by that had not seen the engines; None where nobody wants a band.

    Nor is there one under noise (``models.federated.residuals.answers_for_a_band``). The other
    members judge each other once, before anybody joins; who joins is forecast by the
    model that they had without.
    """
    if not wanted(fleet.scenario) or terms.noisy:
        return None
    newcomers = [Client(own) for own in joining]
    failures = sum(len(own.lifetimes) for own in joining)
    if running is None:
        return federated_residuals(newcomers, failures, fleet.training_generator())
    members = _judged_by_each_other(fleet, terms.alliance)
    if members is None or not newcomers:
        return members
    return members.joined(newcomers_residuals(newcomers, failures, running.model))


def _federate(
    fleet: Fleet,
    data: Iterable[ClientData],
    failures: int,
    terms: Terms,
    running: Federation | None = None,
    residuals: Residuals | None = None,
) -> Federation:
    scenario, rng = at_lead(fleet.scenario, terms.lead), fleet.training_generator()
    prices, rule = scenario.economics, rule_of(scenario, failures, residuals)
    clients = _clients(fleet, data, terms, calm=running is None)
    merging = terms.rule or ("fedavg" if terms.alliance is None else terms.alliance.rule)
    if running is None:
        return federate(clients, prices, rng=rng, aggregator=merging, rule=rule)
    return join(running, clients, prices, rng=rng, aggregator=merging, rule=rule)


def _member_data(fleet: Fleet) -> list[ClientData]:
    numbers = [number for member in fleet.members for number in member]
    if not numbers:
        return []
    histories = fleet.histories(np.array(numbers, np.int64))
    bounds = np.cumsum([0] + [len(member) for member in fleet.members])
    return ClientData.of_each([histories.part(*ends) for ends in pairwise(bounds.tolist())])


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
    running, failed = _running_federation(fleet, terms.alliance), knowledge.failed
    joining, members = _joining(fleet, knowledge, others, terms), _members_of(fleet, terms.alliance)
    if joining:
        seen = _failures_of_members(fleet, terms.alliance) + sum(
            len(own.lifetimes) for own in joining
        )
        residuals = _judged(fleet, terms, running, joining)
        everybody = [*members.values(), *joining]
        joined = _federate(fleet, everybody, seen, terms, running, residuals)
    elif running is not None:
        residuals, joined = _judged(fleet, terms, running, ()), running
    else:
        return _train_local(fleet, failed, terms)
    clients = len(members) + len(joining)
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
        own=_with_records(fleet, failed, terms),
        others=(*_archives_of(fleet, terms.alliance), *_failures_of(others)),
    )


def _running_one_round(fleet: Fleet, terms: Terms) -> OneRound | None:
    """Return what the other members have summed up before a competitor joins, if there are any.

    Sums travel masked: nobody can leave out those of a member that claims the contrary of what its
    engines did.
    """
    alliance = terms.alliance
    bad = saboteurs_of(fleet, alliance) if alliance is not None and terms.poisoned else frozenset()

    def train() -> OneRound | None:
        clients = [
            Client(replace(own, target=RUL_CAP - own.target) if place in bad else own)
            for place, own in _members_of(fleet, alliance).items()
        ]
        if not clients:
            return None
        prices = at_lead(fleet.scenario, terms.lead).economics
        return federate_in_one_round(InProcess(clients), prices, banded=wanted(fleet.scenario))

    key = fleet, Terms(alliance, poisoned=bool(bad), lead=terms.lead)
    return _one_round.recall(key, train)


def _join_one_round(
    fleet: Fleet, knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms
) -> LinearForecaster:
    scenario, running = at_lead(fleet.scenario, terms.lead), _running_one_round(fleet, terms)
    prices, failed = scenario.economics, knowledge.failed
    joining = _joining(fleet, knowledge, others, terms)
    clients = InProcess([Client(own) for own in joining])
    if running is not None:
        joined = join_one_round(running, clients, prices) if joining else running
    elif joining:
        joined = federate_in_one_round(clients, prices, banded=wanted(scenario))
    else:
        return _train_local(fleet, failed, terms)
    seen = _failures_of_members(fleet, terms.alliance) + sum(len(own.lifetimes) for own in joining)
    residuals = None if joined.residuals is None else Residuals(joined.residuals, seen)
    band, more_bytes = residuals.handed_out(joined.clients) if residuals else (None, 0)
    return LinearForecaster(
        fleet,
        joined.model,
        joined.threshold(rule_of(scenario, seen, residuals)),
        TrainingFacts(
            len(failed),
            joined.clients,
            1,
            joined.bytes_moved + fleet.condition_bytes + more_bytes,
            joined.raw_bytes,
            band.engines if band else None,
        ),
        frozenset(failed).union(*(other.failed for other in others)),
        lambda _: None if running is None else running.model,
        band,
        own=_with_records(fleet, failed, terms),
        others=(*_archives_of(fleet, terms.alliance), *_failures_of(others)),
    )
