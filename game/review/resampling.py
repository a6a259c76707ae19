"""The same decisions on many other draws of a factory's engines, all of them at once.

What is known stays as it was: models and recommended settings are those of one match,
only the engines are drawn again. The rules are those of ``game.rules.match``; a test plays both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from game.review.redraws import Forecasts, RedrawnEngines, TrainedModel
from game.rules.decisions import Decision, Stretch, effective_cycle, next_stretch
from game.rules.economics import profits
from game.rules.games import Deal, StopRule, fates_under
from game.rules.lives import Slots, live
from game.rules.match import FactoryHistory, at_lead
from game.rules.offers.offers import Offer
from game.rules.offers.terms import fulfils
from game.rules.scenario import Scenario
from game.rules.strategies import IDLE, NEVER, STRATEGIES, IntArray

Advice = tuple[TrainedModel | None, int | None]
"""A model and a recommended setting, in cycles."""

Adviser = Callable[..., Advice]
"""Advises for a ``strategy`` on what a factory knew at a ``cycle`` of its match."""


@dataclass(frozen=True, eq=False)
class TimedDecision:
    """A decision and when it takes effect in each redraw.

    Attributes
    ----------
    decision : what is taken; its cycle is of no account here
    cycles : (redraws,) when it takes effect, ``NEVER`` where it does not
    trained_until : cycle of the match up to which its training knows what happened
    """

    decision: Decision
    cycles: IntArray
    trained_until: int


Timeline = tuple[Stretch[TrainedModel], ...]
"""What is in force; there is no model as well where there was nothing to learn from."""


Policy = tuple[str, int | None, TrainedModel | None]
"""A strategy, its setting in cycles and its model."""


@dataclass(frozen=True)
class Conditions:
    """On what terms a factory plays, beside its strategies.

    Attributes
    ----------
    leads : cycles from an order to its service, each with the cycle from which it holds, ascending;
        none where it is always the scenario's
    fees : dollars that it is charged by the end
    contracts : that it has taken, and that are settled by the end
    """

    leads: tuple[tuple[int, int], ...] = ()
    fees: int = 0
    contracts: tuple[Offer, ...] = ()

    @property
    def turns(self) -> set[int]:
        """Cycles at which something changes of which nobody decides."""
        times = [cycle for one in self.contracts for cycle in (one.begins, one.ends)]
        return {*times, *(cycle for cycle, _ in self.leads)}


USUAL = Conditions()
"""Where nothing is offered and nothing befalls."""


def timed_decisions_of(
    history: FactoryHistory, decisions: Sequence[Decision], redraws: RedrawnEngines
) -> list[TimedDecision]:
    """Return a factory's own decisions with the cycles at which they take effect.

    The decision with which a factory climbs a rung keeps its delay after the unlock; any other
    keeps its cycle, and waits for its unlock like any decision.
    """
    effective = [effective_cycle(decision, history.unlocked) for decision in decisions]
    timed_decisions = []
    climbed = {IDLE}
    for number in np.argsort(effective, kind="stable").tolist():
        decision, taken = decisions[number], effective[number]
        unlocked = redraws.unlocked[decision.strategy]
        cycles = np.maximum(decision.cycle, unlocked)
        if taken < redraws.end and decision.strategy not in climbed:
            cycles = unlocked + (taken - (history.unlocked[decision.strategy] or 0))
        climbed.add(decision.strategy)
        timed_decisions.append(TimedDecision(decision, cycles, min(taken, redraws.end)))
    return timed_decisions


def timelines(
    timed_decisions: Sequence[TimedDecision], redraws: RedrawnEngines, adviser: Adviser
) -> list[Timeline]:
    """Return what some decisions come to in each redraw.

    Parameters
    ----------
    timed_decisions : in the order in which they take effect; none overtakes the one before it
    """
    cycles = np.empty((len(timed_decisions), len(redraws)), np.int64)
    for number, timed in enumerate(timed_decisions):
        cycles[number] = np.where(timed.cycles < redraws.end, timed.cycles, NEVER)
    np.maximum.accumulate(cycles, axis=0, out=cycles)
    keys = [tuple(column) for column in cycles.T.tolist()]
    distinct = {
        key: _timeline(timed_decisions, key, redraws, adviser) for key in dict.fromkeys(keys)
    }
    return [distinct[key] for key in keys]


def models_in(found: Iterable[Timeline]) -> set[TrainedModel]:
    """Return the models that timelines work with."""
    return {
        stretch.model for timeline in found for stretch in timeline if stretch.model is not None
    }


def _timeline(
    timed_decisions: Sequence[TimedDecision],
    cycles: tuple[int, ...],
    redraws: RedrawnEngines,
    adviser: Adviser,
) -> Timeline:
    stretch: Stretch[TrainedModel] = Stretch(0, IDLE)
    stretches = {0: stretch}
    due = dict(zip(cycles, timed_decisions, strict=True))  # the last one of a boundary counts
    every = redraws.scenario.retrain_every
    for cycle in sorted({*range(every, redraws.end, every), *due} - {NEVER}):
        timed = due.get(cycle)
        stretches[cycle] = stretch = next_stretch(
            stretch,
            cycle,
            None if timed is None else timed.decision,
            cycle > 0 and cycle % every == 0,
            partial(adviser, cycle=cycle if timed is None else timed.trained_until),
        )
    return tuple(stretches.values())


def play(
    rows: Sequence[Sequence[Timeline]],
    redraws: RedrawnEngines,
    forecasts: Forecasts,
    conditions: Sequence[Conditions] = (),
) -> IntArray:
    """Return the profit of rows of timelines, (rows, redraws) dollars.

    Parameters
    ----------
    rows : timelines, one for each redraw
    forecasts : of all models that the timelines name
    conditions : of each row; the usual ones if there are none

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.review.redraws import redraw
    >>> from game.rules.scenario import DEFAULT
    >>> redraws = redraw(SimulatedFleet(DEFAULT, 7), 4_000, range(2))
    >>> fixed = (Stretch(0, "preventive", 130),)
    >>> corrective = (Stretch(0, "corrective"),)
    >>> play([[corrective, corrective], [fixed, fixed]], redraws, {}).shape
    (2, 2)
    """
    scenario, end = redraws.scenario, redraws.end
    terms = conditions or [USUAL] * len(rows)
    starts, numbers, policies = _stretches(
        [
            _split(timeline, one, end)
            for row, one in zip(rows, terms, strict=True)
            for timeline in row
        ]
    )
    leads = _leads(starts, terms, scenario.economics.lead)
    deal = redraws.deal(len(rows))
    rules = [rule_of(policy, forecasts, len(deal.lifetimes)) for policy in policies]
    slots, bonuses = Slots.new(deal.places), _Bonuses(terms, deal, starts)
    for column, number in enumerate(numbers.T):
        begin, until = np.minimum(starts[:, column : column + 2], end).T.repeat(deal.slots, axis=1)
        bonuses.look(column, slots, begin, scenario)
        lead_of_place = np.repeat(leads[:, column], deal.slots)
        for lead in np.unique(lead_of_place[begin < end]).tolist():
            slots, _ = live(
                slots,
                begin,
                until,
                fates_under(rules, number, deal),
                at_lead(scenario, lead).economics,
                end=end,
                places=np.flatnonzero((begin < end) & (lead_of_place == lead)),
            )
    profit, *_ = profits(slots, deal.slots, end, scenario.economics)
    fees = np.array([one.fees for one in terms], np.int64)
    return profit.reshape(len(rows), -1) - fees[:, np.newaxis] + bonuses.paid()


def _leads(starts: IntArray, terms: Sequence[Conditions], usual: int) -> IntArray:
    """Return the lead in each stretch of each timeline, (timelines, stretches + 1) cycles."""
    begins = starts.reshape(len(terms), -1, starts.shape[1])
    leads = np.full(begins.shape, usual, np.int64)
    for row, one in enumerate(terms):
        for since, lead in one.leads:
            leads[row, begins[row] >= since] = lead
    return leads.reshape(starts.shape)


class _Bonuses:
    """Settles the contracts of many games while these are played."""

    def __init__(self, terms: Sequence[Conditions], deal: Deal, starts: IntArray) -> None:
        self._terms, self._deal, self._starts = terms, deal, starts
        self._ran: dict[tuple[int, int], IntArray] = {}  # by row and cycle, (redraws,) cycles

    def look(self, column: int, slots: Slots, begin: IntArray, scenario: Scenario) -> None:
        """Note how long engines have run in games that are at a contract's begin or end."""
        if not any(one.contracts for one in self._terms):
            return
        running, _, _ = slots.booked(begin, scenario.economics)
        ran = running.reshape(len(self._terms), -1, self._deal.slots).sum(axis=2)
        cycles = self._starts[:, column].reshape(len(self._terms), -1)[:, 0].tolist()
        for row, (one, cycle) in enumerate(zip(self._terms, cycles, strict=True)):
            if cycle in {time for offer in one.contracts for time in (offer.begins, offer.ends)}:
                self._ran[row, cycle] = ran[row]

    def paid(self) -> IntArray:
        """Return the bonuses of each row, (rows, redraws) dollars."""
        rows = len(self._terms)
        paid = np.zeros((rows, self._deal.games // rows), np.int64)
        for row, one in enumerate(self._terms):
            for offer in one.contracts:
                ran = self._ran[row, offer.ends] - self._ran[row, offer.begins]
                share = ran / (self._deal.slots * (offer.ends - offer.begins))
                paid[row] += np.where(fulfils(offer, share), offer.bonus, 0)
        return paid


def _split(timeline: Timeline, conditions: Conditions, end: int) -> Timeline:
    """Return the same timeline with a stretch that begins wherever conditions change."""
    cycles = conditions.turns - {stretch.cycle for stretch in timeline}
    more = [
        replace([one for one in timeline if one.cycle < cycle][-1], cycle=cycle)
        for cycle in cycles
        if 0 < cycle < end
    ]
    return (
        tuple(sorted([*timeline, *more], key=lambda stretch: stretch.cycle)) if more else timeline
    )


def rule_of(policy: Policy, forecasts: Forecasts, engines: int) -> StopRule:
    """Return how engines are stopped; never where there was nothing to learn from."""
    name, setting, model = policy
    learned = model is not None or STRATEGIES[name].forecaster is None
    strategy = STRATEGIES[name if learned else IDLE].make(setting or 0)
    return StopRule(strategy, None if model is None else forecasts[model].__getitem__, engines)


def _stretches(timelines: Sequence[Timeline]) -> tuple[IntArray, IntArray, list[Policy]]:
    """Return timelines as arrays, and the different policies in force.

    Returns
    -------
    starts : (timelines, stretches + 1) cycles, ``NEVER`` after the last one
    numbers : (timelines, stretches) of the policies in force
    """
    numbers: dict[Policy, int] = {}
    width = max(map(len, timelines))
    starts = np.full((len(timelines), width + 1), NEVER, np.int64)
    table = np.zeros((len(timelines), width), np.int64)
    for row, timeline in enumerate(timelines):
        starts[row, : len(timeline)] = [stretch.cycle for stretch in timeline]
        policies = [(stretch.strategy, stretch.setting, stretch.model) for stretch in timeline]
        table[row, : len(timeline)] = [
            numbers.setdefault(policy, len(numbers)) for policy in policies
        ]
    return starts, table, list(numbers)
