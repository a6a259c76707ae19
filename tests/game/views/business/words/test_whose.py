"""Whose each value of a plant is, and what a stop counts for."""

import pytest

from game.business.plant import Case, Model, Plant, Programme
from game.business.reading import case_from_json, case_to_json
from game.views.business.presets import PRESETS, changed, still_published
from game.views.business.words import whose
from game.views.business.words.whose import Origins

PUMPS = PRESETS["pumps"]


def begun(**plant: float) -> tuple[dict[str, object], Origins]:
    """Return the refinery's pumps with values of one's own."""
    values = {**PUMPS.values, "plant": {**PUMPS.values["plant"], **plant}}
    now = changed(values, PUMPS)
    published = {source.input for source in still_published(PUMPS, now, "USD")}
    return values, Origins(now, frozenset(published))


def test_a_part_of_a_sum_says_whose_it_is() -> None:
    """11,000 + 3,000 + 36 x 200 = 21,200; 4,500 + 8 x 200 = 6,100."""
    values, origins = begun(service_cost=4_500)
    assert whose.priced(case_from_json(values), origins) == (
        "Every figure counts a failure as 21,200 USD: 11,000 itself (published) + 3,000 damaged "
        "elsewhere (our example) + 36 hours down at 200 (our example). A planned service counts as "
        "6,100 USD: 4,500 itself (yours) + 8 hours down at 200 (our example)."
    )


def test_what_is_left_of_an_example_is_told_and_taken_away_by_one_press() -> None:
    values, origins = begun(failure_cost=5_000)
    assert [one.path for one in whose.left_of_example(values, origins)] == list(whose.OF_A_STOP)
    said = " ".join(whose.shares(values, origins, "Refinery pumps"))
    assert "Yours: 1 of " in said and "A failure damages elsewhere: 3,000 USD" in said
    assert "As published, and not of your plant: **Mean life, hours: 44,000**." in said
    assert "What models cost is our example's, too." in said
    bare = case_from_json(whose.without_models(whose.without_example(values, origins)))
    assert bare.plant.prices.failure == 5_000 and bare.plant.prices.hour == 0
    assert (bare.plant.lead_hours, bare.plant.failure_hours) == (0, 0)
    assert bare.programme.own is None and bare.programme.federated is None
    assert bare.programme.years == 8  # the rest stays


def test_what_one_has_set_oneself_is_left_alone() -> None:
    values, origins = begun(hour_worth=90)
    assert "plant.hour_worth" not in {one.path for one in whose.left_of_example(values, origins)}
    told = case_from_json(whose.without_example(values, origins))
    assert told.plant.hour_worth == 90


def test_of_a_plant_of_which_nobody_knows_the_beginning_nothing_is_said() -> None:
    plain = Case(
        Plant(8, 8_000, 1_000, 9_000, shape=2.0, mean_life=6_000, failures_on_record=12),
        Programme(own=Model(people=900)),
    )
    values = case_to_json(plain)
    assert whose.left_of_example(values, Origins()) == []
    assert not whose.has_example_models(values, Origins())
    assert Origins().said("plant.machines") == ""
    assert "(" not in whose.priced(plain, Origins())


@pytest.mark.parametrize("name", PRESETS)
def test_every_example_adds_up_as_it_is_said(name: str) -> None:
    case = case_from_json(PRESETS[name].values)
    said = whose.priced(case, Origins(frozenset()))
    plant = case.plant
    failure = plant.failure_cost + plant.secondary_damage + plant.failure_hours * plant.hour_worth
    assert f"a failure as {failure:,.0f} {case.currency}:" in said
