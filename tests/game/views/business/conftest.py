"""What tests of a plant's page share."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from game.business import study
from game.views.business import office, page


@pytest.fixture(autouse=True)
def studies_rest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a page have a plant's first figures, and what follows them not yet: nobody waits for it.

    It would be computed beside the test.
    """
    unfold, over = study.unfold, Event()

    def begin(*case: Any, workers: Any = None) -> Iterator[study.Study]:
        yield next(unfold(*case))
        over.wait()

    monkeypatch.setattr(study, "unfold", begin)
    monkeypatch.setattr(page, "OFFICE", office.Office())
    yield
    over.set()
