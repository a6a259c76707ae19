"""What is said of a plant: each case of a verdict, and what weakens it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from game.business.answers import weigh
from game.business.forecast_error import announced, forecast_error, measured_life
from game.business.gains.findings import Band
from game.business.gains.year import is_turbofans
from game.business.plant import Case
from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business import charts, tables
from game.views.business.presets import PRESETS
from game.views.business.words import cautions, earning, formulas, hanging, money, sections, verdict
from game.views.frame.theme import LIGHT
from tests.game.views.business.finished import nothing_else, packaging

pytestmark = [pytest.mark.slow, pytest.mark.counted]

LITTLE: Mapping[str, Any] = {
    "currency": "EUR",
    "plant": {
        "machines": 3, "hours_a_year": 6_000, "service_cost": 1_000, "failure_cost": 9_000,
        "shape": 3.0, "mean_life": 9_000, "failures_on_record": 12,
    },
    "programme": {"years": 3, "federated": {"fee": 300}},
}  # fmt: skip


def little(**plant: float) -> Case:
    return case_from_json({**LITTLE, "plant": {**LITTLE["plant"], **plant}})


@cache
def studied(**plant: float) -> Study:
    """Return a study up to its bands, what members are worth with it where nothing is changed.

    What one hangs on is asked of ``packaging``.
    """
    wanted = "findings" if plant else "members"
    steps = unfold(little(**plant))
    return next(study for study in steps if getattr(study, wanted) is not None)


@pytest.mark.no_cover
def test_the_verdict_names_the_answer_its_band_and_the_next_one() -> None:
    study = studied()
    assert study.findings is not None
    best = verdict.answer(study.findings, study.winner)
    said = " ".join(verdict.verdict(study))
    assert said.startswith(f"**{best.title}** is worth most: {money.amount(best.expected, 'EUR')}")
    assert money.span(best.npv, "EUR") in said
    second = next(one for one in study.findings.answers if one.name == study.findings.rival)
    assert f"the lead over it is {money.span(second.behind, 'EUR')}, and in" in said


def test_a_lead_that_what_is_not_known_decides_is_told_so() -> None:
    study = studied()
    assert study.findings is not None
    answers = tuple(
        replace(one, best=0.4 if one.name == study.winner else 0.2, ahead=0.44)
        for one in study.findings.answers
    )
    divided = replace(study, findings=replace(study.findings, answers=answers, lead_error=0.0))
    said = " ".join(verdict.verdict(divided))
    assert "Too close to call" in said and "in 44% of the futures" in said


def test_the_next_and_what_is_best_oftenest_are_told_apart_and_skill_is_turbofans() -> None:
    both = packaging()
    found = both.findings
    assert found is not None
    names = {"own": 9e6, "calendar": 8e6}
    answers = tuple(
        replace(
            one, expected=names.get(one.name, one.expected), conservative=7e6 + 1e3 * i, ahead=0.2,
            best=0.9 if one.name == "own" else 0.01,
        )
        for i, one in enumerate(found.answers)
    )  # fmt: skip
    told = replace(found, answers=answers, winner="own", rival="federated", lead_error=0.0)
    said = " ".join(verdict.verdict(replace(both, findings=told)))
    assert "Next comes *A calendar of your own*" in said
    assert "Over *A federated model*, best oftenest of the others" in said
    assert "and loses to *A federated model* by 1,000 USD" in said
    assert (
        "How well *A model of your own* forecasts was measured on 80 failures of our turbofans"
        in said
    )
    best = tuple(
        replace(one, conservative=9e6 if one.name == "own" else 8e6) for one in told.answers
    )
    said = " ".join(verdict.verdict(replace(both, findings=replace(told, answers=best))))
    assert "1,000,000 USD more than *Do nothing new* is then" in said
    assert not is_turbofans(both.case, "calendar")


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


def test_nothing_is_weighed_against_itself_and_what_loses_does_not_come_next() -> None:
    study = studied()
    found = study.findings
    assert found is not None
    nothing, best = (verdict.answer(found, name) for name in ("nothing", study.winner))
    shares = {"nothing": 0.41, best.name: 0.57}
    answers = tuple(
        replace(one, best=shares.get(one.name, 0.0), expected=0.0 if one is nothing else -9_000.0)
        for one in found.answers
    )
    lost = replace(found, answers=answers, winner="nothing", rival=best.name)
    losing = replace(study, findings=lost)
    said = " ".join(verdict.verdict(losing))
    assert f"Against doing nothing new *{best.title}* is worth \N{MINUS SIGN}9,000 EUR" in said
    assert "new *Do nothing new*" not in said
    sure = replace(losing, findings=replace(lost, rival=None, lead_error=None))
    assert "Next comes *" in " ".join(verdict.verdict(sure))
    only = tuple(
        one if one.name in ("nothing", best.name) else replace(one, expected=-21_000.0)
        for one in found.answers
    )
    said = " ".join(verdict.verdict(replace(study, findings=replace(found, answers=only))))
    assert "Next comes doing nothing new: every other answer loses" in said and "21,000" not in said


def test_who_is_serviced_today_is_told_so() -> None:
    case = little()
    assert "every failure is waited for. Machines have all ages" in verdict.today(case)
    serviced = replace(case, plant=replace(case.plant, service_age=4_000.0, new_machines=True))
    assert verdict.today(serviced).endswith(
        "says of today: a service at 4,000 hours. All machines are new today."
    )


def test_a_lead_that_may_be_luck_is_told_with_its_error() -> None:
    """The winner is best more often, too: nothing else may be said of its rival."""
    study = studied()
    assert study.findings is not None
    unsure = replace(study, findings=replace(study.findings, lead_error=123_456.0))
    said = " ".join(verdict.verdict(unsure))
    assert "Too close to call" in said and "its standard error is 123,000 EUR" in said
    assert f"than the {study.findings.draws} that were drawn" in said
    assert "is best in more of the futures" not in said


@pytest.mark.no_cover
def test_where_nothing_else_is_weighed_nothing_turns() -> None:
    alone = nothing_else()
    assert list(alone.expected) == ["nothing"]
    assert hanging.turns(alone) == ["Nothing else is weighed."]


@pytest.mark.no_cover
def test_nothing_new_may_win() -> None:
    study = studied(service_cost=20_000)
    assert study.winner == "nothing"
    assert verdict.verdict(study)[0].startswith("**Do nothing new.**")


def test_few_failures_and_a_shape_of_one_weaken_it() -> None:
    few = studied(failures_on_record=3, shape=1.3)
    assert few.findings is not None
    said = " ".join(cautions.warnings(few.findings))
    assert "needs 5 failures on record: there are 3." in said
    assert "may be 1" in said
    excluded = replace(few.findings, excluded_below=900.0, excluded_above=8_000.0)
    assert "before 900 or after 8,000 hours" in " ".join(cautions.warnings(excluded))
    anything = replace(few.findings, excluded_below=0.0, excluded_above=None, not_weibull=True)
    said = " ".join(cautions.warnings(anything))
    assert "exclude no service age" in said
    assert "follow no Weibull law" in said and "so alike" not in said
    even = " ".join(cautions.warnings(replace(few.findings, shape=(15.2, 19.9))))
    assert "look rounded" in even and "**an age from them cannot be trusted**" in even
    assert "reckoned with shapes of up to 20" in even


def test_members_are_worth_an_age_and_a_model_and_a_fee() -> None:
    alone = " ".join(sections.members(studied()))
    assert "8 other members save" in alone
    assert "a better model" not in alone  # there is none of its own to be better than
    assert "asks 300 EUR a year" in alone
    both = packaging()
    assert "a better model than your own" in " ".join(sections.members(both))
    assert "turbofans" in (sections.from_turbofans(both.case) or "")
    worths = sorted(both.expected.values())
    lead = money.amount(worths[-1] - worths[-2], both.case.currency)
    assert f"is worth {lead} more than the next best" in hanging.turns(both)[0]
    dear = {**both.expected, "own": 1e9}
    assert both.findings is not None and both.findings.is_close
    open_still = " ".join(sections.members(replace(both, enough_members=4)))
    assert open_still.count("is too close to call.") == 1 and "From 4" not in open_still
    findings = replace(both.findings, federation_error=1.0, rival=None)
    answers = tuple(replace(one, expected=dear[one.name]) for one in findings.answers)
    lost = replace(both, enough_members=None, findings=replace(findings, answers=answers))
    never = " ".join(sections.members(lost))
    assert "worth more than the best that needs no member" in never
    unsure = replace(lost, findings=replace(lost.findings, federation_error=1e10))
    assert "is too close to call, whatever number of members" in " ".join(sections.members(unsure))
    some = " ".join(sections.members(replace(both, enough_members=4, findings=findings)))
    assert "From 4 other members on a federated model, with all" in some
    near = next(one for one in both.members if one.members == 8)
    assert f"give or take {money.amount(2 * near.lifetimes_error, '')})" in some
    nobody = replace(both, members=())
    assert sections.members(nobody) == []


def test_what_is_cheaper_by_ones_own_figures_is_no_gain_of_a_federation() -> None:
    both = packaging()
    # People 10,000 less, a false alarm less on each of 6 machines at 500.
    assert "cost it 13,000 USD a year less than a model of your own" in " ".join(
        sections.members(both)
    )
    programme = both.case.programme
    dear = replace(programme, federated=replace(programme.federated, people=50_000.0))
    said = " ".join(sections.members(replace(both, case=replace(both.case, programme=dear))))
    assert "cost it 17,000 USD a year more than a model of your own" in said
    alike = replace(programme, federated=replace(programme.own, fee=3.0))
    said = " ".join(sections.members(replace(both, case=replace(both.case, programme=alike))))
    assert "asks 3.00 USD a year. " in said and "sensors" not in said


def test_what_members_save_stands_side_by_side() -> None:
    both = packaging()
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
    said = sections.ages(studied())
    answers = {one.name: one for one in studied().findings.answers}
    assert f"services at {money.amount(answers['calendar'].age, '')} hours." in said
    assert f"costs {money.amount(studied().values['calendar'][0], 'EUR')} a year, waiting" in said
    yearly = money.amount(answers["calendar"].mean_cost_a_year, "EUR")
    assert f"Over your 3 years it is {yearly} a year, as above" in said
    few = sections.ages(studied(failures_on_record=3, shape=1.3))
    assert few.startswith("Too few failures are on record to choose an age.")


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
    assert "a service at 7,000 hours, as today" in verdict.baseline(little(service_age=7_000))


def test_one_alarm_pays_from_the_share_that_the_quiz_asks_for() -> None:
    """A pump: an hour $50, a service $2,000 and 4 h, a failure $5,000 and 10 h: 2,200 / 5,500."""
    pump = little(
        hour_worth=50, service_cost=2_000, service_hours=4, failure_cost=5_000, failure_hours=10
    )
    said = sections.one_alarm(pump)
    assert "needs 40% of them to be true" in said and "2,200 EUR" in said and "5,500 EUR" in said
    assert "a false one costs 0 EUR, not a service" in said
    assert sections.one_alarm(little(service_cost=20_000)).startswith("No alarm pays")


def test_a_precision_that_never_pays_says_so() -> None:
    both = packaging()
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


def test_the_yearly_saving_is_said_and_what_is_left_at_the_ranges_worst() -> None:
    both = packaging()
    assert both.findings is not None
    first, own = (verdict.answer(both.findings, name) for name in (both.winner, "own"))
    nothing = verdict.answer(both.findings, "nothing")
    said = " ".join(verdict.verdict(both))
    told = re.search(
        r"costs ([\d,]+) USD a year .* new ([\d,]+) USD: ([\d,]+) USD a year less", said
    )
    assert told is not None
    cost, before, saved = (int(one.replace(",", "")) for one in told.groups())
    assert before - cost == saved  # it can be reckoned
    # As exactly as the table says, to its last digit.
    assert abs(cost - first.mean_cost_a_year) < 500 > abs(before - nothing.mean_cost_a_year)
    rows = {row[0]: row for row in tables.answers(both.findings).cells}
    place = tables.answers(both.findings).heads.index("Ranges at worst")
    assert rows[first.title][place] == "-"  # a calendar rests on no range
    assert rows[own.title][place] == money.amount(own.conservative, "")
    poor = replace(own, expected=9e6, conservative=-4_000.0, best=1.0)
    answers = tuple(
        poor if one is own else replace(one, ahead=0.0) for one in both.findings.answers
    )
    lost = replace(both, findings=replace(both.findings, winner="own", answers=answers))
    assert "it loses 4,000 USD on average" in " ".join(verdict.verdict(lost))
    assert "Careful" not in tables.answers(both.findings).heads


def test_a_return_is_told_with_its_share_and_where_no_money_goes_out() -> None:
    both = packaging()
    found = both.findings
    assert found is not None
    rows = {row[0]: row for row in tables.answers(found).cells}
    own = verdict.answer(found, "own")
    assert rows["A calendar of your own"][5:7] == ("no money goes out first",) * 2
    told = own.earned
    assert told is not None
    assert f"(one in {round(100 * told.one)}%)" in rows[own.title][5]
    assert f"(never in {round(100 * told.never)}%)" in rows[own.title][6]
    several = replace(own, earned=replace(told, rate=None, rates=2, payback=None))
    assert earning.returned(several).startswith("more than one (")
    assert earning.paid_back(several).startswith("not in these years (never")
    none = replace(own, earned=replace(told, rate=None, rates=0))
    assert earning.returned(none).startswith("none (")
    assert own.earned_more is not None
    assert "costs more does not come back in these years" in earning.about_returns(found)
    paid = replace(own, earned_more=replace(own.earned_more, rate=0.1, payback=4.87))
    one = replace(found, answers=(paid,))
    assert "costs more returns 10% and is paid back after 4.9 years; in" in earning.about_returns(
        one
    )
    alone = replace(found, answers=(replace(own, earned_more=None),))
    assert "calendar" not in earning.about_returns(alone)
    heads, rows_of = earning.earnings(one).heads, earning.earnings(one).cells
    assert rows_of[0][heads.index("Return over a calendar")] == "10%"


def test_every_a_year_says_of_which_years() -> None:
    six, both = case_from_json(PRESETS["packaging"].values), packaging()
    assert (six.programme.years, len(six.programme.ramp_up)) == (6, 2)
    findings = weigh(six)
    assert tables.doings(findings, six).name == "What each answer does (mean of years 4 to 6)"
    assert tables.answers(findings).heads[1] == "Cost a year, years 1 to 6"
    assert "the mean of years 4 to 6" in sections.of_a_year(six)
    assert both.findings is not None and both.case.programme.years == 2
    assert tables.doings(both.findings, both.case).name.endswith("(year 2 alone)")
    assert "the mean of year 2 alone" in sections.of_a_year(both.case)
    assert "lifetimes_standard_error" in tables.members(both).columns
    assert "serviced within a year" in sections.ages(both)
    assert "the same luck" in verdict.baseline(both.case)


def test_on_paper_stands_what_figures_are() -> None:
    both = packaging()
    assert both.findings is not None
    said = " ".join(formulas.in_short(both.findings.draws, 7))
    assert "taxes and inflation are left out" in said and "from seed 7" in said
    measured = sections.measured_misses(both.case)
    detected = {(name, label): value for name, label, value in measured}
    low, seen, high = (f"{100 * share:.0f}" for share in announced("own", 9))
    label = "Detects, as on 80 turbofans, %"
    assert detected["own", label] == f"{seen} ({low} to {high})"
    assert detected["federated", label] == "100 (97 to 100)"
    stated = replace(both.case.programme, own=None, federated=None)
    assert sections.measured_misses(replace(both.case, programme=stated)) == []


def test_cash_flows_of_the_table_come_to_the_worth() -> None:
    both = packaging()
    assert both.findings is not None
    rate = both.case.programme.discount_rate
    for row in earning.flows(both.findings).values:
        worth = sum(float(flow) / (1 + rate) ** year for year, flow in enumerate(row[1:-1]))  # type: ignore[arg-type]
        assert worth == pytest.approx(row[-1], abs=0.01)
    assert "divided by 1.08" in earning.about_flows(0.08)
    spent = [row[1] for row in earning.earnings(both.findings).values]
    assert spent[:3] == [0, 0, 0] and min(spent[3:]) > 0  # type: ignore[type-var]


def test_forecast_errors_stand_in_figures_and_what_is_of_turbofans_is_said() -> None:
    both = packaging()
    own, federated = tables.skills(both.case).values
    low, middle, high = forecast_error("own", 9)
    heads = tables.skills(both.case).columns
    assert dict(zip(heads, own, strict=True)) == {
        "answer": "own", "failures": 9, "error": middle, "error_low": low, "error_high": high,
        "hours": middle * 18_000, "cycles": middle * measured_life(),
        "detection": announced("own", 9)[1], "measured": True,
    }  # fmt: skip
    assert federated[1] == 9 + 8 * 9
    many = replace(both.case.programme, members=20, member_failures=40)
    seen = sections.from_turbofans(replace(both.case, programme=many)) or ""
    assert "whose mean life is 215 cycles" in seen
    assert "tried on 80 failures each. One that misses 2.8% of all" in seen
    assert "measured with 8 to 160 failures" in seen and "nearest to 809" in seen
    stated = replace(many, own=replace(many.own, error=(0.1, 0.1)))
    table = tables.skills(replace(both.case, programme=stated))
    assert table.cells[0][2:4] == ("10.0%", "1,800") and "you" in table.cells[0]


def test_a_models_costs_of_running_are_in_what_it_costs_to_call() -> None:
    both = packaging()
    said = sections.calls(both)
    drawn = charts.margins(both.margins or (), LIGHT).data
    dots = {(one.x[0], one.y[0]) for one in drawn if one.mode == "markers"}
    assert dots == {(one.chosen, min(one.mean)) for one in both.margins or ()}
    for curve in both.margins or ():
        least = curve.mean[curve.hours.index(curve.chosen)]
        assert f"{money.amount(least, 'USD')} a year in the long run" in said
        assert f"of which {money.amount(curve.billed, 'USD')} are its own costs" in said
    assert "people, the fee, false alarms" in said
    assert both.findings is not None
    own = verdict.answer(both.findings, "own")
    table = tables.confusion(own, both.findings, both)
    *parts, whole = (row[-1] for row in table.values)
    assert whole == pytest.approx(sum(parts))
    row = next(row for row in tables.yearly(both).values if row[0] == "own")
    assert row[2] == pytest.approx(whole)  # of all three, that of the alarms


def test_three_costs_of_a_year_are_told_apart() -> None:
    """What is the long run's is that of the curves, bills and all; the first is the table's."""
    both = packaging()
    assert both.findings is not None
    rows = {row[0]: row[1:] for row in tables.yearly(both).values}
    for curve in both.margins or ():
        least = curve.mean[curve.hours.index(curve.chosen)]
        assert rows[curve.name][2] == pytest.approx(least, rel=1e-6)
        assert rows[curve.name][3] == pytest.approx(curve.billed)
    assert rows["calendar"][3] == 0 and rows["pooled_calendar"][3] == 10_000  # the fee
    for one in both.findings.answers:
        assert rows[one.name][0] == one.mean_cost_a_year
    brief = replace(both.case.programme, years=2)
    said = sections.three_ways(replace(both.case, programme=brief))
    assert "the mean of year 2 alone" in said


@pytest.mark.no_cover
def test_the_tornado_draws_the_lead_and_what_is_asked_for_always() -> None:
    both = packaging()
    drawn = [swing.name for swing in hanging.shown(both)]
    assert len(drawn) < len(both.swings)
    assert {"plant.mean_life", "federated.fee"} <= set(drawn)
    best = sorted(both.expected, key=both.expected.__getitem__)[-2:]
    for who in {"own", "federated"} & set(best):
        assert {f"{who}.people", f"{who}.error"} <= set(drawn)
    figure = charts.tornado(both, LIGHT)
    assert len([one for one in figure.data if one.mode == "lines"]) == 2 * len(drawn)
    rows = tables.swings(both)
    assert len(rows.cells) == len(both.swings)
    listed = hanging.turns(both)[-1].splitlines()
    turning = [one for one in both.swings if one.below or one.above]
    assert 0 < len(listed) <= 5 and len(turning) >= len(listed)
    none = replace(both, swings=tuple(replace(one, below=None, above=None) for one in both.swings))
    assert hanging.turns(none)[-1].startswith("Nothing that was tried")


def test_what_is_as_good_as_nothing_new_is_told_as_that() -> None:
    both = packaging()
    found = both.findings
    assert found is not None
    nothing = verdict.answer(found, "nothing")
    calendar = replace(verdict.answer(found, "calendar"), age=None, expected=0.0)
    dear = replace(
        found, winner="nothing", rival=None, lead_error=None, answers=(nothing, calendar)
    )
    told = verdict.verdict(replace(both, findings=dear))
    assert "*A calendar of your own* comes to the same: no service age pays." in told


def test_an_age_that_rests_on_others_records_says_so() -> None:
    both = packaging()
    found = both.findings
    assert found is not None
    few = replace(found, winner="federated", too_few=True, failures=1)
    told = " ".join(verdict.verdict(replace(both, findings=few)))
    assert "*A federated model* rests on what 8 other members would tell of" in told
    assert cautions.warnings(few)[0].endswith("needs 5 failures on record: there is 1.")
    own = replace(few, winner="calendar")
    assert "rests on what" not in " ".join(verdict.verdict(replace(both, findings=own)))
