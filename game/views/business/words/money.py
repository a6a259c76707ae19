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


def differing(more: float, less: float) -> tuple[float, float, float]:
    """Return two sums and their difference so rounded that one can reckon with them.

    To four digits of the first, or three of the difference if these are finer.

    Examples
    --------
    >>> differing(322_349.0, 173_980.0), differing(12_019.4, 11_743.3)
    ((322300.0, 174000.0, 148300.0), (12019.0, 11743.0, 276.0))
    """
    size, apart = (len(f"{abs(value):.0f}") for value in (more, more - less))
    digits = 2 if abs(more - less) < 10 else -max(0, min(size - 4, apart - 3))
    first, second = round(more, digits), round(less, digits)
    return first, second, round(first - second, 2)


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
