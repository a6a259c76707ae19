"""Federations: clients that keep their rows, and how to train one or to join it."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np
from sklearn import config_context
from sklearn.linear_model import SGDRegressor

from data.trajectories import Trajectories
from models.features import RealArray, features
from models.federated.aggregation import ClientUpdate
from models.federated.exact import ExactQuestion, SufficientStatistics
from models.federated.messages import (
    Setup,
    Statistics,
    ThresholdQuestion,
    scores_to_bytes,
)
from models.federated.server import Federation, OnRound, conduct
from models.rul import (
    RUL_CAP,
    Rewards,
    capped_rul,
    require_failures,
    round_forecast,
    score_thresholds,
)

ROUNDS, JOINING_ROUNDS = 6, 3
"""Rounds of a federation from scratch, and when a factory joins one."""

FEWEST_TO_GO_ON = 5
"""With fewer clients a new one changes so much that training starts again."""


class Client:
    """A factory in a federation: it keeps its engines' histories and answers messages about them.

    Parameters
    ----------
    client_id : not negative, unique in a federation; its shuffling is drawn from it
    trajectories : complete run-to-failure histories

    Raises
    ------
    ValueError
        Without engines, or if some engine's history ends before its failure.
    """

    def __init__(self, client_id: int, trajectories: Trajectories) -> None:
        require_failures(trajectories)
        self.client_id = client_id
        self.__features = features(trajectories)
        self.__target = capped_rul(trajectories)
        self.__offsets = trajectories.offsets
        self.__lifetimes = trajectories.lifetimes
        self.__statistics = Statistics.of(self.__features, self.__target).to_bytes()

    def answer(self, subject: str, message: bytes) -> bytes:
        """Answer a server's message; everything that leaves a client leaves it here."""
        return self.__subjects[subject](self, message)

    def __tell_statistics(self, _message: bytes) -> bytes:
        return self.__statistics

    def __set_up(self, message: bytes) -> bytes:
        self.__setup = setup = Setup.from_bytes(message)
        settings = setup.settings
        self.__rows: RealArray | None = None
        # A generator, not a number: scikit-learn would build a new one from it in every round.
        shuffling = np.random.RandomState(np.random.PCG64([settings.seed, self.client_id]))
        self.__regressor = SGDRegressor(
            random_state=shuffling,
            loss="squared_error",
            penalty="l2",
            alpha=settings.strength / setup.rows,
            learning_rate="constant",
            eta0=settings.step,
        )
        self.__regressor.t_ = 1.0
        return b""

    def __standardised(self) -> RealArray:
        if self.__rows is None:
            self.__rows = (self.__features - self.__setup.mean) / self.__setup.scale
        return self.__rows

    def __train(self, message: bytes) -> bytes:
        received = ClientUpdate.from_bytes(message, rows=len(self.__target))
        regressor = self.__regressor
        regressor.coef_ = received.coefficients.copy()
        regressor.intercept_ = np.array([received.intercept])
        # Our own rows are finite and our settings valid: checking both costs more than the pass.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            regressor.partial_fit(self.__standardised(), self.__target / RUL_CAP)
        intercept = float(regressor.intercept_[0])
        return ClientUpdate(regressor.coef_, intercept, received.rows).to_bytes()

    def __score(self, message: bytes) -> bytes:
        question = ThresholdQuestion.from_bytes(message)
        model = self.__setup.model(question.update)
        self.__rows = None  # a training ends here, and they would double what a client holds
        return scores_to_bytes(
            score_thresholds(
                round_forecast(model.predict(self.__features)),
                self.__offsets,
                self.__lifetimes,
                question.rewards,
                question.grid,
            )
        )

    def __sum_up(self, message: bytes) -> bytes:
        fourier = ExactQuestion.from_bytes(message).fourier
        rows = self.__standardised()
        table = rows if fourier is None else fourier.transform(rows)
        return SufficientStatistics.of(table, self.__target).to_bytes()

    # Of the class: a copy of a client shares its rows and answers another server at the same time.
    __subjects: ClassVar[Mapping[str, Callable[["Client", bytes], bytes]]] = {
        "statistics": __tell_statistics,
        "setup": __set_up,
        "train": __train,
        "score": __score,
        "exact": __sum_up,
    }


class InProcess:
    """Clients in this process, reached by messages alone."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self.client_ids = tuple(client.client_id for client in clients)
        self.__doors = {client.client_id: client.answer for client in clients}
        if len(self.__doors) < len(clients):
            raise ValueError(f"clients must have different ids, got {sorted(self.client_ids)}")

    def ask(self, client_id: int, subject: str, message: bytes) -> bytes:
        return self.__doors[client_id](subject, message)


def federate(
    clients: Sequence[Client],
    rewards: Rewards,
    *,
    rounds: int = ROUNDS,
    rng: np.random.Generator,
    participation: float = 1.0,
    aggregator: str = "fedavg",
    on_round: OnRound | None = None,
) -> Federation:
    """Train a model on what many factories know, without their telling it.

    Parameters
    ----------
    clients : in any order, which changes nothing
    rewards : what the recommended threshold is to earn
    rounds : passes over everybody's rows
    rng : of the shuffling and of who takes part
    participation : share of the clients in each round, above 0 and at most 1
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    on_round : told after each round

    Examples
    --------
    >>> from data.simulator import simulate
    >>> fleet = simulate(np.arange(20), seed=1, fan_share=0.2)
    >>> clients = [Client(i, fleet.select(np.arange(4) + 4 * i)) for i in range(5)]
    >>> trained = federate(clients, Rewards(), rng=np.random.default_rng(0))
    >>> trained.rounds[0]
    RoundLog(participants=(0, 1, 2, 3, 4), bytes_up=2320, bytes_down=2320)
    >>> trained.raw_bytes > 5 * trained.bytes_moved
    True
    """
    return conduct(
        InProcess(clients),
        rewards,
        rounds=rounds,
        rng=rng,
        participation=participation,
        aggregator=aggregator,
        on_round=on_round,
    )


def join(
    federation: Federation,
    clients: Sequence[Client],
    rewards: Rewards,
    *,
    rounds: int = JOINING_ROUNDS,
    rng: np.random.Generator,
    aggregator: str = "fedavg",
    on_round: OnRound | None = None,
) -> Federation:
    """Go on with a federation whose members, or what they know, have changed.

    The standardisation is shared anew, the model re-expressed in it, and trained for a few rounds.
    With fewer than 5 clients it is trained from scratch.

    Parameters
    ----------
    federation : trained before
    clients : all of them now, the new ones included
    """
    if len(clients) < FEWEST_TO_GO_ON:
        return federate(clients, rewards, rng=rng, aggregator=aggregator, on_round=on_round)
    return conduct(
        InProcess(clients),
        rewards,
        rounds=rounds,
        rng=rng,
        aggregator=aggregator,
        start=federation.model,
        on_round=on_round,
    )
