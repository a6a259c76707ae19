"""Federated learning for everybody: an estimator of scikit-learn's, over groups of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import ThreadpoolController

from models.features import FourierFeatures, RealArray
from models.federated.exact import EXACT_SOLVERS, SufficientStatistics
from models.federated.messages import Statistics, pack
from models.federated.simulation.clients import Hall, Member
from models.federated.simulation.evaluation import LabModel
from models.federated.simulation.participation import draw_share
from models.federated.simulation.run import Experiment
from models.federated.simulation.server import LabServer


class FederatedRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Train on groups of rows that only show each other sums or weights.

    Parameters
    ----------
    algorithm : ``network`` (scikit-learn's ``MLPRegressor``, averaged in rounds), ``linear`` (the
        same without hidden units), ``ridge`` or ``fourier_ridge`` (exact in one round)
    hidden, rounds, solver, step, momentum, epochs, batch, l2, term, mu, aggregator, server,
    participation, clip, noise : as in the simulation's ``Experiment``; for exact algorithms
        without effect
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
        mu: float = 0.0,
        aggregator: str = "fedavg",
        server: str = "plain",
        participation: float = 1.0,
        clip: float | None = None,
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
        self.server = server
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
        table, target = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        owners = np.zeros(len(table), np.int64) if groups is None else np.asarray(groups)
        if owners.shape != (len(table),):
            raise ValueError(
                "groups must name one client for each row: got an array of shape "
                f"{owners.shape} for {len(table)} rows"
            )
        self.clients_, owner = np.unique(owners, return_inverse=True)
        members = [
            Member(one, table[owner == one], target[owner == one].astype(np.float64))
            for one in range(len(self.clients_))
        ]
        seed = int(check_random_state(self.random_state).randint(2**31))
        self.model_, self.bytes_moved_ = self._trainer()(members, seed)
        return self

    def predict(self, X: npt.ArrayLike) -> RealArray:
        """Forecast each row, (rows,)."""
        check_is_fitted(self)
        table = validate_data(self, X, dtype=np.float64, reset=False)
        forecast: RealArray = self.model_.predict(table)
        return forecast

    def _trainer(self) -> Callable[[list[Member], int], tuple[Any, int]]:
        known = {"network": self._in_rounds, "linear": self._in_rounds} | dict.fromkeys(
            EXACT_SOLVERS, self._exactly
        )
        if self.algorithm not in known:
            raise ValueError(f"algorithm must be one of {', '.join(known)}, got {self.algorithm!r}")
        return known[self.algorithm]

    def _in_rounds(self, members: list[Member], seed: int) -> tuple[LabModel, int]:
        levers = Experiment(
            rounds=self.rounds,
            hidden=self.hidden if self.algorithm == "network" else 0,
            solver=self.solver, step=self.step, momentum=self.momentum, epochs=self.epochs,
            batch=self.batch, l2=self.l2, term=self.term, mu=self.mu, aggregator=self.aggregator,
            server=self.server, participation=self.participation, clip=self.clip, noise=self.noise,
        )  # fmt: skip
        return federate_network(levers, members, seed)

    def _exactly(self, members: list[Member], seed: int) -> tuple["RidgeModel", int]:
        fourier = None
        if self.algorithm == "fourier_ridge":
            fourier = FourierFeatures(self.fourier, self.width, seed)
        return federate_ridge(members, self.strength, fourier)


def federate_network(
    levers: Experiment, members: Sequence[Member], seed: int
) -> tuple[LabModel, int]:
    """Train as the lab does, but tell nobody on the way; returns the model and the bytes moved."""
    drawing, serving = np.random.default_rng(seed).spawn(2)
    hall = Hall(members, seed=seed)
    statistics = hall.answer("statistics", dict.fromkeys(hall.client_ids, b""))
    server = LabServer(
        statistics,
        levers.hidden,
        levers.training,
        aggregator=levers.aggregator,
        optimiser=levers.server,
        clip=levers.clip,
        noise=levers.noise,
        rng=serving,
    )
    setups = dict.fromkeys(hall.client_ids, server.plan.to_bytes())
    hall.answer("plan", setups)
    moved = _length(statistics) + _length(setups)
    with ThreadpoolController().limit(limits=1):
        for _ in range(levers.rounds):
            invitations = server.invite(_asked(hall.client_ids, levers.participation, drawing))
            answers = hall.answer("train", invitations)
            server.merge(answers)
            moved += _length(invitations) + _length(answers)
    plan = server.plan
    model = LabModel(plan.shape, server.weights, plan.mean, plan.scale, (-np.inf, np.inf))
    return model, moved + _length(server.farewell())


def _asked(
    client_ids: tuple[int, ...], participation: float, rng: np.random.Generator
) -> tuple[int, ...]:
    """Draw who is asked in a round: a share of the clients, at least one."""
    return draw_share(client_ids, max(participation, 1 / len(client_ids)), rng)


def _length(messages: Mapping[int, bytes]) -> int:
    return sum(map(len, messages.values()))


@dataclass(frozen=True, eq=False)
class RidgeModel:
    """A ridge regression on standardised inputs, or on random Fourier features of them."""

    mean: RealArray  # (inputs,)
    scale: RealArray  # (inputs,)
    fourier: FourierFeatures | None
    coefficients: RealArray
    intercept: float

    def predict(self, table: RealArray) -> RealArray:
        """Forecast each row, (rows,)."""
        rows = (table - self.mean) / self.scale
        if self.fourier is not None:
            rows = self.fourier.transform(rows)
        forecast: RealArray = rows @ self.coefficients + self.intercept
        return forecast


def federate_ridge(
    members: Sequence[Member], strength: float, fourier: FourierFeatures | None
) -> tuple[RidgeModel, int]:
    """Solve everybody's ridge regression from sums; returns the model and the bytes moved."""
    told = [Statistics.of(member.table, member.target).to_bytes() for member in members]
    shared = reduce(add, map(Statistics.from_bytes, told))
    mean, scale = shared.mean, shared.scale
    scaling = pack(mean, scale)
    width = len(mean) if fourier is None else fourier.count
    sums = []
    for member in members:
        rows = (member.table - mean) / scale
        rows = rows if fourier is None else fourier.transform(rows)
        sums.append(SufficientStatistics.of(rows, member.target).to_bytes())
    total = reduce(add, (SufficientStatistics.from_bytes(one, width) for one in sums))
    model = RidgeModel(mean, scale, fourier, *total.ridge(strength))
    return model, sum(map(len, [*told, *sums])) + len(scaling) * len(members)
