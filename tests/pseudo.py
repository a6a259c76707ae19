"""What the pseudo-language leaves on a screen in plain letters: texts that no catalogue knows."""

import re

from game.rules.report import _PLACES, _TRADES

# The product's name, names of rivals, units, and what a link or a file is made of.
PLAIN = ("Turbofan", "Tycoon", *_PLACES, *_TRADES, "kB", "MB", "B", "k", "M")
_PLAIN = re.compile(rf"\b(?:{'|'.join(PLAIN)})\b|(?<=[0-9])(?:k|M|kB|MB)\b")


def outside(text: str) -> str:
    """Return what stands outside all brackets, without what may stand there."""
    depth, kept = 0, []
    for letter in text:
        depth += letter == "⟦"
        kept.append(" " if depth else letter)
        depth -= letter == "⟧"
    assert depth == 0, f"a text is cut: {text!r}"
    return _PLAIN.sub("", "".join(kept)).strip()


def plain(text: str) -> bool:
    """Say whether letters stand outside all brackets."""
    return any(map(str.isalpha, outside(text)))
