"""What a finished match says of its decisions: money, turning points, skill and luck.

How expectations are formed stands in ``docs/adr/0005-skill-and-luck.md``, and what calls, offers
and events add to it in ``docs/adr/0023-quality-with-calls.md``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.forecasters import world_of
from game.review.best_policy import KnowledgeTimeline, RealArray, best_policy, follow, knowledge_of
from game.review.calls import CallValue, called, values_of_calls
from game.review.courses import (
    WAITING,
    Course,
    course_of,
    models_of,
    play_courses,
    varies,
    without_any_calls,
)
from game.review.deviations import Deviation, deviations, weigh
from game.review.opened import Opened, opened
from game.review.resampling import (
    RedrawnEngines,
    Timeline,
    TrainedModel,
    forecast,
    models_in,
    play,
    redraw,
    timed_decisions_of,
    timelines,
)
from game.review.turning_points import TurningPoint, models_to_weigh, moments_of, turning_points
from game.rules.decisions import Decision, Move
from game.rules.economics import Charge, Ledger, ledger
from game.rules.lives import Lives, Outcome
from game.rules.match import FactoryHistory, Match, Streams, play_factory, replay
from game.rules.offers.counterfactual import Counterfactual, counterfactual
from game.rules.report import (
    FactoryReport,
    factory_names,
    factory_report,
    idle_histories,
    oracles,
)
from game.rules.scenario import Scenario, check_seed, with_cycles
from game.rules.strategies import IntArray, Tenths

FIRST_REDRAWS, REDRAWS, MOST_REDRAWS = 20, 32, 64
"""Of the engines: for a first look, for a report, and for a patient reader."""

LOOKS = ((FIRST_REDRAWS, False), (REDRAWS, True), (MOST_REDRAWS, True))
"""Quality and luck, roughly; turning points too; all of it as exact as it gets."""


@dataclass(frozen=True)
class Bridge:
    """How money leads from a corrective factory on the same engines to this one.

    Examples
    --------
    >>> bridge = Bridge(0, 12, 720_000, 40, -400_000, 80, 24_000, -16_000, 0, 0)
    >>> bridge.profit
    328000
    """

    corrective_profit: int  # dollars
    failures_avoided: int
    failures_money: int  # dollars that these failures would have cost
    services: int
    services_money: int  # dollars paid for them, below zero
    cycles_saved: int  # of downtime; below zero if there was more of it
    cycles_money: int  # dollars earned in them
    charges_money: int  # dollars of bonuses less fees
    life_unused: int  # cycles that serviced engines would still have run; no term of the sum
    life_money: int  # dollars of running income in these cycles; no term of the sum

    @property
    def terms(self) -> dict[str, int]:
        """What is added to the corrective factory's profit, by code, dollars."""
        return {
            "failures": self.failures_money,
            "services": self.services_money,
            "downtime": self.cycles_money,
            "charges": self.charges_money,
        }

    @property
    def profit(self) -> int:
        """The factory's own profit, dollars."""
        return self.corrective_profit + sum(self.terms.values())


@dataclass(frozen=True, kw_only=True)
class Standing(FactoryReport):
    """One factory's match, between the floor and the ceiling on its engines."""

    position: float | None  # 0 where the corrective factory stands, 1 where the oracle does
    bridge: Bridge
    opened: Opened


@dataclass(frozen=True)
class Quality:
    """Expected profits over redraws of the engines, and what they say of the decisions.

    ``decision_quality`` is (played + calls - corrective) / (best - corrective); None where the best
    policy is no better than the corrective one, so that there was nothing to decide. Calls are
    valued apart; the best includes what its own are worth.
    """

    redraws: int
    decision_quality: float | None
    standard_error: float | None
    played: float  # dollars, expected
    corrective: float  # dollars, expected
    best: float  # dollars, expected
    best_decisions: tuple[Move, ...]
    calls: float = 0.0  # dollars, what the player's calls were worth; in the quality, not in played
    by_rules: bool = False  # the best known are the written rules, not the search for a policy


@dataclass(frozen=True)
class Luck:
    """The match that was played, but for its calls, against what its decisions earn on average.

    Examples
    --------
    >>> luck = Luck(realised=1_100_000, expected=1_000_000.0, spread=50_000.0, standard_error=1e4)
    >>> luck.dollars, luck.deviations
    (100000.0, 2.0)
    """

    realised: int  # dollars; of the same match without its calls, where there were any
    expected: float  # dollars
    spread: float  # dollars, standard deviation of the profit over redraws
    standard_error: float  # dollars, of the expectation

    @property
    def dollars(self) -> float:
        return self.realised - self.expected

    @property
    def deviations(self) -> float | None:
        """Luck in standard deviations; None if every redraw earns the same."""
        return self.dollars / self.spread if self.spread else None


