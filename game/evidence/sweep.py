"""Clusters of a comparison, each learned once, so that any setting is answered at once.

What takes time in a cluster is training. Whoever keeps the models of cycle 0 for a whole game needs
no more of them than the age at which each threshold stops each engine; see
``docs/adr/0006-evidence-while-you-look.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.evidence.alone import Alone, alone
from game.evidence.clusters import ClusterTask, dealt, pooled
from game.evidence.contestants import contestants, kind_of, strategy_of, world_for
from game.fleet.engines import SimulatedFleet
from game.fleet.engines import forget as forget_engines
from game.fleet.forecasters import forget as forget_models
from game.rules.decisions import Knowledge
from game.rules.economics import long_run, profits
from game.rules.games import Deal, play_oracle
from game.rules.lives import Slots, live
from game.rules.match import Forecaster, advice_of
from game.rules.scenario import DEFAULT, Economics, Scenario
from game.rules.strategies import NEVER, IntArray

RealArray = npt.NDArray[np.float64]

SCENARIO = replace(DEFAULT, retrain_every=DEFAULT.cycles)
"""Everything unlocked; models and recommended settings are those of cycle 0 to the end."""


def ahead(lead: int) -> Scenario:
    """Return the same where a service is ordered so many cycles ahead.

    Raises
    ------
    ScenarioError
        Nobody orders so far ahead.

    Examples
    --------
    >>> ahead(40).economics.lead, ahead(0) == SCENARIO
    (40, True)
    """
    return replace(SCENARIO, economics=replace(SCENARIO.economics, lead=lead))


HORIZONS = (500, 1_000, 2_000, 4_000)
"""Cycles after which it is seen who has earned most."""


def settings_tried(row: str) -> IntArray:
    """Return the settings of a row that are tried in every game, (settings,) cycles.

    Examples
    --------
    >>> settings_tried("local")[[0, -1]], settings_tried("corrective")
    (array([  1, 125]), array([], dtype=int64))
    """
    form = kind_of(row).setting
    if form is None:
        return np.empty(0, np.int64)
    return np.union1d(form.tried, [] if form.original is None else [form.original]).astype(np.int64)


class Earned(NamedTuple):
    """What came of games at each of some horizons; the last axis counts the games."""

    profit: IntArray  # dollars
    services: IntArray  # that were booked


@dataclass(frozen=True, eq=False)
class SweptCluster:
    """The games of one cluster and all that is needed to play any setting in them.

    Attributes
    ----------
    economics : of all its games
    deal : which engines run in the slots of each game
    alarms : by row, (thresholds, engines) age at which a threshold of 1, 2, ... stops them
    recommended : by row, cycles
    oracle : of the ceiling, (horizons, games) each
    swept : by row, (settings,) dollars a game at each of ``settings_tried``, in the long run:
        where a match ends says nothing of a setting
    alone : what the factory could have done alone
    """

    economics: Economics
    deal: Deal
    alarms: Mapping[str, IntArray]
    recommended: Mapping[str, int]
    oracle: Earned
    swept: Mapping[str, RealArray]
    alone: Alone

    def stops(self, row: str, setting: int | None) -> IntArray:
        """Return the age at which a row would stop each engine, (engines,) cycles."""
        if kind_of(row).setting is None:
            return np.full(len(self.deal.lifetimes), NEVER)
        if setting is None:
            setting = self.recommended[row]
        if row in self.alarms:
            return np.asarray(self.alarms[row][setting - 1])
        return np.full(len(self.deal.lifetimes), setting)

    def long_run(self, stops: IntArray) -> RealArray:
        """Return what rules earn in the long run, (rules,) dollars for as long as a game takes.

        Parameters
        ----------
        stops : (rules, engines) age at which each is stopped, cycles; its service begins ``lead``
            cycles later
        """
        per_game = self.deal.slots * HORIZONS[-1]
        serviced = stops + self.economics.lead
        return per_game * long_run(self.deal.lifetimes, serviced, self.economics)


def earned_by(clusters: Sequence[SweptCluster], row: str, setting: int | None) -> Earned:
    """Return what a factory earns in each game of some clusters, (horizons, games) each."""
    deal = Deal.joined([cluster.deal for cluster in clusters])
    stops = np.concatenate([cluster.stops(row, setting) for cluster in clusters])
    found = earned(deal, stops[np.newaxis], clusters[0].economics)
    return Earned(*(each[:, 0] for each in found))


def earned(
    deal: Deal, stops: IntArray, economics: Economics, horizons: Sequence[int] = HORIZONS
) -> Earned:
    """Return what factories earn that never change their minds.

    Parameters
    ----------
    stops : (rules, engines) age at which each is stopped, cycles
    horizons : cycles, ascending

    Returns
    -------
    (horizons, rules, games) each

    Examples
    --------
    >>> deal = Deal(np.array([0]), np.array([150]), np.array([[[0]]]))
    >>> found = earned(deal, np.array([[100]]), Economics(), [100, 101, 150])
    >>> found.profit.tolist(), found.services.tolist()
    ([[[30000]], [[20000]], [[29000]]], [[[0]], [[1]], [[1]]])
    """
    slots, fates = Slots.new(len(stops) * deal.places), deal.fates(stops)
    found = Earned(*np.empty((2, len(horizons), len(stops) * deal.games), np.int64))
    for number, horizon in enumerate(horizons):
        slots, _ = live(slots, 0, horizon, fates, economics, end=horizon)
        booked = profits(slots, deal.slots, horizon, economics)
        found.profit[number], found.services[number], _ = booked
    return Earned(*(each.reshape(len(horizons), len(stops), deal.games) for each in found))


def sweep(task: ClusterTask) -> SweptCluster:
    """Train in a cluster what its games need, and keep what they need of it."""
    scenario = task.scenario
    fleet, played = pooled(scenario, task.seed)
    deal = dealt(fleet, played, task.seed, task.games)
    try:
        advice = _first_advice(fleet)
        alarms = {
            name: _alarms(name, model.forecasts(played))
            for name, (model, _) in advice.items()
            if model is not None
        }
        otherwise = alone(fleet, played)
    finally:  # nobody will ask again, and those who play need the room
        forget_models(fleet)
        forget_engines(fleet)
    ceilings = [play_oracle(scenario, deal, end) for end in HORIZONS]
    cluster = SweptCluster(
        economics=scenario.economics,
        deal=deal,
        alarms=alarms,
        recommended={name: setting for name, (_, setting) in advice.items()},
        oracle=Earned(
            np.array([one.profit for one in ceilings]), np.array([one.services for one in ceilings])
        ),
        swept={},
        alone=otherwise,
    )
    return replace(cluster, swept={name: _swept(cluster, name) for name in cluster.recommended})


def _first_advice(fleet: SimulatedFleet) -> dict[str, tuple[Forecaster | None, int]]:
    """Return what each row that services begins with: its model and recommended setting."""
    scenario, knowledge = fleet.scenario, Knowledge(0, 0, fleet.archive(0))
    return {
        row: advice_of(scenario, knowledge, world_for(row, fleet))(strategy_of(row))
        for row in contestants(scenario)
        if kind_of(row).setting is not None
    }


def _alarms(row: str, forecasts: np.ndarray) -> IntArray:
    kind = kind_of(row)
    if kind.setting is None:
        raise TypeError(f"{row} has no setting to try")
    ones = np.ones(len(forecasts), np.int64)
    thresholds = range(1, kind.setting.high + 1)
    return np.stack([kind.make(setting).stop_ages(ones, forecasts) for setting in thresholds])


def _swept(cluster: SweptCluster, row: str) -> RealArray:
    settings = settings_tried(row).tolist()
    return cluster.long_run(np.stack([cluster.stops(row, setting) for setting in settings]))


def swept_clusters(tasks: Sequence[ClusterTask]) -> Iterator[tuple[SweptCluster, ...]]:
    """Learn clusters one after another, and tell all that are known after each."""
    learned: Iterator[tuple[SweptCluster, ...]] = ((sweep(task),) for task in tasks)
    return accumulate(learned)
