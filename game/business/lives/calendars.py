"""Which age a plant would choose: from its own record, and with what members add."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from game.business.lives.lifetimes import SHAPES, Record, likelihood, log_sums
from game.business.lives.renewal import FOREVER, Array, Law, Prices, cost_rate, least

_AGES = np.concatenate([np.geomspace(0.05, 2.0, 40), [FOREVER]])
"""Ages that are tried, in scales of the most likely law after hours without failure; the last is
none."""

_COARSE, _NEAR = np.arange(0, 40, 3), np.arange(-2, 3)
"""Places of the ages that are tried first, and then about the best of these."""

_INNER = 24
"""Laws that a plant thinks possible, where it is asked many times."""

_EVERY = 4
_FINE = len(SHAPES[::_EVERY]) * 8 - 7
"""Shapes whose likelihood is computed, one in so many, and all that are read between them: many
failures know a shape more closely than to the next one that is computed."""

AGREED = 0.9
"""Share of the laws that must agree before something is excluded."""


def chosen_age(laws: Law, prices: Prices, lead: float) -> Array:
    """Return the age that costs least on average over laws thought possible, hours.

    Parameters
    ----------
    laws : (..., laws)
    lead : hours from an order to its service

    Returns
    -------
    (...) hours; ``FOREVER`` where waiting for the failure costs no more

    Examples
    --------
    >>> float(chosen_age(Law(np.ones(9), np.full(9, 500.0)), Prices(1.0, 9.0), 0))
    inf
    """
    typical = np.exp(np.log(laws.scale).mean(axis=-1))[..., np.newaxis]
    some = laws.at((..., np.newaxis, slice(None)))

    def tried(places: Any) -> tuple[Array, Array]:
        ages = np.maximum(laws.free + typical * _AGES[places], lead + 1)
        return ages, cost_rate(some, ages[..., np.newaxis], prices).mean(axis=-1)

    _, costs = tried(_COARSE)
    best = _COARSE[costs.argmin(axis=-1)][..., np.newaxis]
    ages, costs = tried(np.clip(best + _NEAR, 0, len(_AGES) - 2))
    age = _between(ages - laws.free, costs) + laws.free
    age = np.maximum(age, lead + 1)
    waiting = cost_rate(laws, FOREVER, prices).mean(axis=-1)
    return np.asarray(np.where(costs.min(axis=-1) < waiting * (1 - 1e-9), age, FOREVER))


def _between(ages: Array, costs: Array) -> Array:
    """Return where a parabola through the least cost and its neighbours is least, (...).

    A grid alone would keep who knows the law away from its best age, by half a step of a tenth.
    """
    place = np.clip(costs.argmin(axis=-1), 1, ages.shape[-1] - 2)[..., np.newaxis]
    around = place + np.arange(-1, 2)
    low, middle, high = np.moveaxis(np.take_along_axis(np.log(ages), around, -1), -1, 0)
    before, least, after = np.moveaxis(np.take_along_axis(costs, around, -1), -1, 0)
    step, bend = 0.5 * (high - low), before - 2 * least + after
    even = (np.abs(low + high - 2 * middle) < 1e-9) & (bend > 0) & (least <= before)
    even &= least <= after
    moved = 0.5 * step * (before - after) / np.where(even, bend, 1.0)
    least_tried = np.take_along_axis(ages, costs.argmin(axis=-1)[..., np.newaxis], -1)[..., 0]
    return np.asarray(np.where(even, np.exp(middle + np.where(even, moved, 0.0)), least_tried))


def common_age(laws: Law, prices: Prices, lead: float) -> float:
    """Return the age that costs least on average over laws thought possible, to the hour.

    ``chosen_age`` looks at a grid; this goes on between the neighbours of what it has found.

    Parameters
    ----------
    laws : (laws,)

    Examples
    --------
    >>> round(common_age(Law(np.full(9, 3.0), np.full(9, 500.0)), Prices(1.0, 9.0), 0))
    199
    """
    near = float(chosen_age(laws, prices, lead))
    if not np.isfinite(near):
        return FOREVER
    step = float(_AGES[1] / _AGES[0])
    low, high = (laws.free + (near - laws.free) * by for by in (1 / step, step))
    age, _ = least(
        lambda age: float(cost_rate(laws, age, prices).mean()), max(low, lead + 1.0), high
    )
    return age


def excluded_ages(laws: Law, prices: Prices, lead: float) -> tuple[float, float | None]:
    """Return which ages cost more than waiting for failures under nine laws in ten.

    Returns
    -------
    below which age, hours, 0 for none; above which age, None for none

    Examples
    --------
    >>> few = Law(np.full(9, 3.0), np.full(9, 500.0))
    >>> low, high = excluded_ages(few, Prices(1.0, 9.0), 0)
    >>> 20 < low < 100, high
    (True, None)
    """
    typical = float(np.exp(np.log(laws.scale).mean()))
    ages = np.maximum(laws.free + typical * _AGES[:-1], lead + 1)
    waiting = cost_rate(laws, FOREVER, prices)
    dearer = (cost_rate(laws, ages[:, np.newaxis], prices) > waiting).mean(axis=1) >= AGREED
    if dearer.all():
        return float(ages[-1]), 0.0
    first, last = (~dearer).argmax(), len(ages) - 1 - (~dearer)[::-1].argmax()
    low = float(ages[first]) if first else 0.0
    return low, float(ages[last]) if last < len(ages) - 1 else None


@dataclass(frozen=True)
class Members:
    """Other plants that tell of their lifetimes.

    Attributes
    ----------
    plants : how many
    failures : on record of each
    spread : standard deviation of the logarithm of plants' scales; the shape is common
    """

    plants: int
    failures: int
    spread: float


def pooled_ages(
    record: Record,
    truth: Law,
    members: Members,
    prices: Prices,
    lead: float,
    random: np.random.Generator,
) -> Array:
    """Return the age that a plant would choose after hearing its members, (draws,) hours.

    For each law that may be true, members' failures are drawn, their scales differing as stated.
    The plant then knows the shape from everybody (each record's scale integrated away), and its own
    scale from its own failures and, by their spread, from the members': precisions add up, of
    logarithms of scales, as in a meta-analysis with random effects.

    Parameters
    ----------
    truth : (draws,) laws that may be the plant's

    Examples
    --------
    >>> own = Record(np.array([700.0, 900.0, 1_200.0]), np.ones(3, bool))
    >>> random = np.random.default_rng(0)
    >>> truth = Law(np.full(20, 4.0), np.full(20, 1_000.0))
    >>> pooled_ages(own, truth, Members(9, 20, 0.1), Prices(1.0, 9.0), 0, random).shape
    (20,)
    """
    shapes = SHAPES[::_EVERY]
    draws = len(truth.scale)
    centre = np.log(truth.scale) - members.spread * random.standard_normal(draws)
    own_noise = random.standard_normal((draws, _INNER))
    each = random.spawn(members.plants)  # who else tells, and of how much, changes no record
    shifts = np.stack([one.standard_normal(draws) for one in each], axis=1)
    scales = centre[:, np.newaxis] + members.spread * shifts
    told = [one.standard_exponential((members.failures, draws)).T for one in each]
    logs = np.log(np.stack(told, axis=1))
    logs = scales[..., np.newaxis] + logs / np.asarray(truth.shape)[:, np.newaxis, np.newaxis]
    sums = log_sums(logs, shapes)  # (draws, plants, shapes)
    own_sums = record.powered(shapes)
    heard_logs, own_logs = logs.sum(axis=2), np.log(record.hours[record.failed]).sum()
    likely = likelihood(shapes, members.failures, heard_logs, sums).sum(axis=1)
    likely += likelihood(shapes, record.failures, own_logs, own_sums)
    levels = (np.arange(_INNER) + 0.5) / _INNER
    place = _places(_finer(likely), levels)  # of the finer grid, as fractions, (draws, inner)
    shape = np.exp(_at(np.broadcast_to(_finer(np.log(shapes)), (draws, _FINE)), place))
    own_told = _at(np.broadcast_to(_finer(own_sums), (draws, _FINE)), place)
    heard = _at(_finer(sums.mean(axis=1)), place) - np.log(members.failures)
    variance = 1 / (shape**2 * members.failures) + members.spread**2
    trust = 1 / (variance / members.plants + members.spread**2)
    own_trust = record.failures * shape**2
    own_say = (own_told - np.log(record.failures)) / shape
    middle = (own_trust * own_say + trust * heard / shape) / (own_trust + trust)
    noise = own_noise / np.sqrt(own_trust + trust)
    return chosen_age(Law(shape, np.exp(middle + noise), truth.free), prices, lead)


def _finer(values: Array) -> Array:
    """Return values at all shapes from those at the computed ones, the last axis, by a spline."""
    from scipy.interpolate import CubicSpline  # noqa: PLC0415

    computed = np.arange(values.shape[-1])
    return np.asarray(CubicSpline(computed, values, axis=-1)(np.linspace(0, computed[-1], _FINE)))


def _places(likely: Array, levels: Array) -> Array:
    """Return places, as fractions, at levels of each row's weights, (rows, levels)."""
    weights = np.exp(likely - likely.max(axis=1, keepdims=True))
    ends = np.cumsum(weights, axis=1)
    edges = np.arange(likely.shape[1]) + 0.5
    places = [np.interp(levels * row[-1], row, edges) for row in ends]
    return np.asarray(np.clip(np.array(places), 0, likely.shape[1] - 1))


def _at(rows: Array, places: Array) -> Array:
    """Return values of each row at places that are fractions, (rows, places)."""
    low = np.minimum(places.astype(np.int64), rows.shape[1] - 2)
    share = places - low
    before, after = (np.take_along_axis(rows, low + step, 1) for step in (0, 1))
    return np.asarray((1 - share) * before + share * after)
