"""What the original's rules were, rule by rule; ``docs/parity.md`` names these tests."""

import numpy as np
import pytest

from game.rules.decisions import Decision, unlock_cycles
from game.rules.economics import balances, ledger
from game.rules.lives import Outcome
from game.rules.match import play_factory, replay
from game.rules.names import YOU, factory_names
from game.rules.scenario import CLASSIC, DEFAULT, Economics
from tests.game.worlds import given_world

LIVES = ((60,), (70,), (80,), (90,))
EMPTY = given_world(*LIVES, archived=())


def test_four_factories_of_four_engines_have_names_of_their_own() -> None:
    assert (CLASSIC.factories, CLASSIC.slots) == (4, 4)
    for seed in range(500):
        names = factory_names(seed, 4)
        assert names[0] == YOU
        words = [word for name in names[1:] for word in name.split()]
        assert len(set(words)) == 6, "no place and no trade comes twice"


def test_prices_are_those_of_the_original() -> None:
    assert Economics() == Economics(300, 10_000, 20, 60_000, 60)
    assert CLASSIC.economics == DEFAULT.economics == Economics()
    assert CLASSIC.finish_line == 3_000_000


@pytest.mark.parametrize(
    ("decisions", "outcome", "ran", "down"),
    [((), Outcome.FAILURE, 60, 60), ((Decision(0, "preventive", 50),), Outcome.SERVICE, 50, 20)],
)
def test_down_time_is_what_is_said_and_no_cycle_of_a_life_is_lost(
    decisions: tuple[Decision, ...], outcome: Outcome, ran: int, down: int
) -> None:
    lives = play_factory(DEFAULT, 0, decisions, EMPTY, 400).lives
    first, second = lives.where((lives.slot == 0) & (lives.index < 2)).installed.tolist()
    one = lives.where((lives.slot == 0) & (lives.index == 0))
    assert (one.outcome[0], one.ran[0]) == (outcome, ran)
    assert (first, second) == (0, ran + down)
    money = balances(one, ran, Economics())
    assert money.tolist() == [300 * cycle for cycle in range(1, ran + 1)]


def test_profit_is_counted_from_hours_and_events() -> None:
    decisions = [Decision(150, "preventive", 55)]
    history = play_factory(DEFAULT, 0, decisions, EMPTY, 900)
    book = ledger(history.lives, 4, 900, Economics())
    assert book.maintained and book.failed
    assert book.profit == (
        300 * book.running_cycles - 10_000 * book.maintained - 60_000 * book.failed
    )
    assert book.profit == balances(history.lives, 900, Economics())[-1]


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
    history = play_factory(DEFAULT, 0, decisions, EMPTY, 260)
    assert [stretch.strategy for stretch in history.stretches] == taken
    book = ledger(history.lives, 4, 260, Economics())
    paid = 10_000 * book.maintained + 60_000 * book.failed
    assert book.profit == 300 * book.running_cycles - paid


def test_switching_to_a_schedule_stops_an_older_engine_at_once() -> None:
    history = play_factory(DEFAULT, 0, [Decision(45, "preventive", 40)], EMPTY, 50)
    first = history.lives.where(history.lives.index == 0)
    assert first.ran.tolist() == [45] * 4
    assert (first.outcome == Outcome.SERVICE).all()


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
