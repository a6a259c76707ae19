"""What prepared rooms promise, by classes of bots, and what members pay each other."""

import json
from dataclasses import replace

import pytest

from benchmarks.learning.rounds import CLASSES as CLASSES_KEPT
from benchmarks.learning.rounds import KEPT, PROMISES, Promise, hidden, interval, turns_of_bots
from game.rooms.federation.privacy import LEVELS
from game.rooms.federation.together import play_together
from game.rooms.room import Plan
from game.rooms.rounds.rows import ROUNDS

CLASSES = 10
SHOWN = [(name, promises[0]) for name, promises in PROMISES.items()]


def test_every_prepared_room_promises_something() -> None:
    assert set(PROMISES) == set(ROUNDS)


@pytest.mark.parametrize("name", ["blind-spot", pytest.param("saboteur", marks=pytest.mark.long)])
@pytest.mark.no_cover
def test_one_class_sees_what_is_promised(name: str) -> None:
    assert PROMISES[name][0].measure(8_200, 12) > 10_000


def test_what_the_guide_quotes_are_these_figures() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    levels = kept.pop("levels")
    assert {name: [(one["text"], one["seats"]) for one in rows] for name, rows in kept.items()} == {
        name: [(one.text, one.seats) for one in promises] for name, promises in PROMISES.items()
    }
    assert all(rows[0]["low"] > 0 and rows[0]["classes"] == CLASSES_KEPT for rows in kept.values())
    for row in (one for rows in kept.values() for one in rows):
        for low, high in (("low", "high"), ("least", "most")):
            assert row[low] <= row["mean"] <= row[high], row
    assert levels == {level: hidden(level) for level in LEVELS if LEVELS[level].noise}


@pytest.mark.long
@pytest.mark.parametrize(("name", "promise"), SHOWN, ids=[name for name, _ in SHOWN])
def test_a_promise_holds_over_classes(name: str, promise: Promise) -> None:
    mean, low, high = interval(promise, CLASSES)
    print(f"{name}: {promise.text}: {mean:,.0f} ({low:,.0f} to {high:,.0f})")
    assert low > 0


def test_members_pay_each_other_and_nobody_else() -> None:
    """By hand: 30,000 for each new failure, shared by the four members, to whoever had it."""
    plan = Plan("default", 7, turns=3, federation=1)
    turns = turns_of_bots(6, ("corrective", "preventive"), (1, 2, 3, 4))
    turns = (turns[0], turns[4], turns[1])
    free, pays = (play_together(replace(plan, reward=reward), turns, 6) for reward in (0, 30_000))
    first = len(free.trainings) and play_together(plan, turns[:2], 6).gave
    both = [
        pay.balance - own.balance for own, pay in zip(free.accounts, pays.accounts, strict=True)
    ]
    assert sum(both) == 0
    assert both[4:] == [0, 0]
    total = sum(free.gave)
    assert total and first and sum(first) < total  # some were taught at the second training alone
    for seat in range(4):
        assert both[seat] == pytest.approx(30_000 * (free.gave[seat] - total / 4), abs=2)
