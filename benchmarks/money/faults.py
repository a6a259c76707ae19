"""Failures that no forecast announced, engines that others' failures saved, in many matches."""

from statistics import mean

import numpy as np

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.opened import Opened, opened
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision
from game.rules.match import play_factory
from models.metrics import mean_interval

MATCHES, FIRST_SEED, CYCLES = 40, 500, 4_000
SCENARIOS = ("default", "default.ld40")


def rows() -> list[tuple[str, str]]:
    """Return labelled figures; what is in brackets is a 95% interval over the matches."""
    lines = []
    for name in SCENARIOS:
        for strategy in ("local", "federated"):
            found = [_opened(name, seed, strategy) for seed in _seeds()]
            failures = [sum(one.failures or ()) for one in found]
            fans = [one.failures.fan for one in found if one.failures is not None]
            lines.append(
                (
                    f"{name}, {strategy}, a match of {CYCLES:,} cycles ({MATCHES} matches)",
                    f"{_mean(failures)} failures, {_mean(fans)} of the fan; "
                    f"{_mean([one.calm for one in found])} under a calm forecast, "
                    f"{mean(one.never_seen for one in found):.2f} of a fault never seen; "
                    f"{_mean([one.saved for one in found])} engines saved by others' failures",
                )
            )
    return lines


def _seeds() -> range:
    return range(FIRST_SEED, FIRST_SEED + MATCHES)


def _opened(name: str, seed: int, strategy: str) -> Opened:
    scenario = scenario_named(name)
    fleet = SimulatedFleet(scenario, seed)
    return opened(
        fleet, play_factory(scenario, [Decision(0, strategy)], world_of(fleet), CYCLES), CYCLES
    )


def _mean(counts: list[int]) -> str:
    values = np.array(counts, np.float64)
    low, high = mean_interval(values)
    return f"{values.mean():.2f} ({low:.2f} to {high:.2f})"
