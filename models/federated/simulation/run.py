"""A simulated federation, one snapshot after each stage of a round."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, repeat
from statistics import fmean
from typing import Literal

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from models.features import RealArray, Scale
from models.federated.client import ClientData
from models.federated.simulation.baselines import train_alone
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.mlp import SomeModel, model_of
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.serving.participation import (
    UnreliableClients,
    draw_round,
    draw_share,
)
from models.federated.simulation.serving.server import SimulatedServer

Stage = Literal["trained", "merged"]
_NO_NUMBER = 255


@dataclass(frozen=True)
class RoundRecord:
    """What can be seen of a round when all clients have trained, or when all is merged: numbers.

    Errors are RMSE on the held-out engines, in cycles; they may be infinite, never NaN.

    Attributes
    ----------
    number : of the round; 0 for the start, before anybody has trained
    asked : ids of those who were asked in this round
    outcomes : of each of them: ``arrived``, ``lost``, ``late``, or ``refused`` (no finite
        numbers)
    minutes : simulated, until each answer was there; missing for the lost
    saboteurs : ids of the clients that lie, asked or not
    local_errors : of each who trained, of its own weights; after merging, of the merged model
    outsider_error : of the one that takes no part and trains alone
    error : of the federated model; where clients keep their last layers, the mean of all of theirs
    naive_error : of forecasting the mean of the training targets, or what public scales take for it
    bytes_down, bytes_up : of each client's messages in this stage, as they were sent
    epsilon : of (epsilon, delta)-privacy spent so far; None without noise
    local_forecasts : of the probe by each who has trained and by the outsider, in whole units, a
        byte a row; 255 is no number; empty without a probe
    forecasts : of the same by the federated model; where clients keep their last layers, the
        mean of all of theirs
    """

    number: int
    stage: Stage
    asked: tuple[int, ...]
    outcomes: Mapping[int, str]
    minutes: Mapping[int, float]
    saboteurs: tuple[int, ...]
    local_errors: Mapping[int, float]
    outsider_error: float | None
    error: float
    naive_error: float
    bytes_down: Mapping[int, int]
    bytes_up: Mapping[int, int]
    epsilon: float | None
    local_forecasts: Mapping[int, bytes] = field(default_factory=dict)
    forecasts: bytes = b""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A record and the models behind it.

    Attributes
    ----------
    weights : (size,), of the federated model; its last layer is zero where clients keep their own
    level : mean of all training targets as the server knows it, or what public scales take for it
    model : the federated one
    personal : each client's own, where it keeps a last layer; else empty
    outsider : the model of the one that trains alone
    """

    record: RoundRecord
    weights: RealArray
    level: float
    model: SomeModel
    personal: Mapping[int, SomeModel]
    outsider: SomeModel | None

    @property
    def models(self) -> list[SomeModel]:
        """What the federation forecasts with: one model of all, or one of each client."""
        return list(self.personal.values()) or [self.model]

    def model_of(self, client_id: int) -> SomeModel:
        """Return what a client forecasts with."""
        return self.personal.get(client_id, self.model)


