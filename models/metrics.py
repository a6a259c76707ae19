"""How far forecasts are off, and how sure a mean is."""

import numpy as np
from scipy.special import betaincinv, stdtrit

from models.features import IntArray, RealArray

SURE = 2.0
"""Standard errors by which a mean must be off for that to be told as found: 19 of 20 draws anew
would tell the same."""


def rmse(forecast: RealArray, truth: RealArray | IntArray) -> float:
    """Return the root of the mean squared error, cycles.

    Examples
    --------
    >>> rmse(np.array([1.0, 5.0]), np.array([1.0, 2.0]))
    2.1213203435596424
    """
    return float(np.sqrt(np.mean(np.square(forecast - truth))))


def phm08_score(forecast: RealArray, truth: RealArray | IntArray) -> float:
    """Return the PHM08 challenge's score, in which a late alarm costs more than an early one.

    Saxena et al., "Damage Propagation Modeling for Aircraft Engine Run-to-Failure Simulation",
    PHM08, 2008, equation 11: the sum of exp(-d / 13) - 1 over early forecasts (d < 0) and of
    exp(d / 10) - 1 over late ones, d = forecast - truth.

    Examples
    --------
    >>> round(phm08_score(np.array([87.0, 110.0]), np.array([100.0, 100.0])), 6)  # 2 (e - 1)
    3.436564
    """
    late = forecast - truth
    return float(np.expm1(np.where(late < 0, -late / 13, late / 10)).sum())


def standard_error(values: RealArray | IntArray) -> float:
    """Return the standard error of the mean of independent values, two or more.

    Examples
    --------
    >>> standard_error(np.array([1, 2, 3, 4, 5])) == 0.5**0.5
    True
    """
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def mean_interval(
    values: RealArray, sizes: IntArray | None = None, strata: IntArray | None = None
) -> tuple[float, float]:
    """Return Student's 95% interval of a mean, of values that may come in independent clusters.

    Values of a cluster depend on each other (games on the same engines, say); only clusters are
    counted as observations. Within each stratum a cluster's total is compared with what its number
    of values would lead one to expect.

    Parameters
    ----------
    values : (values,) cluster by cluster
    sizes : (clusters,) values of each, at least one; each value is its own cluster if None
    strata : (clusters,) from 0 on, two clusters or more in each; a single one if None

    Examples
    --------
    >>> low, high = mean_interval(np.array([1.0, 1.0, 3.0, 3.0]), np.array([2, 2]))
    >>> round(low, 2), round(high, 2)
    (-10.71, 14.71)
    """
    sizes = np.ones(len(values), np.int64) if sizes is None else sizes
    strata = np.zeros(len(sizes), np.int64) if strata is None else strata
    totals = np.add.reduceat(values, np.cumsum(sizes) - sizes)
    clusters = np.bincount(strata)
    means = np.bincount(strata, totals) / np.bincount(strata, sizes)
    squares = np.bincount(strata, np.square(totals - sizes * means[strata]))
    error = np.sqrt((squares * clusters / (clusters - 1)).sum()) / len(values)
    reach = float(stdtrit(len(sizes) - len(clusters), 0.975) * error)
    mean = float(values.mean())
    return mean - reach, mean + reach


def ratio_interval(
    above: RealArray,
    below: RealArray,
    sizes: IntArray | None = None,
    strata: IntArray | None = None,
) -> tuple[float, float]:
    """Return the 95% interval of the ratio of two means, of values that may come in clusters.

    Linearised: the error of the ratio is that of the mean of what each value above has more than
    the ratio would lead one to expect, in units of the mean below. W. G. Cochran, Sampling
    Techniques, 3rd edition, Wiley 1977, chapter 6.

    Parameters
    ----------
    above, below : (values,) cluster by cluster; the mean of those below is not zero
    sizes, strata : as of ``mean_interval``

    Examples
    --------
    >>> ratio_interval(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0]))
    (2.0, 2.0)
    """
    unit = float(below.mean())
    ratio = float(above.mean()) / unit
    low, high = mean_interval((above - ratio * below) / unit, sizes, strata)
    return ratio + low, ratio + high


def share_interval(share: float, clusters: int) -> tuple[float, float]:
    """Return the 95% interval of a share of trials that come in independent clusters.

    Each cluster counts as one trial, as if all of its own came out alike: the widest that clusters
    can make it. Their spread says less where a share is near 0 or 1: the rare cluster that differs
    may be missing. C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits
    illustrated in the case of the binomial, Biometrika 26, 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(1.0, 30)]
    [0.884, 1.0]
    """
    hits, misses = share * clusters, (1 - share) * clusters
    low = betaincinv(hits, misses + 1, 0.025) if hits > 0 else 0.0
    high = betaincinv(hits + 1, misses, 0.975) if misses > 0 else 1.0
    return float(low), float(high)
