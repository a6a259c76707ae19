"""A room as one process knows it: its rows folded, who looks, and what its factories came to."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from game.rooms.account import Account
from game.rooms.offered import Seen
from game.rooms.room import Room, Row, after
from game.rooms.seen import Viewer
from game.rooms.turns import Turns

LOUD = frozenset(
    {"stepped", "took_back", "began_anew", "extended", "messaged", "removed", "deleted", "renamed"}
)
"""Kinds of row that every screen shows at once."""


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
    played: int = -1  # turns of the accounts
    accounts: dict[int, Account] = field(default_factory=dict)
    asked: object = None  # what is being computed, or was last
    alliances: Seen = ()  # what the members of each have seen fail
    watchers: set[Watcher] = field(default_factory=set)
    streams: Counter[Viewer] = field(default_factory=Counter)  # that somebody has open
    seen: dict[int, float] = field(default_factory=dict)  # when a seat asked last, s
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def take(self, rows: Iterable[Row]) -> bool:
        """Add rows; return whether all screens must know at once."""
        loud = False
        for row in rows:
            before = self.room.before
            self.room = after(self.room, row)
            self.version += 1
            loud |= row.kind in LOUD
            if row.kind == "took_back":
                self.played = -1  # accounts of turns that are void
            if self.room.before is not before:
                self._change_class()
            if row.once is not None:
                self.once.add(row.once)
        return loud

    def _change_class(self) -> None:
        """Let nobody look who sat here before."""
        self.accounts = {}
        self.seen.clear()
        for watcher in self.watchers:
            watcher.closed = isinstance(watcher.who, int)

    def come(self, who: Viewer) -> Watcher:
        """Open a stream."""
        watcher = Watcher(who)
        self.watchers.add(watcher)
        self.streams[who] += 1
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
        return frozenset(asked | {who for who in self.streams if isinstance(who, int)})

    def close(self) -> None:
        """End all streams."""
        for watcher in self.watchers:
            watcher.closed = True
        self.wake()

    def wake(self) -> None:
        """Tell all streams."""
        self.told = self.version
        for watcher in self.watchers:
            self.turns.take(watcher.woken.set)

    def beat(self, before: float) -> None:
        """Let streams give a sign that have told nothing since then."""
        for watcher in self.watchers:
            if watcher.spoke < before:
                self.turns.take(watcher.woken.set)
