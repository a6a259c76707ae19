"""Money, bands and years, as they are written."""

from game.business.answers import Band
from game.text.language import number, t, tn

_HUNDRED = 100


def amount(value: float, unit: str, signed: bool = False) -> str:
    """Return money in the visitor's unit, as exactly as a band lets one read it.

    Examples
    --------
    >>> amount(405_008.4, "EUR"), amount(0.37, "")
    ('405,000 EUR', '0.37')
    """
    size = abs(value)
    digits = 2 if 0 < size < 10 else 0
    rounded = round(value, -max(0, len(f"{size:.0f}") - 3)) if size >= _HUNDRED else value
    written = number(rounded or 0.0, digits, signed)
    return t("{amount} {unit}", amount=written, unit=unit).strip() if unit else written


def in_step(value: float, other: float) -> float:
    """Return a sum rounded as ``amount`` rounds a smaller one, so that one can reckon with both.

    Examples
    --------
    >>> in_step(12_019.4, 276.1), in_step(153_797.0, 16_812.0), in_step(12.345, 0.5)
    (12019.0, 153800.0, 12.35)
    """
    digits = 2 if 0 < abs(other) < 10 else -max(0, len(f"{abs(other):.0f}") - 3)
    return float(round(value, digits))


def exactly(value: float, unit: str) -> str:
    """Return money that is rounded already."""
    written = number(value or 0.0, 0 if value == int(value) else 2)
    return t("{amount} {unit}", amount=written, unit=unit).strip() if unit else written


def span(band: Band, unit: str) -> str:
    """Return a band as two ends."""
    low = t("none") if band.low is None else amount(band.low, "")
    high = t("none") if band.high is None else amount(band.high, unit)
    return t("{low} to {high}", low=low, high=high)


def years_in_words(years: int) -> str:
    """Return a number of years in words."""
    return tn("{n} year", "{n} years", years)
