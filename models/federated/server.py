"""The server of a federation: it sums, averages and chooses, and knows clients only as bytes.

This module imports no client, and its functions are given ``Clients``: whether one is an object
next door, a thread or another machine makes no difference to them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import Any, Literal

import numpy as np

from data.trajectories import ROW_BYTES
from models.alarms import USUAL_RULE, PriceList, Prices, ThresholdRule
from models.features import RealArray, Scale
from models.federated.aggregation import AGGREGATORS, ClientUpdate
from models.federated.messages import (
    Clients,
    Meter,
    Setup,
    Statistics,
    ThresholdQuestion,
    model_of,
    scores_from_bytes,
    summed,
)
from models.rul import RUL_CAP, RulModel

ROUNDS, JOINING_ROUNDS = 6, 3
"""Rounds of a federation from scratch, and when a factory joins one."""

FEWEST_TO_GO_ON = 5
"""With fewer clients a new one changes so much that training starts again."""


class Server:
    """Federated averaging, over clients that are known as bytes alone.

    McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data",
    AISTATS 2017, arXiv:1602.05629.

    Parameters
    ----------
    clients : at least one
    training : what clients need to know to train; see ``Setup``
    aggregator : a key of ``AGGREGATORS``
    public : a scale that everybody has; without it, clients are asked for sums to make one of.
        With it the server knows nobody's rows: who trains then brings its own ``invite`` and
        ``merge``, as ``SimulatedServer`` does

    Attributes
    ----------
    statistics : what each client has told of its rows, by its id; empty with a public scale
    setup : the shared standardisation, as every client was told
    weights : (size,) of the averaged model
    """

    def __init__(
        self,
        clients: Clients,
        training: Mapping[str, Any],
        aggregator: str = "fedavg",
        public: Scale | None = None,
    ) -> None:
        self.clients = clients
        self.aggregate = AGGREGATORS[aggregator]
        self.client_ids = tuple(sorted(clients.client_ids))
        self.statistics: dict[int, Statistics] = {}
        if public is None:
            answers = clients.answer("statistics", dict.fromkeys(self.client_ids, b""))
            self.client_ids = tuple(sorted(answers))  # who says nothing is no member
            self.statistics = {one: Statistics.from_bytes(answers[one]) for one in self.client_ids}
        if not self.client_ids:
            raise ValueError("a federation needs at least one client, got none")
        if public is None:
            shared = self.shared
            self.setup = Setup(shared.mean, shared.scale, shared.rows, training)
        else:
            self.setup = Setup(*public, rows=0, training=training)
        clients.answer("setup", dict.fromkeys(self.client_ids, self.setup.to_bytes()))

    @property
    def shared(self) -> Statistics:
        """The sum of what the clients have told."""
        return reduce(add, self.statistics.values())

    def rounds(
        self, weights: RealArray, count: int, choose: Callable[[], tuple[int, ...]]
    ) -> Iterator[tuple[int, Literal["trained", "merged"], tuple[int, ...]]]:
        """Train from some weights on.

        Parameters
        ----------
        choose : the clients that are asked in a round

        Yields
        ------
        twice in each round, when all have trained and when all is merged: its number from 1 on,
        the stage, and who was asked
        """
        self.weights = weights
        for number in range(1, count + 1):
            asked = choose()
            answers = self.clients.answer("train", self.invite(number, asked))
            yield number, "trained", asked
            self.merge(asked, answers)
            yield number, "merged", asked

    def invite(self, _number: int, asked: tuple[int, ...]) -> dict[int, bytes]:
        """Return what goes to each client that is asked: the weights to train from."""
        message = ClientUpdate.of(self.weights, self.setup.rows).to_bytes()
        return dict.fromkeys(asked, message)

    def merge(self, _asked: tuple[int, ...], answers: Mapping[int, bytes]) -> None:
        """Merge the weights that came back; who is late or lost is not among them."""
        updates = [
            ClientUpdate.from_bytes(answers[client_id], self.statistics[client_id].rows)
            for client_id in sorted(answers)
        ]
        if updates:
            self.weights = self.aggregate(updates).weights


@dataclass(frozen=True)
class TrainingSettings:
    """How a match's client trains in a round: one pass of scikit-learn's ``SGDRegressor``.

    Attributes
    ----------
    strength : ridge penalty on the rows of all clients together
    step : learning rate, constant
    seed : of the order in which rows are shuffled
    """

    strength: float = 3_000.0
    step: float = 1e-4
    seed: int = 0


@dataclass(frozen=True)
class RoundLog:
    """One federated round: who took part, and the bytes of its messages."""

    participants: tuple[int, ...]
    bytes_up: int
    bytes_down: int


@dataclass(frozen=True, eq=False)
class Federation:
    """What a federation has learned, and what moved for it.

    Attributes
    ----------
    model : the averaged model; its ``mean`` and ``scale`` are the shared standardisation
    threshold : recommended alarm threshold, cycles
    rounds : one entry per round
    client_ids : the members, ascending
    bytes_moved : all messages of this training, both ways
    raw_bytes : the sensor histories that stayed at home
    """

    model: RulModel
    threshold: int
    rounds: tuple[RoundLog, ...]
    client_ids: tuple[int, ...]
    bytes_moved: int
    raw_bytes: int


def federate(
    clients: Clients,
    prices: Prices,
    *,
    rounds: int = ROUNDS,
    rng: np.random.Generator,
    aggregator: str = "fedavg",
    start: RulModel | None = None,
    rule: ThresholdRule = USUAL_RULE,
) -> Federation:
    """Train a linear model on what many factories know, without their telling it.

    Parameters
    ----------
    clients : in any order, which changes nothing
    prices : that the recommended threshold is to make the most of
    rounds : passes over everybody's rows
    rng : of the shuffling
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    start : the model of an earlier federation to go on from
    rule : how the recommended threshold follows from what each would have earned

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.client import InProcess
    >>> fleet = simulate(np.arange(20), seed=1, fan_share=0.2)
    >>> owns = [fleet.select(np.arange(4) + 4 * i) for i in range(5)]
    >>> clients = InProcess.of_each(owns)
    >>> prices = PriceList(300, 10_000, 20, 60_000, 60)
    >>> trained = federate(clients, prices, rng=np.random.default_rng(0))
    >>> trained.rounds[0]
    RoundLog(participants=(0, 1, 2, 3, 4), bytes_up=2320, bytes_down=2320)
    >>> trained.raw_bytes > 5 * trained.bytes_moved
    True
    """
    meter = Meter(clients)
    server, logs = _averaged(meter, rounds, rng, aggregator, start)
    setup, everybody = server.setup, server.client_ids
    update = ClientUpdate.of(server.weights, setup.rows)
    question = ThresholdQuestion(update, PriceList.of(prices), rule.grid).to_bytes()
    answers = meter.answer("score", dict.fromkeys(everybody, question))
    in_order = [answers[client_id] for client_id in sorted(answers)]
    return Federation(
        model=model_of(setup, update),
        threshold=rule.choose(summed("score", map(scores_from_bytes, in_order))),
        rounds=tuple(logs),
        client_ids=everybody,
        bytes_moved=meter.bytes_moved,
        raw_bytes=setup.rows * ROW_BYTES,
    )


def join(
    federation: Federation,
    clients: Clients,
    prices: Prices,
    *,
    rounds: int = JOINING_ROUNDS,
    rng: np.random.Generator,
    aggregator: str = "fedavg",
    rule: ThresholdRule = USUAL_RULE,
) -> Federation:
    """Go on with a federation whose members, or what they know, have changed.

    The standardisation is shared anew, the model re-expressed in it, and trained for a few rounds.
    With fewer than 5 clients it is trained from scratch.

    Parameters
    ----------
    federation : trained before
    clients : all of them now, the new ones included
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    rule : as for ``federate``
    """
    goes_on = len(clients.client_ids) >= FEWEST_TO_GO_ON
    rounds, start = (rounds, federation.model) if goes_on else (ROUNDS, None)
    return federate(
        clients, prices, rounds=rounds, rng=rng, aggregator=aggregator, start=start, rule=rule
    )


def average(clients: Clients, *, rng: np.random.Generator) -> RulModel:
    """Return the model that clients average from scratch, without asking for a threshold."""
    server, _ = _averaged(Meter(clients), ROUNDS, rng)
    return model_of(server.setup, ClientUpdate.of(server.weights, server.setup.rows))


def _averaged(
    meter: Meter,
    rounds: int,
    rng: np.random.Generator,
    aggregator: str = "fedavg",
    start: RulModel | None = None,
) -> tuple[Server, list[RoundLog]]:
    """Train in rounds, in which everybody takes part."""
    training = TrainingSettings(seed=int(rng.integers(2**32)))
    server = Server(meter, asdict(training), aggregator)
    setup, everybody = server.setup, server.client_ids
    if start is None:  # from the shared mean of the target, whatever the sensors say
        weights = np.append(np.zeros(len(setup.mean)), server.shared.target_mean / RUL_CAP)
    else:
        weights = _expressed_in(setup, start)
    meter.take()
    logs = []
    for _, stage, asked in server.rounds(weights, rounds, choose=lambda: everybody):
        if stage == "merged":
            down, up = meter.take()
            logs.append(RoundLog(asked, sum(up.values()), sum(down.values())))
    return server, logs


def _expressed_in(setup: Setup, model: RulModel) -> RealArray:
    """Express a model in a new standardisation; its forecasts stay the same."""
    moved = (setup.mean - model.mean) / model.scale
    coefficients = model.coefficients * (setup.scale / model.scale) / RUL_CAP
    intercept = (model.intercept + float(model.coefficients @ moved)) / RUL_CAP
    return np.append(coefficients, intercept)
