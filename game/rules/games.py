"""Many games of one strategy at once: every slot of every game in the same few arrays.

The rules are those of ``game.rules.match``, built from the same parts; a test plays both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.rules.decisions import Knowledge
from game.rules.economics import recommended_age
from game.rules.lives import BoolArray, Outcome, chain, happened
from game.rules.match import Forecaster, World
from game.rules.report import oracle_lives
from game.rules.scenario import Scenario
from game.rules.strategies import STRATEGIES, IntArray, Strategy, StrategyKind

WINDOW = 13
"""Engines of each slot that are looked at together; about as many as live between trainings."""


@dataclass(frozen=True, eq=False)
class Deal:
    """Which engines run in the slots of many games, and in which order.

    Attributes
    ----------
    engine_ids : (engines,) all that are dealt
    lifetimes : (engines,) cycles
    order : (games, slots, depth) which of them; after its last one a slot begins again
    """

    engine_ids: IntArray
    lifetimes: IntArray
    order: IntArray

    @property
    def games(self) -> int:
        return len(self.order)

    @property
    def slots(self) -> int:
        """Slots of each game."""
        return int(self.order.shape[1])

    @property
    def places(self) -> int:
        """Slots of all games."""
        return self.games * self.slots

    def window(self, places: IntArray, first: IntArray, width: int) -> IntArray:
        """Return the next engines of some slots, (places, width) positions in ``engine_ids``.

        Parameters
        ----------
        places : (places,) slots, counted through all games
        first : (places,) how many engines of each came before
        """
        depth = self.order.shape[2]
        columns = first[:, None] + np.arange(width)
        if columns.size and columns.max() >= depth:
            columns %= depth
        columns += depth * places[:, None]
        return np.asarray(self.order.ravel().take(columns))


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of many games of one strategy.

    Attributes
    ----------
    profit : (games,) dollars
    failures : (games,) that were booked
    settings : (trainings, games) cycles, the setting in force after each training; empty for a
        strategy without
    """

    profit: IntArray
    failures: IntArray
    settings: IntArray


class _Plan(NamedTuple):
    """What a factory does until it trains again."""

    strategy: Strategy
    setting: int | None
    forecaster: Forecaster | None


class _Slots(NamedTuple):
    """Where the slots of all games stand."""

    used: IntArray  # (places,) engines before the one that is there now
    installed: IntArray  # (places,) cycle; later than now while the slot is down


class _Ended(NamedTuple):
    """Lives that have ended, (lives,) each."""

    place: IntArray
    engine: IntArray
    installed: IntArray
    ran: IntArray
    failed: BoolArray


class _Lived(NamedTuple):
    """A window of engines of some slots, and how far they came: all (places, window)."""

    places: IntArray  # (places,)
    engines: IntArray  # positions in the deal
    begins: IntArray  # cycle of installation
    ran: IntArray  # cycles
    failed: BoolArray
    done: BoolArray  # the life has ended

    def ended(self) -> _Ended:
        row, column = np.nonzero(self.done)
        at = row, column
        return _Ended(
            self.places[row], self.engines[at], self.begins[at], self.ran[at], self.failed[at]
        )


def play_games(
    scenario: Scenario, strategy: str, setting: int | None, world: World, deal: Deal, cycles: int
) -> Outcomes:
    """Play one factory per game from cycle 0 under one strategy, unlocked, as a match would.

    Parameters
    ----------
    setting : cycles; None for the recommended one, renewed at each retraining
    world : trainers, and the archive that the factories of all games start with
    """
    kind = STRATEGIES[strategy]
    slots = _Slots(*np.zeros((2, deal.places), np.int64))
    lived: list[_Lived] = []
    settings = [np.empty((0, deal.games), np.int64)]
    step = cycles if kind.setting is None else scenario.retrain_every
    for now in range(0, cycles, step):
        plans, plan_of_game = _plans(scenario, kind, setting, world, now, lived, deal)
        if kind.setting is not None:
            settings.append(np.array([[plan.setting for plan in plans]])[:, plan_of_game])
        until = min(now + step, cycles)
        windows, slots = _live(scenario, plans, plan_of_game, slots, now, until, deal)
        lived += windows
    profit, failures = _booked(lived, slots, scenario, deal, cycles)
    return Outcomes(profit, failures, np.concatenate(settings))


