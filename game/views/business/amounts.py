"""Numbers that a visitor types, read as their language writes them, and said back in words."""

import re

from game.rules.errors import GameError, shown
from game.text.language import separators, t
from game.text.marking import mark

_SPACES = re.compile(r"[\s'\u2019\u00a0\u202f]")
_FORM = re.compile(r"-?(\d+)(?:\.(\d+))?([kKmM]?)", re.ASCII)
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6}
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_LONGEST = 30


class AmountError(GameError):
    """A text that is no number."""


def read_amount(text: str) -> float:
    """Return a number as it was typed in the visitor's language; 40k is 40,000.

    Raises
    ------
    AmountError
        What is none.

    Examples
    --------
    >>> [read_amount(text) for text in ("1,234.5", "1 234", "40k", "1.234")]
    [1234.5, 1234.0, 40000.0, 1.234]
    """
    decimal, group = tuple(separators())
    bare = _SPACES.sub("", text)
    whole, _, rest = bare.partition(decimal)
    if group in whole:
        first, *others = whole.split(group)
        # No thousands begin with a nought: 0,125 is an eighth where decimals have a comma.
        if len(first) > 3 or first[:1] == "0" or any(len(part) != 3 for part in others):
            raise _refusal(text)
        whole = whole.replace(group, "")
    found = _FORM.fullmatch(f"{whole}.{rest}" if rest else whole)
    if found is None or len(bare) > _LONGEST:
        raise _refusal(text)
    return float(found[0].rstrip("kKmM")) * _TIMES[found[3].lower()]


_SIGNS = {"USD": "$", "EUR": "\N{EURO SIGN}", "GBP": "\N{POUND SIGN}", "JPY": "\N{YEN SIGN}"}


def without_unit(text: str, unit: str) -> str:
    """Return a text without the unit of money before or behind it, as its code or its sign.

    Examples
    --------
    >>> [without_unit(text, "USD") for text in ("$5,000", "5000 usd", "US$ 40k", "5 EUR")]
    ['5,000', '5000', '40k', '5 EUR']
    """
    bare = text.strip()
    sign = _SIGNS.get(unit.strip().upper(), "")
    for name in filter(None, (unit.strip(), f"{unit.strip()[:2]}{sign}", sign)):
        if bare.upper().startswith(name.upper()):
            return bare[len(name) :].strip()
        if bare.upper().endswith(name.upper()):
            return bare[: -len(name)].strip()
    return text


def _refusal(text: str) -> AmountError:
    decimal, group = tuple(separators())
    return AmountError(
        "{got} is no number: write it like {example}.",
        got=shown(text),
        example=f"1{group}234{decimal}5",
    )


_TWO_NUMBERS = mark("{got} may be {small} or {large}: write one of these.")


def check_meant(text: str, money: bool) -> None:
    """Refuse a text that as likely means a thousand times as much elsewhere.

    Money has no thousandths, and decimals seldom end in a nought.

    Parameters
    ----------
    money : it is an amount of money

    Raises
    ------
    AmountError
        It may be two numbers.

    Examples
    --------
    >>> [check_meant(text, money=True) for text in ("1,234", "1.25", "0.500")]
    [None, None, None]
    >>> check_meant("6.700", money=False)
    Traceback (most recent call last):
    ...
    game.views.business.amounts.AmountError: 6.700 may be 6.7 or 6700: write one of these.
    """
    parted = _parted(text)
    if parted is None:
        return
    whole, parts = parted
    if money or parts.endswith("0"):
        bare = _SPACES.sub("", text)
        small = bare.rstrip("0").rstrip(".,")
        raise AmountError(_TWO_NUMBERS, got=bare, small=small, large=whole + parts)


def read_as(text: str) -> str | None:
    """Say how a text was read that elsewhere means a thousand times as much; None for others.

    Examples
    --------
    >>> read_as("1.234")
    '1.234 is read as 1 and 234 thousandths. For 1 thousand 234 write 1234.'
    >>> read_as("1.25")
    """
    parted = _parted(text)
    if parted is None:
        return None
    whole, parts = parted
    return t(
        "{text} is read as {whole} and {parts} thousandths. For {whole} thousand {parts} write "
        "{joined}.",
        text=_SPACES.sub("", text),
        whole=whole,
        parts=parts,
        joined=whole + parts,
    )


def _parted(text: str) -> tuple[str, str] | None:
    """Part a number with three decimals, which elsewhere are thousands; None for others."""
    bare = _SPACES.sub("", text)
    if not _AMBIGUOUS.fullmatch(bare) or read_amount(bare) >= 1_000:
        return None
    return bare[:-4], bare[-3:]
