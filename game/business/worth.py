"""What an answer hangs on, what members are worth, and curves: all by long-run costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np

from game.business.contenders import (
    CALENDAR,
    NOTHING,
    POOLED,
    Contender,
    Unknown,
    bought,
    contenders,
    in_force,
    running,
    upfront,
)
from game.business.forecast_error import FEDERATED, OWN
from game.business.forecasts import costs_of
from game.business.lives.renewal import FOREVER, Array, cost_rate
from game.business.plant import MOST_HEARD, Case, Model, Plant, Programme
from game.rules.finance import present_value

LAWS = 60
"""Laws thought possible over which a mean is taken."""

_AGES = np.geomspace(0.12, 2.4, 60)
"""Of the typical scale of the laws thought possible."""

_MARGINS = np.concatenate([[0.0], np.geomspace(0.1, 3.0, 15)])
"""Of the margin that costs least."""

_TENTHS = (0.1, 0.9)

MEMBERS = (1, 2, 4, 8, 16, 32, 64)
"""Sizes of a federation that are tried: others' plants."""

SWING = 0.2
"""Share by which an amount is moved where no range is stated."""


@dataclass(frozen=True)
class MembersWorth:
    """What so many members save a year, all in force, before what a federation costs.

    Attributes
    ----------
    lifetimes : by a better service age than one's own record gives
    forecasts : by a model that has seen their failures, over one's own; None without one
    npv : of the federated model
    """

    members: int
    lifetimes: float
    forecasts: float | None
    npv: float


@dataclass(frozen=True)
class Swing:
    """How an answer's net present value moves with one input, and who wins at its ends."""

    name: str
    low: float  # of the input
    high: float
    npv_low: float  # at these ends
    npv_high: float
    winner_low: str
    winner_high: str

    @property
    def width(self) -> float:
        """How far the net present value moves."""
        return abs(self.npv_high - self.npv_low)


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
    yearly = _yearly(_without_bills(case), seed)
    return {name: (cost, _value(case, name, yearly)) for name, cost in yearly.items()}


@lru_cache(maxsize=512)
def _yearly(case: Case, seed: int) -> Mapping[str, float]:
    """Return what each answer's services, failures and lost hours cost a year."""
    plant, (unknown, weighed) = case.plant, _weighed(case, seed)
    costs = costs_of(plant, unknown.law, [one.policy for one in weighed]).mean(axis=1)
    hours = plant.machines * plant.hours_a_year
    return {one.name: hours * float(cost) for one, cost in zip(weighed, costs, strict=True)}


def _without_bills(case: Case) -> Case:
    """Return a case without what moves no setting: what models cost, years, discount, names."""
    programme = case.programme
    own, federated = (
        None if model is None else Model(error=model.error, detection=model.detection)
        for model in (programme.own, programme.federated)
    )
    heard = programme.members, programme.member_failures
    bare = Programme(1, ramp_up=(), own=own, federated=federated)
    if federated is not None:
        bare = replace(bare, members=heard[0], member_failures=heard[1])
    return Case(case.plant, bare)


def _unknown(case: Case, seed: int) -> Unknown:
    """Draw the laws of the long run, the same for all that speaks of it."""
    return Unknown.drawn(case.plant, LAWS, np.random.default_rng([seed, 2]))


def _weighed(case: Case, seed: int) -> tuple[Unknown, list[Contender]]:
    """Return the laws of the long run, and what is weighed on them."""
    unknown = _unknown(case, seed)
    return unknown, contenders(case, unknown, np.random.default_rng([seed, 3]))


def _value(case: Case, name: str, yearly: Mapping[str, float]) -> float:
    model = bought(case, name)
    saved = (yearly[NOTHING] - yearly[name]) * in_force(case) - running(model, case)
    flow = np.concatenate([[-upfront(model, case.plant)], saved])
    return float(present_value(flow, case.programme.discount_rate))


def members_worth(case: Case, seed: int = 0) -> list[MembersWorth]:
    """Return what members are worth, by their number; nothing where no federation is weighed."""
    found = []
    each = case.programme.member_failures
    sizes = [members for members in MEMBERS if members * each <= MOST_HEARD]
    for members in sizes if case.programme.federated is not None else ():
        tried = replace(case, programme=replace(case.programme, members=members))
        values = long_run_values(tried, seed)
        own = values.get(CALENDAR, values[NOTHING])[0]
        model = values[OWN][0] - values[FEDERATED][0] if OWN in values else None
        found.append(MembersWorth(members, own - values[POOLED][0], model, values[FEDERATED][1]))
    return found


