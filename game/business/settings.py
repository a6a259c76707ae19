"""What is not known of a plant, and what it would set for what it knows: once, for every figure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from game.business.forecast_error import FEDERATED, OWN, announced, forecast_error
from game.business.forecasts import (
    Setting,
    Skill,
    best_setting,
    nearer_margins,
    nearer_stretches,
    pricing,
)
from game.business.lives.calendars import Members, common_age, pooled_ages
from game.business.lives.lifetimes import FEWEST_FAILURES, draw_laws
from game.business.lives.renewal import FOREVER, Array, Law, least, smoothly_least
from game.business.plant import Case, Model, Plant, Programme
from game.business.simulate import Policy

LAWS = 60
"""Laws thought possible over which settings are chosen and long-run costs are means."""

_FEW_LAWS = 24
"""Of them, those on which a model's age and margin are looked for coarsely."""


@dataclass(frozen=True, eq=False)
class Ranges:
    """What a model can do, as far as it is known: least, middle, greatest."""

    error: tuple[float, float, float]  # share of the mean life
    detection: tuple[float, float, float]  # of what announces itself

    def drawn(self, error: Array, detection: Array) -> tuple[Array, Array]:
        """Return error and detection at shares of their ranges, (draws,) each; 0 is the worst."""
        return _spread(error, self.error[::-1]), _spread(detection, self.detection)


def _spread(shares: Array, ends: tuple[float, float, float]) -> Array:
    """Return values at shares of a range, which have its middle as their mean, however it leans."""
    worst, middle, best = ends
    place = 0.5 if best == worst else (best - middle) / (best - worst)
    return np.asarray(np.interp(shares, [0, place, 1], ends))


def ranges_of(model: Model, who: str, failures: int) -> Ranges:
    """Return what is given of a model, or what was measured on turbofans after so many failures."""
    error = forecast_error(who, failures) if model.error is None else _middle(model.error)
    detection = announced(who, failures) if model.detection is None else _middle(model.detection)
    return Ranges(_in_order(error), _in_order(detection))


