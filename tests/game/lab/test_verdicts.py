from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from game.lab.experiments import EXPERIMENTS
from game.lab.populations import POPULATIONS, LabResult, Populations
from game.lab.verdicts import (
    HARDLY,
    KEPT,
    OF_GAINS,
    OF_PINNED,
    Comparison,
    Estimate,
)

NONE = LabResult(7, (50.0, 20.0), 0.0, 0.0, None, (0.0, 0.0), (True, False), (0.0, 0.0))


def populations(*profits: tuple[float, ...]) -> Populations:
    return tuple(
        tuple(replace(NONE, profit=one, armed_profit=one) for one in sides) for sides in profits
    )


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    truth, cases = 5_000.0, 4_000
    drawn = rng.normal(truth, 9_000, (cases, POPULATIONS))
    found = [Estimate.of(row.tolist()) for row in drawn]
    covered = np.mean([one.ci95[0] <= truth <= one.ci95[1] for one in found if one.ci95])
    assert 0.94 < covered < 0.96
    wide = stats.t.interval(0.95, POPULATIONS - 1, drawn[0].mean(), stats.sem(drawn[0]))
    assert found[0].ci95 == pytest.approx(wide)


def test_where_there_is_no_difference_one_cannot_tell() -> None:
    rng = np.random.default_rng(2)
    drawn = rng.normal(0, 9_000, (2_000, POPULATIONS))
    findings = [Estimate.of(row.tolist()).finding(within=HARDLY) for row in drawn]
    assert 0.94 < np.mean([one in {"unknown", "level"} for one in findings]) < 0.96
    assert findings.count("unknown") > findings.count("level")


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ((4_000.0, 4_100.0), "early"),
        ((4_000.0, 5_000.0, 6_000.0), "more"),
        ((-4_000.0, -5_000.0, -6_000.0), "less"),
        ((900.0, 1_000.0, 1_100.0), "level"),  # surely more than nothing, and hardly anything
        ((-9_000.0, 1_000.0, 9_000.0), "unknown"),
        ((3_500.0, 3_000.0, 2_700.0), "more"),  # not all of the interval is hardly a difference
    ],
)
def test_a_finding_follows_from_the_interval(values: tuple[float, ...], finding: str) -> None:
    assert Estimate.of(values).finding(within=HARDLY) == finding


def values(comparison: Comparison, known: Populations) -> tuple[float, ...]:
    found = comparison.estimate(known)
    assert found is not None
    return found.values


def test_comparisons_are_within_populations() -> None:
    known = populations((9.0, 5.0), (3.0, 4.0))
    assert values(EXPERIMENTS["more"].asks[0], known) == (4.0, -1.0)
    assert values(OF_PINNED[0], known) == (4.0, -1.0)
    first = replace(NONE, profit=100.0, alone=(10.0, 40.0, 60.0), seen_fan=(True, False, False))
    blind = replace(first, profit=90.0, seen_fan=(False, False, False))
    unseen, seen, mixed = EXPERIMENTS["blind"].asks
    assert values(unseen, ((first, blind), (blind, first))) == (50.0, 90.0 - 110 / 3)
    assert values(seen, ((first, blind), (blind, first))) == (90.0,)  # nobody has in the second
    assert values(mixed, ((first, blind),)) == (10.0,)
    assert seen.estimate(((blind, blind),)) is None
    assert seen.finding(((blind, blind),)) is None
    gains = replace(first, gains=(1.0, 2.0, 6.0))
    of_all, *of_own = OF_GAINS
    assert values(of_all, ((gains,),)) == (100.0 - 110 / 3,)
    assert [values(one, ((gains,),)) for one in of_own] == [(3.0,), (4.0,), (1.0,)]


def test_a_rule_saves_what_it_keeps_of_the_honest_profit() -> None:
    lost, *rules = EXPERIMENTS["saboteur"].asks
    known = populations(*((0.0, 100.0, 99.0 + n, 90.0 + n, 80.0 + 14 * n) for n in range(3)))
    assert [one.finding(known) for one in rules] == ["more", "less", "unknown"]
    shares = [one.share(known) for one in rules]
    assert [one.above(KEPT) for one in shares if one] == [3, 0, 1]
    assert values(rules[0], known) == (-1.0, 0.0, 1.0)
    assert lost.share(known) is None
