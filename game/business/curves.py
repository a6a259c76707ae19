"""What a plant's cost does with the age of a service, and with how early a forecast calls."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.business.contenders import Contender, Unknown, contenders
from game.business.forecasts import cost_of
from game.business.plant import Case
from game.business.renewal import FOREVER, Array, cost_rate
from game.business.worth import LAWS

_AGES = np.geomspace(0.12, 2.4, 60)
"""Of the typical scale of the laws thought possible."""

_MARGINS = np.concatenate([[0.0], np.geomspace(0.1, 3.0, 15)])
"""Of the margin that costs least."""

_TENTHS = (0.1, 0.9)


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
    unknown = _unknown(case, seed)
    weighed = contenders(case, unknown, np.random.default_rng([seed, 3]))
    return tuple(_margins(case, unknown, one) for one in weighed if one.margin is not None)


def _margins(case: Case, unknown: Unknown, model: Contender) -> MarginCurve:
    assert model.margin is not None
    plant, hours = case.plant, _MARGINS * model.margin
    yearly = plant.machines * plant.hours_a_year
    every = np.ones(len(unknown.avoidable))
    means = [
        float(cost_of(plant, unknown.law, replace(model.policy, margin=ahead * every)).mean())
        for ahead in hours
    ]
    return MarginCurve(model.name, _floats(hours), _floats(yearly * np.array(means)))


def _unknown(case: Case, seed: int) -> Unknown:
    """Draw the laws of ``long_run_values``, so that both speak of the same."""
    return Unknown.drawn(case.plant, LAWS, np.random.default_rng([seed, 2]))


def _floats(values: Array | Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, values))
