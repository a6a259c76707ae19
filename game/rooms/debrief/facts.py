"""What a debrief is told from, and in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.rooms.account import Account, places_of
from game.rooms.debrief.figures import Debrief, Weighed
from game.rooms.federation.standing import Standing
from game.rooms.room import Member, Room

ROWS = 12
"""Factories that a screen names, at most."""


@dataclass(frozen=True)
class Facts:
    """What a debrief is told from.

    Attributes
    ----------
    name : what everybody may call a seat
    every : rows name all factories, as on the host's console, not ``ROWS`` at most
    """

    room: Room
    accounts: Mapping[int, Account]
    together: Standing | None
    debrief: Debrief | None
    name: Callable[[Member], str]
    every: bool = False

    @property
    def ranked(self) -> list[Member]:
        """Seats with an account, the richest first; who came when all was over is none of them.

        Nothing that has been read out changes when somebody comes.
        """
        played = [one for one in self.room.present if one.late < self.room.plan.turns]
        found = [one for one in played if one.seat in self.accounts]
        return sorted(found, key=lambda one: (-self.accounts[one.seat].balance, one.seat))

    @property
    def weighed(self) -> dict[int, Weighed]:
        """Of seats that are present."""
        known = self.debrief.weighed if self.debrief else {}
        return {one.seat: known[one.seat] for one in self.ranked if one.seat in known}

    @property
    def are_weighed(self) -> bool:
        """Whether the decisions of all of them have been."""
        return len(self.weighed) == len(self.ranked)

    def named(self, member: Member) -> dict[str, Any]:
        """Return a seat as a row begins."""
        return {"seat": member.seat, "name": self.name(member)}

    def scores(self, screen: str) -> dict[int, float]:
        """Return by what a screen ranks its factories, by their seats, once it is known.

        What makes no dollar is no lead.
        """
        weighed, ranked = self.weighed, self.ranked
        if screen == "same":
            return {one.seat: round(weighed[one.seat].expected) for one in ranked}
        if screen == "quality":
            return {seat: one.quality for seat, one in weighed.items() if one.quality is not None}
        if screen == "helpers" and self.together is not None:
            worth, here = self.together.worth, {one.seat for one in self.room.present}
            return {seat: sum(others) for seat, others in worth.items() if seat in here}
        money: dict[int, float] = {one.seat: self.accounts[one.seat].balance for one in ranked}
        if screen == "blind":
            return {
                seat: had for seat, had in money.items() if any(blind_of(weighed[seat]).values())
            }
        return money

    def order(self, screen: str) -> list[Member]:
        """Return the factories of a screen in its order, once their figures are known."""
        scores = self.scores(screen)
        everybody = self.room.present if screen == "helpers" else self.ranked
        found = [one for one in everybody if one.seat in scores]
        return sorted(found, key=lambda one: -scores[one.seat])

    def listed(
        self, screen: str, figures: Callable[[Member], Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return rows of a screen: each with its place among all, which equal ones share."""
        ranked, places = self.order(screen), places_of(self.scores(screen))
        shown = range(len(ranked)) if self.every else spread_out(len(ranked))
        return [
            self.named(one) | {"place": places[one.seat]} | dict(figures(one))
            for one in (ranked[number] for number in shown)
        ]

    def place(self, screen: str, member: Member) -> int:
        """Return the place of a seat on a screen; who is not on it comes after all that are."""
        places = places_of(self.scores(screen))
        return places.get(member.seat, 1 + len(places))

    def first(self, screen: str) -> dict[str, Any]:
        """Return who is first on a screen, and how many stand there ``equal``."""
        places = list(places_of(self.scores(screen)).values())
        return self.named(self.order(screen)[0]) | {"equal": places.count(1)}


def spread_out(count: int) -> list[int]:
    """Return the first place, the last and those evenly between, where there are too many.

    Examples
    --------
    >>> spread_out(44)
    [0, 4, 8, 12, 16, 20, 23, 27, 31, 35, 39, 43]
    """
    if count <= ROWS:
        return list(range(count))
    return [int(place) for place in np.linspace(0, count - 1, ROWS).round()]


def blind_of(one: Weighed) -> dict[str, int]:
    """Return which faults a factory met that its model had not seen, and what became of them.

    What failed after its factory had left is no loss of the federation's: it is told apart.
    """
    fans = {} if one.fans is None else {"fans": one.fans}
    when = {"before": one.before, "within": one.within}
    ends = {"saved": one.saved, "lost": one.lost - one.left, "left": one.left}
    return {"met": one.met} | ends | when | fans