@dataclass(frozen=True)
class Review:
    """A match and its decisions; the first factory is the player's."""

    scenario: str
    seed: int
    cycles: int
    factories: tuple[Standing, ...]
    counterfactual: Counterfactual | None = None  # None: it never ran a model of many
    quality: Quality | None = None  # None as long as nothing was redrawn
    luck: Luck | None = None
    turning_points: tuple[TurningPoint, ...] | None = None  # the costliest first
    calls: tuple[CallValue, ...] | None = None  # that took effect, in their order

    def to_json(self) -> dict[str, Any]:
        """Return the review as plain JSON values, with what follows from them."""
        values = asdict(self)
        for row, factory in zip(values["factories"], self.factories, strict=True):
            row["bridge"]["terms"] = factory.bridge.terms
            row["opened"] = factory.opened.to_json()
        for number, point in enumerate(self.turning_points or ()):
            values["turning_points"][number]["clear"] = point.clear
        if self.counterfactual is not None:
            values["counterfactual"] = self.counterfactual.to_json()
        if self.luck is not None:
            values["luck"]["dollars"] = self.luck.dollars
            values["luck"]["deviations"] = self.luck.deviations
        return values


Policy = Callable[[Scenario, int], Sequence[Move]]
"""What somebody decides in a match of a scenario and a seed, on what is seen there."""


def refine(
    scenario: Scenario,
    seed: int,
    decisions: Sequence[Move] = (),
    end: int | None = None,
    looks: Sequence[tuple[int, bool]] = LOOKS,
    written: Policy | None = None,
) -> Iterator[Review]:
    """Yield reviews of a match, each with more to say than the one before.

    The first one has the money alone. The same arguments give the same reviews.

    Parameters
    ----------
    decisions : the player's
    end : cycles that were played; where the match ends by its rules if None
    looks : after the first one, on how many redraws of the engines each stands, and whether it
        looks for turning points too
    written : rules to be compared with the best policy where there are offers or events; the better
        of both is the best that is known

    Raises
    ------
    GameError
        What the rules refuse.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> money, result = refine(DEFAULT, 7, (), end=500, looks=[(2, True)])
    >>> result.quality.decision_quality, result.turning_points[0].best.strategy
    (0.0, 'federated')
    """
    case = (_Varied if varies(scenario) else _Case)(scenario, seed, decisions, end, written)
    yield case.facts
    tables: dict[TrainedModel, Tenths] = {}
    done = 0
    for count, turning in looks:
        models = case.all_models() if turning else case.models()
        if not models <= tables.keys():
            tables, done = {}, 0
        more = forecast(case.redraws, models, range(done, count))
        tables = {
            model: np.concatenate([tables[model], table]) if done else table
            for model, table in more.items()
        }
        done = count
        yield case.review(count, tables, turning)


def bridge(
    lives: Lives,
    corrective: Lives,
    streams: Streams,
    scenario: Scenario,
    end: int,
    charges: Sequence[Charge] = (),
) -> Bridge:
    """Return the way from a corrective factory's profit to that of another on the same engines.

    Running and down cycles add up to the same in both, so that three differences, of failures,
    services and downtime, and what it was charged account for every dollar. The life that early
    services threw away is contained in them (without it there would have been fewer): it informs,
    and is not added.
    """
    prices = scenario.economics
    mine = ledger(lives, scenario.slots, end, prices, charges)
    floor = ledger(corrective, scenario.slots, end, prices)
    booked = lives.cut(end)
    serviced = booked.where(booked.outcome == Outcome.SERVICE)
    unused = int((streams.lifetimes(serviced.engine_id) - serviced.ran).sum())
    avoided, saved = floor.failed - mine.failed, floor.down_cycles - mine.down_cycles
    return Bridge(
        corrective_profit=floor.profit,
        failures_avoided=avoided,
        failures_money=avoided * prices.failure_cost,
        services=mine.maintained - floor.maintained,
        services_money=floor.service_costs - mine.service_costs,
        cycles_saved=saved,
        cycles_money=saved * prices.running_income,
        charges_money=-mine.charges,
        life_unused=unused,
        life_money=unused * prices.running_income,
    )


