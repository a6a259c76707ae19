"""How well a model forecasts after so many failures, carried over from turbofans.

Measured once by ``python -m benchmarks forecast_error`` on simulated engines, a fifth of which fail
at the fan, and kept as shares of the mean life. A plant's own figures overrule it.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy.special import betaincinv

FILE = files("game.business") / "forecast_error.json"

OWN, FEDERATED = "own", "federated"

_ONE_IN_TEN = 0.1


@cache
def measured() -> dict[str, Any]:
    """Return the whole measurement, with its settings."""
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def measured_life() -> float:
    """Return the mean life of the turbofans that were measured, cycles.

    Examples
    --------
    >>> 150 < measured_life() < 300
    True
    """
    return float(measured()["mean_life"])


def measured_failures(who: str) -> tuple[int, int]:
    """Return the fewest and the most failures seen after which it was measured.

    Examples
    --------
    >>> measured_failures(OWN)
    (1, 32)
    """
    cells = measured()[who]
    return int(cells[0]["failures"]), int(cells[-1]["failures"])


def forecast_error(who: str, failures: float) -> tuple[float, float, float]:
    """Return what forecasts miss by after so many failures seen: 10%, mean and 90% of worlds.

    Parameters
    ----------
    who : ``OWN`` or ``FEDERATED``
    failures : of all who train; beyond what was measured, the nearest that was

    Returns
    -------
    standard deviations at the alarm, shares of the mean life, of the failures that gave one

    Examples
    --------
    >>> low, middle, high = forecast_error(FEDERATED, 80)
    >>> 0 < low <= middle <= high
    True
    """
    return _between(who, "error", failures)


def tried_failures() -> tuple[int, int]:
    """Return how many models of a kind were tried, and on how many failures each.

    Examples
    --------
    >>> tried_failures()
    (60, 80)
    """
    worlds = int(measured()["worlds"])
    return worlds, int(measured()["engines"]) // worlds


def missed_unseen() -> float:
    """Return which share a model may miss that one time in ten misses no failure of its trial.

    Examples
    --------
    >>> f"{missed_unseen():.1%}"
    '2.8%'
    """
    _, tried = tried_failures()
    return float(1 - _ONE_IN_TEN ** (1 / tried))


def announced(who: str, failures: float) -> tuple[float, float, float]:
    """Return which share of failures gave an alarm first: 10%, mean and 90% of worlds.

    A plant has one model, and each was tried on so many failures: the ends are no surer than these
    tell, by the exact interval of Clopper and Pearson (1934, doi:10.1093/biomet/26.4.404).

    Examples
    --------
    >>> [f"{share:.1%}" for share in announced(FEDERATED, 160)]
    ['97.1%', '100.0%', '100.0%']
    """
    low, middle, high = _between(who, "announced", failures)
    _, tried = tried_failures()
    caught, missed = tried * middle, tried * (1 - middle)
    least = float(betaincinv(caught, missed + 1, _ONE_IN_TEN)) if caught else 0.0
    most = float(betaincinv(caught + 1, missed, 1 - _ONE_IN_TEN)) if missed else 1.0
    return min(low, least), middle, max(high, most)


def _between(who: str, name: str, failures: float) -> tuple[float, float, float]:
    cells = measured()[who]
    known = np.log([cell["failures"] for cell in cells])
    table = np.array([cell[name] for cell in cells])
    at = np.log(max(failures, 1))
    low, middle, high = (float(np.interp(at, known, column)) for column in table.T)
    return low, middle, high
