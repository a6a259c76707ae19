"""What the games of known clusters say: means and intervals, games won, the best setting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from game.evidence.clusters import ORACLE
from game.evidence.compare import SETTINGS, UNKNOWN_SETTINGS, known_strata, share_out
from game.evidence.contestants import contestants, kind_of, strategy_of
from game.evidence.sweep import (
    Earned,
    RealArray,
    SweptCluster,
    ahead,
    earned_by,
    settings_tried,
    swept_clusters,
)
from game.jobs import Job, Jobs
from game.rules.economics import return_on
from game.rules.errors import GameError, check_known
from game.rules.scenario import check_seed
from game.rules.strategies import IntArray, check_setting
from models.metrics import mean_interval, ratio_interval, share_interval

GAMES = 1_000

WAITING = "corrective"
"""The strategy against which a return is counted."""

_ALONE = "local"
"""The strategy whose model knows nobody else's failures."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """A mean over games with its 95% interval; None while a single cluster is known."""

    mean: float
    ci95: Interval | None

    @property
    def sure(self) -> bool:
        """The interval lies on one side of zero."""
        return self.ci95 is not None and (self.ci95[0] > 0 or self.ci95[1] < 0)


@dataclass(frozen=True)
class Row:
    """What one strategy earned at one setting, in dollars a game."""

    strategy: str
    preset: str  # whose settings: "tuned", "original" or "own"
    setting: int | None  # cycles, the median over games; None where there is none
    profit: Estimate
    roi: Estimate | None  # of the mean game, against corrective; None where no service was paid
    p10: float
    p50: float
    p90: float
    games: tuple[int, ...]  # profit of each
    wins: tuple[float, ...]  # share of games in which it earned most, at each of ``HORIZONS``
    wins_ci95: tuple[Interval, ...]  # of each; none while a single cluster is known
    long_run: float | None  # dollars a game, wherever it ends; None where there is no setting


@dataclass(frozen=True)
class Curve:
    """Mean profit against the setting in the long run, in dollars for as long as a game takes."""

    strategy: str
    settings: tuple[int, ...]  # cycles
    means: tuple[float, ...]
    intervals: tuple[Interval, ...]  # none while a single cluster is known

    @property
    def best(self) -> int:
        """Position of the setting that earned most."""
        return int(np.argmax(self.means))


@dataclass(frozen=True)
class Margin:
    """How two strategies compare in the same games."""

    first: str
    second: str
    by: Estimate  # dollars a game
    share: float  # of games in which the first earned more
    share_ci95: Interval | None  # over clusters; None while a single one is known
    ties: float  # share of games in which they earned the same


@dataclass(frozen=True)
class Gap:
    """What stands between a strategy and a schedule.

    What another age would gain is counted in the long run: it does not hang on where a game ends.
    """

    leader: str
    ages: tuple[int, int]  # cycles, the schedule's lowest and highest setting over clusters
    gap: Estimate  # dollars a game, of the leader over the schedule
    best_age: int  # cycles, that would have earned most if all had it
    setting: Estimate  # dollars a game that the schedule would gain by it
    knowing: Estimate  # dollars a game that it would gain by the best age in each cluster


@dataclass(frozen=True)
class Findings:
    """All that the evidence page shows of the games played so far."""

    games: int
    preset: str
    beside: tuple[str, ...]  # the presets that were not picked
    rows: tuple[Row, ...]  # the strategies picked
    others: tuple[Row, ...]  # the same at the settings beside
    oracle: Row
    ties: tuple[float, ...]  # share of games that nobody wins, at each of ``HORIZONS``
    curves: tuple[Curve, ...]
    margin: Margin | None  # None with fewer than two strategies
    gap: Gap | None  # None without a schedule and a model
    lead: int  # cycles between the order of a service and its beginning
    below: tuple[Margin, ...]  # of each further model over the next, the best first
    alone: Margin | None  # of a schedule over a factory's own model; None unless both are there


EVIDENCE: Jobs[tuple[int, int], tuple[SweptCluster, ...]] = Jobs(most=8)
"""The clusters that this process knows, by seed and lead time: some 0.4 MB each. One is learned at
a time; see ``docs/adr/0006-evidence-while-you-look.md``."""


def all_played(seed: int, lead: int = 0) -> bool:
    """Return whether nothing is left to play; never waits."""
    job = EVIDENCE.peek((check_seed(seed), lead))
    return job is not None and job.finished


