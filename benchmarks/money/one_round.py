"""The Fourier ridge of a match: every recipe that was tried, on federations that no reported figure
plays, and whether a threshold is better chosen by models that have seen the engines or by others.

``python -m benchmarks one_round`` takes five minutes of one core.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.money.own_models import SEED
from data.trajectories import Trajectories
from game.evidence.sweep import SCENARIO
from game.fleet.engines import SimulatedFleet
from game.fleet.own_model import federated_rule
from game.rules.scenario import Economics
from models.alarms import EVERY_THRESHOLD, ThresholdScores, score_thresholds
from models.features import FourierFeatures, IntArray, RealArray, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.one_round import OneRound, federate_in_one_round, join_one_round

FEDERATIONS, ENGINES_PER_SLOT = 40, 16
LEAD = 40
RECIPES = ((300, 0.8, 1.0), (600, 0.8, 1.0), (600, 1.0, 1.0), (600, 0.8, 0.3), (600, 0.8, 3.0))
"""Random features, width and ridge penalty."""

THRESHOLDS = np.arange(1, 126)
FAILURES = SCENARIO.member_failures * SCENARIO.federation_size  # of all who take part


@dataclass(frozen=True, eq=False)
class World:
    """A federation with the factory that joins it, and engines to judge its model by."""

    members: list[ClientData]
    own: ClientData
    table: RealArray  # features of the engines that it will run
    offsets: IntArray
    lifetimes: IntArray

    def rates(self, learned: OneRound, lead: int) -> RealArray:
        """Return dollars per slot and cycle at each threshold."""
        forecasts, prices = learned.model.predict(self.table), Economics(lead=lead)
        return score_thresholds(forecasts, self.offsets, self.lifetimes, prices, THRESHOLDS).rates

    def seen(self, learned: OneRound, lead: int) -> ThresholdScores:
        """Return what each threshold would have earned on engines that the model has seen."""
        known = [*self.members, self.own]
        forecasts = learned.model.predict(np.concatenate([data.table for data in known]))
        lifetimes = np.concatenate([data.lifetimes for data in known])
        offsets = np.concatenate([[0], np.cumsum(lifetimes)])
        prices = Economics(lead=lead)
        return score_thresholds(forecasts, offsets, lifetimes, prices, EVERY_THRESHOLD)


def worlds() -> Iterator[World]:
    """Draw the federations of the tuning."""
    for number in range(FEDERATIONS):
        seed = int(np.random.SeedSequence([SEED, number]).generate_state(1)[0])
        fleet = SimulatedFleet(SCENARIO, seed)
        played = np.concatenate([fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in range(4)])
        engines, members = fleet.histories(played), fleet.members
        owns: list[Trajectories] = [fleet.histories(np.array(one, np.int64)) for one in members]
        archive = fleet.histories(np.array(fleet.archive(0), np.int64))
        yield World(
            ClientData.of_each(owns),
            ClientData.of(len(owns), archive),
            features(engines),
            engines.offsets,
            engines.lifetimes,
        )


def rows() -> Iterator[tuple[str, str]]:
    """Yield labelled figures, thousand dollars per slot and 1,000 cycles."""
    known = list(worlds())
    for count, width, strength in RECIPES:
        label = (
            f"{count} features, width {width}, penalty {strength:g}, ordered {LEAD} cycles ahead"
        )
        yield label, _tried(known, FourierFeatures(count, width), strength, LEAD)


def _tried(known: list[World], fourier: FourierFeatures, strength: float, lead: int) -> str:
    prices = Economics(lead=lead)
    rule = federated_rule(replace(SCENARIO, economics=prices), FAILURES)
    rates, by_others, by_itself = [], [], []
    for world in known:
        members = InProcess([Client(data) for data in world.members])
        running = federate_in_one_round(members, prices, fourier, strength)
        learned = join_one_round(running, InProcess([Client(world.own)]), prices)
        rates.append(world.rates(learned, lead))
        by_others.append(learned.threshold(rule))
        by_itself.append(replace(learned, scores=world.seen(learned, lead)).threshold(rule))
    table = np.array(rates)
    best, games = int(table.mean(axis=0).argmax()), np.arange(len(table))
    others, itself = (
        table[games, np.array(thresholds) - 1].mean() for thresholds in (by_others, by_itself)
    )
    return (
        f"best {table[:, best].mean():.1f} at {THRESHOLDS[best]}; threshold by the others' models "
        f"{others:.1f}, by the model itself {itself:.1f}"
    )
