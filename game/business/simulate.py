"""Years of a plant: lives of its machines under several policies, by the game's own kernel.

An hour is a cycle. All policies meet the same lives, so luck is common to them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from game.business.lives.renewal import Array, Law
from game.business.plant import Plant
from game.rules.lives import chain
from game.rules.scenario import Economics
from game.rules.strategies import NEVER, IntArray

Name = TypeVar("Name", bound=Hashable)

_ROOM = 600_000
"""Lives that are simulated together: more leave the memory of a small machine."""

_LONGEST = NEVER // 4
_NO_MORE = np.iinfo(np.int64).max
"""When a machine stops that has no more lives: after all others, however long these live."""

_CANDIDATES = 24
"""Lives among which the one is chosen that a machine is found in, where a calendar cuts them."""


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


class _Fates(NamedTuple):
    """Lives of machines, (draws, machines, lives); the first may have begun before."""

    begun: IntArray  # (draws, machines) hours that the first had run
    lives: IntArray
    luck: Array  # uniform: announced below the share that is caught
    noise: Array  # standard normal: of the forecast


def simulate(
    plant: Plant, law: Law, policies: Mapping[Name, Policy], years: int, seed: int
) -> dict[Name, Years]:
    """Return what happens in the years of a programme under each policy.

    Parameters
    ----------
    law : (draws,) shapes and scales
    policies : by name, (draws,) each

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
    for part, chosen in enumerate(_parts(plant, spans[order], horizon)):
        rows = order[chosen]
        some = law.at(rows)
        own = {name: policy.of(rows) for name, policy in policies.items()}
        for name, counts in _lived(plant, some, own, (years, horizon), [seed, part]).items():
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
    seed: Sequence[int],
) -> dict[Name, Array]:
    """Return counts by year, (4, draws, years), with as many lives as the years take."""
    years, horizon = time
    shortest = min(float(policy.age.mean()) for policy in policies.values())
    width = int(horizon / min(float(law.mean.mean()), shortest)) + 8
    while True:
        fates = _fates(plant, law, width, np.random.default_rng([*seed, width]))
        found = {}
        for name, policy in policies.items():
            counts = _played(plant, law, fates, policy, years, horizon)
            if counts is None:
                break
            found[name] = counts
        if len(found) == len(policies):
            return found
        width *= 2


def _fates(plant: Plant, law: Law, width: int, random: np.random.Generator) -> _Fates:
    form = len(law.scale), plant.machines, width
    lives = _lives(law, form, random)
    begun = np.zeros(form[:2], np.int64)
    if plant.new_machines:
        pass
    elif plant.service_age is None:
        lives[..., 0] = _found(law, form[:2], random)
        begun = (random.random(form[:2]) * lives[..., 0]).astype(int)
    else:
        found = _lives(law, (*form[:2], _CANDIDATES), random)
        ran = np.minimum(found, plant.service_age)
        ends = np.cumsum(ran, axis=2)
        place = (ends < random.random(form[:2])[..., None] * ends[..., -1:]).sum(axis=2)[..., None]
        lives[..., 0] = np.take_along_axis(found, place, 2)[..., 0]
        begun = (random.random(form[:2]) * np.take_along_axis(ran, place, 2)[..., 0]).astype(int)
    return _Fates(begun, lives, random.random(form), random.standard_normal(form))


def _found(law: Law, form: tuple[int, int], random: np.random.Generator) -> IntArray:
    """Return lives that one meets by chance, where failures are waited for: longer ones oftener.

    With x a life beyond the hours without failure, their density is (free + x) f(x) / mean: that of
    x itself, or of x f(x), whose (x / scale)^shape is a gamma variable of 1 + 1 / shape.
    """
    shape, scale, mean = (np.asarray(one)[:, None] for one in (law.shape, law.scale, law.mean))
    plain = random.random(form) < law.free / mean
    power = np.where(plain, 1.0, 1 + 1 / shape)
    hours: Array = law.free + scale * random.standard_gamma(power) ** (1 / shape)
    return np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)


