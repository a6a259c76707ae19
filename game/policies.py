"""What a factory knew at each cycle of a match, and the best that could be made of it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from data.simulator import lifetimes, simulate
from data.trajectories import Trajectories
from game.economics import age_rewards, recommended_age
from game.factory import Outcome
from game.fleet import SimulatedFleet
from game.match import Decision, FactoryHistory, Knowledge, play_factory
from game.scenario import Economics, Scenario
from game.strategies import STRATEGIES, IntArray
from game.trainers import (
    LinearForecaster,
    federated_forecaster,
    local_forecaster,
    rewards_of,
    world_of,
)
from models.features import features
from models.rul import THRESHOLD_GRID, RulModel, round_forecast, score_thresholds

RealArray = npt.NDArray[np.float64]

LADDER = tuple(name for name, kind in STRATEGIES.items() if kind.setting is not None)
"""The strategies that service engines, in the order of the ladder."""

PREDICTIVE = tuple(name for name in LADDER if STRATEGIES[name].forecaster is not None)

_SAMPLE_SEED = 18
_SAMPLED_LIVES = 1_000  # of each severity
_SAMPLED_HISTORIES = 480  # of all severities together
_MOST_SEVERITIES = 12
_BANDWIDTH = 8.0  # cycles; smooths the sampled lives into a density


@dataclass(frozen=True, eq=False)
class Mind:
    """What a factory knew at each cycle of its match, and the models that this would give."""

    fleet: SimulatedFleet
    history: FactoryHistory
    factory: int = 0

    def failed(self, cycle: int) -> tuple[int, ...]:
        """Return the engines whose failure is on record at a cycle, archive first."""
        lives = self.history.lives
        failures = lives.where((lives.outcome == Outcome.FAILURE) & (lives.ends <= cycle))
        seen = failures.engine_id[np.lexsort((failures.slot, failures.ends))].tolist()
        return tuple(dict.fromkeys([*self.fleet.archive(self.factory), *seen]))

    def forecaster(self, strategy: str, cycle: int) -> LinearForecaster:
        """Return the forecaster that a strategy would have trained at a cycle."""
        failed = self.failed(cycle)
        if strategy == "local":
            return local_forecaster(self.fleet, failed)
        return federated_forecaster(self.fleet, Knowledge(self.factory, cycle, failed, ()))

    def advice(self, strategy: str, cycle: int) -> tuple[RulModel | None, int | None]:
        """Return the model trained on what was known at a cycle, and the recommended setting."""
        kind = STRATEGIES[strategy]
        if kind.setting is None:
            return None, None
        if kind.forecaster is None:
            known = np.array(self.failed(cycle), np.int64)
            return None, recommended_age(self.fleet.lifetimes(known), self.fleet.scenario.economics)
        maker = self.forecaster(strategy, cycle)
        return maker.model, maker.recommended


def best_policy(fleet: SimulatedFleet, end: int) -> tuple[Decision, ...]:
    """Return the decisions of a factory that makes the most of what it knows.

    It knows the rules, the laws by which engines wear and what its own factory has seen; not the
    seed, its severity or any engine to come. It climbs each rung the moment it unlocks, if that
    pays. Then, and at each retraining, it weighs the severities by the lifetimes on its record, and
    takes the strategy and setting with the highest expected profit per cycle in the long run, for
    the models that it can train at that moment, over engines drawn for this purpose.

    Examples
    --------
    >>> from game.scenario import DEFAULT
    >>> [decision.strategy for decision in best_policy(SimulatedFleet(DEFAULT, 7), 1_000)]
    ['federated']
    """
    world = world_of(fleet)
    scenario = fleet.scenario
    idle = play_factory(scenario, 0, (), world, end)
    unlocked = {name: cycle for name in LADDER if (cycle := idle.unlocked[name]) is not None}
    moments = {*unlocked.values(), *range(0, end, scenario.retrain_every)}
    decisions: list[Decision] = []
    taken = None
    for moment in sorted(cycle for cycle in moments if cycle < end):
        choices = [name for name, cycle in unlocked.items() if cycle <= moment]
        if not choices:
            continue
        history = play_factory(scenario, 0, decisions, world, moment) if moment else idle
        strategy, setting = _best(Mind(fleet, history), choices, moment)
        if strategy in PREDICTIVE or (strategy, setting) != taken:
            first = unlocked[strategy] == moment  # then it waits for the unlock, whenever that is
            decisions.append(Decision(0 if first else moment, strategy, setting, retrain=True))
        taken = strategy, setting
    return tuple(decisions)


def _best(mind: Mind, choices: list[str], cycle: int) -> tuple[str, int]:
    scenario = mind.fleet.scenario
    sample = _sample(scenario.fan_share, scenario.severities, scenario.economics)
    known = mind.fleet.lifetimes(np.array(mind.failed(cycle), np.int64))
    weights = sample.weights(known)
    best: tuple[float, str, int] | None = None
    for name in choices:
        if name in PREDICTIVE:
            model = mind.forecaster(name, cycle).model
            if model is None:
                continue
            settings, rates = THRESHOLD_GRID, weights @ sample.threshold_rates(model, scenario)
        else:
            rates = weights @ sample.age_rates
            settings = np.arange(1, len(rates) + 1)
        place = int(np.argmax(rates))
        if best is None or rates[place] > best[0]:
            best = float(rates[place]), name, int(settings[place])
    if best is None:
        raise RuntimeError("no unlocked strategy has anything to go by")
    return best[1], best[2]


@dataclass(frozen=True, eq=False)
class _Sample:
    """Engines of each severity that a scenario may draw, from which expectations are formed.

    Attributes
    ----------
    lives : (severities, engines) cycles
    age_rates : (severities, ages) dollars per slot and cycle of servicing at 1, 2, ... cycles
    histories : of fewer engines, of each severity
    tables : their features
    """

    lives: IntArray
    age_rates: RealArray
    histories: tuple[Trajectories, ...]
    tables: tuple[npt.NDArray[np.float32], ...]

    def weights(self, known: IntArray) -> RealArray:
        """Return how likely each severity is, (severities,), after some lifetimes."""
        distance = (known[:, None] - self.lives[:, None, :]) / _BANDWIDTH
        density = np.exp(-0.5 * distance**2).mean(axis=2) + 1e-9
        scores = np.log(density).sum(axis=1)
        weights = np.exp(scores - scores.max())
        return np.asarray(weights / weights.sum())

    def threshold_rates(self, model: RulModel, scenario: Scenario) -> RealArray:
        """Return dollars per slot and cycle of each threshold, (severities, thresholds)."""
        rates = []
        for histories, table in zip(self.histories, self.tables, strict=True):
            scores = score_thresholds(
                round_forecast(model.predict(table.astype(np.float64))),
                histories.offsets,
                histories.lifetimes,
                rewards_of(scenario),
            )
            rates.append(scores.reward / scores.time)
        return np.stack(rates)


@lru_cache(maxsize=2)
def _sample(fan_share: float, severities: tuple[float, ...], economics: Economics) -> _Sample:
    distinct = np.unique(severities)
    if len(distinct) > _MOST_SEVERITIES:
        distinct = np.quantile(distinct, np.linspace(0, 1, _MOST_SEVERITIES))
    each = _SAMPLED_HISTORIES // len(distinct)
    ages = np.arange(STRATEGIES["preventive"].setting.high)  # type: ignore[union-attr]
    lives, rates, histories = [], [], []
    for number, severity in enumerate(distinct.tolist()):
        ids = number * _SAMPLED_LIVES + np.arange(_SAMPLED_LIVES)
        lives.append(lifetimes(ids, _SAMPLE_SEED, fan_share, severity))
        found = age_rewards(lives[-1], economics)
        rates.append(found[np.minimum(ages, len(found) - 1)])
        histories.append(simulate(ids[:each], _SAMPLE_SEED, fan_share, severity))
    tables = tuple(features(some).astype(np.float32) for some in histories)
    return _Sample(np.stack(lives), np.stack(rates), tuple(histories), tables)
