"""Money, bands and years, as they are written."""

from game.business.gains.findings import Band
from game.text.language import number, t, tn

_HUNDRED = 100
_BEFORE = frozenset("$\N{POUND SIGN}\N{YEN SIGN}")
"""Units that stand before an amount; all others stand behind it."""


def in_unit(written: str, unit: str) -> str:
    """Return an amount that is written already with its unit, if it has one.

    Examples
    --------
    >>> in_unit("405,000", "EUR"), in_unit("\N{MINUS SIGN}9.50", "$"), in_unit("7", "")
    ('405,000 EUR', '\N{MINUS SIGN}$9.50', '7')
    """
    if not unit:
        return written
    if unit in _BEFORE:
        sign = written[: not written[:1].isdigit()]
        return f"{sign}{unit}{written[len(sign) :]}"
    return t("{amount} {unit}", amount=written, unit=unit).strip()


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
    return in_unit(number(rounded or 0.0, digits, signed), unit)


def plain(text: str) -> str:
    """Return words whose dollars are no formulas."""
    return text.replace("$", r"\$")


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
    return in_unit(number(value or 0.0, 0 if value == int(value) else 2), unit)


def span(band: Band, unit: str) -> str:
    """Return a band as two ends.

    Examples
    --------
    >>> span(Band(100.0, 200.0, None), "$"), span(Band(100.0, 200.0, 300.0), "EUR")
    ('$100 to none', '100 to 300 EUR')
    """
    first = unit if unit in _BEFORE else ""
    low = t("none") if band.low is None else amount(band.low, first)
    high = t("none") if band.high is None else amount(band.high, unit)
    return t("{low} to {high}", low=low, high=high)


def years_in_words(years: int) -> str:
    """Return a number of years in words."""
    return tn("{n} year", "{n} years", years)
