"""Parts of a federation's margin over the own model: a common ruler, others' failures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.evidence.compare import known_strata, share_out
from game.evidence.findings import EVIDENCE, GAMES, Estimate
from game.evidence.sweep import HORIZONS, SCENARIO, SweptCluster, ahead, earned, earned_by
from game.fleet.own_model import RECIPES
from game.rules.games import Deal
from game.rules.strategies import IntArray
from models.metrics import mean_interval, share_interval

FEDERATED = "federated"

_PLAYED_AS = {SCENARIO.local_model: "local", FEDERATED: FEDERATED}
"""The ways that are strategies of the games; the others were tried beside them."""

FEWEST_WORLDS = 12
"""Two of each severity: of fewer, parts of a margin say nothing."""


@dataclass(frozen=True)
class Step:
    """What one way to make a model earns, in dollars a game."""

    way: str  # a recipe of the own model, or "federated"
    setting: int  # cycles, the median over worlds
    profit: Estimate
    more: Estimate | None  # than the way before it; None for the first
    margin: Estimate | None  # of the federation over it; None for the federation
    won: Estimate | None  # share of games in which the federation earned more


@dataclass(frozen=True)
class Split:
    """The federation's margin over the own model in the worlds of one kind of archive."""

    worlds: int
    margin: Estimate | None  # dollars a game; None without such a world
    won: Estimate | None  # share of games


@dataclass(frozen=True)
class MarginParts:
    """The margin step by step, and by what the archive has seen."""

    games: int
    steps: tuple[Step, ...]
    unseen: Split  # no fan failure in the archive
    seen: Split


def known_parts(seed: int, lead: int = 0) -> MarginParts | None:
    """Return what the games say that are known by now; None of too few worlds.

    Whoever asks for findings of this seed lets more be played; see ``findings.look``.
    """
    job = EVIDENCE.peek((seed, lead))
    if job is None or job.latest is None or len(job.latest) < FEWEST_WORLDS:
        return None
    _, strata = share_out(ahead(lead), GAMES, seed, {})
    return parts_of(job.latest, strata)


def parts_of(clusters: Sequence[SweptCluster], strata: IntArray) -> MarginParts:
    """Work out the parts from some clusters.

    Parameters
    ----------
    strata : (clusters or more,) of each cluster
    """
    sizes = np.array([cluster.deal.games for cluster in clusters])
    worlds = _Worlds(sizes, known_strata(strata, len(clusters)))
    ways = [*RECIPES, FEDERATED]
    profits = {way: _profit(clusters, way) for way in ways}
    best, own = profits[FEDERATED], profits[SCENARIO.local_model]
    steps = []
    for way, before in zip(ways, [None, *ways], strict=False):
        last = way == FEDERATED
        more = best - profits[way]
        steps.append(
            Step(
                way,
                int(np.median([_setting(cluster, way) for cluster in clusters])),
                worlds.mean(profits[way]),
                None if before is None else worlds.mean(profits[way] - profits[before]),
                None if last else worlds.mean(more),
                None if last else worlds.mean(more > 0),
            )
        )
    fans = np.array([cluster.alone.fans_seen for cluster in clusters])
    return MarginParts(
        len(best),
        tuple(steps),
        worlds.split(fans == 0, best - own),
        worlds.split(fans > 0, best - own),
    )


@dataclass(frozen=True, eq=False)
class _Worlds:
    """How games are grouped."""

    sizes: IntArray  # (clusters,) games of each
    strata: IntArray  # (clusters,)

    def mean(self, values: npt.NDArray[np.generic]) -> Estimate:
        numbers = values.astype(np.float64)
        mean = float(numbers.mean())
        if len(self.sizes) < 2:
            return Estimate(mean, None)
        if values.dtype == np.bool_:
            return Estimate(mean, share_interval(mean, len(self.sizes)))
        return Estimate(mean, mean_interval(numbers, self.sizes, self.strata))

    def split(self, chosen: npt.NDArray[np.bool_], margin: IntArray) -> Split:
        """Return the margin in the worlds that are chosen, which no severity orders."""
        if not chosen.any():
            return Split(0, None, None)
        part = _Worlds(self.sizes[chosen], np.zeros(int(chosen.sum()), np.int64))
        games = margin[np.repeat(chosen, self.sizes)]
        return Split(int(chosen.sum()), part.mean(games), part.mean(games > 0))


def _profit(clusters: Sequence[SweptCluster], way: str) -> IntArray:
    """Return what a way earns in each game, (games,) dollars."""
    if way in _PLAYED_AS:
        return np.asarray(earned_by(clusters, _PLAYED_AS[way], None).profit[-1])
    deal = Deal.joined([cluster.deal for cluster in clusters])
    stops = np.concatenate([cluster.alone.stops[way] for cluster in clusters])
    found = earned(deal, stops[np.newaxis], clusters[0].economics, HORIZONS[-1:])
    return np.asarray(found.profit[0, 0])


def _setting(cluster: SweptCluster, way: str) -> int:
    played = _PLAYED_AS.get(way)
    return cluster.recommended[played] if played else cluster.alone.settings[way]
