"""Which features the benchmark has, and how much each weighs, asked again (docs/adr/0002).

The search that found them climbed: one change after the other, kept where it lowered the
cross-validated error. This goes around what it came to, one step in each direction: every weight
smaller and larger, every part left out, every part that had been tried put in. Engines that are
held out are those of ``cross_validation``, dealt anew; each set gets the best of three widths and
two strengths in each subset. No test engine is looked at; FD004 takes no part.

Run ``python -m benchmarks feature_search`` with ``TURBOFAN_CMAPSS`` at NASA's files.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from benchmarks.learning.cross_validation import SUBSETS, Trial, folds_of, ridge_on
from data import nasa
from data.cmapss import read_train
from data.trajectories import INFORMATIVE_SENSORS, Trajectories
from models.benchmarks.dealings import Dealing
from models.benchmarks.history import AGE_WEIGHTS, TRAITS, Trait, history
from models.benchmarks.recipes import RECIPES
from models.features import FourierFeatures, RealArray, features
from models.flight_conditions import at_sea_level

FOLDS_SEED = 1
"""Folds that no table of the decision was made with."""

COUNT, ROWS = 300, 6_000
"""Random features, and rows that are summed: a search takes fewer than the benchmark."""

SCALES, STRENGTHS = (0.7, 1.0, 1.4), (0.3, 1.0)
"""Of the recipe's width; and of the ridge."""

LESS, MORE, ADDED = 0.6, 1.6, 0.4
"""Factors of a weight, and the weight of what is put in."""

CANDIDATES = (
    *(Trait("mean", window) for window in (5, 10, 50, 100)),
    *(Trait("slope", window) for window in (20, 30, 50)),
    *(Trait("departure", *each) for each in ((10, 10), (10, 20), (30, 20), (50, 30), (100, 30))),
)
PARTS = (*map(str, TRAITS), "age", "log age", *map(str, CANDIDATES))

Weights = tuple[float, ...]
"""Of each of ``PARTS``."""


def chosen() -> Weights:
    """Return the weights of the benchmark, nothing put in."""
    return (*(trait.weight for trait in TRAITS), *AGE_WEIGHTS, *[0.0] * len(CANDIDATES))


def neighbours() -> dict[str, Weights]:
    """Return every set that is one step away, by the step."""
    now, found = chosen(), {}
    for place, (part, weight) in enumerate(zip(PARTS, now, strict=True)):
        if weight:
            steps = {f"{part} x {LESS}": LESS * weight, f"{part} x {MORE}": MORE * weight}
            steps[f"without {part}"] = 0.0
        else:
            steps = {f"with {part}": ADDED}
        for step, other in steps.items():
            found[step] = (*now[:place], other, *now[place + 1 :])
    return found


def columns(weights: Weights) -> tuple[float, ...]:
    """Spread the weights of parts over the columns that ``history`` writes for them."""
    traits, ages, candidates = np.split(
        np.array(weights), [len(TRAITS), len(TRAITS) + len(AGE_WEIGHTS)]
    )
    wide = np.repeat(np.concatenate([traits, candidates]), len(INFORMATIVE_SENSORS))
    return (*wide.tolist(), *ages.tolist())


@dataclass(frozen=True, eq=False)
class Rows:
    """What a fold's ridge is made of: some rows of the engines that are kept, and the exam."""

    dealt: Dealing
    every: int
    target: RealArray
    wide: tuple[RealArray, RealArray]  # of every trait that is asked about: rows, exam
    of_a_match: tuple[RealArray, RealArray]  # of a match's own features

    @classmethod
    def of(cls, dealt: Dealing) -> "Rows":
        """Describe the engines of a fold."""
        every = max(len(dealt.target) // ROWS, 1)
        kept = at_sea_level(Trajectories.joined(dealt.hands), dealt.sums)
        exam = at_sea_level(dealt.test, dealt.sums)
        traits = (*TRAITS, *CANDIDATES)
        return cls(
            dealt,
            every,
            dealt.target[::every],
            (history(kept, traits=traits)[::every].copy(), history(exam, True, traits)),
            (features(kept)[::every].copy(), features(exam)[exam.offsets[1:] - 1]),
        )


def judged(folds: Sequence[Rows], subset: str, weights: Weights | None) -> Trial:
    """Judge features at the width and the strength that suit them best; None: a match's own."""
    trials = []
    for scale in SCALES:
        width = scale * RECIPES[subset].width
        forecasts: list[list[RealArray]] = [[] for _ in STRENGTHS]
        for fold in folds:
            table, exam = fold.of_a_match if weights is None else fold.wide
            spread = () if weights is None else columns(weights)
            fourier = FourierFeatures(COUNT, width, fold.dealt.seed, spread)
            thinned = [strength / fold.every for strength in STRENGTHS]
            found = ridge_on(fourier, table, fold.target, exam, thinned)
            for each, forecast in zip(forecasts, found, strict=True):
                each.append(forecast[np.newaxis])
        trials += [Trial.of([fold.dealt for fold in folds], each) for each in forecasts]
    return min(trials, key=attrgetter("pooled"))


def rows() -> Iterator[tuple[str, str]]:
    """Judge what was chosen and all that lies around it, on the three subsets together."""
    known: dict[str, list[Rows]] = {}
    for subset in SUBSETS:
        place = nasa.place_of(subset)
        if place is None:
            yield subset, "is not here: TURBOFAN_CMAPSS names its folder"
            return
        folds = folds_of(read_train(place, subset), FOLDS_SEED)
        known[subset] = [Rows.of(dealt) for dealt in folds]
    own = {subset: judged(folds, subset, chosen()) for subset, folds in known.items()}
    yield f"held-out engines of {', '.join(SUBSETS)}", _errors(own.values())
    better = 0
    sets: dict[str, Weights | None] = {"a match's features": None, **neighbours()}
    for step, weights in sets.items():
        others = {subset: judged(folds, subset, weights) for subset, folds in known.items()}
        more, half = together([others[one].beyond(own[one]) for one in SUBSETS])
        better += more < -half
        yield step, f"{_errors(others.values())}  {more:+.2f}, 95% +-{half:.2f}"
    yield (
        "around what was chosen",
        f"{better} of {len(sets)} are better by more than their error",
    )


def together(differences: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean of independent differences and half its interval.

    Examples
    --------
    >>> together([(1.0, 3.0), (3.0, 4.0)])
    (2.0, 2.5)
    """
    means, halves = np.array(differences).T
    return float(means.mean()), float(np.sqrt(np.square(halves).sum()) / len(halves))


def _errors(trials: Iterable[Trial]) -> str:
    return "  ".join(f"{one.pooled:5.2f}" for one in trials)
