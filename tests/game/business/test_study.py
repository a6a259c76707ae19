"""A study says the same whoever computes it, and first what is wanted first."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from game.business.answers import weigh
from game.business.contenders import CALENDAR, NOTHING
from game.business.hanging.inputs import inputs_of
from game.business.hanging.swings import swings_of
from game.business.plant import Case, Plant
from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.workers import Workers

WHOLE = case_from_json(json.loads((Path(__file__).parents[3] / "docs" / "plant.json").read_text()))
CASE = replace(
    WHOLE,
    plant=replace(WHOLE.plant, machines=2, crews=None),
    programme=replace(WHOLE.programme, years=2, own=None),
)


ALONE = replace(CASE, programme=replace(CASE.programme, federated=None))


@cache
def alone() -> list[Study]:
    """Return the steps of a study without a federation."""
    return list(unfold(ALONE))


def known(study: Study) -> list[bool]:
    return [part is not None for part in (study.findings, study.margins, study.members)]


@pytest.mark.no_cover
def test_others_compute_what_this_process_would() -> None:
    here, there = alone(), list(unfold(ALONE, workers=Workers(0)))
    assert [known(study) for study in here] == [known(study) for study in there]
    assert here[-1].to_json() == there[-1].to_json()
    assert there[-1].margins == here[-1].margins


@pytest.mark.no_cover
def test_what_the_verdict_hangs_on_comes_last_and_in_small_steps() -> None:
    studies = alone()
    moved = [study.hung for study in studies if study.members is not None]
    assert moved[0] == 0 and max(np.diff(moved)) <= 2 and not studies[-2].finished
    last = studies[-1]
    assert last.finished and last.hung == len(inputs_of(ALONE))
    assert last.steps == len(studies)
    widths = [swing.width for swing in last.swings]
    assert widths == sorted(widths, reverse=True)
    best = max(last.expected, key=last.expected.__getitem__)
    assert last.winner == best
    assert last.expected == {one.name: one.expected for one in last.findings.answers}


@pytest.mark.no_cover
def test_bands_come_right_after_the_first_figures() -> None:
    steps = unfold(CASE)
    assert known(next(steps)) == [False] * 3
    assert known(next(steps)) == [True, False, False]


@pytest.mark.no_cover
def test_what_it_hangs_on_is_known_where_one_failure_less_leaves_no_age_of_ones_own() -> None:
    """Five on record are enough for a calendar of one's own, four are not."""
    plant = Plant(12, 8_000, 2_000, 5_000, shape=3.0, mean_life=7_800, failures_on_record=5)
    found = weigh(Case(plant))
    assert found.winner == CALENDAR
    expected = {one.name: one.expected for one in found.answers}
    (swing,) = swings_of(Case(plant), expected, names=("plant.failures_on_record",))
    assert swing.low == 4 and swing.npv_low == 0 and swing.winner_low == NOTHING
