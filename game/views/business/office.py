"""Studies of plants while somebody looks: in this process, the longer parts in one of their own."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from game.jobs import Job, Jobs
from game.workers import Workers

if TYPE_CHECKING:
    from game.business.plant import Case
    from game.business.study import Study

PATIENCE = 5.0
"""Seconds after the last look until a study stands still: a page asks every three. It goes on with
the next look, so who asks late has lost nothing."""


class Office:
    """Who keeps studies, of cases as text, and has them computed.

    First figures are made where they are asked for; of what follows, those go first who have been
    told least. Who changes a number leaves the study before.

    Parameters
    ----------
    clock : s, rises
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._workers: Workers | None = None
        self.studies: Jobs[str, Study] = Jobs(
            most=64, first_here=True, least_first=True, patience=PATIENCE, clock=clock
        )

    def employ(self, workers: Workers) -> None:
        """Let other processes compute what follows first figures, from now on."""
        self._workers = workers

    def look(self, key: str, case: "Case", viewer: str) -> "Job[Study]":
        """Return the study of a case, for a viewer who looks at one at a time."""
        from game.business.study import unfold  # noqa: PLC0415 - the door opens without it

        return self.studies.look(key, lambda: unfold(case, workers=self._workers), viewer)


OFFICE = Office()
