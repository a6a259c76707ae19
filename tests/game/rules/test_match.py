from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from game.rules.decisions import MOST_DECISIONS, Decision, unlock_cycles
from game.rules.economics import balances, ledger
from game.rules.errors import DecisionError
from game.rules.lives import Outcome
from game.rules.match import play_factory, replay
from game.rules.scenario import CLASSIC, DEFAULT, Economics, Scenario, Unlocks
from game.rules.strategies import STRATEGIES
from tests.game.stepper import step_factory
from tests.game.worlds import given_world

QUICK = Economics(service_cycles=3, failure_cycles=7)
SHORT = replace(DEFAULT, economics=QUICK, slots=2, retrain_every=90)
LADDER = replace(SHORT, unlocks=Unlocks(own_failures=3, local_wait=25, federated_wait=40))

lives = hs.lists(hs.integers(1, 60), min_size=1, max_size=5).map(tuple)


@hs.composite
def decision_lists(draw: hs.DrawFn) -> list[Decision]:
    taken = []
    for _ in range(draw(hs.integers(0, 6))):
        name = draw(hs.sampled_from(list(STRATEGIES)))
        form = STRATEGIES[name].setting
        setting = None if form is None else draw(hs.none() | hs.integers(1, 50))
        taken.append(Decision(draw(hs.integers(0, 250)), name, setting, draw(hs.booleans())))
    return taken


def events_of(history, end):
    booked = history.lives.cut(end)
    words = {Outcome.FAILURE: "failure", Outcome.SERVICE: "service"}
    return sorted(
        (int(end_), int(slot), int(index), words[Outcome(int(outcome))])
        for end_, slot, index, outcome in zip(
            booked.ends, booked.slot, booked.index, booked.outcome, strict=True
        )
        if outcome
    )


@given(lives, lives, decision_lists(), hs.sampled_from([SHORT, LADDER]), hs.integers(1, 260))
@settings(max_examples=300)
def test_lives_are_those_of_the_rules_stepped_cycle_by_cycle(
    first: tuple[int, ...],
    second: tuple[int, ...],
    decisions: list[Decision],
    scenario: Scenario,
    until: int,
) -> None:
    world = given_world(first, second)
    ordered = sorted(decisions, key=lambda decision: decision.cycle)
    history = play_factory(scenario, ordered, world, until)
    stepped = step_factory(scenario, 0, ordered, world, until)
    assert events_of(history, until) == sorted(stepped.events)
    assert balances(history.lives, until, QUICK).tolist() == stepped.balances
    for cycle, strategy, setting in stepped.settings:
        stretch = [stretch for stretch in history.stretches if stretch.cycle <= cycle][-1]
        assert (stretch.strategy, stretch.setting) == (strategy, setting)


@given(lives, lives, decision_lists(), hs.integers(1, 300))
def test_books_balance(
    first: tuple[int, ...], second: tuple[int, ...], decisions: list[Decision], end: int
) -> None:
    world = given_world(first, second)
    history = play_factory(SHORT, decisions, world, end)
    book = ledger(history.lives, SHORT.slots, end, QUICK)
    assert book.running_cycles + book.down_cycles == end * SHORT.slots
    assert book.profit == balances(history.lives, end, QUICK)[-1]
    by_event = sum(
        QUICK.failure_cost if word == "failure" else QUICK.service_cost
        for *_, word in events_of(history, end)
    )
    assert book.profit == book.running_cycles * QUICK.running_income - by_event
    # the money up to a cycle does not know what comes after it
    longer = play_factory(SHORT, decisions, world, end + 40)
    assert np.array_equal(balances(longer.lives, end, QUICK), balances(history.lives, end, QUICK))


def test_a_service_comes_after_the_age_and_a_failure_before_the_service() -> None:
    world = given_world((50,), (50,))
    for age, outcome in ((49, Outcome.SERVICE), (50, Outcome.FAILURE)):
        history = play_factory(SHORT, [Decision(0, "preventive", age)], world, 60)
        assert history.lives.outcome[0] == outcome
        assert history.lives.ran[0] == age


def test_an_event_at_the_end_is_not_booked() -> None:
    world = given_world((50,), (50,))
    match = replay(replace(SHORT, cycles=50, rivals=(("corrective",),)), (), world)
    assert match.balances[0, -1] == 2 * 50 * 300
    later = replay(replace(SHORT, cycles=51, rivals=(("corrective",),)), (), world)
    assert later.balances[0, -1] == 2 * (50 * 300 - 60_000)


def test_a_decision_reaches_engines_that_already_run() -> None:
    world = given_world((50,), (50,))
    history = play_factory(SHORT, [Decision(30, "preventive", 10)], world, 40)
    assert history.lives.ran[0] == 30
    assert history.lives.outcome[0] == Outcome.SERVICE


def test_the_last_decision_at_a_boundary_wins() -> None:
    world = given_world((50,), (50,))
    both = [Decision(0, "preventive", 10), Decision(0, "corrective")]
    assert play_factory(SHORT, both, world, 40).stretches[-1].strategy == "corrective"
    assert play_factory(SHORT, both[::-1], world, 40).stretches[-1].strategy == "preventive"


def test_decisions_wait_for_their_unlock() -> None:
    world = given_world((50,), (40,), archived=())
    history = play_factory(
        LADDER, [Decision(0, n) for n in ("preventive", "local", "federated")], world, 300
    )
    third = 47 + 40  # the second failure of the second slot
    assert history.unlocked == {
        "corrective": 0,
        "preventive": third,
        "local": third + 25,
        "federated": third + 65,
    }
    taken = {p.strategy: p.cycle for p in reversed(history.stretches)}
    assert taken == {**history.unlocked}


