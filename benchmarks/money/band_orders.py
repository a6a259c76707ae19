"""What settings that follow the band earn: by the least expected cost over it, engine by engine or
as one threshold, beside the settings that stand.

``python -m benchmarks band_orders`` takes two minutes. Thousand dollars per slot and 1,000 cycles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from game.fleet.bands import federated_residuals
from game.fleet.engines import SimulatedFleet
from game.rules.scenario import DEFAULT, Scenario
from models.alarms import (
    PriceList,
    ThresholdRule,
    careful_rule,
    round_forecast,
    score_thresholds,
    usual_rule,
)
from models.band import cells, costs_of_waiting, enough, threshold_over
from models.features import IntArray, RealArray, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.server import average
from models.metrics import mean_interval
from models.rul import RulModel

SEED, FEDERATIONS, ENGINES_PER_SLOT, LEADS = 271_828, 40, 40, (0, 20, 40, 60)
THRESHOLDS = np.arange(1, 126)
USUAL, PRICED, BAND, EACH = "usual", "by prices", "by the band", "by the band, engine by engine"


@dataclass(frozen=True, eq=False)
class Known:
    """A federation, what it knows, and the engines that judge its settings."""

    model: RulModel
    members: list[ClientData]
    counts: IntArray  # of residuals, models.band.SHAPE
    forecasts: RealArray  # of the engines that judge, (rows,)
    ages: IntArray
    offsets: IntArray
    lifetimes: IntArray

    def pooled(self, prices: PriceList, rule: ThresholdRule) -> tuple[int, float]:
        """Return the threshold that a rule makes of the members' engines, and the best rate."""
        scores = [
            score_thresholds(
                self.model.predict(own.table), own.offsets, own.lifetimes, prices, rule.grid
            )
            for own in self.members
        ]
        together = reduce(add, scores)
        return rule.choose(together), float(together.rates.max())

    def earned(self, prices: PriceList) -> RealArray:
        """Return what each threshold earns."""
        return score_thresholds(
            self.forecasts, self.offsets, self.lifetimes, prices, THRESHOLDS
        ).rates

    def each(self, prices: PriceList, rate: float) -> float:
        """Return what it earns to order each engine as soon as waiting costs more, at its age."""
        bins = np.ndindex(self.counts.shape[:2])
        own = np.array([enough(self.counts, place) for place in bins]).reshape(self.counts.shape)
        costs = np.array(
            [costs_of_waiting(own[:, age], prices, rate) for age in range(own.shape[1])]
        )
        _, age = cells(self.forecasts, self.ages)
        place = np.clip(self.forecasts.astype(np.int64), 1, len(THRESHOLDS)) - 1
        # A forecast of 0 sets off the alarm, one of 1 does not.
        alarms = np.where(costs[age, place] > 0, 0.0, 1.0)
        scores = score_thresholds(alarms, self.offsets, self.lifetimes, prices, np.array([1]))
        return float(scores.rates[0])

    def settings(self, prices: PriceList) -> tuple[Mapping[str, int], float]:
        """Return the threshold of each way to recommend one, and the members' best rate."""
        failures = sum(len(own.lifetimes) for own in self.members)
        usual, rate = self.pooled(prices, usual_rule(prices.lead))
        priced, _ = self.pooled(prices, careful_rule(failures))
        return {USUAL: usual, PRICED: priced, BAND: threshold_over(self.counts, prices, rate)}, rate


def known(scenario: Scenario, seed: int) -> Known:
    """Train a scenario's federation, all its factories members."""
    fleet = SimulatedFleet(scenario, seed)
    owns = [*fleet.members, fleet.archive(0)]
    members = ClientData.of_each([fleet.histories(np.array(own)) for own in owns])
    clients = [Client(own) for own in members]
    rng = fleet.training_generator()
    model = average(InProcess(clients), rng=rng)
    counts = federated_residuals(clients, sum(map(len, owns)), rng).counts
    played = [fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in range(scenario.slots)]
    engines = fleet.histories(np.concatenate(played))
    forecasts = round_forecast(model.predict(features(engines)))
    return Known(
        model, members, counts, forecasts, engines.ages, engines.offsets, engines.lifetimes
    )


def rows() -> Iterator[tuple[str, str]]:
    """Print what each way earns, less the usual one on the same engines, with its interval."""
    few = replace(DEFAULT, federation_size=6, fan_wear="whole")
    for name, scenario, leads in (("20", DEFAULT, LEADS), ("6, fans to their end", few, (40,))):
        seeds = np.random.SeedSequence(SEED).generate_state(FEDERATIONS).tolist()
        federations = [known(scenario, seed) for seed in seeds]
        for lead in leads:
            prices = PriceList.of(DEFAULT.economics)._replace(lead=lead)
            yield from compared(f"factories {name}, lead {lead}", federations, prices)


def compared(
    name: str, federations: Sequence[Known], prices: PriceList
) -> Iterator[tuple[str, str]]:
    """Print what each way earns at some prices."""
    earned: dict[str, list[float]] = {way: [] for way in (USUAL, PRICED, BAND, EACH)}
    chosen: dict[str, list[int]] = {way: [] for way in (USUAL, PRICED, BAND)}
    hindsight = []
    for one in federations:
        rates, (settings, rate) = one.earned(prices), one.settings(prices)
        hindsight.append(rates)
        for way, setting in settings.items():
            chosen[way].append(setting)
            earned[way].append(rates[setting - 1])
        earned[EACH].append(one.each(prices, rate))
    best = np.mean(hindsight, axis=0)
    yield f"{name}, best in hindsight", f"{best.max():.1f} at {best.argmax() + 1}"
    for way, values in earned.items():
        more = np.array(values) - np.array(earned[USUAL])
        low, high = mean_interval(more)
        against = "" if way == USUAL else f", {more.mean():+.1f} ({low:+.1f} to {high:+.1f})"
        at = f" at {min(chosen[way])} to {max(chosen[way])}" if way in chosen else ""
        yield f"{name}, {way}", f"{np.mean(values):.1f}{at}{against}"
