"""What tests of pages share."""

from collections.abc import Iterator
from typing import Any

import pytest

from game.evidence.findings import EVIDENCE
from game.evidence.where_it_pays import ANEW
from game.jobs import Jobs, has_ended
from game.lab.populations import COMPARED
from game.lab.run import LABS
from game.views.business.match import PRICED
from game.views.business.office import OFFICE
from game.views.play.weighing import REVIEWS
from game.views.study.blind_spot import MEETINGS
from game.views.study.page import TABLES

OF_PAGES: tuple[Jobs[Any, Any], ...] = (
    ANEW, COMPARED, EVIDENCE, LABS, MEETINGS, OFFICE.studies, PRICED, REVIEWS, TABLES,
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_runs_on() -> Iterator[None]:
    """Stop what a page has begun when its test ends: for visitors who come back it runs on a while.

    What has come to its end is kept for the next test that asks for it.
    """
    yield
    for jobs in OF_PAGES:
        for key in tuple(jobs.keys()):
            job = jobs.peek(key)
            if job is not None and not has_ended(job):
                jobs.forget(key)
