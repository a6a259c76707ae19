"""The language of the visitor: words from a catalogue, and numbers as they are written there.

The English text is the key. ``t`` and ``tn`` translate it into the language that is spoken in this
thread of work and fill its ``{placeholders}``; ``game.text.marking.mark`` lets a table hold a text
that ``t`` shows later. docs/adr/0007-languages.md says why.
"""

import datetime
import gettext
import re
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import parse_pattern

from data.errors import RefusalError
from game.text.marking import mark
from game.text.pseudolocale import PSEUDO, pseudo_catalogue

FOLDER = Path(__file__).parents[2] / "locale"
DOMAIN = "turbofan"
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
BOARD = (
    "game/views/play/board/",
    "game/rules/strategies/__init__.py",
    "game/rules/offers/",
    "game/live/offers.py",
)
"""Where the texts stand that a browser translates for itself."""

_MINUS = "−"
_NUMBER = re.compile(r"([#,]*0)(?:\.[0#]+)?")  # within a pattern of a locale


@dataclass(frozen=True, eq=False)
class Language:
    """A language that a visitor may be spoken to in."""

    tag: str  # as a browser names it: "en", "pt-BR"
    words: gettext.NullTranslations
    locale: Locale  # how numbers are written
    catalogue: Catalog | None = None  # None for English, whose texts are the keys


ENGLISH = Language("en", gettext.NullTranslations(), Locale("en"))

_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


