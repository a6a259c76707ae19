"""Many games of one strategy at once: every slot of every game in the same few arrays.

The rules are those of ``game.match``, built from the same parts; a test plays both.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.economics import recommended_age
from game.factory import LIFE_COLUMNS, Lives, Outcome, chain, happened
from game.match import Forecaster, Knowledge, World
from game.report import oracle_lives
from game.scenario import Scenario
from game.strategies import STRATEGIES, IntArray, Strategy, StrategyKind

WINDOW = 8
"""Engines of each slot that are looked at together: not many more than live between trainings."""


@dataclass(frozen=True, eq=False)
class Deal:
    """Which engines run in the slots of many games, and in which order.

    Attributes
    ----------
    engine_ids : (games, slots, engines); after the last one a slot begins again with the first
    lifetimes : (games, slots, engines) cycles
    """

    engine_ids: IntArray
    lifetimes: IntArray

    @property
    def games(self) -> int:
        return len(self.engine_ids)

    @property
    def slots(self) -> int:
        """Slots of each game."""
        return int(self.engine_ids.shape[1])

    def window(self, places: IntArray, first: IntArray, width: int) -> tuple[IntArray, IntArray]:
        """Return the next engines of some slots, ids and lifetimes, (places, width) each.

        Parameters
        ----------
        places : (places,) slots, counted through all games
        first : (places,) the first engine of each that is wanted
        """
        shape = (self.games * self.slots, -1)
        depth = self.engine_ids.shape[2]
        columns = (first[:, None] + np.arange(width)) % depth
        rows = places[:, None]
        return (
            self.engine_ids.reshape(shape)[rows, columns],
            self.lifetimes.reshape(shape)[rows, columns],
        )


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
    setting: int
    forecaster: Forecaster | None


class _Slots(NamedTuple):
    """Where the slots of all games stand: the engine in each, and since when."""

    engine: IntArray  # (places,) its place in the deal
    installed: IntArray  # (places,) cycle; later than now while the slot is down


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
    places = deal.games * deal.slots
    slots = _Slots(np.zeros(places, np.int64), np.zeros(places, np.int64))
    lives: list[Lives] = []
    settings: list[list[int]] = []
    step = cycles if kind.setting is None else scenario.retrain_every
    for now in range(0, cycles, step):
        plans = _plans(scenario, kind, setting, world, now, _joined(lives), deal)
        if kind.setting is not None:
            settings.append([plan.setting for plan in plans])
        slots = _live(scenario, plans, slots, now, min(now + step, cycles), deal, lives)
    lives.append(_still_running(slots, cycles, deal))
    return _booked(
        _joined(lives), scenario, deal, cycles, np.array(settings, np.int64).reshape(-1, deal.games)
    )


def play_oracle(scenario: Scenario, deal: Deal, cycles: int) -> Outcomes:
    """Return the ceiling: every engine serviced on its last cycle but one."""
    places = np.arange(deal.games * deal.slots)
    width = deal.engine_ids.shape[2]
    while True:
        _, lifetimes = deal.window(places, np.zeros_like(places), width)
        lives, enough = oracle_lives(lifetimes, cycles, scenario.economics)
        if enough:
            return _booked(lives, scenario, deal, cycles, np.empty((0, deal.games), np.int64))
        width *= 2


def _plans(
    scenario: Scenario,
    kind: StrategyKind,
    setting: int | None,
    world: World,
    now: int,
    lives: Lives,
    deal: Deal,
) -> list[_Plan]:
    """Train in every game, once for all games that know the same."""
    if kind.setting is None:
        return [_Plan(kind.make(0), 0, None)] * deal.games
    made: dict[Knowledge, _Plan] = {}
    plans = []
    for knowledge in _knowledge(world, now, lives, deal):
        if knowledge not in made:
            made[knowledge] = _plan(scenario, kind, setting, world, knowledge)
        plans.append(made[knowledge])
    return plans


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


def _knowledge(world: World, now: int, lives: Lives, deal: Deal) -> Iterator[Knowledge]:
    """Return what each game's factory has seen, in the order in which a match tells it."""
    archive = world.streams.archive(0)
    failures = lives.where(lives.outcome == Outcome.FAILURE)
    failures = failures.where(np.lexsort((failures.slot, failures.ends)))
    services = lives.where(lives.outcome == Outcome.SERVICE)
    services = services.where(np.lexsort((services.slot, services.installed)))
    for failed, serviced in zip(_by_game(failures, deal), _by_game(services, deal), strict=True):
        yield Knowledge(
            factory=0,
            cycle=now,
            failed=tuple(dict.fromkeys([*archive, *failed.engine_id.tolist()])),
            serviced=tuple(
                zip(serviced.engine_id.tolist(), serviced.ran.tolist(), strict=True),
            ),
        )


