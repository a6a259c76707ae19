"""What models have seen fail, and what that did: failures under a calm forecast, and saves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from data.faults import Fault
from game.fleet.engines import Fleet
from game.fleet.federation import Failures, archives_of
from game.fleet.forecasters import LinearForecaster, forecast_at, local_forecaster
from game.jobs import Memo
from game.rules.lives import Lives, Outcome
from game.rules.match import FactoryHistory, Forecaster
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance
from game.rules.offers.terms import leads_of, terms_at
from game.rules.scenario import Scenario
from game.rules.strategies import NEVER, IntArray, Predictive, Tenths

CALM = 20
"""Cycles above its setting at which a forecast gives no sign of a failure."""


class Tally(NamedTuple):
    """How many there are of each fault; the places are those of ``Fault``."""

    compressor: int
    fan: int


@dataclass(frozen=True)
class Seen:
    """What a model has seen fail."""

    own: Tally  # failures of the factory's own, archive included
    others: Tally  # failures of the other members of its federation
    members: Tally  # other members that have such a failure on record


@dataclass(frozen=True)
class CalmFailure:
    """An engine that failed while its forecast stood far above the setting."""

    slot: int
    index: int
    forecast: int  # tenths of a cycle, when the last order could still have been given
    left: int  # cycles that the engine had left then
    known: int | None  # failures of this kind that the model had seen; None if nobody can tell


@dataclass(frozen=True)
class Save:
    """An engine serviced in time under a federated model, that the own model would have lost."""

    slot: int
    index: int
    left: int  # cycles of life at the service
    members: int | None  # other members with such a failure on record; None if nobody can tell


def tally(fleet: Fleet, engine_ids: Sequence[int]) -> Tally | None:
    """Count engines by what wears out in them; None where nobody can tell.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = SimulatedFleet(DEFAULT, 7)
    >>> tally(fleet, fleet.archive(0))
    Tally(compressor=4, fan=0)
    """
    faults = fleet.faults(np.array(engine_ids, np.int64))
    if (faults == Fault.UNNAMED).any():
        return None
    return Tally(*np.bincount(faults, minlength=2).tolist())


def names_of(fleet: Fleet, engine_ids: IntArray) -> list[str | None]:
    """Name what wears out in engines; None where nobody can tell.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = SimulatedFleet(DEFAULT, 7)
    >>> set(names_of(fleet, np.array(fleet.archive(0))))
    {'compressor'}
    """
    names = {Fault.COMPRESSOR: "compressor", Fault.FAN: "fan"}
    return [names.get(Fault(fault)) for fault in fleet.faults(engine_ids).tolist()]


def seen_by_members(fleet: Fleet, alliance: Alliance) -> Tally | None:
    """Count what the members of an alliance have seen fail; None where nobody can tell."""
    return tally(fleet, [engine for own in archives_of(fleet, alliance) for engine in own])


def seen_by(model: Forecaster | None) -> Seen | None:
    """Return what a model has seen fail; None without one, or where nobody can tell."""
    if not isinstance(model, LinearForecaster):
        return None
    fleet, groups = model.fleet, (model.own, *model.others)
    return _seen.recall((fleet, groups), lambda: _seen_in(fleet, groups))


_seen: Memo[tuple[Fleet, tuple[Failures, ...]], Seen | None] = Memo(512)
"""By whose failures they are, the owner's first; by a model it would live as long."""


def _seen_in(fleet: Fleet, groups: Sequence[Failures]) -> Seen | None:
    faults = fleet.faults(np.array([one for own in groups for one in own], np.int64))
    if (faults == Fault.UNNAMED).any():
        return None
    counts = np.zeros((len(groups), len(Tally._fields)), np.int64)
    whose = np.repeat(np.arange(len(groups)), [len(own) for own in groups])
    np.add.at(counts, (whose, faults), 1)
    members = counts[1:]
    return Seen(
        Tally(*counts[0].tolist()),
        Tally(*members.sum(axis=0).tolist()),
        Tally(*np.count_nonzero(members, axis=0).tolist()),
    )


def calm_failures(
    scenario: Scenario, events: Sequence[Event], history: FactoryHistory, lives: Lives
) -> Iterator[CalmFailure]:
    """Find the failures without a sign.

    At the last age at which an order would have been in time, by the lead of that cycle, the
    forecast in force stood ``CALM`` cycles or more above the setting.

    Parameters
    ----------
    events : of the match
    lives : of the history
    """
    lead = _lead(scenario, events, history)
    for place in np.flatnonzero(lives.outcome == Outcome.FAILURE).tolist():
        lifetime, installed = int(lives.ran[place]), int(lives.installed[place])
        # Who has been ordered too late cannot be ordered again, though the lead grow shorter.
        ages = np.arange(1, min(lifetime - 1, int(lives.ordered[place]) - installed) + 1)
        in_time = ages[ages + lead(installed + ages) < lifetime]
        if not len(in_time):
            continue
        age = int(in_time[-1])
        calm = _calm(history, lives, place, age)
        if calm is not None:
            slot, index, (forecast, known) = int(lives.slot[place]), int(lives.index[place]), calm
            yield CalmFailure(slot, index, forecast, lifetime - age, known)


