"""One contract for every row of ``AGGREGATORS``."""

import math
import random
from itertools import combinations

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.stats import trim_mean

from models.federated.aggregation import AGGREGATORS, Aggregator, ClientUpdate

weights = hs.floats(-1e6, 1e6)
updates = hs.lists(
    hs.builds(
        lambda numbers, rows: ClientUpdate(np.array(numbers[:-1]), numbers[-1], rows),
        hs.lists(weights, min_size=4, max_size=4),
        hs.integers(1, 5_000),
    ),
    min_size=1,
    max_size=9,
)
every_aggregator = pytest.mark.parametrize("merge", AGGREGATORS.values(), ids=AGGREGATORS)

HAND_COMPUTED = {
    "fedavg": ([2.0, 4.0], 0.25),
    "median": ([1.0, 4.0], 0.0),
    "trimmed_mean": ([1.0, 4.0], 0.0),
    # Squared distances to the one nearest: 17, 17 and 42; of equals the first by its bytes.
    "krum": ([0.0, 8.0], 0.0),
    # Of three none may lie, and all count the same.
    "multi_krum": ([7 / 3, 4.0], 1 / 3),
}
"""What each rule makes of the three updates of the test below."""


def numbers(update: ClientUpdate) -> list[float]:
    return [*update.coefficients.tolist(), update.intercept]


@every_aggregator
@settings(max_examples=40)  # of each rule
@given(sent=updates)
def test_a_merger_stays_within_what_clients_sent(
    merge: Aggregator, sent: list[ClientUpdate]
) -> None:
    table = np.array([numbers(update) for update in sent])
    merged = np.array(numbers(merge(sent)))
    assert np.all(table.min(axis=0) <= merged)
    assert np.all(merged <= table.max(axis=0))


@every_aggregator
@settings(max_examples=40)  # of each rule
@given(sent=updates, order=hs.randoms(use_true_random=False))
def test_a_merger_is_blind_to_the_order_of_clients(
    merge: Aggregator, sent: list[ClientUpdate], order: random.Random
) -> None:
    shuffled = sent.copy()
    order.shuffle(shuffled)
    assert numbers(merge(shuffled)) == numbers(merge(sent))


@every_aggregator
@settings(max_examples=40)  # of each rule
@given(sent=updates)
def test_a_merger_changes_no_update_and_counts_all_rows(
    merge: Aggregator, sent: list[ClientUpdate]
) -> None:
    before = [numbers(update) for update in sent]
    assert merge(sent).rows == sum(update.rows for update in sent)
    assert [numbers(update) for update in sent] == before


@pytest.mark.parametrize("name", AGGREGATORS)
def test_a_merger_by_hand(name: str) -> None:
    merged = AGGREGATORS[name](
        [
            ClientUpdate(np.array([0.0, 8.0]), 0.0, 100),
            ClientUpdate(np.array([1.0, 4.0]), 0.0, 200),
            ClientUpdate(np.array([6.0, 0.0]), 1.0, 100),
        ]
    )
    assert (merged.coefficients.tolist(), merged.intercept) == HAND_COMPUTED[name]


def test_an_update_is_464_bytes_and_survives_them_to_the_last_digit() -> None:
    sent = ClientUpdate(np.random.default_rng(0).normal(size=57), 1 / 3, rows=812)
    message = sent.to_bytes()
    received = ClientUpdate.from_bytes(message, rows=812)
    assert len(message) == 464
    assert numbers(received) == numbers(sent)


@pytest.mark.parametrize("name", ["median", "trimmed_mean", "krum", "multi_krum"])
def test_one_liar_in_five_moves_a_robust_rule_no_further_than_the_honest_go(name: str) -> None:
    honest = np.random.default_rng(0).normal(size=(4, 30))
    sent = [ClientUpdate.of(row, 100) for row in honest]
    for lie in (1e9, -1e9):
        merged = AGGREGATORS[name]([*sent, ClientUpdate.of(np.full(30, lie), 100)]).weights
        assert np.all(honest.min(axis=0) <= merged)
        assert np.all(merged <= honest.max(axis=0))
    averaged = AGGREGATORS["fedavg"]([*sent, ClientUpdate.of(np.full(30, 1e9), 100)]).weights
    assert np.all(averaged > 1e8)


def by_definition(name: str, table: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Merge weights, (clients, weights), as NumPy, SciPy or the paper of a rule say it."""
    clients = len(table)
    if name == "fedavg":
        return np.average(table, axis=0, weights=rows)
    if name == "median":
        return np.median(table, axis=0)
    fifth = math.ceil(clients / 5)
    if name == "trimmed_mean":
        cut = min(fifth, (clients - 1) // 2)
        return trim_mean(table, (cut + 0.5) / clients, axis=0)
    # Blanchard et al. 2017, section 4: n clients, f liars with 2 f + 2 < n, n - f - 2 neighbours.
    liars = max(min(fifth, (clients - 3) // 2), 0)
    apart = {pair: math.dist(*table[list(pair)]) ** 2 for pair in combinations(range(clients), 2)}
    scores = []
    for one in range(clients):
        others = sorted(square for pair, square in apart.items() if one in pair)
        scores.append(sum(others[: max(clients - liars - 2, 1)]))
    chosen = {"krum": 1, "multi_krum": clients - liars}[name]
    return table[np.argsort(scores)[:chosen]].mean(axis=0)


@pytest.mark.parametrize("name", AGGREGATORS)
def test_a_merger_is_what_its_definition_says(name: str) -> None:
    rng = np.random.default_rng(0)
    for clients in [*range(4, 26), 60]:
        table, rows = rng.normal(size=(clients, 7)), rng.integers(1, 5_000, clients)
        table[0] *= 50
        sent = [ClientUpdate.of(*one) for one in zip(table, rows.tolist(), strict=True)]
        expected = by_definition(name, table, rows)
        np.testing.assert_allclose(AGGREGATORS[name](sent).weights, expected, atol=1e-13)
