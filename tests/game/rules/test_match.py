from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import example, given, settings

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import (
    MOST_DECISIONS,
    Answer,
    Call,
    Decision,
    Knowledge,
    Move,
    unlock_cycles,
)
from game.rules.economics import Charge, balances, ledger
from game.rules.errors import DecisionError
from game.rules.lives import Outcome
from game.rules.match import (
    FactoryHistory,
    MatchState,
    Seat,
    World,
    advance,
    match_of,
    play_factory,
    replay,
    start,
)
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.offers.terms import Terms
from game.rules.report import oracles, report
from game.rules.scenario import CLASSIC, DEFAULT, Economics, Scenario, Unlocks
from game.rules.strategies import NEVER, STRATEGIES
from tests.game.stepper import step_factory
from tests.game.worlds import given_world

QUICK = Economics(service_cycles=3, failure_cycles=7)
SHORT = replace(DEFAULT, economics=QUICK, slots=2, retrain_every=90)
LADDER = replace(SHORT, unlocks=Unlocks(own_failures=3, local_wait=25, federated_wait=40))


def ahead(scenario: Scenario, lead: int) -> Scenario:
    """Return the same rules with services that are ordered so many cycles ahead."""
    return replace(scenario, economics=replace(scenario.economics, lead=lead))


rules = hs.builds(ahead, hs.sampled_from([SHORT, LADDER]), hs.sampled_from([0, 1, 4, 17, 60]))

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


calls = hs.builds(
    Call, hs.integers(0, 250), hs.integers(0, 1), hs.sampled_from(["service", "hold"])
)


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


@given(lives, lives, decision_lists(), rules, hs.integers(1, 260))
@settings(max_examples=150)
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


@given(lives, lives, decision_lists(), hs.lists(calls, max_size=12), rules, hs.integers(1, 260))
@settings(max_examples=100)
def test_lives_with_calls_are_those_of_the_rules_stepped_cycle_by_cycle(
    first: tuple[int, ...],
    second: tuple[int, ...],
    decisions: list[Decision],
    taken: list[Call],
    scenario: Scenario,
    until: int,
) -> None:
    world, scenario = given_world(first, second), replace(scenario, calls=True, hold=9)
    ordered: list[Move] = sorted([*decisions, *taken], key=lambda move: move.cycle)
    history = play_factory(scenario, ordered, world, until)
    stepped = step_factory(scenario, 0, ordered, world, until)
    assert events_of(history, until) == sorted(stepped.events)
    assert balances(history.lives, until, QUICK).tolist() == stepped.balances


ALLIANCES = (
    Alliance("Northern Ring", 5, "any", "fedavg", 700, poisoned_from=100),
    Alliance("Open Skies", 1, "most", "median", 300),
)
OFFERS = (
    Offer("ruler", 0, 200, (50,)),
    Offer("alliance", 20, 140, (0, 0), ALLIANCES),
    Offer("contract", 10, 60, (400,), begins=60, ends=130, line=84, bonus=5_000),
    Offer("family", 30, 190, (90,)),
    Offer("crew", 5, 80, (250,), begins=40, ends=120),
    Offer("spares", 30, 90, (310,), begins=70, ends=160),
    Offer("robust", 60, 150, (20,)),
    Offer("masks", 50, 150, (30,)),
    Offer("kit", 40, 170, (60,)),
)
EVENTS = (
    Event("strike", 30, 70, 160),
    Event("privacy", 50, 80, 170),
    Event("poison", 60, 100, 260),
)
answers = hs.integers(0, len(OFFERS) - 1).flatmap(
    lambda number: hs.builds(
        Answer,
        hs.integers(0, 220),
        hs.just(number),
        hs.integers(0, len(OFFERS[number].prices) - 1),
    )
)


@hs.composite
def offered_matches(draw: hs.DrawFn) -> tuple[World, Scenario, list[Move]]:
    """Draw a match in which everything is offered and befalls, and moves of all kinds."""
    moves: list[Move] = [
        *draw(decision_lists()),
        *draw(hs.lists(calls, max_size=8)),
        *draw(hs.lists(answers, max_size=12)),
    ]
    world = replace(given_world(draw(lives), draw(lives)), offers=OFFERS, events=EVENTS)
    scenario = replace(draw(rules), calls=True, hold=9, offers=True, rivals=((),))
    return world, scenario, sorted(moves, key=lambda move: move.cycle)


