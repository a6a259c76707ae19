from collections.abc import Mapping

import numpy as np
import pytest

from models.federated.simulation.experiment import Experiment
from models.federated.simulation.participation import UnreliableClients, draw_round, draw_share

ROWS = {one: 100 for one in range(40)}


def drawn(seed: int = 0, **changes: object):
    levers = {"participation": 1.0, "dropout": 0.0, "slow": frozenset(), "epochs": 1} | changes
    return draw_round(ROWS, **levers, rng=np.random.default_rng(seed))


def test_a_typical_client_needs_a_minute_for_an_epoch() -> None:
    minutes = [time for seed in range(40) for time in drawn(seed).minutes.values()]
    assert np.median(minutes) == pytest.approx(1, rel=0.03)
    assert np.std(np.log(minutes)) == pytest.approx(0.25, rel=0.05)
    five = [time for seed in range(40) for time in drawn(seed, epochs=5).minutes.values()]
    assert np.allclose(np.array(five), 5 * np.array(minutes))


def test_a_slow_client_takes_four_times_as_long_and_misses_the_deadline() -> None:
    usual, slow = drawn(), drawn(slow=frozenset({3}))
    assert slow.minutes[3] == pytest.approx(4 * usual.minutes[3])
    assert slow.minutes[4] == usual.minutes[4]
    assert slow.late(None) == frozenset()
    assert slow.late(2.0) == frozenset({3})


def test_who_has_more_rows_needs_longer() -> None:
    rows = {0: 100, 1: 300}
    one = draw_round(
        rows, participation=1.0, dropout=0.0, slow=frozenset(), epochs=1,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    same = draw_round(
        {0: 200, 1: 200}, participation=1.0, dropout=0.0, slow=frozenset(), epochs=1,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert one.minutes[0] == pytest.approx(same.minutes[0] / 2)
    assert one.minutes[1] == pytest.approx(same.minutes[1] * 1.5)


def test_a_share_is_asked_and_some_of_them_are_lost() -> None:
    rounds = [drawn(seed, participation=0.5, dropout=0.25) for seed in range(200)]
    assert {len(one.asked) for one in rounds} == {20}
    assert all(one.lost <= set(one.asked) for one in rounds)
    assert all(set(one.minutes) == set(one.asked) - one.lost for one in rounds)
    assert np.mean([len(one.lost) for one in rounds]) == pytest.approx(5, rel=0.1)
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
    network = UnreliableClients(
        Echo(), experiment, dict.fromkeys(Echo.client_ids, 200), frozenset(range(10)),
        np.random.default_rng(0),
    )  # fmt: skip
    asked = network.choose()
    assert set(network.outcomes) == set(asked)
    assert set(network.outcomes.values()) == {"arrived", "late", "lost"}
    answers = network.answer("train", dict.fromkeys(asked, b"abc"))
    outcomes = network.outcomes
    assert set(answers) == {one for one in asked if outcomes[one] == "arrived"}
    down, up = network.take()
    assert down == dict.fromkeys(asked, 3)
    assert up == {one: 6 for one in asked if outcomes[one] != "lost"}
    assert network.bytes_moved == sum(down.values()) + sum(up.values())
    assert network.take() == ({}, {})
    # Only weights get lost: what else is asked, all answer.
    assert set(network.answer("unmask", dict.fromkeys(asked, b""))) == set(asked)