def look(
    strategies: Sequence[str], preset: str = "tuned", own: Mapping[str, int] | None = None,
    seed: int = 0, lead: int = 0,
) -> Findings | None:  # fmt: skip
    """Return what is known so far, while more is being played; None if nothing is yet.

    Each call asks for more games, so that a page which looks again and again sees the intervals
    shrink. The same seed ends with the same figures.

    Parameters
    ----------
    strategies : or other rows, in any order
    preset : "tuned", "original", or "own" for the settings given
    own : cycles, by row
    lead : cycles between the order of a service and its beginning
    """
    settings = _settings(strategies, preset, own or {})
    tasks, strata = share_out(ahead(lead), GAMES, check_seed(seed), {})
    job = EVIDENCE.look(
        (seed, lead), partial(swept_clusters, tasks), wait=2.0, until=_has_an_interval
    )
    if job.latest is None:
        return None
    return find(job.latest, strata, strategies, preset, settings)


def _has_an_interval(job: Job[tuple[SweptCluster, ...]]) -> bool:
    return job.latest is not None and len(job.latest) > 1


def _settings(strategies: Sequence[str], preset: str, own: Mapping[str, int]) -> Mapping[str, int]:
    for name in strategies:
        check_setting(strategy_of(name), None)
    for name, setting in own.items():
        check_setting(strategy_of(name), setting)
    presets = {**SETTINGS, "own": own}
    return presets[check_known(preset, presets, GameError, UNKNOWN_SETTINGS)]


def find(
    clusters: Sequence[SweptCluster],
    strata: IntArray,
    strategies: Sequence[str],
    preset: str,
    settings: Mapping[str, int],
) -> Findings:
    """Work out the findings from some clusters.

    Parameters
    ----------
    strata : (clusters or more,) of each cluster, as ``game.evidence.compare.share_out`` gives them
    """
    games = _Games(clusters, strata)
    names = [name for name in contestants(ahead(games.lead)) if name in strategies]
    beside = tuple(name for name in SETTINGS if name != preset)
    field = {name: games.earned(name, settings.get(name)) for name in names}
    chosen = {name: found.profit for name, found in field.items()}
    serviced = [name for name in names if kind_of(name).setting is not None]
    return Findings(
        games=games.count,
        preset=preset,
        beside=beside,
        rows=tuple(games.row(name, preset, settings.get(name), field) for name in names),
        others=tuple(
            games.row(name, other, SETTINGS[other].get(name))
            for other in beside
            for name in serviced
        ),
        oracle=games.row(ORACLE, "", None, {ORACLE: games.oracle}),
        ties=games.ties(chosen) if len(chosen) > 1 else (),
        curves=tuple(games.curve(name) for name in serviced),
        margin=games.margin(chosen) if len(chosen) > 1 else None,
        gap=games.gap(chosen, settings),
        lead=games.lead,
        below=games.below(chosen),
        alone=games.alone(chosen),
    )


