"""A class's decisions weighed: quality on what each knew, and luck apart.

Where seats have a link, their review says it. Where they learned from each other no link plays one
alone: then strategies, settings and models that were in force are played on engines that are drawn
again, the same for all seats, and so is the best that each could have done with what it knew.
``docs/adr/0063-a-debrief-in-one-click.md`` says what is compared with what.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from game.rooms.debrief.figures import Weighed, answer
from game.rooms.federation.shares import read_turn
from game.rooms.room import read_plan

if TYPE_CHECKING:
    from game.review.review import Review

REDRAWS = 64
"""Of the engines: as many as a report ends with, so that both say the same of a match."""


def weigh(asked: bytes) -> bytes:
    """Return what decisions were worth, in answer to a question of a room's debrief.

    Examples
    --------
    >>> from game.rooms.debrief.figures import question_alone, read
    >>> read(weigh(question_alone(["1-default.cy500-7"], 500)))[0].quality
    0.0
    """
    values = json.loads(asked)
    return answer(_alone(**values) if "links" in values else _together(**values))


def _alone(links: Sequence[str], cycles: int) -> list[Weighed]:
    """Return what the reports of seats' matches say."""
    from game.api import weigh_links  # noqa: PLC0415 - loads the models

    return [_reported(review) for review in weigh_links(links, cycles, REDRAWS)]


def _reported(review: "Review") -> Weighed:
    quality, luck, opened = review.quality, review.luck, review.factories[0].opened
    assert quality is not None and luck is not None, "engines have been redrawn"
    return Weighed(
        quality.played + quality.calls,
        luck.dollars,
        quality.decision_quality,
        quality.standard_error,
        opened.never_seen,
        opened.saved,
        redrawn=review.redrawn,
    )


def _together(plan: dict[str, Any], turns: Sequence[Any], seats: int, which: Sequence[int]
              ) -> list[Weighed]:  # fmt: skip
    from game.workshop.redrawn import weighed_together  # noqa: PLC0415 - as above

    return weighed_together(read_plan(plan), tuple(map(read_turn, turns)), seats, which, REDRAWS)
