from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from game.evidence import findings
from game.evidence import sweep as evidence
from game.evidence.alone import Alone
from game.evidence.clusters import dealt, pooled
from game.evidence.compare import compare, share_out
from game.evidence.contestants import FOURIER, contestants, strategy_of, world_for
from game.evidence.sweep import (
    HORIZONS,
    SCENARIO,
    Earned,
    SweptCluster,
    ahead,
    earned,
    earned_by,
    settings_tried,
    sweep,
    swept_clusters,
)
from game.fleet import engines as fleet
from game.fleet import federation
from game.fleet import forecasters as trainers
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.jobs import has_ended
from game.rules.errors import GameError
from game.rules.games import Deal, play_games
from game.rules.strategies import STRATEGIES

ALL = list(STRATEGIES)
TASKS, STRATA = share_out(SCENARIO, 1_000, 0, {})


@cache
def played_ahead(lead: int) -> tuple[SweptCluster, SimulatedFleet, Deal]:
    """Return a swept cluster of two games with the engines and games that it is about."""
    tasks, _ = share_out(ahead(lead), 1_000, 0, {})
    task = replace(tasks[4], games=2)
    pool, drawn = pooled(ahead(lead), task.seed)
    return sweep(task), pool, dealt(pool, drawn, task.seed, task.games)


@pytest.fixture(scope="module")
def clusters() -> list[SweptCluster]:
    return [sweep(replace(task, games=3)) for task in TASKS[:3]]


def artificial(seed: int, recommended: Mapping[str, int], lead: int = 0) -> SweptCluster:
    """Return a cluster of 4 games whose models forecast well, without training any.

    Where services are ordered ahead, the factory's own model forecasts badly.
    """
    rng = np.random.default_rng(seed)
    lifetimes = rng.integers(120, 300, 60)
    order = np.stack([rng.permutation(60) for _ in range(16)]).reshape(4, 4, 60)
    ages = np.maximum(1, lifetimes - np.arange(1, 126)[:, None])
    alarms = {"local": ages + 9, "federated": ages}
    if lead:
        alarms = {"local": ages + 60, "federated": ages, FOURIER: ages + 5}
    cluster = SweptCluster(
        ahead(lead).economics, Deal(np.arange(60), lifetimes, order), alarms, recommended,
        Earned(*(np.full((len(HORIZONS), 4), each) for each in (4_000_000, 60))), {},
        Alone(
            {"public": ages[39] + 5, "changes": ages[69]}, {"public": 40, "changes": 70}, seed % 2
        ),
    )  # fmt: skip
    return replace(cluster, swept={name: evidence._swept(cluster, name) for name in recommended})


AHEAD = {"preventive": 80, "local": 80, "federated": 65, FOURIER: 65}


@pytest.fixture(scope="module")
def far_ahead() -> list[SweptCluster]:
    return [artificial(seed, AHEAD, lead=40) for seed in range(30)]


@pytest.fixture(scope="module")
def many() -> list[SweptCluster]:
    settings = {"preventive": 120, "local": 40, "federated": 25}
    return [artificial(seed, settings) for seed in range(30)]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("strategy", ALL)
@pytest.mark.parametrize("preset", ["tuned", "original", "early"])
def test_a_known_cluster_earns_what_its_games_do(strategy: str, preset: str) -> None:
    settings = {"preventive": 12, "local": 125, "federated": 125}
    setting = (settings if preset == "early" else findings.SETTINGS[preset]).get(strategy)
    cluster, pool, deal = played_ahead(0)
    games = [play_games(SCENARIO, strategy, setting, world_of(pool), deal, end) for end in HORIZONS]
    found = earned_by([cluster], strategy, setting)
    np.testing.assert_array_equal(found.profit, [one.profit for one in games])
    np.testing.assert_array_equal(found.services, [one.services for one in games])


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("row", contestants(ahead(40)))
def test_a_known_cluster_earns_what_its_games_do_where_services_are_ordered_ahead(row: str) -> None:
    scenario = ahead(40)
    cluster, pool, deal = played_ahead(40)
    games = [
        play_games(scenario, strategy_of(row), None, world_for(row, pool), deal, end)
        for end in HORIZONS
    ]
    found = earned_by([cluster], row, None)
    np.testing.assert_array_equal(found.profit, [one.profit for one in games])
    np.testing.assert_array_equal(found.services, [one.services for one in games])


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.no_cover
def test_recommended_settings_come_near_the_best_in_hindsight_40_cycles_ahead() -> None:
    tasks, strata = share_out(ahead(40), 1_000, 0, {})
    known = [sweep(replace(task, games=2)) for task in tasks]
    found = findings.find(known, strata, [*ALL, FOURIER], "tuned", {})
    rows = {row.strategy: row.long_run for row in found.rows}
    for curve in found.curves:
        reached = rows[curve.strategy]
        assert reached is not None
        least = 0.98 if curve.strategy in ("federated", FOURIER) else 0.95
        assert reached > least * max(curve.means), curve.strategy
    best = {curve.strategy: max(curve.means) for curve in found.curves}
    assert best["local"] < best["federated"] < best[FOURIER]


