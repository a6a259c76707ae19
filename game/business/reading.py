"""Plants as JSON: cases that are read and told, what their values are where nothing is said."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, replace
from typing import Any

from game.business.lives.lifetimes import LifetimesError, fit
from game.business.plant import Case, Limits, Model, Plant, PlantError, Programme, is_number
from game.rules.errors import check_known, shown
from game.text.marking import mark


def by_its_law(case: Case) -> Case:
    """Return a case whose lifetimes, if any, are put as the law that they speak for most.

    Raises
    ------
    GameError
        They speak for none that a plant can have.

    Examples
    --------
    >>> lives = "hours,failed\\n500,yes\\n900,yes\\n1300,no\\n"
    >>> seen = Plant(2, 8_000, service_cost=1, failure_cost=9, lifetimes=lives)
    >>> plant = by_its_law(Case(seen)).plant
    >>> plant.lifetimes, plant.shape, plant.mean_life, plant.failures_on_record
    (None, 2.1, 1034, 2)
    """
    plant = case.plant
    if plant.lifetimes is None:
        return case
    law = fit(plant.record)
    shape, mean = round(float(law.shape), 2), round(float(law.mean))
    failures = plant.record.failures
    told = replace(plant, lifetimes=None, shape=shape, mean_life=mean, failures_on_record=failures)
    return replace(case, plant=told)


def mean_life(plant: Plant) -> float:
    """Return the mean life, hours, as stated or fitted; of lives without a law those per failure.

    Examples
    --------
    >>> seen = "hours,failed\\n500,yes\\n900,yes\\n1300,no\\n"
    >>> once = "hours,failed\\n500,yes\\n900,no\\n"
    >>> plants = [Plant(2, 8_000, service_cost=1, failure_cost=9, lifetimes=one)
    ...           for one in (seen, once)]
    >>> [*map(mean_life, plants)]
    [1034, 1400.0]
    """
    if plant.mean_life is not None:
        return plant.mean_life
    try:
        return round(float(fit(plant.record).mean))
    except LifetimesError:
        return plant.record.life


def case_to_json(case: Case, *, whole: bool = False) -> dict[str, Any]:
    """Return a case as ``case_from_json`` takes it.

    Parameters
    ----------
    whole : with what is as usual, for who keeps it: what is usual may change

    Examples
    --------
    >>> pump = {"machines": 2, "hours_a_year": 8_000, "service_cost": 1, "failure_cost": 9,
    ...         "shape": 2, "mean_life": 6_000, "failures_on_record": 9}
    >>> case_to_json(case_from_json({"plant": pump})) == {"plant": pump}
    True
    >>> case_to_json(case_from_json({"plant": pump}), whole=True)["programme"]["discount_rate"]
    0.08
    """
    return _told(asdict(case), Case, whole)


def _told(values: Mapping[str, Any], kind: type, whole: bool) -> dict[str, Any]:
    told = {}
    for item in fields(kind):
        value = values[item.name]
        if isinstance(value, dict):
            value = _told(value, _PARTS[item.name], whole)
        elif value == item.default and not whole:
            continue
        if value != {}:
            told[item.name] = list(value) if isinstance(value, tuple) else value
    return told


def usual(part: str, name: str) -> Any:
    """Return what a value of a part of a case is where it is not given; None where it is needed.

    Examples
    --------
    >>> usual("programme", "discount_rate"), usual("plant", "machines")
    (0.08, None)
    """
    default = _field(part, name).default
    return None if default is MISSING else default


def limits_of(part: str, name: str) -> Limits | None:
    """Return between which values one lies; None where that is not all that is asked of it.

    Examples
    --------
    >>> limits_of("programme", "discount_rate")
    Limits(low=0, high=0.5, whole=False, two=False)
    """
    found: Limits | None = _field(part, name).metadata.get("limits")
    return found


def _field(part: str, name: str) -> Any:
    return next(item for item in fields(_PARTS[part]) if item.name == name)


_PARTS: Mapping[str, type] = {
    "plant": Plant,
    "programme": Programme,
    "own": Model,
    "federated": Model,
}

_UNKNOWN = mark("{part} has no value named {got}: choose from {choices}.")
_NO_OBJECT = mark("{part} is a JSON object, got {kind}: write {{...}}.")
_NO_TEXT = mark("{name} is a text of at most {most} letters, got {got}: write one.")
_LONGEST_NAME, _LONGEST_UNIT = 80, 12


def case_from_json(values: object) -> Case:
    """Return a plant and its programme from JSON values; what is not given is the usual.

    Raises
    ------
    GameError
        What is wrong with the first value that cannot be used.

    Examples
    --------
    >>> pump = {"machines": 2, "hours_a_year": 8_000, "service_cost": 1, "failure_cost": 9,
    ...         "shape": 2, "mean_life": 6_000, "failures_on_record": 9}
    >>> case_from_json({"plant": pump}).programme.years
    10
    """
    whole = _object("A case", values, ("plant", "programme", "name", "currency"))
    if "plant" not in whole:
        raise PlantError("A case has no plant: give it.")
    plant = _built(Plant, "plant", whole["plant"])
    programme = dict(_object("programme", whole.get("programme", {}), _names(Programme)))
    for name in ("own", "federated"):
        if programme.get(name) is not None:
            programme[name] = _built(Model, name, programme[name])
    ramp_up = programme.get("ramp_up", [])
    if not isinstance(ramp_up, list) or not all(is_number(share) for share in ramp_up):
        raise PlantError("ramp_up is a list of shares, got {got}: write [0.5].", got=shown(ramp_up))
    if "ramp_up" in programme:
        programme["ramp_up"] = tuple(ramp_up)
    return Case(
        plant,
        Programme(**programme),
        _text("name", whole.get("name", ""), _LONGEST_NAME),
        _text("currency", whole.get("currency", ""), _LONGEST_UNIT),
    )


def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _object(part: str, values: object, names: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(values, dict):
        raise PlantError(_NO_OBJECT, part=part, kind=type(values).__name__)
    for name in values:
        check_known(name, names, PlantError, _UNKNOWN, part=part)
    return values


def _built(kind: type, part: str, values: object) -> Any:
    given = dict(_object(part, values, _names(kind)))
    for item in fields(kind):
        if item.default is MISSING and item.name not in given:
            raise PlantError("{part} has no {name}: give it.", part=part, name=item.name)
        if isinstance(given.get(item.name), list):
            given[item.name] = tuple(given[item.name])
    return kind(**given)


def _text(name: str, value: object, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise PlantError(_NO_TEXT, name=name, most=most, got=shown(value))
    return value
