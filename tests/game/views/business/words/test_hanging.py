"""What the verdict hangs on: turning values as exactly as draws tell them, and what is nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from game.business.answers import weigh
from game.business.contenders import TITLES
from game.business.hanging.inputs import movable_inputs
from game.business.hanging.swings import Swing
from game.business.hanging.turns import Turn
from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business import form
from game.views.business.paper import drawings
from game.views.business.presets import PRESETS
from game.views.business.words import hanging, verdict
from game.views.business.words.inputs import FIRST, FOLDED, MODELS, inside, rows_of
from tests.game.views.business.finished import LITTLE
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
    _, said, _ = hanging.turns(study)
    assert said == (
        "*A service takes, hours* is 0 here, and so has no bar: from about 0.97 on do nothing new "
        "leads."
    )
    silent = replace(study, swings=(replace(none, above=None),))
    assert hanging.turns(silent)[1].startswith("Nothing that was tried")


FIELDS = {
    row.path: row
    for row in (*FIRST, *(row for rows in FOLDED.values() for row in rows),
                *(inside(row, name) for name in MODELS for row in rows_of(name)))
}  # fmt: skip


def named(study: Study) -> Iterator[tuple[Swing, bool, str, str]]:
    """Yield each value that is named, as it is written, with who leads above it or else below."""
    for one in study.swings:
        for up in (False, True):
            said = re.fullmatch("about (.+): (.+)", hanging.turning(one, study.case, up))
            if said is not None:
                yield one, up, said[1], said[2]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(LITTLE, id="little"),
        *(pytest.param(one.values, id=name, marks=pytest.mark.long)
          for name, one in PRESETS.items()),
    ],
)  # fmt: skip
def test_who_types_a_value_that_is_named_finds_what_was_said_of_it(
    values: Mapping[str, Any],
) -> None:
    """Read as the form reads it: who leads does there, or it is too close to call between them.

    A tenth beyond it leads on average.
    """
    *_, study = unfold(case_from_json(values))
    fields = {one.name: one for one in movable_inputs(study.case)}
    titles = {title.lower(): name for name, title in TITLES.items()}
    rows = list(named(study))
    assert rows and "until the lead is clear" in hanging.turns(study)[-1]
    for one, up, written, title in rows:
        typed = form.read(written, FIELDS[one.name], study.case.currency)
        value = typed[0] if isinstance(typed, list) else typed
        at, beyond = (fields[one.name].put(value * share) for share in (1, 1.1 if up else 0.9))
        assert at is not None
        found, first = weigh(at), titles[title]
        told = " ".join(verdict.verdict(replace(study, case=at, findings=found)))
        if found.is_close:
            assert first in (found.winner, found.rival), (one.name, written)
            assert "Too close to call" in told
        else:
            assert found.winner == first, (one.name, written)
        if beyond is not None:
            assert weigh(beyond).winner == first, (one.name, written)


def test_both_ends_on_one_side_are_explained_where_it_is_so_and_only_there() -> None:
    """The first two named here, not one whose lead is written as it stands."""
    study = little()
    lead = hanging.lead_of(study)
    ends = {
        "plant.service_cost": (1.3, 1.1), "plant.failure_cost": (0.7, 0.9),
        "plant.mean_life": (0.8, 1.2), "plant.shape": (1.2, 1.0000001),
    }  # fmt: skip
    rows = tuple(
        replace(swing(9.0, None, None), name=name, lead_low=low * lead, lead_high=high * lead)
        for name, (low, high) in ends.items()
    )
    study = replace(study, swings=rows)
    why = "With *A planned service costs*, *A failure costs* both ends lie on one side"
    assert why in hanging.moved(study)
    assert why in hanging.moved_in_short(study, drawings.drawn(study))
    assert hanging.on_one_side(study, rows[2:]) == []


def test_money_of_a_failure_has_one_row_and_it_is_said_of_which_part() -> None:
    """As much more of the one as of the other: the larger, whichever it is."""
    plant = {**LITTLE["plant"], "secondary_damage": 700}
    for damage, less, more in ((700, "damages elsewhere", "costs"),
                               (9_500, "costs", "damages elsewhere")):  # fmt: skip
        case = case_from_json({**LITTLE, "plant": {**plant, "secondary_damage": damage}})
        told = hanging.moved(replace(little(), case=case))
        assert f"*A failure {less}* has no row: it is money" in told
        assert f"as *A failure {more}* is" in told
        money = {"plant.failure_cost", "plant.secondary_damage"}
        (row,) = (one for one in movable_inputs(case) if one.name in money)
        assert row.value == max(damage, 9_000)
        dearer = [
            weigh(replace(case, plant=replace(case.plant, **{name: value + 300.0})))
            for name, value in (("failure_cost", 9_000), ("secondary_damage", damage))
        ]
        assert dearer[0] == dearer[1]
    assert "has no row" not in hanging.moved(little())
