import numpy as np
import pytest
from sklearn import clone, config_context
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.federated.messages import Statistics
from models.federated.simulation.privacy import epsilon
from models.federated_regressor import FederatedRegressor, NoGroupsWarning, OpenScaleWarning

EXACT = [FederatedRegressor("ridge"), FederatedRegressor("fourier_ridge", n_components=100)]
LINE = FederatedRegressor("linear", learning_rate_init=0.05, rounds=60)
NETWORK = FederatedRegressor("network", hidden_layer_sizes=(8,), learning_rate_init=0.03, rounds=60)


ALONE = "ignore::models.federated_regressor.NoGroupsWarning"  # its checks know no groups


@pytest.mark.filterwarnings(ALONE)
@parametrize_with_checks(EXACT)
@pytest.mark.no_cover
def test_the_exact_one_is_an_estimator_of_scikit_learns(estimator, check) -> None:
    check(estimator)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.filterwarnings(ALONE)
@parametrize_with_checks([LINE])
def test_the_one_of_rounds_is_an_estimator_of_scikit_learns(estimator, check) -> None:
    check(estimator)


@pytest.mark.long
@pytest.mark.filterwarnings(ALONE)
@parametrize_with_checks([NETWORK])
def test_the_network_is_an_estimator_of_scikit_learns(estimator, check) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    table = rng.normal(3, 2, (300, 5))
    return table, table[:, 0] - 2 * table[:, 1] + rng.normal(0, 0.1, 300), np.arange(300) % 6


def test_the_exact_one_is_the_centralised_ridge(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    federated = FederatedRegressor("ridge", alpha=10.0).fit(table, target, groups=groups)
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
        "linear", term="scaffold", solver="sgd", momentum=0.0, alpha=0.0, learning_rate_init=0.1,
        epochs=5, batch_size=1_000, rounds=80,
    ).fit(table, target, groups=groups)  # fmt: skip
    centralised = LinearRegression().fit(table, target)
    np.testing.assert_allclose(federated.predict(table), centralised.predict(table), atol=1e-5)


@pytest.mark.parametrize("algorithm", ["network", "linear"])
@pytest.mark.no_cover
def test_rounds_learn_what_the_groups_know(rows: tuple[np.ndarray, ...], algorithm: str) -> None:
    table, target, groups = rows
    federated = FederatedRegressor(algorithm, rounds=150, learning_rate_init=0.01, random_state=0)
    names = np.array(["Oslo", "Rome", "Lima", "Bern", "Riga", "Kiel"])[groups]
    federated.fit(table, target, groups=names)
    assert federated.score(table, target) > 0.97
    assert federated.clients_.tolist() == sorted(set(names.tolist()))
    fewer = FederatedRegressor(
        algorithm, rounds=150, learning_rate_init=0.01, participation=0.3, random_state=0
    ).fit(table, target, groups=names)
    assert fewer.bytes_moved_ < 0.5 * federated.bytes_moved_


def test_groups_reach_it_in_pipelines_and_in_cross_validation(
    rows: tuple[np.ndarray, ...],
) -> None:
    table, target, groups = rows
    with config_context(enable_metadata_routing=True):
        federated = FederatedRegressor("ridge")
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
        FederatedRegressor("forest").fit(table, target, groups=groups)
    with pytest.raises(ValueError, match="one client for each row"):
        FederatedRegressor("ridge").fit(table, target, groups=groups[:5])
    with pytest.raises(ValueError, match="aggregator must be one of"):
        FederatedRegressor(aggregator="mode").fit(table, target, groups=groups)
    with pytest.raises(ValueError, match="one hidden layer, got"):
        FederatedRegressor(hidden_layer_sizes=(8, 8)).fit(table, target, groups=groups)


