"""Which answer is worth most, how surely, and what weakens that."""

from game.business.contenders import NOTHING, POOLED, TITLES
from game.business.forecast_error import FEDERATED, tried_failures
from game.business.gains.findings import Answer, Findings
from game.business.gains.year import is_turbofans
from game.business.lives.lifetimes import Record
from game.business.plant import Case
from game.business.study import Study
from game.text.language import number, percent, t, tn
from game.text.marking import mark
from game.views.business.words.money import amount, differing, exactly, span, years_in_words


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
                years=years_in_words(years),
            )
        ]
    else:
        said = [
            t(
                "**{title}** is worth most: {value} over {years} against doing nothing new, and "
                "with eight chances in ten {band}.",
                title=t(best.title),
                value=amount(best.expected, unit),
                years=years_in_words(years),
                band=span(best.npv, unit),
            ),
            *_set(best),
            _yearly(found, best, unit),
            t(
                "In {share} of the futures that were drawn no other answer earns more.",
                share=percent(best.best),
            ),
            *_at_worst(found, best, unit),
        ]
    low, high = best.npv.low, best.npv.high
    if low is not None and low < 0 and (high is None or high > 0):
        said.append(
            t("Some of these futures lose: it cannot be told apart from doing nothing new.")
        )
    if others and not found.is_close:
        second = max(others, key=lambda one: one.expected)
        said.append(_next(best, second, unit))
        if found.rival not in (second.name, None, NOTHING):
            said.append(_behind(answer(found, found.rival or NOTHING), unit))
    return [*said, *_skill(study, best), *_heard(study, best)]


def _next(best: Answer, second: Answer, unit: str) -> str:
    """Say which answer comes next, and by how much less it is worth, luck and all.

    Where all others lose, doing nothing new comes next.
    """
    if best.name != NOTHING and second.expected < 0:
        return t("Next comes doing nothing new: every other answer loses against it.")
    does_nothing = second.age is None and second.margin is None and not second.expected
    if best.name == NOTHING and does_nothing:
        return t("*{title}* comes to the same: no service age pays.", title=t(second.title))
    return t(
        "Next comes *{title}* with {value}; with eight chances in ten the lead over it is {band}, "
        "and in {share} of the futures it earns more.",
        title=t(second.title),
        value=amount(second.expected, unit),
        band=span(second.behind, unit),
        share=percent(second.ahead),
    )


def _behind(rival: Answer, unit: str) -> str:
    """Say what the lead is over the one that is best oftenest of the others."""
    return t(
        "Over *{title}*, best oftenest of the others, it is {band}; that earns more in {share}.",
        title=t(rival.title),
        band=span(rival.behind, unit),
        share=percent(rival.ahead),
    )


def _skill(study: Study, best: Answer) -> list[str]:
    """Say that how well the winner forecasts is not known of these machines, if it is not."""
    found = study.findings
    named = [best.name]
    if found is not None and found.is_close and found.rival is not None:
        named.append(found.rival)
    taken = [
        t("*{title}*", title=t(TITLES[name])) for name in named if is_turbofans(study.case, name)
    ]
    if not taken:
        return []
    return [
        t(
            "How well {models} forecasts was measured on {failures} failures of our turbofans, not "
            "on your machines.",
            models=t(" or ").join(taken),
            failures=number(tried_failures()[1]),
        )
    ]


def _heard(study: Study, best: Answer) -> list[str]:
    """Say on whose records the winner's age rests where one's own are too few for one."""
    found, programme = study.findings, study.case.programme
    if found is None or not found.too_few or best.name not in (POOLED, FEDERATED):
        return []
    return [
        t(
            "The service age of *{title}* rests on what {members} would tell of {failures} each, "
            "as the form has it: yours are too few for one.",
            title=t(best.title),
            members=tn("{n} other member", "{n} other members", programme.members),
            failures=tn("{n} failure", "{n} failures", programme.member_failures),
        )
    ]


def _close(found: Findings, unit: str, years: int) -> list[str]:
    """Name two answers between which nothing is decided, and why."""
    first, rival = answer(found, found.winner), answer(found, found.rival or NOTHING)
    divided = mark(
        "**Too close to call: {first} or {rival}.** On average *{first}* earns {difference} more "
        "over {years}, and with eight chances in ten {band} more; but in {lost} of the futures "
        "that were drawn *{rival}* earns more: what is not known of your machines, and luck, "
        "decide."
    )
    oftener = mark(
        "**Too close to call: {first} or {rival}.** On average *{first}* earns {difference} more "
        "over {years}, and with eight chances in ten {band} more; *{rival}* is best in more of the "
        "futures that were drawn, {often} against {seldom}."
    )
    lucky = mark(
        "**Too close to call: {first} or {rival}.** On average *{first}* earns {difference} more "
        "over {years}, but other futures than the {draws} that were drawn may turn that round: its "
        "standard error is {error}. With eight chances in ten it earns {band} more."
    )
    texts = {"oftener": oftener, "luck": lucky}
    return [
        t(
            texts.get(found.why_close or "", divided),
            first=t(first.title),
            rival=t(rival.title),
            difference=amount(first.expected - rival.expected, unit),
            years=years_in_words(years),
            band=span(found.lead, unit),
            lost=percent(rival.ahead),
            often=percent(rival.best),
            seldom=percent(first.best),
            draws=number(found.draws),
            error=amount(found.lead_error or 0.0, unit),
        ),
        _against_nothing([one for one in (first, rival) if one.name != NOTHING], unit),
        *([] if first.name == NOTHING else [_yearly(found, first, unit)]),
        *(said for one in (first, rival) for said in _set(one, named=True)),
        *_both_at_worst(first, rival, unit),
    ]


