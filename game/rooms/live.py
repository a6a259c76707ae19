"""A room as one process knows it: its rows folded, who looks, what its factories came to.

And turns: who comes at once is served one after the other.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from game.rooms.account import Account
from game.rooms.debrief.figures import Debrief
from game.rooms.federation.standing import Standing
from game.rooms.offered import Seen
from game.rooms.room import Room, Row
from game.rooms.rows import after
from game.rooms.seen import Told, Viewer, is_voter

LOUD = frozenset(
    {
        "stepped",
        "led",
        "polled",
        "took_back",
        "began_anew",
        "extended",
        "messaged",
        "removed",
        "deleted",
        "renamed",
        "reached",
        "sheet",
        "asked",
        "closed",
        "voided",
        "paused",
    }
)
"""Kinds of row that every screen shows at once."""


DECIDING = frozenset({"decided", "acted", "guessed", "marked", "wrote", "voted", "bet", "led"})
"""Kinds of row that change nothing of the race while a turn is open."""


AT_ONCE = 4
"""Of those who change something, and of those who look, in one round of the loop: some 10 ms."""

WALLS = 0.1
"""Seconds between two tellings of how many have voted."""

Call = Callable[[], object]


class Turns:
    """Two queues, of those who change something and of those who look: neither waits for the other.

    A loop runs all that is ready before it looks at its clock, at the store's answers and at who
    else has come: with 300 screens that ask after one step, that would be all of them.
    """

    def __init__(self) -> None:
        self._changing: deque[Call] = deque()
        self._looking: deque[Call] = deque()
        self._called = False

    def waits(self) -> bool:
        """Return whether somebody waits for a turn."""
        return self._called

    def take(self, call: Call, changes: bool = False) -> None:
        """Have something called in its turn."""
        (self._changing if changes else self._looking).append(call)
        if not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._round)

    async def come(self, changes: bool = False) -> None:
        """Wait for one's turn.

        Examples
        --------
        >>> turns, came = Turns(), []
        >>> async def guest(number):
        ...     await turns.come()
        ...     came.append(number)
        >>> async def many():
        ...     await asyncio.gather(*map(guest, range(9)))
        >>> asyncio.run(many())
        >>> came
        [0, 1, 2, 3, 4, 5, 6, 7, 8]
        """
        turn = asyncio.get_running_loop().create_future()

        def give() -> None:
            if not turn.done():  # who has given up is passed over
                turn.set_result(None)

        self.take(give, changes)
        await turn

    def _round(self) -> None:
        for queue in (self._changing, self._looking):
            for _ in range(min(AT_ONCE, len(queue))):
                queue.popleft()()
        self._called = bool(self._changing or self._looking)
        if self._called:
            asyncio.get_running_loop().call_soon(self._round)


class Watcher:
    """A stream that somebody has open."""

    def __init__(self, who: Viewer) -> None:
        self.who = who
        self.woken = asyncio.Event()
        self.told = -1  # the version that it knows
        self.spoke = 0.0  # when it was told something last, s
        self.closed = False


@dataclass(eq=False)
class Live:
    """A room in this process."""

    room: Room
    once: set[str]
    turns: Turns  # of all who come to this process
    version: int = 0  # of what is seen; of this process
    told: int = 0  # the version that quiet streams know
    told_all: dict[str, Any] = field(default_factory=dict)  # what is the same for all who look
    told_of: int = -1  # the version that it belongs to
    standing: int = 0  # rises when what is told of the race may have changed
    race: dict[str, Told] = field(default_factory=dict)
    race_of: int = -1  # the standing that it belongs to
    played: int = -1  # turns of the accounts
    accounts: dict[int, Account] = field(default_factory=dict)
    asked: object = None  # what is being computed, or was last
    lived: object = None  # what the accounts are of
    told_next: "asyncio.Future[None] | None" = None  # what waits for the next telling
    alliances: Seen = ()  # what the members of each have seen fail
    record: tuple[int, ...] = ()  # ages at which engines had failed before, cycles
    standing_together: Standing | None = None  # of the players' federation
    debrief: Debrief | None = None  # what has been worked out of it
    watchers: set[Watcher] = field(default_factory=set)
    streams: Counter[Viewer] = field(default_factory=Counter)  # that somebody has open
    seen: dict[int, float] = field(default_factory=dict)  # when a seat asked last, s
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    walls_wait: bool = False  # walls will be told of votes in a moment
    public: int = 0  # rises when an audience is told something
    told_voters: dict[str, tuple[object, str]] = field(default_factory=dict)  # by language

    def take(self, rows: Iterable[Row]) -> bool:
        """Add rows; return whether all screens must know at once."""
        loud = False
        for row in rows:
            before = self.room.before
            self.room = after(self.room, row)
            self.version += 1
            self.standing += row.kind not in DECIDING
            loud |= row.kind in LOUD
            if row.kind == "took_back":
                self.played = -1  # accounts of turns that are void
                self.standing_together = self.debrief = None
            if row.kind == "pinned":
                self._sign_out(row.body["seat"])
            if self.room.before is not before:
                self._change_class()
            if row.once is not None:
                self.once.add(row.once)
        return loud

    def _sign_out(self, seat: int) -> None:
        """Let the device that was in a seat be away at once: it has no place any more."""
        self.seen.pop(seat, None)
        for watcher in self.watchers:
            if watcher.who == seat:
                watcher.closed = True
                watcher.woken.set()

    def _change_class(self) -> None:
        """Let nobody look who sat here before."""
        self.accounts, self.standing_together, self.debrief = {}, None, None
        self.seen.clear()
        for watcher in self.watchers:
            watcher.closed = isinstance(watcher.who, int) or is_voter(watcher.who)

    async def news(self) -> None:
        """Wait until all streams are told."""
        self.told_next = self.told_next or asyncio.get_running_loop().create_future()
        await asyncio.shield(self.told_next)

    def come(self, who: Viewer) -> Watcher:
        """Open a stream."""
        watcher = Watcher(who)
        self.watchers.add(watcher)
        self.streams[who] += 1
        self.version += is_voter(who)  # walls show how many are here
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Close a stream."""
        self.watchers.remove(watcher)
        self.streams[watcher.who] -= 1
        if not self.streams[watcher.who]:
            del self.streams[watcher.who]
        self.version += 1

    def here(self, since: float) -> frozenset[int]:
        """Return the seats that somebody looks at, or has asked for since then."""
        asked = {seat for seat, when in self.seen.items() if when > since}
        looks = {one.who for one in self.watchers if isinstance(one.who, int) and not one.closed}
        return frozenset(asked | looks)

    def close(self) -> None:
        """End all streams."""
        for watcher in self.watchers:
            watcher.closed = True
        self.wake()

    def wake(self, voters: bool = True) -> None:
        """Tell all streams, those of an audience only if it has something to hear."""
        self.told = self.version
        self.public += voters
        if self.told_next is not None:
            self.told_next.set_result(None)
            self.told_next = None
        for watcher in self.watchers:
            if voters or not is_voter(watcher.who):
                self.turns.take(watcher.woken.set)

    def wake_walls_soon(self) -> None:
        """Tell hosts and walls, but no audience, a few times a second."""
        if self.walls_wait:
            return
        self.walls_wait = True

        def tell() -> None:
            self.walls_wait = False
            self.wake(voters=False)

        asyncio.get_running_loop().call_later(WALLS, tell)

    def beat(self, before: float) -> None:
        """Let streams give a sign that have told nothing since then."""
        for watcher in self.watchers:
            if watcher.spoke < before:
                self.turns.take(watcher.woken.set)


def due_of(room: Room) -> tuple[int, ...] | None:
    """Return what accounts a room is due, which change with it; None if nothing has been played."""
    if not (room.played and room.members):
        return None
    # What was decided till now is settled.
    return room.played, room.backs, len(room.members), *room.weighed