@pytest.mark.parametrize("lead", [0, 40])
def test_the_long_run_is_what_long_games_come_to(lead: int) -> None:
    cluster = artificial(0, AHEAD if lead else {"preventive": 120, "local": 40}, lead)
    order = np.tile(cluster.deal.order, (1, 1, 400))  # each engine many times
    endless, end = replace(cluster.deal, order=order), 2_000_000
    for name in cluster.recommended:
        for place in (0, 40, len(settings_tried(name)) - 1):
            stops = cluster.stops(name, int(settings_tried(name)[place]))[np.newaxis]
            played = earned(endless, stops, cluster.economics, [end]).profit.mean()
            per_game = played * HORIZONS[-1] / end
            assert cluster.swept[name][place] == pytest.approx(per_game, rel=2e-3, abs=500)


def test_the_best_age_does_not_hang_on_where_a_game_ends(many: list[SweptCluster]) -> None:
    """In games of 4,000 cycles a later service may spare a whole one, or none; ages spare more."""
    found = findings.find(many, STRATA, ALL, "tuned", {})
    curve = found.curves[0]
    young = [place for place, age in enumerate(curve.settings) if age <= 110]  # nothing fails
    worth = np.diff([curve.means[place] for place in young])
    assert (worth > 0).all()
    games = [
        earned_by(many, "preventive", curve.settings[place]).profit[-1].mean() for place in young
    ]
    assert (np.diff(games) == 0).any()


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("games", [6, pytest.param(60, marks=pytest.mark.long)])
def test_the_figures_are_those_of_a_comparison_without_retraining(games: int) -> None:
    found = compare(SCENARIO, games, processes=1)
    tasks, strata = share_out(SCENARIO, games, 0, {})
    ours = findings.find([sweep(task) for task in tasks], strata, ALL, "tuned", {})
    per_game = SCENARIO.slots * 4
    for row, theirs in zip((*ours.rows, ours.oracle), found.strategies, strict=True):
        assert row.profit.mean == pytest.approx(theirs.mean * per_game)
        assert row.profit.ci95 == pytest.approx([side * per_game for side in theirs.ci95])
        assert row.p10 == pytest.approx(theirs.p10 * per_game)
        assert (row.roi and row.roi.mean) == (theirs.roi and pytest.approx(theirs.roi))


def test_what_is_known_of_a_cluster_leaves_nothing_behind() -> None:
    seed = 20_181  # that no other test plays, so that what is kept of it was kept here
    sweep(replace(TASKS[0], seed=seed, games=3))
    trained, recorded = trainers._forecasters.keys(), fleet._records.keys()
    kept = {
        *(key[0] for key in (*trained, *recorded)),
        *federation._members.keys(),
        *federation._running.keys(),
    }
    assert seed not in {owner.seed for owner in kept if isinstance(owner, SimulatedFleet)}


@pytest.mark.slow
@pytest.mark.counted
def test_a_cluster_is_small(clusters: list[SweptCluster]) -> None:
    arrays = [
        clusters[0].deal.lifetimes, clusters[0].deal.order, *clusters[0].oracle,
        *clusters[0].alarms.values(), *clusters[0].swept.values(),
    ]  # fmt: skip
    assert sum(array.nbytes for array in arrays) < 500_000


