"""What else could have been done at each moment of a match with offers."""

from dataclasses import replace

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.courses import course_of
from game.review.deviations import deviations
from game.review.turning_points import Choice
from game.rules.decisions import Answer, Decision, Move
from game.rules.match import replay
from game.rules.scenario import OPEN

SMALL = replace(OPEN, cycles=480, slots=2, federation_size=3)


def test_who_orders_could_have_ordered_nothing() -> None:
    fleet = SimulatedFleet(SMALL, 7)
    first, again = Decision(50, "preventive", 90), Decision(200, "preventive", 60)
    moves: list[Move] = [first, again]
    match = replay(SMALL, moves, world_of(fleet), keep_playing=True)
    kept = {
        found.cycle: course
        for found in deviations(fleet, match, moves)
        for choice, course in found.others
        if isinstance(choice, Choice) and choice.kept
    }
    assert kept.keys() == {50, 200}
    for cycle, left in {50: [again], 200: [first]}.items():
        without = replay(SMALL, left, world_of(fleet), keep_playing=True)
        course = course_of(fleet, without.factories[0], match.end)
        said = [(one.cycle, one.strategy, one.setting) for one in course.timeline]
        assert [(one.cycle, one.strategy, one.setting) for one in kept[cycle].timeline] == said


def test_a_model_that_an_alliance_brought_was_decided_by_joining() -> None:
    fleet = SimulatedFleet(SMALL, 7)
    world = world_of(fleet)
    number, offer = next((n, one) for n, one in enumerate(world.offers) if one.alliances)
    joins = Answer(offer.announced, number, 0)
    match = replay(SMALL, [joins], world, keep_playing=True)
    orders = [one for one in deviations(fleet, match, [joins]) if isinstance(one.played, Choice)]
    decided = [(one.cycle, one.decisions) for one in orders if one.decisions]
    assert decided == [(offer.announced, (joins,))]
    assert [one for one in orders if not one.decisions], "nothing was decided later"
