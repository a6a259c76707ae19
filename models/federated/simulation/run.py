"""The lab: a federation told half round by half round, while it is computed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from threadpoolctl import ThreadpoolController

from data.errors import RefusalError
from models.federated.aggregation import AGGREGATORS
from models.federated.simulation.attacks import SABOTAGE
from models.federated.simulation.baselines import alone as train_alone
from models.federated.simulation.clients import Hall, Member
from models.federated.simulation.evaluation import Judge, LabModel
from models.federated.simulation.local_training import CLIENT_TERMS, SOLVERS, LocalTraining
from models.federated.simulation.messages import Plan
from models.federated.simulation.participation import draw_round, draw_share
from models.federated.simulation.privacy import epsilon
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.server import LabServer
from models.federated.simulation.server_optimizers import SERVER_OPTIMISERS


class ContradictionError(RefusalError, ValueError):
    """Levers that do not go together."""


@dataclass(frozen=True)
class Experiment:
    """Every lever of the lab.

    Attributes
    ----------
    rounds : from 0 on
    hidden : units of the network; 0 for a linear model
    solver, step, momentum, epochs, batch, l2, term, mu : see ``LocalTraining``
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    server : a key of ``models.federated.simulation.server_optimizers.SERVER_OPTIMISERS``
    participation : share of the clients that is asked in a round
    dropout : chance that one who was asked never answers
    slow : share of the clients that take four times as long
    deadline : simulated minutes after which answers are left out; none if None
    saboteurs : share of the clients that lie
    sabotage : a key of ``models.federated.simulation.attacks.SABOTAGE``
    clip : largest norm of an update; none if None
    noise : multiplier of the Gaussian noise, in units of the clipping norm
    delta : for which epsilon is told
    secure : whether the server sees sums only

    Examples
    --------
    >>> Experiment(noise=1.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    models.federated...ContradictionError: Noise needs a largest update (clip): set one...
    """

    rounds: int = 20
    hidden: int = 48
    solver: str = "adam"
    step: float = 0.005
    momentum: float = 0.9
    epochs: int = 1
    batch: int = 64
    l2: float = 1e-4
    term: str = "none"
    mu: float = 0.0
    aggregator: str = "fedavg"
    server: str = "plain"
    participation: float = 1.0
    dropout: float = 0.0
    slow: float = 0.0
    deadline: float | None = None
    saboteurs: float = 0.0
    sabotage: str = "sign_flip"
    clip: float | None = None
    noise: float = 0.0
    delta: float = 1e-3
    secure: bool = False

    def __post_init__(self) -> None:
        tables = {
            "solver": SOLVERS,
            "term": CLIENT_TERMS,
            "aggregator": AGGREGATORS,
            "server": SERVER_OPTIMISERS,
            "sabotage": SABOTAGE,
        }
        for name, table in tables.items():
            if getattr(self, name) not in table:
                known = ", ".join(table)
                raise ValueError(f"{name} must be one of {known}, got {getattr(self, name)!r}")
        for name in ("rounds", "hidden", "l2", "mu", "noise"):
            _require(name, getattr(self, name), "0 or more", getattr(self, name) >= 0)
        for name in ("epochs", "batch"):
            _require(name, getattr(self, name), "1 or more", getattr(self, name) >= 1)
        for name in ("dropout", "slow", "saboteurs"):
            value = getattr(self, name)
            _require(name, value, "within 0 and 1", 0 <= value <= 1)
        _require("step", self.step, "above 0", self.step > 0)
        _require("momentum", self.momentum, "from 0 to below 1", 0 <= self.momentum < 1)
        _require("participation", self.participation, "above 0 and at most 1",
                 0 < self.participation <= 1)  # fmt: skip
        _require("delta", self.delta, "between 0 and 1", 0 < self.delta < 1)
        for name in ("deadline", "clip"):
            value = getattr(self, name)
            _require(name, value, "above 0, or None", value is None or value > 0)
        self._require_sense()

    def _require_sense(self) -> None:
        """Refuse levers that contradict each other."""
        if self.noise and self.clip is None:
            raise ContradictionError(
                "Noise needs a largest update (clip): set one, for example 1.0."
            )
        if self.noise and self.aggregator != "fedavg":
            raise ContradictionError(
                "The account of noise holds for averages only: merge by the mean (fedavg), not by "
                "{aggregator}.",
                aggregator=self.aggregator,
            )
        if self.secure and self.aggregator != "fedavg":
            raise ContradictionError(
                "Secure aggregation shows the server only sums, which {aggregator} cannot work "
                "with: merge by the mean (fedavg).",
                aggregator=self.aggregator,
            )
        if self.term == "scaffold" and (self.solver != "sgd" or self.momentum):
            raise ContradictionError(
                "Scaffold corrects plain gradient steps: set solver to sgd and momentum to 0."
            )
        if self.term == "scaffold" and self.noise:
            raise ContradictionError(
                "Scaffold's control variates would travel without noise: do without one of the two."
            )

    @property
    def training(self) -> LocalTraining:
        """What a client needs to know of it."""
        return LocalTraining(
            self.solver, self.step, self.momentum, self.epochs, self.batch, self.l2,
            self.term, self.mu,
        )  # fmt: skip


def _require(name: str, value: object, rule: str, holds: bool) -> None:
    if not holds:
        raise ValueError(f"{name} must be {rule}, got {value}")


@dataclass(frozen=True, eq=False)
class HalfRound:
    """What can be seen after half a round: all clients have trained, or all is merged.

    Errors are RMSE on the judge's engines, in cycles; they may be infinite, never NaN.

    Attributes
    ----------
    number : of the round; 0 for the start, before anybody has trained
    half : ``trained`` or ``merged``
    asked : ids of those who were asked in this round
    fates : of each of them: ``arrived``, ``lost``, ``late``, or ``refused`` (no finite numbers)
    minutes : simulated, until each answer was there; missing for the lost
    saboteurs : ids of the clients that lie, asked or not
    local_errors : of each who trained, of its own weights; after merging, of the merged model
    outsider_error : of the one that takes no part and trains alone
    error : of the federated model
    naive_error : of forecasting the mean of the training targets
    bytes_down, bytes_up : of each client's messages in this half round, as they were sent
    epsilon : of (epsilon, delta)-privacy spent so far; None without noise
    model : the federated one
    outsider : the model of the one that trains alone
    local_models : of each client that has trained; empty after merging
    """

    number: int
    half: Literal["trained", "merged"]
    asked: tuple[int, ...]
    fates: Mapping[int, str]
    minutes: Mapping[int, float]
    saboteurs: tuple[int, ...]
    local_errors: Mapping[int, float]
    outsider_error: float | None
    error: float
    naive_error: float
    bytes_down: Mapping[int, int]
    bytes_up: Mapping[int, int]
    epsilon: float | None
    model: LabModel
    outsider: LabModel | None
    local_models: Mapping[int, LabModel]


def run(
    experiment: Experiment,
    members: Sequence[Member],
    judge: Judge,
    *,
    seed: int,
    outsider: int | None = None,
) -> Iterator[HalfRound]:
    """Train a federation, and tell each half round as soon as it is computed.

    Parameters
    ----------
    members : clients with ids of their own
    judge : engines nobody trains on
    seed : of all that is drawn
    outsider : id of a member that takes no part: it trains alone, as many passes

    Raises
    ------
    ValueError
        Without members that take part, if ids are not unique, or if the outsider is no member.

    Examples
    --------
    >>> from data.simulator import simulate
    >>> members = [
    ...     Member.of(i, simulate(np.arange(4) + 4 * i, seed=1, fan_share=0.2)) for i in range(5)
    ... ]
    >>> judge = Judge.of(simulate(np.arange(20) + 900, seed=1, fan_share=0.2))
    >>> told = list(run(Experiment(rounds=3), members, judge, seed=7, outsider=4))
    >>> [(one.number, one.half) for one in told[:3]]
    [(0, 'merged'), (1, 'trained'), (1, 'merged')]
    >>> told[-1].error < told[0].error, sum(told[1].bytes_up.values()) == 4 * 11332
    (True, True)
    """
    if outsider is not None and outsider not in {member.client_id for member in members}:
        raise ValueError(f"the outsider must be one of the members, got {outsider}")
    inside = [member for member in members if member.client_id != outsider]
    alone = [member for member in members if member.client_id == outsider]
    if not inside:
        raise ValueError("a federation needs at least one client, got none")
    return _on_one_thread(_rounds(experiment, inside, alone, judge, seed))


def _rounds(
    experiment: Experiment,
    inside: Sequence[Member],
    alone: Sequence[Member],
    judge: Judge,
    seed: int,
) -> Iterator[HalfRound]:
    yield from _Lab(experiment, inside, alone, judge, seed).rounds()


def _on_one_thread(records: Iterator[HalfRound]) -> Iterator[HalfRound]:
    """Compute each record on one thread: products this small only wait for a second one."""
    while True:
        with _blas().limit(limits=1):
            record = next(records, None)
        if record is None:
            return
        yield record


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    """Find the libraries, once: it searches the whole process."""
    return ThreadpoolController()


class _Lab:
    """Everything that happens in an experiment; the server's part of it knows bytes alone."""

    def __init__(
        self,
        experiment: Experiment,
        inside: Sequence[Member],
        alone: Sequence[Member],
        judge: Judge,
        seed: int,
    ) -> None:
        streams = np.random.default_rng(seed).spawn(4)
        self._drawing, serving, dealing, choosing = streams
        self._experiment, self._judge = experiment, judge
        ids = tuple(sorted(member.client_id for member in inside))
        saboteurs = draw_share(ids, experiment.saboteurs, choosing)
        self._slow = frozenset(draw_share(ids, experiment.slow, choosing))
        self._saboteurs = saboteurs
        self._hall = Hall(
            inside,
            seed=seed,
            seeds=deal_seeds(ids, dealing) if experiment.secure else None,
            saboteurs=frozenset(saboteurs),
            sabotage=experiment.sabotage,
        )
        statistics = self._hall.answer("statistics", dict.fromkeys(ids, b""))
        self._server = LabServer(
            statistics,
            experiment.hidden,
            experiment.training,
            aggregator=experiment.aggregator,
            optimiser=experiment.server,
            clip=experiment.clip,
            noise=experiment.noise,
            secure=experiment.secure,
            rng=serving,
        )
        plan = self._server.plan
        message = plan.to_bytes()
        self._hall.answer("plan", dict.fromkeys(ids, message))
        self._opening = (
            dict.fromkeys(ids, len(message)),
            {one: len(told) for one, told in statistics.items()},
        )
        self._rows = {member.client_id: len(member.target) for member in inside}
        self._bench = judge.bench(plan)
        start = _model(plan, self._server.weights, judge)
        self._loner = train_alone(alone, experiment.training, start, seed) if alone else None
        level = float(plan.mean[-1])
        self._naive_error = judge.error(lambda table: np.full(len(table), level))
        self._spent = 0

    def rounds(self) -> Iterator[HalfRound]:
        down, up = self._opening
        self._let_the_outsider_train()
        (self._error,) = self._bench.errors([self._server.weights])
        yield self._told(0, "merged", (), {}, {}, {}, down, up)
        for number in range(1, self._experiment.rounds + 1):
            yield from self._round(number)

    def _round(self, number: int) -> Iterator[HalfRound]:
        experiment, server, hall = self._experiment, self._server, self._hall
        drawn = draw_round(
            self._rows,
            participation=experiment.participation,
            dropout=experiment.dropout,
            slow=self._slow,
            epochs=experiment.epochs,
            rng=self._drawing,
        )
        late = drawn.late(experiment.deadline)
        invitations = server.invite(drawn.asked)
        answers = hall.answer(
            "train", {one: sent for one, sent in invitations.items() if one not in drawn.lost}
        )
        trained = hall.spectate()
        fates = {
            one: "lost" if one in drawn.lost else "late" if one in late else "arrived"
            for one in drawn.asked
        }
        self._let_the_outsider_train()
        errors = self._bench.errors(list(trained.values()))
        yield self._told(
            number, "trained", drawn.asked, fates, drawn.minutes,
            dict(zip(trained, errors, strict=True)),
            _sizes(invitations), _sizes(answers), trained,
        )  # fmt: skip

        arrived = {one: sent for one, sent in answers.items() if one not in late}
        down, up = self._merge(drawn.asked, arrived, fates)
        (self._error,) = self._bench.errors([server.weights])
        if number == experiment.rounds:
            farewell = _sizes(server.farewell())
            down = {one: down.get(one, 0) + size for one, size in farewell.items()}
        yield self._told(
            number, "merged", drawn.asked, fates, drawn.minutes,
            dict.fromkeys(trained, self._error), down, up,
        )  # fmt: skip

    def _let_the_outsider_train(self) -> None:
        """Take its next model: before the first round, the one that everybody starts from."""
        self._outsider = None if self._loner is None else next(self._loner)
        self._outsider_error = (
            None if self._outsider is None else self._judge.error(self._outsider.predict)
        )

    def _merge(
        self, asked: tuple[int, ...], arrived: Mapping[int, bytes], fates: dict[int, str]
    ) -> tuple[dict[int, int], dict[int, int]]:
        """Hand the server what arrived in time; returns the bytes of what is said about it."""
        if not arrived:
            return {}, {}
        self._spent += 1
        if not self._experiment.secure:
            for one in self._server.merge(arrived):
                fates[one] = "refused"
            return {}, {}
        questions = self._server.ask_to_unmask(asked, frozenset(arrived))
        revelations = self._hall.answer("unmask", questions)
        self._server.merge_masked(arrived, revelations)
        return _sizes(questions), _sizes(revelations)

    def _told(
        self,
        number: int,
        half: Literal["trained", "merged"],
        asked: tuple[int, ...],
        fates: Mapping[int, str],
        minutes: Mapping[int, float],
        local_errors: Mapping[int, float],
        down: Mapping[int, int],
        up: Mapping[int, int],
        trained: Mapping[int, np.ndarray] | None = None,
    ) -> HalfRound:
        experiment, plan = self._experiment, self._server.plan
        spent = None
        if experiment.noise:
            spent = epsilon(experiment.noise, self._spent, experiment.delta) if self._spent else 0.0
        return HalfRound(
            number=number,
            half=half,
            asked=asked,
            fates=dict(fates),
            minutes=minutes,
            saboteurs=self._saboteurs,
            local_errors=local_errors,
            outsider_error=self._outsider_error,
            error=self._error,
            naive_error=self._naive_error,
            bytes_down=down,
            bytes_up=up,
            epsilon=spent,
            model=_model(plan, self._server.weights, self._judge),
            outsider=self._outsider,
            local_models={
                one: _model(plan, weights, self._judge) for one, weights in (trained or {}).items()
            },
        )


def _sizes(messages: Mapping[int, bytes]) -> dict[int, int]:
    return {one: len(message) for one, message in messages.items()}


def _model(plan: Plan, weights: np.ndarray, judge: Judge) -> LabModel:
    return LabModel(plan.shape, weights, plan.mean, plan.scale, judge.limits)
