"""What is weighed: nothing new, calendars, models; each at its best setting, with its bill."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from game.business.forecast_error import FEDERATED, OWN
from game.business.lives.lifetimes import FEWEST_FAILURES
from game.business.lives.renewal import FOREVER, Array
from game.business.plant import Case, Model, Plant
from game.business.settings import ModelSetting, Unknown, forecasting, settled
from game.business.simulate import Policy
from game.rules.finance import present_value
from game.text.marking import mark

NOTHING, CALENDAR, POOLED = "nothing", "calendar", "pooled_calendar"

TITLES: Mapping[str, str] = {
    NOTHING: mark("Do nothing new"),
    CALENDAR: mark("A calendar of your own"),
    POOLED: mark("A calendar from all members' records"),
    OWN: mark("A model of your own"),
    FEDERATED: mark("A federated model"),
}
"""All that may be weighed, in this order."""

_NO_MODEL = Model()


@dataclass(frozen=True, eq=False)
class Contender:
    """One answer: what it does, and what it costs beside services and failures."""

    name: str
    policy: Policy  # (draws,)
    model: Model  # what is bought
    age: float | None = None  # hours at which it services; None for never, or without one
    margin: float | None = None  # hours before the forecast failure; None without forecasts

    def upfront(self, plant: Plant) -> float:
        """Money that is spent before anything is saved."""
        return upfront(self.model, plant)

    def running(self, case: Case) -> Array:
        """Return what people, fees and false alarms cost, (years,) money."""
        return running(self.model, case)


def bought(case: Case, name: str) -> Model:
    """Return what an answer buys.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> from game.business.plant import Programme
    >>> programme = Programme(federated=Model(sensors=700, fee=90))
    >>> bought(Case(pumps, programme), POOLED) == Model(fee=90)
    True
    """
    own, federated = case.programme.own or _NO_MODEL, case.programme.federated or _NO_MODEL
    models = {OWN: own, FEDERATED: federated, POOLED: Model(fee=federated.fee)}
    return models.get(name, _NO_MODEL)


def upfront(model: Model, plant: Plant) -> float:
    """Return what a model costs before anything is saved."""
    return model.integration + plant.machines * model.sensors


def running(model: Model, case: Case) -> Array:
    """Return what a model's people, fees and false alarms cost, (years,) money."""
    false = model.false_alarms * case.plant.machines * case.programme.inspection_cost
    return np.asarray(model.people + model.fee + false * in_force(case))


def in_force(case: Case) -> Array:
    """Return which share of a programme is in force in each of its years.

    Examples
    --------
    >>> from game.business.plant import Programme
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> in_force(Case(pumps, Programme(years=3))).tolist()
    [0.5, 1.0, 1.0]
    """
    programme = case.programme
    shares = np.ones(programme.years)
    shares[: len(programme.ramp_up)] = programme.ramp_up
    return shares


def contenders(case: Case, unknown: Unknown, pooled: Array | None, seed: int) -> list[Contender]:
    """Return all that can be weighed, each with the setting that the plant would choose.

    Own calendars need ``FEWEST_FAILURES`` on record.

    Parameters
    ----------
    pooled : (draws,) ages after hearing members; None without a federation
    seed : of the settings
    """
    plant, programme = case.plant, case.programme
    settings, draws = settled(case, seed), len(unknown.avoidable)
    today = np.full(draws, plant.service_age or FOREVER)
    own_ages = np.full(draws, settings.age)
    found = [_calendar(NOTHING, today, _NO_MODEL)]
    if plant.record.failures >= FEWEST_FAILURES:
        found.append(_calendar(CALENDAR, own_ages, _NO_MODEL))
    if pooled is not None and settings.pooled is not None:
        typical = float(np.median(settings.pooled))
        found.append(_calendar(POOLED, pooled, bought(case, POOLED), typical))
    for who, model, ages in (
        (OWN, programme.own, own_ages),
        (FEDERATED, programme.federated, pooled),
    ):
        if model is not None and ages is not None:
            found.append(_with_forecasts(plant, unknown, who, model, settings.models[who], ages))
    return found


def _calendar(name: str, ages: Array, model: Model, typical: float | None = None) -> Contender:
    policy = Policy.calendar(ages)
    age = float(ages[0]) if typical is None else typical
    return Contender(name, policy, model, _finite(age))


def _finite(age: float) -> float | None:
    return float(age) if np.isfinite(age) else None


def _with_forecasts(
    plant: Plant, unknown: Unknown, who: str, model: Model, chosen: ModelSetting, ages: Array
) -> Contender:
    margin = chosen.setting.margin
    policy = forecasting(plant, unknown, chosen.ranges, ages * chosen.stretch, margin)
    return Contender(who, policy, model, _finite(chosen.setting.backstop), margin)


def worth_of_years(shares: Array, case: Case) -> float:
    """Return what 1 a year is worth today, of which each year brings its share."""
    return float(present_value(np.concatenate([[0.0], shares]), case.programme.discount_rate))


def annuity(case: Case) -> float:
    """Return what 1 a year is worth today."""
    return worth_of_years(np.ones(case.programme.years), case)
