"""The pseudo-language: English that is longer, accented and bracketed, to find what is hard-coded.

A text on the screen without brackets has not gone through the catalogue; a bracket that is missing
has been cut off.
"""

import re
from collections.abc import Sequence
from math import ceil

from babel.messages import Catalog

PSEUDO = "en-XA"
GROWTH = 0.4
"""Of the letters; languages of long words need about as much more room than English."""

_ACCENTS = str.maketrans("aceinorsuyzACEINORSUYZ", "åçéîñöŕšûýžÅÇÉÎÑÖŔŠÛÝŽ")
# What must survive: placeholders, tags and entities, addresses of links, formulas of a chart.
_KEPT = re.compile(r"(\{\w+\}|<[^>]+>|&\w+;|\]\([^)]+\)|`[^`]+`)")


def pseudo(text: str) -> str:
    """Return a text in the pseudo-language.

    Examples
    --------
    >>> pseudo("Place {place} of {factories}")
    '⟦Plååçéé {place} ööf {factories}⟧'
    """
    parts = _KEPT.split(text)
    return f"⟦{''.join(part if at % 2 else _longer(part) for at, part in enumerate(parts))}⟧"


def _longer(text: str) -> str:
    """Accent the letters, and double some of them: vowels first."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    places.sort(key=lambda at: text[at].lower() not in "aeiouy")
    doubled = set(places[: ceil(GROWTH * len(places))])
    accented = text.translate(_ACCENTS)
    return "".join(
        letter + (letter.lower() if at in doubled else "") for at, letter in enumerate(accented)
    )


def pseudo_catalogue(template: Catalog) -> Catalog:
    """Return a complete catalogue of the pseudo-language."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for message in template:
        if message.id:
            catalogue.add(message.id, _pseudo_of(message.id), locations=message.locations)
    return catalogue


def _pseudo_of(message: str | Sequence[str]) -> str | tuple[str, ...]:
    return pseudo(message) if isinstance(message, str) else tuple(map(pseudo, message))
