"""What an audience is told of its contracts is what the match has booked."""

import re

import numpy as np
import numpy.typing as npt
import pytest

from game.api import play
from game.live.feed import ground_of
from game.rooms.account import Account
from game.rooms.ballots.asking import close
from game.rooms.ballots.ballot import Ballot, Question
from game.rooms.ballots.told import contracts_told, fees_told
from game.rooms.ballots.words import line_of
from game.rooms.play import whole_match
from game.rooms.room import Plan, Room
from game.rules.decisions import Answer, Decision, Move
from game.rules.match import replay
from game.rules.offers.terms import allowed_by
from game.rules.scenario import OPEN
from tests.game.rooms.ballots.test_questions import at_turn

PLAN = Plan("open", 7, turns=24, turn_cycles=60, audience=True)


def stood_still(moves: tuple[Move, ...]) -> npt.NDArray[np.int64]:
    """Return how many engines of a match stand still in each cycle."""
    lives = replay(OPEN, moves, ground_of(OPEN, PLAN.seed)[1]).factories[0].lives
    runs = np.zeros((OPEN.slots, 1_441), bool)
    for slot, start, ran in zip(lives.slot, lives.installed, lives.ran, strict=True):
        runs[slot, start : start + ran] = True
    return np.asarray((~runs).sum(axis=0), np.int64)


@pytest.mark.parametrize(
    ("seed", "strategy"),
    [(7, "corrective"), pytest.param(3, "local", marks=pytest.mark.long), (1, "local")],
)
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


@pytest.mark.no_cover
def test_a_contract_is_told_as_lost_in_the_turn_in_which_it_is() -> None:
    plan = PLAN
    number, offer = next(one for one in enumerate(plan.offers) if one[1].bonus)
    moves: tuple[Move, ...] = (Decision(0, "corrective"), Answer(offer.announced, number, 0))
    still = np.cumsum(stood_still(moves)[offer.begins : offer.ends])
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


def line_beside(room: Room, kind: str, account: Account | None) -> str:
    """Return what an audience reads beside a question that it is asked now."""
    options = [[None, 0]] if kind == "guess" else [["local", None]]
    return line_of(room, Ballot(9, room.turn or 0, Question(kind, None, options), None), account)


def test_a_contract_that_a_vote_may_break_is_told_beside_it() -> None:
    number, offer = next(one for one in enumerate(PLAN.offers) if one[1].bonus)
    moves = (Decision(0, "preventive", 90), Answer(offer.announced, number, 0))
    allowed = (100 - offer.line) * OPEN.slots * (offer.ends - offer.begins) // 100
    still = stood_still(moves)
    states = set()
    for turn in range(1, 24):
        cycle, room = 60 * turn, at_turn(turn, PLAN).room
        account = whole_match("open", PLAN.seed, 60, turn, moves)[0]
        assert line_beside(room, "guess", account) == "Guess first: it decides nothing."
        line = line_beside(room, "strategy", account)
        lost = int(still[offer.begins : cycle].sum())
        if not offer.announced < cycle < offer.ends or lost > allowed:
            assert line == "", cycle
            states.add("lost" if lost > allowed else "none")
        elif cycle <= offer.begins:
            states.add("will")
            assert f"{allowed} cycles at most in cycles {offer.begins} to {offer.ends}" in line
        else:
            states.add("some" if lost else "runs")
            assert f"{allowed} cycles at most until cycle {offer.ends}" in line
            assert line.endswith(f"; {lost} so far.")
    assert states >= {"none", "will", "some"}


def test_a_contract_that_has_just_been_voted_for_is_told_too() -> None:
    number, offer = next(one for one in enumerate(PLAN.offers) if one[1].bonus)
    rows = at_turn(offer.announced // 60, PLAN)
    rows.ask("ask", kind="offer", about=number)
    rows.vote("ada", 1)
    rows.add(close(rows.room))
    line = line_of(rows.room, Ballot(9, 0, Question("strategy", None, [["local"]]), None))
    assert line.startswith(f"Your contract pays ${offer.bonus:,} if engines stand still")


@pytest.mark.parametrize("seed", [7, pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.no_cover
def test_what_was_paid_is_told_beside_what_a_turn_came_to(seed: int) -> None:
    plan = Plan("open", seed, turns=12, turn_cycles=120, audience=True)
    moves: tuple[Move, ...] = tuple(
        Answer(one.announced, number, 0)
        for number, one in enumerate(plan.offers)
        if one.alliances or one.bonus
    )
    told = []
    for played in range(1, 13):
        account = whole_match("open", seed, 120, played, moves)[0]
        lines = list(fees_told(at_turn(played, plan).room, account))
        begins = 120 * (played - 1) if played < 12 else 0  # when all is over, of the whole match
        assert all(one.startswith(f"Paid in cycles {begins:,} to {120 * played:,}: ")
                   for one in lines)  # fmt: skip
        told.append(sum(map(dollars, lines)))
    kept = (about for about, stood, _ in account.contracts
            if stood <= allowed_by(plan.offers[about], 4))  # fmt: skip
    bonuses = sum(plan.offers[about].bonus for about in kept)
    assert told[-1] - bonuses == play("open", seed, moves).factories[0].charges
    assert 0 < sum(told[:-1]) <= told[-1]
    assert "Fee of a training, " in lines[0]


def dollars(told: str) -> int:
    """Return what a sentence comes to, from the figures that stand in it."""
    return sum(int(one.replace(",", "")) for one in re.findall(r"\$([\d,]*\d)", told))
