"""A class's decisions weighed in another process: what is said is what a report says."""

import json

import numpy as np
import pytest

from game.api import weigh_link
from game.review.review import LOOKS, MOST_REDRAWS
from game.rooms.debrief.figures import question_alone, question_together, read
from game.workshop.redrawn import weighed_together
from game.workshop.weighing import REDRAWS, weigh
from tests.game.workshop.test_redrawn import PLAN, TURNS

LINK, OTHER = "1-default.cy500-7-0p131", "1-default.cy500-7-250f20"


@pytest.mark.no_cover
def test_a_seat_with_a_link_is_weighed_as_its_report_weighs_it() -> None:
    told, other = read(weigh(question_alone([LINK, OTHER], 500)))
    report, others = weigh_link(LINK, 500), weigh_link(OTHER, 500)
    assert others.luck is not None
    assert (other.luck, other.redrawn) == (others.luck.dollars, others.redrawn)
    assert len(told.redrawn) == MOST_REDRAWS == LOOKS[-1][0]
    assert report.luck is not None
    assert np.std(told.redrawn, ddof=1) == pytest.approx(report.luck.spread)
    assert report.quality is not None
    assert told.expected == report.quality.played
    assert (told.luck, told.quality) == (report.luck.dollars, report.quality.decision_quality)
    assert told.curve == ()


def test_seats_that_learned_together_are_weighed_on_the_same_engines() -> None:
    asked = question_together(PLAN, TURNS, 4, [2, 4])
    assert json.loads(asked)["which"] == [2, 4]
    assert read(weigh(asked)) == weighed_together(PLAN, TURNS, 4, [2, 4], REDRAWS)
