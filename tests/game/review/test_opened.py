import numpy as np

from data.simulator import is_fan
from game.fleet.blind_spot import Tally, calm_failures, saves
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.opened import opened
from game.rules.decisions import Decision
from game.rules.lives import Outcome
from game.rules.match import play_factory
from game.rules.scenario import DEFAULT

END = 2_300


def test_a_factory_is_told_what_was_found_in_its_engines() -> None:
    fleet = SimulatedFleet(DEFAULT, 4)
    taken = [Decision(0, "local"), Decision(1_200, "federated")]
    history = play_factory(DEFAULT, taken, world_of(fleet), 4_000)
    found = opened(fleet, history, END)
    lives = history.lives.cut(END)
    for outcome, counted in ((Outcome.FAILURE, found.failures), (Outcome.SERVICE, found.services)):
        ids = lives.engine_id[lives.outcome == outcome]
        fans = int(is_fan(ids, 4, DEFAULT.fan_share).sum())
        assert counted == Tally(len(ids) - fans, fans)
    calm = list(calm_failures(DEFAULT, (), history, lives))
    assert found.calm == len(calm) > 0
    assert found.never_seen == sum(one.known == 0 for one in calm)
    assert found.saved == 0, "by then its own failures hold fans"
    assert [(one.cycle, one.strategy) for one in found.models] == [
        (0, "local"),
        (1_200, "federated"),
        (2_000, "federated"),
    ]
    assert [sum(one.own) for one in found.models] == sorted(sum(one.own) for one in found.models)
    assert sum(found.models[0].others) == 0 < sum(found.models[1].others)
    shared = play_factory(DEFAULT, [Decision(0, "federated")], world_of(fleet), END)
    together = opened(fleet, shared, END)
    assert together.saved == len(list(saves(DEFAULT, (), shared, shared.lives.cut(END)))) > 0
    later = opened(fleet, history, 4_000)
    assert np.all(np.array(later.failures) >= np.array(found.failures))
    assert len(later.models) >= len(found.models)
