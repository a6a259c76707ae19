"""From events to money: ledgers, balances, the best age for a schedule."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.rules.lives import Lives, Outcome, Slots
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import LONGEST_AGE, NEVER, IntArray

PRUDENCE = 0.8
"""A service age from few lifetimes is this share of their optimum: measured to earn more than the
raw optimum, which the longest-lived of a handful of engines pulls up."""


@dataclass(frozen=True)
class Charge:
    """Money that no life of an engine explains: a fee, or below zero a bonus."""

    cycle: int  # after so many elapsed cycles
    amount: int  # dollars
    why: str


def booked_charges(charges: Iterable[Charge], end: int) -> list[Charge]:
    """Return the charges of a match that ends at this cycle: one at its end is not booked.

    Examples
    --------
    >>> charges = [Charge(149, 900, "spares"), Charge(150, 900, "crew")]
    >>> [charge.why for charge in booked_charges(charges, end=150)]
    ['spares']
    """
    return [one for one in charges if one.cycle < end]


def return_on(spent: float, profit: float, corrective_profit: float) -> float | None:
    """Return what money spent on services and fees has earned beyond itself, per dollar of it.

    ROI = (benefit - cost) / cost, where the cost is what was spent on services and fees, and the
    benefit is how far the profit without them exceeds that of waiting for every failure on the same
    engines: (profit - corrective profit) / spent. None where nothing was spent.

    Examples
    --------
    >>> return_on(10_000, 250_000, 225_000), return_on(0, 225_000, 225_000)
    (2.5, None)
    """
    return (profit - corrective_profit) / spent if spent else None


def place_of_first(profits: Sequence[float]) -> int:
    """Return the place of who stands first in a list, among all in it; equals share a place.

    Examples
    --------
    >>> place_of_first([3, 5, 3]), place_of_first([5, 5])
    (2, 1)
    """
    return 1 + sum(profit > profits[0] for profit in profits)


@dataclass(frozen=True)
class Ledger:
    """What a factory did and what came of it up to a cycle.

    Examples
    --------
    >>> book = Ledger(900, 100, maintained=2, failed=0, prices=Economics())
    >>> book.availability, book.profit
    (0.9, 250000)
    """

    running_cycles: int
    down_cycles: int
    maintained: int
    failed: int
    prices: Economics
    fees: int = 0  # dollars
    bonuses: int = 0  # dollars

    @property
    def service_costs(self) -> int:
        """Dollars."""
        return self.maintained * self.prices.service_cost

    @property
    def profit(self) -> int:
        """Dollars."""
        failure_costs = self.failed * self.prices.failure_cost
        costs = self.service_costs + failure_costs + self.charges
        return self.running_cycles * self.prices.running_income - costs

    @property
    def charges(self) -> int:
        """Fees less bonuses, dollars."""
        return self.fees - self.bonuses

    @property
    def mtbf(self) -> float | None:
        """Running cycles per failure; None without a failure."""
        return self.running_cycles / self.failed if self.failed else None

    @property
    def availability(self) -> float:
        """Share of all slot cycles in which an engine was running."""
        return self.running_cycles / (self.running_cycles + self.down_cycles)

    @property
    def spent(self) -> int:
        """Dollars on services and fees."""
        return self.service_costs + self.fees

    def roi(self, corrective_profit: int) -> float | None:
        """Return what services and fees have returned against a corrective factory."""
        return return_on(self.spent, self.profit, corrective_profit)


def ledger(
    lives: Lives, slots: int, end: int, economics: Economics, charges: Sequence[Charge] = ()
) -> Ledger:
    """Return the ledger of a factory whose match ends at this cycle.

    An event or a charge at or after the end is not booked.

    Examples
    --------
    >>> one = Lives(*(np.array([n]) for n in (0, 0, 9, 0, 150, 2, 210, 0, 0)))
    >>> book = ledger(one, slots=1, end=200, economics=Economics())
    >>> book.profit, book.running_cycles, book.down_cycles, book.mtbf
    (-15000, 150, 50, 150.0)
    """
    booked = lives.cut(end)
    running = int(booked.ran.sum())
    maintained, failed = (
        int(np.count_nonzero(booked.outcome == outcome))
        for outcome in (Outcome.SERVICE, Outcome.FAILURE)
    )
    charged = [charge.amount for charge in booked_charges(charges, end)]
    fees = sum(amount for amount in charged if amount > 0)
    down, bonuses = slots * end - running, fees - sum(charged)
    return Ledger(running, down, maintained, failed, economics, fees, bonuses)


def profits(
    slots: Slots, per_factory: int, end: int, economics: Economics
) -> tuple[IntArray, IntArray, IntArray]:
    """Return what the slots of many factories come to at the end of their match.

    Parameters
    ----------
    slots : (places,) as they stand at the end, factory by factory
    per_factory : slots of each

    Returns
    -------
    profit : (factories,) dollars
    services, failures : (factories,) that were booked

    Examples
    --------
    >>> two = {"installed": np.array([330, 0]), "used": np.array([2, 0])}
    >>> slots = Slots.new(2)._replace(**two, failed=np.array([1, 0]))
    >>> profits(slots, 1, 340, Economics())
    (array([  8000, 102000]), array([1, 0]), array([1, 0]))
    """
    cycles, services, failures = (
        count.reshape(-1, per_factory).sum(axis=1) for count in slots.booked(end, economics)
    )
    costs = services * economics.service_cost + failures * economics.failure_cost
    return cycles * economics.running_income - costs, services, failures


_NOTHING = np.iinfo(np.int64).min
_AT_ONCE = 16
"""Engines of each slot whose lifetimes are asked for together."""


def best_possible(
    lifetimes: Callable[[int, int], IntArray], end: int, economics: Economics
) -> Slots:
    """Return how slots stand at the end if every engine is stopped where it pays best: the ceiling.

    Who knows lifetimes services an engine on its last cycle but one or lets it fail: an earlier
    service only moves a cycle of income to the end of the match. What a slot has earned then
    follows from how many engines it has had and how many of them failed, whichever they were.
    An engine that fails before an order at age 1 begins cannot be serviced.

    Parameters
    ----------
    lifetimes : (places, n) cycles of the next n engines of each slot, after the first so many

    Examples
    --------
    >>> def alike(first, n):
    ...     return np.full((1, n), 100)
    >>> [int(column[0]) for column in best_possible(alike, 300, Economics())[:3]]
    [238, 2, 0]
    >>> [int(column[0]) for column in best_possible(alike, 300, Economics(lead=99))[:3]]
    [320, 2, 2]
    """
    ahead = lifetimes(0, _AT_ONCE)
    place = np.arange(len(ahead))
    begins = np.zeros((len(ahead), 1), np.int64)  # of the next engine, by how many have failed
    best, ceiling, used = Slots.new(len(ahead)), np.full(len(ahead), _NOTHING), 0
    while (begins < NEVER).any():
        if used and used % _AT_ONCE == 0:
            ahead = lifetimes(used, _AT_ONCE)
        life = ahead[:, used % _AT_ONCE, np.newaxis]
        failed = np.broadcast_to(np.arange(begins.shape[1]), begins.shape)
        nothing = np.full_like(begins, NEVER)
        ways = Slots(begins, np.full_like(begins, used), failed, nothing, nothing)
        earned = profits(ways, 1, end, economics)[0].reshape(begins.shape)
        over = (begins < NEVER) & (begins + life >= end)  # nothing more need be booked
        earned = np.where(over, earned, _NOTHING)
        way = place, earned.argmax(axis=1)
        better = earned[way] > ceiling
        ceiling = np.where(better, earned[way], ceiling)
        best = Slots(*(np.where(better, at[way], old) for at, old in zip(ways, best, strict=True)))
        begins, used = _next_begins(begins, life, end, economics), used + 1
    return best


def _next_begins(begins: IntArray, life: IntArray, end: int, economics: Economics) -> IntArray:
    """Return when the next engines are installed, by how many have failed; NEVER where none is."""
    after = np.full((len(begins), begins.shape[1] + 1), NEVER)
    serviced = (life > 1 + economics.lead) & (begins + life - 1 < end)
    after[:, :-1][serviced] = (begins + life - 1 + economics.service_cycles)[serviced]
    fails = begins + life < end
    after[:, 1:][fails] = (begins + life + economics.failure_cycles)[fails]
    return after


def balances(
    lives: Lives, end: int, economics: Economics, charges: Sequence[Charge] = ()
) -> IntArray:
    """Return the closing balance of each cycle, (end,) dollars.

    Examples
    --------
    >>> one = Lives(*(np.array([n]) for n in (0, 0, 9, 0, 2, 1, 22, 0, 0)))
    >>> balances(one, 4, Economics()).tolist()
    [300, 600, -9400, -9400]
    """
    booked = lives.cut(end)
    running = np.zeros(end + 1, dtype=np.int64)
    np.add.at(running, booked.installed, 1)
    np.add.at(running, booked.ends, -1)
    change = np.cumsum(running)[:end] * economics.running_income
    for outcome, cost in (
        (Outcome.SERVICE, economics.service_cost),
        (Outcome.FAILURE, economics.failure_cost),
    ):
        np.subtract.at(change, booked.ends[booked.outcome == outcome], cost)
    for charge in booked_charges(charges, end):
        change[charge.cycle] -= charge.amount
    return np.cumsum(change)


def age_rewards(lifetimes: IntArray, economics: Economics) -> npt.NDArray[np.float64]:
    """Return the long-run profit of ordering at each age, (ages,) dollars per slot and cycle.

    The first entry is age 1, the last the longest lifetime, at which nothing is serviced: the
    corrective strategy. A service begins ``lead`` cycles after its order, if the engine still runs.
    Renewal reward over the given lifetimes.

    Source: R. E. Barlow, F. Proschan, Mathematical Theory of Reliability, 1965 (age replacement).

    Examples
    --------
    >>> age_rewards(np.array([150, 250]), Economics())[[0, 148, 249]].round().tolist()
    [-462.0, 205.0, 0.0]
    """
    ages = np.arange(1, lifetimes.max() + 1)[:, None]
    return long_run(lifetimes, ages + economics.lead, economics)


def long_run(lifetimes: IntArray, stops: IntArray, economics: Economics) -> npt.NDArray[np.float64]:
    """Return the long-run profit of rules that stop each engine at an age, by renewal reward.

    Parameters
    ----------
    lifetimes : (..., engines) cycles
    stops : (rules, ..., engines or 1) age at which each engine is stopped, cycles; it fails before
        one that it does not live to see

    Returns
    -------
    (rules, ...) dollars per slot and cycle

    Examples
    --------
    >>> long_run(np.array([150, 250]), np.array([[149, 249], [400, 400]]), Economics()).tolist()
    [226.9406392694064, 0.0]
    """
    serviced = stops < lifetimes
    ran = np.minimum(stops, lifetimes).sum(axis=-1)
    services = np.count_nonzero(serviced, axis=-1)
    failures = serviced.shape[-1] - services
    cost = services * economics.service_cost + failures * economics.failure_cost
    down = services * economics.service_cycles + failures * economics.failure_cycles
    return np.asarray((ran * economics.running_income - cost) / (ran + down))


def best_age(rewards: npt.NDArray[np.float64]) -> int:
    """Return the age of the highest of ``age_rewards``, cycles.

    Examples
    --------
    >>> best_age(age_rewards(np.array([150, 250]), Economics()))
    149
    """
    return int(np.argmax(rewards)) + 1


def recommended_age(lifetimes: IntArray, economics: Economics, prudence: float = PRUDENCE) -> int:
    """Return the age of ordering that some lifetimes speak for, cycles.

    Parameters
    ----------
    lifetimes : (engines,) cycles
    prudence : the share of their optimal service age that is taken; 1 for the optimum itself

    Examples
    --------
    >>> lifetimes = np.array([150, 250])
    >>> recommended_age(lifetimes, Economics()), recommended_age(lifetimes, Economics(), 1)
    (119, 149)
    >>> recommended_age(lifetimes, Economics(lead=40))
    79
    """
    serviced = best_age(age_rewards(lifetimes, economics)) + economics.lead
    return max(1, round(prudence * serviced) - economics.lead)


def advised_age(lifetimes: IntArray, scenario: Scenario) -> int:
    """Return the service age that a scenario recommends after some lifetimes, cycles.

    Where advice follows prices and none of these engines would have been worth a service, it is the
    highest age that can be set.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from game.rules.scenario import DEFAULT
    >>> dear = replace(DEFAULT, economics=Economics(service_cost=80_000))
    >>> lifetimes = np.array([150, 250])
    >>> advised_age(lifetimes, dear), advised_age(lifetimes, replace(dear, advice="prices"))
    (200, 600)
    """
    rewards = age_rewards(lifetimes, scenario.economics)
    if scenario.advice == "prices" and rewards[-1] == rewards.max():
        return LONGEST_AGE
    return recommended_age(lifetimes, scenario.economics)
