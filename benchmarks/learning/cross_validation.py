"""How the benchmark's settings were chosen: on training engines alone (docs/adr/0002).

A fifth of a subset's training engines is held out, cut off at ten ages each as NASA cuts test
engines off, and forecast by models of the others: RMSE in cycles against life up to 125, medians
over the folds. No test engine is looked at; FD004 takes no part. After each question stands whether
what was chosen is the best of what was tried, or within the error of that, engine by engine.

Run ``python -m benchmarks cross_validation`` with ``TURBOFAN_CMAPSS`` at NASA's files;
``python -m benchmarks feature_search`` asks the same of which features there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from data import nasa
from data.cmapss import read_train
from data.trajectories import Trajectories
from models.benchmarks.cmapss import Fit, fit_ridge
from models.benchmarks.contestants import MODELS, Contestant, averaged, in_one_place
from models.benchmarks.dealings import Dealing, dealt_in_fours
from models.benchmarks.history import HISTORY_WEIGHTS
from models.benchmarks.recipes import CENTRAL, FOURIER_COUNT, NETWORKS, RECIPES
from models.benchmarks.standings import lives_left
from models.features import FourierFeatures, RealArray, features
from models.federated.exact import SufficientStatistics
from models.federated.simulation.experiment import Experiment
from models.metrics import rmse
from models.rul import RUL_CAP, capped_rul, require_failures

SUBSETS = ("FD001", "FD003", "FD002")
NETWORKS_TRIED = ("FD001", "FD003")
"""FD002's networks take what is best there: its own would take half an hour. SCAFFOLD's learning
rate is asked for there too."""
FOLDS, CUTS, YOUNGEST = 5, 10, 20
REDRAWN = 1_000
"""Times that held-out engines are drawn anew, for the interval of a difference."""
EVERY = 3
"""Rows of a life that are summed in a search: neighbours say nearly the same."""

WIDTHS, STRENGTHS = (0.6, 0.85, 1.2, 1.6), (0.1, 0.3, 1.0, 3.0)
COUNTS = (300, FOURIER_COUNT, 1_200)
MATCH_STRENGTHS = (10.0, 100.0, 1_000.0, 3_000.0, 10_000.0, 30_000.0)
MATCH_WIDTHS, MATCH_FOURIER_STRENGTHS = (0.6, 0.8, 1.0), (0.01, 0.03, 0.1, 0.3, 1.0)
LINEAR = (1.0, 10.0, 100.0, 1_000.0, 3_000.0)
LOCAL_WIDTHS, LOCAL_STRENGTHS = (0.15, 0.3, 0.6), (0.1, 1.0, 10.0)
TREE_SETTINGS = ("max_iter", "max_leaf_nodes", "learning_rate", "min_samples_leaf")
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


@dataclass(frozen=True, eq=False)
class Trial:
    """What a setting comes to on the engines that are held out.

    Attributes
    ----------
    folds : (models, engines) of each fold, mean squared errors over an engine's ages
    """

    folds: tuple[RealArray, ...]

    @classmethod
    def of(cls, folds: Sequence[Dealing], forecasts: Sequence[RealArray]) -> "Trial":
        """Judge forecasts, (models, ages x engines) of each fold."""
        squares = []
        for dealt, forecast in zip(folds, forecasts, strict=True):
            square = np.square(forecast - np.minimum(lives_left(dealt.test), RUL_CAP))
            squares.append(square.reshape(len(square), CUTS, -1).mean(axis=1))
        return cls(tuple(squares))

    @property
    def error(self) -> float:
        """RMSE in cycles, the median over models and folds: what settings are chosen by."""
        errors = [np.sqrt(squares.mean(axis=1)) for squares in self.folds]
        return float(np.median(np.concatenate(errors)))

    @property
    def pooled(self) -> float:
        """RMSE in cycles over all models and engines."""
        return float(np.sqrt(self._of_engines.mean()))

    @property
    def _of_engines(self) -> RealArray:
        return np.concatenate([squares.mean(axis=0) for squares in self.folds])

    def redrawn(self) -> RealArray:
        """Return the error over held-out engines drawn anew, the same ones for every trial."""
        rng, errors = np.random.default_rng(0), []
        for squares in self.folds:
            engines = squares.shape[1]
            drawn = rng.multinomial(engines, np.full(engines, 1 / engines), REDRAWN) / engines
            errors.append(np.sqrt(squares @ drawn.T))
        median: RealArray = np.median(np.concatenate(errors), axis=0)
        return median

    def beyond(self, other: "Trial") -> tuple[float, float]:
        """Return by how much the pooled error lies above another's, and half its interval.

        The interval is of 95%, normal, of the differences engine by engine.

        Examples
        --------
        >>> one, other = (Trial((np.full((1, 9), square),)) for square in (4.0, 9.0))
        >>> other.beyond(one)
        (1.0, 0.0)
        """
        deviation = float((self._of_engines - other._of_engines).std())
        # An error is the root of its square: a difference of squares, over both errors.
        both = (self.pooled + other.pooled) * np.sqrt(len(self._of_engines))
        return self.pooled - other.pooled, float(1.96 * deviation / both)


def trial(contestant: Contestant, folds: Sequence[Dealing], subset: str, **but: object) -> Trial:
    """Judge a model with some settings elsewhere on the engines that are held out."""
    recipe = replace(RECIPES[subset], **but)  # type: ignore[arg-type]
    return Trial.of(folds, [contestant(dealt, recipe).forecasts for dealt in folds])


def fourier_trials(
    folds: Sequence[Dealing], width: float, count: int, strengths: Sequence[float]
) -> list[Trial]:
    """Judge the Fourier ridge at each strength; rows are summed once for all of them."""
    forecasts: list[list[RealArray]] = [[] for _ in strengths]
    for dealt in folds:
        fourier = FourierFeatures(count, width, dealt.seed, HISTORY_WEIGHTS)
        table, target = dealt.table[::EVERY], dealt.target[::EVERY]
        thinned = [strength / EVERY for strength in strengths]
        predicted = ridge_on(fourier, table, target, dealt.exam, thinned)
        for each, forecast in zip(forecasts, predicted, strict=True):
            each.append(forecast[np.newaxis])
    return [Trial.of(folds, each) for each in forecasts]


def ridge_on(
    fourier: FourierFeatures,
    table: RealArray,
    target: RealArray,
    exam: RealArray,
    strengths: Sequence[float],
) -> Iterator[RealArray]:
    """Fit rows by ridge on random features, and forecast the exam at each strength."""
    mean, scale = table.mean(axis=0), table.std(axis=0)
    summed = SufficientStatistics.of(fourier.transform((table - mean) / scale), target)
    bent = fourier.transform((exam - mean) / scale)
    for strength in strengths:
        coefficients, intercept = summed.ridge(strength)
        yield np.clip(bent @ coefficients + intercept, 0, RUL_CAP)


Setting = Mapping[str, float]
Tried = dict[str, Trial]
"""By the setting, in words."""


def _words(setting: Setting) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in setting.items())


def rows() -> Iterator[tuple[str, str]]:
    """Try what ``models.benchmarks.recipes`` chooses from, subset by subset."""
    for subset in SUBSETS:
        place = nasa.place_of(subset)
        if place is None:
            yield subset, "is not here: TURBOFAN_CMAPSS names its folder"
            continue
        folds = folds_of(read_train(place, subset))
        for what, chosen, trials in _questions(subset, folds):
            tried: Tried = {}
            for setting, one in trials:
                tried[_words(setting)] = one
                yield f"{subset}: {what}, {_words(setting)}", f"{one.error:5.2f}"
            yield f"{subset}: {what}", verdict(tried, _words(chosen))
    place = nasa.place_of(SUBSETS[0])
    if place is not None:
        yield from _of_a_match(read_train(place, SUBSETS[0]))


def _of_a_match(train: Trajectories) -> Iterator[tuple[str, str]]:
    """Try a match's own recipes, on all cycles of the engines that are held out."""
    for strength in MATCH_STRENGTHS:
        error = cross_validated_rmse(train, fit_ridge(strength))
        yield f"a match's ridge, strength {strength:,.0f}", f"{error:5.2f}"
    for width, strength in product(MATCH_WIDTHS, MATCH_FOURIER_STRENGTHS):
        errors = [
            cross_validated_rmse(
                train, fit_ridge(strength, FourierFeatures(FOURIER_COUNT, width, draw)), seed=draw
            )
            for draw in range(3)
        ]
        yield f"a match's Fourier ridge, width {width}, {strength}", f"{np.mean(errors):5.2f}"


