"""Where a federation pays: its margin over models of one's own, in many kinds of fleet.

The figures of the page are data, made by ``python -m benchmarks where_it_pays``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

import numpy as np
from sklearn import config_context
from threadpoolctl import threadpool_limits

from game.evidence.clusters import ORACLE, ClusterTask, dealt, pooled
from game.evidence.compare import GAMES_PER_CLUSTER, share_out
from game.fleet.engines import forget as forget_engines
from game.fleet.forecasters import forget as forget_models
from game.fleet.forecasters import world_of
from game.fleet.own_model import RECIPES
from game.jobs import Jobs
from game.rules.games import play_games, play_oracle
from game.rules.scenario import DEFAULT, Economics, Scenario, check_seed
from game.rules.strategies import IDLE, IntArray
from models.features import RealArray
from models.metrics import mean_interval, share_interval

CYCLES = DEFAULT.cycles
NEVER_RETRAINED = CYCLES

PER_GAME = DEFAULT.slots * CYCLES / 1_000
"""Thousand cycles of all slots of a game: from the unit of the cells to dollars a game."""

FAN_SHARES = (0.0, 0.05, 0.2, 0.5, 1.0)
OWN_FAILURES = (2, 4, 8, 16)
RETRAININGS = (NEVER_RETRAINED, 2_000, 500)
FEDERATIONS = (20, 3)

PRICES: Mapping[str, Economics] = {
    "usual": Economics(),
    "dear failure": Economics(failure_cost=300_000),
    "cheap service": Economics(service_cost=2_000, service_cycles=5),
    "service as dear as a failure": Economics(service_cost=60_000, service_cycles=60),
}

WORLDS, GAMES_EACH = 42, 8
"""At each place."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """What a fleet is like: where it lies on the map."""

    fan_share: float = DEFAULT.fan_share
    own_failures: int = DEFAULT.archive_failures
    retrain_every: int = DEFAULT.retrain_every
    federation_size: int = DEFAULT.federation_size
    prices: str = "usual"
    advice: str = DEFAULT.advice

    @property
    def scenario(self) -> Scenario:
        """The default scenario with these values."""
        return replace(
            DEFAULT,
            fan_share=self.fan_share,
            archive_failures=self.own_failures,
            retrain_every=self.retrain_every,
            federation_size=self.federation_size,
            economics=PRICES[self.prices],
            advice=self.advice,
        )


@dataclass(frozen=True)
class FederationMargin:
    """How much more the federated model earns than another, on the same engines.

    Money is dollars per slot and 1,000 cycles, intervals are of 95% over worlds.
    """

    mean: float
    ci95: Interval
    won: float  # share of games in which it earned more
    tied: float  # share of games in which it earned the same
    won_ci95: Interval


@dataclass(frozen=True)
class Cell:
    """What was found at one place.

    Attributes
    ----------
    games, worlds : that were played
    means : by strategy; own models by their recipe
    margins : of the federated model over each other, by the same names
    """

    place: Place
    games: int
    worlds: int
    means: Mapping[str, float]
    margins: Mapping[str, FederationMargin]

    @property
    def strongest(self) -> str:
        """The recipe of the own model that earned most here, in hindsight."""
        return max(RECIPES, key=lambda name: self.means[name])


def all_places() -> list[Place]:
    """Return every place of the page's map, then those with other prices."""
    mapped = [
        Place(fan_share, own_failures, retrain_every, federation_size)
        for federation_size in FEDERATIONS
        for fan_share in FAN_SHARES
        for own_failures in OWN_FAILURES
        for retrain_every in RETRAININGS
    ]
    priced = [
        Place(prices=prices, advice=advice) for prices in PRICES for advice in ("usual", "prices")
    ]
    return list(dict.fromkeys(mapped + priced))


def cells(places: Sequence[Place], seed: int) -> Iterator[Cell]:
    """Play all places, those that differ in retraining alone side by side.

    Worlds are the same at every place as far as it lets them be: engines, archives and members come
    from the same seeds.
    """
    alike: dict[Place, list[Place]] = {}
    for place in places:
        alike.setdefault(replace(place, retrain_every=NEVER_RETRAINED), []).append(place)
    for first, variants in alike.items():
        tasks, strata = share_out(first.scenario, WORLDS * GAMES_PER_CLUSTER, seed, {})
        each = [replace(task, games=GAMES_EACH) for task in tasks]
        played = [play_world(task, [place.scenario for place in variants]) for task in each]
        for number, place in enumerate(variants):
            yield _cell(place, [world[number] for world in played], strata)


