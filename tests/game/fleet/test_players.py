"""Engines and trainings of factories that learn from each other."""

import numpy as np
import pytest

from data.faults import Fault
from game.fleet.players import (
    FIRST,
    Circumstances,
    error_of,
    players_fleet,
    seen_fail,
    train_players,
)
from game.rules.custom_scenario import open_rules
from game.rules.scenario import DEFAULT

FLEET = players_fleet(DEFAULT, 7)


def failures(count: int, each: int = 2) -> dict[int, tuple[int, ...]]:
    return {seat: tuple(FLEET.ids(seat, 0, 0, each).tolist()) for seat in range(count)}


def test_no_two_factories_fly_the_same_engine_and_all_have_one_archive() -> None:
    owned = [
        set(FLEET.ids(seat, slot, 0, 40).tolist()) for seat in (0, 1, 399) for slot in range(4)
    ]
    assert len(set().union(*owned)) == 12 * 40
    assert FLEET.archive(0) == FLEET.archive(399)
    assert not set(FLEET.judges.tolist()) & set().union(*owned, set(FLEET.archive(0)))


@pytest.mark.parametrize("rules", ["default.cs0", "default.ss0"])
def test_they_fly_alike_whatever_rules_say_of_rivals(rules: str) -> None:
    fleet = players_fleet(open_rules(rules), 7)
    assert fleet.archive(9) == fleet.archive(0)
    assert len(set(fleet.severities)) == 1


def test_split_fleets_have_seen_one_fault_each_and_then_meet_both() -> None:
    before = FLEET.faults(FLEET.ids(1, 0, 0, 40)).tolist()
    split = players_fleet(DEFAULT, 7, split=True)
    for factory, fault in ((0, Fault.COMPRESSOR), (1, Fault.FAN), (6, Fault.COMPRESSOR)):
        own = np.concatenate([split.ids(factory, slot, 0, FIRST) for slot in range(4)])
        assert set(split.faults(own)) == {fault}
        assert set(split.faults(np.array(split.archive(factory)))) == {fault}
        then = np.concatenate([split.ids(factory, slot, FIRST, 100) for slot in range(4)])
        assert 0.4 < (split.faults(then) == Fault.FAN).mean() < 0.6
        assert (split.lifetimes(then) > 0).all()
    assert 0.3 < (split.faults(split.judges) == Fault.FAN).mean() < 0.7
    assert split.archive(0) == split.archive(398) != split.archive(1) == split.archive(399)
    assert players_fleet(DEFAULT, 7).faults(FLEET.ids(1, 0, 0, 40)).tolist() == before


def test_who_has_seen_nothing_sends_nothing() -> None:
    assert train_players(FLEET, {1: (), 2: ()}) is None
    trained = train_players(FLEET, failures(5) | {9: ()})
    assert trained is not None
    assert trained.client_ids == (0, 1, 2, 3, 4)
    assert train_players(FLEET, {9: ()}, trained) is trained


def test_order_changes_not_even_a_last_digit() -> None:
    known = failures(6)
    turned = dict(reversed(known.items()))
    for how in (Circumstances(), Circumstances(noise=1.0, losses=40, saboteurs=(2,))):
        one, other = train_players(FLEET, known, how=how), train_players(FLEET, turned, how=how)
        assert one is not None
        assert other is not None
        assert (one.model.coefficients == other.model.coefficients).all()


def test_chance_is_another_one_at_each_boundary() -> None:
    how = Circumstances(noise=1.0)
    one, other = (train_players(FLEET, failures(6), how=how, cycle=cycle) for cycle in (250, 500))
    assert one is not None
    assert other is not None
    assert one.model.intercept != other.model.intercept


def test_more_failures_make_a_better_model() -> None:
    few, many = train_players(FLEET, failures(2, 1)), train_players(FLEET, failures(20, 4))
    assert few is not None
    assert many is not None
    assert error_of(FLEET, many.model) < error_of(FLEET, few.model)


def test_a_saboteur_makes_it_worse() -> None:
    honest = train_players(FLEET, failures(6))
    bent = train_players(FLEET, failures(6), how=Circumstances(saboteurs=(0,)))
    assert honest is not None
    assert bent is not None
    assert error_of(FLEET, bent.model) > error_of(FLEET, honest.model)


def test_faults_are_counted_by_what_wore_out() -> None:
    known = failures(10)
    numbers = np.array([one for own in known.values() for one in own])
    fans = int((FLEET.faults(numbers) == Fault.FAN).sum())
    assert 0 < fans < 20
    assert seen_fail(FLEET, known) == (20 - fans, fans)
    assert seen_fail(FLEET, {}) == (0, 0)
