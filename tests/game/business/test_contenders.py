"""What is weighed, and what it is charged for."""

from dataclasses import replace

import numpy as np

from game.business.contenders import (
    CALENDAR,
    FEDERATED,
    NOTHING,
    OWN,
    POOLED,
    Contender,
    contenders,
)
from game.business.forecast_error import announced, forecast_error
from game.business.plant import Case, Model, Plant, Programme
from game.business.settings import Unknown, heard_ages, ranges_of, settled

PLANT = Plant(
    machines=10,
    hours_a_year=8_000,
    service_cost=2_000.0,
    failure_cost=20_000.0,
    shape=3.0,
    mean_life=5_000.0,
    failures_on_record=12,
)
MODEL = Model(
    sensors=100.0, integration=7_000.0, people=500.0, fee=300.0, false_alarms=2.0,
    error=(0.02, 0.1), detection=(0.6, 1.0),
)  # fmt: skip
PROGRAMME = Programme(
    years=3, ramp_up=(0.5,), inspection_cost=40.0, members=3, own=MODEL, federated=MODEL
)


def _weighed(plant: Plant = PLANT, programme: Programme = PROGRAMME) -> dict[str, Contender]:
    unknown = Unknown.drawn(plant, 50, np.random.default_rng(1))
    case = Case(plant, programme)
    pooled = None
    if programme.federated is not None:
        pooled = heard_ages(case, unknown.law, np.random.default_rng(2))
    return {one.name: one for one in contenders(case, unknown, pooled, seed=0)}


def test_nothing_and_the_calendar_are_always_weighed() -> None:
    assert [*_weighed(programme=Programme())] == [NOTHING, CALENDAR]
    assert [*_weighed()] == [NOTHING, CALENDAR, POOLED, OWN, FEDERATED]


def test_under_five_failures_no_age_is_taken_from_them() -> None:
    few = replace(PLANT, failures_on_record=4)
    weighed = _weighed(few)
    assert CALENDAR not in weighed and POOLED in weighed
    assert weighed[OWN].age is None and np.isinf(weighed[OWN].policy.age).all()


def test_each_pays_for_what_it_buys() -> None:
    case, weighed = Case(PLANT, PROGRAMME), _weighed()
    assert weighed[OWN].upfront(PLANT) == 10 * 100 + 7_000
    false = 2 * 10 * 40
    assert weighed[OWN].running(case).tolist() == [800 + false / 2, 800 + false, 800 + false]
    assert weighed[CALENDAR].upfront(PLANT) == 0 and not weighed[CALENDAR].running(case).any()
    assert weighed[POOLED].running(case).tolist() == [300] * 3


def test_today_is_what_is_done_today() -> None:
    serviced = replace(PLANT, service_age=1_234.0)
    assert (_weighed(serviced)[NOTHING].policy.age == 1_234).all()


def test_avoidable_limits_forecasts_and_no_calendar() -> None:
    shares = {}
    for avoidable in ((0.0, 0.0), (1.0, 1.0)):
        weighed = _weighed(replace(PLANT, avoidable=avoidable))
        shares[avoidable[0]] = weighed[OWN].policy.caught
        assert weighed[CALENDAR].policy.age[0] == _weighed()[CALENDAR].policy.age[0]
    assert (shares[0.0] == 0).all()
    assert ((shares[1.0] >= 0.6) & (shares[1.0] <= 1)).all() and shares[1.0].std() > 0.05


def test_what_is_not_given_of_a_model_was_measured_on_turbofans() -> None:
    ranges = ranges_of(Model(), FEDERATED, 80)
    assert ranges.error == forecast_error(FEDERATED, 80)
    low, mean, high = announced(FEDERATED, 80)  # its mean may lie below nine worlds in ten
    assert ranges.detection == (min(low, mean), mean, max(mean, high))
    assert ranges_of(MODEL, OWN, 1).detection == (0.6, 0.8, 1.0)


def test_who_draws_otherwise_sets_the_same() -> None:
    """One age and one margin stand behind every figure: they are of the record, not of draws."""
    case = Case(PLANT, PROGRAMME)
    settings, weighed = settled(case), _weighed()
    assert weighed[CALENDAR].age == settings.age
    for name in (OWN, FEDERATED):
        assert weighed[name].margin == settings.models[name].setting.margin
        assert weighed[name].age == settings.models[name].setting.backstop
    dearer = replace(PROGRAMME, own=replace(MODEL, people=9_000.0), years=9)
    assert settled(Case(PLANT, dearer)) is settings  # what models cost moves no setting