def _in_order(measured: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return ends and a middle between them: a mean may lie beyond nine worlds of ten."""
    low, middle, high = measured
    return min(low, middle), middle, max(middle, high)


def _middle(ends: tuple[float, float]) -> tuple[float, float, float]:
    return ends[0], sum(ends) / 2, ends[1]


def at_worst(case: Case) -> Case:
    """Return a case as if every range were known to be at the end that earns less.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12, avoidable=(0.4, 0.6))
    >>> programme = Programme(own=Model(error=(0.1, 0.2), detection=(0.7, 0.9)))
    >>> worst = at_worst(Case(pumps, programme))
    >>> worst.plant.avoidable, worst.programme.own.error, worst.programme.own.detection
    ((0.4, 0.4), (0.2, 0.2), (0.7, 0.7))
    """

    def poorest(who: str, model: Model | None) -> Model | None:
        if model is None:
            return None
        ranges = ranges_of(model, who, failures_seen(case, who))
        miss, caught = ranges.error[-1], ranges.detection[0]
        return replace(model, error=(miss, miss), detection=(caught, caught))

    programme, least_caught = case.programme, case.plant.avoidable[0]
    own, federated = poorest(OWN, programme.own), poorest(FEDERATED, programme.federated)
    return replace(
        case,
        plant=replace(case.plant, avoidable=(least_caught, least_caught)),
        programme=replace(programme, own=own, federated=federated),
    )


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
        return cls(law, *random.random((draws, 3)).T)


@dataclass(frozen=True, eq=False)
class ModelSetting:
    """When services begin where a model forecasts, and what is known of that model.

    Attributes
    ----------
    stretch : its own age limit, in ages of the calendar without it; ``FOREVER`` for none
    """

    ranges: Ranges
    setting: Setting
    stretch: float


@dataclass(frozen=True, eq=False)
class Settings:
    """What a plant would set.

    Attributes
    ----------
    unknown : (LAWS,) what is thought possible, on which it is chosen
    age : of a calendar from its own record, hours; ``FOREVER`` where none pays or is known
    pooled : (LAWS,) ages after hearing members, if each law were true; None without a federation
    models : by the name of the answer
    """

    unknown: Unknown
    age: float
    pooled: Array | None
    models: Mapping[str, ModelSetting]


def settled(case: Case, seed: int = 0) -> Settings:
    """Return what a plant would set, the same whatever else is asked of the case.

    Ages and margins are chosen for all laws and ranges thought possible, never for those that are
    true. An age from its own record needs ``FEWEST_FAILURES``.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=3.0, mean_life=6_000, failures_on_record=12)
    >>> 2_000 < settled(Case(pumps)).age < 4_000
    True
    """
    return _settled(without_bills(case), seed)


@lru_cache(maxsize=512)
def _settled(case: Case, seed: int) -> Settings:
    unknown, pooled = thought_possible(case, LAWS, seed, _OF_SETTINGS)
    age = _own_age(_of_records(case, members=False), seed)
    models = {
        who: _model_alone(_with_one_model(case, who), seed, who)
        for who in (OWN, FEDERATED)
        if getattr(case.programme, who) is not None
    }
    return Settings(unknown, age, pooled, models)


# Where a case is moved, most of these stay as they are: each is kept for all that moves it.


@lru_cache(maxsize=256)
def _own_age(case: Case, seed: int) -> float:
    plant = case.plant
    if plant.record.failures < FEWEST_FAILURES:
        return FOREVER
    unknown, _ = thought_possible(case, LAWS, seed, _OF_SETTINGS)
    return common_age(unknown.law, plant.prices, plant.lead_hours)


@lru_cache(maxsize=256)
def _model_alone(case: Case, seed: int, who: str) -> ModelSetting:
    unknown, ages = thought_possible(case, LAWS, seed, _OF_SETTINGS)
    if ages is None:
        ages = np.full(LAWS, _own_age(_of_records(case, members=False), seed))
    return model_setting(case, unknown, who, getattr(case.programme, who), ages)


def thought_possible(
    case: Case, number: int, seed: int, streams: tuple[int, int]
) -> tuple[Unknown, Array | None]:
    """Return what is not known, drawn, and ages after hearing members; None without these.

    Parameters
    ----------
    streams : of the seed, for either
    """
    unknown = _unknown(_record_alone(case.plant), number, seed, streams[0])
    if case.programme.federated is None:
        return unknown, None
    return unknown, _heard(_of_records(case, members=True), number, seed, streams)


_OF_SETTINGS = 2, 3
"""Streams of a seed on which settings are chosen, by no luck that they are judged on."""


@lru_cache(maxsize=256)
def _unknown(plant: Plant, number: int, seed: int, stream: int) -> Unknown:
    return Unknown.drawn(plant, number, np.random.default_rng([seed, stream]))


@lru_cache(maxsize=256)
def _heard(case: Case, number: int, seed: int, streams: tuple[int, int]) -> Array:
    law = _unknown(_record_alone(case.plant), number, seed, streams[0]).law
    return heard_ages(case, law, np.random.default_rng([seed, streams[1]]))


def _record_alone(plant: Plant) -> Plant:
    """Return a plant of which nothing but its record is known."""
    names = ("shape", "mean_life", "failure_free", "failures_on_record", "lifetimes")
    return Plant(1, 1.0, 0.0, 0.0, **{name: getattr(plant, name) for name in names})


def _of_records(case: Case, *, members: bool) -> Case:
    """Return a case of which records and prices alone are known; members' or one's own alone."""
    bare = _with_one_model(case, FEDERATED if members else "")
    plant = replace(bare.plant, avoidable=(0.0, 1.0), service_age=None, new_machines=False)
    programme = bare.programme
    return Case(plant, replace(programme, federated=Model()) if members else programme)


def _with_one_model(case: Case, who: str) -> Case:
    """Return a case without bills and with one model at most."""
    programme, plant = case.programme, case.plant
    own, federated = (
        getattr(programme, name) if name == who else None for name in (OWN, FEDERATED)
    )
    if who != FEDERATED:  # nobody tells of others' lives
        plant = replace(plant, spread=0.0)
    return without_bills(Case(plant, replace(programme, own=own, federated=federated)))


def heard_ages(case: Case, laws: Law, random: np.random.Generator) -> Array:
    """Return the ages that a plant would choose after hearing its members, (laws,) hours."""
    plant, programme = case.plant, case.programme
    members = Members(programme.members, programme.member_failures, plant.spread)
    return pooled_ages(plant.record, laws, members, plant.prices, plant.lead_hours, random)


def model_setting(
    case: Case, unknown: Unknown, who: str, model: Model, ages: Array
) -> ModelSetting:
    """Return a model's setting: coarsely for the middle of its ranges, then more closely for all.

    Two models that are nearly the same must come to nearly the same setting: what they are worth
    in the years of a programme hangs on the age even where the long run hardly does.
    """
    plant, laws = case.plant, unknown.law
    ranges = ranges_of(model, who, failures_seen(case, who))
    skill = Skill(ranges.error[1], ranges.detection[1] * sum(plant.avoidable) / 2)
    calendar = float(np.median(ages))
    coarse = best_setting(plant, laws.at(slice(_FEW_LAWS)), skill, calendar)
    stretch = coarse.backstop / calendar if np.isfinite(coarse.backstop) else FOREVER

    costs = pricing(plant, laws)

    def cost(stretch: float, margin: float) -> float:
        policy = forecasting(plant, unknown, ranges, ages * stretch, margin)
        return float(costs([policy]).mean())

    margins = nearer_margins(coarse.margin, skill, laws)
    margin, rate = least(partial(cost, stretch), *margins)
    if np.isfinite(stretch):
        stretch = smoothly_least(partial(cost, margin=margin), *nearer_stretches(stretch))
        margin, rate = least(partial(cost, stretch), *margins)
    setting = Setting(margin, calendar * stretch, rate)
    return ModelSetting(ranges, setting, stretch)


def forecasting(
    plant: Plant, unknown: Unknown, ranges: Ranges, ages: Array, margin: float
) -> Policy:
    """Return what forecasts and an age come to under each law, with skills as they are drawn."""
    errors, detected = ranges.drawn(unknown.error, unknown.detection)
    caught = np.interp(unknown.avoidable, [0, 1], plant.avoidable) * detected
    return Policy(ages, np.full(len(ages), margin), errors * unknown.law.mean, caught)


def without_bills(case: Case) -> Case:
    """Return a case without what moves no setting.

    That is what models cost, years, discount, names, how many machines there are and how long they
    are needed in a year.
    """
    programme = case.programme
    own, federated = (
        None if model is None else Model(error=model.error, detection=model.detection)
        for model in (programme.own, programme.federated)
    )
    heard = programme.members, programme.member_failures
    bare = Programme(1, ramp_up=(), own=own, federated=federated)
    if federated is not None:
        bare = replace(bare, members=heard[0], member_failures=heard[1])
    return Case(replace(case.plant, machines=1, hours_a_year=1.0, crews=None), bare)