@dataclass(frozen=True, eq=False)
class _Case:
    """A match under review, and what is found out about it on the way."""

    scenario: Scenario
    seed: int
    decisions: Sequence[Move]
    asked_end: int | None
    written: Policy | None = None

    def __post_init__(self) -> None:
        check_seed(self.seed)
        if self.asked_end is not None:
            with_cycles(self.scenario, self.asked_end)  # refuses what no match can last

    @property
    def _orders(self) -> tuple[Decision, ...]:
        """What is played again on other engines: a call was for one engine alone."""
        return tuple(move for move in self.decisions if isinstance(move, Decision))

    @cached_property
    def fleet(self) -> MatchFleet:
        return fleet_of(self.scenario, self.seed)

    @cached_property
    def _match(self) -> Match:
        keeps = self.asked_end is not None
        return replay(self.scenario, self.decisions, world_of(self.fleet), self.asked_end, keeps)

    @property
    def end(self) -> int:
        return self._match.end

    @cached_property
    def _baseline(self) -> tuple[FactoryHistory, ...]:
        """The same factories, had all of them waited for every failure."""
        return idle_histories(self.scenario, world_of(self.fleet), self.end)

    @cached_property
    def knowledge(self) -> KnowledgeTimeline:
        return knowledge_of(self.fleet, self._match.factories[0], self._orders, self.end)

    @cached_property
    def redraws(self) -> RedrawnEngines:
        return redraw(self.fleet, self.end, range(MOST_REDRAWS))

    @cached_property
    def best(self) -> tuple[Decision, ...]:
        return best_policy(self.fleet, self.end)

    @cached_property
    def _timelines(self) -> list[list[Timeline]]:
        """What the player, a corrective factory and the best policy do in each redraw."""
        own = timed_decisions_of(self.knowledge.history, self._orders, self.redraws)
        return [
            timelines(own, self.redraws, self.knowledge.advice),
            follow(self.fleet, (), self.redraws),
            follow(self.fleet, self.best, self.redraws),
        ]

    def models(self) -> set[TrainedModel]:
        """Return the models that the expectations of quality and luck need."""
        return models_in(timeline for row in self._timelines for timeline in row)

    def all_models(self) -> set[TrainedModel]:
        """Return the models that turning points need as well."""
        timed_decisions = timed_decisions_of(self.knowledge.history, self._orders, self.redraws)
        moments = moments_of(self.knowledge.history, timed_decisions, self.redraws)
        return self.models() | set(models_to_weigh(self.knowledge, moments, self.redraws))

    @cached_property
    def facts(self) -> Review:
        """What was, without any expectation."""
        names = factory_names(self.seed, self.scenario.factories)
        world = world_of(self.fleet)
        ceilings = oracles(self.scenario, self.fleet, self.end, world.events, world.offers)
        standings = tuple(
            self._standing(number, name, ceiling)
            for number, (name, ceiling) in enumerate(zip(names, ceilings, strict=True))
        )
        others = counterfactual(self.scenario, self.decisions, world, self.end)
        return Review(self.scenario.name, self.seed, self.end, standings, others)

    def _standing(self, number: int, name: str, ceiling: Ledger) -> Standing:
        history, baseline = self._match.factories[number], self._baseline[number]
        row = factory_report(self._match, number, name, baseline, ceiling)
        way = bridge(
            history.lives, baseline.lives, self.fleet, self.scenario, self.end, history.charges
        )
        room = row.oracle_profit - way.corrective_profit
        position = (row.profit - way.corrective_profit) / room if room > 0 else None
        found = opened(self.fleet, history, self.end)
        return Standing(**vars(row), position=position, bridge=way, opened=found)

    def review(self, count: int, tables: dict[TrainedModel, Tenths], turning: bool) -> Review:
        redraws = self.redraws.first(count)
        rows = [row[:count] for row in self._timelines]
        played, corrective, best = play(rows, redraws, tables)
        points = None
        if turning:
            timed_decisions = timed_decisions_of(self.knowledge.history, self._orders, redraws)
            moments = moments_of(self.knowledge.history, timed_decisions, redraws)
            points = turning_points(self.knowledge, moments, timed_decisions, redraws, tables)
        calls = self._values(self._match, self.decisions, redraws, tables)
        return replace(
            self.facts,
            quality=_quality(played, corrective, best, self.best, calls),
            luck=_luck(self._profit_without_calls, played),
            turning_points=points,
            calls=calls,
        )

    def _values(
        self,
        match: Match,
        moves: Sequence[Move],
        redraws: RedrawnEngines,
        tables: dict[TrainedModel, Tenths],
    ) -> tuple[CallValue, ...]:
        """Return what the calls of a match's first factory were worth."""
        history = match.factories[0]
        found = called(self.scenario, history, moves)
        course = course_of(self.fleet, history, self.end)
        return tuple(values_of_calls(self.fleet, history, course, found, redraws, tables))

    @cached_property
    def _profit_without_calls(self) -> int:
        orders = without_any_calls(self.decisions)
        if len(orders) == len(self.decisions):
            return self.facts.factories[0].profit
        calm = replay(self.scenario, orders, world_of(self.fleet), self.end, True).factories[0]
        prices = self.scenario.economics
        return ledger(calm.lives, self.scenario.slots, self.end, prices, calm.charges).profit


