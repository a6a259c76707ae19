"""A client of a federation: it keeps its rows, trains on them, and answers messages about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

import numpy as np
from sklearn.linear_model import SGDRegressor

from data.trajectories import ROW_BYTES, Trajectories
from models.alarms import score_thresholds
from models.features import FEATURE_NAMES, IntArray, RealArray, features
from models.federated.aggregation import ClientUpdate
from models.federated.exact import SufficientStatistics
from models.federated.messages import (
    Setup,
    Statistics,
    ThresholdQuestion,
    model_of,
    scores_to_bytes,
)
from models.federated.residuals import (
    counts_to_bytes,
    model_from_bytes,
    model_to_bytes,
    own_residuals,
)
from models.rul import RUL_CAP, RulModel, capped_rul, require_failures


@dataclass(frozen=True, eq=False)
class ClientData:
    """What a client knows and keeps to itself.

    Attributes
    ----------
    client_id : not negative, unique in a federation; its shuffling is drawn from it
    table : (rows, inputs), features
    target : (rows,)
    offsets, lifetimes : of the engines behind the rows; empty where there are none
    """

    client_id: int
    table: RealArray
    target: RealArray
    offsets: IntArray = field(default_factory=lambda: np.zeros(1, np.int64))
    lifetimes: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    @classmethod
    def of(cls, client_id: int, trajectories: Trajectories) -> "ClientData":
        """Describe a factory's complete run-to-failure histories; targets are capped RUL.

        Raises
        ------
        ValueError
            Without engines, or if some engine's history ends before its failure.

        Examples
        --------
        >>> from data.simulator import simulate
        >>> own = ClientData.of(3, simulate(np.arange(4), seed=1, fan_share=0.2))
        >>> own.table.shape[1], own.raw_bytes == 96 * len(own.target)
        (57, True)
        """
        (data,) = cls.of_each([trajectories], first=client_id)
        return data

    @classmethod
    def of_each(cls, histories: Sequence[Trajectories], first: int = 0) -> list["ClientData"]:
        """Describe many factories, numbered one after the other; quicker than one by one."""
        for own in histories:
            require_failures(own)
        if not histories:
            return []
        together = Trajectories.joined(histories)
        table, target = features(together), capped_rul(together)
        ends = np.cumsum([0, *(len(own.sensors) for own in histories)])
        return [
            cls(number, table[begin:end], target[begin:end], own.offsets, own.lifetimes)
            for number, (own, (begin, end)) in enumerate(
                zip(histories, pairwise(ends), strict=True), first
            )
        ]

    @property
    def raw_bytes(self) -> int:
        """Size of the histories behind the rows, which stay at home."""
        return ROW_BYTES * len(self.target)

    @cached_property
    def statistics(self) -> Statistics:
        """What the shared standardisation and the start are made of."""
        return Statistics.of(self.table, self.target)


class Client:
    """A factory in a federation, known by its id; all else that leaves it are answers.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> client = Client(ClientData.of(3, simulate(np.arange(4), seed=1, fan_share=0.2)))
    >>> len(client.answer("statistics", b""))
    928
    """

    def __init__(self, data: ClientData) -> None:
        self.client_id = data.client_id
        self._data = data
        self._forecast: tuple[bytes, RealArray] | None = None  # the last model and what it says

    def answer(self, subject: str, message: bytes) -> bytes:
        """Answer a server's message; everything that leaves a client leaves it here."""
        return self._SUBJECTS[subject](self, message)

    def _tell_statistics(self, _message: bytes) -> bytes:
        return self._data.statistics.to_bytes()

    def _set_up(self, message: bytes) -> bytes:
        self._setup = Setup.from_bytes(message, columns=self._data.table.shape[1])
        self._rows: RealArray | None = None
        self._regressor: SGDRegressor | None = None
        return b""

    def _standardised(self) -> RealArray:
        if self._rows is None:
            rows = (self._data.table - self._setup.mean) / self._setup.scale
            self._rows = np.ascontiguousarray(rows)
        return self._rows

    def _new_regressor(self) -> SGDRegressor:
        training = self._setup.training
        regressor = SGDRegressor(
            loss="squared_error",
            penalty="l2",
            alpha=training["strength"] / self._setup.rows,
            learning_rate="constant",
            eta0=training["step"],
            # A generator, not a number: scikit-learn would build a new one in every round.
            random_state=np.random.RandomState(np.random.PCG64([training["seed"], self.client_id])),
        )
        regressor.t_ = 1.0
        return regressor

    def _train(self, message: bytes) -> bytes:
        """Take one pass over the own rows, from the weights that came; answer with one's own."""
        target = self._data.target
        received = ClientUpdate.from_bytes(message, rows=len(target))
        regressor = self._regressor = self._regressor or self._new_regressor()
        regressor.coef_ = received.coefficients.copy()
        regressor.intercept_ = np.array([received.intercept])
        # What ``partial_fit`` does after its checks, which cost more than the pass: our own rows
        # are finite, of one type and order, and our settings valid.
        regressor._fit_regressor(
            self._standardised(),
            target / RUL_CAP,
            alpha=regressor.alpha,
            loss=regressor.loss,
            learning_rate=regressor.learning_rate,
            sample_weight=np.ones(len(target)),
            max_iter=1,
        )
        intercept = float(regressor.intercept_[0])
        return ClientUpdate(regressor.coef_, intercept, received.rows).to_bytes()

    def _score(self, message: bytes) -> bytes:
        """Tell what each alarm threshold would have earned on the own engines."""
        data = self._data
        question = ThresholdQuestion.from_bytes(message, self._setup.width)
        forecasts = self._forecasts(model_of(self._setup, question.update))
        self._rows = None  # a training ends here, and they would double what a client holds
        scores = score_thresholds(
            forecasts, data.offsets, data.lifetimes, question.prices, question.grid
        )
        return scores_to_bytes(scores)

    def _count_residuals(self, message: bytes) -> bytes:
        """Tell what a model of others misses by on the own rows."""
        data = self._data
        ages = data.table[:, FEATURE_NAMES.index("age")].astype(np.int64)
        left = np.repeat(data.lifetimes, np.diff(data.offsets)) - ages
        forecasts = self._forecasts(model_from_bytes(message))
        return counts_to_bytes(own_residuals(forecasts, ages, left))

    def _forecasts(self, model: RulModel) -> RealArray:
        """Forecast the own rows; the server asks twice about a model, once for each purpose."""
        key = model_to_bytes(model)
        if self._forecast is None or self._forecast[0] != key:
            self._forecast = key, model.predict(self._data.table)
        return self._forecast[1]

    def _sum_up(self, _message: bytes) -> bytes:
        """Tell the sums that make a ridge regression exact."""
        table, bent = self._standardised(), self._setup.fourier
        if bent is not None:
            table = bent.transform(table)
        return SufficientStatistics.of(table, self._data.target).to_bytes()

    # Of the class: a client that held its own methods would hold on to itself, and to all its rows,
    # until the next search for garbage.
    _SUBJECTS: ClassVar[Mapping[str, Callable[["Client", bytes], bytes]]] = {
        "statistics": _tell_statistics,
        "setup": _set_up,
        "train": _train,
        "score": _score,
        "exact": _sum_up,
        "residuals": _count_residuals,
    }


class InProcess:
    """Clients in this process, reached by messages alone."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self.client_ids = tuple(client.client_id for client in clients)
        self._clients = {client.client_id: client for client in clients}
        if len(self._clients) < len(clients):
            raise ValueError(f"clients must have different ids, got {sorted(self.client_ids)}")

    @classmethod
    def of_each(cls, histories: Sequence[Trajectories]) -> "InProcess":
        """Make a client of each factory's histories, numbered one after the other."""
        return cls([Client(data) for data in ClientData.of_each(histories)])

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        """Let some clients answer a message each."""
        return {
            client_id: self._clients[client_id].answer(subject, message)
            for client_id, message in messages.items()
        }
