"""What a check says, yes or no, and the figure that it rests on; and which chapters are asked."""

import os

from game.campaign.chapters import ALL
from game.campaign.scenes import Chapter


def chapters_asked() -> tuple[Chapter, ...]:
    """Return the chapters that ``CHAPTERS`` names by their numbers (``6,7``), else all."""
    named = os.environ.get("CHAPTERS", "")
    return tuple(one for one in ALL if not named or str(one.number) in named.split(","))


def check(name: str, holds: bool, figure: str) -> tuple[str, str]:
    """Return a check as a line of a table.

    Examples
    --------
    >>> check("words: at most 30", 31 <= 30, "31")
    ('words: at most 30', 'NO   31')
    """
    return name, f"{'yes' if holds else 'NO '}  {figure}"
