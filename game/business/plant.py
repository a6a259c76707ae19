"""A plant and the programmes that are weighed for it: what is asked, and what can be wrong."""

from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property, lru_cache
from math import exp, isfinite, lgamma
from typing import Any

from game.business.lives.files import read_lifetimes
from game.business.lives.lifetimes import Record, after, as_if_recorded
from game.business.lives.renewal import Law, Prices
from game.rules.errors import GameError, shown
from game.text.marking import mark

MOST_EVENTS = 20_000
"""Lives of machines in a programme's years that are simulated for one draw."""

MOST_HEARD = 2_000
"""Failures on record of all members."""

MOST_ALIKE = 10.0
"""The greatest shape of a law that can be stated: no machines wear out more evenly."""


NOTHING_FAILED = mark("Nothing has failed on record: give one failure at the least.")
"""Of lifetimes that say nothing of when machines fail."""


class PlantError(GameError):
    """A file that describes no plant, or one that cannot be computed."""


@dataclass(frozen=True)
class Limits:
    """Between which values a number lies, whether it is whole, and whether it is a range of two."""

    low: float
    high: float
    whole: bool = False
    two: bool = False


def _number(low: float, high: float, *, whole: bool = False, default: Any = MISSING) -> Any:
    limits = {"limits": Limits(low, high, whole)}
    if default is MISSING:
        return field(metadata=limits)
    return field(default=default, metadata=limits)


def _range(low: float, high: float, default: tuple[float, float] | None = None) -> Any:
    return field(default=default, metadata={"limits": Limits(low, high, two=True)})


HOURS_OF_A_YEAR = 8_784
"""Of the longest year: more is asked of where another thing than hours is counted."""

_MONEY, _HOURS, _LEAST_LIFE = 1e9, 100_000, 20.0


@dataclass(frozen=True)
class Plant:
    """Machines of one kind: what hours, services and failures cost, and what is known of them.

    Money is in the visitor's own unit. Lifetimes are a record, or a law that counts for as much as
    the failures on record; ``None`` stands for what is not known or not limited.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> pumps.record.failures, round(pumps.prices.failure)
    (12, 9)
    """  # fmt: skip

    machines: int = _number(1, 1_000, whole=True)
    hours_a_year: float = _number(1, _HOURS)  # of running or standing still for maintenance
    service_cost: float = _number(0, _MONEY)  # planned
    failure_cost: float = _number(0, _MONEY)  # unplanned
    service_hours: int = _number(0, _HOURS, whole=True, default=0)  # down
    failure_hours: int = _number(0, _HOURS, whole=True, default=0)  # down
    secondary_damage: float = _number(0, _MONEY, default=0.0)  # that a failure does elsewhere
    hour_worth: float = _number(0, _MONEY, default=0.0)  # of a running hour
    lead_hours: int = _number(0, _HOURS, whole=True, default=0)  # from an order to its service
    crews: int | None = _number(1, 1_000, whole=True, default=None)  # that work at one time
    shape: float | None = _number(0.5, MOST_ALIKE, default=None)  # of the Weibull law
    mean_life: float | None = _number(_LEAST_LIFE, 1e7, default=None)  # hours
    failure_free: float = _number(0, 1e7, default=0.0)  # hours in which nothing fails yet
    failures_on_record: int | None = _number(1, 10_000, whole=True, default=None)
    lifetimes: str | None = None  # CSV: hours,failed
    avoidable: tuple[float, float] = _range(0, 1, (0.5, 0.8))
    spread: float = _number(0, 1, default=0.2)  # of plants' scales: sd of their logarithm
    service_age: float | None = _number(1, 1e7, default=None)  # hours, as practised today
    new_machines: bool = False  # all installed when the programme begins

    def __post_init__(self) -> None:
        _check(self, PlantError)
        given = [value is not None for value in (self.shape, self.mean_life)]
        given.append(self.failures_on_record is not None)
        if any(given) if self.lifetimes is not None else not all(given):
            raise PlantError(
                "A plant has lifetimes, or shape, mean_life and failures_on_record: give one of "
                "both."
            )
        if self.mean_life is not None and self.failure_free > 0.95 * self.mean_life:
            raise PlantError(
                "Nothing fails for {free} hours, of a mean life of {mean}: give {most} at most.",
                free=f"{self.failure_free:.10g}",
                mean=f"{self.mean_life:.10g}",
                most=f"{0.95 * self.mean_life:.10g}",
                path="plant.failure_free",
            )
        if self.lifetimes is not None and not self.record.failures:
            raise PlantError(NOTHING_FAILED)

    @cached_property
    def record(self) -> Record:
        """The lives that are known, or what stands for the law that was given."""
        if self.lifetimes is not None:
            return after(_read(self.lifetimes), self.failure_free)
        assert self.shape is not None
        assert self.mean_life is not None
        assert self.failures_on_record is not None
        scale = (self.mean_life - self.failure_free) / exp(lgamma(1 + 1 / self.shape))
        return as_if_recorded(Law(self.shape, scale, self.failure_free), self.failures_on_record)

    @property
    def prices(self) -> Prices:
        """What an event costs, damage and hours included."""
        return Prices(
            self.service_cost,
            self.failure_cost + self.secondary_damage,
            self.service_hours,
            self.failure_hours,
            self.hour_worth,
        )


