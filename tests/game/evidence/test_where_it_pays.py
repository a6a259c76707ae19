from dataclasses import replace

import numpy as np

from game.evidence.clusters import play_cluster
from game.evidence.compare import share_out
from game.evidence.where_it_pays import Place, play_world, where_it_pays
from game.fleet.own_model import RECIPES
from game.rules.strategies import STRATEGIES


def test_a_world_of_the_map_is_a_cluster_of_a_comparison() -> None:
    place = Place(federation_size=3, retrain_every=2_000)
    tasks, _ = share_out(place.scenario, 1_000, 5, {})
    task = replace(tasks[0], games=2)
    [world] = play_world(task, [place.scenario])
    outcomes = play_cluster(task)
    for name in STRATEGIES:
        seat = place.scenario.local_model if name == "local" else name
        np.testing.assert_array_equal(world[seat], outcomes[name].profit)
    np.testing.assert_array_equal(world["oracle"], outcomes["oracle"].profit)


def test_the_map_knows_the_default_match() -> None:
    cell = where_it_pays().at(Place())
    lead = cell.leads["own"]
    assert lead.ci95[0] < lead.mean < lead.ci95[1]
    assert abs(lead.mean - (cell.means["federated"] - cell.means["own"])) < 0.11
    assert cell.means[cell.strongest] == max(cell.means[name] for name in RECIPES)
