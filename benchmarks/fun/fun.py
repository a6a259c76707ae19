"""Whether the campaign is a game: every check that needs no player, yes or no, with its figure.

Each part can be asked alone by its name; the browser's starts Chromium and the app.
"""

from collections.abc import Iterator

from benchmarks.fun import bots, browser, choice, drama, gaps, honesty

PARTS = (bots, choice, gaps, drama, honesty, browser)


def rows() -> Iterator[tuple[str, str]]:
    """Check everything."""
    for part in PARTS:
        yield from part.rows()
