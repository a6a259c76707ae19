import hypothesis.strategies as hs
import numpy as np
from hypothesis import given

from game.rules.economics import age_rewards, ledger, recommended_age
from game.rules.lives import Lives
from game.rules.report import oracle_lives
from game.rules.scenario import Economics

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
