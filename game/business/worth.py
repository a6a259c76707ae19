"""What members are worth, curves, and what moved cases are: all by long-run costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from game.business.contenders import (
    CALENDAR,
    NOTHING,
    POOLED,
    Contender,
    annuity,
    bought,
    contenders,
    in_force,
    running,
    upfront,
    worth_of_years,
)
from game.business.forecast_error import FEDERATED, OWN
from game.business.forecasts import costs_of
from game.business.lives.renewal import FOREVER, Array, cost_rate
from game.business.plant import MOST_HEARD, Case, Model
from game.business.settings import (
    Unknown,
    forecasting,
    model_setting,
    settled,
    thought_possible,
    without_bills,
)
from game.business.simulate import Policy
from game.rules.finance import present_value
from models.metrics import SURE, standard_error

_AGES = np.geomspace(0.12, 2.4, 60)
"""Of the typical scale of the laws thought possible."""

_MARGINS = np.concatenate([[0.0], np.geomspace(0.1, 1.0, 8), np.linspace(1.3, 3.0, 7)])
"""Of the margin that costs least."""

_TENTHS = (0.1, 0.9)

MEMBERS = (1, 2, 4, 8, 16, 32, 64)
"""Sizes of a federation that are tried beside the stated one: others' plants."""

_MEMBERS_LAWS = 360
"""Laws over which members are weighed: not those on which one's own age was chosen, which flatter
it, and so many that a member more is not outweighed by luck."""

_LEAST_SHARE = 0.5
"""Of what the long run saves: less, or more than twice as much, is no share of it."""


@dataclass(frozen=True)
class MembersWorth:
    """What so many members save a year, all in force, before what a federation costs.

    Attributes
    ----------
    lifetimes : by a better service age than one's own record gives
    lifetimes_error : its standard error: laws and members' records are drawn
    forecasts : by a model that has seen their failures, over one's own, at the service age of
        one's own record; None without one
    forecasts_error : its standard error
    npv : of the federated model
    """

    members: int
    lifetimes: float
    lifetimes_error: float
    forecasts: float | None
    forecasts_error: float | None
    npv: float

    @property
    def lifetimes_reach(self) -> float:
        """What the first is given or taken by."""
        return SURE * self.lifetimes_error

    @property
    def forecasts_reach(self) -> float:
        """What the second is given or taken by; 0 without a model."""
        return SURE * (self.forecasts_error or 0.0)


def long_run_values(case: Case, seed: int) -> dict[str, tuple[float, float]]:
    """Return what each answer costs a year in the long run, and its mean net present value.

    Over laws thought possible, without luck, without waiting for a crew and without the first
    year's machines that are too old: quick, and what bands are not needed for.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> values = long_run_values(Case(pumps), seed=0)
    >>> values["calendar"][0] < values["nothing"][0], values["calendar"][1] > 0
    (True, True)
    """
    yearly = _yearly(without_bills(case), seed)
    hours = case.plant.machines * case.plant.hours_a_year
    return {
        name: (hours * yearly[name], saved - billed)
        for name, (saved, billed) in _saved_and_billed(case, seed).items()
    }


@lru_cache(maxsize=512)
def _yearly(case: Case, seed: int) -> Mapping[str, float]:
    """Return what each answer's services, failures and lost hours cost, a machine and hour."""
    plant, (unknown, weighed) = case.plant, _weighed(case, seed)
    costs = costs_of(plant, unknown.law, [one.policy for one in weighed]).mean(axis=1)
    return {one.name: float(cost) for one, cost in zip(weighed, costs, strict=True)}


def _weighed(case: Case, seed: int) -> tuple[Unknown, list[Contender]]:
    """Return the laws of the long run, and what is weighed on them."""
    settings = settled(case, seed)
    return settings.unknown, contenders(case, settings.unknown, settings.pooled, seed)


