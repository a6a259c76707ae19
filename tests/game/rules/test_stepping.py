"""A match can be stepped, by any number of seats, and seats can learn from each other."""

from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Decision, Knowledge
from game.rules.economics import Charge, balances, ledger
from game.rules.lives import Outcome
from game.rules.match import (
    FactoryHistory,
    MatchState,
    Seat,
    World,
    advance,
    match_of,
    start,
)
from game.rules.report import report
from game.rules.scenario import DEFAULT, Scenario
from game.rules.strategies import NEVER
from tests.game.rules.test_match import (
    LADDER,
    QUICK,
    SHORT,
    decision_lists,
    events_of,
    lives,
)
from tests.game.stepper import step_factory
from tests.game.worlds import given_world

seats = hs.lists(decision_lists(), min_size=1, max_size=4)


def ordered(decisions: list[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(decisions, key=lambda decision: decision.cycle))


def columns(history: FactoryHistory) -> dict[str, list[int]]:
    names = ("slot", "index", "engine_id", "installed", "ran", "outcome", "resumes")
    return {name: getattr(history.lives, name).tolist() for name in names}


def stretches(history: FactoryHistory) -> list[tuple[object, ...]]:
    return [(s.cycle, s.strategy, s.setting, s.recommended, s.trained) for s in history.stretches]


@given(lives, lives, seats, hs.sampled_from([SHORT, LADDER]), hs.integers(1, 260))
@settings(max_examples=100)
def test_every_seat_lives_as_stepped_cycle_by_cycle(
    first: tuple[int, ...],
    second: tuple[int, ...],
    taken: list[list[Decision]],
    scenario: Scenario,
    until: int,
) -> None:
    world = given_world(first, second)
    state = start(scenario, [Seat(ordered(decisions)) for decisions in taken], world)
    for number, history in enumerate(advance(state, {}, until).histories):
        stepped = step_factory(scenario, number, list(ordered(taken[number])), world, until)
        assert events_of(history, until) == sorted(stepped.events)
        assert balances(history.lives, until, QUICK).tolist() == stepped.balances
        for cycle, strategy, setting in stepped.settings:
            stretch = [one for one in history.stretches if one.cycle <= cycle][-1]
            assert (stretch.strategy, stretch.setting) == (strategy, setting)


@given(
    lives,
    lives,
    seats,
    hs.sampled_from([SHORT, LADDER]),
    hs.lists(hs.integers(1, 260), min_size=1, max_size=8),
)
@settings(max_examples=100)
def test_many_small_steps_are_one_large_one(
    first: tuple[int, ...],
    second: tuple[int, ...],
    taken: list[list[Decision]],
    scenario: Scenario,
    stops: list[int],
) -> None:
    world = given_world(first, second)
    rows = [ordered(decisions) for decisions in taken]
    whole = advance(start(scenario, [Seat(row) for row in rows], world), {}, max(stops))
    state, now = start(scenario, [Seat() for _ in rows], world), 0
    for until in sorted({*stops}):
        # What is decided in a step is told when it begins, as in a room.
        new = {
            number: [decision for decision in row if now <= decision.cycle < until]
            for number, row in enumerate(rows)
        }
        state, now = advance(state, new, until), until
    for stepped, at_once in zip(state.histories, whole.histories, strict=True):
        assert columns(stepped) == columns(at_once)
        assert stretches(stepped) == stretches(at_once)
        assert stepped.unlocked == at_once.unlocked


def test_a_state_is_left_as_it_was() -> None:
    state = advance(start(SHORT, [Seat(), Seat()], given_world((50,), (40,))), {}, 100)
    before = [columns(history) for history in state.histories]
    one = advance(state, {0: [Decision(100, "preventive", 20)]}, 250)
    other = advance(state, {0: [Decision(100, "preventive", 30)]}, 250)
    assert columns(one.histories[0]) != columns(other.histories[0])
    assert columns(one.histories[1]) == columns(other.histories[1])
    assert [columns(history) for history in state.histories] == before


def test_a_trainer_is_told_what_the_others_of_its_federation_have_seen_by_then() -> None:
    world, heard = given_world((50, 20), (45, 30)), []

    def spy(knowledge: Knowledge, others: list[Knowledge]):
        heard.append((knowledge, others))
        return world.trainers["federated"](knowledge, others)

    spied = World(world.streams, {**world.trainers, "federated": spy})
    taken = [
        Seat((Decision(0, "preventive", 10), Decision(100, "federated")), "ours"),
        Seat((Decision(50, "federated"),), "ours"),
        Seat((), "ours"),
        Seat((Decision(100, "federated"),)),
    ]
    final = advance(start(SHORT, taken, spied), {}, 180).histories
    trained = [(known.factory, known.cycle) for known, _ in heard]
    assert trained == [(1, 50), (1, 90), (0, 100), (3, 100)]
    for known, others in heard:
        shared = {1: [0, 2], 0: [1, 2], 3: []}[known.factory]
        assert [other.factory for other in others] == shared
        for other in [known, *others]:
            archive = world.streams.archive(other.factory)
            lived = final[other.factory].lives
            assert other == Knowledge.at(lived, archive, known.cycle, other.factory)
    assert any(len(other.failed) > 2 for _, others in heard for other in others)


SMALL = replace(DEFAULT, federation_size=3, archive_failures=1, retrain_every=400)
JOIN = (Decision(500, "federated"),)


def profits(seats: list[Seat]) -> list[int]:
    fleet = SimulatedFleet(SMALL, 7)
    state = advance(start(SMALL, seats, world_of(fleet)), {}, 2_000)
    return [
        ledger(own.lives, SMALL.slots, 2_000, SMALL.economics).profit for own in state.histories
    ]


def test_seats_own_failures_train_the_federation_that_two_of_them_join() -> None:
    early, late = Seat(JOIN, "ours"), Seat((Decision(700, "federated"),), "ours")
    giver = Seat((), "ours")
    money = profits([early, late, giver])
    assert profits([giver, early, late]) == [money[2], money[0], money[1]]
    assert profits([late, giver, early]) == [money[1], money[2], money[0]]
    keeps = profits([early, late, Seat()])
    assert keeps[2] == money[2]
    assert keeps[0] != money[0] and keeps[1] != money[1], "the third's failures are worth something"


def test_today_nobody_shares() -> None:
    assert profits([Seat(JOIN), Seat(), Seat(JOIN)])[0] == profits([Seat(JOIN)])[0]


def with_slots(state: MatchState, **values: list[int]) -> MatchState:
    arrays = {name: np.array(value, np.int64) for name, value in values.items()}
    return replace(state, factories=(replace(state.factories[0], **arrays),))


def test_an_ordered_service_begins_when_it_falls_due_unless_the_engine_fails_before() -> None:
    state = advance(start(SHORT, [Seat()], given_world((50,), (60,))), {}, 30)
    state = with_slots(state, ordered=[50, 40])
    assert advance(state, {}, 35).factories[0].ordered.tolist() == [50, 40]
    final = advance(advance(state, {0: [Decision(35, "preventive", 36)]}, 36), {}, 61)
    lived = final.histories[0].lives
    assert [lived.ran[:2].tolist(), lived.outcome[:2].tolist()] == [
        [50, 40],
        [Outcome.FAILURE, Outcome.SERVICE],
    ], "an order survives a change of strategy"
    assert final.factories[0].ordered.tolist() == [NEVER, NEVER]


def test_an_engine_that_is_held_is_not_stopped_until_then_or_its_end() -> None:
    state = start(SHORT, [Seat((Decision(0, "preventive", 20),))], given_world((50,), (28,)))
    state = with_slots(advance(state, {}, 10), held=[40, 40])
    held = advance(state, {}, 36)
    assert held.factories[0].held.tolist() == [40, 0]
    lived = advance(held, {}, 41).histories[0].lives
    assert [lived.ran[:2].tolist(), lived.outcome[:2].tolist()] == [
        [40, 28],
        [Outcome.SERVICE, Outcome.FAILURE],
    ]


def test_charges_are_in_balances_ledger_and_report() -> None:
    scenario = replace(SHORT, cycles=100, rivals=(("corrective",),))
    world = given_world((50,), (60,))
    plain = advance(start(scenario, [Seat(), Seat()], world), {}, 40)
    charges = (
        Charge(20, 5_000, "a fee"),
        Charge(60, -1_000, "a bonus"),
        Charge(100, 7, "too late"),
    )
    mine = plain.factories[0]
    mine = replace(mine, history=replace(mine.history, charges=charges))
    charged = replace(plain, factories=(mine, plain.factories[1]))
    before, after = (match_of(advance(state, {}, 100)) for state in (plain, charged))
    paid = before.balances[0] - after.balances[0]
    assert paid.tolist() == 20 * [0] + 40 * [5_000] + 40 * [4_000]
    assert np.array_equal(before.balances[1], after.balances[1])
    rows = [report(match, world, 1, ("You", "Rival")).factories[0] for match in (before, after)]
    assert rows[1].profit == rows[0].profit - 4_000 == after.balances[0, -1]
    assert (rows[0].charges, rows[1].charges) == (0, 4_000)
    assert rows[0].roi is None and rows[1].roi == pytest.approx(-4_000 / 5_000)
