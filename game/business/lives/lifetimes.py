"""Lifetimes on record, with those that still run: what law they speak for, and how surely."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from game.business.lives.renewal import Array, Law
from game.rules.errors import GameError

BoolArray = npt.NDArray[np.bool_]

FEWEST_FAILURES = 5
"""With fewer no age is recommended, only what can be excluded is said."""

SHAPES = np.geomspace(0.3, 20, 240)
"""The shapes of a Weibull law that are thought possible, equally likely in their logarithm."""

_FEWEST_JUDGED, _TOO_FAR = 10, 1.007
"""Failures from which a law's fit is judged, and the distance, times the root of their number, that
one record in a hundred of a Weibull law exceeds when both its parameters are fitted to it.

Source: M. A. Stephens, Goodness of fit for the extreme value distribution, Biometrika 64, 1977.
"""


class LifetimesError(GameError):
    """A file that holds no lifetimes."""


@dataclass(frozen=True, eq=False)
class Record:
    """Lives of machines, some of which ended before they failed, or have not ended.

    Attributes
    ----------
    hours : (lives,) of running, after the ``free`` ones
    failed : (lives,) whether each ended by a failure; if not, it lived longer than that
    free : hours at the beginning of each life in which nothing fails

    Examples
    --------
    >>> Record(np.array([900.0, 1_200.0]), np.array([True, False])).failures
    1
    """

    hours: Array
    failed: BoolArray
    free: float = 0.0

    @property
    def failures(self) -> int:
        """How many lives ended by a failure."""
        return int(np.count_nonzero(self.failed))

    @property
    def life(self) -> float:
        """Mean hours between failures on record: all that was run for each."""
        return float((self.hours + self.free).sum()) / self.failures

    def powered(self, shapes: Array) -> Array:
        """Return the logarithm of the sum of hours^shape, for each shape."""
        return log_sums(np.log(self.hours), shapes)


def log_sums(logs: Array, shapes: Array) -> Array:
    """Return the logarithm of the sum of ages^shape, (..., shapes), from logarithms of ages."""
    most = logs.max(axis=-1)[..., np.newaxis]
    below = logs - most
    sums = [np.exp(shape * below).sum(axis=-1) for shape in shapes]
    return np.asarray(shapes * most + np.log(np.stack(sums, axis=-1)))


def after(record: Record, free: float) -> Record:
    """Return a record of whole lives as one of the hours after those in which nothing fails.

    A life that ended earlier without a failure says nothing.

    Raises
    ------
    LifetimesError
        A failure within these hours.

    Examples
    --------
    >>> lives = Record(np.array([90.0, 50.0, 200.0]), np.array([True, False, False]))
    >>> after(lives, 80.0).hours.tolist()
    [10.0, 120.0]
    """
    if not free:
        return record
    youngest = float(record.hours[record.failed].min(initial=np.inf))
    if youngest <= free:
        raise LifetimesError(
            "Nothing fails in the first {free} hours, you say, but one on record failed at {got}: "
            "give fewer hours.",
            free=f"{free:.10g}",
            got=f"{youngest:.10g}",
        )
    kept = record.hours > free
    return Record(record.hours[kept] - free, record.failed[kept], free)


def as_if_recorded(law: Law, failures: int) -> Record:
    """Return a record that speaks for a law as clearly as so many failures would.

    They stand at the law's own quantiles: nobody's luck, but no more knowledge than they give.

    Examples
    --------
    >>> as_if_recorded(Law(2.0, 1_000.0), 3).hours.round().tolist()
    [427.0, 833.0, 1339.0]
    """
    shares = (np.arange(failures) + 0.5) / failures
    hours = law.quantile(shares) - law.free
    return Record(hours, np.ones(failures, bool), float(law.free))


def fit(record: Record) -> Law:
    """Return the most likely Weibull law, by scipy's fit to censored data.

    Raises
    ------
    LifetimesError
        Fewer than two failures, or all at the same age.

    Examples
    --------
    >>> law = fit(Record(np.array([500.0, 900.0, 1_300.0]), np.array([True, True, False])))
    >>> round(float(law.shape), 2), round(float(law.scale))
    (2.1, 1168)
    """
    from scipy.stats import CensoredData, weibull_min  # noqa: PLC0415

    ages = record.hours[record.failed]
    if len(np.unique(ages)) < 2:
        raise LifetimesError(
            "A law of lifetimes needs two failures at different ages, got {got}: hand in more.",
            got=len(np.unique(ages)),
        )
    scale = record.hours.mean()
    data = CensoredData(ages / scale, right=record.hours[~record.failed] / scale)
    shape, _, fitted = weibull_min.fit(data, floc=0)
    return Law(float(shape), float(fitted * scale), record.free)


def survival(record: Record) -> tuple[Array, Array]:
    """Return which share of the machines on record lives longer than each age at which one failed.

    By Kaplan and Meier (1958, doi:10.1080/01621459.1958.10501452), in scipy's words.

    Returns
    -------
    ages : (failures,) hours, rising
    shares : (failures,) right after each

    Examples
    --------
    >>> ages, shares = survival(Record(np.array([5.0, 7.0, 9.0]), np.array([True, False, True])))
    >>> ages.tolist(), shares.round(3).tolist()
    ([5.0, 9.0], [0.667, 0.0])
    """
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415

    data = CensoredData(record.hours[record.failed], right=record.hours[~record.failed])
    steps = ecdf(data).sf
    kept = np.isin(steps.quantiles, record.hours[record.failed])
    return np.asarray(steps.quantiles[kept] + record.free), np.asarray(steps.probabilities[kept])


def is_not_weibull(record: Record) -> bool:
    """Return whether a record speaks against any Weibull law: the greatest distance to the best.

    A record with lives that did not end by a failure, or of few, is not judged: it does not.

    Examples
    --------
    >>> alike, two_kinds = as_if_recorded(Law(3.0, 100.0), 40), [100.0, 101.0, 900.0, 901.0] * 10
    >>> is_not_weibull(alike), is_not_weibull(Record(np.array(two_kinds), np.ones(40, bool)))
    (False, True)
    """
    number = record.failures
    if number < max(_FEWEST_JUDGED, len(record.hours)) or len(np.unique(record.hours)) < 2:
        return False
    below = 1 - fit(record).survival(np.sort(record.hours) + record.free)
    steps = np.arange(number + 1) / number
    distance = max(np.max(steps[1:] - below), np.max(below - steps[:-1]))
    return bool(distance * np.sqrt(number) > _TOO_FAR)


def likelihood(shapes: Array, failures: int, logs: Array, sums: Array) -> Array:
    """Return the logarithm of how likely records make each shape, (..., shapes).

    The scale is integrated away: with a flat prior on the logarithms of shape and scale, a record
    contributes k^(n - 1) x the product of the failures' ages^k / (sum of ages^k)^n, and the shape's
    own prior is flat in log k.

    Parameters
    ----------
    failures : n, of each record
    logs : (...,) sum of the logarithms of the failures' ages
    sums : (..., shapes) ``log_sums`` of all ages
    """
    told = shapes * np.asarray(logs)[..., np.newaxis]
    return np.asarray((failures - 1) * np.log(shapes) + told - failures * sums)


def shape_weights(record: Record) -> Array:
    """Return how probable each of ``SHAPES`` is after a record with a failure."""
    logs = np.log(record.hours[record.failed]).sum()
    likely = likelihood(SHAPES, record.failures, logs, record.powered(SHAPES))
    weights: Array = np.exp(likely - likely.max())
    return np.asarray(weights / weights.sum())


def draw_laws(record: Record, number: int, random: np.random.Generator) -> Law:
    """Return laws as probable as the record makes them, (number,) shapes and scales.

    Exact: a shape by ``shape_weights``, then scale^-shape of the gamma distribution of ``failures``
    and the sum of ages^shape; both of a Halton sequence, so that few laws have the mean of many.
    The prior, flat in both logarithms, is the one whose bands hold the truth as
    often as they say for logarithms of lifetimes, a family of location and scale.

    Source: J. O. Berger, Statistical Decision Theory and Bayesian Analysis, 1985, 6.6 (the right
    invariant Haar prior).

    Examples
    --------
    >>> many = as_if_recorded(Law(3.0, 1_000.0), 400)
    >>> laws = draw_laws(many, 1_000, np.random.default_rng(0))
    >>> float(abs(np.median(laws.shape) - 3) < 0.1), float(abs(np.median(laws.scale) - 1_000) < 20)
    (1.0, 1.0)
    """
    if not record.failures:
        raise LifetimesError("Nothing has failed on record: one failure at the least says when.")
    from scipy.stats import qmc  # noqa: PLC0415

    # Places spread evenly in two directions, also the first so many: more draws keep these.
    first, second = qmc.Halton(2, rng=random).random(number).T
    places = _spread(shape_weights(record), first)
    sums = record.powered(SHAPES)
    logs = np.interp(places, np.arange(len(SHAPES)), np.log(SHAPES))
    total = np.interp(places, np.arange(len(SHAPES)), sums)
    shape = np.exp(logs)
    rate = np.log(gammaincinv(record.failures, second))
    return Law(shape, np.exp((total - rate) / shape), record.free)


def _spread(weights: Array, uniform: Array) -> Array:
    """Return places on the grid of shapes, as fractions, by their weights."""
    ends = np.concatenate([[0.0], np.cumsum(weights)])
    places = np.interp(uniform * ends[-1], ends, np.arange(len(ends)) - 0.5)
    return np.asarray(np.clip(places, 0, len(weights) - 1))


def shape_band(record: Record, low: float = 0.1, high: float = 0.9) -> tuple[float, float]:
    """Return between which shapes the law's lies, by default with 80%.

    Where it holds 1, the machines may not age, and a calendar may not pay.

    Examples
    --------
    >>> low, high = shape_band(as_if_recorded(Law(3.0, 1_000.0), 6))
    >>> 1 < low < 3 < high
    True
    """
    ends = np.cumsum(shape_weights(record))
    first, last = np.interp([low, high], ends, np.log(SHAPES))
    return float(np.exp(first)), float(np.exp(last))
