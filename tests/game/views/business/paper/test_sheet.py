"""A plant on paper: all that is to be kept of it, and whose each value is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape, unescape

import numpy as np
import pytest
from scipy import stats
from scipy.special import gamma

from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business.paper import sheet
from game.views.business.presets import PRESETS, Source
from game.views.business.words import verdict
from game.views.business.words.whose import Origins
from tests.game.views.business.finished import LITTLE
from tests.game.views.business.paper.test_drawings import little

DAY = "29 November 2026"


def text(html: str) -> str:
    return unescape(re.sub("<[^>]+>", " ", html))


def drawn(
    study: Study, origins: Origins, sources: Sequence[Source], warned: list[str], day: str
) -> str:
    return sheet.sheet(study, verdict.verdict(study), origins, sources, warned, day)


def test_a_sheet_holds_the_verdict_the_answers_and_every_years_cash_flow() -> None:
    study = little()
    assert study.findings is not None
    shown = drawn(study, Origins(), [], ["`a.csv` cannot be used."], DAY)
    told = text(shown)
    assert f"{DAY}. Money in EUR" in told and "a.csv cannot be used." in told
    for one in study.findings.answers:
        assert escape(one.title) in shown
    for year in range(len(study.findings.answers[0].flows)):
        assert f"Year {year}" in told
    assert "**" not in told and "10 to 90%" in told and "What it is worth" in told
    assert "drawn from seed 0" in told and "A planned service counts as 1,000 EUR" in told


def test_what_is_not_known_yet_is_said_to_come() -> None:
    study = little()
    assert not study.finished
    waiting = text(drawn(study, Origins(), [], [], DAY))
    assert "What it hangs on was still being worked out" in " ".join(waiting.split())
    first = next(unfold(case_from_json(LITTLE)))
    assert "Bands are being computed." in text(drawn(first, Origins(), [], [], DAY))


@pytest.mark.no_cover
def test_what_it_hangs_on_follows_and_nothing_is_said_to_come_then() -> None:
    *_, study = unfold(case_from_json(LITTLE))
    told = " ".join(text(drawn(study, Origins(), [], [], DAY)).split())
    assert "being worked out" not in told
    assert "Another answer leads soonest with:" in told and "about" in told
    assert "What it hangs on" not in drawn(replace(study, swings=()), Origins(), [], [], DAY)


def test_each_place_of_what_is_published_is_named_once_with_its_address() -> None:
    for preset in PRESETS.values():
        named = sheet.published(preset.sources)
        assert len(named) == len({one.address for one in preset.sources})
        for one in preset.sources:
            (line,) = [said for said in named if one.address in said]
            assert one.title in line and one.figure in line and line.startswith("\N{DEGREE SIGN}")
    study = little()
    sources = PRESETS["pumps"].sources
    told = text(drawn(study, Origins(frozenset()), sources, [], DAY))
    assert "https://theramreview.com" in told and "Bold: yours." in told


def test_words_of_a_visitor_are_no_markup() -> None:
    study = little()
    named = replace(study, case=replace(study.case, name="<b>*Pumps*</b>", currency="<i>"))
    shown = drawn(named, Origins(), [], [], DAY)
    assert "&lt;b&gt;*Pumps*&lt;/b&gt;" in shown and "<i>" not in shown.replace("<i class", "")


def test_a_sheet_says_on_which_lives_it_rests() -> None:
    """In the place of a law: the law fitted to them, by scipy alone."""
    hours, failed = np.array([500.0, 900.0, 1_300.0, 700.0]), np.array([True, True, False, True])
    lives = "hours,failed\n500,yes\n900,yes\n1300,no\n700,yes\n"
    plant = {name: one for name, one in LITTLE["plant"].items() if name not in LAW_OF_PLANT}
    case = case_from_json({**LITTLE, "plant": {**plant, "lifetimes": lives}})
    told = text(drawn(next(unfold(case)), Origins(), [], [], DAY))
    for label, value in (("Failures in your file", "3"), ("that had not failed", "1")):
        assert re.search(rf"{label}\s+{value}\b", told)
    data = stats.CensoredData(uncensored=hours[failed], right=hours[~failed])
    shape, _, scale = stats.weibull_min.fit(data, floc=0)
    assert re.search(rf"law fitted to them\s+{shape:.2f}\b", told)
    mean = re.search(r"Mean life by that law, hours\s+([\d,]+)", told)
    assert mean is not None
    assert abs(float(mean[1].replace(",", "")) - scale * gamma(1 + 1 / shape)) < 1
    one = case_from_json(
        {**LITTLE, "plant": {**plant, "lifetimes": "hours,failed\n500,yes\n900,no\n"}}
    )
    assert "Mean life by that law" not in text(drawn(next(unfold(one)), Origins(), [], [], DAY))


LAW_OF_PLANT = {"shape", "mean_life", "failures_on_record"}
