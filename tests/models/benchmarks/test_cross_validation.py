"""How settings and features are compared on engines that are held out."""

import numpy as np
import pytest

from benchmarks.learning.cross_validation import CUTS, Trial, folds_of, verdict
from benchmarks.learning.feature_search import (
    CANDIDATES,
    PARTS,
    Rows,
    chosen,
    columns,
    judged,
    neighbours,
)
from data.simulator import simulate
from models.benchmarks.history import HISTORY_WEIGHTS, TRAITS, history
from models.benchmarks.standings import lives_left
from models.metrics import rmse

FOLDS = folds_of(simulate(np.arange(15), seed=1, fan_share=0.0))


def truth_of(number: int) -> np.ndarray:
    return np.minimum(lives_left(FOLDS[number].test), 125)


def test_a_trial_keeps_every_model_on_every_engine() -> None:
    off = [np.stack([truth_of(fold) + each for each in (fold, 2, 50)]) for fold in range(2)]
    one = Trial.of(FOLDS[:2], off)
    assert one.error == pytest.approx(np.median([0, 2, 50, 1, 2, 50]))
    assert one.pooled == pytest.approx(np.sqrt((0 + 1 + 2 * (4 + 2_500)) / 6))
    # Ages of an engine belong to it: an engine that is forecast badly at all of them stands out.
    worse = truth_of(0).reshape(CUTS, 3) + np.array([0, 0, 6])
    [squares] = Trial.of(FOLDS[:1], [worse.reshape(1, -1)]).folds
    assert squares == pytest.approx(np.array([[0, 0, 36]]))


def test_the_interval_of_a_difference_is_that_of_engines_drawn_anew() -> None:
    rng = np.random.default_rng(0)
    own = rng.gamma(2, 40, (1, 200))
    one, other = Trial((own,)), Trial((own * rng.uniform(0.7, 1.5, 200),))
    more, half = other.beyond(one)
    drawn = rng.integers(200, size=(4_000, 200))
    roots = [np.sqrt(each.folds[0][0][drawn].mean(axis=1)) for each in (other, one)]
    assert more == pytest.approx(np.mean(roots[0] - roots[1]), abs=0.03)
    assert half == pytest.approx(1.96 * np.std(roots[0] - roots[1]), rel=0.1)
    assert half == pytest.approx(1.96 * (other.redrawn() - one.redrawn()).std(), rel=0.1)


def test_a_verdict_says_best_within_or_worse() -> None:
    rng = np.random.default_rng(0)
    level = rng.gamma(2, 40, (1, 100))
    alike = Trial((level + rng.normal(-1, 20, (1, 100)),))
    tried = {"chosen": Trial((level,)), "far": Trial((2 * level,))}
    assert verdict(tried, "chosen") == "chosen: the best of 2"
    assert "WORSE than chosen" in verdict(tried, "far")
    assert "within its error of alike" in verdict({**tried, "alike": alike}, "chosen")


def test_weights_of_parts_are_those_of_the_columns_they_stand_for() -> None:
    wide = columns(chosen())
    fleet = FOLDS[0].test
    assert len(wide) == history(fleet, True, (*TRAITS, *CANDIDATES)).shape[1]
    assert tuple(weight for weight in wide if weight) == HISTORY_WEIGHTS
    assert len({*PARTS}) == len(PARTS)
    around = neighbours()
    assert len(around) == 3 * (len(TRAITS) + 2) + len(CANDIDATES)
    for weights in around.values():
        assert sum(one != other for one, other in zip(weights, chosen(), strict=True)) == 1


@pytest.mark.no_cover
def test_what_weighs_nothing_says_nothing() -> None:
    folds = [Rows.of(dealt) for dealt in FOLDS[:2]]
    age = PARTS.index("age")
    only_age = tuple(float(place == age) for place in range(len(PARTS)))
    guess = judged(folds, "FD001", only_age)
    full = judged(folds, "FD001", chosen())
    assert full.beyond(guess)[0] < -1
    assert guess.error > rmse(truth_of(0), np.full(len(truth_of(0)), truth_of(0).mean())) / 3
    shuffled = [
        Rows(fold.dealt, fold.every, fold.target, _shuffled(fold.wide), fold.of_a_match)
        for fold in folds
    ]
    assert judged(shuffled, "FD001", only_age).pooled == pytest.approx(guess.pooled)


def _shuffled(both: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Let every column but the age say something else."""
    rows, exam = (table.copy() for table in both)
    kept = rows.shape[1] - 2
    for table in (rows, exam):
        age = table[:, kept].copy()
        np.random.default_rng(0).shuffle(table, axis=0)
        table[:, kept] = age
    return rows, exam
