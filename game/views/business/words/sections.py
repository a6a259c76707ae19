"""What a federation, an age and an alarm are worth."""

from game.business.contenders import CALENDAR, POOLED, TITLES
from game.business.forecast_error import (
    FEDERATED,
    OWN,
    measured_failures,
    measured_life,
    missed_unseen,
    tried_failures,
)
from game.business.gains.findings import Answer
from game.business.gains.year import each_event, is_turbofans, skills
from game.business.plant import Case, Programme
from game.business.settings import failures_seen
from game.business.study import Study
from game.business.worth import MembersWorth, bill_a_year
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
        _saved(near, unit),
        t("The federation asks {fee} a year.", fee=amount(federated.fee, unit)),
        *_other_bills(case),
    ]
    said.append(_enough(study))
    return said


def _saved(one: MembersWorth, unit: str) -> str:
    """Say what members save by what they tell, each with its error."""
    said = t(
        "{members} save {lifetimes} a year by a better service age (give or take {error})",
        members=tn("{n} other member", "{n} other members", one.members),
        lifetimes=amount(one.lifetimes, unit),
        error=amount(one.lifetimes_reach, ""),
    )
    if one.forecasts is None:
        return said + "."
    model = t(
        ", and {forecasts} a year by a better model than your own (give or take {error}).",
        forecasts=amount(one.forecasts, unit),
        error=amount(one.forecasts_reach, ""),
    )
    return said + model


def _enough(study: Study) -> str:
    """Say from how many members on a federated model pays, as surely as draws tell."""
    enough = study.enough_members
    if _is_open(study) and (enough is None or enough <= study.case.programme.members):
        return t(
            "Whether a federated model, with all that it costs, is worth more than the best that "
            "needs no member is too close to call."
        )
    if enough is not None:
        return t(
            "From {members} on a federated model, with all that it costs, is worth more than all "
            "that needs no member.",
            members=tn("{n} other member", "{n} other members", enough),
        )
    if study.members_may_be_enough:
        return t(
            "Whether a federated model, with all that it costs, is worth more than the best that "
            "needs no member is too close to call, whatever number of members was tried."
        )
    return t(
        "No number of members that was tried makes a federated model, with all that it costs, "
        "worth more than the best that needs no member."
    )


def _is_open(study: Study) -> bool:
    """Return whether it is too close to call between a federated model and going alone."""
    found = study.findings
    if found is None or not found.is_close:
        return False
    two = {found.winner, found.rival}
    return FEDERATED in two and POOLED not in two


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
    taken = [t(TITLES[name]) for name in (OWN, FEDERATED) if is_turbofans(case, name)]
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
    return " ".join([said, _tried(), *beyond])


def _tried() -> str:
    """Say on how many failures the share that is seen rests, and why no range of it is narrower."""
    models, failures = tried_failures()
    return t(
        "{models} models of each kind were tried on {failures} failures each. One that misses "
        "{missed} of all failures would miss none of so few in one trial of ten: so no range "
        "begins above {least}, though a model may have seen every failure of its trial.",
        models=number(models),
        failures=number(failures),
        missed=percent(missed_unseen(), 1),
        least=percent(1 - missed_unseen(), 1),
    )


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
        "by bit, and a machine that is found too old is serviced within a year of coming under "
        "it, not all of them at once.",
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
    (service, failure), unit = each_event(case), case.currency
    if service >= failure:
        return t("No alarm pays for a service here: a failure costs no more than one.")
    said = t(
        "Who services at every alarm needs {share} of them to be true: a service costs {service}, "
        "a failure {failure}, hours lost included.",
        share=percent(service / failure),
        service=amount(service, unit),
        failure=amount(failure, unit),
    )
    looked_into = t(
        "Here alarms are looked into first: a false one costs {inspection}, not a service.",
        inspection=amount(case.programme.inspection_cost, unit),
    )
    return f"{said} {looked_into}"


def measured_misses(case: Case) -> list[tuple[str, str, str]]:
    """Return what was measured of models' forecasts on turbofans: of which, its name, its value.

    How far they miss, and which share they see of what announces itself.

    Examples
    --------
    >>> from game.business.plant import Model, Plant, Programme
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=4)
    >>> measured_misses(Case(pumps, Programme(own=Model())))  # doctest: +NORMALIZE_WHITESPACE
    [('own', 'Misses by, as on turbofans, %', '4.0'),
     ('own', 'Detects, as on 80 turbofans, %', '87 (75 to 100)')]
    """
    told = []
    for one in skills(case):
        model = getattr(case.programme, one.answer)
        if model.error is None:
            label = t("Misses by, as on turbofans, %")
            told.append((one.answer, label, number(100 * one.error[1], 1)))
        if model.detection is None:
            label = t(
                "Detects, as on {failures} turbofans, %",
                failures=number(tried_failures()[1]),
            )
            low, middle, high = (number(100 * share) for share in one.detection)
            seen = t("{middle} ({low} to {high})", middle=middle, low=low, high=high)
            told.append((one.answer, label, seen))
    return told


def of_a_year(case: Case) -> str:
    """Say of which year alarms are counted."""
    return t(
        "Counted is {years}: *Once in force*, as in *What a year costs, in three ways*.",
        years=_once_in_force(case.programme),
    )


def three_ways(case: Case) -> str:
    """Say why a year of one answer has three costs."""
    return t(
        "**A year of yours**: what all {years} cost with all that is bought, brought to today and "
        "spread evenly; an answer is not in force from the first day, and finds machines that are "
        "too old. **Once in force**: {once}. **In the long run**: after many years, over all ages "
        "of machines and without luck. Of the same kind are *When to service* and *How early to "
        "call*, *When to service* without bills. Compare answers within one column.",
        years=years_in_words(case.programme.years),
        once=_once_in_force(case.programme),
    )


def years_counted(programme: Programme) -> str:
    """Say of which years services and failures a year are the mean, as a table's name ends.

    Examples
    --------
    >>> years_counted(Programme(years=7, ramp_up=(0.2, 0.7)))
    'mean of years 4 to 7'
    """
    first, last = programme.first_in_force + 1, programme.years
    if first >= last:
        return t("year {last} alone", last=number(last))
    return t("mean of years {first} to {last}", first=number(first), last=number(last))


def _once_in_force(programme: Programme) -> str:
    first, last = programme.first_in_force + 1, programme.years
    if first >= last:
        return t("the mean of year {last} alone", last=number(last))
    return t(
        "the mean of years {first} to {last}, when machines that were too old have been serviced",
        first=number(first),
        last=number(last),
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