def play_oracle(scenario: Scenario, deal: Deal, cycles: int) -> Outcomes:
    """Return the ceiling: every engine serviced on its last cycle but one."""
    first = np.zeros(deal.places, np.int64)
    width = deal.order.shape[2]
    while True:
        lifetimes = deal.lifetimes[deal.window(np.arange(deal.places), first, width)]
        lives, enough = oracle_lives(lifetimes, cycles, scenario.economics)
        if enough:
            break
        width *= 2
    booked = lives.cut(cycles)
    services, failures, running = (
        _per_game(np.bincount(booked.slot, weights, deal.places), deal)
        for weights in (
            booked.outcome == Outcome.SERVICE, booked.outcome == Outcome.FAILURE, booked.ran
        )
    )  # fmt: skip
    profit = _profit(running, services, failures, scenario)
    return Outcomes(profit, failures, np.empty((0, deal.games), np.int64))


def _plans(
    scenario: Scenario,
    kind: StrategyKind,
    setting: int | None,
    world: World,
    now: int,
    lived: Sequence[_Lived],
    deal: Deal,
) -> tuple[list[_Plan], IntArray]:
    """Train in every game, and return the different plans and which of them each game follows."""
    if kind.setting is None:
        return [_Plan(kind.make(0), None, None)], np.zeros(deal.games, np.int64)
    if not lived:  # all games still know the same
        knowledge = Knowledge(0, now, tuple(dict.fromkeys(world.streams.archive(0))), ())
        first = _plan(scenario, kind, setting, world, knowledge)
        return [first], np.zeros(deal.games, np.int64)
    plans: dict[tuple[int, int | None], tuple[int, _Plan]] = {}
    plan_of_game = []
    for knowledge in _knowledge(world, now, lived, deal):
        plan = _plan(scenario, kind, setting, world, knowledge)
        number, _ = plans.setdefault((id(plan.forecaster), plan.setting), (len(plans), plan))
        plan_of_game.append(number)
    return [plan for _, plan in plans.values()], np.array(plan_of_game)


def _plan(
    scenario: Scenario, kind: StrategyKind, setting: int | None, world: World, knowledge: Knowledge
) -> _Plan:
    forecaster = None
    if kind.forecaster is not None:
        forecaster = world.trainers[kind.forecaster](knowledge)
    if setting is None and forecaster is not None:
        setting = forecaster.recommended
    elif setting is None:
        lifetimes = world.streams.lifetimes(np.array(knowledge.failed, np.int64))
        setting = recommended_age(lifetimes, scenario.economics)
    return _Plan(kind.make(setting), setting, forecaster)


def _knowledge(world: World, now: int, lived: Sequence[_Lived], deal: Deal) -> Iterator[Knowledge]:
    """Return what each game's factory has seen, in the order in which a match tells it."""
    ended = _Ended(*map(np.concatenate, zip(*(window.ended() for window in lived), strict=True)))
    game, ids = ended.place // deal.slots, deal.engine_ids[ended.engine]
    keys = np.lexsort((ended.place, ended.installed + ended.ran, game))
    failures = keys[ended.failed[keys]]
    keys = np.lexsort((ended.place, ended.installed, game))
    services = keys[~ended.failed[keys]]
    archive = world.streams.archive(0)
    games = np.arange(deal.games + 1)
    bounds = [np.searchsorted(game[some], games).tolist() for some in (failures, services)]
    failed_ids, serviced_ids = ids[failures].tolist(), ids[services].tolist()
    ages = ended.ran[services].tolist()
    for number in range(deal.games):
        own, other = (slice(*pair[number : number + 2]) for pair in bounds)
        yield Knowledge(
            factory=0,
            cycle=now,
            failed=tuple(dict.fromkeys([*archive, *failed_ids[own]])),
            serviced=tuple(zip(serviced_ids[other], ages[other], strict=True)),
        )


