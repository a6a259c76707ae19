import re
from dataclasses import fields

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from game.rules.scenario import Unlocks
from game.rules.strategies import (
    IDLE,
    LONGEST_AGE,
    NEVER,
    NO_FORECAST,
    STRATEGIES,
    Predictive,
    check_setting,
)

forecast_tables = hs.integers(1, 12).flatmap(
    lambda ages: arrays(np.int16, hs.tuples(hs.integers(1, 5), hs.just(ages)),
                        elements=hs.integers(0, 1250) | hs.just(NO_FORECAST))
)  # fmt: skip


@pytest.mark.parametrize("name", STRATEGIES)
@given(table=forecast_tables, data=hs.data())
def test_every_strategy_keeps_the_contract(name: str, table: np.ndarray, data: hs.DataObject):
    kind = STRATEGIES[name]
    form = kind.setting
    assert kind.name == name
    for text in (
        kind.title,
        kind.short,
        kind.phrase,
        kind.line,
        *kind.story,
    ):
        assert text
    low, high = (form.low, form.high) if form else (0, 0)
    setting = data.draw(hs.integers(low, high))
    strategy = kind.make(setting)
    from_ages = np.array(data.draw(hs.lists(hs.integers(1, 15), min_size=len(table),
                                            max_size=len(table))))  # fmt: skip
    before = from_ages.copy(), table.copy()
    stops = strategy.stop_ages(from_ages, table)
    assert stops.dtype == np.int64
    assert stops.shape == from_ages.shape
    assert (stops >= from_ages).all()
    assert (stops == strategy.stop_ages(from_ages, table)).all()
    assert (from_ages == before[0]).all()
    assert (table == before[1]).all()
    # every engine is judged by itself
    alone = [
        strategy.stop_ages(from_ages[i : i + 1], table[i : i + 1])[0] for i in range(len(table))
    ]
    assert alone == stops.tolist()
    if form:
        assert check_setting(name, low) == low
        assert check_setting(name, high) == high
        assert form.label


@pytest.mark.parametrize("name", STRATEGIES)
@given(table=forecast_tables, data=hs.data())
def test_orders_are_announced_before_their_engines_stop(
    name: str, table: np.ndarray, data: hs.DataObject
) -> None:
    kind = STRATEGIES[name]
    low, high = (kind.setting.low, kind.setting.high) if kind.setting else (0, 0)
    strategy = kind.make(data.draw(hs.integers(low, high)))
    from_ages = np.ones(len(table), np.int64)
    stops = strategy.stop_ages(from_ages, table)
    ahead = [strategy.early(cycles).stop_ages(from_ages, table) for cycles in (0, 20, LONGEST_AGE)]
    assert ahead[0].tolist() == stops.tolist()
    assert (ahead[1] <= stops).all()
    assert (ahead[2] <= ahead[1]).all()
    healthy = np.full((1, LONGEST_AGE), 1_250, np.int16)
    [soon] = strategy.early(LONGEST_AGE).stop_ages(np.array([1]), healthy)
    # So far ahead, all is ordered at once: two cycles at most, for who wants to see an alarm twice.
    assert soon <= 2 if kind.setting else soon == NEVER


def test_letters_are_told_apart_in_a_link() -> None:
    letters = [kind.letter for kind in STRATEGIES.values()]
    assert len(set(letters)) == len(letters)
    assert all(re.fullmatch("[b-gi-qt-z]", letter) for letter in letters), "a, h, r, s"


def test_every_rung_stands_on_another() -> None:
    """What opens after a wait opens after the strategy whose waits come before it."""
    waits = [kind.rung.waits for kind in STRATEGIES.values() if kind.rung is not None]
    assert () in waits
    for kind in STRATEGIES.values():
        if kind.rung is not None and kind.rung.waits:
            assert kind.rung.waits[:-1] in waits
            assert set(kind.rung.waits) <= {field.name for field in fields(Unlocks)}
            assert all((kind.rung.opening, kind.rung.coming, kind.rung.arriving))
    assert STRATEGIES[IDLE].rung is None


def test_the_threshold_itself_rings_no_alarm() -> None:
    table = np.array([[401, 400, 399]], np.int16)
    assert Predictive(40).stop_ages(np.array([1]), table).tolist() == [3]


def test_ages_beyond_a_life_ring_no_alarm() -> None:
    table = np.array([[900, NO_FORECAST]], np.int16)
    assert Predictive(125).stop_ages(np.array([2]), table).tolist() == [NEVER]


def test_predictive_without_forecasts_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="needs forecasts"):
        Predictive(40).stop_ages(np.array([1]), None)
