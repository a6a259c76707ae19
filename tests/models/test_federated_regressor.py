import numpy as np
import pytest
from sklearn import config_context
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.federated_regressor import FederatedRegressor

EXACT = [FederatedRegressor("ridge"), FederatedRegressor("fourier_ridge", fourier=100)]
IN_ROUNDS = [
    FederatedRegressor("linear", step=0.05, rounds=60),
    FederatedRegressor("network", hidden=8, step=0.03, rounds=60),
]


@parametrize_with_checks(EXACT)
def test_the_exact_one_is_an_estimator_of_scikit_learns(estimator, check) -> None:
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks(IN_ROUNDS)
def test_the_one_of_rounds_is_an_estimator_of_scikit_learns(estimator, check) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    table = rng.normal(3, 2, (300, 5))
    return table, table[:, 0] - 2 * table[:, 1] + rng.normal(0, 0.1, 300), np.arange(300) % 6


def test_the_exact_one_is_the_centralised_ridge(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    federated = FederatedRegressor("ridge", strength=10.0).fit(table, target, groups=groups)
    centralised = make_pipeline(StandardScaler(), Ridge(alpha=10.0)).fit(table, target)
    np.testing.assert_allclose(federated.predict(table), centralised.predict(table), atol=1e-9)
    assert federated.clients_.tolist() == list(range(6))
    sent = 8 * (12 + 2 + 5 + 5 + 15)  # statistics and sums
    received = 8 * (5 + 5 + 1) + len("{}")  # the shared scale
    assert federated.bytes_moved_ == 6 * (sent + received)


def test_the_linear_one_comes_to_least_squares_of_all_rows(rows: tuple[np.ndarray, ...]) -> None:
    """With SCAFFOLD, over groups of unequal size and of their own targets."""
    table, target, _ = rows
    groups = np.repeat([0, 1, 2], [40, 80, 180])
    target = target + groups * table[:, 2]
    federated = FederatedRegressor(
        "linear", term="scaffold", solver="sgd", momentum=0.0, l2=0.0, step=0.1, epochs=5,
        batch=1_000, rounds=80,
    ).fit(table, target, groups=groups)  # fmt: skip
    centralised = LinearRegression().fit(table, target)
    np.testing.assert_allclose(federated.predict(table), centralised.predict(table), atol=1e-5)


@pytest.mark.parametrize("algorithm", ["network", "linear"])
def test_rounds_learn_what_the_groups_know(rows: tuple[np.ndarray, ...], algorithm: str) -> None:
    table, target, groups = rows
    federated = FederatedRegressor(algorithm, rounds=150, step=0.01, random_state=0)
    names = np.array(["Oslo", "Rome", "Lima", "Bern", "Riga", "Kiel"])[groups]
    federated.fit(table, target, groups=names)
    assert federated.score(table, target) > 0.97
    assert federated.clients_.tolist() == sorted(set(names.tolist()))
    fewer = FederatedRegressor(
        algorithm, rounds=150, step=0.01, participation=0.3, random_state=0
    ).fit(table, target, groups=names)
    assert fewer.bytes_moved_ < 0.5 * federated.bytes_moved_


def test_groups_reach_it_in_pipelines_and_in_cross_validation(
    rows: tuple[np.ndarray, ...],
) -> None:
    table, target, groups = rows
    with config_context(enable_metadata_routing=True):
        federated = FederatedRegressor("ridge").set_fit_request(groups=True)
        pipeline = make_pipeline(StandardScaler(), federated)
        pipeline.fit(table, target, groups=groups)
        assert len(pipeline[-1].clients_) == 6
        scores = cross_val_score(
            pipeline, table, target, cv=GroupKFold(3), params={"groups": groups}
        )
    assert scores.min() > 0.95


def test_what_it_cannot_do_is_said(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    with pytest.raises(ValueError, match="algorithm must be one of network, linear, ridge"):
        FederatedRegressor("forest").fit(table, target)
    with pytest.raises(ValueError, match="one client for each row"):
        FederatedRegressor("ridge").fit(table, target, groups=groups[:5])
    with pytest.raises(ValueError, match="aggregator must be one of"):
        FederatedRegressor(aggregator="mode").fit(table, target)
