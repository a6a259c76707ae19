from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.money.where_it_pays import readme
from game.evidence.clusters import play_cluster
from game.evidence.compare import share_out
from game.evidence.where_it_pays import (
    GAMES_EACH,
    PER_GAME,
    WORLDS,
    Place,
    all_places,
    one_place,
    play_world,
    where_it_pays,
)
from game.fleet.own_model import RECIPES
from game.rules.strategies import STRATEGIES


@pytest.mark.no_cover
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
    margin = cell.margins["own"]
    assert margin.ci95[0] < margin.mean < margin.ci95[1]
    assert abs(margin.mean - (cell.means["federated"] - cell.means["own"])) < 0.11
    assert cell.means[cell.strongest] == max(cell.means[name] for name in RECIPES)


def test_the_map_is_whole() -> None:
    found = where_it_pays()
    assert [cell.place for cell in found.cells] == all_places()
    assert {(cell.worlds, cell.games) for cell in found.cells} == {(WORLDS, WORLDS * GAMES_EACH)}
    for cell in found.cells:
        assert max(cell.means.values()) == cell.means["oracle"]
        for margin in cell.margins.values():
            assert margin.ci95[0] <= margin.mean <= margin.ci95[1]
            assert margin.won_ci95[0] <= margin.won <= margin.won_ci95[1] <= 1


def test_the_readme_shows_the_map() -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert readme(where_it_pays()) in text


def test_the_readme_says_what_dear_services_do() -> None:
    text = " ".join((Path(__file__).parents[3] / "README.md").read_text("utf-8").split())
    usual, priced = (
        where_it_pays().at(Place(prices="service as dear as a failure", advice=advice)).means
        for advice in ("usual", "prices")
    )
    waiting, calm, moved, schedule = (
        f"{'−' * (rate < 0)}${abs(rate) * PER_GAME / 1_000:.0f}k"
        for rate in (
            usual["corrective"], usual["federated"], priced["federated"], priced["preventive"]
        )
    )  # fmt: skip
    assert f"waiting earns {waiting}, and a federation at its usual alarm {calm}" in text
    assert f"make it {moved}, less than any own model and a schedule's {schedule}" in text
    assert priced["federated"] < min(priced[name] for name in RECIPES)


@pytest.mark.counted
@pytest.mark.slow
def test_a_place_is_played_world_by_world() -> None:
    place = Place(own_failures=2, federation_size=2)
    first = next(one_place(place, 3))
    assert (first.worlds, first.games) == (2, 2 * GAMES_EACH)
    assert first.place == place
    margin = first.margins["preventive"]
    assert margin.mean == pytest.approx(
        first.means["federated"] - first.means["preventive"], abs=0.11
    )
