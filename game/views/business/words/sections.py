"""What a federation, an age and an alarm are worth."""

from game.business.answers import Answer
from game.business.contenders import TITLES
from game.business.forecast_error import FEDERATED, OWN
from game.business.plant import Case
from game.business.study import Study
from game.text.language import number, percent, t, tn
from game.views.business.words.money import amount


def members(study: Study) -> list[str]:
    """Say what members of a federation are worth, apart from what a model is worth."""
    case, rows = study.case, study.members
    federated = case.programme.federated
    if not rows or federated is None:
        return []
    unit, count = case.currency, case.programme.members
    near = min(rows, key=lambda one: abs(one.members - count))
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
    return t(
        "How far forecasts miss and how many failures they see is not known for your machines: it "
        "is what models of our turbofans do after as many failures, as a share of the mean life. "
        "It concerns: {models}. Overwrite it above if you know better.",
        models=", ".join(taken),
    )


def ages(study: Study) -> str:
    """Say what the best age for a service is, and what choosing it is worth."""
    curve, unit = study.ages, study.case.currency
    place = min(range(len(curve.ages)), key=curve.mean.__getitem__)
    if curve.mean[place] >= curve.waiting:
        return t(
            "No age pays: waiting for failures costs {waiting} a year, and every calendar more.",
            waiting=amount(curve.waiting, unit),
        )
    return t(
        "A service at {age} hours costs {least} a year, waiting for every failure {waiting}.",
        age=number(round(curve.ages[place], -2)),
        least=amount(curve.mean[place], unit),
        waiting=amount(curve.waiting, unit),
    )


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
        share=percent(one.break_even_precision),
    )
    return f"{said} {enough}"
