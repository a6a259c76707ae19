"""What is announced, against the rule read aloud cycle by cycle."""

from collections.abc import Sequence
from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
from hypothesis import given, settings

from game.live.announcements import EARLY, Announcement, announcements
from game.rules.decisions import Call, Decision, Move
from game.rules.match import FactoryHistory, World, play_factory
from game.rules.scenario import DEFAULT, Economics
from game.rules.strategies import NEVER
from tests.game.worlds import given_world

SCENARIO = replace(
    DEFAULT,
    economics=Economics(service_cycles=3, failure_cycles=7, lead=5),
    slots=2,
    retrain_every=90,
    calls=True,
)
LIVES = (60, 45, 83), (52, 71)


def told_by_hand(
    history: FactoryHistory, calls: Sequence[Call], world: World, end: int
) -> list[Announcement]:
    """Ask at every boundary of every life whether the order is as near as ten cycles."""
    told = []
    for n in range(len(history.lives)):
        life = history.lives.where(np.array([n]))
        slot, installed, ordered = (
            int(column[0]) for column in (life.slot, life.installed, life.ordered)
        )
        held = [
            call.cycle
            for call in calls
            if call.slot == slot
            and call.call == "hold"
            and installed < call.cycle < min(int(life.ends[0]), ordered)
        ]
        asleep = False  # it has been told, until a hold ends
        for age in range(1, int(life.ran[0]) + 1):
            now = installed + age
            if now >= end or now >= min(ordered, int(life.ends[0])):
                continue
            if any(now == cycle + SCENARIO.hold - EARLY for cycle in held):
                asleep = False
            if asleep or any(c <= now < c + SCENARIO.hold - EARLY for c in held):
                continue
            stretch = [one for one in history.stretches if one.cycle <= now][-1]
            if stretch.strategy == "corrective":
                continue
            if stretch.model is None:
                near = age >= stretch.setting - EARLY
            else:
                forecast = stretch.model.forecasts(life.engine_id)[0, age - 1]
                near = forecast < 10 * (stretch.setting + EARLY)
            if near:
                told.append(Announcement(now, slot, int(life.index[0])))
                asleep = True
    return sorted(told)


orders = hs.builds(
    Decision,
    hs.integers(0, 200),
    hs.sampled_from(["preventive", "local", "federated"]),
    hs.none() | hs.integers(8, 50),
)
holds = hs.builds(Call, hs.integers(0, 240), hs.integers(0, 1), hs.just("hold"))


@given(hs.lists(orders, max_size=3), hs.lists(holds, max_size=3), hs.integers(0, 200))
@settings(max_examples=100)
def test_what_is_announced_is_the_order_ten_cycles_early(
    taken: list[Decision], held: list[Call], since: int
) -> None:
    world, end = given_world(*LIVES), 260
    moves: list[Move] = sorted([*taken, *held], key=lambda move: move.cycle)
    history = play_factory(SCENARIO, moves, world, end)
    held = [move for move in moves if isinstance(move, Call)]
    told = announcements(SCENARIO, history, history.lives, held, since)
    by_hand = told_by_hand(history, held, world, end)
    assert [one for one in told if one.cycle < end] == [
        one for one in by_hand if one.cycle >= since
    ]


def test_an_order_is_announced_once_and_again_before_a_hold_ends() -> None:
    world = given_world((200,), (200,))
    moves: list[Move] = [Decision(0, "preventive", 50), Call(45, 0, "hold"), Call(60, 0, "hold")]
    history = play_factory(SCENARIO, moves, world, 100)
    told = announcements(SCENARIO, history, history.lives, [moves[1], moves[2]])
    assert [(one.cycle, one.slot) for one in told] == [
        (40, 0), (40, 1), (55, 0), (70, 0), (98, 1),
    ]  # fmt: skip
    assert history.lives.ordered[0] == 80
    assert history.lives.due[0] == 85
    assert NEVER not in history.lives.ordered[:2]
