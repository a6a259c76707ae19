"""How much life is likely left: what a training says of its own forecasts, where rules want it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.trajectories import Trajectories
from game.fleet.own_model import fair_forecasts, federated_rule
from game.rules.scenario import Scenario
from models.alarms import ThresholdRule, round_forecast
from models.band import Band, band_of, count, rule_over
from models.features import IntArray
from models.federated.client import Client, InProcess
from models.federated.messages import Meter
from models.federated.residuals import ask_residuals, left_out_residuals
from models.federated.server import average
from models.rul import RulModel


class Residuals(NamedTuple):
    """What forecasts missed by on engines that their models had not seen, and what it took."""

    counts: IntArray  # models.band.SHAPE
    engines: int
    bytes_moved: int = 0  # between the clients and the server

    def joined(self, other: "Residuals") -> "Residuals":
        """Return those of both; what came first has moved before."""
        return Residuals(
            self.counts + other.counts, self.engines + other.engines, other.bytes_moved
        )

    def handed_out(self, clients: int) -> tuple[Band | None, int]:
        """Return the band that goes to each client, if any was judged, and the bytes of it all."""
        if not self.counts.any():
            return None, self.bytes_moved
        band = band_of(self.counts, self.engines)
        return band, self.bytes_moved + clients * len(band.to_bytes())


def wanted(scenario: Scenario) -> bool:
    """Return whether a federation's members count what its forecasts miss by."""
    return scenario.band or scenario.advice == "band"


def rule_of(scenario: Scenario, failures: int, residuals: Residuals | None) -> ThresholdRule:
    """Return how a federation that has seen so many failures chooses its threshold.

    Where nobody was judged, as everywhere where settings do not follow the band.
    """
    if scenario.advice == "band" and residuals is not None and residuals.counts.any():
        return rule_over(residuals.counts, scenario.economics)
    return federated_rule(scenario, failures)


def own_band(scenario: Scenario, histories: Trajectories) -> Band | None:
    """Return the band of a factory's own model, from leaving out one engine at a time.

    Rows of one engine are much alike, and engines are few: it is as wide as that asks. None where
    the scenario wants no band, and for a single engine.
    """
    if not scenario.band or len(histories) < 2:
        return None
    forecasts = round_forecast(fair_forecasts(scenario, histories))
    counts = count(forecasts, histories.ages, histories.rul)
    return band_of(counts, len(histories), groups=len(histories))


def federated_residuals(
    clients: Sequence[Client], engines: int, rng: np.random.Generator
) -> Residuals:
    """Return what models of all other members miss by.

    Parameters
    ----------
    clients : members of a federation
    engines : whose failures they know
    rng : of the shuffling
    """
    meter = Meter(InProcess(clients))
    counts = left_out_residuals(meter, lambda some: average(some, rng=rng))
    return Residuals(counts, engines, meter.bytes_moved)


def newcomers_residuals(clients: Sequence[Client], engines: int, model: RulModel) -> Residuals:
    """Return what a federation's model misses by on the rows of those who have just come to it."""
    meter = Meter(InProcess(clients))
    counts = ask_residuals(meter, meter.client_ids, model)
    return Residuals(counts, engines, meter.bytes_moved)
