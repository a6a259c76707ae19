"""How close simulated engines come to NASA's own: ``python -m benchmarks fidelity``.

Every figure compares real engines that no constant was calibrated on with simulated engines that
share their fault mode, their number of rows and, nearly, their lifetime. NASA's files are where
``TURBOFAN_CMAPSS`` says, or fetched.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from data import cmapss, simulator
from data.nasa import place_of
from data.trajectories import INFORMATIVE_COLUMNS, SENSORS, IntArray, Trajectories
from models.features import features

RealArray = npt.NDArray[np.float64]

SEEDS = (0, 1, 2)
WINDOW, STRIDE = 30, 10
RUL_CAP = 125
_POOL = 400

LATE = (0, 5, 10, 20, 40, 80)
"""Cycles before a failure, between which readings are compared."""


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
    # Of engines run to their end the last fan engine has 21.6081, the first other 21.6093, and epr
    # says the same of each. Of engines that were cut off early the gap is lower, and less sure.
    whole = (engines.lengths == engines.lifetimes).all()
    fan: npt.NDArray[np.bool_] = mean < (21.6085 if whole else 21.6076)
    return fan


def twins(real: Trajectories, seed: int, fan_wear: str = simulator.FIRST_FAN_WEAR) -> Trajectories:
    """Simulate one engine for each real one: same fault mode, as many rows, nearly the lifetime."""
    fan = fan_mode(real)
    parts = []
    for position in range(len(real)):
        pool = np.arange(_POOL) + position * _POOL
        share = float(fan[position])
        lives = simulator.lifetimes(pool, seed, share, 1.0, fan_wear)
        nearest = pool[np.abs(lives - real.lifetimes[position]).argmin()]
        parts.append(simulator.simulate(nearest, seed, share, 1.0, fan_wear))
    return Trajectories.joined(parts).cut(real.lengths)


def single_rows(
    engines: Trajectories, columns: tuple[int, ...] = INFORMATIVE_COLUMNS
) -> tuple[RealArray, IntArray]:
    """Return single rows of some sensors and the engine of each."""
    return engines.sensors[:, columns].astype(np.float64), engines.engine_of_row


def windows(engines: Trajectories) -> tuple[RealArray, IntArray]:
    """Return mean, spread and slope of each sensor over 30-cycle windows, and their engines."""
    values, engine = single_rows(engines)
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


def mean_auc(
    real: Trajectories,
    describe: Callable[[Trajectories], tuple[RealArray, IntArray]],
    seeds: Sequence[int] = SEEDS,
    fan_wear: str = simulator.FIRST_FAN_WEAR,
) -> float:
    """Return the AUC against twins, mean over seeds; 0.5 if nothing tells them apart."""
    seen = describe(real)
    return float(np.mean([auc(seen, describe(twins(real, s, fan_wear)), s) for s in seeds]))


def transfer(train: Trajectories, test: Trajectories, seeds: Sequence[int] = SEEDS) -> float:
    """Return how much worse trees forecast real engines when trained on as many simulated ones.

    The ratio of two RMSE over all rows of the test engines, RUL capped at 125 cycles.
    """

    def rmse(taught: Trajectories, seed: int) -> float:
        model = HistGradientBoostingRegressor(random_state=seed)
        model.fit(features(taught), np.minimum(taught.rul, RUL_CAP))
        error = model.predict(features(test)) - np.minimum(test.rul, RUL_CAP)
        return float(np.sqrt(np.mean(error**2)))

    simulated = [rmse(simulator.simulate(range(len(train)), s, 0.0), s) for s in seeds]
    return float(np.mean(simulated) / np.mean([rmse(train, s) for s in seeds]))


def fd001(directory: Path, seeds: Sequence[int] = SEEDS) -> list[Figure]:
    """Measure compressor wear against FD001; its test engines calibrated nothing."""
    real = cmapss.read(directory, "FD001")
    lives = simulator.lifetimes(range(20_000), 0, 0.0)
    return [
        Figure("FD001, single rows, AUC", mean_auc(real.test, single_rows, seeds), 0.40, 0.56),
        Figure("FD001, 30-cycle windows, AUC", mean_auc(real.test, windows, seeds), 0.40, 0.56),
        Figure(
            "FD001, RMSE learnt from simulated / real",
            transfer(real.train, real.test, seeds),
            0,
            1.1,
        ),
        Figure(
            "FD001, lifetimes, KS p-value", ks_2samp(lives, real.train.lifetimes).pvalue, 0.05, 1
        ),
    ]


def held_out(directory: Path) -> Trajectories:
    """Read the even-numbered of FD003's first 50 test engines; odd ones calibrated the fan mode."""
    part = "" if (directory / "test_FD003.txt").exists() else "_engines_1-50"
    engines = cmapss.read_file(
        directory / f"test_FD003{part}.txt", directory / f"RUL_FD003{part}.txt"
    )
    return engines.select(np.arange(1, 50, 2))


def fd003(directory: Path, seeds: Sequence[int] = SEEDS) -> list[Figure]:
    """Measure both fault modes against test engines of FD003 that the changes never saw.

    The loadings and laws under these changes were fitted on all of FD003's test engines.
    """
    real = held_out(directory)
    moving = tuple(sorted((*INFORMATIVE_COLUMNS, SENSORS.index("P15"), SENSORS.index("epr"))))
    return [
        Figure("FD003, single rows, AUC", mean_auc(real, single_rows, seeds), 0, 0.60),
        Figure("FD003, 30-cycle windows, AUC", mean_auc(real, windows, seeds), 0, 0.60),
        Figure(
            "FD003, single rows with P15 and epr, AUC",
            mean_auc(real, lambda engines: single_rows(engines, moving), seeds),
            0,
            0.70,
        ),
    ]


def whole_fans(directory: Path) -> tuple[Trajectories, Trajectories]:
    """Read FD003's fan engines that were run to their end: those that ``whole`` is fitted to, and
    those that test it.
    """
    engines = cmapss.read_train(directory, "FD003")
    fans = np.flatnonzero(fan_mode(engines))
    return engines.select(fans[::2]), engines.select(fans[1::2])


def late_distance(real: Trajectories, drawn: Trajectories) -> float:
    """Return how far simulated engines are from real ones late in life, in standard deviations.

    Mean over the informative sensors, and over stretches of cycles before the failure, of the
    distance between their mean readings.
    """
    distances = []
    for stretch in pairwise(LATE):
        seen, shown = (_readings(engines, *stretch) for engines in (real, drawn))
        distances.append(np.abs(shown.mean(axis=0) - seen.mean(axis=0)) / seen.std(axis=0))
    return float(np.mean(distances))


def _readings(engines: Trajectories, first: int, last: int) -> RealArray:
    chosen = (engines.rul >= first) & (engines.rul < last)
    readings: RealArray = engines.sensors[chosen][:, INFORMATIVE_COLUMNS].astype(np.float64)
    return readings


def rows() -> Iterator[tuple[str, str]]:
    """Return every figure as a label and a text."""
    for subset, figures in (("FD001", fd001), ("FD003", fd003)):
        folder = place_of(subset)
        if folder is None:
            yield subset, "is not here: TURBOFAN_CMAPSS names its folder"
            continue
        for figure in figures(folder):
            yield figure.label, f"{figure.value:.3f} ({figure.low:.2f} to {figure.high:.2f})"
