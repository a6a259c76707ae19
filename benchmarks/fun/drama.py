"""Whether it is dramatic: changes of place, closeness late, and events of the loudest two sizes.

The race is that of ``GAMES`` (20) free matches from seed ``FIRST`` (5000) on, played by the written
policy. Events are counted by the minute of a play with its reading: over the scripted plays of the
campaign, and over free matches by players of every kind. Who plays well has hardly a failure: one
costs more of the best possible than the written policy may lose in a minute.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

import numpy as np

from benchmarks.fun._checks import chapters_asked, check
from benchmarks.fun.gaps import log, plays
from benchmarks.money.decisions import SECONDS_A_LETTER
from game.campaign.scenes import Chapter
from game.evidence.players import AS_ADVISED, NOTHING, Fixed, Player, Seen, Written, play_by
from game.fleet.blind_spot import calm_failures
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Decision, Move
from game.rules.economics import ledger
from game.rules.lives import Outcome
from game.rules.match import Match
from game.rules.offers.offers import OFFERS
from game.rules.scenario import OPEN
from game.rules.strategies import STRATEGIES

GAMES, FIRST = int(os.environ.get("GAMES", "20")), int(os.environ.get("FIRST", "5000"))
STEP, LATE, NEAR = 20, 0.8, 0.1
CYCLES_A_MINUTE = 720
"""At the speed at which a free match begins, twelve a second."""

CHANGES_MIND = 240
"""Cycles after which who plays at random takes another strategy."""


@dataclass(frozen=True)
class Events:
    """What is loud in one play.

    Attributes
    ----------
    failures : of the player: each halts the clock
    stands : calm failures, joinings and the end, for which the board comes to a stand
    """

    minutes: float
    failures: int
    stands: int


def failures_a_minute(found: Sequence[Events]) -> float:
    """Return how many failures there are in a minute.

    Examples
    --------
    >>> failures_a_minute([Events(1.0, 3, 1), Events(2.0, 0, 1)])
    1.0
    """
    return sum(one.failures for one in found) / sum(one.minutes for one in found)


def stands_in_two_minutes(found: Sequence[Events]) -> float:
    """Return how often the board comes to a stand in two minutes.

    Examples
    --------
    >>> stands_in_two_minutes([Events(1.0, 3, 1), Events(3.0, 0, 1)])
    1.0
    """
    return 2 * sum(one.stands for one in found) / sum(one.minutes for one in found)


def of_chapter(chapter: Chapter) -> list[Events]:
    """Return what is loud in the scripted plays of a chapter, its end with whatever stars."""
    return [
        Events(
            log(one).seconds / 60,
            sum(life.kind == Outcome.FAILURE for life in one.told.ended),
            len(one.told.calm) + len(one.told.joined) + 1,
        )
        for one in plays(chapter)
    ]


def of_match(match: Match, seed: int) -> Events:
    """Return what is loud in a free match, its end in whatever place."""
    own = match.factories[0]
    lives = own.lives.cut(match.end)
    world = world_of(fleet_of(OPEN, seed))
    calm = sum(1 for _ in calm_failures(OPEN, world.events, own, lives))
    joined = sum(bool(one.offer.alliances) for one in own.taken)
    reading = len(world.offers) * SECONDS_A_LETTER / 60
    failures = int((lives.outcome == Outcome.FAILURE).sum())
    return Events(match.end / CYCLES_A_MINUTE + reading, failures, calm + joined + 1)


@dataclass(frozen=True)
class AtRandom:
    """Takes any strategy now and then, and of each offer any option or none."""

    draw: np.random.Generator

    def __call__(self, seen: Seen) -> list[Move]:
        moves: list[Move] = []
        if seen.cycle % CHANGES_MIND == 0:
            alone = [name for name, one in STRATEGIES.items() if not one.together]
            moves.append(Decision(seen.cycle, str(self.draw.choice(alone))))
        for number, offer in seen.offers.items():
            option = int(self.draw.integers(len(offer.prices) + 1))
            if offer.announced == seen.cycle and option < len(offer.prices):
                moves.append(Answer(seen.cycle, number, option))
        return moves


def players(seed: int) -> dict[str, Player]:
    """Return who plays a free match: bots as of chapters, and who does as advised."""
    return {
        "never moves": NOTHING,
        "at random": AtRandom(np.random.default_rng(seed)),
        "always accepts": Fixed(alliance=0, takes=frozenset(OFFERS)),
        "as advised": AS_ADVISED,
        "written": Written(),
    }


def _places(match: Match, cycles: Sequence[int]) -> list[int]:
    """Return how many stand above the player at some cycles."""
    table = np.array([[_balance(match, n, cycle) for n in range(4)] for cycle in cycles])
    return [int(one) for one in (table[:, 1:] > table[:, :1]).sum(axis=1)]


def changes_of(match: Match) -> int:
    """Return how often the player's place changes in a match."""
    places = _places(match, range(3 * STEP, OPEN.cycles + 1, STEP))
    return sum(one != other for one, other in pairwise(places))


def is_close(match: Match) -> bool:
    """Return whether the first two are within a tenth of each other at four fifths of the time."""
    late = sorted((_balance(match, n, int(LATE * OPEN.cycles)) for n in range(4)), reverse=True)
    return late[0] - late[1] <= NEAR * late[0]


def _balance(match: Match, number: int, cycle: int) -> int:
    own, rules = match.factories[number], match.scenario
    charges = [one for one in own.charges if one.cycle <= cycle]
    return ledger(own.lives.cut(cycle), rules.slots, cycle, rules.economics, charges).profit


def rows() -> Iterator[tuple[str, str]]:
    """Judge the race of free matches, and what is loud in chapters and free matches."""
    chapters = {one.name: of_chapter(one) for one in chapters_asked()}
    yield from _loud_rows("campaign", chapters)
    races, free = [], {name: [] for name in players(0)}
    for seed in range(FIRST, FIRST + GAMES):
        for name, player in players(seed).items():
            match, _ = play_by(OPEN, seed, player)
            free[name].append(of_match(match, seed))
            if name == "written":
                races.append(match)
    changes = median(map(changes_of, races))
    yield check("drama: two changes of place, median", changes >= 2, f"{changes:.0f}")
    close = mean(map(is_close, races))
    told = f"{close:.2f} of {GAMES} matches"
    yield check("drama: a third are close at four fifths", close >= 1 / 3, told)
    yield from _loud_rows("free match", free)


def _loud_rows(where: str, found: dict[str, list[Events]]) -> Iterator[tuple[str, str]]:
    """Judge what is loud in all plays together, with the figure of each kind of play."""
    together = [one for group in found.values() for one in group]
    for what, rate in (
        ("a failure a minute", failures_a_minute),
        ("a stand of the board in two minutes", stands_in_two_minutes),
    ):
        each = ", ".join(f"{name} {rate(group):.1f}" for name, group in found.items())
        told = f"{rate(together):.1f} ({each})"
        yield check(f"drama, {where}: {what}", rate(together) >= 1, told)
