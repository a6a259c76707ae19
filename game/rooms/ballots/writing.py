"""Rows of many who vote at once: those that come together are one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from game.rooms.live import Live
from game.rooms.room import Room, Row
from game.rooms.storage import StoreError, Taken
from game.rooms.verbs.proposals import Proposal
from game.rules.errors import GameError
from game.text.marking import mark

TRIES = 20  # to add rows while others add theirs
GATHERS = 0.04  # s for which rows are gathered that are written together
MOST = 500  # rows in a transaction

CROWDED = mark("Too many write to this room at once: try again.")

Waiting = tuple[Callable[[Room], Proposal], "asyncio.Future[None]"]
"""A row that is to be added, and who waits until it is."""


class Together:
    """Writes rows, and tells those who wait when theirs is committed.

    Parameters
    ----------
    write : adds rows to a room, all or none: its code, the first sequence, s since 1970, the rows
    catch_up : takes what another process has added to a room, returns whether there is anything
    take : takes rows that have been added
    run : has work done beside
    clock : s since 1970
    """

    def __init__(
        self,
        write: Callable[[str, int, float, list[Proposal]], Awaitable[list[Row]]],
        catch_up: Callable[[Live], Awaitable[bool]],
        take: Callable[[Live, list[Row]], None],
        run: Callable[[Any], None],
        clock: Callable[[], float],
    ) -> None:
        self._write, self._catch_up, self._take, self._run = write, catch_up, take, run
        self._clock = clock
        self._waiting: dict[Live, list[Waiting]] = {}  # of rooms of which somebody writes

    async def append(self, live: Live, propose: Callable[[Room], Proposal]) -> None:
        """Add a row; return when it is committed.

        Raises
        ------
        GameError
            The room refuses it, or the store does not answer.
        """
        told = asyncio.get_running_loop().create_future()
        if live not in self._waiting:
            self._waiting[live] = []
            self._run(self._write_all(live))
        self._waiting[live].append((propose, told))
        await told

    async def _write_all(self, live: Live) -> None:
        """Write what waits, until nothing does."""
        try:
            while True:
                await asyncio.sleep(GATHERS)
                waiting = self._waiting[live]
                if not waiting:
                    return
                batch, self._waiting[live] = waiting[:MOST], waiting[MOST:]
                async with live.lock:
                    await self._write_batch(live, batch)
        finally:
            del self._waiting[live]

    async def _write_batch(self, live: Live, batch: list[Waiting]) -> None:
        refused = StoreError(CROWDED)
        try:
            for _ in range(TRIES):
                rows, wrong = proposed(live, batch)
                if wrong and await self._catch_up(live):
                    continue  # another process knew more
                for told, error in wrong:
                    _settle(told, error)
                if not rows:
                    return
                first, asked = live.room.sequence + 1, [proposal for proposal, _ in rows]
                try:
                    added = await self._write(live.room.code, first, self._clock(), asked)
                except Taken:
                    await self._catch_up(live)
                    continue
                self._take(live, added)
                for _, told in rows:
                    _settle(told)
                return
        except StoreError as error:
            refused = error
        finally:
            for _, told in batch:
                _settle(told, refused)


def proposed(
    live: Live, batch: list[Waiting]
) -> tuple[
    list[tuple[Proposal, "asyncio.Future[None]"]], list[tuple["asyncio.Future[None]", GameError]]
]:
    """Return the rows to be added of those that wait, as a room stands now, and who is refused.

    Who has said the same before is told that it counts.
    """
    found: dict[object, tuple[Proposal, asyncio.Future[None]]] = {}
    wrong = []
    for propose, told in batch:
        if told.done():
            continue
        try:
            proposal = propose(live.room)
        except GameError as error:
            wrong.append((told, error))
            continue
        if proposal.once in live.once:
            _settle(told)
        elif proposal.once not in found:  # of the same twice at once the second is sent again
            found[proposal.once] = proposal, told
    return list(found.values()), wrong


def _settle(told: "asyncio.Future[None]", refused: Exception | None = None) -> None:
    """Tell who waits that it is done, or why not; who has given up is passed over."""
    if told.done():
        return
    if refused is None:
        told.set_result(None)
    else:
        told.set_exception(refused)
