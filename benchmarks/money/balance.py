"""Is the free match a game? Players by rules and by fixed answers on the same engines.

``GAMES`` (100) matches from seed ``FIRST`` (7000) on, unused in tuning; shares are mean profit over
mean ceiling, in brackets 95% intervals over matches, of paired differences. ``TUNE=30`` first looks
for the best fixed answers on the seeds from 1000 on; otherwise C is what that has found.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.evidence.players import (
    AS_ADVISED,
    BEST_FIXED,
    NOTHING,
    Fixed,
    Player,
    Seen,
    Written,
    play_by,
)
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.decisions import Call, Move
from game.rules.offers.offers import LOW_FEES, OFFERS, Alliance
from game.rules.report import oracles
from game.rules.scenario import OPEN, Scenario

GAMES, FIRST = int(os.environ.get("GAMES", "100")), int(os.environ.get("FIRST", "7000"))
TUNE, TUNED_ON = int(os.environ.get("TUNE", "0")), 1_000


@dataclass(frozen=True)
class AtRandom:
    """Plays as another player, and calls engines at random besides."""

    player: Player
    seed: int

    def __call__(self, seen: Seen) -> list[Move]:
        draw = np.random.default_rng([self.seed, seen.cycle])
        calls: list[Move] = [
            Call(seen.cycle, engine.slot, str(draw.choice(["service", "hold"])))
            for engine in seen.engines
            if draw.random() < 0.2
        ]
        return [*self.player(seen), *calls]


def rows() -> Iterator[tuple[str, str]]:
    """Print what each player earns, and what one earns more than another."""
    seeds = range(FIRST, FIRST + GAMES)
    fixed = best_fixed(range(TUNED_ON, TUNED_ON + TUNE)) if TUNE else BEST_FIXED
    yield "C, fixed answers", f"{fixed}"
    ceilings = np.array([_ceiling(OPEN, seed) for seed in seeds])
    players: dict[str, Callable[[int], Player]] = {
        "W": lambda seed: Written(),
        "W without calls": lambda seed: Written(calls=False),
        "W with random calls": lambda seed: AtRandom(Written(calls=False), seed),
        "B": lambda seed: AS_ADVISED,
        "C": lambda seed: fixed,
        "N": lambda seed: NOTHING,
    }
    earned = _profits(OPEN, seeds, players)
    for name, profit in earned.items():
        yield f"{name}, share of the ceiling", _share(profit, ceilings)
    for one, other in (
        ("W", "B"),
        ("W", "C"),
        ("W", "W without calls"),
        ("W without calls", "W with random calls"),
    ):
        yield f"{one} - {other}", _difference(earned[one] - earned[other], ceilings)
    calm, most = zip(*map(_with_one_good_offer, seeds), strict=True)
    yield "B without events, one good offer", _share(np.array(calm), np.array(most))


def best_fixed(seeds: Sequence[int]) -> Fixed:
    """Look for the best fixed answers, one change after the other, until none is better."""
    best = Fixed("preventive", alliance=0)
    while True:
        ways = [replace(best, strategy=name) for name in ("preventive", "local", None)]
        ways += [replace(best, alliance=place) for place in (0, None)]
        ways += [replace(best, takes=best.takes ^ {kind}) for kind in OFFERS if kind != "alliance"]
        earned = _profits(
            OPEN, seeds, {str(way): lambda seed, way=way: way for way in (best, *ways)}
        )
        better = max((best, *ways), key=lambda way: earned[str(way)].mean())
        if better == best:
            return best
        best = better


def _with_one_good_offer(seed: int) -> tuple[int, int]:
    """Return what B earns, and the ceiling, where nothing befalls and one alliance invites.

    It is that of all other factories, for the middle one of the low fees.
    """
    calm = replace(OPEN, events=0)
    fleet = fleet_of(calm, seed)
    world = world_of(fleet)
    (offer,) = (offer for offer in world.offers if offer.alliances)
    everybody = Alliance("Northern Ring", calm.federation_size - 1, "any", "fedavg", LOW_FEES[1])
    alone = replace(offer, prices=(0,), alliances=(everybody,))
    match, _ = play_by(calm, seed, AS_ADVISED, replace(world, offers=(alone,)))
    most = oracles(calm, fleet, calm.cycles, world.events, (alone,))[0].profit
    return int(match.balances[0, -1]), most


def _profits(
    scenario: Scenario, seeds: Sequence[int], players: Mapping[str, Callable[[int], Player]]
) -> dict[str, np.ndarray]:
    """Return what each player earns, (seeds,): of one seed all play, and share what is trained."""
    earned = {
        seed: [
            play_by(scenario, seed, player(seed))[0].balances[0, -1] for player in players.values()
        ]
        for seed in seeds
    }
    return dict(zip(players, np.array([*earned.values()], float).T, strict=True))


def _ceiling(scenario: Scenario, seed: int) -> int:
    """Return the most that can be earned in a match."""
    fleet = fleet_of(scenario, seed)
    world = world_of(fleet)
    return oracles(scenario, fleet, scenario.cycles, world.events, world.offers)[0].profit


def _share(profits: np.ndarray, ceilings: np.ndarray) -> str:
    """Return mean profit over mean ceiling, with its interval over matches."""
    share = profits.mean() / ceilings.mean()
    half = 1.96 * float((profits - share * ceilings).std(ddof=1)) / len(profits) ** 0.5
    half /= float(ceilings.mean())
    return f"{share:.3f} [{share - half:.3f}, {share + half:.3f}]"


def _difference(gained: np.ndarray, ceilings: np.ndarray) -> str:
    share = gained / ceilings.mean()
    half = 1.96 * share.std(ddof=1) / np.sqrt(len(share))
    return f"{share.mean():+.3f} [{share.mean() - half:+.3f}, {share.mean() + half:+.3f}]"
