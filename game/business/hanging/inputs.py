"""The inputs of a case that its verdict can hang on: each with its range, and put otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from game.business.forecast_error import FEDERATED, OWN
from game.business.lives.lifetimes import draw_laws, shape_band
from game.business.plant import HOURS_OF_A_YEAR, Case, Limits, Plant
from game.business.reading import by_its_law, limits_of
from game.business.settings import failures_seen, ranges_of
from game.rules.errors import GameError

SWING = 0.2
"""Share by which an amount is moved where no range is stated, measured or left by the record."""

_LAWS = 400

_PLANT = (
    "service_cost", "failure_cost", "secondary_damage", "hour_worth", "service_hours",
    "failure_hours", "lead_hours", "machines", "hours_a_year", "service_age",
)  # fmt: skip
OF_A_FAILURE = frozenset({"failure_cost", "secondary_damage"})
"""Amounts of a plant that count alike: a failure costs their sum."""

_MODEL = ("sensors", "integration", "people", "fee", "false_alarms")
_SKILL = ("error", "detection")


@dataclass(frozen=True)
class Input:
    """A number of a case that can be moved: its value, its range, its limits, and how it is put."""

    name: str
    case: Case  # in which it can be moved
    value: float
    low: float
    high: float
    limits: Limits

    @property
    def is_bill(self) -> bool:
        """Whether it moves nothing but what models are billed."""
        part, name = self.name.split(".")
        return self.name == "programme.inspection_cost" or (
            part in (OWN, FEDERATED) and name in _MODEL
        )

    def put(self, value: float) -> Case | None:
        """Return the case with another value; None where there can be none such."""
        value = round(value) if self.limits.whole else value
        try:
            return _put(self.case, self.name, value)
        except GameError:
            return None


def _put(case: Case, path: str, value: float) -> Case:
    part, name = path.split(".")
    limits = limits_of(part, name)
    told: Any = (value, value) if limits is not None and limits.two else value
    if part == "plant":
        return replace(case, plant=replace(case.plant, **{name: told}))
    programme = case.programme
    if part == "programme":
        if limits is None:  # shares of the first years, of which the first is moved
            told = (value, *programme.ramp_up[1:])
        return replace(case, programme=replace(programme, **{name: told}))
    model = replace(getattr(programme, part), **{name: told})
    return replace(case, programme=replace(programme, **{part: model}))


def inputs_of(case: Case) -> tuple[str, ...]:
    """Return the paths of what the verdict of a case can hang on.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Case(Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...                    shape=4.0, mean_life=6_000, failures_on_record=30))
    >>> inputs_of(pumps)[:2], "federated.fee" in inputs_of(pumps)
    (('plant.service_cost', 'plant.failure_cost'), False)
    """
    return tuple(item.name for item in movable_inputs(case))


@lru_cache(maxsize=8)  # one case is asked in many steps
def movable_inputs(case: Case) -> tuple[Input, ...]:
    """Return what the verdict of a case can hang on, each input with its range.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Case(Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...                    shape=4.0, mean_life=6_000, failures_on_record=30))
    >>> service, *_ = movable_inputs(pumps)
    >>> service.name, service.low, service.high, service.put(900).plant.service_cost
    ('plant.service_cost', 800.0, 1200.0, 900)
    """
    return tuple(_movable(case))


def _movable(case: Case) -> Iterator[Input]:
    models = [name for name in (OWN, FEDERATED) if getattr(case.programme, name) is not None]
    for name in _PLANT:
        if name != stood_for(case.plant):
            yield from _about(case, "plant", name)
    yield from _of_lives(case)
    if models:
        yield _ranged(case, "plant.avoidable", case.plant.avoidable)
    for name in ("discount_rate", "years"):
        yield from _about(case, "programme", name)
    if case.programme.ramp_up:
        first, limits = case.programme.ramp_up[0], Limits(0, 1)
        ends = first * (1 - SWING), min(first * (1 + SWING), 1.0)
        yield Input("programme.ramp_up", case, first, *ends, limits)
    if FEDERATED in models:
        yield from _about(case, "plant", "spread")
        for name in ("members", "member_failures"):
            yield from _about(case, "programme", name)
    if models:
        yield from _about(case, "programme", "inspection_cost")
    for model in models:
        yield from _of_model(case, model)


def stood_for(plant: Plant) -> str:
    """Return which of two amounts of a failure is not moved: the larger one stands for it.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               secondary_damage=700, shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> stood_for(pumps), stood_for(replace(pumps, secondary_damage=10_000.0))
    ('secondary_damage', 'failure_cost')
    """
    greater = plant.secondary_damage > plant.failure_cost
    return "failure_cost" if greater else "secondary_damage"


def _about(case: Case, part: str, name: str) -> Iterator[Input]:
    """Yield an amount, a fifth less and a fifth more; of what is empty nothing."""
    holder = {"plant": case.plant, "programme": case.programme}.get(part)
    value = getattr(holder or getattr(case.programme, part), name)
    limits = limits_of(part, name)
    if value is not None and limits is not None:
        low, high = value * (1 - SWING), value * (1 + SWING)
        if limits.whole and value:
            low, high = min(round(low), value - 1), max(round(high), value + 1)
        if name == "hours_a_year" and value <= HOURS_OF_A_YEAR:
            limits = replace(limits, high=HOURS_OF_A_YEAR)
        ends = max(low, limits.low), min(high, limits.high)
        yield Input(f"{part}.{name}", case, value, *ends, limits)


def _of_lives(case: Case) -> Iterator[Input]:
    """Yield mean life and shape over what the record leaves open, and how long that record is."""
    try:
        told = by_its_law(case)
    except GameError:  # lifetimes that speak for no law
        return
    plant = told.plant
    laws = draw_laws(plant.record, _LAWS, np.random.default_rng(0))
    bands = {
        "mean_life": tuple(np.quantile(laws.mean, (0.1, 0.9)).tolist()),
        "shape": shape_band(plant.record),
    }
    for name, ends in bands.items():
        yield _ranged(told, f"plant.{name}", ends, getattr(plant, name))
    yield from _about(told, "plant", "failures_on_record")


def _of_model(case: Case, who: str) -> Iterator[Input]:
    model = getattr(case.programme, who)
    for name in _MODEL:
        if name != "fee" or who == FEDERATED:
            yield from _about(case, who, name)
    ranges = ranges_of(model, who, failures_seen(case, who))
    for name in _SKILL:
        low, middle, high = getattr(ranges, name)
        yield _ranged(case, f"{who}.{name}", (low, high), middle)


def _ranged(case: Case, path: str, ends: tuple[float, float], value: float | None = None) -> Input:
    """Return an input that is thought to lie between two values."""
    limits = limits_of(*path.split("."))
    assert limits is not None
    low, high = max(ends[0], limits.low), min(ends[1], limits.high)
    return Input(path, case, (low + high) / 2 if value is None else value, low, high, limits)
