"""How close simulated engines come to NASA's own: ``python -m benchmarks.fidelity DIRECTORY``.

Every figure compares real engines that no constant was calibrated on with simulated engines that
share their fault mode, their number of rows and, nearly, their lifetime.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from data import cmapss, simulator
from data.trajectories import INFORMATIVE_COLUMNS, SENSORS, IntArray, Trajectories
from models.features import features

RealArray = npt.NDArray[np.float64]

SEEDS = 5
WINDOW, STRIDE = 30, 10
RUL_CAP = 125
_POOL = 400


@dataclass(frozen=True)
class Figure:
    """One measured figure with the range it must lie in."""

    label: str
    value: float
    low: float
    high: float


def fan_mode(engines: Trajectories) -> npt.NDArray[np.bool_]:
    """Say which real engines wear at the fan, (engines,): their P15 lies below its usual 21.61."""
    p15 = engines.sensors[:, SENSORS.index("P15")].astype(np.float64)
    mean = np.add.reduceat(p15, engines.offsets[:-1]) / engines.lengths
    return mean < 21.605


def twins(real: Trajectories, seed: int, each: int = 1) -> Trajectories:
    """Simulate some engines for each real one: same fault mode, as many rows, nearly the lifetime."""
    fan = fan_mode(real)
    parts = []
    for position in range(len(real)):
        pool = np.arange(_POOL) + position * _POOL
        share = float(fan[position])
        lives = simulator.lifetimes(pool, seed, share)
        nearest = pool[np.argsort(np.abs(lives - real.lifetimes[position]), kind="stable")[:each]]
        parts.append(simulator.simulate(nearest, seed, share))
    return cut(join(parts), np.repeat(real.lengths, each))


def join(parts: list[Trajectories]) -> Trajectories:
    lengths = np.concatenate([part.lengths for part in parts])
    return Trajectories(
        engine_ids=np.concatenate([part.engine_ids for part in parts]),
        offsets=np.concatenate([[0], np.cumsum(lengths)]),
        settings=np.concatenate([part.settings for part in parts]),
        sensors=np.concatenate([part.sensors for part in parts]),
        lifetimes=np.concatenate([part.lifetimes for part in parts]),
    )


def cut(engines: Trajectories, lengths: IntArray) -> Trajectories:
    """Keep so many first rows of each engine (fewer where it has fewer)."""
    keep = engines.ages <= np.repeat(lengths, engines.lengths)
    return Trajectories(
        engine_ids=engines.engine_ids,
        offsets=np.concatenate([[0], np.cumsum(np.minimum(lengths, engines.lengths))]),
        settings=engines.settings[keep],
        sensors=engines.sensors[keep],
        lifetimes=engines.lifetimes,
    )


def rows(engines: Trajectories) -> tuple[RealArray, IntArray]:
    """Return single rows of the informative sensors and the engine of each."""
    return engines.sensors[:, INFORMATIVE_COLUMNS].astype(np.float64), engines.engine_of_row


def windows(engines: Trajectories) -> tuple[RealArray, IntArray]:
    """Return mean, spread and slope of each sensor over 30-cycle windows, and their engines."""
    values, engine = rows(engines)
    ends = np.flatnonzero((engines.ages >= WINDOW) & ((engines.ages - WINDOW) % STRIDE == 0))
    stacked = values[ends[:, None] + np.arange(1 - WINDOW, 1)]
    time = np.arange(WINDOW) - (WINDOW - 1) / 2
    slope = np.einsum("wts,t->ws", stacked, time) / (time @ time)
    spread = (stacked - stacked.mean(1, keepdims=True) - slope[:, None] * time[:, None]).std(1)
    return np.hstack([stacked.mean(1), spread, slope]), engine[ends]


def auc(real: tuple[RealArray, IntArray], drawn: tuple[RealArray, IntArray], seed: int) -> float:
    """Return how well boosted trees tell real from simulated on engines they have not seen."""
    x = np.vstack([real[0], drawn[0]])
    y = np.repeat([0, 1], [len(real[0]), len(drawn[0])])
    groups = np.concatenate([real[1], drawn[1] + real[1].max() + 1])
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    scores = []
    for train, test in folds.split(x, y, groups):
        model = HistGradientBoostingClassifier(random_state=seed).fit(x[train], y[train])
        scores.append(roc_auc_score(y[test], model.predict_proba(x[test])[:, 1]))
    return float(np.mean(scores))
