"""Nothing that a board says up to a cycle knows what comes after it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from data.trajectories import Trajectories
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.live import feed as feeding
from game.live.feed import Feed, Request, Standings, feed
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.lives import Outcome
from game.rules.match import advance, seats_of, start
from game.rules.scenario import OPEN
from game.rules.strategies import IntArray

RULES = replace(OPEN, rivals=((),))
"""Nobody else's failures reach the factory but those of its alliance's other members."""

LATER = 37  # cycles that an engine lives longer in the other future


@dataclass(frozen=True)
class OtherFuture(SimulatedFleet):
    """The same engines as far as they have been seen; from there on noise, and other lives.

    Attributes
    ----------
    seen : age that each engine has been seen to, by its id; engines that have ended are known whole
    """

    seen: tuple[tuple[int, int], ...] = ()

    def _changed(self, number: int) -> int | None:
        """Return up to which age an engine is known; None for one that is known whole."""
        played = number // (1 << 40) == 1
        return dict(self.seen).get(number, 0) if played else None

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        lives = super().lifetimes(engine_ids).copy()
        for place, number in enumerate(engine_ids.tolist()):
            age = self._changed(number)
            lives[place] += LATER if age is not None and age < lives[place] else 0
        return lives

    def histories(self, engine_ids: IntArray) -> Trajectories:
        true = super().histories(engine_ids)
        lives = self.lifetimes(engine_ids)
        offsets = np.concatenate([[0], np.cumsum(lives)])
        rng = np.random.default_rng(0)
        sensors = rng.normal(500, 200, (offsets[-1], true.sensors.shape[1])).astype(np.float32)
        settings = np.zeros((offsets[-1], true.settings.shape[1]), np.float32)
        for place, number in enumerate(engine_ids.tolist()):
            age = self._changed(number)
            begin, known = true.offsets[place], int(true.lifetimes[place])
            known = known if age is None else min(age, known)
            rows = slice(offsets[place], offsets[place] + known)
            sensors[rows] = true.sensors[begin : begin + known]
            settings[rows] = true.settings[begin : begin + known]
        return Trajectories(engine_ids, offsets.astype(np.int64), settings, sensors, lives)


def seen_by(fleet: SimulatedFleet, moves: list[Move], cycle: int) -> tuple[tuple[int, int], ...]:
    """Return how far each engine of the match has been seen at a cycle."""
    world = world_of(fleet)
    state = start(RULES, seats_of(RULES, moves, world.offers), world)
    ages: dict[int, int] = {}
    lives = advance(state, {}, cycle).histories[0].lives
    for number, ran, outcome in zip(lives.engine_id, lives.ran, lives.outcome, strict=True):
        ages[int(number)] = 10**6 if outcome == Outcome.FAILURE else int(ran)
    return tuple(sorted(ages.items()))


def said(fleet: SimulatedFleet, moves: list[Move], cycle: int, patch: pytest.MonkeyPatch) -> Feed:
    patch.setattr(feeding, "ground_of", lambda scenario, seed: (fleet, world_of(fleet)))
    return feed(Request(RULES, fleet.seed, tuple(moves), until=cycle), Standings())


def known(told: Feed, cycle: int) -> dict[str, Any]:
    """Return what is said up to a cycle, without the lives to come."""
    header, sections = told.header, told.sections
    announced = sections["announced"]
    names = ("offers", "events", "advice", "trainings", "unlocks")
    return {
        **{name: header[name] for name in names},
        "mine": header["factories"][0],
        "announced": announced[announced[:, 0] <= cycle].tolist(),
        **{
            name: values.tolist()
            for name, values in sections.items()
            if name.startswith(("forecast", "band"))
        },
    }


def moves_of(seed: int) -> list[Move]:
    """Return moves of all kinds, drawn by a seed."""
    draw = np.random.default_rng([seed, 5])
    orders: list[Move] = [
        Decision(int(draw.integers(0, 600)), str(draw.choice(["preventive", "local"])))
        for _ in range(2)
    ]
    calls: list[Move] = [
        Call(
            int(draw.integers(20, 800)),
            int(draw.integers(4)),
            str(draw.choice(["service", "hold"])),
        )
        for _ in range(6)
    ]
    offers = world_of(SimulatedFleet(RULES, seed)).offers
    answers: list[Move] = [
        Answer(offer.announced + 5, number, int(draw.integers(len(offer.prices))))
        for number, offer in enumerate(offers)
        if draw.random() < 0.6
    ]
    return sorted([*orders, *calls, *answers], key=lambda move: move.cycle)


def check(seed: int, cycle: int, patch: pytest.MonkeyPatch, hidden: int = 0) -> None:
    """Compare what is said in two futures.

    Parameters
    ----------
    hidden : last cycles of each running engine that are replaced although they have been seen
    """
    fleet, moves = SimulatedFleet(RULES, seed), moves_of(seed)
    moves = [move for move in moves if move.cycle < cycle]
    seen = [(number, age - hidden) for number, age in seen_by(fleet, moves, cycle)]
    other = OtherFuture(RULES, seed, seen=tuple(seen))
    truth, garbled = (said(one, moves, cycle, patch) for one in (fleet, other))
    assert known(truth, cycle) == known(garbled, cycle)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("seed", "cycle"), [(1, 250), pytest.param(2, 431, marks=pytest.mark.long), (3, 700), (4, 905)]
)
def test_what_is_said_up_to_a_cycle_knows_no_later_one(
    seed: int, cycle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(seed, cycle, monkeypatch)


@pytest.mark.no_cover
def test_what_is_said_does_know_what_has_been_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError):
        check(1, 250, monkeypatch, hidden=3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_up_to_a_cycle_knows_no_later_one_240_times(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cycle in range(90, 1_350, 105):
        check(seed, cycle, monkeypatch)
