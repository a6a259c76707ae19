"""What was found for a plant, in sentences."""

from collections.abc import Sequence

from game.business.answers import Answer, Band, Findings
from game.business.contenders import CALENDAR, NOTHING, POOLED, TITLES
from game.business.forecast_error import FEDERATED, OWN
from game.business.lifetimes import Record
from game.business.plant import Case
from game.business.study import Study
from game.text.language import number, percent, t, tn
from game.text.marking import mark

_HUNDRED = 100


def amount(value: float, unit: str, signed: bool = False) -> str:
    """Return money in the visitor's unit, as exactly as a band lets one read it.

    Examples
    --------
    >>> amount(405_008.4, "EUR"), amount(0.37, "")
    ('405,000 EUR', '0.37')
    """
    size = abs(value)
    digits = 2 if 0 < size < 10 else 0
    rounded = round(value, -max(0, len(f"{size:.0f}") - 3)) if size >= _HUNDRED else value
    written = number(rounded or 0.0, digits, signed)
    return t("{amount} {unit}", amount=written, unit=unit).strip() if unit else written


def span(band: Band, unit: str) -> str:
    """Return a band as two ends."""
    low = t("none") if band.low is None else amount(band.low, "")
    high = t("none") if band.high is None else amount(band.high, unit)
    return t("{low} to {high}", low=low, high=high)


def verdict(study: Study) -> list[str]:
    """Say which answer is worth most, by how much, and how surely."""
    found = study.findings
    if found is None:
        return [_first(study)]
    unit, years = study.case.currency, study.case.programme.years
    best = answer(found, found.winner)
    others = [one for one in found.answers if one.name not in (found.winner, NOTHING)]
    if found.is_close:
        said = _close(found, unit, years)
    elif best.name == NOTHING:
        said = [
            t(
                "**Do nothing new.** Nothing that was weighed is expected to be worth its price "
                "within {years}.",
                years=_years(years),
            )
        ]
    else:
        said = [
            t(
                "**{title}** is worth most: {value} over {years} against doing nothing new, and "
                "with eight chances in ten {band}.",
                title=t(best.title),
                value=amount(best.expected, unit),
                years=_years(years),
                band=span(best.npv, unit),
            ),
            t(
                "In {share} of the futures that were drawn no other answer earns more. With every "
                "stated range at its careful end it is worth {careful}.",
                share=percent(best.best),
                careful=amount(best.conservative, unit),
            ),
        ]
    low, high = best.npv.low, best.npv.high
    if low is not None and low < 0 and (high is None or high > 0):
        said.append(
            t("Some of these futures lose: it cannot be told apart from doing nothing new.")
        )
    if others and not found.is_close:
        second = max(others, key=lambda one: one.expected)
        said.append(
            t(
                "Next comes *{title}* with {value}.",
                title=t(second.title),
                value=amount(second.expected, unit),
            )
        )
    return said


def _close(found: Findings, unit: str, years: int) -> list[str]:
    """Name two answers between which nothing is decided: one earns more, one more often."""
    first, rival = answer(found, found.winner), answer(found, found.rival or NOTHING)
    return [
        t(
            "**Too close to call: {first} or {rival}.** On average *{first}* earns {difference} "
            "more over {years}, and with eight chances in ten {band} more; *{rival}* is best in "
            "more of the futures that were drawn, {often} against {seldom}.",
            first=t(first.title),
            rival=t(rival.title),
            difference=amount(first.expected - rival.expected, unit),
            years=_years(years),
            band=span(found.lead, unit),
            often=percent(rival.best),
            seldom=percent(first.best),
        ),
        t(
            "Against doing nothing new *{first}* is worth {value}, with eight chances in ten "
            "{band}; *{rival}* {other}.",
            first=t(first.title),
            value=amount(first.expected, unit),
            band=span(first.npv, unit),
            rival=t(rival.title),
            other=amount(rival.expected, unit),
        ),
    ]


def _first(study: Study) -> str:
    value = study.values[study.winner][1]
    if study.winner == NOTHING:
        return t("At first sight nothing new is worth its price. Bands are being computed.")
    return t(
        "At first sight **{title}** is worth most: about {value}. Bands are being computed.",
        title=t(TITLES[study.winner]).lower(),
        value=amount(value, study.case.currency),
    )


def _years(years: int) -> str:
    return tn("{n} year", "{n} years", years)


def answer(found: Findings, name: str) -> Answer:
    """Return the answer of a name."""
    return next(one for one in found.answers if one.name == name)


