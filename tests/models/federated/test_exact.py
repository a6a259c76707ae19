import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given
from sklearn.linear_model import Ridge

from data.simulator import simulate
from data.trajectories import Trajectories
from models.benchmarks.cmapss import fit_ridge
from models.features import FourierFeatures, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.exact import SufficientStatistics, federate_exactly
from models.rul import capped_rul


@pytest.fixture(scope="module")
def fleet() -> Trajectories:
    return simulate(np.arange(24), seed=4, fan_share=0.2)


@pytest.fixture(scope="module")
def hall(fleet: Trajectories) -> InProcess:
    return InProcess.of_each([fleet.select(np.arange(4) + 4 * i) for i in range(6)])


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("strength", [1.0, 3000.0])
@pytest.mark.parametrize("fourier", [None, FourierFeatures()], ids=["ridge", "fourier_ridge"])
def test_the_exact_federation_is_the_centralised_fit(
    fleet: Trajectories, hall: InProcess, fourier: FourierFeatures | None, strength: float
) -> None:
    federation = federate_exactly(hall, strength, fourier)
    centralised = fit_ridge(strength, fourier)(features(fleet), capped_rul(fleet))
    others = features(simulate(np.arange(30) + 500, seed=4, fan_share=0.2))
    np.testing.assert_allclose(federation.model.predict(others), centralised(others), atol=1e-6)


def test_a_client_is_taken_away_by_subtraction(fleet: Trajectories, hall: InProcess) -> None:
    federation = federate_exactly(hall, 3000.0)
    rest = fleet.select(np.delete(np.arange(24), np.arange(4) + 8))
    model = federation.model
    rows = (features(rest) - model.mean) / model.scale
    ridge = Ridge(alpha=3000.0).fit(rows, capped_rul(rest))
    without = federation.without(2)
    np.testing.assert_allclose(without.coefficients, ridge.coef_, atol=1e-9)
    assert without.intercept == pytest.approx(ridge.intercept_)


def test_the_sums_are_counted_as_the_upper_half_of_a_matrix(hall: InProcess) -> None:
    federation = federate_exactly(hall, 3000.0)
    sent = federation.statistics[0].to_bytes()
    assert len(sent) == 8 * (2 + 57 + 57 + 57 * 58 // 2)
    again = SufficientStatistics.from_bytes(sent, 57)
    assert again.to_bytes() == sent
    assert np.array_equal(again.gram, again.gram.T)
    assert federation.bytes_moved > 6 * len(sent)


def test_the_order_of_clients_changes_nothing(fleet: Trajectories, hall: InProcess) -> None:
    owns = [(i, fleet.select(np.arange(4) + 4 * i)) for i in (3, 5, 0, 2, 1, 4)]
    other = InProcess([Client(ClientData.of(*own)) for own in owns])
    one, two = federate_exactly(hall, 3000.0), federate_exactly(other, 3000.0)
    assert np.array_equal(one.model.coefficients, two.model.coefficients)


@given(cut=hs.integers(1, 39), seed=hs.integers(0, 1000))
def test_sums_of_parts_are_the_sums_of_the_whole(cut: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table, target = rng.normal(size=(40, 5)), rng.normal(size=40)
    whole = SufficientStatistics.of(table, target)
    first = SufficientStatistics.of(table[:cut], target[:cut])
    second = SufficientStatistics.of(table[cut:], target[cut:])
    for parts in (first + second, whole + first - first):
        np.testing.assert_allclose(parts.gram, whole.gram, atol=1e-12)
        np.testing.assert_allclose(parts.ridge(1.0)[0], whole.ridge(1.0)[0], atol=1e-9)


def test_everybody_draws_the_same_random_features() -> None:
    rows = np.random.default_rng(0).normal(size=(3, 57))
    one, other = FourierFeatures(40, seed=1), FourierFeatures(40, seed=2)
    assert np.array_equal(one.transform(rows), FourierFeatures(40, seed=1).transform(rows))
    assert not np.array_equal(one.transform(rows), other.transform(rows))


def test_a_growing_federation_is_that_of_those_who_are_in() -> None:
    fleet = simulate(np.arange(12), seed=3, fan_share=0.2)
    clients = InProcess.of_each([fleet.select(np.arange(4) + 4 * one) for one in range(3)])
    federation = federate_exactly(clients, strength=3_000.0)
    first, second, third = federation.growing([2, 0, 1])
    np.testing.assert_allclose(third.coefficients, federation.model.coefficients, atol=1e-9)
    np.testing.assert_allclose(second.coefficients, federation.without(1).coefficients, atol=1e-9)
    own = fleet.select(np.arange(4) + 8)
    rows = (features(own) - first.mean) / first.scale
    ridge = Ridge(alpha=3_000.0).fit(rows, capped_rul(own))
    np.testing.assert_allclose(first.coefficients, ridge.coef_, atol=1e-8)