def run(
    experiment: Experiment,
    clients: Sequence[ClientData],
    judge: HeldOutEngines,
    *,
    seed: int,
    outsider: int | None = None,
    public: Scale | None = None,
    watched: bool = True,
    probe: HeldOutEngines | None = None,
) -> Iterator[Snapshot]:
    """Train a federation, and yield each stage as soon as it is computed.

    Parameters
    ----------
    clients : with ids of their own
    judge : engines nobody trains on
    seed : of all that is drawn
    outsider : id of a client that takes no part: it trains alone, as many passes
    public : scale of the features and then of the target, if scales are public; missing: that of
        turbofans
    watched : whether to judge also what each client has trained, which takes as long as training
    probe : engines with as many rows each, that all models forecast; what they say is averaged
        over the engines

    Raises
    ------
    ValueError
        Without clients that take part, if ids are not unique, or if the outsider is none of them.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> owns = [simulate(np.arange(4) + 4 * i, seed=1, fan_share=0.2) for i in range(5)]
    >>> judge = HeldOutEngines.of(simulate(np.arange(20) + 900, seed=1, fan_share=0.2))
    >>> snapshots = run(
    ...     Experiment(rounds=3), ClientData.of_each(owns), judge, seed=7, outsider=4
    ... )
    >>> records = [snapshot.record for snapshot in snapshots]
    >>> [(record.number, record.stage) for record in records[:3]]
    [(0, 'merged'), (1, 'trained'), (1, 'merged')]
    >>> records[-1].error < records[0].error, sum(records[1].bytes_up.values()) == 4 * 11332
    (True, True)
    """
    if outsider is not None and outsider not in {data.client_id for data in clients}:
        raise ValueError(f"the outsider must be one of the clients, got {outsider}")
    inside = [data for data in clients if data.client_id != outsider]
    alone = [data for data in clients if data.client_id == outsider]
    if not inside:
        raise ValueError("a federation needs at least one client, got none")
    looked_at = _snapshots(experiment, inside, alone, judge, probe, seed, public, watched)
    return _on_one_thread(looked_at)


def _on_one_thread(snapshots: Iterator[Snapshot]) -> Iterator[Snapshot]:
    """Compute each snapshot on one thread: products this small only wait for a second one."""
    while True:
        with _blas().limit(limits=1):
            snapshot = next(snapshots, None)
        if snapshot is None:
            return
        yield snapshot


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    """Find the libraries, once: it searches the whole process."""
    return ThreadpoolController()


def _snapshots(
    experiment: Experiment,
    inside: Sequence[ClientData],
    alone: Sequence[ClientData],
    judge: HeldOutEngines,
    probe: HeldOutEngines | None,
    seed: int,
    public: Scale | None,
    watched: bool,
) -> Iterator[Snapshot]:
    simulation = Simulation(experiment, inside, seed, public)
    server, network = simulation.server, simulation.network
    evaluator = judge.evaluator(server.shape, server.setup)
    probing = probe and probe.evaluator(server.shape, server.setup)
    level = float(server.setup.mean[-1])
    naive_error = judge.error(lambda table: np.full(len(table), level))
    models = (
        train_alone(alone, experiment.training, server.weights, seed, judge.limits)
        if alone
        else repeat(None)
    )
    start: tuple[int, Stage] = (0, "merged")
    for number, stage in chain([start], simulation.rounds()):
        trained = simulation.trained() if watched else {}
        if stage == "trained" or not number:
            # Before the first round, the outsider's is the model that everybody starts from.
            outsider = next(models)
            outsider_error = None if outsider is None else judge.error(outsider.predict)
        local_forecasts: dict[int, bytes] = {}
        forecasts = b""
        if stage == "trained":
            errors = dict(zip(trained, evaluator.errors(list(trained.values())), strict=True))
            if probe and probing and trained:
                said = probing.forecasts(list(trained.values()))
                local_forecasts = dict(zip(trained, _whole(said, probe), strict=True))
            if probe and outsider:
                [said_alone] = _whole(outsider.predict(probe.table)[np.newaxis], probe)
                local_forecasts[alone[0].client_id] = said_alone
        else:
            own = simulation.personal_weights() if experiment.head_epochs else {}
            found = evaluator.errors(list(own.values()) or [server.weights])
            error = fmean(found)
            if probe and probing:
                said = probing.forecasts(list(own.values()) or [server.weights])
                [forecasts] = _whole(said.mean(axis=0, keepdims=True), probe)
            errors = dict.fromkeys(trained, error)
            if own:
                every = dict(zip(own, found, strict=True))
                errors = {client_id: every[client_id] for client_id in trained}
        down, up = network.take()
        record = RoundRecord(
            number=number,
            stage=stage,
            asked=network.drawn.asked,
            outcomes=simulation.outcomes(),
            minutes=network.drawn.minutes,
            saboteurs=simulation.saboteurs,
            local_errors=errors,
            outsider_error=outsider_error,
            error=error,
            naive_error=naive_error,
            bytes_down=down,
            bytes_up=up,
            epsilon=server.epsilon,
            local_forecasts=local_forecasts,
            forecasts=forecasts,
        )
        model = simulation.model(judge.limits)
        personal = simulation.personal(judge.limits) if experiment.head_epochs else {}
        yield Snapshot(record, server.weights, level, model, personal, outsider)