class _Games:
    """The games of some clusters, side by side."""

    def __init__(self, clusters: Sequence[SweptCluster], strata: IntArray) -> None:
        self._clusters = clusters
        self._sizes = np.array([cluster.deal.games for cluster in clusters])
        self._strata = known_strata(strata, len(clusters))
        self.count = int(self._sizes.sum())
        self.lead = clusters[0].economics.lead
        parts = zip(*(cluster.oracle for cluster in clusters), strict=True)
        self.oracle = Earned(*(np.concatenate(part, axis=1) for part in parts))
        self._service_cost = clusters[0].economics.service_cost
        self._kept: dict[tuple[str, int | None], Earned] = {}

    def earned(self, strategy: str, setting: int | None) -> Earned:
        """Return what a strategy earned, (horizons, games) each."""
        played = strategy, setting
        if played not in self._kept:
            self._kept[played] = earned_by(self._clusters, strategy, setting)
        return self._kept[played]

    def roi(self, found: Earned) -> Estimate | None:
        """Return what the money of a mean game has returned against waiting for every failure."""
        waiting = self.earned(WAITING, None).profit[-1]
        gain = (found.profit[-1] - waiting).astype(np.float64)
        spent = (found.services[-1] * self._service_cost).astype(np.float64)
        mean = return_on(float(spent.mean()), float(found.profit[-1].mean()), float(waiting.mean()))
        if mean is None:
            return None
        return Estimate(mean, self._sure(ratio_interval, gain, spent))

    def estimate(self, values: npt.NDArray[np.generic]) -> Estimate:
        numbers = values.astype(np.float64)
        return Estimate(float(numbers.mean()), self._sure(mean_interval, numbers))

    def _sure(self, interval: Callable[..., Interval], *values: RealArray) -> Interval | None:
        return interval(*values, self._sizes, self._strata) if len(self._clusters) > 1 else None

    def share(self, hits: npt.NDArray[np.bool_]) -> Interval | None:
        """Return the interval of a share of games, over clusters."""
        if len(self._clusters) < 2:
            return None
        return share_interval(float(hits.mean()), len(self._clusters))

    def ties(self, field: Mapping[str, IntArray]) -> tuple[float, ...]:
        """Return the share of games in which several earned most, at each horizon."""
        profits = np.stack([*field.values()])
        tied = (profits == profits.max(axis=0)).sum(axis=0) > 1
        return tuple(tied.mean(axis=1).tolist())

    def row(
        self, strategy: str, preset: str, setting: int | None, field: Mapping[str, Earned] = {}
    ) -> Row:
        """Say what a strategy earned, in a field that it plays in if it is named."""
        found = field[strategy] if strategy in field else self.earned(strategy, setting)
        profits, last = found.profit, found.profit[-1]
        p10, p50, p90 = np.percentile(last, [10, 50, 90]).tolist()
        rivals = [theirs.profit for name, theirs in field.items() if name != strategy]
        # Of one who plays alone nothing is won.
        won = np.all([profits > theirs for theirs in rivals], axis=0) if rivals else profits[:0] > 0
        has_setting = strategy != ORACLE and kind_of(strategy).setting is not None
        sure = [ends for each in won if (ends := self.share(each)) is not None]
        return Row(
            strategy,
            preset,
            self.median(strategy) if setting is None and has_setting else setting,
            self.estimate(last),
            self.roi(found),
            p10,
            p50,
            p90,
            tuple(last.tolist()),
            tuple(won.mean(axis=1).tolist()),
            tuple(sure),
            float(self.long_run(strategy, setting).mean()) if has_setting else None,
        )

    def median(self, strategy: str) -> int:
        """Return the median of the recommended settings, cycles."""
        each = [cluster.recommended[strategy] for cluster in self._clusters]
        return int(np.median(np.repeat(each, self._sizes)))

    def long_run(self, strategy: str, setting: int | None) -> RealArray:
        """Return dollars of each game, wherever it ends, (games,)."""
        each = [one.long_run(one.stops(strategy, setting)[np.newaxis]) for one in self._clusters]
        return np.repeat(np.concatenate(each), self._sizes)

    def swept(self, strategy: str) -> RealArray:
        """Return dollars of each game, wherever it ends, (settings, games)."""
        each = np.stack([cluster.swept[strategy] for cluster in self._clusters], axis=1)
        return np.repeat(each, self._sizes, axis=1)

    def curve(self, strategy: str) -> Curve:
        estimates = [self.estimate(line) for line in self.swept(strategy)]
        return Curve(
            strategy,
            tuple(settings_tried(strategy).tolist()),
            tuple(estimate.mean for estimate in estimates),
            tuple(estimate.ci95 for estimate in estimates if estimate.ci95 is not None),
        )

    def margin(self, chosen: Mapping[str, IntArray]) -> Margin:
        """Compare the two best models if so many are there, else the two that earned most."""
        models = self._models(chosen)
        best = models if len(models) > 1 else self._by_mean(chosen)
        return self._margin(chosen, *best[:2])

    def below(self, chosen: Mapping[str, IntArray]) -> tuple[Margin, ...]:
        """Compare each further model with the next."""
        return tuple(self._margin(chosen, *pair) for pair in pairwise(self._models(chosen)[1:]))

    def alone(self, chosen: Mapping[str, IntArray]) -> Margin | None:
        """Compare a schedule with the model that needs nobody else, if both are there."""
        schedules = [name for name in chosen if kind_of(name).scheduled]
        if not schedules or _ALONE not in chosen:
            return None
        return self._margin(chosen, schedules[0], _ALONE)

    def _by_mean(self, chosen: Mapping[str, IntArray]) -> list[str]:
        return sorted(chosen, key=lambda name: -chosen[name][-1].mean())

    def _models(self, chosen: Mapping[str, IntArray]) -> list[str]:
        return [name for name in self._by_mean(chosen) if kind_of(name).forecaster is not None]

    def _margin(self, chosen: Mapping[str, IntArray], first: str, second: str) -> Margin:
        more = chosen[first][-1] - chosen[second][-1]
        return Margin(
            first,
            second,
            self.estimate(more),
            float((more > 0).mean()),
            self.share(more > 0),
            float((more == 0).mean()),
        )

    def gap(self, chosen: Mapping[str, IntArray], settings: Mapping[str, int]) -> Gap | None:
        """Compare the highest model on the ladder with a schedule, if both are there."""
        models = [name for name in chosen if kind_of(name).forecaster is not None]
        schedules = [name for name in chosen if kind_of(name).scheduled]
        if not models or not schedules:
            return None
        leader, name = models[-1], schedules[0]
        given, swept = settings.get(name), self.swept(name)
        ages = [given or cluster.recommended[name] for cluster in self._clusters]
        schedule, best = self.long_run(name, given), int(np.argmax(swept.mean(axis=1)))
        return Gap(
            leader,
            (min(ages), max(ages)),
            self.estimate(chosen[leader][-1] - chosen[name][-1]),
            int(settings_tried(name)[best]),
            self.estimate(swept[best] - schedule),
            self.estimate(swept.max(axis=0) - schedule),
        )
