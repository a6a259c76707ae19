"""What calls were worth: against sums over every case, played forward in time."""

from dataclasses import replace
from itertools import permutations

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import example, given, settings

from game.fleet.cmapss import fleet_of
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.calls import (
    Called,
    CallValue,
    called,
    money,
    ordered_in,
    values_of_calls,
    worth_of_a_slot,
)
from game.review.courses import course_of
from game.review.redraws import redraw
from game.review.review import refine
from game.review.skill import quality_of
from game.rules.decisions import Call, Decision, Stretch
from game.rules.lives import Outcome
from game.rules.match import play_factory, replay
from game.rules.scenario import DRAWN, OPEN, Economics
from models.band import band_of, count

QUICK = Economics(service_cycles=3, failure_cycles=7, lead=4)
ALONE = replace(OPEN, rivals=((),), given=DRAWN, events=3)  # a rival that trains nothing
NO_NEWS = replace(ALONE, offers=False, events=0)


def forward(spans: list[tuple[int, bool]], horizon: int, prices: Economics) -> float:
    """Return what a slot earns from a fresh engine on, following probability forward in time."""
    fresh, total = [0.0] * (horizon + 100), 0.0
    fresh[0] = 1.0
    for now in range(horizon):
        for ran, failed in spans:
            likely = fresh[now] / len(spans)
            total += likely * prices.running_income * min(ran, horizon - now)
            if now + ran < horizon:
                total -= likely * (prices.failure_cost if failed else prices.service_cost)
                down = prices.failure_cycles if failed else prices.service_cycles
                fresh[min(now + ran + down, horizon + 99)] += likely
    return total


spans = hs.lists(hs.tuples(hs.integers(1, 30), hs.booleans()), min_size=1, max_size=5)


@given(spans, hs.integers(1, 90))
@settings(max_examples=40)
def test_a_slot_is_worth_what_its_lives_earn_on_average(lives, horizon) -> None:
    ran, failed = (np.array(column) for column in zip(*lives, strict=True))
    worth = worth_of_a_slot(ran, failed, horizon, QUICK)
    assert worth[horizon] == pytest.approx(forward(lives, horizon, QUICK), abs=1e-6)


@example(30, 30, 60)  # at its last cycle
@given(hs.integers(1, 60), hs.integers(0, 70), hs.integers(1, 60))
@settings(max_examples=60)
def test_money_is_that_of_a_loop_over_cycles(left, due, horizon) -> None:
    earned, fresh = 0, None
    for now in range(horizon):
        if fresh is None and now in {left, due}:
            failed = now == left  # at its last cycle it fails first
            earned -= QUICK.failure_cost if failed else QUICK.service_cost
            fresh = now + (QUICK.failure_cycles if failed else QUICK.service_cycles)
        if fresh is None or now >= fresh:
            earned += QUICK.running_income
    tail = QUICK.running_income * np.arange(horizon + 1.0)
    (found,) = money(np.array([left]), np.array([due]), horizon, QUICK, tail)
    assert found == earned


@example(1_250, 60, 200)  # it has more left than any forecast says
@example(605, 60, 90)
@given(hs.integers(0, 1_250), hs.integers(1, 125), hs.integers(1, 300))
@settings(max_examples=100)
def test_an_order_comes_when_a_forecast_that_falls_with_the_cycles_is_below_its_setting(
    forecast, setting, left
) -> None:
    now, shown = 0, forecast  # tenths of a cycle
    while shown >= 10 * setting:
        beyond = forecast == 1_250 and left - now > 125
        now += 1
        shown -= 0 if beyond else 10
    stretch = Stretch(0, "local", setting)
    assert ordered_in(stretch, forecast, 50, np.array([left])).tolist() == [now]


def call_worth(value: float | None, error: float | None) -> CallValue:
    return CallValue(100, 0, "service", 90, None, value, error)


def test_a_call_has_lost_where_chance_does_not_explain_it() -> None:
    assert call_worth(-100.0, 49.0).clear_loss
    assert not call_worth(-100.0, 51.0).clear_loss
    assert not call_worth(100.0, 1.0).clear_loss
    assert not call_worth(None, None).clear_loss