VOTED = (
    replace(given_world((1,), (1,)), offers=OFFERS, events=EVENTS),
    replace(SHORT, calls=True, hold=9, offers=True, rivals=((),)),
    [Decision(0, "local"), Answer(30, 3, 0), Answer(60, 6, 0)],
)
"""Who lets members vote gives up the model that bends: a draw seldom has both, and a training."""


JOINED_AGAIN = (
    replace(given_world((1,), (1,)), offers=OFFERS, events=EVENTS),
    replace(SHORT, calls=True, hold=9, offers=True, rivals=((),)),
    [Answer(30, 1, 0), Decision(60, "federated", 77), Answer(120, 1, 1)],
)
"""A threshold of one's own outlives the alliance it was chosen in; few draws join two of them."""


@given(offered_matches(), hs.integers(1, 260))
@example(VOTED, 91)
@example(JOINED_AGAIN, 200)
@settings(max_examples=100)
def test_lives_and_money_with_offers_and_events_are_those_of_the_rules_stepped(
    match: tuple[World, Scenario, list[Move]],
    until: int,
) -> None:
    world, scenario, moves = match
    history = play_factory(scenario, moves, world, until)
    stepped = step_factory(scenario, 0, moves, world, until)
    assert events_of(history, until) == sorted(stepped.events)
    assert balances(history.lives, until, QUICK, history.charges).tolist() == stepped.balances
    for cycle, strategy, setting in stepped.settings:
        stretch = [stretch for stretch in history.stretches if stretch.cycle <= cycle][-1]
        assert (stretch.strategy, stretch.setting) == (strategy, setting)


@given(offered_matches(), hs.integers(1, 260))
def test_nobody_exceeds_the_ceiling_with_calls_offers_and_events(
    match: tuple[World, Scenario, list[Move]],
    end: int,
) -> None:
    world, scenario, moves = match
    history = play_factory(scenario, moves, world, end)
    earned = ledger(history.lives, SHORT.slots, end, QUICK, history.charges).profit
    ceiling = oracles(scenario, world.streams, end, EVENTS, OFFERS)[0]
    assert earned <= ceiling.profit


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

    def spy(knowledge, others, terms):
        known.append((knowledge.cycle, knowledge.failed))
        return local(knowledge, others, terms)

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


@pytest.mark.parametrize("given", [None, 5, Decision(0, "corrective"), iter(())])
def test_decisions_that_are_no_list_are_refused(given) -> None:
    with pytest.raises(DecisionError, match=r"Decisions come in a list, got .*: write"):
        replay(SHORT, given, given_world((50,), (50,)))


def test_what_is_no_decision_is_refused_by_its_name() -> None:
    world = given_world((50,), (50,))
    with pytest.raises(DecisionError, match=r"answers, got \(300, 'preventive'\): write Decision"):
        replay(SHORT, [(300, "preventive")], world)


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


seats = hs.lists(decision_lists(), min_size=1, max_size=4)


def ordered(decisions: list[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(decisions, key=lambda decision: decision.cycle))


def columns(history: FactoryHistory) -> dict[str, list[int]]:
    names = ("slot", "index", "engine_id", "installed", "ran", "outcome", "resumes")
    return {name: getattr(history.lives, name).tolist() for name in names}


def stretches(history: FactoryHistory) -> list[tuple[object, ...]]:
    return [(s.cycle, s.strategy, s.setting, s.recommended, s.trained) for s in history.stretches]


@given(lives, lives, seats, rules, hs.integers(1, 260))
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
    rules,
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

    def spy(knowledge: Knowledge, others: list[Knowledge], terms: Terms):
        heard.append((knowledge, others))
        return world.trainers["federated"](knowledge, others, terms)

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


@pytest.mark.no_cover
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


def with_orders(state: MatchState, due: list[int]) -> MatchState:
    slots = state.factories[0].slots._replace(due=np.array(due, np.int64))
    return replace(state, factories=(replace(state.factories[0], slots=slots),))


def test_an_ordered_service_begins_when_it_falls_due_unless_the_engine_fails_before() -> None:
    state = advance(start(SHORT, [Seat()], given_world((50,), (60,))), {}, 30)
    state = with_orders(state, [50, 40])
    assert advance(state, {}, 35).factories[0].slots.due.tolist() == [50, 40]
    final = advance(advance(state, {0: [Decision(35, "preventive", 36)]}, 36), {}, 61)
    lived = final.histories[0].lives
    assert [lived.ran[:2].tolist(), lived.outcome[:2].tolist()] == [
        [50, 40],
        [Outcome.FAILURE, Outcome.SERVICE],
    ], "an order survives a change of strategy"
    assert final.factories[0].slots.due.tolist() == [NEVER, NEVER]


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
