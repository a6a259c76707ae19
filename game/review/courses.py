"""Courses: what moves come to where offers are answered and events befall a match.

They are played again as the match had them: strategy, setting and model from cycle to cycle, leads,
fees and contracts. Calls are not among them. ``docs/adr/0023-quality-with-calls.md`` says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from game.fleet.cmapss import MatchFleet
from game.fleet.forecasters import world_of
from game.review.best_policy import model_of
from game.review.redraws import Forecasts, RedrawnEngines, TrainedModel
from game.review.resampling import Conditions, Timeline, models_in, play
from game.rules.decisions import Knowledge, Stretch
from game.rules.economics import booked_charges
from game.rules.match import FactoryHistory, Forecaster, Match, Trainer, World
from game.rules.offers.offers import Alliance
from game.rules.offers.terms import BONUS, Terms, alliance_of, leads_of
from game.rules.scenario import Scenario
from game.rules.strategies import IDLE, STRATEGIES, IntArray


def varies(scenario: Scenario) -> bool:
    """Return whether a scenario has more than orders to it: offers to answer, or events."""
    return scenario.offers or scenario.events > 0


@dataclass(frozen=True, eq=False)
class Course:
    """What was in force from cycle to cycle, and on what terms: the same on any engines."""

    timeline: Timeline
    conditions: Conditions


WAITING = Course((Stretch(0, IDLE),), Conditions())
"""Waits for every failure and takes nothing."""


def course_of(fleet: MatchFleet, history: FactoryHistory, end: int) -> Course:
    """Return the course of a factory's history.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.rules.decisions import Decision
    >>> from game.rules.match import play_factory
    >>> from game.rules.scenario import OPEN
    >>> fleet = SimulatedFleet(OPEN, 7)
    >>> history = play_factory(OPEN, [Decision(90, "preventive", 80)], world_of(fleet), 300)
    >>> course = course_of(fleet, history, 300)
    >>> [(stretch.cycle, stretch.strategy) for stretch in course.timeline]
    [(0, 'corrective'), (90, 'preventive')]
    """
    world = world_of(fleet)
    timeline: list[Stretch[TrainedModel]] = [
        replace(stretch, model=model_of(fleet, stretch.model))  # type: ignore[arg-type, misc]
        for stretch in history.stretches
        if stretch.cycle < end
    ]
    return Course(tuple(timeline), _conditions(fleet.scenario, history, world, end))


def _conditions(scenario: Scenario, history: FactoryHistory, world: World, end: int) -> Conditions:
    leads = leads_of(scenario, world.events, history.taken)
    changes = tuple((cycle, lead) for cycle, lead in leads if cycle < end)
    fees = [one.amount for one in booked_charges(history.charges, end) if one.why != BONUS]
    offers = [one.offer for one in history.taken]
    contracts = tuple(offer for offer in offers if offer.bonus and offer.ends < end)
    return Conditions(changes, sum(fees), contracts)


def models_of(courses: Sequence[Course]) -> set[TrainedModel]:
    """Return the models that courses work with."""
    return models_in(course.timeline for course in courses)


def play_courses(
    courses: Sequence[Course], redraws: RedrawnEngines, forecasts: Forecasts
) -> IntArray:
    """Return the profit of courses, (courses, redraws) dollars."""
    rows = [[course.timeline] * len(redraws) for course in courses]
    return play(rows, redraws, forecasts, [course.conditions for course in courses])


def as_known(fleet: MatchFleet, match: Match) -> World:
    """Return a match's world for its first factory, which knows there what it knew in the match.

    Whatever else it does, its models are trained on the failures that were on record at that cycle,
    its own and those of others in its alliance.
    """
    world = world_of(fleet)

    def frozen(train: Trainer) -> Trainer:
        def trainer(knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms) -> Forecaster:
            del others
            cycle = knowledge.cycle
            return train(_known(fleet, match, 0, cycle), _allies(fleet, match, terms, cycle), terms)

        return trainer

    return replace(world, trainers={name: frozen(one) for name, one in world.trainers.items()})


def _known(fleet: MatchFleet, match: Match, number: int, cycle: int) -> Knowledge:
    return Knowledge.at(match.factories[number].lives, fleet.archive(number), cycle, number)


def _allies(fleet: MatchFleet, match: Match, terms: Terms, cycle: int) -> tuple[Knowledge, ...]:
    """Return what rivals know that run the model of the same alliance at a cycle."""
    return tuple(
        _known(fleet, match, number, cycle)
        for number, history in enumerate(match.factories)
        if number and terms.alliance is not None and _alliance_at(history, cycle) == terms.alliance
    )


def _alliance_at(history: FactoryHistory, cycle: int) -> Alliance | None:
    if not STRATEGIES[history.stretch_at(cycle).strategy].together:
        return None
    return alliance_of(one for one in history.taken if one.cycle <= cycle)
