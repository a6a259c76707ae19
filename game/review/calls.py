"""What each call was worth on what was known: apart from orders, and from what happened then.

``docs/adr/0023-quality-with-calls.md`` says how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from game.fleet.cmapss import MatchFleet
from game.fleet.forecasters import LinearForecaster, forecast_at, world_of
from game.review.best_policy import RealArray, model_of
from game.review.courses import Course, course_of, models_of
from game.review.redraws import Forecasts, RedrawnEngines, TrainedModel
from game.review.resampling import rule_of
from game.rules.decisions import Call, Move, Stretch, anything_unlocked
from game.rules.economics import ledger
from game.rules.lives import BoolArray, Outcome
from game.rules.match import FactoryHistory, Forecaster, Match, replay
from game.rules.offers.counterfactual import without_calls
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import NEVER, NO_FORECAST, STRATEGIES, IntArray
from models.metrics import SURE
from models.rul import RUL_CAP

_NEAR_FORECAST, _NEAR_AGE = 25, 10
"""Tenths of a cycle and cycles by which a redrawn engine may differ that stands for another."""


@dataclass(frozen=True)
class CallValue:
    """A call that took effect, and what it was worth in expectation when it was made."""

    cycle: int
    slot: int
    call: str
    age: int  # of the engine, cycles
    forecast: float | None  # cycles left; None without a model
    value: float | None  # dollars; None where nothing says how much life was left
    standard_error: float | None  # dollars

    @property
    def clear_loss(self) -> bool:
        """Whether it lost more than the chance of what it is weighed on explains."""
        return self.value is not None and -self.value > SURE * (self.standard_error or 0.0)


class Called(NamedTuple):
    """A call that took effect, and the engine that it found."""

    call: Call
    engine: int
    age: int  # cycles
    held: int  # cycles for which an earlier call held it still


class Left(NamedTuple):
    """How much life an engine may have left."""

    cycles: IntArray
    shares: RealArray
    engines: int  # on which this rests


@dataclass(frozen=True, eq=False)
class Way:
    """Somebody's moves in a match.

    Attributes
    ----------
    match : of these moves
    calm : of the same orders and answers without the calls. It is what is played again, so that a
        call counts for what it was worth, and for nothing that was learnt or missed through it
    """

    fleet: MatchFleet
    moves: Sequence[Move]
    match: Match
    calm: Match

    @cached_property
    def course(self) -> Course:
        """What is played on redrawn engines."""
        return course_of(self.fleet, self.calm.factories[0], self.calm.end)

    @property
    def profit(self) -> int:
        """What orders and answers earned in the match, without the calls, dollars."""
        own, scenario = self.calm.factories[0], self.fleet.scenario
        book = ledger(own.lives, scenario.slots, self.calm.end, scenario.economics, own.charges)
        return book.profit

    @cached_property
    def _called(self) -> list[Called]:
        return called(self.fleet.scenario, self.match.factories[0], self.moves)

    @cached_property
    def _course_with_calls(self) -> Course:
        return course_of(self.fleet, self.match.factories[0], self.match.end)

    def models_of_calls(self) -> set[TrainedModel]:
        """Return the models on whose forecasts calls were made."""
        return models_of([self._course_with_calls]) if self._called else set()

    def values(self, redraws: RedrawnEngines, forecasts: Forecasts) -> tuple[CallValue, ...]:
        """Value each call that took effect."""
        own, course = self.match.factories[0], self._course_with_calls
        return values_of_calls(self.fleet, own, course, self._called, redraws, forecasts)


def way_of(fleet: MatchFleet, moves: Sequence[Move], match: Match) -> Way:
    """Return somebody's way through a match.

    Parameters
    ----------
    match : of these moves
    """
    kept, calm = without_calls(moves), match
    if len(kept) < len(moves):
        calm = replay(fleet.scenario, kept, world_of(fleet), match.end, keep_playing=True)
    return Way(fleet, moves, match, calm)


def called(scenario: Scenario, history: FactoryHistory, moves: Sequence[Move]) -> list[Called]:
    """Return the calls of a factory that did something, in their order.

    Parameters
    ----------
    history : of these moves
    """
    last = {(one.cycle, one.slot): one for one in moves if isinstance(one, Call)}
    lives, found = history.lives, []
    until: dict[int, int] = {}  # by engine: the cycle until which it is held
    for call in sorted(last.values(), key=lambda one: (one.cycle, one.slot)):
        now = call.cycle
        serviced = (lives.ends == now) & (lives.outcome == Outcome.SERVICE)
        there = (lives.slot == call.slot) & (lives.installed < now)
        there &= (lives.ends > now) | serviced
        there &= lives.ordered >= now  # what was ordered before is not called again
        for place in np.flatnonzero(there).tolist():
            if not anything_unlocked(history.unlocked, now):
                continue
            engine = int(lives.engine_id[place])
            age, held = now - int(lives.installed[place]), max(0, until.get(engine, 0) - now)
            found.append(Called(call, engine, age, held))
            until[engine] = now + scenario.hold if call.call == "hold" else now
    return found


def values_of_calls(
    fleet: MatchFleet,
    history: FactoryHistory,
    course: Course,
    calls: Sequence[Called],
    redraws: RedrawnEngines,
    forecasts: Forecasts,
) -> tuple[CallValue, ...]:
    """Value each call against leaving its engine to the order that was in force.

    The life that is left is that of the model's band for the engine's forecast and age; where there
    is none, that of redrawn engines of about the same forecast and age, and without a model of the
    same age. The forecast is taken to miss by the same to the end. What the slot earns afterwards
    are lives of redrawn engines under the same order.

    Parameters
    ----------
    course : of this history
    calls : those that took effect
    forecasts : of all models of the course
    """
    tails: dict[tuple[int, int], RealArray] = {}
    values = []
    for one in calls:
        now, age = one.call.cycle, one.age
        place = max(n for n, stretch in enumerate(history.stretches) if stretch.cycle <= now)
        stretch = history.stretches[place]
        lead = max(
            ((since, lead) for since, lead in course.conditions.leads if since <= now),
            default=(0, fleet.scenario.economics.lead),
        )[1]
        prices = fleet.scenario.economics
        forecast = forecast_at(stretch.model, one.engine, age)
        left = _left(fleet, stretch, forecast, age, redraws, forecasts)
        value = error = None
        if left is not None:
            key = place, lead
            if key not in tails:
                spans = _spans(fleet, stretch, lead, redraws, forecasts)
                tails[key] = worth_of_a_slot(*spans, redraws.end, prices)
            by_order = ordered_in(stretch, forecast, age, left.cycles)
            leaves = np.maximum(by_order, one.held)
            hold = fleet.scenario.hold
            calls_ = (
                np.zeros_like(leaves) if one.call.call == "service" else np.maximum(by_order, hold)
            )
            worth = [
                money(left.cycles, _due(ordered, lead), redraws.end - now, prices, tails[key])
                for ordered in (calls_, leaves)
            ]
            gained = worth[0] - worth[1]
            value = float(left.shares @ gained)
            spread = float(np.sqrt(left.shares @ (gained - value) ** 2))
            error = spread / left.engines**0.5
        shown = None if forecast is None else forecast / 10
        values.append(CallValue(now, one.call.slot, one.call.call, age, shown, value, error))
    return tuple(values)


def money(
    left: IntArray, due: IntArray, horizon: int, prices: Economics, tail: RealArray
) -> RealArray:
    """Return what a slot earns up to the end of a match, (cases,) dollars.

    Parameters
    ----------
    left : (cases,) cycles until the engine fails
    due : (cases,) cycles until its service begins; ``NEVER`` without
    horizon : cycles until the end
    tail : by cycles until the end, what a slot earns that has just received an engine, dollars

    Examples
    --------
    >>> tail = 300.0 * np.arange(101)
    >>> money(np.array([30, 30]), np.array([10, 40]), 100, Economics(), tail).tolist()
    [14000.0, -48000.0]
    """
    failed = due >= left
    ran = np.minimum(due, left)
    down = np.where(failed, prices.failure_cycles, prices.service_cycles)
    cost = np.where(failed, prices.failure_cost, prices.service_cost)
    after = tail[np.clip(horizon - ran - down, 0, None)] - cost
    earned = prices.running_income * np.minimum(ran, horizon)
    return np.asarray(earned + np.where(ran < horizon, after, 0), np.float64)


def worth_of_a_slot(ran: IntArray, failed: BoolArray, horizon: int, prices: Economics) -> RealArray:
    """Return what a slot earns that has just received an engine, (horizon + 1,) dollars.

    By the renewal equation (Feller, An Introduction to Probability Theory and Its Applications II,
    chapter XI, 1971): over the first life, what it earns, and what a fresh slot does afterwards.

    Parameters
    ----------
    ran, failed : (lives,) cycles, and whether a failure ended them, each equally likely

    Examples
    --------
    An engine that is serviced after 10 cycles each time, and down for 20:

    >>> worth_of_a_slot(np.array([10]), np.array([False]), 31, Economics())[[10, 11, 30, 31]]
    array([ 3000., -7000., -7000., -6700.])
    """
    worth = np.zeros(horizon + 1)
    ages, counts = np.unique(np.stack([ran, failed.astype(np.int64)]), axis=1, return_counts=True)
    spans, fails = ages[0], ages[1].astype(np.bool_)
    shares = counts / counts.sum()
    down = np.where(fails, prices.failure_cycles, prices.service_cycles)
    cost = np.where(fails, prices.failure_cost, prices.service_cost)
    for cycles in range(1, horizon + 1):
        earned = prices.running_income * np.minimum(spans, cycles)
        after = worth[np.clip(cycles - spans - down, 0, None)] - cost
        worth[cycles] = shares @ (earned + np.where(spans < cycles, after, 0))
    return worth


def _due(ordered: IntArray, lead: int) -> IntArray:
    return np.where(ordered >= NEVER, NEVER, ordered + lead)


def ordered_in(
    stretch: Stretch[Forecaster], forecast: int | None, age: int, left: IntArray
) -> IntArray:
    """Return in how many cycles the order has an engine serviced, by the life that is left.

    The forecast falls by one each cycle: it misses by the same to the end. Only an engine that has
    more life left than any forecast can say waits until it has not.
    """
    setting = stretch.setting
    if setting is None or (STRATEGIES[stretch.strategy].forecaster and forecast is None):
        return np.full(left.shape, NEVER, np.int64)
    if forecast is None:
        return np.full(left.shape, max(0, setting - age), np.int64)
    below = max(0, (forecast - 10 * setting) // 10 + 1)
    beyond = np.maximum(left - RUL_CAP, 0) if forecast >= 10 * RUL_CAP else np.zeros_like(left)
    return np.where(below > 0, below + beyond, 0)


def _left(
    fleet: MatchFleet,
    stretch: Stretch[Forecaster],
    forecast: int | None,
    age: int,
    redraws: RedrawnEngines,
    forecasts: Forecasts,
) -> Left | None:
    """Return how much life an engine may have left; None where nothing says so."""
    lifetimes = redraws.lifetimes.ravel()
    older = lifetimes[lifetimes > age]
    if forecast is None:
        return _equally(older - age)
    model = stretch.model
    band = model.band if isinstance(model, LinearForecaster) else None
    shares = None if band is None else band.left(forecast / 10, age)
    if band is not None and shares is not None:
        long = (older - age)[older - age > RUL_CAP]
        cycles = np.concatenate([np.arange(1, RUL_CAP + 1), long if len(long) else [RUL_CAP + 1]])
        each = np.full(max(len(long), 1), shares[-1] / max(len(long), 1))
        weights = np.concatenate([shares[1 : RUL_CAP + 1], each])
        weights[0] += shares[0]  # it runs: it has a cycle left
        return Left(cycles.astype(np.int64), weights, band.engines)
    trained = model_of(fleet, model)
    if trained is None:
        return None
    table = forecasts[trained]
    ages = np.arange(table.shape[1]) + 1
    near = (np.abs(table.astype(np.int64) - forecast) <= _NEAR_FORECAST) & (table != NO_FORECAST)
    near &= np.abs(ages - age) <= _NEAR_AGE
    engines, places = np.nonzero(near)
    cycles = lifetimes[engines] - ages[places]
    return _equally(cycles[cycles > 0], len(np.unique(engines[cycles > 0])))


def _equally(cycles: IntArray, engines: int | None = None) -> Left | None:
    if not len(cycles):
        return None
    return Left(cycles, np.full(len(cycles), 1 / len(cycles)), engines or len(cycles))


def _spans(
    fleet: MatchFleet,
    stretch: Stretch[Forecaster],
    lead: int,
    redraws: RedrawnEngines,
    forecasts: Forecasts,
) -> tuple[IntArray, BoolArray]:
    """Return how long redrawn engines run under an order, and whether they fail then."""
    lifetimes = redraws.lifetimes.ravel()
    policy = stretch.strategy, stretch.setting, model_of(fleet, stretch.model)
    rule = rule_of(policy, forecasts, len(lifetimes))
    orders = rule.stop_ages(
        np.arange(len(lifetimes))[:, np.newaxis], np.ones(len(lifetimes), np.int64)
    )
    due = _due(orders[:, 0], lead)
    return np.minimum(due, lifetimes), due >= lifetimes