def verdict(tried: Tried, chosen: str) -> str:
    """Say whether the chosen setting is the best of those tried, or as good for all we know.

    The interval is of 95%, of the difference over held-out engines drawn anew.
    """
    own = tried[chosen]
    best = min(tried, key=lambda name: tried[name].error)
    more = own.error - tried[best].error
    if not more:
        return f"{chosen}: the best of {len(tried)}"
    half = 1.96 * float((own.redrawn() - tried[best].redrawn()).std())
    within = "within its error of" if more <= half else "WORSE than"
    return f"{chosen}: {within} {best}, {more:+.2f} cycles, 95% +-{half:.2f}"


Question = tuple[str, Setting, Iterator[tuple[Setting, Trial]]]
"""What is chosen, what was, and what each setting comes to."""


def _questions(subset: str, folds: Sequence[Dealing]) -> Iterator[Question]:
    recipe = RECIPES[subset]
    yield (
        "Fourier ridge",
        {"width": recipe.width, "strength": recipe.strength},
        _fourier(folds),
    )
    yield (
        "random features",
        {"features": FOURIER_COUNT},
        (
            ({"features": count}, *fourier_trials(folds, recipe.width, count, [recipe.strength]))
            for count in COUNTS
        ),
    )
    linear = MODELS["linear"]
    yield (
        "linear",
        {"strength": recipe.linear_strength},
        (({"strength": one}, trial(linear, folds, subset, linear_strength=one)) for one in LINEAR),
    )
    yield (
        "local",
        {"width": recipe.local_width, "strength": recipe.local_strength},
        (
            (
                {"width": width, "strength": strength},
                trial(
                    MODELS["local"], folds[:1], subset,
                    local_width=width, local_strength=strength,
                ),
            )
            for width in LOCAL_WIDTHS
            for strength in LOCAL_STRENGTHS
        ),
    )  # fmt: skip
    yield (
        "trees",
        recipe.trees,
        (
            (settings, trial(MODELS["trees"], folds[:2], subset, trees=settings))
            for settings in (dict(zip(TREE_SETTINGS, one, strict=True)) for one in TREES)
        ),
    )
    settings = NETWORK_SETTINGS if subset in NETWORKS_TRIED else {"scaffold": RATES}
    for name, tried in settings.items():
        usual = NETWORKS.get(name, CENTRAL)
        chosen = {lever: getattr(usual, lever) for lever in tried[0]}
        yield name, chosen, _networks(name, usual, tried, folds[:2], subset)


