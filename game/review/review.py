"""What a finished match says of its decisions: money, turning points, skill and luck.

How expectations are formed stands in ``docs/adr/0005-skill-and-luck.md``, and what calls, offers
and events add to it in ``docs/adr/0023-quality-with-calls.md``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from game.fleet.blind_spot import names_of
from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.forecasters import world_of
from game.review.best_policy import KnowledgeTimeline, best_policy, follow, knowledge_of
from game.review.calls import CallValue, Way, way_of
from game.review.courses import (
    WAITING,
    Course,
    course_of,
    models_of,
    play_courses,
    varies,
)
from game.review.debrief.lines import MoneyLines, money_lines
from game.review.deviations import Deviation, deviations, weigh
from game.review.money import Bridge, bridge
from game.review.opened import Opened, opened
from game.review.redraws import RedrawnEngines, TrainedModel, forecast, redraw
from game.review.resampling import Timeline, models_in, play, timed_decisions_of, timelines
from game.review.skill import Luck, Quality, luck_of, quality_of, worth_of
from game.review.turning_points import TurningPoint, models_to_weigh, moments_of, turning_points
from game.rules.decisions import Decision, Move
from game.rules.economics import Ledger
from game.rules.match import FactoryHistory, Match, play_factory, replay
from game.rules.offers.counterfactual import Counterfactual, counterfactual
from game.rules.report import (
    FactoryReport,
    factory_names,
    factory_report,
    idle_histories,
    oracles,
)
from game.rules.scenario import Scenario, check_seed, with_cycles
from game.rules.strategies import Tenths

FIRST_REDRAWS, REDRAWS, MOST_REDRAWS = 8, 32, 64
"""Of the engines: for a first look, for a report, and for a patient reader."""

LOOKS = (
    (FIRST_REDRAWS, False),
    (FIRST_REDRAWS, True),
    (REDRAWS, True),
    (MOST_REDRAWS, True),
)
"""Quality and luck, roughly; turning points as roughly; both for a report; as exact as it gets."""


@dataclass(frozen=True, kw_only=True)
class Standing(FactoryReport):
    """One factory's match, between the floor and the ceiling on its engines."""

    position: float | None  # 0 where the corrective factory stands, 1 where the oracle does
    bridge: Bridge
    opened: Opened


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
    lines: MoneyLines | None = None  # to be drawn
    redrawn: tuple[int, ...] = ()  # dollars that the orders earned in each redraw

    def to_json(self) -> dict[str, Any]:
        """Return the review as plain JSON values, with what follows from them."""
        values = asdict(replace(self, lines=None, redrawn=()))
        del values["lines"], values["redrawn"]  # a picture's points, and what figures stand on
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
    looks : after the first one, on how many redraws of the engines each stands, no fewer than the
        one before, and whether it looks for turning points too
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
        new = models - tables.keys()
        if new and done:
            tables |= forecast(case.redraws, new, range(done))
        if count > done:
            more = forecast(case.redraws, models, range(done, count))
            tables = {
                model: np.concatenate([tables[model], table]) if done else table
                for model, table in more.items()
            }
            done = count
        yield case.review(count, tables, turning)


