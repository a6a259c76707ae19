"""The challenge of the day: one seed for everyone, and a result to share without spoiling it."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from game.rules.links import encode
from game.rules.report import FactoryReport
from game.rules.scenario import CLASSIC, OPEN
from game.text.language import money, number, percent, t

OPENED = date(2026, 11, 29)
"""The first day whose challenge is a free match; those before were classic ones."""

_DAILY = 0xDA
_STEPS = ((0.9, "●"), (0.75, "◕"), (0.5, "◑"), (0.25, "◔"))


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


def share_text(factories: Sequence[FactoryReport], cycles: int, day: date) -> str:
    """Write a result in a few lines that give no decision away.

    The row of symbols is each factory's share of the most that could be earned on these engines,
    yours first: an empty circle is below 25%, quarters are filled from 25, 50 and 75%, and it is
    full from 90%.
    """
    you = factories[0]
    place = 1 + sum(factory.profit > you.profit for factory in factories)
    shares = [
        max(0.0, factory.profit / factory.oracle_profit) if factory.oracle_profit > 0 else 0.0
        for factory in factories
    ]
    row = " ".join(
        next((symbol for least, symbol in _STEPS if share >= least), "○") for share in shares
    )
    lines = (
        f"Turbofan Tycoon, {day.isoformat()}",
        t(
            "Place {place} of {factories} after {cycles} cycles",
            place=place,
            factories=len(factories),
            cycles=number(cycles),
        ),
        t(
            "{profit}, {share} of the possible",
            profit=money(you.profit).replace("−", "-"),
            share=percent(shares[0]),
        ),
        t("{row} (me first; full: 90% of the possible or more)", row=row),
    )
    return "\n".join(lines)
