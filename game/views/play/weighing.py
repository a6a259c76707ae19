"""Reviews of finished matches, and what a browser keeps of one."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import streamlit as st

from game.api import review_link
from game.jobs import Jobs
from game.live.daily import daily_link, daily_scenario, daily_seed, day_of
from game.review.debrief.insights import INSIGHTS, MOST_STARS, found, stars
from game.review.debrief.sharing import share_text
from game.review.review import Review
from game.rules.custom_scenario import scenario_named
from game.rules.scenario import SCENARIOS
from game.text.language import long_date, t

REVIEWS: Jobs[tuple[str, int | None], Review] = Jobs(most=32, first_here=True)
"""Of links and their cycles, in this process: refined one at a time, while somebody looks."""

REFRESH = 0.6  # s, while a review is being refined

_PERCENT = 100


def question(
    text: str, cycles: int | None = None
) -> tuple[tuple[str, int | None], Callable[[], Iterator[Review]]]:
    """Return by what the review of a link is asked for, and what makes it."""
    return (text, cycles), partial(review_link, text, cycles)


def today() -> date:
    """Return the day whose challenge is played now (UTC)."""
    return datetime.now(UTC).date()


def address_of(link: str) -> str:
    """Return where a match can be played, as far as this visitor's address tells."""
    home = (st.context.url or "").split("?")[0].rstrip("/").removesuffix("/report")
    return f"{home.removesuffix('/play')}/play?game={link}"


def weighed(text: str, review: Review, now: date, settled: bool) -> dict[str, Any]:
    """Return what a browser is told of a match that was played in it, as plain JSON values.

    Parameters
    ----------
    text : its link
    now : the day (UTC)
    settled : no redraw is still to come: a browser keeps nothing before
    """
    quality, day = review.quality, day_of(review.scenario, review.seed, now)
    share = None if quality is None else quality.decision_quality
    return {
        "link": text,
        "scenario": review.scenario,
        "seed": review.seed,
        "settled": settled,
        "stars": stars(review),
        "share": None if share is None else round(_PERCENT * share),
        "found": list(found(review, scenario_named(review.scenario))),
        "day": None if day is None else day.isoformat(),
        "text": None if day is None else share_text(review, day, address_of(daily_link(day))),
    }


def album(now: date) -> dict[str, Any]:
    """Return what a browser needs to show its record: insights, challenges, names of scenarios.

    Examples
    --------
    >>> [one["day"] for one in album(date(2026, 12, 1))["challenges"]]
    ['2026-12-01', '2026-11-30']
    """
    return {
        "most": MOST_STARS,
        "insights": [
            {"name": one.name, "title": t(one.title), "hint": t(one.hint)} for one in INSIGHTS
        ],
        "challenges": [
            {
                "day": day.isoformat(),
                "shown": long_date(day),
                "scenario": daily_scenario(day),
                "seed": daily_seed(day),
            }
            for day in (now, now - timedelta(days=1))
        ],
        "titles": {name: t(scenario.title) for name, scenario in SCENARIOS.items()},
    }
