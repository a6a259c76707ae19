"""What the levels of the way in show: computed with the engines, models and prices of a match."""

import itertools
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from data.simulator import is_fan
from data.trajectories import Trajectories
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import OUTSIDER, world_of
from game.rules.economics import age_rewards, balances, best_age, ledger, recommended_age
from game.rules.match import play_factory
from game.rules.scenario import DEFAULT, Scenario
from game.rules.strategies import IntArray
from game.text.language import t
from models.alarms import score_thresholds, stop_ages
from models.features import FEATURE_NAMES, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.server import federate
from models.metrics import mean_interval
from models.rul import RulModel, train_local, tune_local

RealArray = npt.NDArray[np.float64]

Columns = dict[str, list[float]]
"""A table to read or to save, by heading."""

THRESHOLDS = np.arange(1, 126)
"""Alarm thresholds that are compared, cycles."""

FEDERATION_SIZES = (1, 2, 3, 5, 10, 20)
"""Factories that train together, yours among them."""

MODEL_NUMBERS = len(FEATURE_NAMES) + 1
"""Of the linear model that a match's federation sends around: a weight each, and the intercept."""

PER = 1_000
"""Cycles of one slot, for which profits are given."""

_LIVES = 2_000  # lifetimes a service age is tried on
_ENGINES = 200  # histories a model is tried on


@dataclass(frozen=True, eq=False)
class Waiting:
    """A factory that waits for every failure; dollars after each cycle, (cycles,)."""

    earned: IntArray  # by running engines
    left: IntArray  # after failures have been paid for
    failures: int

    @property
    def taken(self) -> float:
        """Dollars that failures took of every $100 earned."""
        return 100 * (1 - float(self.left[-1]) / float(self.earned[-1]))

    def columns(self) -> Columns:
        """Return every 20th cycle."""
        cycles = np.arange(20, len(self.left) + 1, 20)
        return {
            t("cycle"): cycles.tolist(),
            t("earned, $"): self.earned[cycles - 1].tolist(),
            t("left after failures, $"): self.left[cycles - 1].tolist(),
        }


@lru_cache(maxsize=4)
def waiting(scenario: Scenario, seed: int) -> Waiting:
    """Let a factory wait for every failure until the scenario's last cycle."""
    fleet, end = SimulatedFleet(scenario, seed), scenario.cycles
    lives = play_factory(scenario, (), world_of(fleet), end).lives
    free = replace(scenario.economics, failure_cost=0)
    return Waiting(
        balances(lives, end, free),
        balances(lives, end, scenario.economics),
        ledger(lives, scenario.slots, end, scenario.economics).failed,
    )


@dataclass(frozen=True, eq=False)
class ServiceAges:
    """What every service age earns in the long run, and what four failures say of it."""

    known: IntArray  # lifetimes on record, cycles
    profit: RealArray  # of servicing at age 1, 2, ..., dollars per slot and 1,000 cycles
    optimum_of_known: int  # cycles; what would have earned most on those on record
    recommended: int  # cycles

    @property
    def best(self) -> int:
        """The age that earns most, cycles."""
        return best_age(self.profit)

    def at(self, age: int) -> float:
        """Return the profit at an age; beyond the longest life nothing is serviced."""
        return float(self.profit[min(age, len(self.profit)) - 1])

    def columns(self) -> Columns:
        """Return every 5th age."""
        ages = np.arange(5, len(self.profit) + 1, 5)
        return {
            t("service age, cycles"): ages.tolist(),
            t("profit, $"): self.profit[ages - 1].round().tolist(),
        }


@lru_cache(maxsize=4)
def service_ages(scenario: Scenario, seed: int) -> ServiceAges:
    """Try every service age on engines such as the factory will run."""
    fleet = SimulatedFleet(scenario, seed)
    lifetimes = fleet.lifetimes(np.array(fleet.archive(0), np.int64))
    return ServiceAges(
        lifetimes,
        PER * age_rewards(fleet.lifetimes(_played(fleet, _LIVES)), scenario.economics),
        recommended_age(lifetimes, scenario.economics, prudence=1),
        recommended_age(lifetimes, scenario.economics),
    )


