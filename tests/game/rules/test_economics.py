import hypothesis.strategies as hs
import numpy as np
from hypothesis import given

from game.rules.decisions import Decision
from game.rules.economics import age_rewards, balances, ledger, recommended_age
from game.rules.lives import Lives
from game.rules.match import play_factory
from game.rules.report import oracle_lives
from game.rules.scenario import DEFAULT, Economics
from tests.game.worlds import given_world

PRICES = Economics()


@given(hs.lists(hs.integers(1, 400), min_size=1, max_size=12))
def test_age_rewards_are_those_of_playing_each_life(lives: list[int]) -> None:
    lifetimes = np.array(lives)
    rewards = age_rewards(lifetimes, PRICES)
    assert len(rewards) == lifetimes.max()
    for age in {1, int(lifetimes.min()), int(lifetimes.max())}:
        money = sum(age * 300 - 10_000 if age < life else life * 300 - 60_000 for life in lives)
        time = sum(age + 20 if age < life else life + 60 for life in lives)
        assert np.isclose(rewards[age - 1], money / time)


def test_the_recommended_age_is_prudent() -> None:
    assert recommended_age(np.array([200]), PRICES) == round(0.8 * 199)
    assert recommended_age(np.array([1]), PRICES) == 1


@given(
    hs.lists(hs.lists(hs.integers(1, 90), min_size=40, max_size=40), min_size=1, max_size=3),
    hs.integers(1, 300),
)
def test_no_fixed_age_beats_the_oracle(slots: list[list[int]], end: int) -> None:
    lifetimes = np.array(slots)
    prices = Economics(service_cycles=3, failure_cycles=7)
    lives, enough = oracle_lives(lifetimes, end, prices)
    assert enough
    book = ledger(lives, len(slots), end, prices)
    assert book.running_cycles + book.down_cycles == len(slots) * end
    assert book.failed <= np.count_nonzero(lifetimes == 1)


def test_roi_is_the_gain_over_corrective_per_dollar_of_service() -> None:
    lives = Lives(*(np.array([n]) for n in (0, 0, 0, 0, 100, 1, 120)))
    book = ledger(lives, 1, 150, PRICES)
    assert book.profit == 100 * 300 - 10_000
    assert book.roi(book.profit - 25_000) == 2.5
    nothing = ledger(lives.where(lives.slot < 0), 1, 150, PRICES)
    assert nothing.roi(0) is None
    assert nothing.mtbf is None


def test_profit_is_counted_from_hours_and_events() -> None:
    world = given_world((60,), (70,), (80,), (90,), archived=())
    decisions = [Decision(150, "preventive", 55)]
    history = play_factory(DEFAULT, 0, decisions, world, 900)
    book = ledger(history.lives, 4, 900, Economics())
    assert book.maintained and book.failed
    assert book.profit == (
        300 * book.running_cycles - 10_000 * book.maintained - 60_000 * book.failed
    )
    assert book.profit == balances(history.lives, 900, Economics())[-1]
