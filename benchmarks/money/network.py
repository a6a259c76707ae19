"""Could a network be a family of model: what it earns in an alliance of 20, and how long it takes.

``FEDERATIONS`` (8) from seed 1000 on, services ordered 40 cycles ahead; each model at the threshold
that is best for it, on 64 engines that nobody has trained on. The match's own families take folds
for their alarm and band besides, which is in their time; a network's is of one training.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.federation import data_of_members
from game.fleet.forecasters import FAMILIES, forget
from game.rules.decisions import Knowledge
from game.rules.offers.terms import USUAL
from game.rules.scenario import OPEN
from models.features import RealArray
from models.federated.client import ClientData
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.run import run
from models.metrics import mean_interval

FEDERATIONS, FIRST, ENGINES_PER_SLOT = int(os.environ.get("FEDERATIONS", "8")), 1_000, 16
NETWORKS = ((8, 5, 2), (16, 10, 1), (16, 10, 2), (16, 20, 1), (32, 10, 2), (32, 20, 2))
"""Hidden units, rounds, and passes over a member's rows in each."""

Forecast = Callable[[RealArray], RealArray]


def rows() -> Iterator[tuple[str, str]]:
    """Yield what each family earns, and how long one training takes."""
    seconds, earned = defaultdict(list), defaultdict(list)
    rules = replace(OPEN, offers=False, events=0)
    for seed in range(FIRST, FIRST + FEDERATIONS):
        fleet = fleet_of(rules, seed)
        slots = range(rules.slots)
        played = np.concatenate([fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in slots])
        judge = HeldOutEngines.of(fleet.histories(played))
        for name, train in _families(fleet, judge, seed).items():
            begun = time.process_time()
            forecast = train()
            seconds[name].append(time.process_time() - begun)
            dollars, _ = judge.profit(forecast, rules.economics)
            earned[name].append(dollars / 1_000)
        forget(fleet)
    for name, profits in earned.items():
        more = np.array(profits) - np.array(earned["linear"])
        low, high = mean_interval(more) if len(more) > 1 and name != "linear" else (0.0, 0.0)
        yield (
            f"{name}, thousand dollars per slot and 1,000 cycles",
            f"{np.mean(profits):.1f}; more than linear {more.mean():+.1f} ({low:+.1f} to "
            f"{high:+.1f}); {np.mean(seconds[name]):.2f} s of processor, {max(seconds[name]):.2f} "
            "at most",
        )


def _families(
    fleet: MatchFleet, judge: HeldOutEngines, seed: int
) -> dict[str, Callable[[], Forecast]]:
    """Return who trains what, by name."""
    known = Knowledge(0, 0, fleet.archive(0))
    own = ClientData.of(10**6, fleet.histories(np.array(known.failed, np.int64)))
    clients = [*data_of_members(fleet, None).values(), own]

    def of_a_match(family: str) -> Forecast:
        model = FAMILIES[family](fleet, known, (), USUAL).model
        assert model is not None
        return model.predict

    def network(hidden: int, rounds: int, epochs: int) -> Forecast:
        levers = Experiment(hidden=hidden, rounds=rounds, epochs=epochs)
        *_, last = run(levers, clients, judge, seed=seed, watched=False)
        return last.model_of(0).predict

    found: dict[str, Callable[[], Forecast]] = {
        family: lambda family=family: of_a_match(family)  # type: ignore[misc]
        for family in FAMILIES
    }
    for hidden, rounds, epochs in NETWORKS:
        name = f"network of {hidden} units, {rounds} rounds of {epochs} passes"
        found[name] = lambda shape=(hidden, rounds, epochs): network(*shape)  # type: ignore[misc]
    return found