def test_intervals_shrink_and_the_same_clusters_give_the_same_figures(
    many: list[SweptCluster],
) -> None:
    def width(count: int) -> float:
        ci95 = findings.find(many[:count], STRATA, ALL, "tuned", {}).rows[1].profit.ci95
        assert ci95 is not None
        return ci95[1] - ci95[0]

    assert width(2) > width(6) > width(30)
    again = findings.find(many, STRATA, ALL, "tuned", {})
    assert again == findings.find(many, STRATA, list(reversed(ALL)), "tuned", {})


def test_one_cluster_has_no_interval(many: list[SweptCluster]) -> None:
    found = findings.find(many[:1], STRATA, ALL, "tuned", {})
    assert found.rows[0].profit.ci95 is None
    assert found.margin is not None
    assert not found.margin.by.sure
    assert found.curves[0].intervals == ()


def test_wins_lead_and_gap_are_those_of_the_games(many: list[SweptCluster]) -> None:
    found = findings.find(many, STRATA, ALL, "original", findings.SETTINGS["original"])
    by_name = {row.strategy: np.array(row.games) for row in found.rows}
    together = np.stack([by_name[name] for name in ALL])
    best = (together == together.max(axis=0)) & (
        (together == together.max(axis=0)).sum(axis=0) == 1
    )
    assert [row.wins[-1] for row in found.rows] == pytest.approx(best.mean(axis=1))
    assert found.margin is not None
    assert {found.margin.first, found.margin.second} == {"local", "federated"}
    more = by_name[found.margin.first] - by_name[found.margin.second]
    assert found.margin.by.mean == pytest.approx(more.mean())
    assert found.margin.share == pytest.approx((more > 0).mean())
    assert found.gap is not None
    assert found.gap.ages == (193, 193)
    assert found.gap.gap.mean == pytest.approx(
        (by_name["federated"] - by_name["preventive"]).mean()
    )
    schedule = next(curve for curve in found.curves if curve.strategy == "preventive")
    assert schedule.settings[schedule.best] == found.gap.best_age
    at_193 = schedule.means[schedule.settings.index(193)]
    assert found.rows[1].long_run == pytest.approx(at_193)
    assert found.gap.setting.mean == pytest.approx(schedule.means[schedule.best] - at_193)
    hindsight = np.mean([cluster.swept["preventive"].max() for cluster in many])
    assert found.gap.knowing.mean == pytest.approx(hindsight - at_193)
    assert found.gap.knowing.mean > found.gap.setting.mean


def test_shares_won_carry_an_interval_over_worlds_and_ties_are_counted(
    many: list[SweptCluster],
) -> None:
    found = findings.find(many, STRATA, ALL, "tuned", {})
    for row in found.rows:
        assert len(row.wins_ci95) == len(HORIZONS)
        for share, (low, high) in zip(row.wins, row.wins_ci95, strict=True):
            assert low <= share <= high
            assert high - low > 0.1  # 30 worlds are no thousand games
    for place in range(len(HORIZONS)):
        assert sum(row.wins[place] for row in found.rows) + found.ties[place] == pytest.approx(1)
    assert found.margin is not None
    assert found.margin.share_ci95 is not None
    assert found.margin.share_ci95[0] < found.margin.share <= found.margin.share_ci95[1]
    alone = findings.find(many[:1], STRATA, ALL, "tuned", {})
    assert alone.margin is not None
    assert (alone.margin.share_ci95, alone.rows[0].wins_ci95) == (None, ())


def test_a_return_is_counted_against_waiting_whoever_is_picked(many: list[SweptCluster]) -> None:
    found = findings.find(many, STRATA, ALL, "tuned", {})
    corrective, *others = found.rows
    assert corrective.roi is None
    for row in (*others, found.oracle):
        name = row.strategy
        services = 60 if name == "oracle" else earned_by(many, name, None).services[-1].mean()
        more = np.mean(row.games) - np.mean(corrective.games)
        assert row.roi is not None
        assert row.roi.mean == pytest.approx(more / (10_000 * services))
        assert row.roi.ci95 is not None
        assert row.roi.ci95[0] < row.roi.mean < row.roi.ci95[1]
    alone = findings.find(many, STRATA, ["federated"], "tuned", {})
    assert alone.rows[0].roi == others[-1].roi
    single = findings.find(many[:1], STRATA, ALL, "tuned", {}).rows[1].roi
    assert single is not None
    assert single.ci95 is None


