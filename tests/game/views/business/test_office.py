"""Who keeps studies: a study goes on while somebody looks, and not long after."""

from collections.abc import Iterator
from threading import Semaphore
from typing import Any

import pytest

from game.business import study
from game.business.reading import case_from_json
from game.views.business.office import Office
from game.views.business.page import SELDOM
from tests.game.test_jobs import until
from tests.game.views.business.finished import LITTLE


def test_a_study_that_is_left_soon_stands_still_and_goes_on_with_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that asks as seldom as pages do lets it go on; the second that is missed does not."""
    now, may, begun = [0.0], Semaphore(1), list[int]()

    def steps(*_: Any, workers: Any = None) -> Iterator[int]:
        for step in range(6):
            begun.append(step)
            may.acquire()
            yield step

    def go_on(at: float) -> None:
        now[0] = at
        may.release()

    monkeypatch.setattr(study, "unfold", steps)
    office, case = Office(clock=lambda: now[0]), case_from_json(LITTLE)
    office.look("plant", case, "me")
    go_on(1.2 * SELDOM)
    until(lambda: len(begun) == 3)
    go_on(2 * SELDOM)  # that step had begun
    until(lambda: not office.studies._threads)
    assert len(begun) == 3
    office.look("plant", case, "me")
    until(lambda: len(begun) == 4)
    may.release(9)  # nothing waits for ever
    until(lambda: len(begun) == 6)