def _live(
    scenario: Scenario,
    plans: Sequence[_Plan],
    plan_of_game: IntArray,
    slots: _Slots,
    now: int,
    until: int,
    deal: Deal,
) -> tuple[list[_Lived], _Slots]:
    """Let the slots of all games live from ``now`` to ``until``.

    A few engines of each slot are looked at together, until in every slot one of them is left.
    """
    used, installed = slots.used.copy(), slots.installed.copy()
    rules = [_Rule(plan, deal) for plan in plans]
    places = np.arange(deal.places)
    lived = []
    while len(places):
        engines = deal.window(places, used[places], WINDOW)
        first_ages = np.maximum(1, now - installed[places])
        stops = _stops(rules, plan_of_game[places // deal.slots], engines, first_ages)
        begins, ran, failed = chain(
            installed[places], deal.lifetimes.take(engines), stops, scenario.economics
        )
        done = happened(begins, ran, failed, until)
        lived.append(_Lived(places, engines, begins[:, :-1], ran, failed, done))
        ended = np.count_nonzero(done, axis=1)
        used[places] += ended
        installed[places] = begins[np.arange(len(places)), ended]
        places = places[ended == WINDOW]
    return lived, _Slots(used, installed)


class _Rule:
    """A plan at work on the engines of a deal: it forecasts each of them once, when asked to."""

    def __init__(self, plan: _Plan, deal: Deal) -> None:
        self._plan = plan
        self._deal = deal
        self._ages = np.zeros(len(deal.engine_ids), np.int64)  # of stopping; 0: not known yet

    def stop_ages(self, engines: IntArray, first_ages: IntArray) -> IntArray:
        """Return the age at which each engine is stopped, (places, window) cycles.

        Parameters
        ----------
        engines : (places, window) positions in the deal
        first_ages : (places,) the age from which the first of them may be stopped
        """
        ages = self._ages.take(engines)
        if not ages.all():
            asked = np.zeros(len(self._ages), np.bool_)
            asked[engines] = True
            new = np.flatnonzero(asked & (self._ages == 0))
            self._ages[new] = self._asked(new, np.ones(len(new), np.int64))
            ages = self._ages.take(engines)
        # Where a running engine should have been stopped before, the next occasion counts.
        late = np.flatnonzero(ages[:, 0] < first_ages)
        if len(late):
            ages[late, 0] = self._asked(engines[late, 0], first_ages[late])
        return ages

    def _asked(self, engines: IntArray, from_ages: IntArray) -> IntArray:
        strategy, _, forecaster = self._plan
        forecasts = forecaster.forecasts(self._deal.engine_ids[engines]) if forecaster else None
        return strategy.stop_ages(from_ages, forecasts)


def _stops(
    rules: Sequence[_Rule], rule_of_place: IntArray, engines: IntArray, first_ages: IntArray
) -> IntArray:
    """Return the age at which each engine is stopped, (places, window) cycles."""
    if len(rules) == 1:
        return rules[0].stop_ages(engines, first_ages)
    stops = np.empty(engines.shape, np.int64)
    for number in np.unique(rule_of_place).tolist():
        rows = np.flatnonzero(rule_of_place == number)
        stops[rows] = rules[number].stop_ages(engines[rows], first_ages[rows])
    return stops


def _booked(
    lived: Sequence[_Lived], slots: _Slots, scenario: Scenario, deal: Deal, cycles: int
) -> tuple[IntArray, IntArray]:
    """Return each game's profit and failures: what ``ledger`` says of a factory."""
    failed, unbooked = np.zeros((2, deal.places), np.int64)
    for window in lived:
        row, column = np.nonzero(window.failed & window.done)
        at_the_end = window.begins[row, column] + window.ran[row, column] == cycles
        failed += np.bincount(window.places[row], minlength=deal.places)
        unbooked += np.bincount(window.places[row[at_the_end]], minlength=deal.places)
    serviced = slots.used - failed
    prices = scenario.economics
    down = failed * prices.failure_cycles + serviced * prices.service_cycles
    still_running = np.maximum(cycles - slots.installed, 0)
    running, services, failures = (
        _per_game(count, deal)
        for count in (slots.installed - down + still_running, serviced, failed - unbooked)
    )
    return _profit(running, services, failures, scenario), failures


def _per_game(counts: npt.ArrayLike, deal: Deal) -> IntArray:
    """Add up the counts of each game's slots, (places,) to (games,)."""
    table = np.asarray(counts, np.int64).reshape(deal.games, deal.slots)
    return np.asarray(table.sum(axis=1))


def _profit(
    running: IntArray, services: IntArray, failures: IntArray, scenario: Scenario
) -> IntArray:
    prices = scenario.economics
    profit: IntArray = (
        running * prices.running_income
        - services * prices.service_cost
        - failures * prices.failure_cost
    )
    return profit
