"""All factories of a room together, against the same room played afresh."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from game.rooms.federation.shares import Turn, turn_row
from game.rooms.federation.together import balances_without, play_together
from game.rooms.federation.told import Together
from game.rooms.room import Plan
from game.rules.decisions import Decision, Move
from tests.game.rooms.federation.afresh import Afresh

PLAN = Plan("default", 7, turns=4, turn_cycles=250, federation=1)


def orders(turn: int, **strategies: str) -> tuple[tuple[int, tuple[Move, ...]], ...]:
    """Return what seats order in a turn; ``s1`` is the first seat's."""
    return tuple(
        (int(seat[1:]), (Decision(turn * PLAN.turn_cycles, strategy),))
        for seat, strategy in strategies.items()
    )


ROOM = (
    Turn(moves=orders(0, s2="preventive", s3="local")),
    Turn(shares=((1, "join"), (2, "join"), (3, "join"))),
    Turn(absent=(1,)),
    Turn(moves=orders(3, s2="preventive"), shares=((3, "leave"),)),
)


def as_file(plan: Plan, turns: tuple[Turn, ...], told: Together) -> dict[str, object]:
    """Return what a room's file says."""
    rows = [turn_row(turn) for turn in turns]
    seats = [{"seat": seat} for seat in range(1, len(told.accounts) + 1)]
    return json.loads(json.dumps({"plan": asdict(plan), "turns": rows, "seats": seats}))


def hold_the_same(plan: Plan, turns: tuple[Turn, ...], seats: int) -> Together:
    """Hold that a room comes to what it comes to when it is played afresh."""
    told = play_together(plan, turns, seats)
    again = Afresh(as_file(plan, turns, told))
    assert [account.balance for account in told.accounts] == again.play()
    assert [training.moved for training in told.trainings] == again.bytes
    assert len(told.trainings) == len(again.trained)
    for training, model in zip(told.trainings, again.trained, strict=True):
        np.testing.assert_allclose(training.model, model, rtol=1e-7, atol=1e-7)
    return told


@pytest.mark.no_cover
def test_models_money_and_bytes_are_those_of_a_room_played_afresh() -> None:
    told = hold_the_same(PLAN, ROOM, 4)
    assert [training.sent for training in told.trainings] == [(1,), (3,), (1, 2)]
    assert [training.members for training in told.trainings] == [(1, 2, 3), (1, 2, 3), (1, 2)]
    assert told.members == (1, 2)


@pytest.mark.long
def test_so_are_those_of_a_class() -> None:
    draw = np.random.default_rng(5)
    names = ["corrective", "preventive", "local", "federated"]
    turns = [Turn(moves=orders(0, **{f"s{n}": names[n % 3] for n in range(1, 33) if n % 3}))]
    members: set[int] = set()
    for _ in range(3):
        shares = {int(one): "join" for one in draw.choice(32, 12, replace=False) + 1}
        shares |= {one: "leave" for one in sorted(members)[:3]}
        members = (members | set(shares)) - {one for one in shares if shares[one] == "leave"}
        away = tuple(sorted(int(one) for one in draw.choice(32, 5, replace=False) + 1))
        turns.append(Turn(shares=tuple(sorted(shares.items())), absent=away))
    told = hold_the_same(PLAN, tuple(turns), 33)
    assert max(len(training.sent) for training in told.trainings) > 8


def test_the_order_of_seats_changes_nothing() -> None:
    turned = tuple(
        replace(turn, moves=turn.moves[::-1], shares=turn.shares[::-1], absent=turn.absent[::-1])
        for turn in ROOM
    )
    assert play_together(PLAN, turned, 4) == play_together(PLAN, ROOM, 4)


def test_a_late_seat_has_waited_and_changes_nothing_for_the_others() -> None:
    few, many = play_together(PLAN, ROOM, 4), play_together(PLAN, ROOM, 9)
    assert many.accounts[:4] == few.accounts
    assert many.trainings == few.trainings
    assert {account.strategy for account in many.accounts[4:]} == {"corrective"}


def test_a_turn_goes_on_from_the_one_before() -> None:
    whole = play_together(PLAN, ROOM, 4)
    for played in range(1, 4):
        part = play_together(PLAN, ROOM[:played], 4)
        for now, later in zip(part.accounts, whole.accounts, strict=True):
            assert later.curve[: len(now.curve)] == now.curve


def test_without_a_seat_all_decisions_stay_and_its_updates_are_absent() -> None:
    told = play_together(PLAN, ROOM, 4)
    money = [account.balance for account in told.accounts]
    assert told.gave[3] == 0
    assert balances_without(PLAN, ROOM, 4, 4) == money
    without = balances_without(PLAN, ROOM, 4, 1)
    assert without == Afresh(as_file(PLAN, ROOM, told), silent=1).play()
    assert without != money
    assert without[3] == money[3]


def test_without_anybody_who_joins_runs_a_model_of_its_own() -> None:
    alone = [
        Turn(moves=orders(0, s2="preventive", s3="local")),
        Turn(moves=orders(1, s1="local", s2="local", s3="local")),
        Turn(),
        Turn(moves=orders(3, s2="preventive", s3="local")),
    ]
    expected = play_together(PLAN, tuple(alone), 4)
    assert balances_without(PLAN, ROOM, 4, None) == [one.balance for one in expected.accounts]


@pytest.mark.parametrize(
    "options", [{"noise": "strong"}, {"losses": 50}, {"saboteur": 1}, {"merging": "median"}]
)
@pytest.mark.no_cover
def test_what_a_host_chooses_changes_the_model_and_is_the_same_again(
    options: dict[str, object],
) -> None:
    all_fail = (Turn(), Turn(shares=tuple((seat, "join") for seat in range(1, 5))))
    chosen = replace(PLAN, **options)
    first = play_together(PLAN, all_fail, 4).trainings[0]
    other = play_together(chosen, all_fail, 4).trainings[0]
    assert first.model != other.model
    assert first.sent == other.sent == (1, 2, 3, 4)
    assert play_together(chosen, all_fail, 5).trainings[0] == other


def test_who_orders_the_common_model_without_being_in_runs_an_own_one() -> None:
    sneaks = (ROOM[0], replace(ROOM[1], moves=orders(1, s4="federated")))
    told = play_together(PLAN, sneaks, 4)
    assert told.accounts[3].strategy == "local"


def test_before_it_opens_nobody_can_join() -> None:
    early = (Turn(shares=((1, "join"),)), Turn())
    told = play_together(replace(PLAN, federation=1), early, 2)
    assert told.members == ()
