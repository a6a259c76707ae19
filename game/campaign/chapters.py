"""The chapters of the campaign, in their order."""

from game.campaign.alone import CALENDAR, ONE_ENGINE, OWN_MODEL
from game.campaign.scenes import Chapter
from game.campaign.together import AHEAD, ALLIANCE, BAD_MEMBER, NEVER_SEEN

ALL: tuple[Chapter, ...] = (
    ONE_ENGINE, CALENDAR, OWN_MODEL, NEVER_SEEN, ALLIANCE, AHEAD, BAD_MEMBER,
)  # fmt: skip
"""In their order."""

BY_NAME = {chapter.name: chapter for chapter in ALL}

BY_SCENARIO = {name: chapter for chapter in ALL for name in chapter.scenarios}
"""By the scenario of a match, former ones too."""
