"""How hyper-parameters were chosen: docs/adr/0002-hyper-parameters.md."""

import numpy as np

from data.trajectories import Trajectories
from models.benchmarks.cmapss import Fit
from models.features import features
from models.metrics import rmse
from models.rul import capped_rul, require_failures


def cross_validated_rmse(train: Trajectories, fit: Fit, folds: int = 5, seed: int = 0) -> float:
    """Judge a fit on training engines that it has not seen: RMSE over all their cycles.

    Hyper-parameters are chosen by this figure; the test engines take no part.
    """
    require_failures(train)
    table, target = features(train), capped_rul(train)
    fold_of_engine = np.random.default_rng(seed).permutation(len(train)) % folds
    fold_of_row = fold_of_engine[train.engine_of_row]
    forecasts = np.empty_like(target)
    for fold in range(folds):
        held_out = fold_of_row == fold
        forecasts[held_out] = fit(table[~held_out], target[~held_out])(table[held_out])
    return rmse(forecasts, target)
