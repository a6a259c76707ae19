"""The server of a federation: it sums, averages and chooses, and knows clients only as bytes.

This module imports no client, and its functions receive a ``Transport``: whether a client is an
object next door, a thread or another machine makes no difference to them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from data.trajectories import SENSORS, SETTINGS
from models.federated.aggregation import AGGREGATORS, ClientUpdate
from models.federated.messages import (
    WIDTH,
    Setup,
    Statistics,
    ThresholdQuestion,
    TrainingSettings,
    Transport,
    scores_from_bytes,
)
from models.rul import RUL_CAP, THRESHOLD_GRID, Rewards, RulModel, recommended_threshold

RAW_ROW_BYTES = 4 * (len(SETTINGS) + len(SENSORS))
"""Size of one cycle of one engine's history in single precision."""


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


OnRound = Callable[[int, RulModel, RoundLog], None]
"""Told after each round: its number from 1 on, the model so far, who took part."""


class Meter:
    """Passes messages on and counts their bytes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.client_ids = tuple(sorted(transport.client_ids))
        self.up = 0
        self.down = 0

    def ask(self, client_id: int, subject: str, message: bytes = b"") -> bytes:
        answer = self._transport.ask(client_id, subject, message)
        self.down += len(message)
        self.up += len(answer)
        return answer


def conduct(
    transport: Transport,
    rewards: Rewards,
    *,
    rounds: int,
    rng: np.random.Generator,
    participation: float = 1.0,
    aggregator: str = "fedavg",
    start: RulModel | None = None,
    settings: TrainingSettings | None = None,
    on_round: OnRound | None = None,
) -> Federation:
    """Run a federation from the shared standardisation to the recommended threshold.

    See ``client.federate`` for the parameters; ``start`` is the model of an earlier federation to
    go on from.
    """
    if not 0 < participation <= 1:
        raise ValueError(f"participation must be above 0 and at most 1, got {participation}")

    line = Meter(transport)
    settings = settings or TrainingSettings(seed=int(rng.integers(2**32)))
    known, setup = introduce(line, settings)
    weights = first_weights(known.values()) if start is None else _expressed_in(setup, start)
    merge = AGGREGATORS[aggregator]
    logs: list[RoundLog] = []
    for number in range(1, rounds + 1):
        participants = _draw(line.client_ids, participation, rng)
        up, down = line.up, line.down
        message = weights.to_bytes()
        weights = merge(
            [
                ClientUpdate.from_bytes(line.ask(one, "train", message), known[one].rows)
                for one in participants
            ]
        )
        logs.append(RoundLog(participants, line.up - up, line.down - down))
        if on_round is not None:
            on_round(number, setup.model(weights), logs[-1])

    question = ThresholdQuestion(weights, rewards, THRESHOLD_GRID).to_bytes()
    scores = [scores_from_bytes(line.ask(one, "score", question)) for one in line.client_ids]
    return Federation(
        model=setup.model(weights),
        threshold=recommended_threshold(reduce(add, scores)),
        rounds=tuple(logs),
        client_ids=line.client_ids,
        bytes_moved=line.up + line.down,
        raw_bytes=setup.rows * RAW_ROW_BYTES,
    )


def introduce(line: Meter, settings: TrainingSettings) -> tuple[Mapping[int, Statistics], Setup]:
    """Collect each client's statistics, and tell all of them what follows from the sum."""
    if not line.client_ids:
        raise ValueError("a federation needs at least one client, got none")
    known = {one: Statistics.from_bytes(line.ask(one, "statistics")) for one in line.client_ids}
    shared = reduce(add, known.values())
    setup = Setup(shared.mean, shared.scale, shared.rows, settings)
    message = setup.to_bytes()
    for one in line.client_ids:
        line.ask(one, "setup", message)
    return known, setup


def first_weights(known: Iterable[Statistics]) -> ClientUpdate:
    """Start from the shared mean of the target, whatever the sensors say."""
    shared = reduce(add, known)
    return ClientUpdate(np.zeros(WIDTH), shared.target_mean / RUL_CAP, shared.rows)


def _expressed_in(setup: Setup, model: RulModel) -> ClientUpdate:
    """Express a model in a new standardisation; its forecasts stay the same."""
    moved = (setup.mean - model.mean) / model.scale
    return ClientUpdate(
        model.coefficients * (setup.scale / model.scale) / RUL_CAP,
        (model.intercept + float(model.coefficients @ moved)) / RUL_CAP,
        setup.rows,
    )


def _draw(
    client_ids: tuple[int, ...], participation: float, rng: np.random.Generator
) -> tuple[int, ...]:
    """Choose who takes part in a round: a share of the clients, at least one."""
    count = max(1, round(participation * len(client_ids)))
    if count == len(client_ids):
        return client_ids
    return tuple(sorted(rng.choice(client_ids, count, replace=False).tolist()))
