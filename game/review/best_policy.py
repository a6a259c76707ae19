"""What a factory knew at each cycle of a match, and the best that could be made of it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from data.simulator import lifetimes, simulate
from data.trajectories import Trajectories
from game.fleet.cmapss import MatchFleet, RealFleet
from game.fleet.forecasters import LinearForecaster, world_of
from game.jobs import Memo
from game.review.redraws import RedrawnEngines, TrainedModel
from game.review.resampling import Advice, Timeline, timed_decisions_of, timelines
from game.rules.decisions import Decision, Knowledge
from game.rules.economics import age_rewards
from game.rules.match import (
    FactoryHistory,
    Forecaster,
    Seat,
    advance,
    advice_of,
    play_factory,
    start,
)
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import STRATEGIES, IntArray
from models.alarms import cautious, score_thresholds, threshold_grid
from models.features import features
from models.rul import RulModel

RealArray = npt.NDArray[np.float64]

MOST_CHECKPOINTS = 24
"""Cycles of a match at which a factory's knowledge is looked at; more only cost more."""

_SAMPLE_SEED = 18
_SAMPLED_LIVES = 1_000  # of each severity
_SAMPLED_HISTORIES = 480  # of all severities together
_MOST_SEVERITIES = 12
_OLDEST = 600  # cycles of service age
_UNLIKELY = 0.02  # severities with less weight than this are left out
_BANDWIDTH = 8.0  # cycles; smooths the sampled lives into a density


@dataclass(frozen=True, eq=False)
class KnowledgeTimeline:
    """What the first factory knew at each cycle of its match, and the models that this gives.

    Attributes
    ----------
    checkpoints : cycles, ascending; between two of them the knowledge of the former counts
    """

    fleet: MatchFleet
    history: FactoryHistory
    checkpoints: tuple[int, ...]
    _advice: dict[tuple[str, tuple[int, ...]], Advice] = field(default_factory=dict)

    def failed(self, cycle: int) -> tuple[int, ...]:
        """Return the engines whose failure is on record at a cycle, archive first."""
        return Knowledge.at(self.history.lives, self.fleet.archive(0), cycle).failed

    def advice(self, strategy: str, cycle: int) -> Advice:
        """Return the model trained on what was known at a cycle, and the recommended setting."""
        if STRATEGIES[strategy].setting is None:
            return None, None
        checkpoint = self.checkpoints[max(0, bisect_right(self.checkpoints, cycle) - 1)]
        key = strategy, self.failed(checkpoint)
        if key not in self._advice:
            knowledge, world = Knowledge(0, checkpoint, key[1]), world_of(self.fleet)
            forecaster, setting = advice_of(self.fleet.scenario, knowledge, world)(strategy)
            self._advice[key] = model_of(self.fleet, forecaster), setting
        return self._advice[key]


def model_of(fleet: MatchFleet, forecaster: Forecaster | None) -> TrainedModel | None:
    """Return what forecasts other engines as a forecaster of a match does its own; None from none.

    Where engines return, one that has been seen to fail needs a model that has not seen it.

    Raises
    ------
    TypeError
        A forecaster of another kind: who knows engines by their numbers alone cannot be tried on
        others, and a match with it would be weighed as if it forecast nothing.
    """
    if forecaster is None:
        return None
    if not isinstance(forecaster, LinearForecaster):
        raise TypeError(f"only a LinearForecaster can be weighed, got {type(forecaster).__name__}")
    returns = isinstance(fleet, RealFleet) and forecaster.model is not None
    return forecaster if returns else forecaster.model


def knowledge_of(
    fleet: MatchFleet, history: FactoryHistory, decisions: Sequence[Decision], end: int
) -> KnowledgeTimeline:
    """Return a factory's knowledge, with checkpoints where it trained or could have chosen."""
    unlocks = [cycle for cycle in history.unlocked.values() if cycle is not None]
    taken = [decision.cycle for decision in decisions]
    every = fleet.scenario.retrain_every
    cycles = {0, end, *range(every, end, every), *unlocks, *taken}
    return KnowledgeTimeline(fleet, history, thinned(cycle for cycle in cycles if cycle <= end))


def thinned(cycles: Iterable[int], most: int = MOST_CHECKPOINTS) -> tuple[int, ...]:
    """Return cycles in their order, evenly left out where there are too many.

    Examples
    --------
    >>> thinned([0, 900, 500, 700, 800], most=3)
    (0, 700, 900)
    """
    ordered = sorted(set(cycles))
    if len(ordered) <= most:
        return tuple(ordered)
    places = np.linspace(0, len(ordered) - 1, most).round().astype(int)
    return tuple(ordered[place] for place in places)