def test_what_is_not_known_of_calls_is_not_known_of_the_decisions() -> None:
    random = np.random.default_rng(1)
    waiting, played, best = random.normal([[0], [500], [900]], 100, (3, 40))
    none, some = (
        quality_of(played, waiting, best, (), calls)
        for calls in ([], [call_worth(0.0, 30.0), call_worth(0.0, 40.0), call_worth(None, None)])
    )
    assert none.decision_quality == some.decision_quality
    apart = 50 / (best - waiting).mean()
    assert some.standard_error**2 == pytest.approx(none.standard_error**2 + apart**2)


@pytest.mark.slow
@pytest.mark.counted
def test_calls_under_a_schedule_by_hand() -> None:
    """Every engine that may have been the one that was called is played forward."""
    fleet, end = SimulatedFleet(replace(NO_NEWS, economics=QUICK), 3), 400
    moves = [Decision(0, "preventive", 150), Call(100, 1, "service"), Call(140, 2, "hold")]
    history = play_factory(fleet.scenario, moves, world_of(fleet), end)
    redraws = redraw(fleet, end, range(2))
    found = called(fleet.scenario, history, moves)
    assert [(one.call.cycle, one.age, one.held) for one in found] == [(100, 100, 0), (140, 140, 0)]
    values = values_of_calls(fleet, history, course_of(fleet, history, end), found, redraws, {})
    lifetimes = redraws.lifetimes.ravel().tolist()
    fresh = [(min(154, life), life <= 154) for life in lifetimes]
    tails = [forward(fresh, horizon, QUICK) for horizon in range(310)]

    def worth(age: int, horizon: int, due: int) -> np.ndarray:
        each = []
        for left in (life - age for life in lifetimes if life > age):
            failed, ran = left <= due, min(left, due)
            down = QUICK.failure_cycles if failed else QUICK.service_cycles
            cost = QUICK.failure_cost if failed else QUICK.service_cost
            each.append(300 * ran - cost + tails[horizon - ran - down])
        return np.array(each)

    service = worth(100, 300, 4) - worth(100, 300, 54)
    hold = worth(140, 260, 24) - worth(140, 260, 14)
    assert [one.value for one in values] == pytest.approx([service.mean(), hold.mean()])
    errors = [each.std() / len(each) ** 0.5 for each in (service, hold)]
    assert [one.standard_error for one in values] == pytest.approx(errors)


def test_a_call_under_a_band_is_weighed_over_what_was_left_of_like_engines() -> None:
    """Of rows beyond all forecasts, over the engines that live so long."""
    fleet, end, now = fleet_of(ALONE, 3), 400, 180
    history = play_factory(ALONE, [Decision(0, "local")], world_of(fleet), end)
    stretch, redraws = history.stretches[-1], redraw(fleet, end, range(2))
    prices, setting = ALONE.economics, stretch.setting
    within = np.repeat([100, 110, 125], 20)
    rows = np.array([*within, *[200] * 90])
    ids = np.concatenate([fleet.ids(0, slot, 0, 8) for slot in range(4)])
    engine, row = np.argwhere(stretch.model.forecasts(ids)[:, 60:140] == 1_250)[0]  # as new
    engine, age = int(ids[engine]), int(row) + 61
    band = band_of(count(np.full(150, 125.0), np.full(150, age), rows), engines=9)
    banded = replace(stretch, model=replace(stretch.model, band=band))
    tables = {stretch.model.model: np.full((redraws.lifetimes.size, 600), 1_250, np.int16)}
    call = Called(Call(now, 0, "service"), engine, age, 0)
    course = course_of(fleet, history, end)
    history = replace(history, stretches=(*history.stretches[:-1], banded))
    (found,) = values_of_calls(fleet, history, course, [call], redraws, tables)
    lifetimes = redraws.lifetimes.ravel().tolist()
    tails = [forward([(life, True) for life in lifetimes], n, prices) for n in range(end - now)]
    long = [life - age for life in lifetimes if life - age > 125]
    cases = [(left, 1 / 150) for left in within.tolist()]
    cases += [(left, 90 / 150 / len(long)) for left in long]

    def worth(left: int, due: int) -> float:
        failed, ran = left <= due, min(left, due)
        down = prices.failure_cycles if failed else prices.service_cycles
        cost = prices.failure_cost if failed else prices.service_cost
        if ran >= end - now:
            return prices.running_income * (end - now)
        return prices.running_income * ran - cost + tails[max(0, end - now - ran - down)]

    gained = [
        worth(left, prices.lead) - worth(left, 126 - setting + max(0, left - 125) + prices.lead)
        for left, _ in cases
    ]
    mean = sum(share * one for (_, share), one in zip(cases, gained, strict=True))
    spread = sum(share * (one - mean) ** 2 for (_, share), one in zip(cases, gained, strict=True))
    assert found.value == pytest.approx(mean)
    assert found.standard_error == pytest.approx((spread / 9) ** 0.5)