def break_even_members(case: Case, worth: list[MembersWorth], seed: int = 0) -> int | None:
    """Return how many members it takes for a federated model to beat all that needs none.

    Returns
    -------
    the least of ``MEMBERS``; None where none of them is enough
    """
    values = long_run_values(case, seed)
    best = max(value for name, (_, value) in values.items() if name not in (POOLED, FEDERATED))
    enough = [one.members for one in worth if one.npv > best]
    return min(enough, default=None)


def _of_plant(name: str) -> Callable[[Case, Any], Case]:
    return lambda case, value: replace(case, plant=replace(case.plant, **{name: value}))


def _of_programme(name: str) -> Callable[[Case, Any], Case]:
    return lambda case, value: replace(case, programme=replace(case.programme, **{name: value}))


AMOUNTS: Mapping[str, tuple[Callable[[Case], float], Callable[[Case, Any], Case]]] = {
    name: (attrgetter(f"{part}.{name}"), setter(name))
    for part, setter, names in (
        ("plant", _of_plant, ("failure_cost", "secondary_damage", "service_cost", "hour_worth")),
        ("programme", _of_programme, ("discount_rate", "inspection_cost")),
    )
    for name in names
}
"""What is moved by ``SWING``: how it is read, and how it is set."""

HIGHEST: Mapping[str, float] = {
    item.name: item.metadata["limits"].high
    for kind in (Plant, Programme)
    for item in fields(kind)
    if item.name in AMOUNTS
}
"""The greatest value that each may have."""


def hangs_on(case: Case, name: str, seed: int = 0) -> list[Swing]:
    """Return what an answer's value hangs on, what moves it most first.

    Each input is moved alone, and every answer is given its best setting anew.

    Parameters
    ----------
    name : of the answer
    """
    swings = []
    for label, (read, put) in AMOUNTS.items():
        value = read(case)
        if value:
            ends = value * (1 - SWING), min(value * (1 + SWING), HIGHEST[label])
            swings.append(_swing(label, ends, [put(case, end) for end in ends], name, seed))
    low, high = case.plant.avoidable
    ranged = [_of_plant("avoidable")(case, (end, end)) for end in (low, high)]
    swings.append(_swing("avoidable", (low, high), ranged, name, seed))
    moved = [swing for swing in swings if swing.width]
    return sorted(moved, key=lambda swing: -swing.width)


def _swing(label: str, ends: tuple[float, float], cases: list[Case], name: str, seed: int) -> Swing:
    values = [
        {one: value for one, (_, value) in long_run_values(case, seed).items()} for case in cases
    ]
    winners = [max(found, key=found.__getitem__) for found in values]
    return Swing(label, *ends, values[0][name], values[1][name], *winners)


@dataclass(frozen=True)
class AgeCurve:
    """What a calendar costs a year in the long run, by the age at which it services.

    Attributes
    ----------
    ages : hours, rising
    low, mean, high : money a year at each: 10%, the mean and 90% of the laws thought possible
    waiting : the mean where every failure is waited for
    """

    ages: tuple[float, ...]
    low: tuple[float, ...]
    mean: tuple[float, ...]
    high: tuple[float, ...]
    waiting: float


@dataclass(frozen=True)
class MarginCurve:
    """What a model costs a year in the long run, by how many hours ahead of a failure it calls.

    Attributes
    ----------
    name : of the answer
    hours : ahead of the failure that is forecast, rising
    mean : money a year at each, over the laws thought possible
    """

    name: str
    hours: tuple[float, ...]
    mean: tuple[float, ...]


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
    plant, unknown = case.plant, _unknown(case, seed)
    typical = float(np.exp(np.log(unknown.law.scale).mean()))
    ages = np.unique(np.maximum(unknown.law.free + typical * _AGES, plant.lead_hours + 1.0))
    yearly = plant.machines * plant.hours_a_year
    costs = yearly * cost_rate(unknown.law, ages[:, np.newaxis], plant.prices)
    low, high = np.quantile(costs, _TENTHS, axis=1)
    waiting = yearly * float(cost_rate(unknown.law, FOREVER, plant.prices).mean())
    return AgeCurve(
        _floats(ages), _floats(low), _floats(costs.mean(axis=1)), _floats(high), waiting
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
    means = costs_of(plant, unknown.law, policies).mean(axis=1)
    return MarginCurve(model.name, _floats(hours), _floats(yearly * means))


def _floats(values: Array | Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, values))
