"""A study says the same whoever computes it, and first what is wanted first."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.business.swings import inputs_of
from game.workers import Workers

WHOLE = case_from_json(json.loads((Path(__file__).parents[3] / "docs" / "plant.json").read_text()))
CASE = replace(
    WHOLE,
    plant=replace(WHOLE.plant, machines=2, crews=None),
    programme=replace(WHOLE.programme, years=2, own=None),
)


def known(study: Study) -> list[bool]:
    return [part is not None for part in (study.findings, study.margins, study.members)]


def test_others_compute_what_this_process_would() -> None:
    alone = replace(CASE, programme=replace(CASE.programme, federated=None))
    here, there = list(unfold(alone)), list(unfold(alone, workers=Workers(0)))
    assert [known(study) for study in here] == [known(study) for study in there]
    assert here[-1].to_json() == there[-1].to_json()
    assert there[-1].margins == here[-1].margins


def test_what_the_verdict_hangs_on_comes_last_and_in_small_steps() -> None:
    studies = list(unfold(CASE))
    moved = [study.hung for study in studies if study.members is not None]
    assert moved[0] == 0 and max(np.diff(moved)) <= 2 and not studies[-2].finished
    last = studies[-1]
    assert last.finished and last.hung == len(inputs_of(CASE))
    widths = [swing.width for swing in last.swings]
    assert widths == sorted(widths, reverse=True)
    best = max(last.expected, key=last.expected.__getitem__)
    assert last.winner == best
    assert last.expected == {one.name: one.expected for one in last.findings.answers}


def test_bands_come_right_after_the_first_figures() -> None:
    first, second, *_ = unfold(CASE)
    assert known(first) == [False] * 3
    assert known(second) == [True, False, False]