def test_who_forgets_the_groups_is_warned(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    with pytest.warns(NoGroupsWarning, match="nothing is federated"):
        assert len(FederatedRegressor("ridge").fit(table, target).clients_) == 1
    with pytest.warns(NoGroupsWarning):  # without routing they do not reach it
        cross_val_score(FederatedRegressor("ridge"), table, target, groups=groups, cv=GroupKFold(3))


def test_a_line_tells_its_coefficients(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    federated = FederatedRegressor("ridge", alpha=10.0).fit(table, target, groups=groups)
    scaler = StandardScaler().fit(table)
    centralised = Ridge(alpha=10.0).fit(scaler.transform(table), target)
    np.testing.assert_allclose(federated.coef_, centralised.coef_ / scaler.scale_, atol=1e-9)
    np.testing.assert_allclose(
        federated.intercept_, centralised.predict(scaler.transform(np.zeros((1, 5))))[0], atol=1e-9
    )
    bent = FederatedRegressor("fourier_ridge", n_components=50).fit(table, target, groups=groups)
    assert not hasattr(bent, "coef_")


def test_noise_has_its_epsilon(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = rows
    noisy = FederatedRegressor("linear", rounds=5, clip=1.0, noise=5.0, random_state=0)
    with pytest.warns(OpenScaleWarning, match="sums and squares of its rows, exactly"):
        noisy.fit(table, target, groups=groups)
    assert noisy.epsilon_ == epsilon(5.0, 5, 1e-3)
    assert noisy.n_iter_ == 5
    assert not hasattr(noisy.set_params(noise=0.0).fit(table, target, groups=groups), "epsilon_")


def test_who_knows_the_scale_beforehand_sends_no_sums(rows: tuple[np.ndarray, ...]) -> None:
    table, target, _ = rows
    groups = np.arange(len(table)) % 4  # of one size: counted by rows or not is the same
    columns = np.column_stack([table, target])
    known = np.array([columns.mean(axis=0), columns.std(axis=0)])
    told = FederatedRegressor("linear", rounds=5, random_state=0).fit(table, target, groups=groups)
    quiet = clone(told).set_params(public_scale=known).fit(table, target, groups=groups)
    np.testing.assert_allclose(quiet.predict(table), told.predict(table), rtol=1e-6)
    first = len(Statistics.of(columns, target).to_bytes())
    assert told.bytes_moved_ - quiet.bytes_moved_ == 4 * first
    noisy = quiet.set_params(clip=1.0, noise=5.0).fit(table, target, groups=groups)
    assert noisy.epsilon_ == epsilon(5.0, 5, 1e-3)  # and no warning, which would be an error


@pytest.mark.parametrize(
    ("algorithm", "known", "words"),
    [
        ("linear", np.ones((2, 2)), "shape"),
        ("linear", np.zeros((2, 4)), "above 0"),
        ("ridge", np.ones((2, 4)), "leave it out"),
    ],
)
def test_a_public_scale_that_cannot_be_is_refused(
    rows: tuple[np.ndarray, ...], algorithm: str, known: np.ndarray, words: str
) -> None:
    table, target, groups = rows
    with pytest.raises(ValueError, match=words):
        FederatedRegressor(algorithm, public_scale=known).fit(table[:, :3], target, groups=groups)


def test_gamma_is_scikit_learns(rows: tuple[np.ndarray, ...]) -> None:
    """Half of it, or twice as much, would be 0.05 standard deviations away."""
    table, target, groups = rows
    of = {"n_components": 1_000, "random_state": 0}
    federated = FederatedRegressor("fourier_ridge", gamma=0.05, alpha=1.0, **of)
    kernel = make_pipeline(StandardScaler(), KernelRidge(kernel="rbf", gamma=0.05, alpha=1.0))
    centre = target.mean()
    exact = kernel.fit(table, target - centre).predict(table) + centre
    close = federated.fit(table, target, groups=groups).predict(table)
    assert np.sqrt(np.mean((close - exact) ** 2)) < 0.03 * target.std()


def test_the_loss_of_every_round_is_told(rows: tuple[np.ndarray, ...]) -> None:
    table, target, groups = (values[:200] for values in rows)
    fast = {"learning_rate_init": 0.05, "random_state": 0}
    federated = FederatedRegressor("linear", rounds=8, **fast)
    federated.fit(table, target, groups=groups)
    assert len(federated.loss_curve_) == 8
    missed = federated.predict(table) - target
    assert federated.loss_curve_[-1] == pytest.approx(np.mean(missed**2) / 2)
    assert federated.loss_curve_[0] > 2 * federated.loss_curve_[-1]
    fewer = FederatedRegressor("linear", rounds=3, **fast).fit(table, target, groups=groups)
    assert fewer.loss_curve_ == pytest.approx(federated.loss_curve_[:3])
    federated.set_params(algorithm="ridge").fit(table, target, groups=groups)
    assert not hasattr(federated, "loss_curve_")
