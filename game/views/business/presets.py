"""Plants to begin with: what of them was published, where, and what is our example."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from game.business.reading import usual
from game.text.marking import mark


@dataclass(frozen=True)
class Source:
    """A published figure: of which input, what it says, in which words it can be found, where."""

    input: str  # as in a case: "plant.failure_cost"
    figure: str
    title: str
    address: str


@dataclass(frozen=True)
class Preset:
    """A plant to begin with. What no source is given for is our example, to be overwritten."""

    title: str
    money: str  # unit and year of the amounts
    values: Mapping[str, Any]  # a case, as JSON
    sources: tuple[Source, ...]


_PUMPS = "https://theramreview.com/revisiting-pump-life-expectancy-statistics/"
_PUMPS_TITLE = "H. P. Bloch, Revisiting pump life expectancy statistics, The RAM Review"
_WIND = "https://doi.org/10.1002/we.1887"
_WIND_TITLE = (
    "J. Carroll, A. McDonald, D. McMillan, Failure rate, repair time and unscheduled O&M cost "
    "analysis of offshore wind turbines, Wind Energy 19, 2016"
)
_FOOD = "https://www.senseye.io/blog/the-true-cost-of-downtime-2022"
_FOOD_TITLE = "Senseye, The true cost of downtime 2022"

PRESETS: Mapping[str, Preset] = {
    "pumps": Preset(
        mark("Refinery pumps"),
        mark("US dollars of 2005"),
        {
            "name": "Refinery pumps",
            "currency": "USD",
            "plant": {
                "machines": 40,
                "hours_a_year": 8_000,
                "hour_worth": 200,
                "service_cost": 4_000,
                "service_hours": 8,
                "failure_cost": 11_000,
                "failure_hours": 36,
                "secondary_damage": 3_000,
                "lead_hours": 72,
                "shape": 2.0,
                "mean_life": 44_000,
                "failures_on_record": 20,
                "avoidable": [0.4, 0.55],
            },
            "programme": {
                "years": 8,
                "ramp_up": [0.3, 0.8],
                "inspection_cost": 300,
                "members": 8,
                "member_failures": 20,
                "own": {"sensors": 800, "integration": 30_000, "people": 15_000,
                        "false_alarms": 0.5},
                "federated": {
                    "sensors": 800, "integration": 30_000, "people": 10_000, "fee": 4_000,
                    "false_alarms": 0.3,
                },
            },
        },
        (
            Source("plant.failure_cost", mark("$11,000 for the average repair of a pump in 2005"),
                   _PUMPS_TITLE, _PUMPS),
            Source("plant.mean_life", mark("5.5 years between failures, API pumps in the USA"),
                   _PUMPS_TITLE, _PUMPS),
        ),
    ),
    "gearboxes": Preset(
        mark("Gearboxes at sea"),
        mark("euros of 2015"),
        {
            "name": "Gearboxes of an offshore wind farm",
            "currency": "EUR",
            "plant": {
                "machines": 60,
                "hours_a_year": 8_760,
                "hour_worth": 100,
                "service_cost": 120_000,
                "service_hours": 96,
                "failure_cost": 230_000,
                "failure_hours": 231,
                "secondary_damage": 60_000,
                "lead_hours": 1_000,
                "shape": 2.5,
                "mean_life": 56_900,
                "failures_on_record": 18,
                "avoidable": [0.4, 0.55],
            },
            "programme": {
                "years": 10,
                "ramp_up": [0.3, 0.8],
                "inspection_cost": 4_000,
                "members": 6,
                "member_failures": 18,
                "own": {"sensors": 6_000, "integration": 150_000, "people": 90_000,
                        "false_alarms": 0.1},
                "federated": {
                    "sensors": 6_000, "integration": 150_000, "people": 60_000, "fee": 30_000,
                    "false_alarms": 0.05,
                },
            },
        },
        (
            Source("plant.failure_cost", mark("EUR 230,000 for the material of a new gearbox"),
                   _WIND_TITLE, _WIND),
            Source("plant.failure_hours", mark("231 hours of repair for a new gearbox"),
                   _WIND_TITLE, _WIND),
            Source("plant.mean_life", mark("0.154 new gearboxes a turbine and year"),
                   _WIND_TITLE, _WIND),
        ),
    ),
    "packaging": Preset(
        mark("A food line"),
        mark("US dollars of 2022"),
        {
            "name": "Drives of a packaging line",
            "currency": "USD",
            "plant": {
                "machines": 6,
                "hours_a_year": 6_000,
                "hour_worth": 39_000,
                "service_cost": 3_000,
                "service_hours": 0,
                "failure_cost": 6_000,
                "failure_hours": 4,
                "lead_hours": 168,
                "shape": 2.0,
                "mean_life": 18_000,
                "failures_on_record": 9,
                "avoidable": [0.4, 0.55],
            },
            "programme": {
                "years": 6,
                "ramp_up": [0.3, 0.8],
                "inspection_cost": 500,
                "members": 8,
                "member_failures": 9,
                "own": {"sensors": 2_000, "integration": 40_000, "people": 30_000,
                        "false_alarms": 2},
                "federated": {
                    "sensors": 2_000, "integration": 40_000, "people": 20_000, "fee": 10_000,
                    "false_alarms": 1,
                },
            },
        },
        (
            Source("plant.hour_worth", mark("$39,000 for a lost hour of a plant, consumer goods"),
                   _FOOD_TITLE, _FOOD),
        ),
    ),
}  # fmt: skip
"""In the order of the page; the first one is what it opens with."""

_MONEY = ("plant.failure_cost", "plant.hour_worth", "plant.service_cost", "plant.secondary_damage")


def changed(values: Mapping[str, Any], preset: Preset) -> frozenset[str]:
    """Return the paths of what a case, as JSON, has otherwise than a preset.

    Examples
    --------
    >>> pumps = PRESETS["pumps"]
    >>> sorted(changed({**pumps.values, "currency": "EUR", "plant": {}}, pumps))[:2]
    ['currency', 'plant.avoidable']
    >>> changed(pumps.values, pumps)
    frozenset()
    """
    now, then = _flat(values), _flat(preset.values)
    return frozenset(
        path
        for path in now.keys() | then.keys()
        if now.get(path, _usual(path)) != then.get(path, _usual(path))
    )


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    programme = values.get("programme", {})
    parts = {"plant": values.get("plant", {}), "programme": programme}
    parts |= {name: programme[name] for name in ("own", "federated") if programme.get(name)}
    flat = {
        f"{part}.{name}": value
        for part, those in parts.items()
        for name, value in those.items()
        if name not in ("own", "federated")
    }
    weighed = {part: True for part in parts if part in ("own", "federated")}
    return {"currency": values.get("currency", ""), **weighed, **flat}


def _usual(path: str) -> Any:
    return usual(*path.split(".")) if "." in path else None


def still_published(preset: Preset, gone: Collection[str], unit: str) -> list[Source]:
    """Return the sources of what has not been changed; an amount in another unit has been."""
    lost = {*gone, *(() if unit == preset.values["currency"] else _MONEY)}
    return [source for source in preset.sources if source.input not in lost]
