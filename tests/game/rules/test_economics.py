import itertools
from dataclasses import replace
from functools import cache

import hypothesis.strategies as hs
import numpy as np
from hypothesis import given

from game.rules.decisions import Decision
from game.rules.economics import (
    Charge,
    age_rewards,
    balances,
    best_possible,
    ledger,
    profits,
    recommended_age,
)
from game.rules.lives import Lives
from game.rules.match import play_factory
from game.rules.report import oracles
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


def by_hand(lifetimes: tuple[int, ...], end: int, age: int | None, prices: Economics) -> int:
    """Return what a slot earns whose engines are serviced at an age; None: before they fail."""
    money, cycle = 0, 0
    for life in itertools.cycle(lifetimes):
        stop = max(1, life - 1) if age is None else age
        if age is None and cycle + life >= end:
            stop = life  # who knows that the engine outlasts the match leaves it alone
        ran = min(stop, life)
        if cycle + ran >= end:
            return money + max(0, end - cycle) * prices.running_income
        failed = stop >= life
        money += ran * prices.running_income
        money -= prices.failure_cost if failed else prices.service_cost
        cycle += ran + (prices.failure_cycles if failed else prices.service_cycles)
    raise AssertionError


def lives_from(shortest: int) -> hs.SearchStrategy[list[tuple[int, ...]]]:
    slot = hs.lists(hs.integers(shortest, 90), min_size=1, max_size=8).map(tuple)
    return hs.lists(slot, min_size=1, max_size=3)


@given(hs.one_of(lives_from(1), lives_from(30)), hs.integers(1, 300), hs.integers(1, 100))
def test_fixed_ages_and_the_oracle_earn_what_a_walk_through_the_lives_counts(
    slots: list[tuple[int, ...]], end: int, age: int
) -> None:
    prices = Economics(service_cycles=3, failure_cycles=7)
    scenario = replace(DEFAULT, slots=len(slots), economics=prices)
    world = given_world(*slots)
    book = oracles(scenario, world.streams, end)[0]
    assert book.running_cycles + book.down_cycles == len(slots) * end
    services = sum(by_hand(lives, end, None, prices) for lives in slots)
    if min(min(lives) for lives in slots) >= 30:
        assert book.profit == services, "at these prices only engines of a few cycles may fail"
        assert not book.failed
    assert book.profit >= services
    history = play_factory(scenario, [Decision(0, "preventive", age)], world, end)
    fixed = ledger(history.lives, len(slots), end, prices)
    assert fixed.profit == sum(by_hand(lives, end, age, prices) for lives in slots)


any_prices = hs.builds(
    Economics,
    running_income=hs.integers(0, 500),
    service_cost=hs.one_of(hs.integers(0, 2_000), hs.integers(0, 60_000)),
    service_cycles=hs.integers(0, 70),
    failure_cost=hs.one_of(hs.integers(0, 2_000), hs.integers(0, 60_000)),
    failure_cycles=hs.integers(0, 70),
    lead=hs.sampled_from([0, 0, 1, 12, 60]),
)


def best_of_all_ages(lifetimes: tuple[int, ...], end: int, prices: Economics) -> int:
    """Try every age for every engine, one after the other."""

    @cache
    def best(number: int, begins: int) -> int:
        if begins >= end:
            return 0
        life = lifetimes[number % len(lifetimes)]
        ways = []
        for age in range(1, life + 1):
            if begins + age >= end:
                ways.append((end - begins) * prices.running_income)
                break
            if age <= prices.lead and age < life:
                continue  # ordered at age 1 at the earliest, it begins later
            cost, down = prices.service_cost, prices.service_cycles
            if age == life:
                cost, down = prices.failure_cost, prices.failure_cycles
            later = best(number + 1, begins + age + down)
            ways.append(age * prices.running_income - cost + later)
        return max(ways)

    return best(0, 0)


@given(
    hs.lists(hs.integers(1, 60), min_size=1, max_size=6).map(tuple),
    hs.integers(1, 250),
    any_prices,
)
def test_the_ceiling_is_the_best_of_all_ages_for_all_engines(
    lifetimes: tuple[int, ...], end: int, prices: Economics
) -> None:
    def ahead(first: int, count: int) -> np.ndarray:
        return np.array(lifetimes)[np.arange(first, first + count)[np.newaxis] % len(lifetimes)]

    slots = best_possible(ahead, end, prices)
    assert profits(slots, 1, end, prices)[0] == best_of_all_ages(lifetimes, end, prices)


@given(
    hs.lists(hs.integers(1, 90), min_size=1, max_size=8).map(tuple),
    hs.integers(1, 400),
    any_prices,
    hs.dictionaries(hs.integers(0, 400), hs.one_of(hs.none(), hs.integers(1, 90)), max_size=4),
)
def test_nobody_exceeds_the_ceiling_under_any_prices(
    lifetimes: tuple[int, ...], end: int, prices: Economics, ages: dict[int, int | None]
) -> None:
    scenario = replace(DEFAULT, slots=1, economics=prices)
    world = given_world(lifetimes)
    taken = [
        Decision(cycle, "corrective" if age is None else "preventive", age)
        for cycle, age in sorted(ages.items())
    ]
    history = play_factory(scenario, taken, world, end)
    ceiling = oracles(scenario, world.streams, end)[0]
    assert ledger(history.lives, 1, end, prices).profit <= ceiling.profit


def test_roi_is_the_gain_over_corrective_per_dollar_of_service() -> None:
    lives = Lives(*(np.array([n]) for n in (0, 0, 0, 0, 100, 1, 120, 0, 0)))
    book = ledger(lives, 1, 150, PRICES)
    assert book.profit == 100 * 300 - 10_000
    assert book.roi(book.profit - 25_000) == 2.5
    nothing = ledger(lives.where(lives.slot < 0), 1, 150, PRICES)
    assert nothing.roi(0) is None
    assert nothing.mtbf is None


def test_profit_is_counted_from_hours_and_events() -> None:
    world = given_world((60,), (70,), (80,), (90,), archived=())
    decisions = [Decision(150, "preventive", 55)]
    history = play_factory(DEFAULT, decisions, world, 900)
    book = ledger(history.lives, 4, 900, Economics())
    assert book.maintained and book.failed
    assert book.profit == (
        300 * book.running_cycles - 10_000 * book.maintained - 60_000 * book.failed
    )
    assert book.profit == balances(history.lives, 900, Economics())[-1]


def test_fees_and_bonuses_are_booked_apart_and_none_at_the_end() -> None:
    world = given_world((60,), (70,), (80,), (90,), archived=())
    lives = play_factory(DEFAULT, [], world, 100).lives
    charges = [
        Charge(0, 4_000, "training"), Charge(60, -15_000, "bonus"), Charge(99, 900, "crew"),
        Charge(100, 7_000, "spares"),
    ]  # fmt: skip
    book, without = (ledger(lives, 4, 100, PRICES, some) for some in (charges, []))
    assert (book.fees, book.bonuses) == (4_900, 15_000)
    assert book.profit == without.profit + 15_000 - 4_900
    assert book.spent == without.spent + 4_900
    assert balances(lives, 100, PRICES, charges)[-1] == book.profit
