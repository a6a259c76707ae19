"""What is weighed: nothing new, calendars, models; each at its best setting, with its bill."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from game.business.forecast_error import FEDERATED, OWN, announced, forecast_error
from game.business.forecasts import Skill, best_setting
from game.business.lives.calendars import Members, chosen_age, pooled_ages
from game.business.lives.lifetimes import FEWEST_FAILURES, draw_laws
from game.business.lives.renewal import FOREVER, Array, Law
from game.business.plant import Case, Model, Plant
from game.business.simulate import Policy
from game.text.marking import mark

NOTHING, CALENDAR, POOLED = "nothing", "calendar", "pooled_calendar"

TITLES: Mapping[str, str] = {
    NOTHING: mark("Do nothing new"),
    CALENDAR: mark("A calendar from your own record"),
    POOLED: mark("A calendar from all members' records"),
    OWN: mark("A model of your own"),
    FEDERATED: mark("A federated model"),
}
"""All that may be weighed, in this order."""

SETTING_LAWS = 24
"""Laws over which a setting is chosen."""

_NO_MODEL = Model()


@dataclass(frozen=True, eq=False)
class Ranges:
    """What a model can do, as far as it is known: least, middle, greatest."""

    error: tuple[float, float, float]  # share of the mean life
    detection: tuple[float, float, float]  # of what announces itself

    def drawn(self, error: Array, detection: Array) -> tuple[Array, Array]:
        """Return error and detection at shares of their ranges, (draws,) each; 0 is the worst."""
        low, middle, high = self.error
        errors = np.interp(error, [0, 0.5, 1], [high, middle, low])
        return errors, np.interp(detection, [0, 0.5, 1], self.detection)


@dataclass(frozen=True, eq=False)
class Contender:
    """One answer: what it does, and what it costs beside services and failures."""

    name: str
    policy: Policy  # (draws,)
    cautious: Policy  # (draws,) with every range at the end that earns less
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


def ranges_of(model: Model, who: str, failures: int) -> Ranges:
    """Return what is given of a model, or what was measured on turbofans after so many failures."""
    error = forecast_error(who, failures) if model.error is None else _middle(model.error)
    detection = announced(who, failures) if model.detection is None else _middle(model.detection)
    return Ranges(error, detection)


def _middle(ends: tuple[float, float]) -> tuple[float, float, float]:
    return ends[0], sum(ends) / 2, ends[1]


def failures_seen(case: Case, who: str) -> int:
    """Return how many failures a model is trained on.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> [failures_seen(Case(pumps), who) for who in (OWN, FEDERATED)]
    [12, 108]
    """
    others = case.programme.members * case.programme.member_failures if who == FEDERATED else 0
    return case.plant.record.failures + others


@dataclass(frozen=True, eq=False)
class Unknown:
    """What is not known, drawn; (draws,) each, the shares uniform between 0 and 1."""

    law: Law
    avoidable: Array
    error: Array
    detection: Array

    @classmethod
    def drawn(cls, plant: Plant, draws: int, random: np.random.Generator) -> "Unknown":
        """Draw laws from the record, and where in its range each other value lies."""
        law = draw_laws(plant.record, draws, random)
        return cls(law, *random.random((3, draws)))


def contenders(case: Case, unknown: Unknown, random: np.random.Generator) -> list[Contender]:
    """Return all that can be weighed, each with its best setting for what is known.

    Settings are chosen for the middle of the ranges and all laws thought possible, never for the
    law that is true. Own calendars need ``FEWEST_FAILURES`` on record.
    """
    plant, programme = case.plant, case.programme
    laws, draws = unknown.law, len(unknown.avoidable)
    today = np.full(draws, plant.service_age or FOREVER)
    found = [_calendar(NOTHING, today, _NO_MODEL)]
    enough = plant.record.failures >= FEWEST_FAILURES
    own_age = float(chosen_age(laws, plant.prices, plant.lead_hours)) if enough else FOREVER
    own_ages = np.full(draws, own_age)
    if enough:
        found.append(_calendar(CALENDAR, own_ages, _NO_MODEL))
    ages = own_ages
    if programme.federated is not None:
        members = Members(programme.members, programme.member_failures, plant.spread)
        ages = pooled_ages(plant.record, laws, members, plant.prices, plant.lead_hours, random)
        found.append(_calendar(POOLED, ages, bought(case, POOLED)))
    for who, model, backstop in (
        (OWN, programme.own, own_ages),
        (FEDERATED, programme.federated, ages),
    ):
        if model is not None:
            found.append(_with_forecasts(case, unknown, who, model, backstop))
    return found


def _calendar(name: str, ages: Array, model: Model) -> Contender:
    policy = Policy.calendar(ages)
    return Contender(name, policy, policy, model, _finite(float(np.median(ages))))


def _finite(age: float) -> float | None:
    return float(age) if np.isfinite(age) else None


def _with_forecasts(case: Case, unknown: Unknown, who: str, model: Model, ages: Array) -> Contender:
    plant, laws = case.plant, unknown.law
    ranges = ranges_of(model, who, failures_seen(case, who))
    skill = Skill(ranges.error[1], ranges.detection[1] * sum(plant.avoidable) / 2)
    calendar = float(np.median(ages))
    few = laws.at(slice(SETTING_LAWS))
    setting = best_setting(plant, few, skill, calendar)
    stretch = setting.backstop / calendar if np.isfinite(setting.backstop) else FOREVER

    def policy(avoidable: Array, error: Array, detection: Array) -> Policy:
        errors, detected = ranges.drawn(error, detection)
        caught = np.interp(avoidable, [0, 1], plant.avoidable) * detected
        margins = np.full(len(ages), setting.margin)
        return Policy(ages * stretch, margins, errors * laws.mean, caught)

    worst = np.zeros(len(ages))
    return Contender(
        who,
        policy(unknown.avoidable, unknown.error, unknown.detection),
        policy(worst, worst, worst),
        model,
        _finite(setting.backstop),
        setting.margin,
    )
