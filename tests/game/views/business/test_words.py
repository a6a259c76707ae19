"""What is said of a plant: each case of a verdict, and what weakens it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from game.business.answers import Band
from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business import charts
from game.views.business.presets import PRESETS
from game.views.business.words import hanging, money, sections, verdict
from game.views.frame.theme import LIGHT

pytestmark = [pytest.mark.slow, pytest.mark.counted]

LITTLE: Mapping[str, Any] = {
    "currency": "EUR",
    "plant": {
        "machines": 3, "hours_a_year": 6_000, "service_cost": 1_000, "failure_cost": 9_000,
        "shape": 3.0, "mean_life": 9_000, "failures_on_record": 12,
    },
    "programme": {"years": 3, "federated": {"fee": 300}},
}  # fmt: skip


@cache
def studied(**plant: float) -> Study:
    *_, last = unfold(case_from_json({**LITTLE, "plant": {**LITTLE["plant"], **plant}}))
    return last


def test_the_verdict_names_the_answer_its_band_and_the_next_one() -> None:
    study = studied()
    assert study.findings is not None
    best = verdict.answer(study.findings, study.winner)
    said = " ".join(verdict.verdict(study))
    assert said.startswith(f"**{best.title}** is worth most: {money.amount(best.expected, 'EUR')}")
    assert money.span(best.npv, "EUR") in said
    assert "Next comes" in said


def test_two_answers_of_which_one_earns_more_and_one_more_often_are_too_close_to_call() -> None:
    study = studied()
    assert study.findings is not None and not study.findings.is_close
    shares = {study.winner: 0.41, study.findings.rival: 0.57}
    answers = tuple(replace(one, best=shares.get(one.name, 0.0)) for one in study.findings.answers)
    lead = Band(-1_500.0, -200.0, 4_000.0)
    close = replace(study, findings=replace(study.findings, answers=answers, lead=lead))
    first, rival = (verdict.answer(close.findings, name) for name in shares)
    said = " ".join(verdict.verdict(close))
    assert said.startswith(f"**Too close to call: {first.title} or {rival.title}.**")
    assert "eight chances in ten −1,500 to 4,000 EUR more" in said
    assert money.amount(first.expected - rival.expected, "EUR") in said
    assert "57% against 41%" in said and "is worth most" not in said


def test_nothing_new_may_win() -> None:
    study = studied(service_cost=20_000)
    assert study.winner == "nothing"
    assert verdict.verdict(study)[0].startswith("**Do nothing new.**")


def test_few_failures_and_a_shape_of_one_weaken_it() -> None:
    few = studied(failures_on_record=3, shape=1.3)
    assert few.findings is not None
    said = " ".join(verdict.warnings(few.findings))
    assert "3 failures on record are too few" in said
    assert "may be 1" in said
    excluded = replace(few.findings, excluded_below=900.0, excluded_above=8_000.0)
    assert "before 900 or after 8,000 hours" in " ".join(verdict.warnings(excluded))
    anything = replace(few.findings, excluded_below=0.0, excluded_above=None, not_weibull=True)
    said = " ".join(verdict.warnings(anything))
    assert "exclude no service age" in said
    assert "follow no Weibull law" in said


def test_members_are_worth_an_age_and_a_model_and_a_fee() -> None:
    alone = " ".join(sections.members(studied()))
    assert "8 other members save" in alone
    assert "a better model" not in alone  # there is none of its own to be better than
    assert "asks 300 EUR a year" in alone
    *_, both = unfold(case_from_json(PRESETS["packaging"].values))
    assert "a better model than your own" in " ".join(sections.members(both))
    assert "turbofans" in (sections.from_turbofans(both.case) or "")
    assert "In the long run" in hanging.turns(both)
    never = " ".join(sections.members(replace(both, enough_members=None)))
    assert "a federated model, with all that it costs, worth more than going alone" in never
    nobody = replace(both, members=())
    assert sections.members(nobody) == []


def test_what_members_save_stands_side_by_side() -> None:
    *_, both = unfold(case_from_json(PRESETS["packaging"].values))
    assert both.members is not None
    figure = charts.members(both, LIGHT)
    assert figure.layout.barmode == "group"
    age, model = figure.data
    assert list(age.y) == [one.lifetimes for one in both.members]
    assert list(model.y) == [one.forecasts for one in both.members]
    assert figure.layout.shapes[0].y0 == 10_000  # the fee of the preset
    assert len(charts.members(studied(), LIGHT).data) == 1  # no model of its own


def test_no_age_pays_where_a_service_is_as_dear_as_a_failure() -> None:
    assert sections.ages(studied(service_cost=20_000)).startswith("No age pays")
    assert sections.ages(studied()).startswith("A service at ")


def test_what_the_finance_director_asks_is_said() -> None:
    """Whether it can be told from nothing, what nothing is, and when one alarm pays."""
    study = studied()
    assert study.findings is not None
    best = verdict.answer(study.findings, study.winner)
    for low, told in ((-5.0, True), (5.0, False)):
        npv = Band(low, 10.0, 900.0)
        answers = tuple(
            replace(one, npv=npv) if one is best else one for one in study.findings.answers
        )
        said = verdict.verdict(replace(study, findings=replace(study.findings, answers=answers)))
        assert ("cannot be told apart from doing nothing new" in " ".join(said)) is told
    assert "every failure is waited for" in verdict.baseline(study.case)
    assert "a service at 7,000 hours, as today" in verdict.baseline(studied(service_age=7_000).case)


def test_one_alarm_pays_from_the_share_that_the_quiz_asks_for() -> None:
    """A pump: an hour $50, a service $2,000 and 4 h, a failure $5,000 and 10 h: 2,200 / 5,500."""
    pump = studied(
        hour_worth=50, service_cost=2_000, service_hours=4, failure_cost=5_000, failure_hours=10
    )
    said = sections.one_alarm(pump.case)
    assert "needs 40% of them to be true" in said and "2,200 EUR" in said and "5,500 EUR" in said
    assert sections.one_alarm(studied(service_cost=20_000).case).startswith("No alarm pays")


def test_a_precision_that_never_pays_says_so() -> None:
    *_, both = unfold(case_from_json(PRESETS["packaging"].values))
    assert both.findings is not None
    own = verdict.answer(both.findings, "own")
    lost = replace(own, precision=0.12, break_even_precision=None, expected=-9.0)
    assert sections.precision(lost) == "12% of its alarms are true. It would not pay if all were."
    assert sections.precision(replace(lost, expected=9.0)) == "12% of its alarms are true."
    some = replace(lost, break_even_precision=0.4)
    assert "From 40% on it is worth more" in (sections.precision(some) or "")
    assert sections.precision(replace(own, precision=None)) is None


def test_what_is_endless_has_no_figure() -> None:
    assert money.span(Band(1_000.0, None, None), "EUR") == "1,000 to none"
