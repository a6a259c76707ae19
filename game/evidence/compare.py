"""All strategies over many games: means with their intervals, shares of the ceiling, games won.

Games are grouped in clusters, which share nothing with each other; see
``docs/adr/0004-comparing-strategies.md`` for why, and for what the intervals account for.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from statistics import median_low
from typing import Any

import numpy as np

from game.evidence.clusters import ORACLE, ClusterTask, play_cluster
from game.evidence.contestants import FOURIER, strategy_of
from game.fleet.engines import SimulatedFleet
from game.processes import in_processes
from game.rules.economics import return_on
from game.rules.errors import GameError, ScenarioError, check_known, check_whole
from game.rules.games import Outcomes
from game.rules.scenario import SIMULATED, Scenario, check_seed, with_cycles
from game.rules.strategies import ORIGINAL_SETTINGS, IntArray
from game.text.marking import mark
from models.metrics import mean_interval, share_interval

SETTINGS: Mapping[str, Mapping[str, int]] = {
    "tuned": {},
    "original": ORIGINAL_SETTINGS | {FOURIER: ORIGINAL_SETTINGS[strategy_of(FOURIER)]},
}
"""By name, the settings that are not the recommended ones."""

FEWEST_GAMES, MOST_GAMES = 2, 100_000

GAMES_PER_CLUSTER = 32
FEWEST_CLUSTERS = 30
"""Unless there are fewer games: an interval needs clusters, whatever the games in each."""

_MOST_STRATA = 16

_NO_GAMES = mark("A comparison plays {low} to {high} games, got {got}: choose a number between.")
UNKNOWN_SETTINGS = mark("No settings are named {got}: choose from {choices}.")

OnProgress = Callable[[int, int], None]
"""Told after each cluster: games played, games in all."""


@dataclass(frozen=True)
class StrategyComparison:
    """What one strategy earned; profits in dollars per slot and 1,000 cycles."""

    strategy: str
    setting: int | None  # cycles, the median of those in force; None where there is none
    mean: float
    ci95: tuple[float, float]
    p10: float  # of the games
    p50: float
    p90: float
    failures: float  # per game
    roi: float | None  # of the mean game, against corrective; None where no service was paid
    share_of_oracle: float | None  # mean profit / the oracle's; None if that is not above zero
    beats: dict[str, float]  # share of games won against each other row
    beats_ci95: dict[str, tuple[float, float]]  # of each, over clusters
    ties: dict[str, float]  # share of games in which both earned the same


@dataclass(frozen=True)
class Comparison:
    """All strategies and the oracle, on the same engines."""

    games: int
    cycles: int
    seconds: float
    strategies: tuple[StrategyComparison, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON values."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


def compare(
    scenario: Scenario,
    games: int = 1_000,
    cycles: int = 4_000,
    seed: int = 0,
    settings: str = "tuned",
    on_progress: OnProgress | None = None,
    processes: int | None = None,
) -> Comparison:
    """Play one factory per strategy and game, everything unlocked, on the same engines.

    Parameters
    ----------
    scenario : its finish line and unlocks are ignored
    settings : ``tuned``, the recommended ones; ``original``, 193 cycles of age and 10 of RUL
    on_progress : told after each cluster of games
    processes : how many play; one for each processor if None, this one alone if 1. They change
        nothing but ``seconds``.

    Raises
    ------
    GameError
        Too few or too many games or cycles, unknown settings, an impossible seed, or a scenario in
        which nobody has seen a failure when the game begins.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> found = compare(DEFAULT, games=2, cycles=500, processes=1)
    >>> [row.strategy for row in found.strategies]
    ['corrective', 'preventive', 'local', 'federated', 'oracle']
    """
    started = time.perf_counter()
    played = _checked(scenario, games, cycles, seed, settings)
    tasks, strata = share_out(played, games, seed, SETTINGS[settings])
    results: list[dict[str, Outcomes]] = []
    done = 0
    for result in in_processes(play_cluster, tasks, processes):
        results.append(result)
        done += len(result[ORACLE].profit)
        if on_progress is not None:
            on_progress(done, games)
    rows = _rows(results, strata, 1_000 / (played.slots * cycles), played.economics.service_cost)
    return Comparison(games, cycles, time.perf_counter() - started, rows)


def _checked(scenario: Scenario, games: int, cycles: int, seed: int, settings: str) -> Scenario:
    check_whole(games, FEWEST_GAMES, MOST_GAMES, GameError, _NO_GAMES)
    check_known(settings, SETTINGS, GameError, UNKNOWN_SETTINGS)
    check_seed(seed)
    timed = with_cycles(scenario, cycles)
    if scenario.engines != SIMULATED:
        raise ScenarioError(
            "A comparison draws new engines for every game, of which {engines} has none: compare "
            "simulated ones.",
            engines=scenario.engines,
        )
    if scenario.archive_failures == 0:
        raise ScenarioError(
            "In scenario {name} nobody has seen a failure when the game begins, so nobody "
            "could schedule or forecast with everything unlocked: compare one whose "
            "'archive_failures' is 1 or more.",
            name=repr(scenario.name),
        )
    return replace(timed, unlocks=None)


def share_out(
    scenario: Scenario, games: int, seed: int, settings: Mapping[str, int]
) -> tuple[list[ClusterTask], IntArray]:
    """Share the games out among clusters, and return the stratum of each cluster.

    Clusters take the scenario's severities in turn, as often as each other, if there are enough.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> tasks, strata = share_out(DEFAULT, 1_000, seed=0, settings={})
    >>> len(tasks), tasks[0].games, strata[:7].tolist()
    (30, 33, [0, 1, 2, 3, 4, 5, 0])
    """
    clusters, turns = count_clusters(scenario, games)
    severities = scenario.severities if turns > 1 else (None,)
    bounds = [games * cluster // clusters for cluster in range(clusters + 1)]
    tasks = [
        ClusterTask(
            scenario,
            _cluster_seed(scenario, seed, cluster, severities[cluster % turns]),
            bounds[cluster + 1] - bounds[cluster],
            settings,
        )
        for cluster in range(clusters)
    ]
    return tasks, np.arange(clusters) % turns


def count_clusters(scenario: Scenario, games: int) -> tuple[int, int]:
    """Return the number of clusters that games are shared out among, and of severities in turn.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> count_clusters(DEFAULT, 1_000), count_clusters(DEFAULT, 5)
    ((30, 6), (5, 1))
    """
    clusters = min(games, max(FEWEST_CLUSTERS, -(-games // GAMES_PER_CLUSTER)))
    turns = len(scenario.severities)
    if turns > _MOST_STRATA or clusters < 2 * turns:
        turns = 1
    return clusters - clusters % turns, turns


def known_strata(strata: IntArray, known: int) -> IntArray:
    """Return the strata of the first clusters, as long as no more are known, (known,).

    Too few to compare within each severity are all compared with each other.
    """
    first = strata[:known]
    enough = len(np.unique(first)) == len(np.unique(strata)) and np.bincount(first).min() > 1
    return first if enough else np.zeros_like(first)


def _cluster_seed(scenario: Scenario, seed: int, cluster: int, severity: float | None) -> int:
    """Return the first hashed seed of a cluster whose competitors fly at this severity."""
    attempt = 0
    while True:
        hashed = np.random.SeedSequence([seed, cluster, attempt]).generate_state(1)
        candidate = int(hashed[0])
        if severity in (None, SimulatedFleet(scenario, candidate).severities[0]):
            return candidate
        attempt += 1


def _rows(
    results: list[dict[str, Outcomes]], strata: IntArray, per_game: float, service_cost: int
) -> tuple[StrategyComparison, ...]:
    sizes = np.array([len(result[ORACLE].profit) for result in results])
    profit = {
        name: per_game * np.concatenate([result[name].profit for result in results])
        for name in results[0]
    }
    ceiling, floor = float(profit[ORACLE].mean()), float(profit["corrective"].mean())
    rows = []
    for name, earned in profit.items():
        p10, p50, p90 = np.percentile(earned, [10, 50, 90]).tolist()
        settings = [setting for result in results for setting in result[name].settings.flat]
        mean = float(earned.mean())
        others = {other: theirs for other, theirs in profit.items() if other != name}
        beats = {other: float(np.mean(earned > theirs)) for other, theirs in others.items()}
        services, failures = (
            float(np.mean(np.concatenate([getattr(result[name], counted) for result in results])))
            for counted in ("services", "failures")
        )
        rows.append(
            StrategyComparison(
                strategy=name,
                setting=int(median_low(settings)) if settings else None,
                mean=mean,
                ci95=mean_interval(earned, sizes, strata),
                p10=p10,
                p50=p50,
                p90=p90,
                failures=failures,
                roi=return_on(per_game * service_cost * services, mean, floor),
                share_of_oracle=mean / ceiling if ceiling > 0 else None,
                beats=beats,
                beats_ci95={other: share_interval(won, len(sizes)) for other, won in beats.items()},
                ties={other: float(np.mean(earned == theirs)) for other, theirs in others.items()},
            )
        )
    return tuple(rows)
