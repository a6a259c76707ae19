"""Remaining useful life from features: the model, and its local training."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from data.trajectories import Trajectories
from models.alarms import USUAL_RULE, Prices, ThresholdRule, score_thresholds
from models.features import FourierFeatures, RealArray, Scale, features

RUL_CAP = 125
"""Cycles beyond which a healthy engine shows no difference; targets and forecasts stop here."""

LOCAL_STRENGTH = 3_000.0
"""Ridge strength for a handful of failures: strong, because four engines show little variety."""


LOCAL_STRENGTHS = (1_000.0, 3_000.0, 10_000.0)
"""Ridge strengths among which a factory with enough failures chooses."""


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
            return np.clip(forecasts, *self.limits, out=forecasts)
        return self._weighed(self._bent(self.fourier, table))

    def _bent(self, fourier: FourierFeatures, table: RealArray) -> RealArray:
        return fourier.transform((table - self.mean) / self.scale)

    def _weighed(self, rows: RealArray) -> RealArray:
        forecasts: RealArray = rows @ self.coefficients + self.intercept
        return np.clip(forecasts, *self.limits, out=forecasts)


def predict_each(models: Sequence[RulModel], table: RealArray) -> list[RealArray]:
    """Forecast the same rows by several models, (rows,) cycles each, as each does alone.

    Models on the same random features, of rows that are standardised alike, share these: they are
    what takes the time.

    Examples
    --------
    >>> rng, fourier = np.random.default_rng(1), FourierFeatures(30)
    >>> bent = [RulModel(np.zeros(57), np.ones(57), rng.normal(size=30), 60, fourier)] * 2
    >>> once = predict_each(bent, np.zeros((3, 57)))
    >>> [bool((row == bent[0].predict(np.zeros((3, 57)))).all()) for row in once]
    [True, True]
    """
    alike: dict[object, list[int]] = {}
    for place, model in enumerate(models):
        fourier = model.fourier
        if fourier is None:
            alike[place] = [place]
        else:
            draw = fourier.count, fourier.width, fourier.seed, tuple(fourier.weights)
            key = draw, model.mean.tobytes(), model.scale.tobytes()
            alike.setdefault(key, []).append(place)
    forecasts: dict[int, RealArray] = {}
    for places in alike.values():
        first = models[places[0]]
        if first.fourier is None:
            forecasts[places[0]] = first.predict(table)
            continue
        rows = first._bent(first.fourier, table)
        forecasts |= {place: models[place]._weighed(rows) for place in places}
    return [forecasts[place] for place in range(len(models))]


def train_local(
    trajectories: Trajectories, strength: float = LOCAL_STRENGTH, scale: Scale | None = None
) -> RulModel:
    """Train on a factory's own failures: scikit-learn's standardisation and ridge.

    Parameters
    ----------
    trajectories : complete run-to-failure histories
    strength : the ridge penalty
    scale : (57,) each, what the features are standardised by, the own rows' if None; a feature
        whose scale is infinite is left out

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
    return fit_local(features(trajectories), capped_rul(trajectories), strength, scale)


def fit_local(
    table: RealArray,
    target: RealArray,
    strength: float = LOCAL_STRENGTH,
    scale: Scale | None = None,
) -> RulModel:
    """Train as ``train_local`` does, on features that are there already.

    Parameters
    ----------
    table : (rows, 57), features
    target : (rows,) cycles, capped RUL
    strength, scale : as for ``train_local``

    Examples
    --------
    >>> from data.simulator import simulate
    >>> own = simulate(np.arange(4), seed=1, fan_share=0.2)
    >>> model = fit_local(features(own), capped_rul(own))
    >>> bool((model.predict(features(own)) == train_local(own).predict(features(own))).all())
    True
    """
    if scale is None:
        own = StandardScaler().fit(table)
        scale = Scale(own.mean_, own.scale_)
    standardised = (table - scale.mean) / scale.scale
    ridge = Ridge(alpha=strength).fit(standardised, target)
    return RulModel(*scale, ridge.coef_, float(ridge.intercept_))


def tune_local(
    trajectories: Trajectories,
    prices: Prices,
    scale: Scale | None = None,
    rule: ThresholdRule = USUAL_RULE,
) -> tuple[float, int]:
    """Choose ridge strength and alarm threshold by leaving out one engine at a time.

    Each engine is forecast by a model trained on the others, exactly as ``train_local`` would; the
    strength whose alarms earn the most money per cycle wins, with the threshold of the rule.

    Parameters
    ----------
    scale : as for ``train_local``
    rule : how a threshold follows from what each of them would have earned

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
    >>> from models.alarms import PriceList
    >>> prices = PriceList(300, 10_000, 20, 60_000, 60)
    >>> strength, threshold = tune_local(simulate(np.arange(8), seed=1, fan_share=0.2), prices)
    >>> strength in LOCAL_STRENGTHS, 25 <= threshold <= 95
    (True, True)
    """
    require_failures(trajectories)
    if len(trajectories) < 2:
        raise ValueError("leaving one engine out needs at least two that have failed, got 1")
    forecasts = left_out_forecasts(trajectories, LOCAL_STRENGTHS, scale)
    scores = [
        score_thresholds(column, trajectories.offsets, trajectories.lifetimes, prices, rule.grid)
        for column in forecasts.T
    ]
    best = max(range(len(scores)), key=lambda place: np.max(rule.rates(scores[place])))
    return LOCAL_STRENGTHS[best], rule.choose(scores[best])


def left_out_forecasts(
    trajectories: Trajectories, strengths: Sequence[float], scale: Scale | None = None
) -> RealArray:
    """Forecast each engine by the ridge of all others, (rows, strengths) cycles.

    Parameters
    ----------
    trajectories : two engines or more
    scale : as for ``train_local``
    """
    table, target = features(trajectories), capped_rul(trajectories)
    # Centred and scaled once for all, which keeps the subtractions below from losing digits.
    scaler = StandardScaler().fit(table)
    table = scaler.transform(table)
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
    if scale is not None:
        spreads = np.broadcast_to(scale.scale / scaler.scale_, spreads.shape)
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
    return np.asarray(np.clip(np.concatenate(forecasts), 0, RUL_CAP))
