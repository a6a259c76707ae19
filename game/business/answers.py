"""The answers for a plant: what each costs and returns, with its band, and which one wins."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from game.business.contenders import (
    CALENDAR,
    NOTHING,
    POOLED,
    TITLES,
    Contender,
    annuity,
    contenders,
    in_force,
    worth_of_years,
)
from game.business.forecast_error import FEDERATED
from game.business.gains.findings import Answer, Band, Findings
from game.business.gains.flows import earned, without_luck
from game.business.lives.calendars import excluded_ages
from game.business.lives.lifetimes import FEWEST_FAILURES, is_not_weibull, shape_band
from game.business.lives.renewal import FOREVER, Array, Law, cost_rate
from game.business.plant import Case
from game.business.settings import Unknown, at_worst, thought_possible
from game.business.simulate import Entry, Years, simulate
from game.rules.finance import present_value
from models.metrics import standard_error

FEWEST_DRAWS, MOST_DRAWS = 120, 360
_LIVES = 1_500_000
"""Lives that are simulated for each answer, all draws together."""


def weigh(case: Case, seed: int = 0) -> Findings:
    """Weigh all answers for a plant.

    Parameters
    ----------
    seed : of the draws: the same gives the same figures

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> found = weigh(Case(pumps))
    >>> found.winner, [answer.name for answer in found.answers]
    ('calendar', ['nothing', 'calendar'])
    """
    plant, programme = case.plant, case.programme
    draws = _draws(case)
    unknown, pooled = _drawn(case, draws, seed)
    weighed, poorest = (contenders(one, unknown, pooled, seed) for one in (case, at_worst(case)))
    done, careful = _simulated(case, unknown, weighed, poorest, seed)
    costs, worst = ([_costs(case, one, years) for one in weighed] for years in (done, careful))
    flows = [costs[0] - each for each in costs]
    values = present_value(np.array(flows), programme.discount_rate)
    best = np.mean(values >= values.max(axis=0), axis=1).tolist()
    luck = _luck(case, unknown.law, costs[0])
    leads = values[without_luck(values.T, luck).argmax()] - values
    calendar = dict(zip(done, costs, strict=True)).get(CALENDAR)
    answers = tuple(
        _answer(case, one, done[one.name], (costs[0], cost, low), calendar, luck, beside)
        for one, cost, low, beside in zip(
            weighed, costs, worst, zip(best, leads, strict=True), strict=True
        )
    )
    shape = shape_band(plant.record)
    below, above = excluded_ages(unknown.law, plant.prices, plant.lead_hours)
    return Findings(
        case.name,
        case.currency,
        draws,
        seed,
        plant.record.failures,
        shape,
        may_not_age=shape[0] <= 1 <= shape[1],
        not_weibull=is_not_weibull(plant.record),
        too_few=plant.record.failures < FEWEST_FAILURES,
        excluded_below=below,
        excluded_above=above,
        **_first_two(answers, values),
        federation_error=_federation_error(answers, values),
        answers=answers,
    )


@lru_cache(maxsize=8)  # one case is moved in many ways
def worths(case: Case, seed: int = 0) -> Mapping[str, float]:
    """Return what each answer is worth, as ``weigh`` says it.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> worths(Case(pumps))["nothing"]
    0.0
    """
    unknown, pooled = _drawn(case, _draws(case), seed)
    weighed = contenders(case, unknown, pooled, seed)
    policies = {one.name: one.policy for one in weighed}
    entry = Entry(NOTHING, case.programme.ramp_up)
    done = simulate(case.plant, unknown.law, policies, case.programme.years, seed, entry)
    costs = [_costs(case, one, done) for one in weighed]
    luck, rate = _luck(case, unknown.law, costs[0]), case.programme.discount_rate
    nothing, *others = (_mean(present_value(those, rate), luck) for those in costs)
    named = zip((one.name for one in weighed[1:]), others, strict=True)
    return {NOTHING: 0.0} | {name: nothing - mean for name, mean in named}


def _draws(case: Case) -> int:
    """Return how many draws a case is given: fewer where each has many lives."""
    plant, typical = case.plant, case.plant.record.free + case.plant.record.hours.mean()
    events = plant.machines * case.programme.years * plant.hours_a_year / typical
    return int(np.clip(_LIVES / max(1.0, events), FEWEST_DRAWS, MOST_DRAWS))


def _drawn(case: Case, draws: int, seed: int) -> tuple[Unknown, Array | None]:
    """Return what is not known, drawn, and ages after hearing members; None without these."""
    return thought_possible(case, draws, seed, (0, 1))


def _first_two(answers: Sequence[Answer], values: Array) -> dict[str, Any]:
    """Return the answer that is worth most, its rival, and its lead in the same draws."""
    places = range(len(answers))
    winner = max(places, key=lambda place: answers[place].expected)
    others = [place for place in places if place != winner]
    if not others:
        nobody = {"rival": None, "lead": Band(None, None, None), "lead_error": None}
        return {"winner": answers[winner].name, **nobody}
    rival = max(others, key=lambda place: answers[place].best)
    leads = values[winner] - values[rival]
    return {
        "winner": answers[winner].name,
        "rival": answers[rival].name,
        "lead": Band.of(leads),
        "lead_error": standard_error(leads),
    }


def _federation_error(answers: Sequence[Answer], values: Array) -> float | None:
    """Return the error of what a federated model is worth more than the best that needs none."""
    places = {one.name: place for place, one in enumerate(answers)}
    if FEDERATED not in places:
        return None
    alone = [one for one in answers if one.name not in (POOLED, FEDERATED)]
    best = max(alone, key=lambda one: one.expected)
    return standard_error(values[places[FEDERATED]] - values[places[best.name]])


def _simulated(
    case: Case,
    unknown: Unknown,
    weighed: Sequence[Contender],
    poorest: Sequence[Contender],
    seed: int,
) -> tuple[dict[str, Years], dict[str, Years]]:
    """Return what happens in the same lives under all answers, and with ranges at their worst.

    Parameters
    ----------
    poorest : the same answers, set as of a case whose ranges are at their worst
    """
    policies = {(one.name, False): one.policy for one in weighed}
    policies |= {(one.name, True): one.policy for one in poorest if one.margin is not None}
    programme = case.programme
    entry = Entry((NOTHING, False), programme.ramp_up)
    found = simulate(case.plant, unknown.law, policies, programme.years, seed, entry)
    done = {one.name: found[one.name, False] for one in weighed}
    return done, {name: found.get((name, True), years) for name, years in done.items()}


def _costs(case: Case, one: Contender, done: Mapping[str, Years]) -> Array:
    """Return what an answer costs by year, (draws, 1 + years), what is spent first included."""
    yearly = done[one.name].cost(case.plant) + one.running(case)
    return np.hstack([np.full((len(yearly), 1), one.upfront(case.plant)), yearly])


def _luck(case: Case, law: Law, nothing: Array) -> Array | None:
    """Return by how much doing nothing costs more in the lives drawn than its law says, (draws,).

    None where the law does not say it: it does of machines met at any age, each failure waited for.
    """
    plant = case.plant
    queues = plant.crews is not None and plant.crews < plant.machines
    if queues or plant.new_machines or plant.service_age is not None:
        return None
    yearly = plant.machines * plant.hours_a_year * cost_rate(law, FOREVER, plant.prices)
    return present_value(nothing, case.programme.discount_rate) - yearly * annuity(case)


def _mean(values: Array, luck: Array | None) -> float:
    return float(without_luck(values, luck))


def _answer(
    case: Case,
    one: Contender,
    done: Years,
    costs: tuple[Array, Array, Array],
    calendar: Array | None,
    luck: Array | None,
    beside: tuple[float, Array],
) -> Answer:
    """Return an answer from what doing nothing and it cost by year, and it at its worst.

    Parameters
    ----------
    beside : in which share of draws no other is worth more, and by how much the winner is in each
    """
    best, leads = beside
    rate, flow = case.programme.discount_rate, costs[0] - costs[1]
    value, flows = present_value(flow, rate), without_luck(flow, luck)
    nothing, mean, worst = (_mean(present_value(those, rate), luck) for those in costs)
    costs_a_year = present_value(costs[1], rate) / annuity(case)
    precision, break_even = _precisions(case, one, done, nothing - mean)
    more = None
    if calendar is not None and one.margin is not None:
        over = calendar - costs[1]
        more = earned(without_luck(over, luck), over, rate)
    return Answer(
        name=one.name,
        title=TITLES[one.name],
        age=one.age,
        margin=one.margin,
        cost_a_year=Band.of(costs_a_year),
        mean_cost_a_year=mean / annuity(case),
        failures_a_year=_a_year(case, done.failures),
        services_a_year=_a_year(case, done.services),
        alarms_a_year=_a_year(case, done.alarms),
        npv=Band.of(value),
        expected=nothing - mean,
        conservative=nothing - worst,
        flows=tuple(map(float, flows)),
        earned=earned(flows, flow, rate),
        earned_more=more,
        best=best,
        behind=Band.of(leads),
        ahead=float(np.mean(leads < 0)),
        precision=precision,
        break_even_precision=break_even,
    )


def _a_year(case: Case, counts: Array) -> float:
    """Return a mean over the years in which all is in force and nothing is made up for."""
    return float(counts[:, case.programme.first_in_force :].mean())


def _precisions(
    case: Case, one: Contender, done: Years, value: float
) -> tuple[float | None, float | None]:
    """Return the precision of alarms, and the one at which the mean net present value is 0."""
    true, false = _a_year(case, done.alarms), one.model.false_alarms * case.plant.machines
    if one.margin is None or not true:
        return None, None
    price = worth_of_years(in_force(case), case) * case.programme.inspection_cost
    most = false + value / price if price else -1.0
    return true / (true + false), true / (true + most) if most >= 0 else None
