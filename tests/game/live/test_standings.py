from typing import Any

import numpy as np
import pytest

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.live.feed import Feed, feed
from game.live.requests import parse_request
from game.live.standings import Standings, ground_of, measures_of
from game.rules.decisions import Answer, Decision, Move
from game.rules.match import advance, keep_to_themselves, match_of, replay, seats_of, start
from game.rules.report import factory_names, measures, report
from game.rules.scenario import CLASSIC, DEFAULT, OPEN

LADDER = [[300, "order", ["preventive", None, False]], [900, "order", ["local", 35, False]]]


def same(one: Feed, other: Feed) -> bool:
    return one.header == other.header and all(
        np.array_equal(section, other.sections[name]) for name, section in one.sections.items()
    )


def test_a_match_is_played_on_from_where_it_stood_and_nothing_is_lost_without() -> None:
    kept = Standings()
    wishes: list[dict[str, Any]] = [  # the first look, a decision, playing on, another path, back
        {"decisions": [], "until": 1_500},
        {"decisions": LADDER[:1], "until": 1_500, "from": 300},
        {"decisions": LADDER[:1], "until": 2_200, "from": 1_500},
        {"decisions": LADDER, "until": 2_200, "from": 900},
        {"decisions": LADDER[:1], "until": 2_200, "from": 900},
        {"decisions": [[40, *LADDER[0][1:]]], "until": 1_000, "from": 40},
        {"decisions": [], "until": 1_500},
    ]
    stood = [None, None, 1_500, 300, 2_200, None, 1_500]
    base = {"n": 1, "scenario": "classic", "seed": 5}
    for wish, cycle in zip(wishes, stood, strict=True):
        request = parse_request({**base, **wish})
        found = kept.latest(SimulatedFleet(CLASSIC, 5), request.decisions, request.until)
        assert (None if found is None else found[1].cycle) == cycle
        assert same(feed(request, kept), feed(request, Standings()))
    kept.forget()
    assert kept.latest(SimulatedFleet(CLASSIC, 5), (), 1_500) is None
    assert same(feed(request, kept), feed(request, Standings()))


def alliance_of(seed: int) -> tuple[int, int]:
    """Return the number of the first alliance that is on offer, and a cycle for an answer."""
    offers = ground_of(OPEN, seed)[1].offers
    return next((n, one.announced + 5) for n, one in enumerate(offers) if one.alliances)


@pytest.mark.slow
@pytest.mark.parametrize("option", [0, 1])
def test_rivals_that_are_played_once_play_what_they_play_with_everybody(option: int) -> None:
    # Option 0 is the alliance of a rival: from its answer on, each learns from the other.
    fleet, world = ground_of(OPEN, 12)
    number, cycle = alliance_of(12)
    ways: list[tuple[Move, ...]] = [(), (Decision(60, "preventive", 140),)]
    ways.append((*ways[-1], Answer(cycle, number, option)))
    ways.append((*ways[-1], Decision(800, "federated", 70, True)))
    kept = Standings()
    for way in (*ways, ways[1], ways[3]):
        match = match_of(kept.play(fleet, way, 1_440))
        anew = replay(OPEN, way, world)
        assert match.balances.tolist() == anew.balances.tolist()
        for ours, theirs in zip(match.factories, anew.factories, strict=True):
            told = [(one.cycle, one.strategy, one.setting) for one in ours.stretches]
            assert told == [(one.cycle, one.strategy, one.setting) for one in theirs.stretches]
            assert ours.charges == theirs.charges
    alone = keep_to_themselves(seats_of(OPEN, ways[-1], world.offers), world.offers)
    assert alone == ({2, 3} if option == 0 else {0, 1, 2, 3})


def test_a_match_that_is_asked_for_less_far_has_no_rivals_from_the_future() -> None:
    kept = Standings()
    fleet, world = ground_of(DEFAULT, 3)
    kept.play(fleet, (), 2_000)
    state = kept.play(fleet, (Decision(100, "local"),), 700)
    assert [factory.cycle for factory in state.factories] == 4 * [700]
    anew = advance(start(DEFAULT, seats_of(DEFAULT, (Decision(100, "local"),)), world), {}, 700)
    assert match_of(state).balances.tolist() == match_of(anew).balances.tolist()


def test_few_standings_are_kept() -> None:
    kept = Standings(most=22)
    taken = tuple(Decision(cycle, "preventive", cycle) for cycle in range(100, 200, 10))
    for seed in range(4):
        kept.play(SimulatedFleet(DEFAULT, seed), taken, 300)
    found = [
        [
            None if (way := kept.latest(SimulatedFleet(DEFAULT, seed), taken[:count], 300)) is None
            else way[1].cycle
            for count in range(len(taken) + 1)
        ]
        for seed in range(4)
    ]  # fmt: skip
    stops = [*range(100, 200, 10), 300]
    assert found == [11 * [None], 11 * [None], stops, stops]


def test_what_holds_whatever_is_decided_is_computed_once() -> None:
    fleet, world = ground_of(OPEN, 12)
    assert ground_of(OPEN, 12)[0] is fleet
    assert ground_of(OPEN, 12)[1] is world
    once = measures_of(fleet, world, 900)
    assert measures_of(fleet, world, 900) is once
    assert measures_of(fleet, world, 901) is not once
    match = replay(OPEN, (), world, until=900)
    names = factory_names(12, OPEN.factories)
    told = report(match, world_of(fleet), 12, names, measured=once)
    assert told == report(match, world_of(fleet), 12, names)
    assert once.ceilings == measures(OPEN, world, 900).ceilings
