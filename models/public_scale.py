"""A ruler that everybody has: features scaled by what the maker of the engines publishes.

A federation whose members must tell nobody of their rows, not even sums, scales by this; so may a
factory that trains alone, whose own few failures say little of what others will look like.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from data.simulator import simulate
from data.trajectories import INFORMATIVE_COLUMNS
from models.features import LONG, RECENT, RealArray, Scale
from models.rul import RUL_CAP

TESTED, _FIRST_TESTED, _SEED = 50, 3_000_000, 0
"""Engines of each kind of failure that the maker has run; nobody trains on them, or owns one."""

SPREAD = 0.1
"""Of a sensor's range, taken for its standard deviation: what it was in the usual mix of failures,
within a third."""


class DataSheet(NamedTuple):
    """What the maker publishes: four readings of each informative sensor, and a usual life.

    Attributes
    ----------
    new : (14,), mean while an engine is new
    usual : (14,), mean of its whole life
    lowest, highest : (14,), of all engines until they fail
    life : cycles, median
    """

    new: RealArray
    usual: RealArray
    lowest: RealArray
    highest: RealArray
    life: int


@lru_cache(maxsize=1)
def data_sheet() -> DataSheet:
    """Return the maker's data sheet: ranges of the calibrated simulator's sensors.

    Examples
    --------
    >>> sheet = data_sheet()
    >>> sheet.life, bool(np.all((sheet.lowest < sheet.new) & (sheet.new < sheet.highest)))
    (222, True)
    """
    fleets = [
        simulate(_FIRST_TESTED + np.arange(TESTED), _SEED, fan_share) for fan_share in (0.0, 1.0)
    ]
    readings = np.concatenate([fleet.sensors[:, INFORMATIVE_COLUMNS] for fleet in fleets])
    ages = np.concatenate([fleet.ages for fleet in fleets])
    lives = np.concatenate([fleet.lifetimes for fleet in fleets])
    readings = readings.astype(np.float64)
    new = readings[ages <= RECENT].mean(axis=0)
    ranges = readings.mean(axis=0), readings.min(axis=0), readings.max(axis=0)
    return DataSheet(new, *ranges, int(np.median(lives)))


@lru_cache(maxsize=1)
def public_scale() -> Scale:
    """Return the scale of the 57 features and, as one more column, of the target, (58,) each.

    Readings lie around the usual ones, departures around what lies between those and a new
    engine's, slopes around nothing, a tenth of the sensor's range up and down, which a slope takes
    its whole window for. Age and remaining life are those of an engine that lives as long as usual.

    Examples
    --------
    >>> scale = public_scale()
    >>> len(scale.mean), round(float(scale.mean[-1])), round(float(scale.scale[-1]))
    (58, 90, 41)
    """
    sheet = data_sheet()
    spread, nothing = SPREAD * (sheet.highest - sheet.lowest), np.zeros(len(sheet.new))
    ages = np.arange(1, sheet.life + 1)
    target = np.minimum(ages - 1, RUL_CAP)
    departed = sheet.usual - sheet.new
    mean = [sheet.usual, sheet.usual, nothing, departed, ages.mean(), target.mean()]
    scale = [spread, spread, spread / LONG, spread, ages.std(), target.std()]
    return Scale(np.hstack(mean), np.hstack(scale))
