"""The charts of a sheet: each value stands where it is, and at the end of its own bar."""

import re
from dataclasses import replace
from functools import cache

import pytest

from game.business.gains.findings import Band
from game.business.hanging.swings import Swing
from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business.paper import drawings
from tests.game.views.business.finished import LITTLE


@cache
def little() -> Study:
    """Return what is known of a plant once its bands are."""
    return next(one for one in unfold(case_from_json(LITTLE)) if one.findings is not None)


def swing(low: float, high: float) -> Swing:
    """Return one whose lead at the ends is told."""
    return Swing("plant.service_cost", 1_000.0, 800.0, 1_200.0, 0.0, 0.0, low, high, "a", "b",
                 None, None, 0.0, 4_000.0)  # fmt: skip


def percents(drawn: str, what: str) -> list[tuple[float, float]]:
    """Return from where to where, in per cent, what is so called reaches."""
    found = re.findall(rf'<[ib] class="{what}" style="left:([\d.]+)%(?:;width:([\d.]+)%)?', drawn)
    return [(float(left), float(left) + float(width or 0)) for left, width in found]


@pytest.mark.parametrize("ends", [(-2.0, 3.0), (3.0, -2.0), (0.2, 0.5), (2.0, 4.0), (4.0, 1.5)])
def test_each_value_stands_at_the_end_of_its_own_bar(ends: tuple[float, float]) -> None:
    """Also where both lie on one side of what the lead is now: 1, were there no more than that."""
    study = little()
    lead = sorted(study.expected.values())[-1] - sorted(study.expected.values())[-2]
    drawn = drawings.tornado(replace(study, swings=(swing(ends[0] * lead, ends[1] * lead),)))
    ((now, _),) = percents(drawn, "now")
    ((zero, _),) = percents(drawn, "zero")
    for which, end, text in (("less", ends[0], "800"), ("more", ends[1], "1,200")):
        ((left, right),) = percents(drawn, which)
        at = zero + end * (now - zero)  # a lead as it is now lies as far from 0 as that
        assert (left, right) == pytest.approx((min(now, at), max(now, at)), abs=0.03)
        side = "left" if end < 1 else "right"
        ((place, _),) = percents(drawn, f"{which} {side}")
        assert place == pytest.approx(at, abs=0.03)
        assert re.search(rf'class="{which} {side}"[^>]*>{text}<', drawn)


def test_no_more_bars_are_drawn_than_are_read() -> None:
    study = replace(little(), swings=tuple(swing(-1e3 * n, 1e3 * n) for n in range(12, 1, -1)))
    assert len(percents(drawings.tornado(study), "less")) == 8


def test_a_mean_lies_in_its_band_at_the_scale_of_the_axis() -> None:
    found = little().findings
    assert found is not None
    drawn = drawings.worths(found)
    ((zero, _),) = percents(drawn, "zero")
    bands, means = percents(drawn, "band"), percents(drawn, "mean")
    best = max(range(len(means)), key=lambda row: found.answers[row].expected)
    scale = (means[best][0] - zero) / found.answers[best].expected
    for one, (low, high), (mean, _) in zip(found.answers, bands, means, strict=True):
        told = (one.npv.low, one.expected, one.npv.high)
        assert (low, mean, high) == pytest.approx(
            [zero + scale * (value or 0.0) for value in told], abs=0.05
        )
    endless = replace(found.answers[-1], npv=Band(None, None, None))
    drawn = drawings.worths(replace(found, answers=(*found.answers[:-1], endless)))
    assert len(percents(drawn, "band")) == len(found.answers) - 1
