"""Long-run values against closed forms, members and swings against what they must be."""

from dataclasses import replace
from itertools import pairwise

import pytest

from game.business.answers import weigh
from game.business.contenders import CALENDAR, NOTHING, POOLED
from game.business.forecast_error import FEDERATED, OWN
from game.business.lives.renewal import FOREVER, cost_rate
from game.business.plant import Case, Model, Plant, Programme
from game.business.settings import settled
from game.business.study import unfold
from game.business.worth import (
    Estimate,
    age_curve,
    bill_a_year,
    break_even_members,
    long_run_values,
    long_run_worths,
    margin_curves,
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
    laws = settled(CASE).unknown.law
    expected = 5 * 8_000 * cost_rate(laws, FOREVER, PLANT.prices).mean()
    assert long_run_values(CASE, 0)[NOTHING][0] == pytest.approx(float(expected), rel=0.002)


def test_one_calendar_has_one_age_and_one_cost_in_the_long_run() -> None:
    """The age that is weighed, the curve's own least, and what its cost is said to be."""
    first = next(unfold(CASE))
    curve, age = age_curve(CASE), settled(CASE).age
    assert curve.chosen == age
    at = curve.ages.index(age)
    assert curve.mean[at] <= min(curve.mean) * (1 + 1e-5)
    assert first.values[CALENDAR][0] == pytest.approx(curve.mean[at], rel=0.003)
    assert first.values[NOTHING][0] == pytest.approx(curve.waiting, rel=0.003)
    answers = {one.name: one for one in weigh(CASE).answers}
    assert answers[CALENDAR].age == age
    for margins in margin_curves(CASE):
        assert margins.chosen == answers[margins.name].margin
        place = margins.hours.index(margins.chosen)
        assert margins.mean[place] <= min(margins.mean) * 1.005


def test_how_early_to_call_counts_what_a_model_costs_to_run() -> None:
    annuity = sum(1.08**-year for year in range(1, 6))
    bill = 5_000 / annuity + 1_000 + 2 * 5 * 100
    assert bill_a_year(OWN_MODEL, CASE) == pytest.approx(bill)
    own = next(curve for curve in margin_curves(CASE) if curve.name == OWN)
    at_its_margin = own.mean[own.hours.index(own.chosen)]
    assert at_its_margin == pytest.approx(long_run_values(CASE, 0)[OWN][0] + bill)


def test_an_estimate_is_what_was_found_and_moves_bills_as_they_stand() -> None:
    found = {name: 0.9 * value for name, value in long_run_worths(CASE, 0).items()}
    estimate = Estimate.of(CASE, found, 0)
    assert estimate.values(CASE) == pytest.approx(found)
    annuity = sum(1.08**-year for year in range(1, 6))
    dearer = replace(PROGRAMME, own=replace(OWN_MODEL, people=1_500.0))
    moved = estimate.values(replace(CASE, programme=dearer))
    assert found[OWN] - moved[OWN] == pytest.approx(500 * annuity)
    never = replace(PLANT, failure_cost=PLANT.service_cost)  # a calendar saves nothing then
    assert estimate.values(replace(CASE, plant=never))[CALENDAR] == 0


def test_where_the_long_run_says_nothing_an_estimate_is_shifted() -> None:
    found = {**long_run_worths(CASE, 0), CALENDAR: -400_000.0}
    assert Estimate.of(CASE, found, 0).values(CASE) == pytest.approx(found)


def test_a_value_is_what_is_saved_less_what_is_spent() -> None:
    values = long_run_values(CASE, 0)
    annuity = sum(1.08**-year for year in range(1, 6))
    saved = values[NOTHING][0] - values[OWN][0] - 1_000 - 2 * 5 * 100
    assert values[OWN][1] == pytest.approx(saved * annuity - 5_000)
    assert values[NOTHING][1] == 0


@pytest.mark.slow
def test_members_are_worth_what_they_save_over_what_is_known_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, *_, many = worth = members_worth(CASE)
    assert many.lifetimes > few.lifetimes and many.lifetimes > 0
    assert many.forecasts is not None and many.forecasts > 0
    annuity = sum(1.08**-year for year in range(1, 6))
    stated = next(one for one in worth if one.members == PROGRAMME.members)
    assert stated.npv == pytest.approx(long_run_worths(CASE, 0)[FEDERATED])
    tried = replace(CASE, programme=replace(PROGRAMME, members=many.members))
    values = long_run_values(tried, 0)  # over other laws, and fewer
    found, error = values[CALENDAR][0] - values[POOLED][0], many.lifetimes_error
    assert many.lifetimes == pytest.approx(found, abs=3 * error)
    # What its forecasts save a year, and a part of what a better age does: they do not add up.
    more = (many.forecasts - few.forecasts) * annuity
    assert more < many.npv - few.npv < more + (many.lifetimes - few.lifetimes) * annuity
    # No other numbers of them are asked about from here on.
    monkeypatch.setattr("game.business.worth.MEMBERS", (many.members,))
    alike = members_worth(replace(CASE, plant=replace(PLANT, spread=0.0)))[-1]
    apart = members_worth(replace(CASE, plant=replace(PLANT, spread=1.0)))[-1]
    assert alike.lifetimes > apart.lifetimes
    assert break_even_members(worth, long_run_worths(CASE, 0)) in (one.members for one in worth)


def test_the_stated_number_of_members_is_among_those_tried() -> None:
    six = replace(CASE, programme=replace(PROGRAMME, members=6))
    assert [one.members for one in members_worth(six)] == [1, 2, 4, 6, 8, 16, 32, 64]


@pytest.mark.slow
def test_a_member_more_is_worth_no_less_but_for_luck_that_is_told() -> None:
    """Same laws, same records of those who tell: jumps of a few laws are gone."""
    rows = members_worth(replace(CASE, programme=replace(PROGRAMME, members=3)))
    for one, more in pairwise(rows):
        assert more.lifetimes > one.lifetimes - one.lifetimes_error
        assert one.forecasts is not None and more.forecasts is not None
        assert more.forecasts > one.forecasts - (one.forecasts_error or 0.0)


def test_what_may_be_luck_of_the_draws_is_no_break_even() -> None:
    worth = members_worth(CASE)
    worths = {NOTHING: 0.0, FEDERATED: 1.0, OWN: max(one.npv for one in worth) - 100.0}
    assert break_even_members(worth, worths, error=49.0) is not None
    assert break_even_members(worth, worths, error=51.0) is None


def test_without_a_federation_there_are_no_members() -> None:
    alone = replace(CASE, programme=replace(PROGRAMME, federated=None))
    assert members_worth(alone) == []
    assert break_even_members([], long_run_worths(alone, 0)) is None


def test_a_federation_that_asks_too_much_is_never_worth_it() -> None:
    dear = replace(CASE, programme=replace(PROGRAMME, federated=Model(fee=500_000.0)))
    assert break_even_members(members_worth(dear), long_run_worths(dear, 0)) is None
