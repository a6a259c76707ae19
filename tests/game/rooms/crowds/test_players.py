"""What bots decide that are the class of a prepared room's figures."""

import random
import threading
from typing import Any

import pytest

from benchmarks.learning.rounds import against_own_models
from game.rooms.crowds.classes import CLASSES
from game.rooms.crowds.players import Bot, Manners, Tally
from game.rooms.federation.shares import Turn
from game.rooms.federation.together import balances_without, play_together
from game.rooms.rounds.rows import ROUNDS
from game.rooms.verbs.opening import plan_of
from game.rules.decisions import Decision

SEATS = 12


def decided(monkeypatch: pytest.MonkeyPatch, lesson: str) -> tuple[Turn, ...]:
    """Return what a class of bots asks of the server in all turns of a prepared room."""
    plan = plan_of({"round": lesson, "seed": 8_200})
    turns: list[Turn] = []
    bots = []
    for seat in range(1, SEATS + 1):
        bot = Bot("http://nobody.test", "ABCDEF", random.Random(seat), Tally(),
                  threading.Event(), Manners(think=0, lesson=lesson))  # fmt: skip
        bot._seat = seat
        bots.append(bot)
    members: set[int] = set()
    for turn in range(plan.turns):
        moves, shares = [], []
        for bot in bots:
            asked: dict[str, dict[str, Any]] = {}
            monkeypatch.setattr(
                bot, "_post", lambda path, values, asked=asked: asked.update({path: values}) or {}
            )
            is_open = turn >= (plan.federation or 0)
            bot._decide(turn, {"open": is_open, "member": bot._seat in members})
            order = asked[f"{bot._seat}/decide"]
            made = Decision(turn * plan.turn_cycles, order["strategy"], order["setting"])
            moves.append((bot._seat, (made,)))
            if f"{bot._seat}/share" in asked:
                shares.append((bot._seat, asked[f"{bot._seat}/share"]["what"]))
        members |= {seat for seat, what in shares if what == "join"}
        turns.append(Turn(tuple(moves), tuple(shares)))
    return tuple(turns)


@pytest.mark.no_cover
def test_a_rehearsal_of_the_blind_spot_shows_what_its_figures_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = plan_of({"round": "blind-spot", "seed": 8_200})
    turns = decided(monkeypatch, "blind-spot")
    assert [seat for turn in turns for seat, _ in turn.shares] == [1, 2, 5, 6, 9, 10]
    told, alone = play_together(plan, turns, SEATS), balances_without(plan, turns, SEATS, None)
    gains = [told.accounts[seat - 1].balance - alone[seat - 1] for seat in told.members]
    assert sum(gains) / len(gains) == against_own_models(8_200, SEATS)


def test_every_prepared_room_has_a_class_of_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(CLASSES) == set(ROUNDS)
    assert len(decided(monkeypatch, "saboteur")[4].shares) == SEATS