def test_unlocks_are_unknown_before_the_failures() -> None:
    assert unlock_cycles(CLASSIC, np.array([3, 4, 5]))["preventive"] is None
    assert unlock_cycles(DEFAULT, np.array([]))["federated"] == 0


def test_a_forecaster_learns_from_no_later_failure() -> None:
    known: list[tuple[int, tuple[int, ...]]] = []
    world = given_world((50, 20), (45, 30))
    local = world.trainers["local"]

    def spy(knowledge, others):
        known.append((knowledge.cycle, knowledge.failed))
        return local(knowledge, others)

    world = replace(world, trainers={"local": spy})
    decisions = [Decision(50, "local"), Decision(70, "local", None, True)]
    history = play_factory(SHORT, decisions, world, 260)
    failures = history.lives.where(history.lives.outcome == Outcome.FAILURE)
    assert [cycle for cycle, _ in known] == [50, 70, 90, 180]
    assert known[0][1] == (90_000, 90_001, 1_000_000, 0)  # failed at 45 and, just now, at 50
    for cycle, failed in known:
        before = failures.engine_id[failures.ends <= cycle]
        assert set(failed) == {90_000, 90_001, *before.tolist()}


def test_a_finish_line_ends_the_match_after_the_first_cycle_that_reaches_it() -> None:
    race = replace(SHORT, finish_line=9_000, cycles=100, rivals=(("corrective",), ("corrective",)))
    world = given_world((50,), (50,))
    match = replay(race, (), world)
    assert match.finish == match.end == 15
    assert match.winner == 0  # ties go to factory order
    assert match.balances.max() == 9_000
    kept = replay(race, (), world, until=100, keep_playing=True)
    assert kept.end == 100
    assert kept.winner == 0
    assert replay(race, (), world, until=14).winner is None


def test_most_money_wins_without_a_line() -> None:
    world = given_world((50,), (50,))
    scenario = replace(SHORT, cycles=200, rivals=(("corrective",),))
    match = replay(scenario, [Decision(0, "preventive", 45)], world)
    assert match.winner == 0
    assert replay(scenario, [Decision(0, "preventive", 1)], world).winner == 1


def test_too_many_decisions_are_refused() -> None:
    world = given_world((50,), (50,))
    with pytest.raises(DecisionError, match="at most"):
        replay(SHORT, [Decision(0, "corrective")] * (MOST_DECISIONS + 1), world)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((-1, "preventive"), "whole cycle"),
        ((1.5, "preventive"), "whole cycle"),
        ((True, "preventive"), "whole cycle"),
        ((0, "magic"), "No strategy"),
        ((0, ["local"]), "No strategy"),
        ((0, "corrective", 5), "takes no setting"),
        ((0, "local", 126), "1 to 125"),
        ((0, "preventive", 0), "1 to 600"),
        ((0, "preventive", 130.5), "whole number"),
        ((0, "local", None, "yes"), "true or false"),
    ],
)
def test_impossible_decisions_are_refused_in_one_sentence(fields, words) -> None:
    with pytest.raises(DecisionError, match=words) as refusal:
        Decision(*fields)
    assert "\n" not in str(refusal.value)


LIVES = ((60,), (70,), (80,), (90,))
EMPTY = given_world(*LIVES, archived=())


def test_the_classic_ladder_is_the_originals_to_the_cycle() -> None:
    assert unlock_cycles(CLASSIC, np.array([40, 50, 61, 72, 99])) == {
        "corrective": 0, "preventive": 72, "local": 572, "federated": 1_072,
    }  # fmt: skip
    assert unlock_cycles(CLASSIC, np.array([40, 50, 61]))["preventive"] is None


def test_rivals_climb_in_the_very_cycle_and_stop_at_their_rung() -> None:
    match = replay(CLASSIC, (), EMPTY, 1_500)
    tops = []
    for rival in match.factories[1:]:
        first: dict[str, int] = {}
        for stretch in rival.stretches:
            first.setdefault(stretch.strategy, stretch.cycle)
        assert first == {name: rival.unlocked[name] for name in first}
        tops.append(rival.stretches[-1].strategy)
    assert tops == ["local", "preventive", "corrective"]


def test_any_open_strategy_may_be_taken_up_or_down_and_costs_nothing() -> None:
    taken = ["federated", "corrective", "local", "preventive", "corrective"]
    decisions = [Decision(50 * nth, name) for nth, name in enumerate(taken)]
    history = play_factory(DEFAULT, decisions, EMPTY, 260)
    assert [stretch.strategy for stretch in history.stretches] == taken
    book = ledger(history.lives, 4, 260, Economics())
    paid = 10_000 * book.maintained + 60_000 * book.failed
    assert book.profit == 300 * book.running_cycles - paid


def test_every_factory_meets_the_same_engines_in_the_same_order() -> None:
    match = replay(DEFAULT, (), given_world(*LIVES), 2_000)
    for rival in match.factories[1:]:
        mine = match.factories[0].lives
        known = dict(zip(zip(mine.slot, mine.index, strict=True), mine.engine_id, strict=True))
        theirs = zip(rival.lives.slot, rival.lives.index, rival.lives.engine_id, strict=True)
        met = [known[slot, index] == number for slot, index, number in theirs
               if (slot, index) in known]  # fmt: skip
        assert len(met) > 40
        assert all(met)
