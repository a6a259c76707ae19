"""A vote about an engine decides something: whatever is offered changes the match that is flown."""

import math
from dataclasses import replace

import numpy as np
import pytest

from game.live.feed import Request, feed, ground_of
from game.rooms.account import Account, Watched, answer, question, read
from game.rooms.ballots.ballot import Ballot, Question
from game.rooms.ballots.questions import questions_of
from game.rooms.ballots.words import line_of, option_of
from game.rooms.play import whole_match
from game.rooms.room import Plan, link_of
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.links import decode
from game.rules.lives import Outcome
from game.rules.match import replay
from game.rules.scenario import OPEN
from tests.game.rooms.ballots.test_questions import ACCOUNT, Rows, at_turn

LENGTH = 180
FREE = Plan("open", 7, turns=8, turn_cycles=LENGTH, audience=True)


def account_at(plan: Plan, turn: int, moves: tuple[Move, ...]) -> Account:
    return whole_match(plan.scenario_code, plan.seed, LENGTH, turn, moves)[0]


def asked(rows: Rows, account: Account) -> Question | None:
    found = [one for one in questions_of(rows.room, account) if one.kind == "call"]
    return found[0] if found else None


def flown(plan: Plan, moves: tuple[Move, ...]) -> tuple[list[int], list[list[int]]]:
    """Return the money and the services of a match whose link somebody replays."""
    link = decode(link_of(plan, moves))
    scenario = scenario_named(link.scenario)
    match = replay(scenario, link.decisions, ground_of(scenario, link.seed)[1])
    lives = match.factories[0].lives
    services = lives.where(lives.outcome == Outcome.SERVICE)
    return match.balances[0].tolist(), [services.slot.tolist(), services.ends.tolist()]


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param((Decision(0, "preventive", 80),), marks=pytest.mark.long),
        (Decision(0, "local"),),
        pytest.param((Answer(0, 1, 0),), marks=pytest.mark.long),
        (),
    ],
    ids=["calendar", "own model", "alliance", "waiting"],
)
@pytest.mark.slow
def test_every_call_that_is_offered_changes_the_match(moves: tuple[Move, ...]) -> None:
    offered = 0
    for seed in (7, 11):
        plan = replace(FREE, seed=seed)
        without = flown(plan, moves)
        for turn in range(1, FREE.turns):
            rows, account = at_turn(turn, plan), account_at(plan, turn, moves)
            ballot = asked(rows, account)
            if ballot is None:
                continue
            assert ballot.options[0] is None and len(ballot.options) > 1
            (engine,) = (one for one in account.watched if one.slot == ballot.about)
            ahead = (engine.begins or 0) - account.cycle - 40  # ordered 40 cycles before, or 60
            assert ahead <= engine.age + 20  # who is nearly new is no question
            for call in ballot.options[1:]:
                offered += 1
                made = Call(turn * LENGTH, ballot.about or 0, call)
                assert flown(plan, (*moves, made)) != without, (seed, turn, made)
    assert offered >= 6


def on_the_board(cycle: int, slot: int) -> tuple[int, float, float, float, int]:
    """Return what a board is sent of an engine: its age, forecast, both ends, and the alarm."""
    told = feed(Request(OPEN, 7, (Decision(0, "local"),), until=cycle))
    index, forecasts = told.sections["forecast_index"], told.sections["forecasts"]
    sizes = np.diff([*index[:, 2], len(forecasts)])
    row = max(np.flatnonzero(index[:, 0] == slot), key=lambda one: index[one, 1])
    last, age = index[row, 2] + sizes[row] - 1, int(sizes[row])
    low, high = told.sections["bands"][last] / 10
    return age, forecasts[last] / 10, low, high, told.header["factories"][0]["strategies"][-1][2]


def test_what_the_board_knows_of_an_engine_is_said_before_the_vote() -> None:
    """What stands on the board at that cycle: its age, forecast and order."""
    rows, account = at_turn(2, FREE), account_at(FREE, 2, (Decision(0, "local"),))
    ballot = asked(rows, account)
    assert ballot is not None
    said = line_of(rows.room, Ballot(9, 2, ballot, None), account)
    age, left, low, high, setting = on_the_board(2 * LENGTH, ballot.about or 0)
    begins = 2 * LENGTH + math.ceil(left - setting) + 40
    assert said == (
        f"It has flown {age} cycles; {round(left)} left, {round(low)} to {round(high)} likely. "
        f"By the order in force its service begins at about cycle {begins}."
    )
    assert line_of(rows.room, Ballot(9, 2, ballot, None)) == ""
    names = [option_of(rows.room, ballot, one)["name"] for one in range(len(ballot.options))]
    assert names[:2] == ["As ordered", "Service now"]


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Watched(0, 90, None, None, None, ("service",), 240), "waits until it fails"),
        (Watched(0, 90, 125.0, (60.0, None), None, ("service",), 240), "125 or more left"),
        (Watched(0, 90, 50.4, None, 220, ("service",), 240), "50 left. By"),
        (Watched(0, 90, 50.4, (-3.0, 61.0), 220, ("hold",), 240), "0 to 61 likely"),
        (Watched(0, 90, 50.4, (30.0, None), 1_220, ("hold",), 240), "30 or more likely"),
    ],
)
def test_what_is_not_known_is_not_said(engine: Watched, says: str) -> None:
    rows, account = at_turn(1, FREE), replace(ACCOUNT, watched=(engine,))
    said = line_of(rows.room, Ballot(9, 1, Question("call", 0, [None]), None), account)
    assert says in said and "None" not in said


def test_an_account_comes_as_it_was_sent() -> None:
    moves = (Decision(0, "local"),)
    (own, *_) = read(answer(question("open", 7, LENGTH, 7, [moves], whole=True)))
    assert own == account_at(FREE, 7, moves) and own.watched


def test_a_service_that_is_called_for_begins_when_the_vote_has_said() -> None:
    moves = (Decision(0, "local"),)
    begun = 0
    for turn in range(1, FREE.turns):
        rows, account = at_turn(turn, FREE), account_at(FREE, turn, moves)
        ballot = asked(rows, account)
        if ballot is None or "service" not in ballot.options:
            continue
        place = ballot.options.index("service")
        slot = ballot.about or 0
        assert option_of(rows.room, ballot, place)["line"] == "Whatever the order in force says."
        said = option_of(rows.room, ballot, place, (), account)["line"]
        _, (slots, ends) = flown(FREE, (*moves, Call(turn * LENGTH, slot, "service")))
        next_one = min(end for one, end in zip(slots, ends, strict=True)
                       if one == slot and end > turn * LENGTH)  # fmt: skip
        assert said.startswith(f"It is ordered now and begins at cycle {next_one:,}, ")
        begun += 1
    assert begun
