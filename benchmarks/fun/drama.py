"""Whether a free match is a race: changes of place, closeness late, and events that are loud.

The written policy plays; ``GAMES`` (30) matches from seed ``FIRST`` (5000) on.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

import numpy as np

from benchmarks.fun._checks import check
from game.evidence.players import Written, play_by
from game.fleet.blind_spot import calm_failures
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.economics import ledger
from game.rules.lives import Outcome
from game.rules.match import Match
from game.rules.scenario import OPEN

GAMES, FIRST = int(os.environ.get("GAMES", "30")), int(os.environ.get("FIRST", "5000"))
STEP, LATE, NEAR = 20, 0.8, 0.1
CYCLES_A_MINUTE = 720
"""At the speed at which a free match begins, twelve a second."""


@dataclass(frozen=True)
class Race:
    """What happens in one match."""

    changes: int  # of the player's place
    close: bool  # the first two are within a tenth at four fifths of the time
    failures: int  # of the player, which stop the clock
    loud: int  # calm failures and joinings, for which the board comes to a stand


def race(seed: int) -> Race:
    """Play a free match and look at its race."""
    match, _ = play_by(OPEN, seed, Written())
    cycles = range(3 * STEP, OPEN.cycles + 1, STEP)
    table = np.array([[_balance(match, n, cycle) for n in range(4)] for cycle in cycles])
    places = (table[:, 1:] > table[:, :1]).sum(axis=1).tolist()
    late = sorted((_balance(match, n, int(LATE * OPEN.cycles)) for n in range(4)), reverse=True)
    own = match.factories[0]
    lives = own.lives.cut(match.end)
    events = world_of(fleet_of(OPEN, seed)).events
    calm = sum(1 for _ in calm_failures(OPEN, events, own, lives))
    joined = sum(bool(one.offer.alliances) for one in own.taken)
    return Race(
        sum(one != other for one, other in pairwise(places)),
        late[0] - late[1] <= NEAR * late[0],
        int((lives.outcome == Outcome.FAILURE).sum()),
        calm + joined,
    )


def _balance(match: Match, number: int, cycle: int) -> int:
    own, rules = match.factories[number], match.scenario
    charges = [one for one in own.charges if one.cycle <= cycle]
    return ledger(own.lives.cut(cycle), rules.slots, cycle, rules.economics, charges).profit


def rows() -> Iterator[tuple[str, str]]:
    """Judge races of free matches."""
    found = [race(seed) for seed in range(FIRST, FIRST + GAMES)]
    minutes = OPEN.cycles / CYCLES_A_MINUTE
    changes = median(one.changes for one in found)
    yield check("drama: two changes of place, median", changes >= 2, f"{changes:.0f}")
    close = mean(one.close for one in found)
    told = f"{close:.2f} of {GAMES} matches"
    yield check("drama: a third are close at four fifths", close >= 1 / 3, told)
    failures = mean(one.failures for one in found) / minutes
    yield check("drama: a failure a minute", failures >= 1, f"{failures:.1f}")
    loud = 2 * mean(one.loud for one in found) / minutes
    told = f"{loud:.1f}, calm failures and joinings"
    yield check("drama: a stand of the board every two minutes", loud >= 1, told)
