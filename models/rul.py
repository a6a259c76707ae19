"""Remaining useful life from features: the model, its local training, its alarm threshold."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from data.trajectories import Trajectories
from models.features import FourierFeatures, IntArray, RealArray, features

RUL_CAP = 125
"""Cycles beyond which a healthy engine shows no difference; targets and forecasts stop here."""

LOCAL_STRENGTH = 3_000.0
"""Ridge strength for a handful of failures: strong, because four engines show little variety."""


LOCAL_STRENGTHS = (1_000.0, 3_000.0, 10_000.0)
"""Ridge strengths among which a factory with enough failures chooses."""

THRESHOLD_GRID = np.arange(5, 91)
"""Alarm thresholds that are tried, cycles."""

THRESHOLD_MARGIN, LOWEST_THRESHOLD = 5, 25
"""Cycles of caution added to the threshold that was best, and the least one recommended: a late
alarm costs far more than an early one, and few engines show few late ones."""


def round_forecast(forecasts: RealArray) -> RealArray:
    """Round to 0.1 cycle, so that arithmetic noise decides nothing.

    Every rule and every screen uses forecasts in this form.

    Examples
    --------
    >>> round_forecast(np.array([24.96, 25.000000001])).tolist()
    [25.0, 25.0]
    """
    return np.round(forecasts, 1)


def capped_rul(trajectories: Trajectories) -> RealArray:
    """Training targets: RUL of every row, at most ``RUL_CAP``, (rows,) cycles."""
    return np.minimum(trajectories.rul, RUL_CAP).astype(np.float64)


def require_failures(trajectories: Trajectories) -> None:
    """Refuse what holds no complete histories: a service is not a failure, and is no label.

    Raises
    ------
    ValueError
        Without engines, or if some engine's history ends before its failure.
    """
    if len(trajectories) == 0:
        raise ValueError("training needs at least one engine that has failed, got none")
    censored = trajectories.engine_ids[trajectories.lengths != trajectories.lifetimes]
    if len(censored):
        raise ValueError(
            "training needs histories that end with the failure; those of engines "
            f"{', '.join(map(str, censored.tolist()))} do not"
        )


@dataclass(frozen=True, eq=False)
class RulModel:
    """A linear forecast from standardised features, or from random Fourier features of them.

    Attributes
    ----------
    mean, scale : (inputs,) float64, what standardises the features
    coefficients : (inputs,) or (fourier.count,) float64, cycles per standard deviation
    intercept : cycles
    fourier : what bends the standardised features; None for the plain model
    limits : lowest and highest forecast, cycles

    Examples
    --------
    >>> model = RulModel(np.zeros(57), np.ones(57), np.full(57, -1.0), 100.0)
    >>> model.predict(np.vstack([np.zeros(57), np.ones(57), np.full(57, 3.0)])).tolist()
    [100.0, 43.0, 0.0]
    """

    mean: RealArray
    scale: RealArray
    coefficients: RealArray
    intercept: float
    fourier: FourierFeatures | None = None
    limits: tuple[float, float] = (0.0, float(RUL_CAP))

    def predict(self, table: RealArray) -> RealArray:
        """Forecast each row of features, (rows,), within the limits."""
        forecasts: RealArray
        if self.fourier is None:
            slopes = self.coefficients / self.scale
            level = self.intercept - float(self.mean @ slopes)
            # Not `@`: there a row's last digits depend on its neighbours in the batch.
            forecasts = np.einsum("rf,f->r", table, slopes) + level
        else:
            rows = self.fourier.transform((table - self.mean) / self.scale)
            forecasts = rows @ self.coefficients + self.intercept
        return np.clip(forecasts, *self.limits, out=forecasts)


def forecast(model: RulModel, trajectories: Trajectories) -> RealArray:
    """Forecast every row of some histories, rounded to 0.1 cycle, (rows,) cycles."""
    return round_forecast(model.predict(features(trajectories)))


def train_local(trajectories: Trajectories, strength: float = LOCAL_STRENGTH) -> RulModel:
    """Train on a factory's own failures: scikit-learn's standardisation and ridge.

    Parameters
    ----------
    trajectories : complete run-to-failure histories
    strength : the ridge penalty

    Raises
    ------
    ValueError
        Without engines, or if some engine's history ends before its failure.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> own = simulate(np.arange(4), seed=1, fan_share=0.2)
    >>> model = train_local(own)
    >>> bool(np.abs(model.predict(features(own)) - capped_rul(own)).mean() < 15)
    True
    """
    require_failures(trajectories)
    table = features(trajectories)
    scaler = StandardScaler().fit(table)
    ridge = Ridge(alpha=strength).fit(scaler.transform(table), capped_rul(trajectories))
    return RulModel(scaler.mean_, scaler.scale_, ridge.coef_, float(ridge.intercept_))


@dataclass(frozen=True)
class Rewards:
    """What running, servicing and failing are worth, as far as a threshold depends on it."""

    running_income: float = 300.0  # $ per cycle
    service_cost: float = 10_000.0  # $
    service_cycles: int = 20  # down
    failure_cost: float = 60_000.0  # $
    failure_cycles: int = 60  # down


def stop_ages(
    forecasts: RealArray, offsets: IntArray, lifetimes: IntArray, threshold: float
) -> IntArray:
    """Age at which each engine is stopped: at its first forecast below the threshold.

    Parameters
    ----------
    forecasts : (rows,) cycles, rounded as ``round_forecast`` does
    offsets : (engines + 1,) rows of each engine, from its first cycle on
    lifetimes : (engines,) cycles
    threshold : cycles

    Returns
    -------
    (engines,) int64 within 1 and the lifetime, which means that it fails: at that age it is too
    late for a service.

    Examples
    --------
    >>> forecasts = np.array([50.0, 29.9, 31.0, 9.0, 60.0, 40.0, 8.0])
    >>> stop_ages(forecasts, np.array([0, 4, 7]), np.array([4, 3]), 30).tolist()
    [2, 3]
    """
    return _stop_ages(forecasts, offsets, lifetimes, np.array([threshold]))[:, 0]


def _stop_ages(
    forecasts: RealArray, offsets: IntArray, lifetimes: IntArray, thresholds: IntArray | RealArray
) -> IntArray:
    """Stop ages for ascending thresholds, (engines, thresholds)."""
    engines, lengths = len(lifetimes), np.diff(offsets)
    ages = np.arange(len(forecasts)) - np.repeat(offsets[:-1], lengths) + 1
    # Each row sets off the alarm of the lowest threshold above its forecast, and all higher ones.
    lowest = np.searchsorted(thresholds, forecasts, side="right")
    columns = len(thresholds) + 1
    first = np.full(engines * columns, np.iinfo(np.int64).max)
    np.minimum.at(first, np.repeat(np.arange(engines), lengths) * columns + lowest, ages)
    alarms = np.minimum.accumulate(first.reshape(engines, columns)[:, :-1], axis=1)
    return np.minimum(alarms, lifetimes[:, np.newaxis])


@dataclass(frozen=True, eq=False)
class ThresholdScores:
    """What each threshold of a grid would have earned, and in how much time."""

    reward: RealArray  # (thresholds,) $
    time: RealArray  # (thresholds,) cycles, running and down

    def __add__(self, other: "ThresholdScores") -> "ThresholdScores":
        return ThresholdScores(self.reward + other.reward, self.time + other.time)


def score_thresholds(
    forecasts: RealArray,
    offsets: IntArray,
    lifetimes: IntArray,
    rewards: Rewards,
    grid: IntArray = THRESHOLD_GRID,
) -> ThresholdScores:
    """Play some engines that have failed once per threshold, and add up money and time.

    Examples
    --------
    One engine that would be serviced at age 2 of 4 at a threshold of 30, and fails at 5:

    >>> scores = score_thresholds(
    ...     np.array([50.0, 29.9, 31.0, 9.0]), np.array([0, 4]), np.array([4]), Rewards(),
    ...     grid=np.array([5, 30]),
    ... )
    >>> scores.reward.tolist(), scores.time.tolist()
    ([-58800.0, -9400.0], [64.0, 22.0])
    """
    ages = _stop_ages(forecasts, offsets, lifetimes, grid)
    failures = np.count_nonzero(ages == lifetimes[:, np.newaxis], axis=0)
    services = len(lifetimes) - failures
    running = ages.sum(axis=0)
    return ThresholdScores(
        running * rewards.running_income
        - services * rewards.service_cost
        - failures * rewards.failure_cost,
        1.0 * running + services * rewards.service_cycles + failures * rewards.failure_cycles,
    )


def recommended_threshold(scores: ThresholdScores) -> int:
    """Return the threshold that earned most per cycle, and a little caution, in cycles.

    Examples
    --------
    >>> nothing = np.zeros(len(THRESHOLD_GRID))
    >>> recommended_threshold(ThresholdScores(nothing, nothing + 1))
    25
    >>> recommended_threshold(ThresholdScores(1.0 * (THRESHOLD_GRID == 33), nothing + 1))
    38
    """
    best = int(THRESHOLD_GRID[np.argmax(scores.reward / scores.time)])
    return max(best + THRESHOLD_MARGIN, LOWEST_THRESHOLD)


def tune_local(trajectories: Trajectories, rewards: Rewards) -> tuple[float, int]:
    """Choose ridge strength and alarm threshold by leaving out one engine at a time.

    Each engine is forecast by a model trained on the others, exactly as ``train_local`` would; the
    strength whose alarms earn the most money per cycle wins, with its ``recommended_threshold``.

    Returns
    -------
    strength, threshold in cycles

    Raises
    ------
    ValueError
        With fewer than two engines, or if some engine's history ends before its failure.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> strength, threshold = tune_local(simulate(np.arange(8), seed=1, fan_share=0.2), Rewards())
    >>> strength in LOCAL_STRENGTHS, 25 <= threshold <= 95
    (True, True)
    """
    require_failures(trajectories)
    if len(trajectories) < 2:
        raise ValueError("leaving one engine out needs at least two that have failed, got 1")
    forecasts = _left_out_forecasts(trajectories, LOCAL_STRENGTHS)
    scores = [
        score_thresholds(column, trajectories.offsets, trajectories.lifetimes, rewards)
        for column in forecasts.T
    ]
    best = max(range(len(scores)), key=lambda one: np.max(scores[one].reward / scores[one].time))
    return LOCAL_STRENGTHS[best], recommended_threshold(scores[best])


def _left_out_forecasts(trajectories: Trajectories, strengths: Sequence[float]) -> RealArray:
    """Forecasts of each engine by the ridge of all others, (rows, strengths) cycles."""
    table, target = features(trajectories), capped_rul(trajectories)
    # Centred and scaled once for all, which keeps the subtractions below from losing digits.
    table = StandardScaler().fit_transform(table)
    offsets = trajectories.offsets
    blocks = [slice(*pair) for pair in itertools.pairwise(offsets)]
    grams = np.stack([table[rows].T @ table[rows] for rows in blocks])
    products = np.stack([table[rows].T @ target[rows] for rows in blocks])

    counts = (offsets[-1] - np.diff(offsets))[:, np.newaxis]
    means = (table.sum(axis=0) - np.add.reduceat(table, offsets[:-1])) / counts
    levels = (target.sum() - np.add.reduceat(target, offsets[:-1]))[:, np.newaxis] / counts
    grams = grams.sum(axis=0) - grams
    grams -= counts[:, :, np.newaxis] * means[:, :, np.newaxis] * means[:, np.newaxis, :]
    products = products.sum(axis=0) - products - counts * means * levels
    spreads = np.sqrt(np.maximum(np.diagonal(grams, axis1=1, axis2=2) / counts, 0))
    spreads[spreads < 1e-9] = 1.0
    grams /= spreads[:, :, np.newaxis] * spreads[:, np.newaxis, :]
    products /= spreads

    penalties = np.array(strengths)[:, np.newaxis, np.newaxis] * np.eye(table.shape[1])
    weights = np.linalg.solve(
        grams[:, np.newaxis] + penalties, products[:, np.newaxis, :, np.newaxis]
    )[..., 0]
    forecasts = [
        levels[position] + (table[rows] - means[position]) / spreads[position] @ weights[position].T
        for position, rows in enumerate(blocks)
    ]
    return round_forecast(np.clip(np.concatenate(forecasts), 0, RUL_CAP))