def _lives(law: Law, form: tuple[int, int, int], random: np.random.Generator) -> IntArray:
    scale, shape = (np.asarray(value)[:, None, None] for value in (law.scale, law.shape))
    hours: Array = law.free + scale * random.standard_exponential(form) ** (1 / shape)
    return np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)


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
    called = np.where(luck < caught, lives - margin + error * noise, np.inf)
    return np.maximum(np.minimum(age, called), lead + 1)


def _played(
    plant: Plant, law: Law, fates: _Fates, policy: Policy, years: int, horizon: int
) -> Array | None:
    """Return counts by year, (4, draws, years); None if the lives do not reach the end."""
    draws, machines, width = fates.lives.shape
    stops = stops_of(policy, fates.lives, fates.luck, fates.noise, plant.lead_hours)
    earliest = np.zeros_like(stops)
    earliest[..., 0] = fates.begun + plant.lead_hours + 1
    stops = np.minimum(np.ceil(np.maximum(stops, earliest)), NEVER).astype(np.int64)
    down = Economics(service_cycles=plant.service_hours, failure_cycles=plant.failure_hours)
    slots = draws * machines, width
    begins, ran, failed = chain(
        -fates.begun.reshape(-1), fates.lives.reshape(slots), stops.reshape(slots), down
    )
    spans = np.where(failed, plant.failure_hours, plant.service_hours)
    happens, resumes = begins[:, :-1] + ran, begins[:, 1:]
    if plant.crews is not None and plant.crews < machines:
        form = fates.lives.shape
        work = ran.reshape(form), spans.reshape(form)
        happens, resumes = _queued(-fates.begun, work, plant.crews)
    if resumes[:, -1].min() < horizon:
        return None
    lost = np.minimum(resumes, horizon) - happens
    # The forecast called for it, not the age: it began before the calendar's own.
    ages = np.repeat(policy.age, machines)[:, np.newaxis]
    called = ~failed & (ran < ages) & (policy.caught.max() > 0)
    row = np.repeat(np.arange(draws), machines)[:, np.newaxis]
    inside = happens < horizon
    place = (row * years + happens * years // horizon)[inside]
    counts = [
        np.bincount(place, weights=weight[inside], minlength=draws * years)
        for weight in (~failed, failed, lost, called)
    ]
    return np.asarray(counts, float).reshape(4, draws, years)


def _queued(
    installed: IntArray, lives: tuple[IntArray, IntArray], crews: int
) -> tuple[IntArray, IntArray]:
    """Return when each life ends and the next begins, where machines wait for a crew.

    Who stops first is served first; a machine that waits stands still.

    Parameters
    ----------
    installed : (draws, machines)
    lives : (draws, machines, lives) each: hours of running, and of work on it

    Returns
    -------
    happens, resumes : (draws x machines, lives)
    """
    ran, spans = lives
    draws, machines, width = ran.shape
    happens, resumes = np.empty_like(ran), np.empty_like(ran)
    free = np.full((draws, crews), installed.min())
    each, at = np.arange(draws), np.zeros((draws, machines), np.int64)
    stops = installed + ran[..., 0]
    for _ in range(machines * width):
        machine = stops.argmin(axis=1)
        life, crew = at[each, machine], free.argmin(axis=1)
        stop = stops[each, machine]
        back = np.maximum(stop, free[each, crew]) + spans[each, machine, life]
        happens[each, machine, life], resumes[each, machine, life] = stop, back
        free[each, crew] = back
        at[each, machine] = life + 1
        following = ran[each, machine, np.minimum(life + 1, width - 1)]
        stops[each, machine] = np.where(life + 1 < width, back + following, _NO_MORE)
    return happens.reshape(-1, width), resumes.reshape(-1, width)
