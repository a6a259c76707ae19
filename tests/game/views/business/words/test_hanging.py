"""What the verdict hangs on: turning values as exactly as draws tell them, and what is nothing."""

from dataclasses import replace

import pytest

from game.business.hanging.swings import Swing
from game.business.hanging.turns import Turn
from game.views.business.words import hanging
from tests.game.views.business.paper.test_drawings import little


def swing(value: float, below: float | None, above: float | None) -> Swing:
    turns = [None if at is None else Turn(at, "nothing") for at in (below, above)]
    return Swing("plant.mean_life", value, 0.8 * value, 1.2 * value, 0.0, 0.0, -1.0, 1.0, "a", "b",
                 *turns, 0.0, 4 * value)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "below", "above", "told"),
    [
        (44_000.0, None, 45_612.0, "about 46,000 or more"),
        (44_000.0, 41_384.0, None, "about 41,000 or less"),
        (44_000.0, None, 44_311.0, "hardly more than 44,000,"),
        (44_000.0, 43_871.0, None, "hardly less than 44,000,"),
        (44_400.0, None, 44_450.0, "hardly more than 44,400,"),  # 44,000 is less than now
    ],
)
def test_a_turning_value_has_two_digits_and_is_on_its_side_of_now(
    value: float, below: float | None, above: float | None, told: str
) -> None:
    one = swing(value, below, above)
    study = replace(little(), swings=(one,))
    assert told in hanging.turns(study)[2]
    short = hanging.turning(one, study.case, up=above is not None)
    assert short.startswith(told.removesuffix(" or more").removesuffix(" or less").rstrip(","))
    assert hanging.turning(one, study.case, up=above is None) == "-"


def test_more_hours_than_a_year_has_turn_nothing() -> None:
    hours = replace(swing(8_000.0, None, None), name="plant.hours_a_year", most=8_784)
    told = hanging.turning(hours, little().case, up=True)
    assert told == "not possible: no year has more than 8,784"
    assert hanging.turning(hours, little().case, up=False) == "-"
    assert hanging.turning(replace(hours, most=36_000), little().case, up=True) == "-"  # cycles


def test_what_is_nothing_has_no_bar_and_its_turn_is_told() -> None:
    none = replace(swing(0.0, None, 0.962), name="plant.service_hours")
    study = replace(little(), swings=(none,))
    assert hanging.shown(study) == []
    _, said = hanging.turns(study)
    assert said == (
        "*A service takes, hours* is 0 here, and so has no bar: from about 0.97 on do nothing new "
        "is worth most."
    )
    silent = replace(study, swings=(replace(none, above=None),))
    assert hanging.turns(silent)[1].startswith("Nothing that was tried")