@dataclass(frozen=True)
class Estimate:
    """What answers are worth when a case is moved: by the long run, at a study's own figures.

    The long run knows no luck, no machines found at work and no crews. So what an answer saves is
    taken times the share of it that the years of the programme were found to bring, and what it is
    billed as it stands: at the case itself these are the figures of the study.

    Attributes
    ----------
    shares : of each answer's savings; None where the long run says too little for one
    shifts : what is added where there is no share
    """

    seed: int
    shares: Mapping[str, float | None]
    shifts: Mapping[str, float]

    @classmethod
    def of(cls, case: Case, expected: Mapping[str, float], seed: int) -> "Estimate":
        """Return the estimate that gives a case's answers the values expected of them."""
        shares: dict[str, float | None] = {}
        shifts = {}
        for name, (saved, billed) in _saved_and_billed(case, seed).items():
            share = (expected[name] + billed) / saved if saved else 1.0
            known = _LEAST_SHARE <= share <= 1 / _LEAST_SHARE
            shares[name], shifts[name] = (
                share if known else None, expected[name] - (saved - billed)
            )  # fmt: skip
        return cls(seed, shares, shifts)

    def values(self, case: Case) -> dict[str, float]:
        """Return what each answer is worth in a case like the one that this is of."""
        found = {}
        for name, (saved, billed) in _saved_and_billed(case, self.seed).items():
            share = self.shares.get(name)
            found[name] = (
                saved - billed + self.shifts.get(name, 0.0)
                if share is None
                else share * saved - billed
            )
        return found


def _saved_and_billed(case: Case, seed: int) -> dict[str, tuple[float, float]]:
    """Return the present values of what each answer saves in the long run, and of its bills."""
    yearly, found = _yearly(without_bills(case), seed), {}
    hours, rate = case.plant.machines * case.plant.hours_a_year, case.programme.discount_rate
    shares = np.concatenate([[0.0], in_force(case)])
    for name, cost in yearly.items():
        model = bought(case, name)
        bills = np.concatenate([[upfront(model, case.plant)], running(model, case)])
        saved = hours * (yearly[NOTHING] - cost) * shares
        found[name] = float(present_value(saved, rate)), float(present_value(bills, rate))
    return found


def members_worth(
    case: Case, seed: int = 0, expected: Mapping[str, float] | None = None
) -> list[MembersWorth]:
    """Return what members are worth, by their number; nothing where no federation is weighed.

    Parameters
    ----------
    expected : what answers were found to be worth; by the long run alone if None
    """
    if case.programme.federated is None:
        return []
    each, stated = case.programme.member_failures, case.programme.members
    sizes = [size for size in sorted({*MEMBERS, stated}) if size * each <= MOST_HEARD]
    expected = expected or long_run_worths(case, seed)
    share = Estimate.of(case, expected, seed).shares[FEDERATED] or 1.0
    yearly = {members: _costs_among(case, members, seed) for members in sizes}
    years = worth_of_years(in_force(case), case)
    found = []
    for members, costs in yearly.items():
        alone = costs.get(CALENDAR, costs[NOTHING])
        age = _with_error(alone - costs[POOLED])
        model, sure = None, None
        if OWN in costs:
            model, sure = _with_error(costs[OWN] - costs[_AT_OWN_AGES])
        more = share * years * float((yearly[stated][FEDERATED] - costs[FEDERATED]).mean())
        found.append(MembersWorth(members, *age, model, sure, expected[FEDERATED] + more))
    return found


def _costs_among(case: Case, members: int, seed: int) -> Mapping[str, Array]:
    """Return what each answer costs a year in the long run among so many members, (laws,) each.

    The laws are the same for every number of members, and so are the records of those who tell.
    """
    tried = replace(case, programme=replace(case.programme, members=members))
    plant, hours = case.plant, case.plant.machines * case.plant.hours_a_year
    unknown, pooled = thought_possible(tried, _MEMBERS_LAWS, seed, (4, 5))
    policies = {one.name: one.policy for one in contenders(tried, unknown, pooled, seed)}
    if OWN in policies:
        policies[_AT_OWN_AGES] = _at_own_ages(tried, unknown, seed)
    costs = hours * costs_of(plant, unknown.law, [*policies.values()])
    return dict(zip(policies, costs, strict=True))


_AT_OWN_AGES = "federated at one's own ages"
"""No answer: what a better model alone is worth, apart from a better service age."""


def _at_own_ages(case: Case, unknown: Unknown, seed: int) -> Policy:
    """Return what a federated model does beside the service age of one's own record."""
    settings, model = settled(case, seed), case.programme.federated
    assert model is not None
    ages = np.full(len(settings.unknown.avoidable), settings.age)
    best = model_setting(case, settings.unknown, FEDERATED, model, ages)
    own = np.full(len(unknown.avoidable), settings.age) * best.stretch
    return forecasting(case.plant, unknown, best.ranges, own, best.setting.margin)


def _with_error(values: Array) -> tuple[float, float]:
    """Return a mean over laws and its standard error."""
    return float(values.mean()), standard_error(values)


