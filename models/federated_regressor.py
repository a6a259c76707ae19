"""Federated learning for everybody: an estimator of scikit-learn's, over groups of rows."""

import warnings
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from models.features import FourierFeatures, RealArray, Scale
from models.federated.client import Client, ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.mlp import SomeModel
from models.federated.simulation.privacy import epsilon
from models.federated.simulation.run import Simulation

ALGORITHMS = ("network", "linear", "ridge", "fourier_ridge")
_IN_ROUNDS = ("network", "linear")
_ANY = (-np.inf, np.inf)
_USUAL_WIDTH = 0.8
_WATCHED = 200
"""Rows of which the loss is told after each round."""


class NoGroupsWarning(UserWarning):
    """All rows were taken for one client's: nothing was federated."""


class OpenScaleWarning(UserWarning):
    """Noise was asked for, but every group first tells sums of its rows without any."""


class FederatedRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Train on groups of rows that only show each other sums or weights.

    What scikit-learn has a name for has that name.

    Parameters
    ----------
    algorithm : ``network`` (scikit-learn's ``MLPRegressor``, averaged in rounds), ``linear`` (the
        same without hidden units), ``ridge`` or ``fourier_ridge`` (exact in one round)
    hidden_layer_sizes : units of the network's one hidden layer, 48 or (48,)
    rounds : of the federation
    solver, learning_rate_init, momentum, batch_size : of each client, as in ``MLPRegressor``
    epochs : passes of each client over its rows in a round
    alpha : L2 penalty, as in ``MLPRegressor`` and ``Ridge``; None: 1e-4 in rounds, 1.0 exactly
    term : what keeps clients together: ``none``, ``fedprox`` (with its ``mu``) or ``scaffold``
    aggregator, server_optimizer : how the server merges updates, and the step that it makes of them
    participation : share of the groups that is asked in a round
    clip : largest update of a group; 0 for none
    noise : standard deviation of the Gaussian noise on the sum of updates, in units of ``clip``
    public_scale : what everybody knows of the columns beforehand, (2, inputs + 1): usual means and
        standard deviations of the inputs and then of the target, from no group's rows. None: each
        group first tells the number, sums and squares of its rows, exactly. In rounds alone
    n_components, gamma : of the random Fourier features, as in ``RBFSampler``, on standardised
        inputs; gamma None: 0.32 / inputs
    random_state : of all that is drawn

    Attributes
    ----------
    model_ : what forecasts
    clients_ : the groups
    bytes_moved_ : all messages, both ways
    n_iter_ : rounds
    loss_curve_ : of what trains in rounds, after each: half the mean squared error of the shared
        model, of 200 rows or so, evenly taken; no group sends it, only who has all rows knows it
    coef_, intercept_ : of ``linear`` and ``ridge``, (inputs,) and a number
    epsilon_ : with noise, of (epsilon, 1e-3)-differential privacy of all that a group sends, if the
        scale is public. Else of its updates alone: the first message, sums for the shared scale, is
        not covered, and an ``OpenScaleWarning`` says so

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, factory = rng.normal(size=(200, 3)), np.arange(200) % 5
    >>> y = X[:, 0] - 2 * X[:, 1]
    >>> federated = FederatedRegressor("ridge", random_state=0).fit(X, y, groups=factory)
    >>> federated.clients_.tolist(), bool(federated.score(X, y) > 0.99)
    ([0, 1, 2, 3, 4], True)
    """

    __metadata_request__fit = {"groups": True}  # noqa: RUF012 - scikit-learn reads it from the class

    def __init__(
        self,
        algorithm: str = "network",
        *,
        hidden_layer_sizes: int | tuple[int] = 48,
        rounds: int = 100,
        solver: str = "adam",
        learning_rate_init: float = 0.005,
        momentum: float = 0.9,
        epochs: int = 1,
        batch_size: int = 64,
        alpha: float | None = None,
        term: str = "none",
        mu: float = 0.1,
        aggregator: str = "fedavg",
        server_optimizer: str = "plain",
        participation: float = 1.0,
        clip: float = 0.0,
        noise: float = 0.0,
        public_scale: npt.ArrayLike | None = None,
        n_components: int = 300,
        gamma: float | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.algorithm = algorithm
        self.hidden_layer_sizes = hidden_layer_sizes
        self.rounds = rounds
        self.solver = solver
        self.learning_rate_init = learning_rate_init
        self.momentum = momentum
        self.epochs = epochs
        self.batch_size = batch_size
        self.alpha = alpha
        self.term = term
        self.mu = mu
        self.aggregator = aggregator
        self.server_optimizer = server_optimizer
        self.participation = participation
        self.clip = clip
        self.noise = noise
        self.public_scale = public_scale
        self.n_components = n_components
        self.gamma = gamma
        self.random_state = random_state

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, groups: npt.ArrayLike | None = None
    ) -> "FederatedRegressor":
        """Train; rows of one group belong to one client.

        Without groups there is one client, and a ``NoGroupsWarning`` says so. In a ``Pipeline`` or
        in ``cross_val_score``, groups come as metadata: enable scikit-learn's metadata routing; the
        estimator asks for them.

        Parameters
        ----------
        X : (rows, inputs)
        y : (rows,)
        groups : (rows,), whose row it is
        """
        if self.algorithm not in ALGORITHMS:
            choices = ", ".join(ALGORITHMS)
            raise ValueError(f"algorithm must be one of {choices}, got {self.algorithm!r}")
        table, target = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        for name in ("coef_", "intercept_", "epsilon_", "loss_curve_"):
            self.__dict__.pop(name, None)  # of another fit, which had them
        if groups is None:
            warnings.warn(
                "No groups: all rows are one client's, and nothing is federated. Give fit groups; "
                "in a pipeline or a cross-validation enable metadata routing too.",
                NoGroupsWarning,
                stacklevel=2,
            )
        owners = np.zeros(len(table), np.int64) if groups is None else np.asarray(groups)
        if owners.shape != (len(table),):
            raise ValueError(
                "groups must name one client for each row: got an array of shape "
                f"{owners.shape} for {len(table)} rows"
            )
        self.clients_, owner = np.unique(owners, return_inverse=True)
        clients = [
            ClientData(
                client_id, table[owner == client_id], target[owner == client_id].astype(np.float64)
            )
            for client_id in range(len(self.clients_))
        ]
        seed = int(check_random_state(self.random_state).randint(2**31))
        if self.algorithm in _IN_ROUNDS:
            every = max(1, len(table) // _WATCHED)
            self._fit_in_rounds(clients, seed, table[::every], target[::every])
        else:
            self._fit_exactly(clients, seed)
        if self.algorithm in ("linear", "ridge"):  # a line says all of itself at 0 and at each 1
            inputs = table.shape[1]
            heights = self.model_.predict(np.vstack([np.zeros(inputs), np.eye(inputs)]))
            self.intercept_, self.coef_ = float(heights[0]), heights[1:] - heights[0]
        return self

    def predict(self, X: npt.ArrayLike) -> RealArray:
        """Forecast each row, (rows,)."""
        check_is_fitted(self)
        table = validate_data(self, X, dtype=np.float64, reset=False)
        forecast: RealArray = self.model_.predict(table)
        return forecast

    def _fit_in_rounds(
        self, clients: list[ClientData], seed: int, table: RealArray, target: RealArray
    ) -> None:
        """Train in rounds, and look at some rows after each."""
        losses: list[float] = []

        def watch(model: SomeModel) -> None:
            with np.errstate(over="ignore", invalid="ignore"):  # it may have left all bounds
                losses.append(float(np.square(model.predict(table) - target).mean() / 2))

        public = self._public()
        experiment = Experiment(**self._levers(), scales="shared" if public is None else "public")
        if experiment.noise and public is None:
            warnings.warn(
                "Before the first noise each group tells the number, sums and squares of its rows, "
                "exactly: epsilon_ does not cover that. Give a public_scale.",
                OpenScaleWarning,
                stacklevel=3,
            )
        simulation = Simulation(experiment, clients, seed, public)
        self.model_ = simulation.train(_ANY, watch)
        self.loss_curve_ = losses
        self.bytes_moved_ = simulation.network.bytes_moved
        self.n_iter_ = experiment.rounds
        if experiment.noise:
            self.epsilon_ = epsilon(experiment.noise, experiment.rounds, experiment.delta)

    def _public(self) -> Scale | None:
        if self.public_scale is None:
            return None
        known = np.asarray(self.public_scale, np.float64)
        if known.shape != (2, self.n_features_in_ + 1):
            raise ValueError(
                "public_scale must hold means and deviations of the inputs and the target, an "
                f"array of shape {(2, self.n_features_in_ + 1)}, got {known.shape}"
            )
        if not (np.isfinite(known).all() and (known[1] > 0).all()):
            raise ValueError("public_scale must be finite, and its deviations above 0")
        return Scale(known[0], known[1])

    def _levers(self) -> dict[str, Any]:
        """Return the parameters under the names that an experiment has for them."""
        own = {name: value for name, value in vars(self).items() if name in _LEVERS}
        units = self.hidden_layer_sizes
        if isinstance(units, tuple):
            if len(units) != 1:
                raise ValueError(
                    f"hidden_layer_sizes must name one hidden layer, got {units}: give one number"
                )
            [units] = units
        return own | {
            "hidden": 0 if self.algorithm == "linear" else units,
            "step": self.learning_rate_init,
            "batch": self.batch_size,
            "l2": 1e-4 if self.alpha is None else self.alpha,
        }

    def _fit_exactly(self, clients: list[ClientData], seed: int) -> None:
        if self.public_scale is not None:
            raise ValueError(
                f"{self.algorithm} is made of sums of rows, and needs no public_scale: leave it out"
            )
        features = None
        if self.algorithm == "fourier_ridge":
            width = _USUAL_WIDTH
            if self.gamma is not None:
                width = float(np.sqrt(2 * self.gamma * self.n_features_in_))
            features = FourierFeatures(self.n_components, width, seed)
        federation = federate_exactly(
            InProcess([Client(data) for data in clients]),
            1.0 if self.alpha is None else self.alpha,
            features,
            _ANY,
        )
        self.model_, self.bytes_moved_ = federation.model, federation.bytes_moved
        self.n_iter_ = 1


_LEVERS = frozenset(field.name for field in fields(Experiment))