@lru_cache(maxsize=1)  # asked with every request
def tags() -> tuple[str, ...]:
    """Return the languages there are; the last one is the pseudo-language of the tests.

    Examples
    --------
    >>> tags()[0], tags()[-1]
    ('en', 'en-XA')
    """
    folders = (path.parts[-3] for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return "en", *sorted(name.replace("_", "-") for name in folders), PSEUDO


@lru_cache(maxsize=32)
def language(tag: str) -> Language:
    """Return a language by its tag, one of ``tags()``.

    Examples
    --------
    >>> language("en-XA").words.gettext("Play")
    '⟦Plååýý⟧'
    """
    if tag == ENGLISH.tag:
        return ENGLISH
    if tag == PSEUDO:
        return _of(tag, pseudo_catalogue(read_catalogue(TEMPLATE)), ENGLISH.locale)
    name = tag.replace("-", "_")
    catalogue = read_catalogue(FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.po")
    return _of(tag, catalogue, Locale.parse(name))


def read_catalogue(path: Path) -> Catalog:
    """Read a file of messages."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _of(tag: str, catalogue: Catalog, locale: Locale) -> Language:
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return Language(tag, gettext.GNUTranslations(packed), locale, catalogue)


def choose(wish: str | None, locale: str | None) -> str:
    """Return the tag of the language to speak.

    Parameters
    ----------
    wish : what the visitor asks for by name; what does not exist is not asked for
    locale : what the browser prefers

    Examples
    --------
    >>> choose("en-XA", "de-DE"), choose("<script>", "en-GB"), choose(None, None)
    ('en-XA', 'en', 'en')
    """
    offered = tags()
    if wish in offered:
        return str(wish)
    preferred = [] if locale is None else [locale]
    return negotiate_locale(preferred, offered[:-1], sep="-") or ENGLISH.tag


def speak(tag: str) -> None:
    """Speak a language from here on, in this thread of work."""
    _spoken.set(language(tag))


def greet(wish: str | None, accepted: str) -> str:
    """Speak the language of a request from here on, in this thread of work; return its tag.

    Parameters
    ----------
    wish : what its address asks for by name
    accepted : its header of languages, the preferred one first

    Examples
    --------
    >>> greet(None, "en-GB;q=0.9, de"), greet("moon", "")
    ('en', 'en')
    """
    preferred = accepted.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    tag = choose(wish, preferred or None)
    speak(tag)
    return tag


def spoken() -> Language:
    """Return the language that is spoken."""
    return _spoken.get()


def board_language() -> dict[str, object]:
    """Return what the board must know to speak as the page does; nothing for English.

    Examples
    --------
    >>> board_language()
    {}
    """
    return scripts_language(*BOARD)


def scripts_language(*places: str) -> dict[str, object]:
    """Return what the scripts in a folder must know to speak as the page does; nothing for English.

    Examples
    --------
    >>> scripts_language("game/rooms/web/assets/")
    {}
    """
    now = _spoken.get()
    if now.catalogue is None:
        return {}
    messages: dict[str, object] = {}
    for message in read_catalogue(TEMPLATE):
        translation = now.catalogue.get(message.id) if message.id else None
        drawn = any(path.startswith(places) for path, _ in message.locations)
        if translation is not None and translation.string and drawn:
            text = message.id if isinstance(message.id, str) else message.id[0]
            messages[text] = translation.string
    form_of = gettext.c2py(now.catalogue.plural_expr)
    forms = {now.locale.plural_form(n): form_of(n) for n in range(200, -1, -1)}
    return {"language": {"tag": now.tag, "messages": messages, "forms": forms}}


def t(text: str, /, **values: object) -> str:
    """Translate a text and fill its placeholders.

    Examples
    --------
    >>> t("Place {place} of {factories}", place=1, factories=4)
    'Place 1 of 4'
    """
    translated = _spoken.get().words.gettext(text) if text else ""
    return translated.format(**values) if values else translated


def refusal_text(refusal: RefusalError) -> str:
    """Return the sentence of a refusal, and of a refusal that it quotes.

    Examples
    --------
    >>> refusal_text(RefusalError("No seed {seed}: choose another.", seed=3))
    'No seed 3: choose another.'
    """
    values = {
        name: refusal_text(value) if isinstance(value, RefusalError) else value
        for name, value in refusal.values.items()
    }
    return t(refusal.text, **values)


def tn(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Translate what is said of a number of things; ``{n}`` is the number.

    Examples
    --------
    >>> [tn("{n} failure", "{n} failures", n) for n in (1, 1200)]
    ['1 failure', '1,200 failures']
    """
    return _spoken.get().words.ngettext(singular, plural, n).format(n=number(n), **values)


def compared(
    dollars: float, more: str, less: str, level: str = "", within: float = 0, **values: object
) -> str:
    """Translate what is said of a difference, by its sign; ``{dollars}`` is what it is.

    Parameters
    ----------
    more, less, level : the texts, named by ``mark``; only in the last one the dollars are signed
    within : of how few dollars one says ``level``

    Examples
    --------
    >>> [compared(gain, "{dollars} more", "{dollars} less", "the same") for gain in (5, -1200, 0)]
    ['$5 more', '$1,200 less', 'the same']
    """
    if abs(dollars) <= within:
        return t(level, dollars=money(dollars, signed=True), **values)
    return t(more if dollars > 0 else less, dollars=money(abs(dollars)), **values)


def number(value: float, digits: int = 0, signed: bool = False) -> str:
    """Write a number with so many decimals.

    Examples
    --------
    >>> number(-1234.56, 1), number(0.5, 1, signed=True), number(146.5), number(-0.4)
    ('−1,234.6', '+0.5', '147', '0')
    """
    return _written(value, "decimal_formats", digits, signed)


def percent(share: float, digits: int = 0, signed: bool = False) -> str:
    """Write a share of 1.

    Examples
    --------
    >>> percent(0.914), percent(0.5, 1)
    ('91%', '50.0%')
    """
    return _written(share * 100, "percent_formats", digits, signed)


def money(dollars: float, digits: int = 0, signed: bool = False) -> str:
    """Write an amount.

    Examples
    --------
    >>> money(-1234.4), money(5, signed=True), money(0, signed=True)
    ('−$1,234', '+$5', '$0')
    """
    return _written(dollars, "currency_formats", digits, signed)


def money_k(dollars: float) -> str:
    """Write an amount in thousands.

    Examples
    --------
    >>> money_k(-86_878.8), money_k(3_597_307)
    ('−$87k', '$3,597k')
    """
    return _written(dollars / 1_000, "currency_formats", unit="k")


_IN_FULL = 10_000
"""Dollars below which an amount of a chart is written in full."""


def short_money(dollars: float, signed: bool = False) -> str:
    """Write an amount for a chart.

    Examples
    --------
    >>> short_money(-537_600), short_money(3_780_000, signed=True)
    ('−$538k', '+$3.78M')

    Amounts that thousands would make alike are written in full:

    >>> short_money(-600), short_money(-1_200)
    ('−$600', '−$1,200')
    """
    if abs(dollars) < _IN_FULL:
        return money(dollars, signed=signed)
    if abs(dollars) >= 999_500:
        return _written(dollars / 1e6, "currency_formats", 2, signed, "M")
    return _written(dollars / 1_000, "currency_formats", 0, signed, "k")


def ordinal(place: int) -> str:
    """Write a place in an order.

    Examples
    --------
    >>> ordinal(1), ordinal(12), ordinal(23)
    ('1st', '12th', '23rd')
    """
    return t(_ORDINALS[ENGLISH.locale.ordinal_form(place)], n=number(place))


_ORDINALS = {
    "one": mark("{n}st"),
    "two": mark("{n}nd"),
    "few": mark("{n}rd"),
    "other": mark("{n}th"),
}


def long_date(day: datetime.date) -> str:
    """Write a day.

    Examples
    --------
    >>> long_date(datetime.date(2026, 1, 31))
    '31 January 2026'
    """
    locale = _spoken.get().locale
    if locale == ENGLISH.locale:
        return f"{day:%-d %B %Y}"  # English for the world, not the American order
    text: str = format_date(day, "long", locale)
    return text


def separators() -> str:
    """Return what stands before decimals and between thousands, as charts want it.

    Examples
    --------
    >>> separators()
    '.,'
    """
    symbols = _spoken.get().locale.number_symbols["latn"]
    return f"{symbols['decimal']}{symbols['group']}"


def _written(value: float, kind: str, digits: int = 0, signed: bool = False, unit: str = "") -> str:
    """Write a value by the locale's pattern of a kind, with so many decimals and a unit.

    A pattern (``¤#,##0.00;-¤#,##0.00``) may have a second half, for what is negative.
    """
    return _written_in(_spoken.get().locale, value, kind, digits, signed, unit)


@lru_cache(maxsize=8_192)  # a page that is drawn again says the same numbers
def _written_in(
    locale: Locale, value: float, kind: str, digits: int, signed: bool, unit: str
) -> str:
    patterns = getattr(locale, kind)
    pattern = patterns.get("standard", patterns.get(None)).pattern
    pattern = _NUMBER.sub(rf"\1{'.' if digits else ''}{'0' * digits}{unit}", pattern)
    # Half a unit is rounded away from zero, as a browser does, and not to the even neighbour.
    exact = Decimal(float(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    exact += 0  # no negative zero
    shown = exact / 100 if kind == "percent_formats" else exact
    text: str = parse_pattern(pattern).apply(shown, locale, currency="USD", currency_digits=False)
    return ("+" if signed and exact > 0 else "") + text.replace("-", _MINUS)