def test_only_calls_that_took_effect_are_weighed() -> None:
    fleet = SimulatedFleet(NO_NEWS, 3)
    calls = [
        Call(0, 0, "service"),  # nothing has run yet
        Call(20, 0, "hold"), Call(20, 0, "service"),  # the last one counts
        Call(30, 0, "service"),  # it is ordered
        Call(65, 0, "service"),  # it is down
        Call(50, 1, "hold"), Call(60, 1, "hold"),
    ]  # fmt: skip
    moves = [Decision(0, "preventive", 90), *calls]
    history = play_factory(NO_NEWS, moves, world_of(fleet), 200)
    found = [(one.call, one.age, one.held) for one in called(NO_NEWS, history, moves)]
    assert found == [(calls[2], 20, 0), (calls[5], 50, 0), (calls[6], 60, 10)]


@given(hs.lists(hs.integers(10, 101), min_size=100, max_size=130), hs.integers(0, 40))
@settings(max_examples=20)
def test_a_band_gives_back_what_was_left_of_like_engines(left, beyond) -> None:
    rows = np.array([*left, *[200] * beyond])
    counts = count(np.full(len(rows), 40.0), np.full(len(rows), 160), rows)
    shares = band_of(counts, engines=9).left(40.0, 170)
    assert shares is not None
    expected = np.bincount(np.minimum(rows, 126), minlength=127) / len(rows)
    assert shares == pytest.approx(expected)


def test_taking_back_after_a_failure_earns_money_and_no_quality() -> None:
    seed, moves = 3, [Decision(0, "local")]
    fleet = fleet_of(ALONE, seed)
    lives = replay(ALONE, moves, world_of(fleet)).factories[0].lives.cut(ALONE.cycles)
    failures = lives.where((lives.outcome == Outcome.FAILURE) & (lives.ran > 100))
    late = failures.ends[0] - ALONE.economics.lead - 2  # so that the service is in time
    again = [*moves, Call(int(late), int(failures.slot[0]), "service")]
    (_, first), (_, second) = (
        refine(ALONE, seed, taken, looks=[(4, False)]) for taken in (moves, again)
    )
    assert second.factories[0].profit > first.factories[0].profit + 40_000
    (call,) = second.calls
    assert call.value < 0
    assert call.forecast == 125, "nothing announced it"
    assert second.quality.played == first.quality.played
    assert second.quality.decision_quality < first.quality.decision_quality
    # The money of the call is no luck of the orders either.
    assert second.luck == first.luck


def test_a_call_is_worth_what_was_known_whatever_happens_then() -> None:
    fleet, end = fleet_of(ALONE, 3), 400
    history = play_factory(ALONE, [Decision(0, "local")], world_of(fleet), end)
    course, redraws = course_of(fleet, history, end), redraw(fleet, end, range(2))
    model = history.stretches[-1].model
    ids = np.concatenate([fleet.ids(0, slot, 0, 8) for slot in range(4)])
    lives, table = fleet.lifetimes(ids), model.forecasts(ids)
    # Two engines of which the same is known, and one of which is about to fail.
    age, first, last = next(
        (age + 1, first, last)
        for age in range(40, 140)
        for first, last in permutations(range(len(ids)), 2)
        if table[first, age] == table[last, age] > 1_000 and lives[last] > lives[first] + 40
    )
    found = [
        Called(Call(180, 0, call), int(ids[engine]), age, 0)
        for call in ("service", "hold")
        for engine in (first, last)
    ]
    tables = {model.model: np.full((redraws.lifetimes.size, 600), 1_250, np.int16)}
    values = values_of_calls(fleet, history, course, found, redraws, tables)
    assert values[0] == values[1]
    assert values[2] == values[3]
    assert values[0].value < 0


@pytest.mark.no_cover
def test_without_calls_there_are_none_to_weigh() -> None:
    _, found = refine(NO_NEWS, 3, [Decision(0, "preventive", 80)], 300, [(2, False)])
    assert found.calls == ()
    assert found.quality.calls == 0
