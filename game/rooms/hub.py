"""The rooms that a process serves: rows in, streams out; it computes nothing itself.

Everything here runs on one event loop, which never waits for the store or for a factory: the
one is asked from threads, the other from processes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from game.rooms.ballots.asking import close
from game.rooms.ballots.ballot import open_one
from game.rooms.ballots.told import for_voters
from game.rooms.ballots.writing import CROWDED, TRIES, Together
from game.rooms.factories import Factories
from game.rooms.federation.living import noting_absence
from game.rooms.live import Live, Turns
from game.rooms.room import Phase, Room, Row
from game.rooms.rows import fold
from game.rooms.seen import HOST, NOBODY, SHOW, Known, Viewer, is_voter, written
from game.rooms.storage import CONNECTIONS, NO_ANSWER, PATIENCE, Store, StoreError, Taken
from game.rooms.verbs.hosting import step
from game.rooms.verbs.proposals import Proposal, RoomError
from game.text.language import spoken
from game.workers import Function, Workers

T = TypeVar("T")

TICK = 0.25  # s between two looks at the store
HEARTBEAT = 15.0  # s
FORGETS = 3600.0  # s between two looks for rooms that are too old
QUIET = 1.0  # s between two tellings of what is not urgent
MOST_GONE = 10_000
"""Codes of rooms that are gone, as long as they are remembered."""
AWAY = 20.0  # s after which somebody who does not ask is away


class Hub:
    """The rooms of a process.

    Parameters
    ----------
    store : of rows
    employ : returns those who let factories live, when there are the first ones
    clock : s since 1970
    first : called before the store is asked for the first time
    patience : s for which an answer of the store is waited for: a connection, then the answer
    weigh : weighs decisions for the debrief, in another process
    """

    def __init__(
        self,
        store: Store,
        employ: Callable[[], Workers],
        clock: Callable[[], float] = time.time,
        first: Callable[[], None] = lambda: None,
        patience: float = 2 * PATIENCE,
        weigh: Function | None = None,
    ) -> None:
        self._first, self._patience = first, patience
        self._store, self._clock = store, clock
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="rooms")
        self._rooms: dict[str, Live] = {}
        self._gone: dict[str, None] = {}  # codes, the oldest first
        self.turns = Turns()
        write = partial(self._in_thread, store.append_all)
        self._together = Together(write, self._catch_up, self._take, self._run, clock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._silent: float | None = None  # since when the store does not answer
        self._begun, self._beginning = False, asyncio.Lock()
        self.awaited = False  # there are rooms to begin with
        self._closing = False
        self.factories = Factories(employ, self._run, weigh)

    async def begin(self) -> None:
        """Read what is kept, and go on with it; once."""
        async with self._beginning:
            if self._begun:
                return
            self._first()
            asked = self._clock()
            try:
                newest = await self._read()
            except StoreError:
                self._silent = asked if self._silent is None else self._silent
                raise
            self._begun = True
            self._run(self._tick())  # it finds what is not read here, should the store go away
            for code in newest:
                await self.live(code)

    async def _read(self) -> dict[str, int]:
        """Return what rooms are kept, with their last sequence."""
        await self._in_thread(self._store.prepare)
        await self._in_thread(self._store.forget, self._clock())
        return await self._in_thread(self._store.newest)

    async def end(self) -> None:
        """Let go of all streams, threads and processes."""
        self.close_streams()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False)
        self._store.close()

    def close_streams(self) -> None:
        """End every stream now."""
        self._closing = True
        for live in self._rooms.values():
            live.close()

    async def live(self, code: str) -> Live | None:
        """Return a room, None if there is none."""
        live = self._rooms.get(code)
        if live is None and self.awaited and not self._begun:
            raise StoreError(NO_ANSWER)
        if live is None and self._begun:
            rows = await self._in_thread(self._store.rows, code)
            if not rows:
                return None
            live = self._rooms.get(code) or self._add(code, rows)
        return None if live is None or live.room.deleted else live

    def was_here(self, code: str) -> bool:
        """Return whether a room of this code has been deleted, or is too old."""
        live = self._rooms.get(code)
        return code in self._gone if live is None else live.room.deleted

    def makes_way(self, code: str) -> bool:
        """Return whether a rehearsal is over, or nobody looks at it who leads it."""
        live = self._rooms.get(code)
        if live is None or live.room.deleted or live.room.phase is Phase.DEBRIEF:
            return True
        return not any(live.streams[place] for place in (HOST, SHOW))

    async def open(self, code: str, proposal: Proposal) -> Live:
        """Open a room.

        Raises
        ------
        Taken
            There is one of this code.
        """
        await self.begin()
        row = await self._in_thread(self._store.append, code, 1, self._clock(), proposal)
        return self._rooms.get(code) or self._add(code, [row])

    async def append(self, live: Live, propose: Callable[[Room], Proposal]) -> None:
        """Add a row to a room, as the room stands when it is added.

        Raises
        ------
        RoomError
            The room refuses it, or the store does not answer.
        """
        async with live.lock:
            for _ in range(TRIES):
                try:
                    proposal = propose(live.room)
                except RoomError:
                    if not await self._catch_up(live):
                        raise
                    continue  # another process knew more
                if proposal.once in live.once:
                    return
                if proposal.kind == "stepped" and live.room.plan.federation is not None:
                    proposal = noting_absence(live, proposal, self._clock() - AWAY)
                sequence = live.room.sequence + 1
                code, now = live.room.code, self._clock()
                try:
                    row = await self._in_thread(self._store.append, code, sequence, now, proposal)
                except Taken:
                    await self._catch_up(live)
                    continue
                if row.sequence == sequence:
                    self._told(live, live.take([row]))
                return
        raise StoreError(CROWDED)

    async def append_together(self, live: Live, propose: Callable[[Room], Proposal]) -> None:
        """Add a row with all others that come meanwhile: one transaction for many.

        Raises
        ------
        RoomError
            The room refuses it, or the store does not answer.
        """
        await self._together.append(live, propose)

    def _take(self, live: Live, rows: list[Row]) -> None:
        """Take votes that have been written, and show them on walls a few times a second."""
        self._told(live, live.take(rows))
        live.wake_walls_soon()

    def known(self, live: Live, viewer: Viewer = NOBODY) -> Known:
        """Return what is known of a room besides its rows, as far as somebody may see it."""
        now = self._clock()
        here = live.here(now - AWAY) if viewer in (HOST, SHOW) else frozenset()
        fresh = live.played == live.room.played
        stalled = self._silent is not None
        if live.told_of != live.version:
            live.told_of, live.told_all = live.version, {}
        if live.race_of != live.standing:
            live.race_of, live.race = live.standing, {}
        accounts = live.accounts if fresh else {}
        return Known(
            accounts, here, now, stalled, live.alliances, live.standing_together,
            sum(map(is_voter, live.streams)), live.debrief, live.told_all, live.race, live.record,
        )  # fmt: skip

    def saw(self, live: Live, seat: int) -> None:
        """Note that somebody in a seat has asked, or said something, or had a stream open."""
        if self._clock() - live.seen.get(seat, 0.0) > AWAY:
            live.version += 1
        live.seen[seat] = self._clock()

    def told_to_voters(self, live: Live) -> str:
        """Return what an audience may know, as JSON: written once for all who are told at once."""
        language, when = spoken().tag, (live.public, int(4 * self._clock()))
        kept = live.told_voters.get(language)
        if kept is None or kept[0] != when:
            kept = when, written(for_voters(live.room, self.known(live))).decode()
            live.told_voters[language] = kept
        return kept[1]

    async def stream(
        self, live: Live, who: Viewer, told: Callable[[], str] | None = None
    ) -> AsyncIterator[str]:
        """Give the number of what is to be seen, as events, whenever there is something new.

        Parameters
        ----------
        told : returns what is to be seen, which is given instead
        """
        watcher = live.come(who)
        try:
            first = f"retry: {1000 + 40 * (len(live.watchers) % 100)}\n"
            while not (watcher.closed or self._closing or live.room.deleted):
                newest = live.version if told is None else live.public
                news = watcher.told != newest
                watcher.told, watcher.spoke = newest, self._clock()
                said = "" if not news else str(newest) if told is None else told()
                still = ": still here" if told is None else "data: ."  # scripts hear of data alone
                yield first + (f"data: {said}\n\n" if news else f"{still}\n\n")
                first = ""
                await watcher.woken.wait()
                watcher.woken.clear()
        finally:
            live.leave(watcher)
            if isinstance(who, int) and not watcher.closed:  # else another class may sit there
                self.saw(live, who)

    def watched(self) -> bool:
        """Return whether somebody has a stream open."""
        return any(live.watchers for live in self._rooms.values())

    def _add(self, code: str, rows: list[Row]) -> Live:
        said = {row.once for row in rows if row.once is not None}
        live = Live(fold(code, rows), said, self.turns)
        self._rooms[code] = live
        self._run(self.factories.warm(live))
        self.factories.live_on(live)
        return live

    def _told(self, live: Live, loud: bool) -> None:
        self.factories.live_on(live)
        if loud:
            live.wake()

    async def catch_up(self, live: Live) -> None:
        """Take the rows that another process has added: who is unknown may have come in there."""
        async with live.lock:
            await self._catch_up(live)

    async def _catch_up(self, live: Live) -> bool:
        """Take the rows that another process has added; return whether there are any."""
        before = live.room.sequence
        rows = await self._in_thread(self._store.rows, live.room.code, before)
        fresh = [row for row in rows if row.sequence > before]
        if live.room.plan.audience:
            self._take(live, fresh)
        else:
            self._told(live, live.take(fresh))
        return live.room.sequence > before

    async def _in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        """Ask the store.

        Raises
        ------
        StoreError
            No answer in time: what was asked may still happen.
        """
        asked = asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
        try:
            async with asyncio.timeout(self._patience):  # wait_for may lose that we are told to end
                return await asked
        except TimeoutError:
            raise StoreError(NO_ANSWER) from None

    def _run(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tick(self) -> None:
        """Look at the store and at the clocks, and tell what is not urgent, again and again."""
        quiet, forgot = 0.0, self._clock()
        while True:
            await asyncio.sleep(TICK)
            asked = self._clock()
            try:
                if asked - forgot >= FORGETS:
                    forgot = asked
                    await self._in_thread(self._store.forget, asked)
                await self._look()
                if self._silent is not None:
                    await self._let_clocks_stand(self._clock() - self._silent)
                    self._silent = None
                await self._close_turns()
            except StoreError:
                if self._silent is None:
                    self._silent = asked - TICK
                    self._wake_all()
            if self._clock() - quiet >= QUIET:
                quiet = self._clock()
                for live in self._rooms.values():
                    if live.told != live.version:
                        live.wake(voters=not live.room.plan.audience)
                    live.beat(quiet - HEARTBEAT)

    async def _look(self) -> None:
        had = {code: live.room.sequence for code, live in self._rooms.items()}
        newest = await self._in_thread(self._store.newest)
        for code, sequence in newest.items():
            live = self._rooms.get(code)
            if live is not None and sequence < had.get(code, 0):
                self._rooms.pop(code).close()  # who sat there has been forgotten
                live = None
            if live is None:
                await self.live(code)
            elif sequence > live.room.sequence:
                await self.catch_up(live)
        for code in set(had) - set(newest):
            self._rooms.pop(code).close()  # too old, or deleted
            self._gone[code] = None
        while len(self._gone) > MOST_GONE:
            del self._gone[next(iter(self._gone))]

    async def _close_turns(self) -> None:
        for live in list(self._rooms.values()):
            deadline, asks = live.room.deadline, open_one(live.room.ballots)
            if deadline is not None and self._clock() >= deadline:
                ends = partial(step, position=live.room.position)
                if asks is not None:
                    ends = partial(close, number=asks.number)
                try:
                    await self.append(live, ends)
                except StoreError:
                    raise
                except RoomError:
                    continue  # its host was quicker

    async def _let_clocks_stand(self, seconds: float) -> None:
        """Give turns the time for which nobody could decide."""
        for live in list(self._rooms.values()):
            room = live.room
            if room.deadline is not None:
                name = f"stood:{room.backs}:{room.position}:{int(self._clock() // 10)}"
                row = Proposal("extended", {"seconds": round(seconds, 2)}, name)
                await self.append(live, lambda _, row=row: row)  # type: ignore[misc]
        self._wake_all()

    def _wake_all(self) -> None:
        for live in self._rooms.values():
            live.version += 1
            live.wake()
