"""Services ordered ahead: what each model is worth, and how near recommended settings come.

``python -m benchmarks lead_time`` takes some minutes of one core. The games are those of *Does it
hold up?*: nobody retrains, so that every setting is answered from the same games. ``LEADS`` and
``SEED`` of the environment name other lead times and another thousand games.
"""

import os
from collections.abc import Iterator
from itertools import pairwise

from game.evidence.compare import share_out
from game.evidence.contestants import contestants, kind_of
from game.evidence.findings import GAMES, Estimate, find
from game.evidence.margin import parts_of
from game.evidence.sweep import HORIZONS, ahead, sweep
from game.fleet.own_model import RECIPES
from game.rules.scenario import Scenario

LEADS = tuple(map(int, os.environ.get("LEADS", "0,40").split(",")))
SEED = int(os.environ.get("SEED", "0"))


def rows() -> Iterator[tuple[str, str]]:
    """Yield labelled figures, thousand dollars per slot and 1,000 cycles."""
    for lead in LEADS:
        yield from _ordered_ahead(ahead(lead))


def _ordered_ahead(scenario: Scenario) -> Iterator[tuple[str, str]]:
    lead, unit = scenario.economics.lead, scenario.slots * HORIZONS[-1]
    tasks, strata = share_out(scenario, GAMES, SEED, {})
    clusters = [sweep(task) for task in tasks]
    names = contestants(scenario)
    tuned = find(clusters, strata, names, "tuned", {})
    curves = {curve.strategy: curve for curve in tuned.curves}
    best = {name: curve.settings[curve.best] for name, curve in curves.items()}
    hindsight = find(clusters, strata, names, "own", best)
    for row, other in zip(tuned.rows, hindsight.rows, strict=True):
        text = _money(row.profit, unit)
        if row.long_run is not None:
            text += f" at {row.setting}"
            curve = curves[row.strategy]
            share = row.long_run / curve.means[curve.best]
            text += f"; best {_money(other.profit, unit)} at {other.setting}; {share:.1%} of it"
        yield f"lead {lead}, {row.strategy}", text
    yield f"lead {lead}, oracle", _money(tuned.oracle.profit, unit)
    for step in parts_of(clusters, strata).steps:
        if step.way in RECIPES:
            text = f"{_money(step.profit, unit)} at {step.setting}"
            yield f"lead {lead}, own model, {step.way}, recommended", text
    models = [name for name in names if kind_of(name).forecaster is not None]
    for lower, higher in pairwise(models):
        pair = find(clusters, strata, [lower, higher], "own", best)
        margin = pair.margin
        if margin is not None:
            sign = 1 if margin.first == higher else -1
            label = f"lead {lead}, {higher} more than {lower}, both at their best"
            yield label, _money(margin.by, sign * unit)


def _money(estimate: Estimate, unit: int) -> str:
    low, high = sorted(end / unit for end in estimate.ci95 or (estimate.mean, estimate.mean))
    return f"{estimate.mean / unit:.1f} [{low:.1f}, {high:.1f}]"
