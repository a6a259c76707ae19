"""How far forecasts are off."""

import numpy as np

from models.features import IntArray, RealArray


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
