"""Seeds that keep what the chapters of the campaign promise: ``SEEDS=3000`` says among how many."""

import os
from itertools import islice

from game.campaign.chapters import ALL
from game.campaign.promises import search

SEEDS = int(os.environ.get("SEEDS", "400"))
MOST = 12  # that are printed of a chapter


def rows() -> list[tuple[str, str]]:
    """Return the seeds of each chapter, those that are played first."""
    return [
        (
            f"{chapter.name}, played: {', '.join(map(str, chapter.seeds))}",
            ", ".join(map(str, islice(search(chapter.name, range(SEEDS)), MOST))),
        )
        for chapter in ALL
    ]
