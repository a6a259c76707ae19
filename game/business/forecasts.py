"""What forecasts are worth in the long run, each at the best margin and backstop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from game.business.lives.renewal import FOREVER, Array, Law
from game.business.plant import Plant
from game.business.simulate import Policy, stops_of
from game.rules.economics import long_run
from game.rules.scenario import Economics
from game.rules.strategies import NEVER

_LIVES, _FEWER_LIVES = 384, 256
"""Lives that stand for a law: to say what a policy costs, and to choose among many."""

_CENTS = 100

_MARGINS = np.array([0.0, 0.5, 1.0, 1.3, 1.6, 2.0, 2.4, 2.9, 3.5, 4.2])
"""Margins that are tried, in standard deviations of the forecast; some hours are added."""

_LEAST_MARGIN = 0.01
"""Of the mean life: a service may begin so shortly before the forecast failure."""

_BACKSTOPS = np.array([1.0, 1.15, 1.35, 1.7, FOREVER])
"""Ages at which a service begins whatever is forecast, in those of the calendar alone."""


class Skill(NamedTuple):
    """What a model can do on a plant's machines."""

    error: float  # standard deviation of the forecast failure, share of the mean life
    caught: float  # share of failures that are forecast at all


@dataclass(frozen=True)
class Setting:
    """When a plant with forecasts services, and what that costs."""

    margin: float  # hours before the forecast failure
    backstop: float  # hours of age; FOREVER for none
    rate: float  # money per hour in the long run, machine by machine


def quiet_lives(law: Law, number: int = _LIVES) -> tuple[Array, Array, Array]:
    """Return lives, luck and noise that stand for a law evenly, (laws, lives) each.

    The middles of as many parts for lives, and beside them the points of Roberts' additive sequence
    in two dimensions, instead of random ones.
    """
    golden = 1.324717957244746
    steps = golden ** -np.arange(1.0, 3.0)
    beside = (0.5 + np.arange(1, number + 1)[:, np.newaxis] * steps) % 1
    points = np.column_stack([(np.arange(number) + 0.5) / number, beside])
    shape, scale = (np.asarray(value)[:, np.newaxis] for value in (law.shape, law.scale))
    lives = np.maximum(1, np.ceil(law.free + scale * (-np.log1p(-points[:, 0])) ** (1 / shape)))
    lives = np.minimum(lives, NEVER // 4)
    form = lives.shape
    return lives, np.broadcast_to(points[:, 1], form), np.broadcast_to(ndtri(points[:, 2]), form)


def cost_of(plant: Plant, law: Law, policy: Policy) -> Array:
    """Return the long-run cost of a policy under each law, (laws,) money per hour and machine.

    By the game's renewal reward: the worth of an hour less its profit.
    """
    return np.asarray(costs_of(plant, law, [policy])[0])


def costs_of(plant: Plant, law: Law, policies: Sequence[Policy]) -> Array:
    """Return the long-run costs of policies, (policies, laws), on the same lives; see ``cost_of``.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> laws = Law(np.array([2.0, 4.0]), np.array([6_000.0, 6_000.0]))
    >>> ages = [Policy.calendar(np.full(2, age)) for age in (2_500.0, FOREVER)]
    >>> costs_of(pumps, laws, ages).argmin(axis=0).tolist()
    [0, 0]
    """
    return pricing(plant, law)(policies)


def pricing(plant: Plant, law: Law) -> Callable[[Sequence[Policy]], Array]:
    """Return what says the costs of policies as ``costs_of`` does, for who asks again and again."""
    lives, luck, noise = quiet_lives(law)

    def costs(policies: Sequence[Policy]) -> Array:
        stops = [stops_of(policy, lives, luck, noise, plant.lead_hours) for policy in policies]
        return _rates(plant, lives, np.array(stops))

    return costs


def _rates(plant: Plant, lives: Array, stops: Array) -> Array:
    """Return the long-run cost of rules under laws, (rules, laws), from (rules, laws, lives)."""
    prices = plant.prices
    economics = Economics(
        running_income=round(_CENTS * plant.hour_worth),
        service_cost=round(_CENTS * prices.service),
        service_cycles=plant.service_hours,
        failure_cost=round(_CENTS * prices.failure),
        failure_cycles=plant.failure_hours,
    )
    ends = lives.astype(np.int64)
    earned = [  # one rule after the other: they fit a processor's cache
        long_run(ends, np.ceil(np.minimum(rule, NEVER)).astype(np.int64), economics)
        for rule in stops
    ]
    return np.asarray((economics.running_income - np.array(earned)) / _CENTS)


def best_setting(plant: Plant, law: Law, skill: Skill, calendar: float) -> Setting:
    """Return the margin and the backstop that cost least on average over laws, (laws,).

    Parameters
    ----------
    calendar : age that the plant would choose without forecasts, hours

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> laws = Law(np.array([2.0]), np.array([6_000.0]))
    >>> good, bad = (best_setting(pumps, laws, Skill(error, 0.9), 3_500.0) for error in (0.02, 0.3))
    >>> good.rate < bad.rate
    True
    """
    lives, luck, noise = quiet_lives(law, _FEWER_LIVES)
    margins = _margins(skill, law)
    ages = _BACKSTOPS * calendar if np.isfinite(calendar) else np.array([FOREVER])
    called = [
        stops_of(policy_of(law, skill, margin, FOREVER), lives, luck, noise, plant.lead_hours)
        for margin in margins
    ]
    # As ``stops_of`` has it, the age being the only thing that is different.
    stops = np.minimum(np.array(called)[:, np.newaxis], ages[:, np.newaxis, np.newaxis])
    stops = np.maximum(stops, plant.lead_hours + 1).reshape(-1, *lives.shape)
    rates = _rates(plant, lives, stops).mean(axis=1)
    best = int(rates.argmin())
    margin, age = divmod(best, len(ages))
    return Setting(float(margins[margin]), float(ages[age]), float(rates[best]))


def nearer_margins(margin: float, skill: Skill, laws: Law) -> tuple[float, float]:
    """Return the margins tried on either side of one that ``best_setting`` found, or beyond."""
    tried = _margins(skill, laws)
    return _beside(margin, tried, 0.0, 2 * tried[-1])


def nearer_stretches(stretch: float) -> tuple[float, float]:
    """Return the same for its backstop, in ages of the calendar alone.

    Examples
    --------
    >>> nearer_stretches(1.15), nearer_stretches(1.0)
    ((1.0, 1.35), (0.85, 1.15))
    """
    tried = _BACKSTOPS[:-1]
    return _beside(stretch, tried, 0.85, 2.3)


def _beside(value: float, tried: Array, least: float, most: float) -> tuple[float, float]:
    ends = np.concatenate([[least], tried, [most]])
    place = 1 + int(np.abs(tried - value).argmin())
    return float(ends[place - 1]), float(ends[place + 1])


def _margins(skill: Skill, laws: Law) -> Array:
    return np.asarray((_MARGINS * skill.error + _LEAST_MARGIN) * float(np.mean(laws.mean)))


def policy_of(law: Law, skill: Skill, margin: float, backstop: float) -> Policy:
    """Return what a skill and a setting come to under each of some laws."""
    every = np.ones(len(law.scale))
    return Policy(backstop * every, margin * every, skill.error * law.mean, skill.caught * every)
