"""The challenge of the day: one seed for everyone."""

from datetime import date, timedelta

import numpy as np

from game.rules.links import encode
from game.rules.scenario import CLASSIC, OPEN

OPENED = date(2026, 11, 29)
"""The first day whose challenge is a free match; those before were classic ones."""

_DAILY = 0xDA


def daily_seed(day: date) -> int:
    """Return the seed of a day (UTC), the same for everyone.

    Examples
    --------
    >>> daily_seed(date(2026, 1, 1)) == daily_seed(date(2026, 1, 2))
    False
    """
    return int(np.random.SeedSequence([_DAILY, day.toordinal()]).generate_state(1)[0])


def daily_link(day: date) -> str:
    """Return the link text of the day's match, before any decision.

    Examples
    --------
    >>> daily_link(date(2026, 1, 1)).startswith("1-classic-")
    True
    >>> daily_link(date(2027, 1, 1)).startswith("1-open-")
    True
    """
    return encode(daily_scenario(day), daily_seed(day), ())


def daily_scenario(day: date) -> str:
    """Return the scenario that is played on a day.

    Examples
    --------
    >>> daily_scenario(OPENED)
    'open'
    """
    return OPEN.name if day >= OPENED else CLASSIC.name


def day_of(scenario: str, seed: int, today: date) -> date | None:
    """Return the day whose challenge a match is, today or yesterday, else None.

    A match that was begun before midnight still counts after it.

    Examples
    --------
    >>> seed = daily_seed(date(2026, 1, 1))
    >>> day_of("classic", seed, date(2026, 1, 2))
    datetime.date(2026, 1, 1)
    >>> day_of("classic", seed, date(2026, 1, 3))
    """
    days = (today, today - timedelta(days=1))
    found = (day for day in days if (daily_scenario(day), daily_seed(day)) == (scenario, seed))
    return next(found, None)
