"""What a federation, an age and an alarm are worth."""

from collections.abc import Sequence

from game.business.answers import Answer
from game.business.contenders import CALENDAR, TITLES
from game.business.forecast_error import FEDERATED, OWN, measured_failures, measured_life
from game.business.plant import Case
from game.business.settings import failures_seen, ranges_of
from game.business.study import Study
from game.business.worth import bill_a_year
from game.text.language import number, percent, t, tn
from game.text.marking import mark
from game.views.business.words.money import amount, years_in_words


def members(study: Study) -> list[str]:
    """Say what members of a federation are worth, apart from what a model is worth."""
    case, rows = study.case, study.members
    federated = case.programme.federated
    if not rows or federated is None:
        return []
    unit, count = case.currency, case.programme.members
    near = next(one for one in rows if one.members == count)
    said = [
        t(
            "{members} save {lifetimes} a year by a better service age",
            members=tn("{n} other member", "{n} other members", near.members),
            lifetimes=amount(near.lifetimes, unit),
        )
        + (
            t(
                ", and {forecasts} a year by a better model than your own.",
                forecasts=amount(near.forecasts, unit),
            )
            if near.forecasts is not None
            else "."
        ),
        t("The federation asks {fee} a year.", fee=amount(federated.fee, unit)),
        *_other_bills(case),
    ]
    enough = study.enough_members
    said.append(
        t(
            "No number of members that was tried makes a federated model, with all that it costs, "
            "worth more than going alone."
        )
        if enough is None
        else t(
            "From {members} on a federated model is worth more than all that needs no member.",
            members=tn("{n} member", "{n} members", enough),
        )
    )
    return said


def _other_bills(case: Case) -> list[str]:
    """Say what else is billed otherwise than a model of one's own: no gain of a federation's."""
    own, federated = case.programme.own, case.programme.federated
    if own is None or federated is None:
        return []
    more = bill_a_year(federated, case) - federated.fee - bill_a_year(own, case)
    if not round(more):
        return []
    text = mark(
        "By your figures people, false alarms, sensors and integration cost it {difference} a year "
        "less than a model of your own: that is what you say of it, not what members' failures "
        "teach."
    )
    if more > 0:
        text = mark(
            "By your figures people, false alarms, sensors and integration cost it {difference} a "
            "year more than a model of your own."
        )
    return [t(text, difference=amount(abs(more), case.currency))]


def from_turbofans(case: Case) -> str | None:
    """Say which figures were measured on turbofans, if any; None without models."""
    taken = [
        t(TITLES[name])
        for name in (OWN, FEDERATED)
        if (model := getattr(case.programme, name)) is not None
        and (model.error is None or model.detection is None)
    ]
    if not taken:
        return None
    said = t(
        "How far forecasts miss and how many failures they see is not known for your machines: it "
        "is what models of our turbofans do after as many failures, whose mean life is {cycles} "
        "cycles, carried over as a share of the mean life. It concerns: {models}. Overwrite it "
        "above if you know better.",
        models=", ".join(taken),
        cycles=number(measured_life()),
    )
    beyond = [
        t(
            "For *{title}* it was measured with {least} to {most} failures: here stands what was "
            "measured nearest to {seen}.",
            title=t(TITLES[name]),
            least=number(least),
            most=number(most),
            seen=number(seen),
        )
        for name in (OWN, FEDERATED)
        if t(TITLES[name]) in taken
        for least, most in (measured_failures(name),)
        for seen in (failures_seen(case, name),)
        if not least <= seen <= most
    ]
    return " ".join([said, *beyond])


def ages(study: Study) -> str:
    """Say what the best age for a service is, and what choosing it is worth."""
    curve, unit = study.ages, study.case.currency
    waiting = amount(curve.waiting, unit)
    if curve.chosen is None:
        if CALENDAR not in study.values:
            return t(
                "Too few failures are on record to choose an age. Waiting for every failure costs "
                "{waiting} a year in the long run; the band shows what an age may cost.",
                waiting=waiting,
            )
        return t(
            "No age pays: waiting for failures costs {waiting} a year in the long run, and every "
            "calendar more.",
            waiting=waiting,
        )
    said = t(
        "*{title}* services at {age} hours. In the long run that costs {least} a year, waiting for "
        "every failure {waiting}.",
        title=t(TITLES[CALENDAR]),
        age=amount(curve.chosen, ""),
        least=amount(study.values[CALENDAR][0], unit),
        waiting=waiting,
    )
    return said if study.findings is None else f"{said} {_against_the_programme(study)}"


