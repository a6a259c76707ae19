"""What a debrief says of luck, against luck that is known and redraws counted one by one."""

from typing import Any

import numpy as np
import pytest

from game.rooms.account import Account
from game.rooms.debrief.facts import Facts
from game.rooms.debrief.figures import Debrief, Weighed
from game.rooms.debrief.luck import luck_figures, luck_of, share_of_luck
from game.rooms.room import Member, Plan, Room
from models.metrics import SURE

REDRAWS = 32


def account(money: int) -> Account:
    return Account(1000, money, 1, 2, (money,) * 40, (), "local", 40)


def weighed(money: int, redrawn: np.ndarray) -> Weighed:
    mean = float(np.mean(redrawn))
    return Weighed(mean, money - mean, 0.5, 0.1, 0, 0, redrawn=tuple(redrawn.tolist()))


def figures(money: list[int], redrawn: np.ndarray) -> dict[str, Any]:
    seats = range(1, len(money) + 1)
    members = tuple(Member(seat, f"Seat {seat}", None, False, "", "") for seat in seats)
    plan = Plan("default", 7, turns=4)
    room = Room("ABCDEF", plan, "", "", position=plan.turns + 2, members=members)
    accounts = {seat: account(had) for seat, had in zip(seats, money, strict=True)}
    known = {seat: weighed(had, row) for seat, had, row in zip(seats, money, redrawn, strict=True)}
    return luck_figures(Facts(room, accounts, None, Debrief(known), lambda one: one.name))


def test_luck_is_known_as_surely_as_the_average_it_is_told_against() -> None:
    chance = np.random.default_rng(7)
    within = 0
    for _ in range(400):
        redrawn = chance.normal(1e6, 80_000, REDRAWS).round().astype(int)
        told = luck_of(account(1_050_000), weighed(1_050_000, redrawn))
        assert told["luck"] == pytest.approx(1_050_000 - told["expected"])
        within += abs(told["luck"] - 50_000) <= told["error"]
    assert 0.92 <= within / 400 <= 0.98  # two standard errors of 32 draws: 0.946


def test_the_share_of_luck_is_as_sure_as_redraws_make_it() -> None:
    chance = np.random.default_rng(8)
    worth = np.array([1e6, 1.05e6, 1.12e6, 0.9e6])
    earned = worth + np.array([30_000, -60_000, 90_000, 10_000])
    lucky = earned - worth
    true = lucky.var() / (lucky.var() + worth.var())
    within = []
    for _ in range(400):
        engines = chance.normal(0, 80_000, REDRAWS)  # the same for all
        own = chance.normal(0, 60_000, (4, REDRAWS))
        redrawn = worth[:, np.newaxis] + engines + own
        expected = redrawn.mean(axis=1)
        share, error = share_of_luck(earned - expected, expected, redrawn)
        within.append(abs(share - true) <= error)
        without = np.array([
            (earned - rest).var() / ((earned - rest).var() + rest.var())
            for rest in (np.delete(redrawn, one, axis=1).mean(axis=1) for one in range(REDRAWS))
        ])  # fmt: skip
        again = (REDRAWS - 1) / REDRAWS * ((without - without.mean()) ** 2).sum()
        assert error == pytest.approx(SURE * again**0.5)
    assert 0.88 <= np.mean(within) <= 0.98


def test_nobody_is_luckiest_where_more_redraws_might_say_another() -> None:
    chance = np.random.default_rng(9)
    engines = chance.normal(0, 80_000, REDRAWS)
    both = 1e6 + np.stack([engines, engines + chance.normal(0, 5_000, REDRAWS)])
    told = figures([1_030_000, 990_000], both.round().astype(int))
    assert told["luckiest"]["ahead"]  # whatever the engines: they are the same for both
    assert abs(told["luckiest"]["luck"]) < told["luckiest"]["error"]
    apart = 1e6 + chance.normal(0, 80_000, (2, REDRAWS))
    apart[1] += apart[0].mean() - apart[1].mean()
    told = figures([1_030_000, 1_010_000], apart.round().astype(int))
    assert not told["luckiest"]["ahead"]
    assert (told["right"], told["share"] + told["error"] > 1) == (None, True)
    assert told["rows"][0]["error"] == pytest.approx(
        SURE * apart[0].std(ddof=1) / 32**0.5, rel=1e-3
    )


def test_who_decided_alike_and_earned_alike_is_surely_as_lucky() -> None:
    redrawn = np.random.default_rng(1).normal(1e6, 80_000, REDRAWS).round().astype(int)
    told = figures([1_030_000] * 3, np.stack([redrawn] * 3))  # thirds of sums are rounded
    assert (told["luckiest"]["equal"], told["luckiest"]["ahead"]) == (3, True)
    assert (told["share"], told["error"], told["apart"], told["right"]) == (0.0, 0.0, False, "low")
