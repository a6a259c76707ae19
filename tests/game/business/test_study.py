"""A study says the same whoever computes it, and first what is wanted first."""

import json
from dataclasses import replace
from pathlib import Path

from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.workers import Workers

WHOLE = case_from_json(json.loads((Path(__file__).parents[3] / "docs" / "plant.json").read_text()))
CASE = replace(
    WHOLE,
    plant=replace(WHOLE.plant, machines=2, crews=None),
    programme=replace(WHOLE.programme, years=2),
)


def known(study: Study) -> list[bool]:
    return [part is not None for part in (study.findings, study.margins, study.members)]


def test_others_compute_what_this_process_would() -> None:
    here, there = list(unfold(CASE)), list(unfold(CASE, workers=Workers(0)))
    assert [known(study) for study in here] == [known(study) for study in there]
    assert here[-1].to_json() == there[-1].to_json()
    assert there[-1].margins == here[-1].margins


def test_bands_come_right_after_the_first_figures() -> None:
    first, second, *_ = unfold(CASE)
    assert known(first) == [False] * 3
    assert known(second) == [True, False, False]
