"""What an audience is told of its contracts is what the match has booked."""

import pytest

from game.api import play
from game.rooms.account import Account
from game.rooms.ballots.told import contracts_told
from game.rooms.play import whole_match
from game.rooms.room import Plan
from game.rules.decisions import Answer, Decision, Move
from tests.game.rooms.ballots.test_questions import at_turn


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