def _whole(forecasts: npt.NDArray[np.floating], probe: HeldOutEngines) -> list[bytes]:
    """Write the mean forecasts over a probe's engines in whole units, a byte each."""
    means = forecasts.reshape(len(forecasts), len(probe.offsets) - 1, -1).mean(axis=1)
    finite = np.nan_to_num(means, nan=_NO_NUMBER)
    return [row.tobytes() for row in np.clip(np.rint(finite), 0, _NO_NUMBER).astype(np.uint8)]


class Simulation:
    """A federation that is simulated: clients, a network that loses some answers, and a server.

    Parameters
    ----------
    clients : at least one, with ids of their own
    seed : of all that is drawn
    public : scale of the features and then of the target, if scales are public; missing: that of
        turbofans

    Attributes
    ----------
    saboteurs : ids of the clients that lie
    """

    def __init__(
        self,
        experiment: Experiment,
        clients: Sequence[ClientData],
        seed: int,
        public: Scale | None = None,
    ) -> None:
        drawing, serving, dealing, choosing = np.random.default_rng(seed).spawn(4)
        rows = {data.client_id: len(data.target) for data in clients}
        ids = tuple(sorted(rows))
        self.saboteurs = draw_share(ids, experiment.saboteurs, choosing)
        self._experiment = experiment
        self._clients = SimulatedClients(
            clients,
            seed=seed,
            seeds=deal_seeds(ids, dealing) if experiment.secure else None,
            saboteurs=frozenset(self.saboteurs),
            sabotage=experiment.sabotage,
        )
        slow = frozenset(draw_share(ids, experiment.slow, choosing))
        draw = partial(draw_round, rows, experiment, slow, drawing)
        self.network = UnreliableClients(self._clients, draw)
        self.server = SimulatedServer(self.network, experiment, serving, public)

    def rounds(self) -> Iterator[tuple[int, Stage]]:
        """Train; yields twice in each round, when all have trained and when all is merged."""
        server, last = self.server, self._experiment.rounds
        for number, stage, _ in server.rounds(server.weights, last, self.network.choose):
            if (number, stage) == (last, "merged"):
                server.say_farewell()
            yield number, stage

    def train(
        self, limits: tuple[float, float], watch: Callable[[SomeModel], None] | None = None
    ) -> SomeModel:
        """Train to the end, and return what came out.

        Parameters
        ----------
        watch : is shown the federated model after each round
        """
        with _blas().limit(limits=1):
            for _, stage in self.rounds():
                if watch and stage == "merged":
                    watch(self.model(limits))
        return self.model(limits)

    def model(self, limits: tuple[float, float]) -> SomeModel:
        """Return the federated model as it is now, which forecasts within limits."""
        server = self.server
        return model_of(server.shape, server.weights, server.setup, limits)

    def personal(self, limits: tuple[float, float]) -> dict[int, SomeModel]:
        """Return each client's own model: what is shared, under its own last layer if it has one.

        Parameters
        ----------
        limits : lowest and highest forecast
        """
        server = self.server
        return {
            client_id: model_of(server.shape, weights, server.setup, limits)
            for client_id, weights in self.personal_weights().items()
        }

    def personal_weights(self) -> dict[int, RealArray]:
        """Return each client's weights: what is shared, and its own last layer if it has one."""
        weights = self.server.weights
        return {
            client_id: np.append(weights[: len(weights) - len(head)], head)
            for client_id, head in self._clients.heads().items()
        }

    def trained(self) -> dict[int, RealArray]:
        """Look over the clients' shoulders, as no server can: the weights each has come to."""
        return self._clients.spectate()

    def outcomes(self) -> dict[int, str]:
        """Return what became of the answer of each who was asked in this round."""
        return {**self.network.drawn.outcomes} | dict.fromkeys(self.server.refused, "refused")
