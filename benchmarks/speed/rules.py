"""The rules against themselves stepped cycle by cycle: many games at once, forecasts given.

Both sides play predictive maintenance from the same lifetimes and forecasts, made beforehand, and
return each game's profit and failures; nobody trains. The stepper is as lean as plain Python
allows: whole numbers in local variables, and neither objects nor events nor balances.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from game.evidence.clusters import dealt, pooled
from game.fleet.engines import SimulatedFleet
from game.rules.games import Deal, play_games
from game.rules.match import World
from game.rules.scenario import DEFAULT, Economics, Scenario
from game.rules.strategies import NO_FORECAST, IntArray, Tenths

CYCLES, THRESHOLD = 4_000, 40
BATCHES = (1_000, 33)  # games at once; a comparison of 1,000 games has 33 in each world
STEPPED_GAMES = 20  # the stepper's time is in proportion to them
REPEATS = 9


@dataclass(frozen=True, eq=False)
class Given:
    """Forecasts of all engines, made beforehand."""

    engine_ids: IntArray
    table: Tenths
    recommended: int = THRESHOLD

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        return self.table[np.searchsorted(self.engine_ids, engine_ids)]


def rows() -> list[tuple[str, str]]:
    """Measure the ratio of times per game, for large and for small batches."""
    lines = []
    for games in BATCHES:
        scenario = replace(DEFAULT, cycles=CYCLES, retrain_every=CYCLES)
        fleet, played = pooled(scenario, seed=0)
        deal = dealt(fleet, played, 0, games)
        forecaster = Given(played, given_forecasts(deal.lifetimes))
        ratio, fast, slow = _ratio(scenario, fleet, deal, forecaster)
        lines.append(
            (
                f"{games:,} games of {scenario.slots} slots and {CYCLES:,} cycles at once",
                f"{ratio:.0f} x stepped ({1e6 * fast:.1f} us a game, not {1e3 * slow:.1f} ms)",
            )
        )
    return lines


def given_forecasts(lifetimes: IntArray) -> Tenths:
    """Return the true RUL but for errors of some cycles, (engines, ages) tenths."""
    ages = np.arange(1, lifetimes.max() + 1)
    draw = np.random.default_rng(0)
    error = 10 * draw.normal(size=(len(lifetimes), 1)) + 3 * draw.normal(size=len(ages))
    tenths = np.clip(10 * (lifetimes[:, None] - ages + error), 0, 1_250).round()
    return np.where(ages <= lifetimes[:, None], tenths, NO_FORECAST).astype(np.int16)


def step_slot(
    lifetimes: Sequence[int], forecasts: Sequence[Sequence[int]], cycles: int, prices: Economics
) -> tuple[int, int]:
    """Play one slot cycle by cycle; return its profit and failures.

    Parameters
    ----------
    lifetimes : of the slot's engines, in their order
    forecasts : of each of them after 1, 2, ... cycles, in tenths
    """
    alarm, income = 10 * THRESHOLD, prices.running_income
    money = failures = number = age = down = 0
    life, expected = lifetimes[0], forecasts[0]
    for _ in range(cycles):
        if down:
            down -= 1
            if not down:
                number, age = number + 1, 0
                life, expected = lifetimes[number], forecasts[number]
        elif age == life:
            money -= prices.failure_cost
            failures += 1
            down = prices.failure_cycles
        elif age and expected[age - 1] < alarm:
            money -= prices.service_cost
            down = prices.service_cycles
        if not down:
            age += 1
            money += income
    return money, failures


def _ratio(
    scenario: Scenario, fleet: SimulatedFleet, deal: Deal, forecaster: Given
) -> tuple[float, float, float]:
    """Return how many times faster all games at once are, and seconds per game of both."""
    world = World(fleet, {"local": lambda *_: forecaster})
    lifetimes, forecasts = deal.lifetimes.tolist(), forecaster.table.tolist()
    streams = [
        [([lifetimes[k] for k in slot], [forecasts[k] for k in slot]) for slot in game]
        for game in deal.order[:STEPPED_GAMES].tolist()
    ]

    def stepped() -> list[tuple[int, ...]]:
        found = []
        for game in streams:
            books = [step_slot(*slot, CYCLES, scenario.economics) for slot in game]
            found.append(tuple(map(sum, zip(*books, strict=True))))
        return found

    together = play_games(scenario, "local", None, world, deal, CYCLES)
    books = np.column_stack([together.profit, together.failures])[:STEPPED_GAMES]
    if not np.array_equal(stepped(), books):
        raise RuntimeError("both sides must play the same games")
    again = max(1, BATCHES[0] // deal.games)  # as long a time to measure for small batches

    def at_once() -> None:
        for _ in range(again):
            play_games(scenario, "local", None, world, deal, CYCLES)

    ratios, fast, slow = [], [], []
    for _ in range(REPEATS):  # taken in turn, so that both meet the same machine
        slow.append(_seconds(stepped) / STEPPED_GAMES)
        fast.append(_seconds(at_once) / (again * deal.games))
        ratios.append(slow[-1] / fast[-1])
    return median(ratios), median(fast), median(slow)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()  # of a processor, not of a busy machine
    work()
    return time.process_time() - started