def _both_at_worst(first: Answer, rival: Answer, unit: str) -> list[str]:
    """Say what is left of both if all ranges lie at their worst; nothing of who rests on none."""
    if first.margin is None and rival.margin is None:
        return []
    return [
        t(
            "With every range at its worse end *{first}* is worth {worst}, *{rival}* {other}.",
            first=t(first.title),
            worst=amount(first.conservative, unit),
            rival=t(rival.title),
            other=amount(rival.conservative, unit),
        )
    ]


def _against_nothing(weighed: list[Answer], unit: str) -> str:
    """Say what one or two answers are worth against doing nothing new, which is none of them."""
    first, *others = weighed
    said = t(
        "Against doing nothing new *{first}* is worth {value}, with eight chances in ten {band}",
        first=t(first.title),
        value=amount(first.expected, unit),
        band=span(first.npv, unit),
    )
    more = [
        t("; *{rival}* {other}", rival=t(one.title), other=amount(one.expected, unit))
        for one in others
    ]
    return "".join([said, *more, "."])


def _set(one: Answer, named: bool = False) -> list[str]:
    """Say at which age an answer services, and how early it calls; nothing of who does neither.

    Parameters
    ----------
    named : whether it is one of several that are told
    """
    age = None if one.age is None else amount(one.age, "")
    who = t("*{title}*", title=t(one.title)) if named else t("It")
    if one.margin is not None:
        ahead = amount(one.margin, "")
        if age is None:
            return [
                t(
                    "{who} services {ahead} hours before a failure that it forecasts.",
                    who=who,
                    ahead=ahead,
                )
            ]
        return [
            t(
                "{who} services {ahead} hours before a failure that it forecasts, and at {age} "
                "hours whatever is forecast.",
                who=who,
                ahead=ahead,
                age=age,
            )
        ]
    return [] if age is None else [t("{who} services at {age} hours.", who=who, age=age)]


def _yearly(found: Findings, one: Answer, unit: str) -> str:
    """Say what an answer saves a year: its worth, spread evenly."""
    before, cost, saved = differing(answer(found, NOTHING).mean_cost_a_year, one.mean_cost_a_year)
    return t(
        "*{title}* costs {cost} a year with all that it needs, doing nothing new {nothing}: "
        "{saved} a year less.",
        saved=exactly(saved, unit),
        title=t(one.title),
        cost=exactly(cost, unit),
        nothing=exactly(before, unit),
    )


def _at_worst(found: Findings, one: Answer, unit: str) -> list[str]:
    """Say what is left if all ranges lie at their worst, and which answer is ahead of it then.

    Nothing is said of who rests on no range.
    """
    if one.margin is None:
        return []
    next_best = max(
        (other for other in found.answers if other.name != one.name),
        key=lambda other: other.conservative,
    )
    still = mark(
        "If fewer failures announce themselves and forecasts miss by more, each at the worse end "
        "of its range, it is still worth {worst} on average: {difference} more than *{title}* is "
        "then."
    )
    behind = mark(
        "If fewer failures announce themselves and forecasts miss by more, each at the worse end "
        "of its range, it is still worth {worst} on average, and loses to *{title}* by "
        "{difference}."
    )
    lost = mark(
        "If fewer failures announce themselves and forecasts miss by more, each at the worse end "
        "of its range, it loses {loss} on average: {difference} less than *{title}* brings."
    )
    text = still if one.conservative > next_best.conservative else behind
    return [
        t(
            text if one.conservative > 0 else lost,
            worst=amount(one.conservative, unit),
            loss=amount(-one.conservative, unit),
            title=t(next_best.title),
            difference=amount(abs(one.conservative - next_best.conservative), unit),
        )
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


def answer(found: Findings, name: str) -> Answer:
    """Return the answer of a name."""
    return next(one for one in found.answers if one.name == name)


def today(case: Case) -> str:
    """Say what doing nothing new is in a plant, and how old its machines are taken to be.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(8, 8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> today(Case(pumps))[-58:]
    'Machines have all ages today, as after many years of that.'
    """
    plant = case.plant
    if plant.service_age is None:
        text = mark(
            "*Doing nothing new* is what *How long machines last* says of today: every failure is "
            "waited for."
        )
        done = t(text)
    else:
        text = mark(
            "*Doing nothing new* is what *How long machines last* says of today: a service at "
            "{age} hours."
        )
        done = t(text, age=number(plant.service_age))
    if plant.new_machines:
        ages = t("All machines are new today.")
    else:
        ages = t("Machines have all ages today, as after many years of that.")
    return f"{done} {ages}"


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
        "several answers are equally good in a future, each counts as best. *Ranges at worst*: "
        "the mean if fewest failures announce themselves, models see fewest of these and "
        "forecasts miss by most; calendars rest on no range. All answers meet the same lives and "
        "the same luck in each future, so bands that overlap may still differ: compare by the "
        "lead.",
        today=today,
    )


def record(lives: Record) -> str:
    """Say what a record of lifetimes holds."""
    running = len(lives.hours) - lives.failures
    return t(
        "{failures} on record, and {running} that had not failed.",
        failures=tn("{n} failure", "{n} failures", lives.failures),
        running=tn("{n} life", "{n} lives", running),
    )