def _by_game(lives: Lives, deal: Deal) -> Iterator[Lives]:
    games = lives.slot // deal.slots
    order = np.argsort(games, kind="stable")
    bounds = np.searchsorted(games[order], np.arange(deal.games + 1))
    for begin, end in itertools.pairwise(bounds):
        yield lives.where(order[begin:end])


def _live(
    scenario: Scenario,
    plans: list[_Plan],
    slots: _Slots,
    now: int,
    until: int,
    deal: Deal,
    lives: list[Lives],
) -> _Slots:
    """Let the slots of all games live from ``now`` to ``until``, and add what ended to ``lives``.

    A few engines of each slot are looked at together, until in every slot one of them is left.
    """
    places = np.arange(len(slots.engine))
    index, installed = slots.engine.copy(), slots.installed.copy()
    while len(places):
        ids, lifetimes = deal.window(places, index[places], WINDOW)
        first_ages = np.maximum(1, now - installed[places])
        stops = _stops(plans, places // deal.slots, ids, first_ages)
        begins, ran, failed = chain(installed[places], lifetimes, stops, scenario.economics)
        done = happened(begins, ran, failed, until)
        row, column = np.nonzero(done)
        lives.append(
            Lives(
                slot=places[row],
                index=index[places[row]] + column,
                engine_id=ids[row, column],
                installed=begins[row, column],
                ran=ran[row, column],
                outcome=np.where(failed[row, column], Outcome.FAILURE, Outcome.SERVICE),
                resumes=begins[row, column + 1],
            )
        )
        ended = done.sum(axis=1)
        index[places] += ended
        installed[places] = begins[np.arange(len(places)), ended]
        places = places[ended == WINDOW]
    return _Slots(index, installed)


def _stops(plans: list[_Plan], game: IntArray, ids: IntArray, first_ages: IntArray) -> IntArray:
    """Return the age at which each engine is stopped, (places, window) cycles.

    Parameters
    ----------
    game : (places,) which plan rules there
    first_ages : (places,) the age from which the first engine of each may be stopped
    """
    same: dict[tuple[int, int], list[int]] = {}
    for number, plan in enumerate(plans):
        same.setdefault((id(plan.forecaster), plan.setting), []).append(number)
    group_of_game = np.empty(len(plans), np.int64)
    for group, numbers in enumerate(same.values()):
        group_of_game[numbers] = group
    group_of_place = group_of_game[game]

    stops = np.empty(ids.shape, np.int64)
    for group, numbers in enumerate(same.values()):
        members = np.flatnonzero(group_of_place == group)
        if not len(members):
            continue
        strategy, _, forecaster = plans[numbers[0]]
        engines, where = np.unique(ids[members], return_inverse=True)
        where = where.reshape(len(members), -1)
        forecasts = forecaster.forecasts(engines) if forecaster else None
        fresh = strategy.stop_ages(np.ones(len(engines), np.int64), forecasts)
        stops[members] = fresh[where]
        first = where[:, 0]
        stops[members, 0] = strategy.stop_ages(
            first_ages[members], None if forecasts is None else forecasts[first]
        )
    return stops


def _still_running(slots: _Slots, cycles: int, deal: Deal) -> Lives:
    running = np.flatnonzero(slots.installed < cycles)
    ids, _ = deal.window(running, slots.engine[running], 1)
    installed = slots.installed[running]
    none = np.zeros(len(running), np.int64)
    return Lives(
        running, slots.engine[running], ids[:, 0], installed, cycles - installed,
        none + Outcome.RUNNING, none,
    )  # fmt: skip


def _joined(parts: list[Lives]) -> Lives:
    return Lives(
        *(
            np.concatenate([np.empty(0, np.int64)] + [getattr(part, name) for part in parts])
            for name in LIFE_COLUMNS
        )
    )


def _booked(
    lives: Lives, scenario: Scenario, deal: Deal, cycles: int, settings: IntArray
) -> Outcomes:
    """Return each game's money: what ``game.economics.ledger`` says of one factory."""
    booked = lives.cut(cycles)
    game = booked.slot // deal.slots
    failures = _count(game[booked.outcome == Outcome.FAILURE], deal.games)
    services = _count(game[booked.outcome == Outcome.SERVICE], deal.games)
    running = np.zeros(deal.games, np.int64)
    np.add.at(running, game, booked.ran)
    prices = scenario.economics
    profit = (
        running * prices.running_income
        - services * prices.service_cost
        - failures * prices.failure_cost
    )
    return Outcomes(profit, failures, settings)


def _count(game: npt.NDArray[np.int64], games: int) -> IntArray:
    return np.bincount(game, minlength=games).astype(np.int64)