def one_place(place: Place, seed: int) -> Iterator[Cell]:
    """Play one place with a seed of one's own: what is known after each world, from two on."""
    tasks, strata = share_out(place.scenario, WORLDS * GAMES_PER_CLUSTER, seed, {})
    worlds: list[Mapping[str, IntArray]] = []
    for task in tasks:
        worlds += play_world(replace(task, games=GAMES_EACH), [place.scenario])
        known = strata[: len(worlds)]
        # Too few worlds to compare within each severity: all are compared with each other.
        enough = len(worlds) == len(tasks)
        if len(worlds) > 1:
            yield _cell(place, worlds, known if enough else np.zeros_like(known))


ANEW: Jobs[tuple[Place, int], Cell] = Jobs(most=8)
"""Places that visitors have played anew, by place and seed."""


def play_anew(place: Place, seed: int) -> tuple[Cell | None, bool]:
    """Return what is known of a place at a seed, and whether that is all; more is being played."""
    job = ANEW.look((place, check_seed(seed)), partial(one_place, place, seed), wait=2.0)
    return job.latest, job.finished


def play_world(task: ClusterTask, variants: Sequence[Scenario]) -> list[dict[str, IntArray]]:
    """Play the games of one world by rules that differ in retraining alone.

    Returns
    -------
    for each of the rules, by strategy or recipe, (games,) dollars
    """
    fleet, dealt_ids = pooled(task.scenario, task.seed)
    deal = dealt(fleet, dealt_ids, task.seed, task.games)
    own = {
        name: replace(fleet, scenario=replace(task.scenario, local_model=name)) for name in RECIPES
    }
    shared = own[task.scenario.local_model]
    seats = [(IDLE, IDLE, shared), ("preventive", "preventive", shared)]
    seats += [(name, "local", one) for name, one in own.items()]
    seats += [("federated", "federated", shared)]
    try:
        with (
            threadpool_limits(1),
            config_context(assume_finite=True, skip_parameter_validation=True),
        ):
            return [
                {
                    name: play_games(rules, strategy, None, world_of(one), deal, CYCLES).profit
                    for name, strategy, one in seats
                }
                | {ORACLE: play_oracle(rules, deal, CYCLES).profit}
                for rules in variants
            ]
    finally:
        for one in own.values():
            forget_models(one)
            forget_engines(one)


def _cell(place: Place, worlds: Sequence[Mapping[str, IntArray]], strata: IntArray) -> Cell:
    earned = {
        name: np.asarray(np.concatenate([world[name] for world in worlds]) / PER_GAME, np.float64)
        for name in worlds[0]
    }
    sizes = np.array([len(world[ORACLE]) for world in worlds])
    best = earned["federated"]
    return Cell(
        place,
        len(best),
        len(worlds),
        {name: round(float(profit.mean()), 1) for name, profit in earned.items()},
        {
            name: _margin(best, profit, sizes, strata)
            for name, profit in earned.items()
            if name not in ("federated", ORACLE)
        },
    )


def _margin(
    first: RealArray, second: RealArray, sizes: IntArray, strata: IntArray
) -> FederationMargin:
    more: RealArray = first - second
    won = float(np.mean(more > 0))
    return FederationMargin(
        round(float(more.mean()), 1),
        _rounded(mean_interval(more, sizes, strata), 1),
        round(won, 4),
        round(float(np.mean(more == 0)), 4),
        _rounded(share_interval(won, len(sizes)), 4),
    )


def _rounded(interval: Interval, digits: int) -> Interval:
    low, high = interval
    return round(low, digits), round(high, digits)


@dataclass(frozen=True)
class Map:
    """All cells of one seed."""

    seed: int
    cycles: int
    cells: tuple[Cell, ...]

    def at(self, place: Place) -> Cell:
        """Return what was found at a place.

        Examples
        --------
        >>> where_it_pays().at(Place()).margins["own"].mean > 0
        True
        """
        return {cell.place: cell for cell in self.cells}[place]

    def to_json(self) -> str:
        """Write the map, a cell a line."""
        lines = ",\n".join(json.dumps(asdict(cell)) for cell in self.cells)
        return f'{{"seed": {self.seed}, "cycles": {self.cycles}, "cells": [\n{lines}\n]}}\n'


FILE = files("game.evidence") / "where_it_pays.json"


@lru_cache(maxsize=1)
def where_it_pays() -> Map:
    """Return the map that stands in the repository."""
    values = json.loads(FILE.read_text(encoding="utf-8"))
    found = tuple(
        Cell(
            Place(**cell["place"]),
            cell["games"],
            cell["worlds"],
            cell["means"],
            {name: _margin_of(margin) for name, margin in cell["margins"].items()},
        )
        for cell in values["cells"]
    )
    return Map(values["seed"], values["cycles"], found)


def _margin_of(values: Mapping[str, Any]) -> FederationMargin:
    ends = {name: tuple(values[name]) for name in ("ci95", "won_ci95")}
    return FederationMargin(**{**values, **ends})