@dataclass(frozen=True, eq=False)
class _Varied(_Case):
    """A match with offers or events: what was in force is played again as it was."""

    @cached_property
    def _rules(self) -> tuple[Match, Sequence[Move]] | None:
        """The match of the written rules, and their moves."""
        if self.written is None:
            return None
        moves = self.written(self.scenario, self.seed)
        return replay(self.scenario, moves, world_of(self.fleet), self.end, True), moves

    @cached_property
    def _courses(self) -> list[Course]:
        """Of the player, a corrective factory, the best policy, and the written rules if any."""
        best = play_factory(self.scenario, self.best, world_of(self.fleet), self.end)
        histories = [self._match.factories[0], best]
        if self._rules is not None:
            histories.append(self._rules[0].factories[0])
        own, *others = (course_of(self.fleet, history, self.end) for history in histories)
        return [own, WAITING, *others]

    @cached_property
    def _deviations(self) -> list[Deviation]:
        return deviations(self.fleet, self._match, self.decisions)

    def models(self) -> set[TrainedModel]:
        return models_of(self._courses)

    def all_models(self) -> set[TrainedModel]:
        others = [course for one in self._deviations for _, course in one.others]
        return self.models() | models_of(others)

    def review(self, count: int, tables: dict[TrainedModel, Tenths], turning: bool) -> Review:
        redraws = self.redraws.first(count)
        played, corrective, *bests = play_courses(self._courses, redraws, tables)
        calls = self._values(self._match, self.decisions, redraws, tables)
        known: list[tuple[RealArray, tuple[Move, ...], bool]] = [
            (bests[0].astype(np.float64), self.best, False)
        ]
        if self._rules is not None:
            worth = _worth(self._values(*self._rules, redraws, tables))
            known.append((bests[1] + worth, tuple(self._rules[1]), True))
        best, moves, by_rules = max(known, key=lambda one: one[0].mean())
        points = None
        if turning:
            points = weigh(self._deviations, self._courses[0], redraws, tables)
        return replace(
            self.facts,
            quality=replace(_quality(played, corrective, best, moves, calls), by_rules=by_rules),
            luck=_luck(self._profit_without_calls, played),
            turning_points=points,
            calls=calls,
        )


def _worth(calls: Sequence[CallValue]) -> float:
    """Return what calls were worth together, dollars; those that have no value add nothing."""
    return sum(call.value or 0.0 for call in calls)


def _quality(
    played: IntArray,
    corrective: IntArray,
    best: IntArray | RealArray,
    decisions: tuple[Move, ...],
    calls: Sequence[CallValue],
) -> Quality:
    worth = _worth(calls)
    gained = np.asarray(played - corrective, np.float64) + worth
    possible = np.asarray(best - corrective, np.float64)
    share, error = None, None
    if possible.mean() > 2 * _error(possible):
        share = float(gained.mean() / possible.mean())
        error = _error(gained - share * possible) / float(possible.mean())
        apart = sum((call.standard_error or 0.0) ** 2 for call in calls) ** 0.5
        error = float(np.hypot(error, apart / float(possible.mean())))
    return Quality(
        redraws=len(played),
        decision_quality=share,
        standard_error=error,
        played=float(played.mean()),
        corrective=float(corrective.mean()),
        best=float(best.mean()),
        best_decisions=decisions,
        calls=worth,
    )


def _error(values: RealArray) -> float:
    """Return the standard error of a mean."""
    return float(values.std(ddof=1)) / float(np.sqrt(len(values)))


def _luck(realised: int, played: IntArray) -> Luck:
    values = played.astype(np.float64)
    return Luck(realised, float(values.mean()), float(values.std(ddof=1)), _error(values))