def warnings(found: Findings) -> list[str]:
    """Say what weakens the answers."""
    said = []
    low, high = (number(end, 1) for end in found.shape)
    if found.too_few:
        said.append(
            t(
                "{failures} on record are too few for a service age of your own.",
                failures=tn("{n} failure", "{n} failures", found.failures),
            )
        )
        said.append(_excluded(found))
    if found.may_not_age:
        said.append(
            t(
                "The shape of your lifetimes lies between {low} and {high}: it may be 1, and then "
                "machines do not wear out and **a calendar may not pay**.",
                low=low,
                high=high,
            )
        )
    if found.not_weibull:
        said.append(
            t(
                "These lifetimes follow no Weibull law: calendars may be worth more or less than "
                "is said here."
            )
        )
    return said


def _excluded(found: Findings) -> str:
    below, above = found.excluded_below, found.excluded_above
    if below and above is not None:
        return t(
            "What can be said: servicing before {below} or after {above} hours costs more than "
            "waiting.",
            below=number(below),
            above=number(above),
        )
    if below:
        return t(
            "What can be said: servicing before {below} hours costs more than waiting.",
            below=number(below),
        )
    return t("They exclude no service age either.")


def record(lives: Record) -> str:
    """Say what a record of lifetimes holds."""
    running = len(lives.hours) - lives.failures
    return t(
        "{failures} on record, and {running} that had not failed.",
        failures=tn("{n} failure", "{n} failures", lives.failures),
        running=tn("{n} life", "{n} lives", running),
    )


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


def baseline(case: Case) -> str:
    """Say what doing nothing new is, and how shares of futures are counted."""
    age = case.plant.service_age
    today = (
        t("every failure is waited for")
        if age is None
        else t("a service at {age} hours, as today", age=number(age))
    )
    return t(
        "Marks are means; bars hold eight of ten futures. 0 is doing nothing new: {today}. Where "
        "several answers are equally good in a future, each counts as best.",
        today=today,
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


_INPUTS = {
    "failure_cost": mark("What a failure costs"),
    "secondary_damage": mark("What it damages elsewhere"),
    "service_cost": mark("What a service costs"),
    "hour_worth": mark("What a running hour is worth"),
    "discount_rate": mark("The discount rate"),
    "inspection_cost": mark("What a false alarm costs"),
    "avoidable": mark("Failures that announce themselves"),
}
_SHARES = ("discount_rate", "avoidable")


def input_title(name: str) -> str:
    """Return what an input is called in a chart."""
    return t(_INPUTS[name])


def input_value(name: str, value: float, unit: str) -> str:
    """Return an input's value as it is written."""
    if name not in _SHARES:
        return amount(value, unit)
    return percent(value, 0 if round(value * _HUNDRED, 6) % 1 == 0 else 1)


def turns(study: Study) -> str:
    """Say where the verdict of the long run turns: which input makes another answer win."""
    first = max(study.values, key=lambda name: study.values[name][1])
    found = [
        t(
            "{input} at {value}: {winner}",
            input=input_title(swing.name),
            value=input_value(swing.name, value, study.case.currency),
            winner=t(TITLES[winner]).lower(),
        )
        for swing in study.swings or ()
        for value, winner in ((swing.low, swing.winner_low), (swing.high, swing.winner_high))
        if winner != first
    ]
    said = t(
        "In the long run, without luck and without waiting for crews, most is earned by: {winner}.",
        winner=t(TITLES[first]).lower(),
    )
    if not found:
        unmoved = t("Nothing in this chart, moved alone, changes that.")
        return f"{said} {unmoved}"
    turned = t("That turns with: {cases}.", cases="; ".join(found))
    return f"{said} {turned}"


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


def titles(names: Sequence[str]) -> list[str]:
    """Return what answers are called."""
    return [t(TITLES[name]) for name in names]


FORMULAS = {
    mark("Cost a year"): mark(
        "Services, failures and hours lost in each year of the programme, with what the programme "
        "itself costs, brought to today at your discount rate and spread evenly over the years."
    ),
    mark("Worth (net present value)"): mark(
        "What doing nothing new costs less what this answer costs, year by year, each year divided "
        "by (1 + rate) as often as years have passed, less what is spent first. Taxes and "
        "inflation are left out: take a rate after inflation."
    ),
    mark("Long-run cost of a calendar"): mark(
        "(failure x P(L ≤ T) + service x P(L > T)) / (E[min(L, T)] + hours down): renewal reward "
        "by Barlow and Proschan, 1965, for a Weibull life L and a service age T."
    ),
    mark("Return (IRR)"): mark(
        "The rate at which an answer's worth is zero. Where fewer than half of the draws have "
        "exactly one such rate, none is shown."
    ),
    mark("Precision"): mark(
        "True alarms divided by all alarms. Break-even: the precision below which the answer "
        "earns less than nothing, if each false alarm costs what you say."
    ),
    mark("The band"): mark(
        "Ten and ninety per cent of some hundred futures. Each draws a law of lifetimes that your "
        "record allows, what models can do within your ranges, and the lives of all machines."
    ),
}
"""What each figure is, by its name."""

CALENDARS = (CALENDAR, POOLED)