_read = lru_cache(maxsize=4)(read_lifetimes)
"""A plant is moved in many ways, its file is read once."""


@dataclass(frozen=True)
class Model:
    """What forecasts need and can do: a programme's technical half.

    Where ``error`` or ``detection`` is ``None`` it is what was measured on turbofans after as many
    failures.
    """

    sensors: float = _number(0, _MONEY, default=0.0)  # for each machine, once
    integration: float = _number(0, _MONEY, default=0.0)  # once
    people: float = _number(0, _MONEY, default=0.0)  # a year
    fee: float = _number(0, _MONEY, default=0.0)  # a year, of a federation or a supplier
    false_alarms: float = _number(0, 1_000, default=0.0)  # a machine and year, each an inspection
    error: tuple[float, float] | None = _range(0, 2)  # share of the mean life
    detection: tuple[float, float] | None = _range(0, 1)  # of what announces itself

    def __post_init__(self) -> None:
        _check(self, PlantError)


@dataclass(frozen=True)
class Programme:
    """What is weighed, over how many years, at which discount.

    Examples
    --------
    >>> Programme(years=5).ramp_up
    (0.5,)
    """

    years: int = _number(1, 30, whole=True, default=10)
    discount_rate: float = _number(0, 0.5, default=0.08)  # a year
    ramp_up: tuple[float, ...] = (0.5,)  # share in force in the first years, then all
    inspection_cost: float = _number(0, _MONEY, default=0.0)  # of a false alarm
    members: int = _number(1, 200, whole=True, default=8)  # plants in a federation, others'
    member_failures: int = _number(1, 1_000, whole=True, default=12)  # on record of each
    own: Model | None = None
    federated: Model | None = None

    def __post_init__(self) -> None:
        _check(self, PlantError)
        if self.members * self.member_failures > MOST_HEARD:
            raise PlantError(
                "Members have {got} failures on record, at most {most} are heard: name fewer "
                "members, or fewer failures of each.",
                got=self.members * self.member_failures,
                most=MOST_HEARD,
                path="programme.members",
            )
        if len(self.ramp_up) > self.years or not all(0 <= share <= 1 for share in self.ramp_up):
            raise PlantError(
                "ramp_up is {got}: write a share from 0 to 1 for each of the first years, at most "
                "{years}.",
                got=shown(list(self.ramp_up)),
                years=self.years,
                count=len(self.ramp_up),
                path="programme.ramp_up",
            )

    @property
    def first_in_force(self) -> int:
        """The first year, from 0 on, in which all is in force and nothing is made up for.

        Examples
        --------
        >>> Programme(years=6, ramp_up=(0.3, 0.8)).first_in_force
        3
        """
        return min(len(self.ramp_up) + 1, self.years - 1)


@dataclass(frozen=True)
class Case:
    """A plant, and what is weighed for it."""

    plant: Plant
    programme: Programme = field(default_factory=Programme)
    name: str = ""
    currency: str = ""

    def __post_init__(self) -> None:
        plant, years = self.plant, self.programme.years
        record = plant.record
        mean = max(_LEAST_LIFE, record.life)
        span = min(mean, plant.service_age or mean)
        events = round(plant.machines * years * plant.hours_a_year / span)
        if plant.lifetimes is not None:
            _check_unit(plant, events)
        if events > MOST_EVENTS:
            raise PlantError(
                "About {events} lives of machines in {years} years, at most {most} are simulated: "
                "describe fewer machines or fewer years.",
                events=events,
                years=years,
                most=MOST_EVENTS,
                path="plant.machines",
            )


