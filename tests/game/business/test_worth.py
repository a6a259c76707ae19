"""Long-run values against closed forms, members and swings against what they must be."""

from dataclasses import replace

import numpy as np
import pytest

from game.business.contenders import CALENDAR, NOTHING, POOLED
from game.business.forecast_error import FEDERATED, OWN
from game.business.lives.lifetimes import draw_laws
from game.business.lives.renewal import FOREVER, cost_rate
from game.business.plant import Case, Model, Plant, Programme
from game.business.worth import (
    LAWS,
    SWING,
    break_even_members,
    hangs_on,
    long_run_values,
    members_worth,
)

PLANT = Plant(
    machines=5,
    hours_a_year=8_000,
    service_cost=2_000.0,
    failure_cost=20_000.0,
    shape=3.0,
    mean_life=5_000.0,
    failures_on_record=6,
)
OWN_MODEL = Model(integration=5_000.0, people=1_000.0, false_alarms=2.0)
PROGRAMME = Programme(
    years=5, ramp_up=(), inspection_cost=100.0, own=OWN_MODEL, federated=OWN_MODEL
)
CASE = Case(PLANT, PROGRAMME)


def test_waiting_for_failures_costs_what_the_closed_form_says() -> None:
    laws = draw_laws(PLANT.record, LAWS, np.random.default_rng([0, 2]))
    expected = 5 * 8_000 * cost_rate(laws, FOREVER, PLANT.prices).mean()
    assert long_run_values(CASE, 0)[NOTHING][0] == pytest.approx(float(expected), rel=0.005)


def test_a_value_is_what_is_saved_less_what_is_spent() -> None:
    values = long_run_values(CASE, 0)
    annuity = sum(1.08**-year for year in range(1, 6))
    saved = values[NOTHING][0] - values[OWN][0] - 1_000 - 2 * 5 * 100
    assert values[OWN][1] == pytest.approx(saved * annuity - 5_000)
    assert values[NOTHING][1] == 0


@pytest.mark.slow
def test_members_are_worth_what_they_save_over_what_is_known_alone() -> None:
    few, *_, many = worth = members_worth(CASE)
    assert many.lifetimes > few.lifetimes and many.lifetimes > 0
    assert many.forecasts is not None and many.forecasts > 0
    tried = replace(CASE, programme=replace(PROGRAMME, members=many.members))
    values = long_run_values(tried, 0)
    assert many.lifetimes == values[CALENDAR][0] - values[POOLED][0]
    assert many.npv == values[FEDERATED][1]
    alike = members_worth(replace(CASE, plant=replace(PLANT, spread=0.0)))[-1]
    apart = members_worth(replace(CASE, plant=replace(PLANT, spread=1.0)))[-1]
    assert alike.lifetimes > apart.lifetimes
    assert break_even_members(CASE, worth) in (one.members for one in worth)


def test_without_a_federation_there_are_no_members() -> None:
    alone = replace(CASE, programme=replace(PROGRAMME, federated=None))
    assert members_worth(alone) == []
    assert break_even_members(alone, []) is None


def test_a_federation_that_asks_too_much_is_never_worth_it() -> None:
    dear = replace(CASE, programme=replace(PROGRAMME, federated=Model(fee=500_000.0)))
    assert break_even_members(dear, members_worth(dear)) is None


def test_no_input_moves_beyond_what_it_may_be() -> None:
    most = replace(CASE, plant=replace(PLANT, failure_cost=1e9))
    named = {swing.name: swing for swing in hangs_on(most, CALENDAR)}
    assert named["failure_cost"].high == 1e9
    assert named["service_cost"].high == PLANT.service_cost * (1 + SWING)


def test_an_input_moves_the_value_by_what_it_costs() -> None:
    swings = hangs_on(CASE, OWN)
    assert [swing.width for swing in swings] == sorted((s.width for s in swings), reverse=True)
    named = {swing.name: swing for swing in swings}
    assert {"failure_cost", "service_cost", "avoidable", "discount_rate"} <= set(named)
    assert "hour_worth" not in named  # it is 0: a fifth of it moves nothing
    inspections = named["inspection_cost"]
    annuity = sum(1.08**-year for year in range(1, 6))
    expected = 2 * 5 * 100 * 2 * SWING * annuity
    assert inspections.npv_low - inspections.npv_high == pytest.approx(expected)
    assert named["failure_cost"].npv_low < named["failure_cost"].npv_high
