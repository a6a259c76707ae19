"""How far forecasts miss by, and how many failures they announce, against failures seen.

``python -m benchmarks forecast_error`` takes some minutes and writes what `game/business` carries
over to other machines, as shares of the mean life.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from game.business.forecast_error import FEDERATED, FILE, OWN
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import federated_forecaster, forget, local_forecaster
from game.rules.decisions import Knowledge
from game.rules.scenario import DEFAULT
from game.rules.strategies import NO_FORECAST
from models.alarms import in_tenths

FAILURES = (1, 2, 4, 8, 16, 32)
"""Failures on record of a factory that trains alone."""

MEMBERS = (2, 3, 5, 10, 20, 40)
"""Factories in a federation, each with as many failures as in ``DEFAULT``."""

WORLDS, ENGINES_PER_SLOT, SEED = 60, 20, 271_828


def rows() -> Iterator[tuple[str, str]]:
    """Measure all sizes, write the file, and say what was found."""
    fleets = [SimulatedFleet(DEFAULT, seed) for seed in _worlds()]
    lives = [float(fleet.lifetimes(_engines(fleet)).mean()) for fleet in fleets]
    found = {
        OWN: [_measured(n, OWN, archive_failures=n) for n in FAILURES],
        FEDERATED: [
            _measured(n * DEFAULT.member_failures, FEDERATED, federation_size=n) for n in MEMBERS
        ],
    }
    settings = {
        "command": "python -m benchmarks forecast_error",
        "worlds": WORLDS,
        "engines": WORLDS * ENGINES_PER_SLOT * DEFAULT.slots,
        "seed": SEED,
        "alarm": "as recommended",
        "fan_share": DEFAULT.fan_share,
        "member_failures": DEFAULT.member_failures,
        "mean_life": round(sum(lives) / len(lives), 1),
    }
    text = json.dumps({**settings, **found}, indent=1) + "\n"
    Path(str(FILE)).write_text(text, encoding="utf-8")
    for who, cells in found.items():
        for cell in cells:
            yield (
                f"{who}, {cell['failures']} failures seen",
                f"error {_band(cell['error'])} of the mean life, "
                f"announced {_band(cell['announced'])}, both faults seen {cell['both_faults']:.0%}",
            )


def _measured(failures: int, who: str, **sizes: int) -> dict[str, object]:
    found = np.array([_of_world(SimulatedFleet(replace(DEFAULT, **sizes), seed), who)
                      for seed in _worlds()])  # fmt: skip
    error, announced, both = found.T
    return {
        "failures": failures,
        "error": _range(error),
        "announced": _range(announced),
        "both_faults": round(float(both.mean()), 3),
    }


def _worlds() -> list[int]:
    return list(np.random.SeedSequence(SEED).generate_state(WORLDS).tolist())


def _engines(fleet: SimulatedFleet) -> np.ndarray:
    slots = range(fleet.scenario.slots)
    return np.concatenate([fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in slots])


def _of_world(fleet: SimulatedFleet, who: str) -> tuple[float, float, float]:
    """Return the standard deviation of what alarms miss by, the share announced, faults seen.

    The alarm is the one that comes with the model: forecasts miss by less, the nearer a failure is.
    """
    own = fleet.archive(0)
    if who == OWN:
        forecaster, seen = local_forecaster(fleet, own), list(own)
    else:
        forecaster = federated_forecaster(fleet, Knowledge(0, 0, own))
        seen = [*own, *(number for member in fleet.members for number in member)]
    engines = _engines(fleet)
    lives = fleet.lifetimes(engines)
    forecasts = forecaster.forecasts(engines)
    told = np.arange(forecasts.shape[1]) < lives[:, np.newaxis] - 1
    alarm = (forecasts < in_tenths(forecaster.recommended)) & (forecasts != NO_FORECAST) & told
    announced = alarm.any(axis=1)
    stops = alarm.argmax(axis=1) + 1
    missed = (stops - lives)[announced]
    both = len(set(fleet.faults(np.array(seen)).tolist())) > 1
    forget(fleet)
    return float(missed.std() / lives.mean()), float(announced.mean()), float(both)


def _range(values: np.ndarray) -> list[float]:
    """Return a tenth, the mean, and nine tenths: what is drawn between them has that mean, too."""
    low, high = np.nanquantile(values, [0.1, 0.9])
    return [round(float(value), 4) for value in (low, np.nanmean(values), high)]


def _band(values: object) -> str:
    low, middle, high = values  # type: ignore[misc]
    return f"{middle:.1%} ({low:.1%} to {high:.1%})"