@dataclass(frozen=True, eq=False)
class OwnModel:
    """What each alarm threshold of a factory's own model comes to; (thresholds,)."""

    known_fans: int  # among the failures it learned from
    profit: RealArray  # dollars per slot and 1,000 cycles
    failed_compressors: RealArray  # share of the engines with this wear that fail all the same
    failed_fans: RealArray
    compressors: int  # engines tried
    fans: int
    recommended: int  # cycles

    @property
    def best(self) -> int:
        """The threshold that earns most, cycles."""
        return int(THRESHOLDS[np.argmax(self.profit)])

    def columns(self) -> Columns:
        """Return every 5th threshold."""
        chosen = np.flatnonzero(THRESHOLDS % 5 == 0)
        return {
            t("threshold, cycles"): THRESHOLDS[chosen].tolist(),
            t("profit, $"): self.profit[chosen].round().tolist(),
            t("compressor engines that fail, %"): _percent(self.failed_compressors[chosen]),
            t("fan engines that fail, %"): _percent(self.failed_fans[chosen]),
        }


@lru_cache(maxsize=4)
def own_model(scenario: Scenario, seed: int) -> OwnModel:
    """Train on the factory's record, and try every threshold on engines it will run."""
    bench = _bench(scenario, seed)
    archive = np.array(bench.fleet.archive(0), np.int64)
    model = train_local(bench.fleet.histories(archive), scenario.local_strength)
    forecasts = bench.forecasts(model)
    failed = np.stack([bench.failed(forecasts, threshold) for threshold in THRESHOLDS.tolist()])
    return OwnModel(
        int(is_fan(archive, seed, scenario.fan_share).sum()),
        bench.profit(forecasts, THRESHOLDS),
        failed[:, ~bench.fan].mean(axis=1),
        failed[:, bench.fan].mean(axis=1),
        int(np.count_nonzero(~bench.fan)),
        int(np.count_nonzero(bench.fan)),
        scenario.local_threshold,
    )


@dataclass(frozen=True, eq=False)
class Joining:
    """What a model is worth when 1, 2, ... factories train it; (sizes,) as in FEDERATION_SIZES."""

    failed_fans: RealArray  # share of the engines with a wearing fan that fail all the same
    profit: RealArray  # dollars per slot and 1,000 cycles
    thresholds: tuple[int, ...]  # recommended, cycles
    bytes_moved: int  # in the largest federation
    raw_bytes: int  # that stayed at home there
    fans: int  # engines tried

    def columns(self) -> Columns:
        """Return a row for each size."""
        return {
            t("factories"): list(FEDERATION_SIZES),
            t("threshold, cycles"): list(self.thresholds),
            t("fan engines that fail, %"): _percent(self.failed_fans),
            t("profit, $"): self.profit.round().tolist(),
        }


@lru_cache(maxsize=4)
def joining(scenario: Scenario, seed: int) -> Joining:
    """Let federations of growing size train with the factory, on the engines it will run."""
    bench = _bench(scenario, seed)
    fleet, prices = bench.fleet, scenario.economics
    own, *others = _records(fleet)
    clients = [Client(ClientData.of(OUTSIDER, own)), *map(Client, ClientData.of_each(others))]
    tried = [(train_local(own, scenario.local_strength), scenario.local_threshold)]
    for size in FEDERATION_SIZES[1:]:
        federation = federate(InProcess(clients[:size]), prices, rng=fleet.training_generator())
        tried.append((federation.model, federation.threshold))
    lines = [(bench.forecasts(model), threshold) for model, threshold in tried]
    return Joining(
        np.array([bench.failed(*line)[bench.fan].mean() for line in lines]),
        np.array([bench.profit(line, np.array([threshold]))[0] for line, threshold in lines]),
        tuple(threshold for _, threshold in tried),
        federation.bytes_moved,
        federation.raw_bytes,
        int(np.count_nonzero(bench.fan)),
    )


