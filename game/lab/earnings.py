"""What a round's models earn: one of the whole federation, or one of each factory."""

from statistics import fmean, median

import numpy as np

from game.lab.progress import Backdoor, Earning
from game.rules.economics import long_run
from game.rules.scenario import Economics
from models.alarms import threshold_grid
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.run import Snapshot


def alarms_tried(lead: int) -> tuple[int, int]:
    """Return the lowest and the highest threshold among which each model is given its best, cycles.

    Examples
    --------
    >>> alarms_tried(0), alarms_tried(40)
    ((5, 90), (5, 124))
    """
    grid = threshold_grid(lead)
    return int(grid[0]), int(grid[-1])


def profit(
    snapshot: Snapshot, judge: HeldOutEngines, prices: Economics
) -> tuple[float, list[int], float]:
    """Return what models earn and spend on services, and their best thresholds.

    Money is in dollars per slot and 1,000 cycles, the mean over models.
    """
    found = [judge.profit_and_spending(model.predict, prices) for model in snapshot.models]
    earned, thresholds, spent = zip(*found, strict=True)
    return fmean(earned), list(thresholds), fmean(spent)


def waiting(judge: HeldOutEngines, prices: Economics) -> float:
    """Return what waiting for every failure earns, dollars per slot and 1,000 cycles."""
    lifetimes = judge.lifetimes
    return float(1_000 * long_run(lifetimes, lifetimes[np.newaxis], prices)[0])


def at_thresholds(
    snapshot: Snapshot, judge: HeldOutEngines, prices: Economics, thresholds: list[int]
) -> tuple[float, int]:
    """Return dollars per slot and 1,000 cycles and engines that fail, means over models."""
    found = [
        judge.at_threshold(model.predict, prices, threshold)
        for model, threshold in zip(snapshot.models, thresholds, strict=True)
    ]
    return fmean(each for each, _ in found), round(fmean(failed for _, failed in found))


def earning(
    snapshot: Snapshot, judge: HeldOutEngines, armed: HeldOutEngines | None, prices: Economics
) -> Earning:
    """Count what a round's models earn.

    Parameters
    ----------
    snapshot : of a lab with an outsider
    armed : the judge's engines with the trigger of a backdoor, if there is one
    """
    if snapshot.outsider is None:
        raise RuntimeError("a lab without an outsider")
    earned, thresholds, spent = profit(snapshot, judge, prices)
    alone = judge.profit_and_spending(snapshot.outsider.predict, prices)
    backdoor = None
    if armed is not None:
        opened = at_thresholds(snapshot, armed, prices, thresholds)
        _, failed_without = at_thresholds(snapshot, judge, prices, thresholds)
        backdoor = Backdoor(*opened, failed_without)
    return Earning(
        profit=earned,
        threshold=round(median(thresholds)),
        outsider_profit=alone[0],
        spent=spent,
        outsider_spent=alone[2],
        waiting=waiting(judge, prices),
        backdoor=backdoor,
    )