def doubted(history: FactoryHistory, lives: Lives) -> int:
    """Count the engines that were ordered while the model was calm that had never seen their fault.

    The forecast in force stood ``CALM`` cycles or more above the setting: somebody knew better.

    Parameters
    ----------
    lives : of the history
    """
    count = 0
    for place in np.flatnonzero(lives.outcome == Outcome.SERVICE).tolist():
        ordered = int(min(lives.ordered[place], lives.ends[place]))
        calm = _calm(history, lives, place, ordered - int(lives.installed[place]))
        count += calm is not None and calm[1] == 0
    return count


def _calm(
    history: FactoryHistory, lives: Lives, place: int, age: int
) -> tuple[int, int | None] | None:
    """Return an engine's forecast at an age, in tenths, and what its model knew of such a fault.

    None unless the forecast stood ``CALM`` cycles or more above the setting.
    """
    stretch = history.stretch_at(int(lives.installed[place]) + age)
    engine = int(lives.engine_id[place])
    forecast = forecast_at(stretch.model, engine, age)
    if stretch.setting is None or forecast is None or forecast < 10 * (stretch.setting + CALM):
        return None
    return forecast, _known(stretch.model, engine)


def saves(
    scenario: Scenario,
    events: Sequence[Event],
    history: FactoryHistory,
    lives: Lives,
    known: Callable[[int], Failures] | None = None,
) -> Iterator[Save]:
    """Find the engines that other factories' failures have saved.

    A federated model had them serviced, no call. The own model of the same training moment and on
    its terms, at its recommended setting, would have let them fail from then on, by the lead of the
    cycle at which it would have ordered. Who has no failure of its own has no such model, and
    nothing is said.

    Parameters
    ----------
    events : of the match
    lives : of the history
    known : the factory's own failures on record at a cycle; None: those that the model knows as its
        owner's
    """
    lead = _lead(scenario, events, history)

    @cache
    def without_others(model: LinearForecaster) -> tuple[int, LinearForecaster]:
        """Return when a model was trained, and the own model of that moment."""
        trained = min(stretch.cycle for stretch in history.stretches if stretch.model is model)
        taken = [one for one in history.taken if one.cycle <= trained]
        terms = terms_at(scenario, events, taken, trained)
        own = model.own if known is None else known(trained)
        return trained, local_forecaster(model.fleet, own, terms)

    ordered = np.where(lives.ordered == NEVER, lives.ends, lives.ordered)
    for place in np.flatnonzero(lives.outcome == Outcome.SERVICE).tolist():
        stretch = history.stretch_at(int(ordered[place]))
        model, installed = stretch.model, int(lives.installed[place])
        if not isinstance(model, LinearForecaster) or not model.facts.rounds:
            continue
        if known is None and not model.own:
            continue
        engine = int(lives.engine_id[place])
        said = int(_forecasts(model, engine)[int(ordered[place]) - installed - 1])
        if stretch.setting is None or said >= 10 * stretch.setting:
            continue
        lifetime = int(model.fleet.lifetimes(np.array([engine]))[0])
        trained, alone = without_others(model)
        order = _alarm(alone, engine, max(1, trained - installed))
        if order == NEVER or order + int(lead(installed + order)) >= lifetime:
            left = lifetime - int(lives.ran[place])
            slot, index = int(lives.slot[place]), int(lives.index[place])
            yield Save(slot, index, left, _members_with(model, engine))


def _lead(
    scenario: Scenario, events: Sequence[Event], history: FactoryHistory
) -> Callable[[IntArray | int], IntArray]:
    """Return what tells the cycles from an order at a cycle to its service."""
    starts, leads = np.array(leads_of(scenario, events, history.taken)).T

    def lead(cycles: IntArray | int) -> IntArray:
        return np.asarray(leads[np.searchsorted(starts, cycles, side="right") - 1])

    return lead


def _alarm(model: Forecaster, engine: int, from_age: int) -> int:
    """Return the first age, from one on, at which a model orders at its recommended setting."""
    orders = Predictive(model.recommended).stop_ages(
        np.array([from_age]), _forecasts(model, engine)[np.newaxis]
    )
    return int(orders[0])


def _forecasts(model: Forecaster, engine: int) -> Tenths:
    line: Tenths = model.forecasts(np.array([engine]))[0]
    return line


def _known(model: Forecaster | None, engine: int) -> int | None:
    """Return how many failures like an engine's the model had seen that forecast it."""
    seen = seen_by(model)
    if seen is None or not isinstance(model, LinearForecaster):
        return None
    fault = int(model.fleet.faults(np.array([engine]))[0])
    if engine not in model.seen:
        return seen.own[fault] + seen.others[fault]
    # An engine that returns is forecast by a model that has not seen it fail.
    if not model.facts.rounds:
        return seen.own[fault] - 1
    members = tally(model.fleet, [number for member in model.fleet.members for number in member])
    return None if members is None else members[fault]


def _members_with(model: LinearForecaster, engine: int) -> int | None:
    seen = seen_by(model)
    return None if seen is None else seen.members[int(model.fleet.faults(np.array([engine]))[0])]