_IN_YEARS = mark(
    "The longest life in the file is {longest} hours: these seem to be years. Multiply each by the "
    "hours that a machine runs in a year, here {hours}, and hand the file in again."
)
_IN_MONTHS = mark(
    "The longest life in the file is {longest} hours, and so about {events} lives would have to be "
    "simulated, at most {most} are. If these are months, multiply each by the hours that a machine "
    "runs in one, here {hours}; if they are hours, describe fewer machines or fewer years."
)
_IN_EITHER = mark(
    "The longest life in the file is {longest} hours: these seem to be months or years. If these "
    "are months, multiply each by the hours that a machine runs in one, here {month}; if they are "
    "years, by {year}. If they are hours, state shape and mean life instead."
)
_YEARS_LIVED, _MONTHS = 60, 12
_HOURS_LIVED = 100
"""Hours that the longest of a file's lives has at the least: months are shorter numbers."""


def _check_unit(plant: Plant, events: int) -> None:
    """Refuse lives of a file that are too short for hours, with the unit that they seem to have."""
    longest, life = float(plant.record.hours.max()) + plant.record.free, plant.record.life
    told = {"longest": f"{longest:.10g}", "path": "plant.lifetimes"}
    if longest <= _YEARS_LIVED and (life < _LEAST_LIFE or events > MOST_EVENTS):
        raise PlantError(_IN_YEARS, **told, hours=f"{plant.hours_a_year:.10g}")
    a_month = f"{round(plant.hours_a_year / _MONTHS)}"
    if longest <= _YEARS_LIVED * _MONTHS and events > MOST_EVENTS:
        raise PlantError(_IN_MONTHS, **told, hours=a_month, events=events, most=MOST_EVENTS)
    if longest < _HOURS_LIVED:
        raise PlantError(_IN_EITHER, **told, year=f"{plant.hours_a_year:.10g}", month=a_month)


def seem_months(plant: Plant) -> bool:
    """Return whether lives of a file are so short that they may be months instead of hours.

    A machine would fail more than once a month, and none of them has lived for 60 years of months.

    Examples
    --------
    >>> lives = "hours,failed\\n240,yes\\n310,yes\\n410,no\\n"
    >>> seem_months(Plant(4, 8_000, service_cost=1, failure_cost=9, lifetimes=lives))
    True
    >>> seem_months(Plant(4, 3_000, service_cost=1, failure_cost=9, lifetimes=lives))
    False
    """
    if plant.lifetimes is None:
        return False
    longest = float(plant.record.hours.max()) + plant.record.free
    often = plant.record.life < plant.hours_a_year / _MONTHS
    return often and longest <= _YEARS_LIVED * _MONTHS


NO_NUMBER = mark("{name} is a number from {low} to {high}, got {got}: write another.")
NO_WHOLE = mark("{name} is a whole number from {low} to {high}, got {got}: write another.")
NO_RANGE = mark(
    "{name} is the least and the greatest value thought possible, two numbers from {low} to "
    "{high}, got {got}: write [least, greatest]."
)


def is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) < 1e300 and isfinite(value)


def _check(values: Any, refusal: type[GameError]) -> None:
    """Refuse a number outside its limits, a range that is none, another type."""
    for item in fields(values):
        value, limits = getattr(values, item.name), item.metadata.get("limits")
        if limits is None:
            _check_other(item.name, value, refusal)
        elif not (value is None and item.default is None):
            check = _check_range if limits.two else _check_number
            check(item.name, value, limits, refusal)


def _check_number(name: str, value: object, limits: Limits, refusal: type[GameError]) -> None:
    text = NO_WHOLE if limits.whole else NO_NUMBER
    right = is_number(value) and (isinstance(value, int) or not limits.whole)
    if not right or not limits.low <= value <= limits.high:  # type: ignore[operator]
        raise refusal(
            text, name=name, low=f"{limits.low:.10g}", high=f"{limits.high:.10g}", got=shown(value)
        )


def _check_range(name: str, value: object, limits: Limits, refusal: type[GameError]) -> None:
    ends = value if isinstance(value, tuple) else ()
    right = len(ends) == 2 and all(map(is_number, ends))
    if not right or not limits.low <= ends[0] <= ends[1] <= limits.high:
        raise refusal(
            NO_RANGE,
            name=name,
            low=f"{limits.low:.10g}",
            high=f"{limits.high:.10g}",
            got=shown(list(value) if isinstance(value, tuple) else value),
        )


def _check_other(name: str, value: object, refusal: type[GameError]) -> None:
    if name == "lifetimes" and not (value is None or isinstance(value, str)):
        raise refusal("lifetimes is the text of a CSV, got {got}: write one.", got=shown(value))
    if name == "new_machines" and not isinstance(value, bool):
        raise refusal("new_machines is true or false, got {got}: choose one.", got=shown(value))