def weigh_alike(
    scenario: Scenario, seed: int, played: Sequence[Sequence[Move]], end: int | None, redraws: int,
    written: Policy | None = None,
) -> list[Review]:  # fmt: skip
    """Return reviews of matches of one seed without turning points, what they share done once.

    Parameters
    ----------
    played : decisions of each match; the others are those of ``refine``

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> [review] = weigh_alike(DEFAULT, 7, [()], 500, 2)
    >>> review.quality.decision_quality, len(review.redrawn)
    (0.0, 2)
    """
    kind = _Varied if varies(scenario) else _Case
    cases = [kind(scenario, seed, decisions, end, written) for decisions in played]
    models = {model for case in cases for model in case.models()}
    tables = forecast(cases[0].redraws, models, range(redraws)) if cases else {}
    return [case.review(redraws, tables, turning=False) for case in cases]


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
    def _way(self) -> Way:
        return way_of(self.fleet, self.decisions, self._match)

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
        return knowledge_of(self.fleet, self._way.calm.factories[0], self._orders, self.end)

    @cached_property
    def redraws(self) -> RedrawnEngines:
        return redraw(self.fleet, self.end, range(MOST_REDRAWS))

    @cached_property
    def best(self) -> tuple[Decision, ...]:
        return best_policy(self.fleet, self.end)

    @cached_property
    def _best_history(self) -> FactoryHistory:
        """The best policy's on the engines of the match."""
        return play_factory(self.scenario, self.best, world_of(self.fleet), self.end)

    def _lines(self, best: FactoryHistory) -> MoneyLines | None:
        lines = self.facts.lines
        return None if lines is None else lines.with_best(self.scenario, best)

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
        found = models_in(timeline for row in self._timelines for timeline in row)
        return found | self._way.models_of_calls()

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
        named = partial(names_of, self.fleet)
        others = counterfactual(self._match, self.decisions, world, named)
        lines = money_lines(self.scenario, self._match.factories, self.end)
        return Review(self.scenario.name, self.seed, self.end, standings, others, lines=lines)

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
        calls = self._way.values(redraws, tables)
        return replace(
            self.facts,
            quality=quality_of(played, corrective, best, self.best, calls),
            luck=luck_of(self._way.profit, played),
            turning_points=points,
            calls=calls,
            lines=self._lines(self._best_history),
            redrawn=tuple(played.tolist()),
        )


@dataclass(frozen=True, eq=False)
class _Varied(_Case):
    """A match with offers or events: what was in force is played again as it was."""

    @cached_property
    def _rules(self) -> Way | None:
        """How the written rules play."""
        if self.written is None:
            return None
        moves = self.written(self.scenario, self.seed)
        match = replay(self.scenario, moves, world_of(self.fleet), self.end, True)
        return way_of(self.fleet, moves, match)

    @cached_property
    def _courses(self) -> list[Course]:
        """Of the player, a corrective factory, the best policy, and the written rules if any."""
        rules = [] if self._rules is None else [self._rules.course]
        best = course_of(self.fleet, self._best_history, self.end)
        return [self._way.course, WAITING, best, *rules]

    @cached_property
    def _deviations(self) -> list[Deviation[Course]]:
        return deviations(self.fleet, self._way.calm, self.decisions)

    def models(self) -> set[TrainedModel]:
        called = self._way.models_of_calls()
        if self._rules is not None:
            called |= self._rules.models_of_calls()
        return models_of(self._courses) | called

    def all_models(self) -> set[TrainedModel]:
        others = [course for one in self._deviations for _, course in one.others]
        return self.models() | models_of(others)

    def review(self, count: int, tables: dict[TrainedModel, Tenths], turning: bool) -> Review:
        redraws = self.redraws.first(count)
        played, corrective, searched, *rules = play_courses(self._courses, redraws, tables)
        calls, best = self._way.values(redraws, tables), searched.astype(np.float64)
        moves, by_rules, history = tuple[Move, ...](self.best), False, self._best_history
        if self._rules is not None:
            kept = rules[0] + worth_of(self._rules.values(redraws, tables))
            if kept.mean() > best.mean():
                best, moves, by_rules = kept, tuple(self._rules.moves), True
                history = self._rules.match.factories[0]
        points = None
        if turning:
            points = weigh(self._deviations, self._courses[0], redraws, tables)
        quality = quality_of(played, corrective, best, moves, calls)
        return replace(
            self.facts,
            quality=replace(quality, by_rules=by_rules),
            luck=luck_of(self._way.profit, played),
            turning_points=points,
            calls=calls,
            lines=self._lines(history),
            redrawn=tuple(played.tolist()),
        )
