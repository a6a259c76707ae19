"""A room as one process knows it: its rows folded, who looks, and what its factories came to."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from game.rooms.account import Account
from game.rooms.offered import Seen
from game.rooms.room import Room, Row, after

LOUD = frozenset(
    {"stepped", "took_back", "began_anew", "extended", "messaged", "removed", "deleted", "renamed"}
)
"""Kinds of row that every screen shows at once."""


class Watcher:
    """A stream that somebody has open."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.closed = False


@dataclass(eq=False)
class Live:
    """A room in this process."""

    room: Room
    once: set[str]
    version: int = 0  # of what is seen; of this process
    told: int = 0  # the version that quiet streams know
    told_all: dict[str, Any] = field(default_factory=dict)  # what is the same for all who look
    told_of: int = -1  # the version that it belongs to
    played: int = -1  # turns of the accounts
    accounts: dict[int, Account] = field(default_factory=dict)
    asked: object = None  # what is being computed, or was last
    alliances: Seen = ()  # what the members of each have seen fail
    watchers: dict[Watcher, int | str] = field(default_factory=dict)
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
        for watcher, who in self.watchers.items():
            watcher.closed = isinstance(who, int)

    def wake(self) -> None:
        """Tell all streams."""
        self.told = self.version
        for watcher in self.watchers:
            watcher.woken.set()
