"""Federated learning for everybody: an estimator of scikit-learn's, over groups of rows."""

from dataclasses import fields

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from models.features import FourierFeatures, RealArray
from models.federated.client import Client, ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.run import Simulation

ALGORITHMS = ("network", "linear", "ridge", "fourier_ridge")
_ANY = (-np.inf, np.inf)


class FederatedRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Train on groups of rows that only show each other sums or weights.

    Parameters
    ----------
    algorithm : ``network`` (scikit-learn's ``MLPRegressor``, averaged in rounds), ``linear`` (the
        same without hidden units), ``ridge`` or ``fourier_ridge`` (exact in one round)
    hidden, rounds, solver, step, momentum, epochs, batch, l2, term, mu, aggregator,
    server_optimizer, participation, clip, noise : as in the simulation's ``Experiment``; for exact
        algorithms without effect
    strength : ridge penalty of the exact algorithms
    fourier : number of random Fourier features
    width : how fast these vary
    random_state : of all that is drawn

    Attributes
    ----------
    model_ : what forecasts
    clients_ : the groups
    bytes_moved_ : all messages, both ways

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, factory = rng.normal(size=(200, 3)), np.arange(200) % 5
    >>> y = X[:, 0] - 2 * X[:, 1]
    >>> federated = FederatedRegressor("ridge", random_state=0).fit(X, y, groups=factory)
    >>> federated.clients_.tolist(), bool(federated.score(X, y) > 0.99)
    ([0, 1, 2, 3, 4], True)
    """

    def __init__(
        self,
        algorithm: str = "network",
        *,
        hidden: int = 48,
        rounds: int = 100,
        solver: str = "adam",
        step: float = 0.005,
        momentum: float = 0.9,
        epochs: int = 1,
        batch: int = 64,
        l2: float = 1e-4,
        term: str = "none",
        mu: float = 0.1,
        aggregator: str = "fedavg",
        server_optimizer: str = "plain",
        participation: float = 1.0,
        clip: float = 0.0,
        noise: float = 0.0,
        strength: float = 1.0,
        fourier: int = 300,
        width: float = 0.8,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.algorithm = algorithm
        self.hidden = hidden
        self.rounds = rounds
        self.solver = solver
        self.step = step
        self.momentum = momentum
        self.epochs = epochs
        self.batch = batch
        self.l2 = l2
        self.term = term
        self.mu = mu
        self.aggregator = aggregator
        self.server_optimizer = server_optimizer
        self.participation = participation
        self.clip = clip
        self.noise = noise
        self.strength = strength
        self.fourier = fourier
        self.width = width
        self.random_state = random_state

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, groups: npt.ArrayLike | None = None
    ) -> "FederatedRegressor":
        """Train; rows of one group belong to one client. Without groups there is one client.

        In a ``Pipeline`` or in ``cross_val_score``, groups come as metadata: enable scikit-learn's
        metadata routing and call ``set_fit_request(groups=True)``.

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
        if self.algorithm in ("network", "linear"):
            self._fit_in_rounds(clients, seed)
        else:
            self._fit_exactly(clients, seed)
        return self

    def predict(self, X: npt.ArrayLike) -> RealArray:
        """Forecast each row, (rows,)."""
        check_is_fitted(self)
        table = validate_data(self, X, dtype=np.float64, reset=False)
        forecast: RealArray = self.model_.predict(table)
        return forecast

    def _fit_in_rounds(self, clients: list[ClientData], seed: int) -> None:
        own = {name: value for name, value in vars(self).items() if name in _LEVERS}
        if self.algorithm == "linear":
            own["hidden"] = 0
        simulation = Simulation(Experiment(**own), clients, seed)
        self.model_ = simulation.train(_ANY)
        self.bytes_moved_ = simulation.network.bytes_moved

    def _fit_exactly(self, clients: list[ClientData], seed: int) -> None:
        bent = self.algorithm == "fourier_ridge"
        federation = federate_exactly(
            InProcess([Client(data) for data in clients]),
            self.strength,
            FourierFeatures(self.fourier, self.width, seed) if bent else None,
            _ANY,
        )
        self.model_, self.bytes_moved_ = federation.model, federation.bytes_moved


_LEVERS = frozenset(field.name for field in fields(Experiment))