@dataclass(frozen=True, eq=False)
class Gains:
    """What a shared model earns more than each factory's own, on the same engines."""

    percent: RealArray  # (factories,) of what the own model earns
    failures: int  # on record in each factory

    @property
    def mean(self) -> float:
        """Percent."""
        return float(self.percent.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """The mean's 95% interval over these factories (Student's), percent.

        They share the engines that they are tried on and the shared model: it says nothing of
        other engines or federations.
        """
        return mean_interval(self.percent)


@dataclass(frozen=True, eq=False)
class Fleets:
    """The gain from a shared model in two kinds of fleet."""

    mixed: Gains  # two faults, few failures on record
    single: Gains  # the level's own: one fault, many failures on record

    def columns(self) -> Columns:
        """Return a row for each factory."""
        return {
            t("factory"): list(range(1, len(self.single.percent) + 1)),
            t(
                "two faults, {failures} failures: gain, %", failures=self.mixed.failures
            ): self.mixed.percent.round(2).tolist(),
            t(
                "one fault, {failures} failures: gain, %", failures=self.single.failures
            ): self.single.percent.round(2).tolist(),
        }


def fleets(scenario: Scenario, seed: int) -> Fleets:
    """Compare a fleet with the default match's mix of faults and number of failures."""
    usual = replace(
        scenario,
        fan_share=DEFAULT.fan_share,
        archive_failures=DEFAULT.archive_failures,
        member_failures=DEFAULT.member_failures,
    )
    return Fleets(gains(usual, seed), gains(scenario, seed))


@lru_cache(maxsize=4)
def gains(scenario: Scenario, seed: int) -> Gains:
    """Compare every factory of a federation, with its own model and with the shared one.

    All of them hold as many failures as a member does and fly alike, so that each is tried on the
    same engines.
    """
    bench = _bench(scenario, seed)
    fleet, prices = bench.fleet, scenario.economics
    owns = _records(fleet)
    federation = federate(InProcess.of_each(owns), prices, rng=fleet.training_generator())
    shared = bench.earns(federation.model, federation.threshold)
    alone = np.array([bench.earns(*_trained(own, scenario)) for own in owns])
    return Gains(100 * (shared / alone - 1), scenario.archive_failures)


def _records(fleet: SimulatedFleet) -> list[Trajectories]:
    """Return the failures on record in the factory, and in each of the other members."""
    records = [np.array(failed, np.int64) for failed in (fleet.archive(0), *fleet.members)]
    together = fleet.histories(np.concatenate(records))
    bounds = np.cumsum([0, *map(len, records)])
    return [together.part(low, high) for low, high in itertools.pairwise(bounds)]


def _trained(own: Trajectories, scenario: Scenario) -> tuple[RulModel, int]:
    strength, threshold = scenario.local_strength, scenario.local_threshold
    if len(own) >= scenario.local_tuned_from:
        strength, threshold = tune_local(own, scenario.economics)
    return train_local(own, strength), threshold


@dataclass(frozen=True, eq=False)
class _Bench:
    """Engines on which models are tried; none of them is known to any factory."""

    fleet: SimulatedFleet
    engines: Trajectories
    table: RealArray  # features of their rows, (rows, features)
    fan: npt.NDArray[np.bool_]  # (engines,)

    def forecasts(self, model: RulModel) -> RealArray:
        return model.predict(self.table)

    def profit(self, forecasts: RealArray, thresholds: IntArray) -> RealArray:
        """Return dollars per slot and 1,000 cycles at each threshold."""
        engines, prices = self.engines, self.fleet.scenario.economics
        scores = score_thresholds(forecasts, engines.offsets, engines.lifetimes, prices, thresholds)
        return PER * scores.rates

    def earns(self, model: RulModel, threshold: int) -> float:
        return float(self.profit(self.forecasts(model), np.array([threshold]))[0])

    def failed(self, forecasts: RealArray, threshold: int) -> npt.NDArray[np.bool_]:
        """Say which engines fail before the alarm, (engines,)."""
        engines, lifetimes = self.engines, self.engines.lifetimes
        stops = stop_ages(forecasts, engines.offsets, lifetimes, np.array([threshold]))
        return np.asarray(stops[:, 0] == lifetimes)


@lru_cache(maxsize=4)
def _bench(scenario: Scenario, seed: int) -> _Bench:
    fleet = SimulatedFleet(scenario, seed)
    played = _played(fleet, _ENGINES)
    engines = fleet.histories(played)
    fan = is_fan(played, seed, scenario.fan_share)
    return _Bench(fleet, engines, features(engines), fan)


def _played(fleet: SimulatedFleet, count: int) -> IntArray:
    slots = fleet.scenario.slots
    return np.concatenate([fleet.ids(0, slot, 0, count // slots) for slot in range(slots)])


def _percent(shares: RealArray) -> list[float]:
    return [float(share) for share in (100 * shares).round(1)]