def long_run_worths(case: Case, seed: int) -> dict[str, float]:
    """Return what each answer is worth by the long run alone, its net present value."""
    return {name: value for name, (_, value) in long_run_values(case, seed).items()}


def break_even_members(
    worth: Sequence[MembersWorth], expected: Mapping[str, float], error: float = 0.0
) -> int | None:
    """Return how many members it takes for a federated model to beat all that needs none.

    Parameters
    ----------
    expected : what each answer is worth
    error : standard error of what it is worth more; twice as much may be luck of the draws

    Returns
    -------
    the least that was tried; None where none of them is enough
    """
    least = best_alone(expected) + SURE * error
    return min((one.members for one in worth if one.npv > least), default=None)


def best_alone(expected: Mapping[str, float]) -> float:
    """Return what the best answer is worth that needs no member.

    Examples
    --------
    >>> best_alone({"nothing": 0.0, "calendar": 5.0, "pooled_calendar": 9.0, "federated": 8.0})
    5.0
    """
    return max(value for name, value in expected.items() if name not in (POOLED, FEDERATED))


@dataclass(frozen=True)
class AgeCurve:
    """What a calendar costs a year in the long run, by the age at which it services.

    Attributes
    ----------
    ages : hours, rising
    low, mean, high : money a year at each: 10%, the mean and 90% of the laws thought possible
    waiting : the mean where every failure is waited for
    chosen : the age of the calendar from one's own record; None where none pays or is known
    """

    ages: tuple[float, ...]
    low: tuple[float, ...]
    mean: tuple[float, ...]
    high: tuple[float, ...]
    waiting: float
    chosen: float | None


@dataclass(frozen=True)
class MarginCurve:
    """What a model costs a year in the long run, by how many hours ahead of a failure it calls.

    Attributes
    ----------
    name : of the answer
    hours : ahead of the failure that is forecast, rising
    mean : money a year at each, over the laws thought possible, the model's own costs with it
    chosen : hours ahead at which it is set
    billed : the model's own costs a year
    """

    name: str
    hours: tuple[float, ...]
    mean: tuple[float, ...]
    chosen: float
    billed: float


def age_curve(case: Case, seed: int = 0) -> AgeCurve:
    """Return what a calendar of any age costs a plant.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> curve = age_curve(Case(pumps))
    >>> min(curve.mean) < curve.waiting
    True
    """
    plant, settings = case.plant, settled(case, seed)
    unknown, chosen = settings.unknown, settings.age
    typical = float(np.exp(np.log(unknown.law.scale).mean()))
    ages = np.maximum(unknown.law.free + typical * _AGES, plant.lead_hours + 1.0)
    ages = np.unique([*ages, *([chosen] if np.isfinite(chosen) else [])])
    yearly = plant.machines * plant.hours_a_year
    costs = yearly * cost_rate(unknown.law, ages[:, np.newaxis], plant.prices)
    low, high = np.quantile(costs, _TENTHS, axis=1)
    waiting = yearly * float(cost_rate(unknown.law, FOREVER, plant.prices).mean())
    return AgeCurve(
        _floats(ages),
        _floats(low),
        _floats(costs.mean(axis=1)),
        _floats(high),
        waiting,
        chosen if np.isfinite(chosen) else None,
    )


def margin_curves(case: Case, seed: int = 0) -> tuple[MarginCurve, ...]:
    """Return what each model of a case costs, by how early it calls; nothing without models."""
    unknown, weighed = _weighed(case, seed)
    return tuple(_margins(case, unknown, one) for one in weighed if one.margin is not None)


def _margins(case: Case, unknown: Unknown, model: Contender) -> MarginCurve:
    assert model.margin is not None
    plant, hours = case.plant, _MARGINS * model.margin
    yearly = plant.machines * plant.hours_a_year
    every = np.ones(len(unknown.avoidable))
    policies = [replace(model.policy, margin=ahead * every) for ahead in hours]
    means = yearly * costs_of(plant, unknown.law, policies).mean(axis=1)
    billed = bill_a_year(model.model, case)
    return MarginCurve(model.name, _floats(hours), _floats(billed + means), model.margin, billed)


def bill_a_year(model: Model, case: Case) -> float:
    """Return what a model costs a year beside services and failures, all of it in force.

    People, the fee and false alarms, and what is spent once as an annuity over the years.
    """
    full = replace(case, programme=replace(case.programme, ramp_up=()))
    return upfront(model, case.plant) / annuity(case) + float(running(model, full)[-1])


def _floats(values: Array | Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, values))
