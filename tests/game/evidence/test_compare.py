import json
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from game.evidence.clusters import ORACLE, ClusterTask, dealt, play_cluster, pooled
from game.evidence.compare import SETTINGS, Comparison, compare
from game.evidence.contestants import FOURIER
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import family_trainer, world_of
from game.rules.decisions import Decision
from game.rules.economics import ledger
from game.rules.errors import GameError
from game.rules.games import Outcomes
from game.rules.match import World, play_factory
from game.rules.report import oracles
from game.rules.scenario import CLASSIC, DEFAULT, Economics, Scenario
from game.rules.strategies import STRATEGIES
from tests.game.dealt import DealtStreams

QUICK = replace(
    DEFAULT, cycles=1_500, retrain_every=500, federation_size=6, archive_failures=2,
    local_tuned_from=4,
)  # fmt: skip


AHEAD = replace(QUICK, cycles=1_000, economics=Economics(lead=40))


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize(
    ("scenario", "settings"),
    [(QUICK, "tuned"), (QUICK, "original"), (AHEAD, "tuned")],
    ids=["tuned", "original", "ordered ahead"],
)
def test_games_of_a_comparison_are_matches(scenario: Scenario, settings: str) -> None:
    task = ClusterTask(scenario, seed=4, games=3, settings=SETTINGS[settings])
    together = play_cluster(task)
    assert sum(together["local"].failures) > 0  # or the local models would never be renewed
    fleet, played = pooled(scenario, task.seed)
    deal = dealt(fleet, played, task.seed, task.games)
    alone = SimulatedFleet(scenario, task.seed)  # which draws every engine for itself
    trainers = world_of(alone).trainers
    bent = {**trainers, "federated": family_trainer(alone, "fourier")}
    rows = {name: (name, trainers) for name in STRATEGIES}
    if scenario is AHEAD:
        rows[FOURIER] = "federated", bent
    assert set(together) == {*rows, ORACLE}
    for game in range(task.games):
        streams = DealtStreams(deal, game, alone)
        for row, (name, taught) in rows.items():
            decision = Decision(0, name, task.settings.get(name))
            with threadpool_limits(1):
                history = play_factory(
                    scenario, [decision], World(streams, taught), scenario.cycles
                )
            book = ledger(history.lives, scenario.slots, scenario.cycles, scenario.economics)
            assert together[row].profit[game] == book.profit
            assert together[row].failures[game] == book.failed
            trained = [stretch.setting for stretch in history.stretches if stretch.trained]
            assert together[row].settings[:, game].tolist() == trained
        assert (
            together[ORACLE].profit[game] == oracles(scenario, streams, scenario.cycles)[0].profit
        )


def test_a_pool_deals_an_engine_once_to_a_game_and_none_that_trained_a_first_model() -> None:
    fleet, played = pooled(DEFAULT, 3)
    deal = dealt(fleet, played, 3, games=5)
    for game in deal.order:
        assert sorted(game.ravel().tolist()) == list(range(len(played)))
    assert not np.array_equal(deal.order[0], deal.order[1])
    learnt = {*fleet.archive(0), *(number for member in fleet.members for number in member)}
    assert not learnt & set(played.tolist())
    both = played[[7, 2]]
    assert np.array_equal(
        fleet.histories(both).sensors, SimulatedFleet(DEFAULT, 3).histories(both).sensors
    )


def values(found: Comparison) -> dict:
    return {**found.to_json(), "seconds": None}


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_comparison_depends_on_its_arguments_alone() -> None:
    told: list[tuple[int, int]] = []
    found = compare(QUICK, 4, 700, 5, on_progress=lambda *args: told.append(args), processes=2)
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert values(compare(QUICK, 4, 700, 5, processes=1)) == values(found)
    assert values(compare(QUICK, 4, 700, 6, processes=1)) != values(found)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("games", [8, pytest.param(30, marks=pytest.mark.long)])
def test_the_ladder_holds(games: int) -> None:
    rows = compare(DEFAULT, games, seed=1, processes=1).strategies
    assert [row.strategy for row in rows] == [*STRATEGIES, ORACLE]
    means = [row.mean for row in rows]
    assert means == sorted(means)
    federated = rows[3]
    assert federated.share_of_oracle is not None
    assert federated.share_of_oracle > 0.95
    assert federated.beats["local"] > 0.8
    assert min(federated.beats[name] for name in ("corrective", "preventive")) > 0.95


