"""What a year of an answer is made of: its cost in three ways, its alarms, its forecasts."""

from dataclasses import dataclass

from game.business.contenders import bought
from game.business.forecast_error import FEDERATED, OWN
from game.business.gains.findings import Answer
from game.business.plant import Case
from game.business.settings import failures_seen, ranges_of
from game.business.worth import bill_a_year


@dataclass(frozen=True)
class ThreeWays:
    """What a year of one answer costs, by which year is meant.

    Attributes
    ----------
    yours : all years, brought to today and spread evenly
    in_force : the years in which all is in force and nothing is made up for
    long_run : after many years, without luck
    bills : of it, beside services and failures
    """

    answer: str
    yours: float
    in_force: float
    long_run: float
    bills: float


@dataclass(frozen=True)
class Alarms:
    """How often a year something happens under a model, all in force, and what each costs.

    Attributes
    ----------
    called : alarms of machines that would have failed; each costs a ``service``
    false : alarms of machines with which nothing was wrong; each costs an ``inspection``
    missed : failures
    by_age : services that no forecast called for
    fixed : people, the fee, and what is spent once, spread over the years
    """

    answer: str
    called: float
    false: float
    missed: float
    by_age: float
    service: float
    inspection: float
    failure: float
    fixed: float

    @property
    def together(self) -> float:
        """All that they cost a year."""
        done = self.service * (self.called + self.by_age) + self.failure * self.missed
        return done + self.inspection * self.false + self.fixed


@dataclass(frozen=True)
class SkillTold:
    """How far forecasts of a model miss, as a share of the mean life, and what they see.

    Attributes
    ----------
    failures : that it has seen
    error, detection : least, middle, greatest
    measured : whether the error was measured on turbofans
    """

    answer: str
    failures: int
    error: tuple[float, float, float]
    detection: tuple[float, float, float]
    measured: bool


def is_turbofans(case: Case, name: str) -> bool:
    """Return whether an answer forecasts as models of turbofans do, for want of better."""
    model = getattr(case.programme, name) if name in (OWN, FEDERATED) else None
    return model is not None and (model.error is None or model.detection is None)


def each_event(case: Case) -> tuple[float, float]:
    """Return what a service and a failure cost, hours lost included.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=100, failure_cost=900,
    ...               service_hours=2, failure_hours=9, hour_worth=10, shape=2.0,
    ...               mean_life=6_000, failures_on_record=12)
    >>> each_event(Case(pumps))
    (120, 990.0)
    """
    prices = case.plant.prices
    return (
        prices.service + prices.hour * prices.service_hours,
        prices.failure + prices.hour * prices.failure_hours,
    )


def three_ways(one: Answer, case: Case, long_run: float) -> ThreeWays:
    """Return what a year of an answer costs in three ways.

    Parameters
    ----------
    long_run : what its services and failures cost then
    """
    service, failure = each_event(case)
    bills = bill_a_year(bought(case, one.name), case)
    done = one.services_a_year * service + one.failures_a_year * failure
    return ThreeWays(one.name, one.mean_cost_a_year, done + bills, long_run + bills, bills)


def alarms(one: Answer, case: Case) -> Alarms:
    """Return what happens in a year under an answer that forecasts."""
    (service, failure), model = each_event(case), bought(case, one.name)
    false, inspection = model.false_alarms * case.plant.machines, case.programme.inspection_cost
    return Alarms(
        one.name,
        one.alarms_a_year,
        false,
        one.failures_a_year,
        one.services_a_year - one.alarms_a_year,
        service,
        inspection,
        failure,
        bill_a_year(model, case) - false * inspection,
    )


def skills(case: Case) -> list[SkillTold]:
    """Return how well each model of a case forecasts."""
    found = []
    for name in (OWN, FEDERATED):
        model = getattr(case.programme, name)
        if model is not None:
            seen = failures_seen(case, name)
            ranges = ranges_of(model, name, seen)
            measured = model.error is None
            found.append(SkillTold(name, seen, ranges.error, ranges.detection, measured))
    return found
