"""A debrief's figures are worked out after the last turn, part by part, in another process."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from game.rooms.debrief.figures import Debrief, Weighed, question_alone, question_together, read
from game.rooms.federation import told
from game.rooms.federation.living import Elsewhere
from game.rooms.federation.poison import otherwise
from game.rooms.federation.shares import Turn, all_in, turns_of
from game.rooms.live import Live
from game.rooms.room import Phase, Plan, seat_link
from game.workers import Function

AT_ONCE, PARTS = 10, 12
"""Seats that are weighed in one question, of large rooms a twelfth: whoever waits for a turn waits
for one at most, and what all of a question need is worked out once for each."""

TELLS = 4.0
"""Seconds between two tellings of what has been worked out: every telling makes all screens ask."""


async def work_out(live: Live, elsewhere: Elsewhere, weigh: Function) -> None:
    """Work out the debrief of a room; it ends as soon as something else is asked of the room.

    Parameters
    ----------
    weigh : what weighs decisions, as ``game.workshop.weighing`` does
    """
    room, asked = live.room, live.lived
    if room.phase is not Phase.DEBRIEF or room.plan.audience or live.debrief is not None:
        return
    live.debrief = Debrief()
    plan, turns, seats = room.plan, turns_of(room), len(room.members)
    telling = _Telling(live)

    def is_wanted() -> bool:
        return live.lived == asked and live.debrief is not None and live.room.before is room.before

    async def balances(plan: Plan, turns: tuple[Turn, ...]) -> tuple[int, ...]:
        question = told.question(plan, turns, seats)
        together = told.read(await elsewhere(plan, told.answer, question))
        return tuple(account.balance for account in together.accounts)

    if plan.federation is not None:
        everybody = await balances(plan, all_in(plan, turns, seats))
        if not is_wanted():
            return
        live.debrief = replace(live.debrief, everybody=everybody)
        for name, other in otherwise(plan, turns).items():
            money = await balances(*other)
            if not is_wanted():
                return
            known = {**live.debrief.otherwise, name: money}
            live.debrief = replace(live.debrief, otherwise=known)
        telling.tell(urgent=True)
    for which, question in _questions(live):
        weighed = read(await elsewhere(plan, weigh, question))
        if not is_wanted():
            return
        _add(live, which, weighed)
        telling.tell()
    telling.tell(urgent=True)


def _add(live: Live, which: Sequence[Sequence[int]], weighed: Sequence[Weighed]) -> None:
    assert live.debrief is not None, "somebody wants it"
    found = {seat: one for seats, one in zip(which, weighed, strict=True) for seat in seats}
    live.debrief = replace(live.debrief, weighed={**live.debrief.weighed, **found})


def _questions(live: Live) -> list[tuple[list[list[int]], bytes]]:
    """Return what is asked, with the seats that each part of an answer is about."""
    room = live.room
    if room.plan.federation is None:
        alike: dict[str, list[int]] = {}
        for member in room.members:
            alike.setdefault(str(seat_link(room, member)), []).append(member.seat)
        links, size = list(alike), max(AT_ONCE, len(alike) // PARTS)
        some = [links[first : first + size] for first in range(0, len(links), size)]
        return [([alike[link] for link in part], question_alone(part, room.cycle)) for part in some]
    seats, turns = len(room.members), turns_of(room)
    size = max(AT_ONCE, seats // PARTS)
    parts = [range(first, min(first + size, seats + 1)) for first in range(1, seats + 1, size)]
    return [
        ([[seat] for seat in part], question_together(room.plan, turns, seats, part))
        for part in parts
    ]


class _Telling:
    """Tells screens of what has been worked out, not too often."""

    def __init__(self, live: Live, clock: Callable[[], float] = time.monotonic) -> None:
        self._live, self._clock, self._told = live, clock, clock() - TELLS

    def tell(self, urgent: bool = False) -> None:
        if urgent or self._clock() - self._told >= TELLS:
            self._told = self._clock()
            self._live.version += 1
