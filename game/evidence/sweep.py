"""Worlds of a comparison, each learned once, so that any setting is answered at once.

What takes time in a world is training. Whoever keeps the models of cycle 0 for a whole game needs
no more of them than the age at which each threshold stops each engine; see
``docs/adr/0006-evidence-while-you-look.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.evidence.clusters import WorldTask, dealt, pooled
from game.fleet.engines import forget as forget_engines
from game.fleet.forecasters import forget as forget_models
from game.fleet.forecasters import world_of
from game.rules.decisions import Knowledge
from game.rules.economics import recommended_age
from game.rules.games import play_oracle
from game.rules.lives import chain
from game.rules.scenario import DEFAULT, Economics
from game.rules.strategies import NEVER, STRATEGIES, IntArray

SCENARIO = replace(DEFAULT, retrain_every=DEFAULT.cycles)
"""Everything unlocked; models and recommended settings are those of cycle 0 to the end."""

HORIZONS = (500, 1_000, 2_000, 4_000)
"""Cycles after which it is seen who has earned most."""


def settings_tried(strategy: str) -> IntArray:
    """Return the settings of a strategy that are tried in every game, (settings,) cycles.

    Examples
    --------
    >>> settings_tried("local")[[0, -1]], settings_tried("corrective")
    (array([  1, 125]), array([], dtype=int64))
    """
    form = STRATEGIES[strategy].setting
    if form is None:
        return np.empty(0, np.int64)
    return np.union1d(form.tried, [] if form.original is None else [form.original]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class KnownWorld:
    """The games of one world and all that is needed to play any setting in them.

    Attributes
    ----------
    lifetimes : (engines,) cycles
    order : (places, depth) which engines run in each slot of each game, one after the other
    slots : of each game
    alarms : by strategy, (thresholds, engines) age at which a threshold of 1, 2, ... stops them
    recommended : by strategy, cycles
    oracle : (horizons, games) dollars
    swept : by strategy, (settings, games) dollars after the last horizon at each of
        ``settings_tried``
    """

    lifetimes: IntArray
    order: IntArray
    slots: int
    alarms: Mapping[str, IntArray]
    recommended: Mapping[str, int]
    oracle: IntArray
    swept: Mapping[str, IntArray]

    @property
    def games(self) -> int:
        return len(self.order) // self.slots

    def stops(self, strategy: str, setting: int | None) -> IntArray:
        """Return the age at which a strategy stops each engine, (engines,) cycles."""
        if STRATEGIES[strategy].setting is None:
            return np.full(len(self.lifetimes), NEVER)
        if setting is None:
            setting = self.recommended[strategy]
        if strategy in self.alarms:
            return np.asarray(self.alarms[strategy][setting - 1])
        return np.full(len(self.lifetimes), setting)

    def profits(self, strategy: str, setting: int | None) -> IntArray:
        """Return what a factory earns in each game, (horizons, games) dollars."""
        stops = self.stops(strategy, setting)
        return earned(self.lifetimes, stops, self.order, self.slots, SCENARIO.economics)


def earned(
    lifetimes: IntArray,
    stops: IntArray,
    order: IntArray,
    slots: int,
    economics: Economics,
    horizons: Sequence[int] = HORIZONS,
) -> IntArray:
    """Return the profit of factories that never change their minds, (horizons, games) dollars.

    Parameters
    ----------
    lifetimes : (engines,) cycles
    stops : (engines,) age at which each is stopped, cycles
    order : (places, depth) engines of each slot; after the last one it begins again
    slots : of each game

    Examples
    --------
    >>> earned(np.array([150]), np.array([100]), np.array([[0]]), 1, Economics(), [100, 101, 150])
    array([[30000],
           [20000],
           [29000]])
    """
    end = max(horizons)
    while True:
        start = np.zeros(len(order), np.int64)
        begins, ran, failed = chain(start, lifetimes[order], stops[order], economics)
        if begins[:, -1].min() >= end:
            break
        order = np.tile(order, 2)
    begins = begins[:, :-1]
    costs = np.where(failed, economics.failure_cost, economics.service_cost)
    ends = begins + ran
    return np.array(
        [
            (
                np.clip(horizon - begins, 0, ran) * economics.running_income
                - np.where(ends < horizon, costs, 0)
            )
            .sum(axis=1)
            .reshape(-1, slots)
            .sum(axis=1)
            for horizon in horizons
        ]
    )


def know(task: WorldTask) -> KnownWorld:
    """Train in a world what its games need, and keep what they need of it."""
    scenario = task.scenario
    fleet, played = pooled(scenario, task.seed)
    deal = dealt(fleet, played, task.seed, task.games)
    archive = tuple(dict.fromkeys(fleet.archive(0)))
    trainers = world_of(fleet).trainers
    try:
        makers = {
            name: trainers[kind.forecaster](Knowledge(0, 0, archive, ()))
            for name, kind in STRATEGIES.items()
            if kind.forecaster is not None
        }
        alarms = {name: _alarms(name, maker.forecasts(played)) for name, maker in makers.items()}
    finally:  # nobody will ask again, and those who play need the room
        forget_models(fleet)
        forget_engines(fleet)
    age = recommended_age(fleet.lifetimes(np.array(archive, np.int64)), scenario.economics)
    world = KnownWorld(
        lifetimes=deal.lifetimes,
        order=deal.order.reshape(deal.places, -1),
        slots=deal.slots,
        alarms=alarms,
        recommended={
            **{name: age for name, kind in STRATEGIES.items() if kind.scheduled},
            **{name: maker.recommended for name, maker in makers.items()},
        },
        oracle=np.array([play_oracle(scenario, deal, end).profit for end in HORIZONS]),
        swept={},
    )
    return replace(world, swept={name: _swept(world, name) for name in world.recommended})


def _alarms(strategy: str, forecasts: np.ndarray) -> IntArray:
    form = STRATEGIES[strategy].setting
    if form is None:
        raise TypeError(f"{strategy} has no setting to try")
    ones = np.ones(len(forecasts), np.int64)
    make = STRATEGIES[strategy].make
    thresholds = range(1, form.high + 1)
    return np.stack([make(setting).stop_ages(ones, forecasts) for setting in thresholds])


def _swept(world: KnownWorld, strategy: str) -> IntArray:
    return np.concatenate(
        [
            earned(
                world.lifetimes,
                world.stops(strategy, setting),
                world.order,
                world.slots,
                SCENARIO.economics,
                HORIZONS[-1:],
            )
            for setting in settings_tried(strategy).tolist()
        ]
    )


def known_worlds(tasks: Sequence[WorldTask]) -> Iterator[tuple[KnownWorld, ...]]:
    """Learn worlds one after another, and tell all that are known after each."""
    known: tuple[KnownWorld, ...] = ()
    for task in tasks:
        known = (*known, know(task))
        yield known
