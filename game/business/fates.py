"""Lives that a plant's machines would live if nobody serviced them, and what is forecast of them.

Luck is each draw's own (ADR 74): a draw of the same seed has the same lives whatever else is asked,
of a plant or by it.
"""

from dataclasses import dataclass
from functools import lru_cache
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

    def lives(self, what: str, form: tuple[int, int], name: str) -> Any:
        """Return (draws, machines, lives) values of a standard distribution, by its name."""
        machines, width = form
        drawn = _standard if machines * width <= _MOST_KEPT else _standard.__wrapped__
        lives = max(width, _MOST_KEPT // machines)
        every = (drawn(self.seed, what, draw, (lives, machines), name) for draw in self._numbers)
        return np.stack([one[:width].T for one in every])

    def met(self, plant: Plant, law: Law) -> Any:
        """Return lives in which machines are met and hours they have run, (draws, 2, machines)."""
        shapes, scales = (np.asarray(value).tolist() for value in (law.shape, law.scale))
        where = plant.machines, plant.service_age
        return np.stack([
            _met(self.seed, draw, where, (shape, scale, float(law.free)))
            for draw, shape, scale in zip(self._numbers, shapes, scales, strict=True)
        ])  # fmt: skip

    @property
    def _numbers(self) -> list[int]:
        return [int(draw) for draw in self.draws]


_KINDS = ("lives", "luck", "noise", "met", "waits")

_MOST_KEPT = 1_000
"""Lives of one draw whose luck is kept for who moves a case again and again: some megabytes."""


def _random(seed: int, what: str, draw: int) -> np.random.Generator:
    return np.random.default_rng([seed, _KINDS.index(what), draw])


@lru_cache(maxsize=1_500)  # four of each of most draws
def _standard(seed: int, what: str, draw: int, form: tuple[int, int], name: str) -> Array:
    """Return (lives, machines) values of a standard distribution, one draw's."""
    return np.asarray(getattr(_random(seed, what, draw), name)(form))


@lru_cache(maxsize=1_100)  # most draws, also of a case whose lives are moved down and up
def _met(
    seed: int, draw: int, where: tuple[int, float | None], law: tuple[float, float, float]
) -> IntArray:
    """Return lives in which machines are met, and hours they have run, one draw's, (2, machines).

    Parameters
    ----------
    where : how many machines, and at which age they are serviced
    law : shape, scale and hours without failure
    """
    (machines, age), random = where, _random(seed, "met", draw)
    shape, scale, free = law
    one = Law(np.array([shape]), np.array([scale]), free)
    return _found(machines, one, random) if age is None else _at_work((machines, age), one, random)


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
        first = chance.met(plant, law)
        lives[..., 0], begun = first[:, 0], first[:, 1]
    luck, noise = (
        chance.lives(what, form, name)
        for what, name in (("luck", "random"), ("noise", "standard_normal"))
    )
    return Fates(begun, lives, luck, noise)


def _found(machines: int, one: Law, random: np.random.Generator) -> IntArray:
    """Return lives that one meets by chance, and what they have run, (2, machines) hours.

    Where failures are waited for, longer ones are met oftener. With x a life beyond the hours
    without failure, their density is (free + x) f(x) / mean: that of x itself, or of x f(x), whose
    (x / scale)^shape is a gamma variable of 1 + 1 / shape.
    """
    plain = random.random(machines) < one.free / one.mean
    power = np.where(plain, 1.0, 1 + 1 / one.shape)
    hours: Array = one.free + one.scale * random.standard_gamma(power) ** (1 / one.shape)
    lives = np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)
    return np.stack([lives, (random.random(machines) * lives).astype(np.int64)])


def _at_work(where: tuple[int, float], one: Law, random: np.random.Generator) -> IntArray:
    """Return the same where a calendar cuts lives at an age."""
    machines, age = where
    found = _lives(one, random.standard_exponential((1, machines, _CANDIDATES)))[0]
    ran = np.minimum(found, age)
    ends = np.cumsum(ran, axis=1)
    met = (ends < random.random((machines, 1)) * ends[:, -1:]).sum(axis=1)[:, np.newaxis]
    lives, worked = (np.take_along_axis(each, met, 1)[:, 0] for each in (found, ran))
    return np.stack([lives, (random.random(machines) * worked).astype(np.int64)])


def _lives(law: Law, exponential: Array) -> IntArray:
    """Return lives of a law, hours, from exponential variables, (draws, machines, lives)."""
    scale, shape = (np.asarray(value)[:, None, None] for value in (law.scale, law.shape))
    hours: Array = law.free + scale * exponential ** (1 / shape)
    return np.clip(np.ceil(hours), 1, _LONGEST).astype(np.int64)