def test_other_settings_stand_beside(many: list[SweptCluster]) -> None:
    tuned = findings.find(many, STRATA, ALL, "tuned", {})
    original = findings.find(many, STRATA, ALL, "original", findings.SETTINGS["original"])
    assert [row.setting for row in tuned.others] == [193, 10, 10]
    assert [row.profit for row in tuned.others] == [row.profit for row in original.rows[1:]]
    assert [row.profit for row in original.others] == [row.profit for row in tuned.rows[1:]]
    assert [row.setting for row in original.others] == [120, 40, 25]


def test_where_services_are_ordered_ahead_each_model_is_held_to_the_next_and_to_the_calendar(
    far_ahead: list[SweptCluster], many: list[SweptCluster]
) -> None:
    rows = [*ALL, FOURIER]
    found = findings.find(far_ahead, STRATA, rows, "tuned", {})
    assert (found.lead, [row.strategy for row in found.rows]) == (40, rows)
    games = {row.strategy: np.array(row.games) for row in found.rows}
    pairs = [found.margin, *found.below]
    assert [(pair.first, pair.second) for pair in pairs if pair is not None] == [
        (FOURIER, "federated"), ("federated", "local"),
    ]  # fmt: skip
    assert found.alone is not None
    assert (found.alone.first, found.alone.second) == ("preventive", "local")
    for pair in (*pairs, found.alone):
        assert pair is not None
        more = games[pair.first] - games[pair.second]
        assert pair.by.mean == pytest.approx(more.mean())
        assert pair.share == pytest.approx((more > 0).mean())
    at_once = findings.find(many, STRATA, rows, "tuned", {})
    assert (at_once.lead, at_once.below) == (0, ())
    assert [row.strategy for row in at_once.rows] == ALL


def test_without_a_rival_there_is_no_lead_and_no_gap(many: list[SweptCluster]) -> None:
    found = findings.find(many, STRATA, ["local"], "tuned", {})
    assert (found.margin, found.gap) == (None, None)
    assert (found.rows[0].wins, found.ties) == ((), ())


@pytest.mark.parametrize(
    ("strategies", "preset", "own", "seed"),
    [
        (["psychic"], "tuned", {}, 0),
        (ALL, "best", {}, 0),
        (ALL, "own", {"local": 126}, 0),
        (ALL, "own", {"corrective": 3}, 0),
        (ALL, "tuned", {}, -1),
    ],
)
def test_the_impossible_is_refused_in_a_sentence(
    strategies: list[str], preset: str, own: dict[str, int], seed: int
) -> None:
    with pytest.raises(GameError, match=r"[.:]"):
        findings.look(strategies, preset, own, seed)


@contextmanager
def given(clusters: Sequence[SweptCluster], seed: int = 0) -> Iterator[None]:
    """Let these clusters be all that becomes known of a seed, at their lead time."""
    key = seed, clusters[0].economics.lead
    findings.EVIDENCE.forget(key)
    findings.EVIDENCE.look(key, lambda: iter([tuple(clusters)]), wait=60, until=has_ended)
    try:
        yield
    finally:
        findings.EVIDENCE.forget(key)


def test_a_look_tells_what_is_known_and_asks_for_more(many: list[SweptCluster]) -> None:
    assert not findings.all_played(20_184)
    with given(many[:1], 20_184):
        found = findings.look(ALL, seed=20_184)
        assert found is not None
        assert (found.games, found.rows[0].profit.ci95) == (4, None)
        assert findings.all_played(20_184)


def test_clusters_become_known_in_order_and_stay_the_same(clusters: list[SweptCluster]) -> None:
    tasks = [replace(task, games=3) for task in TASKS[:2]]
    first, both = swept_clusters(tasks)
    assert (len(first), len(both)) == (1, 2)
    assert both[0] is first[0]
    for known, alone in zip(both, clusters, strict=False):
        np.testing.assert_array_equal(known.oracle, alone.oracle)
        np.testing.assert_array_equal(known.swept["federated"], alone.swept["federated"])


def test_a_draw_is_not_won(many: list[SweptCluster]) -> None:
    """A schedule that no engine lives to see is no schedule."""
    found = findings.find(many, STRATA, ["corrective", "preventive"], "own", {"preventive": 600})
    assert [row.wins for row in found.rows] == [(0, 0, 0, 0)] * 2
    assert found.ties == (1, 1, 1, 1)
    assert found.margin is not None
    assert (found.margin.share, found.margin.ties) == (0, 1)
