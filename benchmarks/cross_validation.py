"""How the benchmark's settings were chosen: on training engines alone (docs/adr/0002).

A fifth of a subset's training engines is held out, cut off at ten ages each as NASA cuts test
engines off, and forecast by models of the others: RMSE in cycles against life up to 125, medians
over the folds. No test engine is looked at; FD004 takes no part.

Run ``python -m benchmarks cross_validation`` with ``TURBOFAN_CMAPSS`` at NASA's files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from data import nasa
from data.cmapss import read_train
from data.trajectories import Trajectories
from models.benchmarks.cmapss import Fit
from models.benchmarks.contestants import MODELS, Contestant, averaged, in_one_place
from models.benchmarks.dealings import Dealing, dealt_in_fours
from models.benchmarks.history import HISTORY_WEIGHTS
from models.benchmarks.recipes import CENTRAL, NETWORKS, RECIPES
from models.benchmarks.standings import lives_left
from models.features import FourierFeatures, features
from models.federated.exact import SufficientStatistics
from models.metrics import rmse
from models.rul import RUL_CAP, capped_rul, require_failures

SUBSETS = ("FD001", "FD003", "FD002")
NETWORKS_TRIED = ("FD001", "FD003")
"""FD002's networks take what is best there: its own would take half an hour."""
FOLDS, CUTS, YOUNGEST = 5, 10, 20
EVERY = 3
"""Rows of a life that are summed in a search: neighbours say nearly the same."""

WIDTHS, STRENGTHS = (0.6, 0.85, 1.2, 1.6), (0.1, 0.3, 1.0, 3.0)
COUNT = 600
LINEAR = (1.0, 10.0, 100.0, 1_000.0, 3_000.0)
LOCAL_WIDTHS, LOCAL_STRENGTHS = (0.15, 0.3, 0.6), (0.1, 1.0, 10.0)
TREES = ((200, 8, 0.06, 40), (400, 8, 0.06, 40), (400, 16, 0.06, 40), (400, 8, 0.06, 100))
"""Trees, leaves, rate, rows per leaf."""


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


def folds_of(train: Trajectories, seed: int = 0) -> list[Dealing]:
    """Deal the engines of all folds but one in fours, and hold the others out, cut off."""
    require_failures(train)
    fold_of_engine = np.random.default_rng(seed).permutation(len(train)) % FOLDS
    dealings = []
    for fold in range(FOLDS):
        kept, held = (
            train.select(np.flatnonzero((fold_of_engine == fold) == which))
            for which in (False, True)
        )
        ages = np.linspace(YOUNGEST, held.lifetimes - 1, CUTS).astype(np.int64)
        exam = Trajectories.joined([held.cut(np.minimum(age, held.lengths)) for age in ages])
        dealings.append(dealt_in_fours(kept, exam, seed=fold + 1))
    return dealings


def error(contestant: Contestant, folds: Sequence[Dealing], subset: str, **but: object) -> float:
    """Judge a model on the engines that are held out, in the median over models and folds."""
    recipe = replace(RECIPES[subset], **but)  # type: ignore[arg-type]
    errors = [
        rmse(one, np.minimum(lives_left(dealt.test), RUL_CAP))
        for dealt in folds
        for one in contestant(dealt, recipe).forecasts
    ]
    return float(np.median(errors))


def fourier_errors(folds: Sequence[Dealing], width: float) -> list[float]:
    """Judge the Fourier ridge at each of ``STRENGTHS``; rows are summed once for all of them."""
    errors = np.empty((len(folds), len(STRENGTHS)))
    for row, dealt in zip(errors, folds, strict=True):
        fourier = FourierFeatures(COUNT, width, dealt.seed, HISTORY_WEIGHTS)
        table = dealt.table[::EVERY]
        mean, scale = table.mean(axis=0), table.std(axis=0)
        bent = fourier.transform((table - mean) / scale)
        summed = SufficientStatistics.of(bent, dealt.target[::EVERY])
        exam = fourier.transform((dealt.exam - mean) / scale)
        truth = np.minimum(lives_left(dealt.test), RUL_CAP)
        for place, strength in enumerate(STRENGTHS):
            coefficients, intercept = summed.ridge(strength / EVERY)
            row[place] = rmse(np.clip(exam @ coefficients + intercept, 0, RUL_CAP), truth)
    return np.median(errors, axis=0).tolist()  # type: ignore[no-any-return]


def rows() -> Iterator[tuple[str, str]]:
    """Try what ``models.benchmarks.recipes`` chooses from, subset by subset."""
    for subset in SUBSETS:
        place = nasa.place_of(subset)
        if place is None:
            yield subset, "is not here: TURBOFAN_CMAPSS names its folder"
            continue
        yield from _one_subset(subset, folds_of(read_train(place, subset)))


def _one_subset(subset: str, folds: Sequence[Dealing]) -> Iterator[tuple[str, str]]:
    yield f"{subset}: Fourier width, at strengths {STRENGTHS}", ""
    for width in WIDTHS:
        yield f"{subset}: {width}", _figures(fourier_errors(folds, width))
    errors = [error(MODELS["linear"], folds, subset, linear_strength=one) for one in LINEAR]
    yield f"{subset}: linear, strengths {LINEAR}", _figures(errors)
    few = folds[:1]
    yield f"{subset}: local width, at strengths {LOCAL_STRENGTHS}", ""
    for width in LOCAL_WIDTHS:
        errors = [
            error(MODELS["local"], few, subset, local_width=width, local_strength=strength)
            for strength in LOCAL_STRENGTHS
        ]
        yield f"{subset}: {width}", _figures(errors)
    for trees in TREES:
        names = ("max_iter", "max_leaf_nodes", "learning_rate", "min_samples_leaf")
        settings = dict(zip(names, trees, strict=True))
        yield (
            f"{subset}: trees, leaves, rate, rows per leaf {trees}",
            _figures([error(MODELS["trees"], folds[:2], subset, trees=settings)]),
        )
    if subset not in NETWORKS_TRIED:
        return
    for name, values in _NETWORKS:
        experiment = replace(NETWORKS.get(name, CENTRAL), **values)  # type: ignore[arg-type]
        train = averaged(experiment) if name in NETWORKS else in_one_place(experiment)
        text = ", ".join(f"{lever} {value}" for lever, value in values.items())
        yield f"{subset}: {name}, {text}", _figures([error(train, folds[:2], subset)])


_NETWORKS: tuple[tuple[str, dict[str, float]], ...] = (
    *(("fedavg", {"step": step}) for step in (0.003, 0.005, 0.01)),
    ("fedavg", {"step": 0.005, "rounds": 200}),
    *(("fedprox", {"mu": mu}) for mu in (0.001, 0.01, 0.1)),
    *(("scaffold", {"epochs": epochs, "rounds": rounds})
      for epochs, rounds in ((1, 100), (5, 30), (5, 50), (5, 100))),
    ("scaffold", {"epochs": 1, "rounds": 100, "step": 0.05}),
    *(("fedrep", {"l2": l2, "rounds": rounds})
      for l2, rounds in ((1e-4, 100), (1e-4, 20), (1.0, 50), (10.0, 50))),
    ("fedrep", {"l2": 1e-4, "rounds": 100, "head_epochs": 4, "step": 0.002}),
    *(("network", {"rounds": rounds}) for rounds in (30, 100, 200)),
)  # fmt: skip


def _figures(errors: Sequence[float]) -> str:
    return "  ".join(f"{one:5.2f}" for one in errors)
