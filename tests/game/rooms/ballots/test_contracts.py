"""What an audience is told of its contracts is what the match has booked."""

import numpy as np
import pytest

from game.api import play
from game.live.feed import ground_of
from game.rooms.account import Account
from game.rooms.ballots.told import contracts_told
from game.rooms.play import whole_match
from game.rooms.room import Plan
from game.rules.decisions import Answer, Decision, Move
from game.rules.match import replay
from game.rules.scenario import OPEN
from tests.game.rooms.ballots.test_questions import at_turn

PLAN = Plan("open", 7, turns=24, turn_cycles=60, audience=True)


@pytest.mark.parametrize(("seed", "strategy"), [(7, "corrective"), (3, "local"), (1, "local")])
def test_a_contract_is_told_once_as_the_match_has_paid_it(seed: int, strategy: str) -> None:
    plan = Plan("open", seed, turns=12, turn_cycles=120, audience=True)
    taken = [one for one in enumerate(plan.offers) if one[1].bonus]
    moves: tuple[Move, ...] = (
        Decision(0, strategy),
        *(Answer(one.announced, number, 0) for number, one in taken),
    )
    fees = sum(one.prices[0] for _, one in taken)
    bonuses = fees - play("open", seed, moves).factories[0].charges
    told: list[str] = []
    for played in range(1, 13):
        account: Account = whole_match("open", seed, 120, played, moves)[0]
        told += contracts_told(at_turn(played, plan).room, account)
    assert len(told) == len(taken)
    kept = [one for one in told if one.startswith("Contract kept")]
    paid = sum(int(one.rpartition("$")[2].rstrip(".").replace(",", "")) for one in kept)
    assert paid == bonuses
    assert (bonuses > 0) == (strategy == "local")


def test_a_contract_is_told_as_lost_in_the_turn_in_which_it_is() -> None:
    plan = PLAN
    number, offer = next(one for one in enumerate(plan.offers) if one[1].bonus)
    moves: tuple[Move, ...] = (Decision(0, "corrective"), Answer(offer.announced, number, 0))
    match = replay(OPEN, moves, ground_of(OPEN, plan.seed)[1])
    runs = np.zeros((OPEN.slots, 1_441), bool)
    lives = match.factories[0].lives
    for slot, start, ran in zip(lives.slot, lives.installed, lives.ran, strict=True):
        runs[slot, start : start + ran] = True
    still = np.cumsum((~runs[:, offer.begins : offer.ends]).sum(axis=0))
    allowed = (100 - offer.line) * OPEN.slots * (offer.ends - offer.begins) // 100
    lost = offer.begins + int(np.argmax(still > allowed)) + 1
    assert lost // 60 < offer.ends // 60  # it is known a turn before its end
    turns = []
    for played in range(1, 25):
        (own, *_) = whole_match("open", plan.seed, 60, played, moves)
        if any(
            one.startswith("Contract lost")
            for one in contracts_told(at_turn(played, plan).room, own)
        ):
            turns.append(played)
    assert turns == [lost // 60 + 1]