def follow(
    fleet: MatchFleet, decisions: Sequence[Decision], redraws: RedrawnEngines
) -> list[Timeline]:
    """Return what some decisions come to in each redraw, knowing what the match would have taught.

    Examples
    --------
    >>> from game.review.redraws import redraw
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = SimulatedFleet(DEFAULT, 7)
    >>> redraws = redraw(fleet, 2_000, range(2))
    >>> timeline = follow(fleet, [Decision(500, "preventive")], redraws)[0]
    >>> [(stretch.cycle, stretch.strategy, stretch.setting) for stretch in timeline]
    [(0, 'corrective', None), (500, 'preventive', 102)]
    """
    history = play_factory(fleet.scenario, decisions, world_of(fleet), redraws.end)
    knowledge = knowledge_of(fleet, history, decisions, redraws.end)
    return timelines(timed_decisions_of(history, decisions, redraws), redraws, knowledge.advice)


def best_policy(fleet: MatchFleet, end: int) -> tuple[Decision, ...]:
    """Return the decisions of a factory that makes the most of what it knows.

    It knows the rules, the laws by which engines wear and what its own factory has seen; not the
    seed, its severity or any engine to come. It climbs each rung the moment it unlocks, if that
    pays. Then, and at each retraining, it weighs the severities by the lifetimes on its record, and
    takes the strategy and setting with the highest expected profit per cycle in the long run, for
    the models that it can train at that moment, over engines drawn for this purpose. Real engines
    cannot be drawn: there it expects what those are worth that nobody plays.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.rules.scenario import DEFAULT
    >>> [decision.strategy for decision in best_policy(SimulatedFleet(DEFAULT, 7), 1_000)]
    ['federated']
    """
    world = world_of(fleet)
    scenario = fleet.scenario
    unlocked = play_factory(scenario, (), world, end).servicing_from
    retrainings = thinned(range(0, end, scenario.retrain_every), most=MOST_CHECKPOINTS // 2)
    moments = {*unlocked.values(), *retrainings}
    decisions: list[Decision] = []
    state, handed, taken = start(scenario, [Seat()], world), 0, None
    for moment in sorted(cycle for cycle in moments if cycle < end):
        choices = [name for name, cycle in unlocked.items() if cycle <= moment]
        if not choices:
            continue
        state = advance(state, {0: decisions[handed:]}, moment)
        handed = len(decisions)
        strategy, setting = _best(KnowledgeTimeline(fleet, state.histories[0], (moment,)), choices)
        if STRATEGIES[strategy].forecaster is not None or (strategy, setting) != taken:
            first = unlocked[strategy] == moment  # then it waits for the unlock, whenever that is
            decisions.append(Decision(0 if first else moment, strategy, setting, retrain=True))
        taken = strategy, setting
    return tuple(decisions)


def _best(knowledge: KnowledgeTimeline, choices: Sequence[str]) -> tuple[str, int]:
    (cycle,) = knowledge.checkpoints
    predictive = [name for name in choices if STRATEGIES[name].forecaster is not None]
    models = {name: knowledge.advice(name, cycle)[0] for name in predictive}
    return best_choice(knowledge.fleet, knowledge.failed(cycle), choices, models)


def best_choice(
    fleet: MatchFleet,
    failed: Sequence[int],
    choices: Sequence[str],
    models: Mapping[str, TrainedModel | None],
) -> tuple[str, int]:
    """Return the strategy and setting with the highest expected profit per cycle in the long run.

    Parameters
    ----------
    failed : engines whose failure is on record; their lifetimes tell how hard engines are used
    choices : strategies that may be taken
    models : of those of them that forecast; None: there is nothing to learn one from
    """
    scenario = fleet.scenario
    sample = _sample_of(fleet)
    weights = sample.weights(fleet.lifetimes(np.array(failed, np.int64)))
    likely = np.flatnonzero(weights > _UNLIKELY)
    options: list[tuple[float, str, int]] = []
    for name in choices:
        settings, rates = np.arange(1, _OLDEST + 1), sample.age_rates[likely]
        predictive = STRATEGIES[name].forecaster is not None
        if predictive:
            model = models[name]
            if model is None:
                continue
            settings = threshold_grid(scenario.economics.lead)
            rates = sample.threshold_rates(model, scenario, likely)
        expected = weights[likely] @ rates
        place = int(np.argmax(expected))
        if predictive and sample.ids is not None:
            # So few engines show few late alarms, and members have trained on some of them.
            careful = cautious(int(settings[place]), scenario.economics.lead)
            place = int(np.searchsorted(settings, min(careful, int(settings[-1]))))
        options.append((float(expected[place]), name, int(settings[place])))
    _, strategy, setting = max(options)
    return strategy, setting


@dataclass(frozen=True, eq=False)
class _Sample:
    """Engines of each severity that a scenario may draw, from which expectations are formed.

    Attributes
    ----------
    lives : (severities, engines) cycles
    age_rates : (severities, ages) dollars per slot and cycle of servicing at 1, 2, ... cycles
    histories : of fewer engines, of each severity
    tables : their features
    ids : of the same engines in their fleet, where they are real
    known : rates by models that hold nothing but their numbers: many of a room run the same one.
        They go with the sample, of which each is some 30 MB
    """

    lives: IntArray
    age_rates: RealArray
    histories: tuple[Trajectories, ...]
    tables: tuple[npt.NDArray[np.float32], ...]
    ids: IntArray | None = None
    known: Memo[tuple[RulModel, Economics, int], RealArray] = field(
        default_factory=lambda: Memo(8192)
    )

    def weights(self, lifetimes: IntArray) -> RealArray:
        """Return how likely each severity is, (severities,), after some lifetimes."""
        distance = (lifetimes[:, None] - self.lives[:, None, :]) / _BANDWIDTH
        density = np.exp(-0.5 * distance**2).mean(axis=2) + 1e-9
        scores = np.log(density).sum(axis=1)
        weights = np.exp(scores - scores.max())
        return np.asarray(weights / weights.sum())

    def threshold_rates(
        self, model: TrainedModel, scenario: Scenario, severities: IntArray
    ) -> RealArray:
        """Return dollars per slot and cycle of each threshold, (severities, thresholds)."""
        prices = scenario.economics
        return np.stack([self._rates(model, prices, number) for number in severities.tolist()])

    def _rates(self, model: TrainedModel, prices: Economics, severity: int) -> RealArray:
        """Return dollars per slot and cycle of each threshold at a severity, (thresholds,)."""
        if not isinstance(model, RulModel):
            return self._scored(model, prices, severity)
        key = model, prices, severity
        return self.known.recall(key, lambda: self._scored(model, prices, severity))

    def _scored(self, model: TrainedModel, prices: Economics, severity: int) -> RealArray:
        histories, grid = self.histories[severity], threshold_grid(prices.lead)
        forecasts = self._forecasts(model, severity)
        return score_thresholds(
            forecasts, histories.offsets, histories.lifetimes, prices, grid
        ).rates

    def _forecasts(self, model: TrainedModel, severity: int) -> RealArray:
        """Return forecasts in each row of a severity's histories, (rows,) cycles."""
        if isinstance(model, RulModel):
            table = self.tables[severity].astype(np.float64)
            return model.predict(table)
        if self.ids is None:
            raise TypeError("only real engines can have been seen to fail")
        lengths = self.histories[severity].lengths
        tenths = model.forecasts(self.ids)
        return np.asarray(tenths[np.arange(tenths.shape[1]) < lengths[:, np.newaxis]] / 10)


def _sample_of(fleet: MatchFleet) -> _Sample:
    if isinstance(fleet, RealFleet):
        return _real_sample(fleet)
    scenario = fleet.scenario
    rules = scenario.fan_share, scenario.severities, scenario.fan_wear
    return _sample(*rules, scenario.economics)


@lru_cache(maxsize=4)
def _real_sample(fleet: RealFleet) -> _Sample:
    """Return the engines that are not played, as those of a single severity."""
    histories = fleet.histories(fleet.others)
    lives = histories.lifetimes
    rates = _rates(lives, fleet.scenario.economics)
    return _Sample(lives[np.newaxis], rates[np.newaxis], (histories,), (), fleet.others)


def _rates(lives: IntArray, economics: Economics) -> RealArray:
    """Return dollars per slot and cycle of servicing at 1, 2, ... cycles, (ages,)."""
    rewards = age_rewards(lives, economics)
    return np.asarray(rewards[np.minimum(np.arange(_OLDEST), len(rewards) - 1)])


@lru_cache(maxsize=2)
def _sample(
    fan_share: float, severities: tuple[float, ...], fan_wear: str, economics: Economics
) -> _Sample:
    distinct = np.unique(severities)
    if len(distinct) > _MOST_SEVERITIES:
        distinct = np.quantile(distinct, np.linspace(0, 1, _MOST_SEVERITIES))
    each = _SAMPLED_HISTORIES // len(distinct)
    lives, rates, histories = [], [], []
    for number, severity in enumerate(distinct.tolist()):
        ids = number * _SAMPLED_LIVES + np.arange(_SAMPLED_LIVES)
        lives.append(lifetimes(ids, _SAMPLE_SEED, fan_share, severity, fan_wear))
        rates.append(_rates(lives[-1], economics))
        histories.append(simulate(ids[:each], _SAMPLE_SEED, fan_share, severity, fan_wear))
    tables = tuple(features(engines).astype(np.float32) for engines in histories)
    return _Sample(np.stack(lives), np.stack(rates), tuple(histories), tables)
