from dataclasses import replace
from functools import partial

import pytest

from game.fleet.blind_spot import names_of
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.economics import ledger
from game.rules.lives import Outcome
from game.rules.match import Match, play_factory, replay
from game.rules.offers.counterfactual import alone, counterfactual, without_calls
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.scenario import DEFAULT, Economics
from game.rules.strategies import IntArray
from tests.game.worlds import given_world

RULES = replace(
    DEFAULT,
    slots=2,
    economics=Economics(service_cycles=3, failure_cycles=7, lead=4),
    rivals=((),),
    retrain_every=90,
    calls=True,
    offers=True,
)
OFFERS = (
    Offer("alliance", 20, 140, (0,), (Alliance("Open Skies", 3, "any", "fedavg", 700),)),
    Offer("family", 30, 190, (90,)),
    Offer("spares", 30, 90, (310,), begins=70, ends=160),
)
WORLD = replace(
    given_world((50, 61), (45, 70)), offers=OFFERS, events=(Event("strike", 30, 70, 160),)
)
MOVES: list[Move] = [
    Decision(0, "preventive", 40),
    Call(30, 0, "hold"),
    Answer(50, 0, 0),
    Answer(60, 1, 0),
    Answer(60, 2, 0),
    Call(80, 1, "service"),
    Decision(120, "federated", 9),
]


def _unnamed(engine_ids: IntArray) -> list[None]:
    return [None] * len(engine_ids)


def test_what_needs_others_is_taken_away_and_the_rest_is_kept() -> None:
    calm = without_calls(MOVES, 50)
    assert calm == [move for move in MOVES if move != Call(80, 1, "service")]
    by_itself = alone(calm, play_factory(RULES, calm, WORLD, 200))
    assert by_itself == [
        Decision(0, "preventive", 40),
        Call(30, 0, "hold"),
        Decision(50, "local"),
        Answer(60, 2, 0),
        Decision(120, "local", 9),
    ]


def test_an_order_that_waited_for_an_alliance_waits_for_it_alone_too() -> None:
    moves: list[Move] = [Decision(0, "federated", 9), Answer(50, 0, 0)]
    by_itself = alone(moves, play_factory(RULES, moves, WORLD, 200))
    assert by_itself == [Decision(50, "local", 9), Decision(50, "local", 9)]
    assert play_factory(RULES, by_itself, WORLD, 60).stretches[-1].setting == 9


def test_the_three_replays_add_up_to_the_match() -> None:
    seen = counterfactual(
        replay(RULES, MOVES, WORLD, 200, keep_playing=True), MOVES, WORLD, _unnamed
    )
    assert seen is not None

    def earned(moves: list[Move]) -> int:
        own = replay(RULES, moves, WORLD, 200, keep_playing=True).factories[0]
        return ledger(own.lives, RULES.slots, 200, RULES.economics, own.charges).profit

    assert seen.joined == 50
    assert seen.profit == earned(MOVES)
    assert seen.without_calls == earned(without_calls(MOVES, 50))
    assert seen.calls + seen.alliance == seen.profit - seen.alone
    assert seen.calls != 0


def test_engine_by_engine_adds_up_to_what_the_alliance_did() -> None:
    match = replay(RULES, MOVES, WORLD, 200, keep_playing=True)

    def names(engine_ids: IntArray) -> list[str]:
        return [f"engine {number}" for number in engine_ids]

    seen = counterfactual(match, MOVES, WORLD, names)
    assert seen is not None
    assert sum(end.dollars for end in seen.ends) - seen.fees == seen.alliance
    assert seen.fees == 3 * 700 + 90, "of trainings at 50, 90 and 180, and of the model that bends"
    assert [abs(end.dollars) for end in seen.ends] == sorted(
        (abs(end.dollars) for end in seen.ends), reverse=True
    )
    calm = without_calls(MOVES, 50)
    plays = [calm, alone(calm, play_factory(RULES, calm, WORLD, 200))]
    ends, own_ends = (_ends(replay(RULES, moves, WORLD, 200, True)) for moves in plays)
    told = {(end.slot, end.index): end for end in seen.ends}
    for place in ends.keys() | own_ends.keys():
        pair = ends.get(place, (None, 0)), own_ends.get(place, (None, 0))
        if place not in told:
            assert pair[0] == pair[1]
            continue
        end = told[place]
        assert pair == ((end.outcome, end.ran), (end.outcome_alone, end.ran_alone))
        assert pair[0] != pair[1]
    for found, services, age, failures in (
        (ends, seen.services, seen.age, seen.failures),
        (own_ends, seen.services_alone, seen.age_alone, seen.failures_alone),
    ):
        served = [ran for outcome, ran in found.values() if outcome == Outcome.SERVICE]
        assert services == len(served) > 0
        assert age == round(sum(served) / len(served), 1)
        assert failures == sum(outcome == Outcome.FAILURE for outcome, _ in found.values())
    opened = {place for place, (outcome, _) in _ends(match).items() if outcome}
    assert {place for place, end in told.items() if end.fault} == told.keys() & opened
    assert None in {end.fault for end in seen.ends}


def _ends(match: Match) -> dict[tuple[int, int], tuple[Outcome, int]]:
    """Go through the lives of the player one by one."""
    lives, found = match.factories[0].lives.cut(match.end), {}
    for row in range(len(lives)):
        place = int(lives.slot[row]), int(lives.index[row])
        found[place] = Outcome(lives.outcome[row]), int(lives.ran[row])
    return found


def test_who_never_ran_the_model_of_many_has_nothing_to_be_told() -> None:
    match = replay(RULES, MOVES[:2], WORLD, 200, keep_playing=True)
    assert counterfactual(match, MOVES[:2], WORLD, _unnamed) is None


@pytest.mark.slow
@pytest.mark.no_cover
def test_an_alliance_that_saves_fans_is_worth_what_they_cost() -> None:
    """Of a blind archive: engines that fail alone are serviced with the others' model."""
    fleet = SimulatedFleet(DEFAULT, 39)
    moves, world = [Decision(0, "federated")], world_of(fleet)
    seen = counterfactual(replay(DEFAULT, moves, world), moves, world, partial(names_of, fleet))
    assert seen is not None
    assert seen.saved > seen.lost
    assert seen.alliance > 50_000 * (seen.saved - seen.lost) / 2


def test_what_is_ordered_before_an_answer_of_the_same_cycle_gives_way_to_it() -> None:
    before: list[Move] = [Decision(50, "local"), Answer(50, 0, 0)]
    after: list[Move] = [Answer(50, 0, 0), Decision(50, "local")]
    ends = [play_factory(RULES, moves, WORLD, 60).stretches[-1] for moves in (before, after)]
    assert [stretch.strategy for stretch in ends] == ["federated", "local"]
