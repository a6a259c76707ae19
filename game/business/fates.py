"""Lives that a plant's machines would live if nobody serviced them, and what is forecast of them.

Luck is each draw's own (ADR 74): a draw of the same seed has the same lives whatever else is asked,
of a plant or by it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from game.business.lives.renewal import Array, Law
from game.business.plant import Plant
from game.rules.strategies import NEVER, IntArray

_LONGEST = NEVER // 4
_CANDIDATES = 24
"""Lives among which the one is chosen that a machine is found in, where a calendar cuts them."""


@dataclass(frozen=True)
class Chance:
    """Luck of its own for each draw: it depends on nothing but the seed and the draw's number.

    Machines' later lives come after their earlier ones, so that more lives change none.
    """

    seed: int
    draws: IntArray  # their numbers

    def of(self, what: str, fill: Callable[[np.random.Generator, int], Any]) -> Any:
        """Return (draws, ...) values: what ``fill`` makes of a generator and a draw's place."""
        kind = _KINDS.index(what)
        generators = (np.random.default_rng([self.seed, kind, draw]) for draw in self.draws)
        return np.stack([fill(one, place) for place, one in enumerate(generators)])

    def lives(self, what: str, form: tuple[int, int], name: str) -> Any:
        """Return (draws, machines, lives) values of a standard distribution, by its name."""
        machines, width = form
        if machines * width > _MOST_KEPT:
            return self.of(what, lambda random, _: getattr(random, name)((width, machines)).T)
        kind = self.seed, _KINDS.index(what)
        kept = (_standard(*kind, int(draw), machines, name) for draw in self.draws)
        return np.stack([one[:width].T for one in kept])


_KINDS = ("lives", "luck", "noise", "met", "waits")

_MOST_KEPT = 1_000
"""Lives of one draw whose luck is kept for who moves a case again and again: some megabytes."""


@lru_cache(maxsize=1_100)  # three of each of most draws
def _standard(seed: int, kind: int, draw: int, machines: int, name: str) -> Array:
    """Return (lives, machines) values of a standard distribution, one draw's, of lives enough."""
    random = np.random.default_rng([seed, kind, draw])
    return np.asarray(getattr(random, name)((_MOST_KEPT // machines, machines)))


class Fates(NamedTuple):
    """Lives of machines, (draws, machines, lives); the first may have begun before."""

    begun: IntArray  # (draws, machines) hours that the first had run
    lives: IntArray
    luck: Array  # uniform: announced below the share that is caught
    noise: Array  # standard normal: of the forecast


def fates_of(plant: Plant, law: Law, width: int, chance: Chance) -> Fates:
    """Return the lives of a plant's machines, so many each.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1, failure_cost=9,
    ...               shape=4.0, mean_life=6_000, failures_on_record=12)
    >>> law = Law(np.full(5, 4.0), np.full(5, 6_600.0))
    >>> fates_of(pumps, law, 3, Chance(1, np.arange(5))).lives.shape
    (5, 8, 3)
    """
    form = plant.machines, width
    lives = _lives(law, chance.lives("lives", form, "standard_exponential"))
    begun = np.zeros(lives.shape[:2], np.int64)
    if not plant.new_machines:
        met = _found if plant.service_age is None else _found_at_work
        first = chance.of("met", partial(met, plant, law))
        lives[..., 0], begun = first[:, 0], first[:, 1]
    luck, noise = (
        chance.lives(what, form, name)
        for what, name in (("luck", "random"), ("noise", "standard_normal"))
    )
    return Fates(begun, lives, luck, noise)


def _found(plant: Plant, law: Law, random: np.random.Generator, place: int) -> IntArray:
    """Return lives that one meets by chance, and what they have run, (2, machines) hours.

    Where failures are waited for, longer ones are met oftener. With x a life beyond the hours
    without failure, their density is (free + x) f(x) / mean: that of x itself, or of x f(x), whose
    (x / scale)^shape is a gamma variable of 1 + 1 / shape.
    """
    one = law.at(np.array([place]))
    plain = random.random(plant.machines) < one.free / one.mean
    power = np.where(plain, 1.0, 1 + 1 / one.shape)
    hours: Array = one.free + one.scale * random.standard_gamma(power) ** (1 / one.shape)
    lives = np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)
    return np.stack([lives, (random.random(plant.machines) * lives).astype(np.int64)])


def _found_at_work(plant: Plant, law: Law, random: np.random.Generator, place: int) -> IntArray:
    """Return the same where a calendar cuts lives."""
    assert plant.service_age is not None
    form = 1, plant.machines, _CANDIDATES
    found = _lives(law.at(np.array([place])), random.standard_exponential(form))[0]
    ran = np.minimum(found, plant.service_age)
    ends = np.cumsum(ran, axis=1)
    met = (ends < random.random((plant.machines, 1)) * ends[:, -1:]).sum(axis=1)[:, np.newaxis]
    lives, worked = (np.take_along_axis(one, met, 1)[:, 0] for one in (found, ran))
    return np.stack([lives, (random.random(plant.machines) * worked).astype(np.int64)])


def _lives(law: Law, exponential: Array) -> IntArray:
    """Return lives of a law, hours, from exponential variables, (draws, machines, lives)."""
    scale, shape = (np.asarray(value)[:, None, None] for value in (law.scale, law.shape))
    hours: Array = law.free + scale * exponential ** (1 / shape)
    return np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)
