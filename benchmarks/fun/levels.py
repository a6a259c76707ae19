"""Are the levels what they are called? The page of rules and the advice on the same seeds.

``GAMES`` (20) matches of each level from seed ``FIRST`` (7000) on. A share is profit over the
ceiling of the match; in brackets 95% intervals over matches, of differences to the free match
paired by seed.
"""

import os
from collections.abc import Iterator

import numpy as np

from game.evidence.players import AS_ADVISED, Written, play_by
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.report import oracles
from game.rules.scenario import CALM, HARD, OPEN, Scenario

GAMES, FIRST = int(os.environ.get("GAMES", "20")), int(os.environ.get("FIRST", "7000"))
PLAYERS = {"W": Written(), "B": AS_ADVISED}


def rows() -> Iterator[tuple[str, str]]:
    """Print what each player earns at each level, and what it earns more than in the free match."""
    played = {one.name: _played(one) for one in (CALM, OPEN, HARD)}
    for place, player in enumerate(PLAYERS):
        _, free, _ = played[OPEN.name][place]
        for name, games in played.items():
            profits, shares, ahead = games[place]
            yield f"{player}, {name}: profit", f"${profits.mean():,.0f}"
            yield f"{player}, {name}: share of the ceiling", _interval(shares)
            yield f"{player}, {name}: matches won", f"{(ahead > 0).sum()} of {len(ahead)}"
            if name != OPEN.name:
                yield (
                    f"{player}, {name} - {OPEN.name}: share of the ceiling",
                    _interval(shares - free),
                )


def _played(scenario: Scenario) -> np.ndarray:
    """Return profit, share of the ceiling, and lead over the best rival: (players, 3, games)."""
    games = []
    for seed in range(FIRST, FIRST + GAMES):
        fleet = fleet_of(scenario, seed)
        world = world_of(fleet)
        best, *_ = oracles(scenario, fleet, scenario.cycles, world.events, world.offers)
        row = []
        for player in PLAYERS.values():
            mine, *rivals = play_by(scenario, seed, player, world)[0].balances[:, -1].tolist()
            row.append((mine, mine / best.profit, mine - max(rivals)))
        games.append(row)
    return np.moveaxis(np.array(games, float), 0, -1)


def _interval(values: np.ndarray) -> str:
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.3f} [{values.mean() - half:+.3f}, {values.mean() + half:+.3f}]"
