"""The factories of the rooms that a process serves live on in other processes.

Whoever has them live on runs on the loop that serves the rooms, and never waits for a factory.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from threading import Lock, Thread
from typing import Any, TypeVar

from game.rooms.account import Account, Moves, answer, question, read
from game.rooms.debrief.working import work_out
from game.rooms.federation.living import let_live_together
from game.rooms.live import Live, due_of
from game.rooms.room import Plan, moves_of
from game.rooms.verbs.proposals import RoomError
from game.text.marking import mark
from game.workers import Function, Workers

T = TypeVar("T")

READ_AT_ONCE = 16  # accounts, in one round of the loop: some 2 ms
SETTLES = 60.0  # s for which a file waits until all factories have been played
PAUSE = 1.0  # s until factories are played once more whose process has died

STILL_PLAYED = mark("The turn is still being played: ask for the file again in a minute.")


class Factories:
    """Who has the factories of all rooms live on.

    Parameters
    ----------
    employ : returns those who let factories live, when there are the first ones
    run : has work done on the loop beside all else
    weigh : weighs decisions for the debrief, in another process
    """

    def __init__(
        self,
        employ: Callable[[], Workers],
        run: Callable[[Coroutine[Any, Any, None]], None],
        weigh: Function | None = None,
    ) -> None:
        self._employ, self._run, self._weigh = employ, run, weigh
        self._workers: Workers | None = None
        self._starting = Lock()

    def live_on(self, live: Live) -> None:
        """Have the factories live on, if they have not."""
        room, asked = live.room, due_of(live.room)
        if asked is not None and asked != live.asked:
            live.asked = asked
            if room.plan.federation is not None:
                self._run(self._let_live_together(live, asked))
                return
            moves = {one.seat: moves_of(room, one) for one in room.members}
            self._run(self._let_live(live, asked, room.played, moves))

    async def warm(self, live: Live) -> None:
        """Let the processes begin, so that the first turn need not wait for them."""
        waiting, *_ = await self._asked_elsewhere(live.room.plan, 1, [()])
        live.alliances, live.record = waiting.seen, waiting.record
        live.version += 1

    async def _asked_elsewhere(self, plan: Plan, played: int, seats: list[Moves]) -> list[Account]:
        asked = question(
            plan.scenario_code, plan.seed, plan.turn_cycles, played, seats, plan.audience
        )
        lived: list[Account] = []
        for account in read(await self._elsewhere(plan, answer, asked)):
            lived.append(account)
            if not len(lived) % READ_AT_ONCE:
                await asyncio.sleep(0)
        return lived

    async def _elsewhere(self, plan: Plan, function: Function, asked: bytes) -> bytes:
        """Return what a function makes of a question in another process."""

        def ask() -> bytes:
            with self._starting:
                if self._workers is None:
                    self._workers = self._employ()
            key = f"{plan.scenario_code}-{plan.seed}"
            return self._workers.ask(key, function, asked).message

        return await _beside(ask)

    async def _let_live(
        self, live: Live, asked: object, played: int, moves: dict[int, Moves]
    ) -> None:
        plan = live.room.plan
        different = list(dict.fromkeys(moves.values()))
        try:
            asks = [moves[1]] if plan.audience else different
            lived = await self._asked_elsewhere(plan, played, asks)
        except RuntimeError:  # a process has died twice, or is silent
            await self._once_more(live)
            return
        if live.asked != asked:
            return
        if plan.audience:  # its rivals are those of its match
            self._lived(live, played, dict(enumerate(lived, 1)))
            return
        by_moves = dict(zip(different, lived, strict=True))
        self._lived(live, played, {seat: by_moves[own] for seat, own in moves.items()})

    async def _once_more(self, live: Live) -> None:
        logging.exception("the factories of a room could not be played: once more")
        await asyncio.sleep(PAUSE)
        live.asked = None
        self.live_on(live)

    def _lived(self, live: Live, played: int, accounts: dict[int, Account]) -> None:
        """Tell what became of the factories, as it was asked last; work out the debrief."""
        live.accounts, live.played, live.lived = accounts, played, live.asked
        live.version += 1
        live.standing += 1
        live.wake()
        if self._weigh is not None:
            self._run(self._work_out(live, self._weigh))

    async def _work_out(self, live: Live, weigh: Function) -> None:
        try:
            await work_out(live, self._elsewhere, weigh)
        except RuntimeError:  # a process has died twice, or is silent
            live.debrief = None
            await self._once_more(live)

    async def _let_live_together(self, live: Live, asked: object) -> None:
        try:
            await let_live_together(live, asked, self._elsewhere, self._lived)
        except RuntimeError:
            await self._once_more(live)

    async def settled(self, live: Live, longest: float = SETTLES) -> dict[int, Account]:
        """Return what all factories came to, when they have lived through the turns that are over.

        Raises
        ------
        RoomError
            They have not in so many seconds.
        """
        try:
            async with asyncio.timeout(longest):
                while (due := due_of(live.room)) is not None and due != live.lived:
                    await live.news()
        except TimeoutError:
            raise RoomError(STILL_PLAYED) from None
        return {} if due is None else live.accounts


def _beside(function: Callable[[], T]) -> "asyncio.Future[T]":
    """Call a function in a thread for which nobody waits when the process ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def told(settle: Callable[..., None], *values: object) -> None:
        if not future.done():
            settle(*values)

    def run() -> None:
        try:
            outcome: tuple[Any, ...] = future.set_result, function()
        except Exception as error:
            outcome = future.set_exception, error
        with suppress(RuntimeError):  # the loop has ended: nobody asks any more
            loop.call_soon_threadsafe(told, *outcome)

    Thread(target=run, daemon=True).start()
    return future
