import numpy as np
import pytest

from game.fleet.cards import LEADS, PROBED, TrainedCard, trained_card
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import LinearForecaster, world_of
from game.rules.chapters import CHAPTERS
from game.rules.decisions import Decision
from game.rules.match import Match, replay
from game.rules.offers.terms import Terms

SCENARIO, SEED, JOINED = CHAPTERS["chapter4"], 39, 483


@pytest.fixture(scope="module")
def match() -> Match:
    moves = [Decision(0, "local"), Decision(JOINED, "federated")]
    return replay(SCENARIO, moves, world_of(fleet_of(SCENARIO, SEED)), 600)


@pytest.fixture(scope="module")
def card(match: Match) -> TrainedCard:
    own, shared = match.factories[0].stretches[-2:]
    assert isinstance(shared.model, LinearForecaster)
    found = trained_card(shared.model, own.model, Terms())
    assert found is not None
    return found


def test_a_blind_model_is_flat_and_the_shared_one_falls(card: TrainedCard) -> None:
    fans = slice(len(LEADS), None)
    assert card.own.fan == 0
    assert set(card.alone[fans]) == {125}
    assert card.together[fans][-1] <= 5
    assert card.together[fans][0] > 60


def test_lines_are_means_over_probed_engines(card: TrainedCard, match: Match) -> None:
    model = match.factories[0].stretches[-1].model
    assert isinstance(model, LinearForecaster)
    fleet = model.fleet
    ids = fleet.ids(0, 0, 1 << 20, 64)
    worn = ids[fleet.faults(ids) == 0][:PROBED]
    said = [
        model.forecasts(np.array([one]))[0, int(fleet.lifetimes(np.array([one]))[0]) - 1] / 10
        for one in worn.tolist()
    ]
    assert card.together[len(LEADS) - 1] == round(float(np.mean(said)))


def test_members_are_counted_by_fault(card: TrainedCard) -> None:
    fleet = fleet_of(SCENARIO, SEED)
    fans = [int((fleet.faults(np.array(own)) == 1).sum()) for own in fleet.members]
    assert sorted(one.fan for one in card.others) == sorted(fans)


def test_without_a_model_before_the_own_one_of_that_moment_stands_for_it() -> None:
    world = world_of(fleet_of(SCENARIO, SEED))
    match = replay(SCENARIO, [Decision(0, "federated")], world, 10)
    model = match.factories[0].stretches[-1].model
    assert isinstance(model, LinearForecaster)
    found = trained_card(model, None, Terms())
    assert found is not None
    assert sum(found.own) == SCENARIO.archive_failures
