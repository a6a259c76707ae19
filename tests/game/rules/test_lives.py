import pytest

from game.rules.decisions import Decision
from game.rules.economics import balances
from game.rules.lives import Outcome
from game.rules.match import play_factory
from game.rules.scenario import DEFAULT, Economics
from tests.game.worlds import given_world

EMPTY = given_world((60,), (70,), (80,), (90,), archived=())


@pytest.mark.parametrize(
    ("decisions", "outcome", "ran", "down"),
    [((), Outcome.FAILURE, 60, 60), ((Decision(0, "preventive", 50),), Outcome.SERVICE, 50, 20)],
)
def test_down_time_is_what_is_said_and_no_cycle_of_a_life_is_lost(
    decisions: tuple[Decision, ...], outcome: Outcome, ran: int, down: int
) -> None:
    lives = play_factory(DEFAULT, decisions, EMPTY, 400).lives
    first, second = lives.where((lives.slot == 0) & (lives.index < 2)).installed.tolist()
    one = lives.where((lives.slot == 0) & (lives.index == 0))
    assert (one.outcome[0], one.ran[0]) == (outcome, ran)
    assert (first, second) == (0, ran + down)
    money = balances(one, ran, Economics())
    assert money.tolist() == [300 * cycle for cycle in range(1, ran + 1)]


def test_switching_to_a_schedule_stops_an_older_engine_at_once() -> None:
    history = play_factory(DEFAULT, [Decision(45, "preventive", 40)], EMPTY, 50)
    first = history.lives.where(history.lives.index == 0)
    assert first.ran.tolist() == [45] * 4
    assert (first.outcome == Outcome.SERVICE).all()
