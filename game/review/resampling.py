"""The same policies on many other draws of a factory's engines, all of them at once.

What the policies know stays as it was: models and recommended settings are those of one match,
only the engines are drawn again. The rules are those of ``game.rules.match``; a test plays both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple, Protocol

import numpy as np

from game.fleet.cmapss import MatchFleet, RealFleet
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import LinearForecaster
from game.rules.decisions import Decision, Stretch, effective_cycle, next_stretch, unlock_cycles
from game.rules.lives import BoolArray, chain
from game.rules.match import FactoryHistory
from game.rules.scenario import Scenario
from game.rules.strategies import (
    IDLE,
    NEVER,
    NO_FORECAST,
    STRATEGIES,
    Corrective,
    IntArray,
    Strategy,
    Tenths,
)
from models.alarms import in_tenths
from models.features import features
from models.rul import RulModel

_REDRAW = 17  # tells this use of the seed apart from a fleet's own

_FEWEST_ENGINES, _MOST_ENGINES = 4, 60
"""Of a slot, that are drawn; after the last one a slot begins again with the first."""


Learned = RulModel | LinearForecaster
"""A model, or where engines return one that is careful with those whose failure it has seen."""


class Plan(NamedTuple):
    """What a factory does for a while."""

    strategy: str
    setting: int | None  # cycles
    model: Learned | None  # None as well where there was nothing to learn from

    def rule(self) -> Strategy:
        kind = STRATEGIES[self.strategy]
        if kind.forecaster is not None and self.model is None:
            return Corrective()
        return kind.make(self.setting or 0)


class Adviser(Protocol):
    """What a factory knew at each cycle of its match, as models and recommended settings."""

    def advice(self, strategy: str, cycle: int) -> tuple[Learned | None, int | None]:
        """Return the model trained on what was known at a cycle, and the recommended setting."""
        ...


@dataclass(frozen=True, eq=False)
class Move:
    """A decision of a policy.

    Attributes
    ----------
    decision : what is taken; its cycle is of no account here
    cycles : (redraws,) when it takes effect, ``NEVER`` where it does not
    known : cycle of the match up to which its training knows what happened
    """

    decision: Decision
    cycles: IntArray
    known: int


Policy = Sequence[Move]
"""In the order in which the moves take effect; none overtakes the one before it."""

Schedule = tuple[tuple[int, Plan], ...]
"""Plans with the cycles at which they begin."""


@dataclass(frozen=True, eq=False)
class Redraws:
    """Engines drawn again, of the same kind as those of a match.

    Attributes
    ----------
    fleets : one for each redraw: with the severity of the match's own, or its real engines
    lifetimes : (redraws, slots, depth) cycles; after its last engine a slot begins again
    end : cycles that are played
    """

    scenario: Scenario
    fleets: tuple[MatchFleet, ...]
    lifetimes: IntArray
    end: int

    def __len__(self) -> int:
        return len(self.fleets)

    def first(self, count: int) -> "Redraws":
        """Return the first redraws."""
        return replace(self, fleets=self.fleets[:count], lifetimes=self.lifetimes[:count])

    @cached_property
    def unlocked(self) -> dict[str, IntArray]:
        """Cycle from which each strategy may be taken in each redraw, (redraws,).

        Before the first unlock everyone waits for failures, so policies have no say in it.
        """
        rows = [unlock_cycles(self.scenario, found) for found in self._first_failures()]
        return {
            name: np.array([NEVER if row[name] is None else row[name] for row in rows], np.int64)
            for name in STRATEGIES
        }

    def _first_failures(self) -> list[IntArray]:
        games, slots, _ = self.lifetimes.shape
        lives = self.lifetimes.reshape(games * slots, -1)
        none = np.zeros(len(lives), np.int64)
        while True:
            begins, ran, _ = chain(none, lives, lives, self.scenario.economics)
            if (begins[:, -1] >= self.end).all():
                break
            lives = np.tile(lives, 2)
        ends = (begins[:, :-1] + ran).reshape(games, -1)
        return [row[row < self.end] for row in ends]


def redraw(fleet: MatchFleet, end: int, numbers: Iterable[int]) -> Redraws:
    """Draw the engines of a match's first factory again; shuffle them where they are real.

    Parameters
    ----------
    fleet : the match's own
    end : cycles that will be played
    numbers : which redraws; each is a function of the match's seed and its number alone

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> redraw(SimulatedFleet(DEFAULT, 7), 4_000, range(3)).lifetimes.shape
    (3, 4, 23)
    """
    fleets = tuple(_redrawn(fleet, number) for number in numbers)
    # About as many engines as a good strategy runs in so many cycles.
    typical = float(fleets[0].lifetimes(_engines(fleets[0], _MOST_ENGINES)).mean())
    depth = min(max(round(end / typical), _FEWEST_ENGINES), _MOST_ENGINES)
    lifetimes = [drawn.lifetimes(_engines(drawn, depth)) for drawn in fleets]
    shape = (len(fleets), fleet.scenario.slots, depth)
    return Redraws(fleet.scenario, fleets, np.array(lifetimes, np.int64).reshape(shape), end)


def _redrawn(fleet: MatchFleet, number: int) -> MatchFleet:
    if isinstance(fleet, RealFleet):
        return replace(fleet, redraw=(_REDRAW, number))
    scenario = replace(fleet.scenario, severities=(fleet.severities[0],), shared_severity=True)
    return SimulatedFleet(scenario, _hashed(fleet.seed, number))


def _hashed(seed: int, number: int) -> int:
    return int(np.random.SeedSequence([seed, _REDRAW, number]).generate_state(1)[0])


def _engines(fleet: MatchFleet, depth: int) -> IntArray:
    return np.concatenate([fleet.ids(0, slot, 0, depth) for slot in range(fleet.scenario.slots)])


def forecast(
    redraws: Redraws, models: Iterable[Learned], numbers: range | None = None
) -> dict[Learned, Tenths]:
    """Let models forecast the engines of redraws, (engines, ages) tenths of a cycle each.

    Histories are drawn redraw by redraw and forgotten: they take a hundred times the memory. Real
    engines are the same in every redraw, and each is forecast by a model that has not seen it fail.

    Parameters
    ----------
    numbers : places of the redraws that are wanted; all of them if None
    """
    numbers = range(len(redraws)) if numbers is None else numbers
    _, slots, depth = redraws.lifetimes.shape
    ages = np.arange(int(redraws.lifetimes.max()))
    tables = {
        model: np.full((len(numbers), slots * depth, len(ages)), NO_FORECAST, np.int16)
        for model in models
    }
    for place, number in enumerate(numbers if tables else ()):
        fleet, inside = redraws.fleets[number], ages < redraws.lifetimes[number].reshape(-1, 1)
        for model, table in tables.items():
            if isinstance(model, LinearForecaster):
                made = model.forecasts(_engines(fleet, depth))
                table[place, :, : made.shape[1]] = made
        plain = [model for model in tables if isinstance(model, RulModel)]
        if not plain:
            continue
        # Single precision in between, like the features that a match keeps.
        rows = features(fleet.histories(_engines(fleet, depth))).astype(np.float32)
        exact = rows.astype(np.float64)
        for model in plain:
            tables[model][place][inside] = in_tenths(model.predict(exact))
    return {model: table.reshape(-1, len(ages)) for model, table in tables.items()}


def moves_of(
    history: FactoryHistory, decisions: Sequence[Decision], redraws: Redraws
) -> list[Move]:
    """Return a factory's own decisions as moves.

    The decision with which a factory climbs a rung keeps its delay after the unlock; any other
    keeps its cycle, and waits for its unlock like any decision.
    """
    effective = [effective_cycle(decision, history.unlocked) for decision in decisions]
    moves = []
    climbed = {IDLE}
    for number in np.argsort(effective, kind="stable").tolist():
        decision, taken = decisions[number], effective[number]
        unlocked = redraws.unlocked[decision.strategy]
        cycles = np.maximum(decision.cycle, unlocked)
        if taken < redraws.end and decision.strategy not in climbed:
            cycles = unlocked + (taken - (history.unlocked[decision.strategy] or 0))
        climbed.add(decision.strategy)
        moves.append(Move(decision, cycles, min(taken, redraws.end)))
    return moves


def schedules(policy: Policy, redraws: Redraws, adviser: Adviser) -> list[Schedule]:
    """Return what a policy does in each redraw."""
    cycles = np.empty((len(policy), len(redraws)), np.int64)
    for number, move in enumerate(policy):
        cycles[number] = np.where(move.cycles < redraws.end, move.cycles, NEVER)
    np.maximum.accumulate(cycles, axis=0, out=cycles)
    keys = [tuple(column) for column in cycles.T.tolist()]
    made = {key: _schedule(policy, key, redraws, adviser) for key in dict.fromkeys(keys)}
    return [made[key] for key in keys]


def models_in(found: Iterable[Schedule]) -> set[Learned]:
    """Return the models that schedules work with."""
    plans = {plan for schedule in found for _, plan in schedule}
    return {plan.model for plan in plans if plan.model is not None}


def _schedule(
    policy: Policy, cycles: tuple[int, ...], redraws: Redraws, adviser: Adviser
) -> Schedule:
    stretch: Stretch[Learned] = Stretch(0, IDLE)
    stretches = {0: stretch}
    due = dict(zip(cycles, policy, strict=True))  # the last one of a boundary counts
    every = redraws.scenario.retrain_every
    for cycle in sorted({*range(every, redraws.end, every), *due} - {NEVER}):
        move = due.get(cycle)
        stretches[cycle] = stretch = next_stretch(
            stretch,
            cycle,
            None if move is None else move.decision,
            cycle > 0 and cycle % every == 0,
            partial(adviser.advice, cycle=cycle if move is None else move.known),
        )
    return tuple(
        (cycle, Plan(stretch.strategy, stretch.setting, stretch.model))
        for cycle, stretch in stretches.items()
    )


def play(
    rows: Sequence[Sequence[Schedule]], redraws: Redraws, forecasts: Mapping[Learned, Tenths]
) -> IntArray:
    """Return the profit of policies in redraws, (policies, redraws) dollars.

    Parameters
    ----------
    rows : the schedules of each policy, one for each redraw
    forecasts : of all models that the schedules name

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> redraws = redraw(SimulatedFleet(DEFAULT, 7), 4_000, range(2))
    >>> fixed = ((0, Plan("preventive", 130, None)),)
    >>> idle = ((0, Plan("corrective", None, None)),)
    >>> play([[idle, idle], [fixed, fixed]], redraws, {}).shape
    (2, 2)
    """
    board = _Board.of([schedule for row in rows for schedule in row], redraws, forecasts)
    prices = redraws.scenario.economics
    slots = redraws.scenario.slots
    profit = np.zeros(len(board.starts), np.int64)
    place = np.arange(len(profit) * slots)
    installed, used, phase = np.zeros((3, len(place)), np.int64)
    while len(place):
        phase, ran, failed = board.lives(place, installed, used, phase)
        booked = installed + ran < redraws.end
        running = np.minimum(ran, redraws.end - installed)
        cost = np.where(failed, prices.failure_cost, prices.service_cost)
        money = running * prices.running_income - np.where(booked, cost, 0)
        np.add.at(profit, place // slots, money)
        down = np.where(failed, prices.failure_cycles, prices.service_cycles)
        installed = installed + ran + down
        left = booked & (installed < redraws.end)
        place, installed, used, phase = (
            column[left] for column in (place, installed, used + 1, phase)
        )
    return profit.reshape(len(rows), len(redraws))


@dataclass(frozen=True, eq=False)
class _Board:
    """Schedules as arrays, row by row: each row is a policy in a redraw.

    Attributes
    ----------
    starts : (rows, phases + 1) cycles, ``NEVER`` after the last phase
    numbers : (rows, phases) of the plans
    """

    redraws: Redraws
    plans: list[Plan]
    starts: IntArray
    numbers: IntArray
    forecasts: Mapping[Learned, Tenths]

    @classmethod
    def of(
        cls,
        schedules: Sequence[Schedule],
        redraws: Redraws,
        forecasts: Mapping[Learned, Tenths],
    ) -> "_Board":
        numbers: dict[Plan, int] = {}
        width = max(map(len, schedules))
        starts = np.full((len(schedules), width + 1), NEVER, np.int64)
        table = np.zeros((len(schedules), width), np.int64)
        for row, schedule in enumerate(schedules):
            starts[row, : len(schedule)] = [cycle for cycle, _ in schedule]
            table[row, : len(schedule)] = [
                numbers.setdefault(plan, len(numbers)) for _, plan in schedule
            ]
        return cls(redraws, list(numbers), starts, table, forecasts)

    def lives(
        self, place: IntArray, installed: IntArray, used: IntArray, phase: IntArray
    ) -> tuple[IntArray, IntArray, BoolArray]:
        """Let the next engine of each place live; return its last phase, its cycles, its fate."""
        games, slots, depth = self.redraws.lifetimes.shape
        row = place // slots
        engine = (row % games * slots + place % slots) * depth + used % depth
        lifetimes = self.redraws.lifetimes.ravel()[engine]
        phase, ran, failed = phase.copy(), np.empty_like(place), np.empty(len(place), np.bool_)
        open_ = np.arange(len(place))
        while len(open_):
            at, now = row[open_], phase[open_]
            begin, until = self.starts[at, now], self.starts[at, now + 1]
            first_ages = np.maximum(1, begin - installed[open_])
            stops = self._stops(self.numbers[at, now], engine[open_], first_ages)
            life = np.minimum(stops, lifetimes[open_])
            fails = stops >= lifetimes[open_]
            # A service at the boundary is decided anew; a failure there is one under any plan.
            done = installed[open_] + life < until
            ran[open_[done]], failed[open_[done]] = life[done], fails[done]
            open_ = open_[~done]
            phase[open_] += 1
        return phase, ran, failed

    def _stops(self, numbers: IntArray, engines: IntArray, first_ages: IntArray) -> IntArray:
        """Return the age at which each engine's plan stops it."""
        stops = np.empty(len(engines), np.int64)
        for number in np.unique(numbers).tolist():
            mine = np.flatnonzero(numbers == number)
            plan = self.plans[number]
            table = None if plan.model is None else self.forecasts[plan.model][engines[mine]]
            stops[mine] = plan.rule().stop_ages(first_ages[mine], table)
        return stops
