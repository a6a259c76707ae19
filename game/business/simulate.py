"""Years of a plant: lives of its machines under several policies, by the game's own kernel.

An hour is a cycle. All policies meet the same lives, so luck is common to them. It is each draw's
own, too: what else is asked, of a plant or by it, changes no life that both have (ADR 74).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np

from game.business.fates import Chance, Fates, fates_of
from game.business.lives.crews import queued
from game.business.lives.lifetimes import BoolArray
from game.business.lives.renewal import Array, Law
from game.business.plant import Plant
from game.rules.lives import chain
from game.rules.scenario import Economics
from game.rules.strategies import NEVER, IntArray

Name = TypeVar("Name", bound=Hashable)

_ROOM = 600_000
"""Lives that are simulated together: more leave the memory of a small machine."""


@dataclass(frozen=True, eq=False)
class Policy:
    """When services begin; (draws,) each.

    Attributes
    ----------
    age : hours at which one begins whatever is forecast; inf for never
    margin : hours before the forecast failure at which one begins
    error : standard deviation of the forecast failure, hours
    caught : share of failures that are forecast at all; 0 for a calendar
    """

    age: Array
    margin: Array
    error: Array
    caught: Array

    @classmethod
    def calendar(cls, age: Array) -> "Policy":
        """Return the policy that services at an age alone, (draws,) hours; inf for never.

        Examples
        --------
        >>> Policy.calendar(np.array([500.0])).caught.tolist()
        [0.0]
        """
        nothing = np.zeros(len(age))
        return cls(age, nothing, nothing, nothing)

    def of(self, draws: IntArray) -> "Policy":
        """Return the policy in some of the draws."""
        return Policy(self.age[draws], self.margin[draws], self.error[draws], self.caught[draws])


@dataclass(frozen=True, eq=False)
class Years:
    """What happened by year, (draws, years) each.

    Attributes
    ----------
    services, failures : that began in that year
    down : hours that the events of that year took, cut at the end of the last
    alarms : services of that year that a forecast called for
    """

    services: Array
    failures: Array
    down: Array
    alarms: Array

    def cost(self, plant: Plant) -> Array:
        """Return what maintenance and lost hours cost, (draws, years) money."""
        prices = plant.prices
        return np.asarray(
            prices.service * self.services
            + prices.failure * self.failures
            + prices.hour * self.down
        )


@dataclass(frozen=True)
class Entry:
    """How machines come under a programme: those of a year's share at its beginning.

    Until then they are kept as today. A machine that is older by then than a calendar allows is
    serviced within a year, not all of them at once. Dates are known when the programme begins, so
    a machine that enters later waits for no order; what a forecast calls for is ordered then.

    Attributes
    ----------
    today : what is done until then, by its name among the policies
    shares : in force in the first years; all of them afterwards
    """

    today: Hashable
    shares: tuple[float, ...]

    def years(self, offsets: Array, machines: int) -> IntArray:
        """Return the year at whose beginning each machine enters, (draws, machines).

        Parameters
        ----------
        offsets : (draws,) places of the first machine, 0 to 1, evenly spread, so that shares are
            as stated

        Examples
        --------
        >>> Entry("nothing", (0.25, 0.5)).years(np.array([0.25, 0.75]), 4).tolist()
        [[0, 1, 2, 2], [0, 1, 2, 2]]
        """
        places = (np.arange(machines) + offsets[:, np.newaxis]) / machines
        shares = np.maximum.accumulate([0.0, *self.shares])[1:]
        return np.asarray(np.searchsorted(shares, places, side="right"), np.int64)


class _Entered(NamedTuple):
    """Where machines stand when they enter, (draws, machines) each."""

    life: IntArray  # that is running, or has ended and is the last one kept as today
    age: IntArray  # hours that it has run; none of a life that has ended
    ended: BoolArray
    wait: IntArray  # hours within which one that is too old is serviced
    notice: IntArray  # hours that a date still needs: it was ordered when the programme began
    stops: IntArray  # (draws, machines, lives) as today
    until: Array  # (draws, machines) age at which it would be serviced as today


def simulate(
    plant: Plant,
    law: Law,
    policies: Mapping[Name, Policy],
    years: int,
    seed: int,
    entry: Entry | None = None,
) -> dict[Name, Years]:
    """Return what happens in the years of a programme under each policy.

    Parameters
    ----------
    law : (draws,) shapes and scales
    policies : by name, (draws,) each
    entry : how machines come under them; all at once, at the beginning, if None

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=4.0, mean_life=6_000, failures_on_record=12)
    >>> laws = Law(np.full(50, 4.0), np.full(50, 6_600.0))
    >>> ages = {"never": np.full(50, np.inf), "early": np.full(50, 3_000.0)}
    >>> policies = {name: Policy.calendar(age) for name, age in ages.items()}
    >>> done = simulate(pumps, laws, policies, years=3, seed=1)
    >>> bool(done["early"].failures.mean() < 0.3 * done["never"].failures.mean())
    True
    """
    draws = len(np.asarray(law.scale))
    found = {name: np.zeros((4, draws, years)) for name in policies}
    horizon = round(years * plant.hours_a_year)
    spans = np.minimum(law.mean, np.min([policy.age for policy in policies.values()], axis=0))
    order = np.argsort(spans)
    offsets = (np.random.default_rng(seed).permutation(draws) + 0.5) / draws
    for chosen in _parts(plant, spans[order], horizon):
        rows = order[chosen]
        some, chance = law.at(rows), Chance(seed, rows)
        own = {name: policy.of(rows) for name, policy in policies.items()}
        enters = None if entry is None else entry.years(offsets[rows], plant.machines)
        today = None if entry is None else entry.today
        lived = _lived(plant, some, own, (years, horizon), chance, (today, enters))
        for name, counts in lived.items():
            found[name][:, rows] = counts
    return {name: Years(*counts) for name, counts in found.items()}


def _parts(plant: Plant, spans: Array, horizon: int) -> Sequence[IntArray]:
    """Return draws that are simulated together, similar ones, so many that they fit."""
    lives = plant.machines * (2 * horizon / spans + 8)
    part = np.floor(np.cumsum(lives) / _ROOM)
    return [np.flatnonzero(part == number) for number in np.unique(part)]


def _lived(
    plant: Plant,
    law: Law,
    policies: Mapping[Name, Policy],
    time: tuple[int, int],
    chance: Chance,
    entry: tuple[Hashable, IntArray | None],
) -> dict[Name, Array]:
    """Return counts by year, (4, draws, years), with as many lives as the years take."""
    (years, horizon), (today, enters) = time, entry
    shortest = min(float(policy.age.mean()) for policy in policies.values())
    width = int(horizon / min(float(law.mean.mean()), shortest)) + 8
    while True:
        fates = fates_of(plant, law, width, chance)
        found: dict[Name, Array] = {}
        entered = None
        if enters is not None:
            as_today = policies[today]  # type: ignore[index]
            entered = _entered(plant, fates, as_today, enters, (horizon // years, chance))
        for name, policy in policies.items():
            kept = enters is None or policy is as_today
            counts = _played(plant, fates, policy, time, None if kept else entered)
            if counts is None:
                break
            found[name] = counts
        if len(found) == len(policies):
            return found
        width *= 2


def stops_of(
    policy: Policy, lives: Array | IntArray, luck: Array, noise: Array, lead: int
) -> Array:
    """Return the age at which each life is serviced if it lasts, hours; inf for never.

    Parameters
    ----------
    lives, luck, noise : (draws, ...) as in the simulation
    lead : from an order to its service: none begins earlier

    Examples
    --------
    >>> one = np.ones(1)
    >>> policy = Policy(900 * one, margin=50 * one, error=0 * one, caught=0.5 * one)
    >>> lives, luck = np.array([[400.0, 400.0, 999.0]]), np.array([[0.1, 0.9, 0.1]])
    >>> stops_of(policy, lives, luck, np.zeros((1, 3)), lead=0).tolist()
    [[350.0, 900.0, 900.0]]
    """
    wide = (-1, *(1,) * (lives.ndim - 1))
    age, margin, error, caught = (
        value.reshape(wide) for value in (policy.age, policy.margin, policy.error, policy.caught)
    )
    if not policy.caught.any():
        return np.maximum(np.broadcast_to(age, lives.shape), lead + 1)
    called = np.where(luck < caught, lives - margin + error * noise, np.inf)
    return np.maximum(np.minimum(age, called), lead + 1)


def _entered(
    plant: Plant,
    fates: Fates,
    today: Policy,
    first: IntArray,
    time: tuple[int, Chance],
) -> _Entered:
    """Return where machines stand when they enter a programme, having been kept as today."""
    year, chance = time
    form = fates.lives.shape
    stops = _stops(plant, fates, today, None)
    begins, ran, _ = _run(plant, fates, stops)
    begins, ran = begins.reshape(*form[:2], -1), ran.reshape(form)
    enters = year * first
    life = np.maximum((begins[..., :-1] <= enters[..., np.newaxis]).sum(axis=2) - 1, 0)
    place = life[..., np.newaxis]
    age = enters - np.take_along_axis(begins, place, 2)[..., 0]
    ended = age >= np.take_along_axis(ran, place, 2)[..., 0]
    waits = chance.lives("waits", (form[1], 1), "random")[..., 0]
    wait = (waits * year).astype(np.int64)
    until = np.broadcast_to(today.age[:, np.newaxis], form[:2])
    notice = np.maximum(round(plant.lead_hours) - enters, 0)
    return _Entered(life, age, ended, wait, notice, stops, until)


def _stops(plant: Plant, fates: Fates, policy: Policy, entered: _Entered | None) -> IntArray:
    """Return the age at which each life is serviced if it lasts, (draws, machines, lives)."""
    lead = plant.lead_hours
    stops = stops_of(policy, fates.lives, fates.luck, fates.noise, lead)
    if entered is None:
        earliest = np.zeros_like(stops)
        earliest[..., 0] = fates.begun + lead + 1
        return _whole(np.maximum(stops, earliest))
    place, soonest = entered.life[..., np.newaxis], entered.age + lead + 1
    lives, luck, noise = (
        np.asarray(np.take_along_axis(one, place, 2), float)
        for one in (fates.lives, fates.luck, fates.noise)
    )
    never = replace(policy, age=np.full_like(policy.age, np.inf))
    called = stops_of(never, lives, luck, noise, lead)[..., 0]
    allowed = policy.age[:, np.newaxis]
    ready = entered.age + entered.notice + 1
    late = np.minimum(ready + entered.wait, np.maximum(entered.until, ready))
    dated = np.maximum(np.where(allowed > entered.age, allowed, late), ready)
    running = np.minimum(dated, np.maximum(called, soonest))
    as_today = np.take_along_axis(entered.stops, place, 2)[..., 0]
    running = np.where(entered.ended, as_today, running)
    before = np.arange(stops.shape[2]) < place
    stops = np.where(before, entered.stops, stops)
    np.put_along_axis(stops, place, running[..., np.newaxis], 2)
    return _whole(stops)


def _whole(stops: Array) -> IntArray:
    return np.minimum(np.ceil(stops), NEVER).astype(np.int64)


def _run(plant: Plant, fates: Fates, stops: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Return when lives begin, how long they run and whether they fail, (slots, lives) each.

    One more begins than runs. Where machines wait for a crew, they begin later.
    """
    draws, machines, width = fates.lives.shape
    down = Economics(service_cycles=plant.service_hours, failure_cycles=plant.failure_hours)
    slots = draws * machines, width
    begins, ran, failed = chain(
        -fates.begun.reshape(-1), fates.lives.reshape(slots), stops.reshape(slots), down
    )
    if plant.crews is not None and plant.crews < machines:
        spans = np.where(failed, plant.failure_hours, plant.service_hours)
        work = ran.reshape(fates.lives.shape), spans.reshape(fates.lives.shape)
        _, resumes = queued(-fates.begun, work, plant.crews)
        begins = np.column_stack([begins[:, 0], resumes])
    return begins, ran, failed


def _played(
    plant: Plant, fates: Fates, policy: Policy, time: tuple[int, int], entered: _Entered | None
) -> Array | None:
    """Return counts by year, (4, draws, years); None if the lives do not reach the end."""
    years, horizon = time
    draws, machines, width = fates.lives.shape
    begins, ran, failed = _run(plant, fates, _stops(plant, fates, policy, entered))
    happens, resumes = begins[:, :-1] + ran, begins[:, 1:]
    if resumes[:, -1].min() < horizon:
        return None
    lost = np.minimum(resumes, horizon) - happens
    # The forecast called for it, not the age: it began before the calendar's own.
    ages = np.repeat(policy.age, machines)[:, np.newaxis]
    called = ~failed & (ran < ages) & (policy.caught.max() > 0)
    if entered is not None:
        called &= np.arange(width) >= (entered.life + entered.ended).reshape(-1, 1)
    row = np.repeat(np.arange(draws), machines)[:, np.newaxis]
    inside = happens < horizon
    place = (row * years + happens * years // horizon)[inside]
    counts = [
        np.bincount(place, weights=weight[inside], minlength=draws * years)
        for weight in (~failed, failed, lost, called)
    ]
    return np.asarray(counts, float).reshape(4, draws, years)