def _against_the_programme(study: Study) -> str:
    """Say why the same calendar costs another sum in the years of the programme."""
    assert study.findings is not None
    one = next(one for one in study.findings.answers if one.name == CALENDAR)
    return t(
        "Over your {years} it is {cost} a year, as above: the calendar comes into force bit "
        "by bit, and machines that are found too old are serviced at its beginning.",
        years=years_in_words(study.case.programme.years),
        cost=amount(one.mean_cost_a_year, study.case.currency),
    )


def calls(study: Study) -> str:
    """Say how early each model calls, what that costs a year, and what of it is its own bill."""
    unit = study.case.currency
    said = [
        t(
            "*{title}* calls {hours} hours before the forecast failure: {cost} a year in the long "
            "run, of which {billed} are its own costs.",
            title=t(TITLES[curve.name]),
            hours=amount(curve.chosen, ""),
            cost=amount(curve.mean[curve.hours.index(curve.chosen)], unit),
            billed=amount(curve.billed, unit),
        )
        for curve in study.margins or ()
    ]
    counted = t(
        "Counted are services, failures, hours lost, people, the fee, false alarms, and sensors "
        "and integration spread over the years; the age at which it services whatever is forecast "
        "stands."
    )
    return " ".join([*said, counted])


def one_alarm(case: Case) -> str:
    """Say from which share of true alarms on a single one pays for a service."""
    prices, unit = case.plant.prices, case.currency
    service = prices.service + prices.hour * prices.service_hours
    failure = prices.failure + prices.hour * prices.failure_hours
    if service >= failure:
        return t("No alarm pays for a service here: a failure costs no more than one.")
    return t(
        "Who services at every alarm needs {share} of them to be true: a service costs {service}, "
        "a failure {failure}, hours lost included.",
        share=percent(service / failure),
        service=amount(service, unit),
        failure=amount(failure, unit),
    )


def measured_misses(case: Case) -> list[tuple[str, str]]:
    """Return how far forecasts miss where it was measured, as it is listed with what is assumed.

    Examples
    --------
    >>> from game.business.plant import Model, Plant, Programme
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=4)
    >>> measured_misses(Case(pumps, Programme(own=Model())))
    [('A model of your own: misses by, as on turbofans, %', '4.0')]
    """
    told = []
    for name in (OWN, FEDERATED):
        model = getattr(case.programme, name)
        if model is not None and model.error is None:
            error = ranges_of(model, name, failures_seen(case, name)).error[1]
            label = t("{title}: misses by, as on turbofans, %", title=t(TITLES[name]))
            told.append((label, number(100 * error, 1)))
    return told


def of_a_year(models: Sequence[Answer], unit: str) -> str:
    """Say of which year alarms are counted, and what a year costs with those before."""
    costs = "; ".join(
        t(
            "{title}: {cost}",
            title=t(one.title),
            cost=amount(one.mean_cost_a_year, unit),
        )
        for one in models
    )
    return t(
        "A year is meant in which all is in force and machines that were too old have been "
        "serviced. With the years before, and each year's money brought to today, a year costs as "
        "in the first table: {costs}.",
        costs=costs,
    )


def precision(one: Answer) -> str | None:
    """Say how many of a model's alarms are true, and how few would do."""
    if one.precision is None:
        return None
    said = t("{share} of its alarms are true.", share=percent(one.precision))
    if one.break_even_precision is None:
        if one.expected < 0:
            never = t("It would not pay if all were.")
            return f"{said} {never}"
        return said
    enough = t(
        "From {share} on it is worth more than doing nothing new.",
        share=percent(one.break_even_precision, 0 if one.break_even_precision >= 0.01 else 1),
    )
    return f"{said} {enough}"
