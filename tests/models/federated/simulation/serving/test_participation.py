from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pytest

from models.federated.simulation.experiment import Experiment
from models.federated.simulation.serving.participation import (
    Participation,
    UnreliableClients,
    draw_round,
    draw_share,
)

ROWS = {one: 100 for one in range(40)}


def drawn(
    seed: int = 0,
    slow: Sequence[int] = (),
    rows: Mapping[int, int] = MappingProxyType(ROWS),
    **levers: float,
) -> Participation:
    return draw_round(rows, Experiment(**levers), frozenset(slow), np.random.default_rng(seed))


def found(outcome: str, one: Participation) -> set[int]:
    return {client_id for client_id, own in one.outcomes.items() if own == outcome}


def test_a_typical_client_needs_a_minute_for_an_epoch() -> None:
    minutes = [time for seed in range(40) for time in drawn(seed).minutes.values()]
    assert np.median(minutes) == pytest.approx(1, rel=0.03)
    assert np.std(np.log(minutes)) == pytest.approx(0.25, rel=0.05)
    five = [time for seed in range(40) for time in drawn(seed, epochs=5).minutes.values()]
    assert np.allclose(np.array(five), 5 * np.array(minutes))


def test_a_slow_client_takes_four_times_as_long_and_misses_the_deadline() -> None:
    usual, slow = drawn(), drawn(slow=[3])
    assert slow.minutes[3] == pytest.approx(4 * usual.minutes[3])
    assert slow.minutes[4] == usual.minutes[4]
    assert found("late", slow) == set()
    assert found("late", drawn(slow=[3], deadline=2.0)) == {3}


def test_who_has_more_rows_needs_longer() -> None:
    one, same = drawn(rows={0: 100, 1: 300}), drawn(rows={0: 200, 1: 200})
    assert one.minutes[0] == pytest.approx(same.minutes[0] / 2)
    assert one.minutes[1] == pytest.approx(same.minutes[1] * 1.5)


def test_a_share_is_asked_and_some_of_them_are_lost() -> None:
    rounds = [drawn(seed, participation=0.5, dropout=0.25) for seed in range(200)]
    assert {len(one.asked) for one in rounds} == {20}
    assert all(set(one.minutes) == found("arrived", one) for one in rounds)
    assert np.mean([len(found("lost", one)) for one in rounds]) == pytest.approx(5, rel=0.1)
    assert len({one.asked for one in rounds}) == 200
    assert len(drawn(participation=0.001).asked) == 1


def test_one_lever_leaves_the_luck_of_the_others_alone() -> None:
    few, all_of_them = drawn(participation=0.5), drawn()
    assert all(few.minutes[one] == all_of_them.minutes[one] for one in few.asked)
    some_lost = drawn(dropout=0.3)
    assert all(some_lost.minutes[one] == all_of_them.minutes[one] for one in some_lost.minutes)


def test_a_share_of_nobody_is_nobody() -> None:
    assert draw_share((1, 2, 3), 0.0, np.random.default_rng(0)) == ()
    assert draw_share((1, 2, 3), 1.0, np.random.default_rng(0)) == (1, 2, 3)


class Echo:
    """Clients that answer with what they are sent, twice."""

    client_ids = tuple(range(20))

    def answer(self, _subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        return {client_id: 2 * message for client_id, message in messages.items()}


def test_who_is_lost_or_late_has_no_answer_but_its_bytes_have_passed() -> None:
    experiment = Experiment(participation=0.8, dropout=0.3, deadline=2.0)
    rows, rng = dict.fromkeys(Echo.client_ids, 200), np.random.default_rng(0)
    slow = frozenset(range(10))
    network = UnreliableClients(Echo(), lambda: draw_round(rows, experiment, slow, rng))
    asked, outcomes = network.choose(), network.drawn.outcomes
    assert set(outcomes.values()) == {"arrived", "late", "lost"}
    answers = network.answer("train", dict.fromkeys(asked, b"abc"))
    assert set(answers) == {one for one in asked if outcomes[one] == "arrived"}
    down, up = network.take()
    assert down == dict.fromkeys(asked, 3)
    assert up == {one: 6 for one in asked if outcomes[one] != "lost"}
    assert network.bytes_moved == sum(down.values()) + sum(up.values())
    assert network.take() == ({}, {})
    # Only weights get lost: what else is asked, all answer.
    assert set(network.answer("unmask", dict.fromkeys(asked, b""))) == set(asked)