def canned(number: int, profits: dict[str, list[int]]) -> dict[str, Outcomes]:
    """One cluster with one game."""
    trained = [name for name in profits if STRATEGIES.get(name) and STRATEGIES[name].setting]
    return {
        name: Outcomes(
            profit=np.array([earned[number]]),
            services=np.array([rung]),
            failures=np.array([rung * number]),
            settings=np.array([[30], [40 + number]] if name in trained else np.empty((0, 1))),
        )
        for rung, (name, earned) in enumerate(profits.items())
    }


def test_rows_say_what_the_games_say(monkeypatch: pytest.MonkeyPatch) -> None:
    profits = {
        "corrective": [0, 4_000], "preventive": [8_000, 4_000], "local": [8_000, 8_000],
        "federated": [16_000, 16_000], ORACLE: [16_000, 24_000],
    }  # fmt: skip
    monkeypatch.setattr(
        "game.evidence.compare.in_processes",
        lambda function, tasks, processes: [canned(game, profits) for game in range(2)],
    )
    found = compare(DEFAULT, games=2, cycles=2_000).to_json()
    assert list(found) == ["games", "cycles", "seconds", "strategies"]
    assert json.loads(json.dumps(found)) == found
    corrective, preventive, local, federated, ceiling = found["strategies"]
    assert list(preventive) == [
        "strategy", "setting", "mean", "ci95", "p10", "p50", "p90", "failures",
        "roi", "share_of_oracle", "beats", "beats_ci95", "ties",
    ]  # fmt: skip
    # 4 slots and 2,000 cycles: an eighth of a game's profit
    assert preventive["mean"] == 750
    assert (preventive["p10"], preventive["p50"], preventive["p90"]) == (550, 750, 950)
    assert sum(preventive["ci95"]) / 2 == pytest.approx(750)
    assert local["ci95"] == [1_000, 1_000]
    assert (preventive["setting"], corrective["setting"], ceiling["setting"]) == (30, None, None)
    assert [row["failures"] for row in found["strategies"]] == [0, 0.5, 1, 1.5, 2]
    # by the dollars of a game: preventive (6,000 - 2,000) / 10,000
    returns = [row["roi"] for row in found["strategies"]]
    assert returns == [None, *map(pytest.approx, (0.4, 0.3, 14 / 30, 18 / 40))]
    assert federated["share_of_oracle"] == 0.8
    assert preventive["beats"] == {"corrective": 0.5, "local": 0, "federated": 0, ORACLE: 0}
    assert local["beats"]["preventive"] == 0.5  # a draw is not won
    assert local["ties"] == {"corrective": 0, "preventive": 0.5, "federated": 0, ORACLE: 0}
    won, lost = local["beats_ci95"]["corrective"], local["beats_ci95"][ORACLE]
    assert (won, lost) == ([pytest.approx(0.025 ** (1 / 2)), 1], [0, pytest.approx(1 - won[0])])
    assert ceiling["beats"]["federated"] == 0.5


def test_worlds_share_games_and_severities_out_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ClusterTask] = []

    def note(function, tasks, processes):
        asked.extend(tasks)
        raise KeyboardInterrupt

    monkeypatch.setattr("game.evidence.compare.in_processes", note)
    with pytest.raises(KeyboardInterrupt):
        compare(CLASSIC_WITH_ARCHIVE, 100)
    assert len(asked) == 30
    assert sum(task.games for task in asked) == 100
    assert {task.games for task in asked} == {3, 4}
    assert len({task.seed for task in asked}) == 30
    assert all(task.scenario.unlocks is None for task in asked)
    flown = [SimulatedFleet(task.scenario, task.seed).severities[0] for task in asked]
    assert flown == list(DEFAULT.severities) * 5


CLASSIC_WITH_ARCHIVE = replace(CLASSIC, archive_failures=4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"games": 1}, "2 to 100000 games, got 1"),
        ({"games": 100_001}, "2 to 100000 games"),
        ({"games": 2.0}, "2 to 100000 games"),
        ({"games": True}, "2 to 100000 games"),
        ({"cycles": 0}, "1 to 100000 cycles"),
        ({"seed": -1}, "A seed is a whole number"),
        ({"settings": "best"}, "choose from tuned, original"),
        ({"settings": None}, "choose from tuned, original"),
        ({"scenario": CLASSIC}, "'classic' nobody has seen a failure"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(arguments, words) -> None:
    with pytest.raises(GameError, match=words) as refusal:
        compare(**{"scenario": DEFAULT, **arguments})
    assert "\n" not in str(refusal.value)