def _fourier(folds: Sequence[Dealing]) -> Iterator[tuple[Setting, Trial]]:
    for width in WIDTHS:
        trials = fourier_trials(folds, width, FOURIER_COUNT, STRENGTHS)
        for strength, one in zip(STRENGTHS, trials, strict=True):
            yield {"width": width, "strength": strength}, one


def _networks(
    name: str, usual: Experiment, tried: Sequence[Setting], folds: Sequence[Dealing], subset: str
) -> Iterator[tuple[Setting, Trial]]:
    for setting in tried:
        experiment = replace(usual, **setting)  # type: ignore[arg-type]
        train = averaged(experiment) if name in NETWORKS else in_one_place(experiment)
        yield setting, trial(train, folds, subset)


def _table(names: Sequence[str], *values: tuple[float, ...]) -> tuple[Setting, ...]:
    return tuple(dict(zip(names, one, strict=True)) for one in values)


NETWORK_SETTINGS: Mapping[str, tuple[Setting, ...]] = {
    "fedavg": _table(
        ("step", "rounds"), (0.003, 100), (0.005, 100), (0.01, 100), (0.005, 50), (0.005, 200)
    ),
    "fedprox": _table(("mu",), (0.001,), (0.01,), (0.1,)),
    "scaffold": _table(
        ("epochs", "rounds", "step"),
        (1, 100, 0.02), (5, 30, 0.02), (5, 50, 0.02), (5, 100, 0.02), (1, 100, 0.05),
        (5, 50, 0.01),
    ),
    "fedrep": _table(
        ("l2", "rounds", "head_epochs", "step"),
        (1e-4, 100, 1, 0.005), (1e-4, 20, 1, 0.005), (1.0, 50, 1, 0.005), (10.0, 50, 1, 0.005),
        (1e-4, 100, 4, 0.002),
    ),
    "network": _table(("rounds",), (30,), (100,), (200,)),
}  # fmt: skip
"""What was tried of each network; lever by lever the first name of each is that of a field."""

RATES = _table(("epochs", "rounds", "step"), (5, 50, 0.02), (5, 50, 0.01), (5, 50, 0.005))
"""Learning rates of SCAFFOLD that are tried on FD002 too, where some trainings diverge."""
