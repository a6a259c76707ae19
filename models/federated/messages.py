"""What a federation's server and its clients say to each other, as bytes that are counted.

Sums, counts and weights travel; no message holds rows of sensors. What sums tell nevertheless is
said where they are asked for: those of a single row would be that row.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any, Protocol, TypeVar

import numpy as np

from models.alarms import PriceList, ThresholdScores
from models.features import FourierFeatures, IntArray, RealArray
from models.federated.aggregation import ClientUpdate
from models.rul import RUL_CAP, RulModel

Told = TypeVar("Told")


class Clients(Protocol):
    """The only way from a server to its clients: bytes go to some of them, and bytes come back.

    Whether they are objects next door, threads, other machines or a simulation makes no difference
    to a server.
    """

    @property
    def client_ids(self) -> tuple[int, ...]: ...

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        """Bring each client its message about a subject; who is late or lost has no answer."""


def summed(subject: str, told: Iterable[Told]) -> Told:
    """Return the sum of what clients have told about a subject, of those who have answered.

    Raises
    ------
    ValueError
        Nobody has.

    Examples
    --------
    >>> summed("rows", [3, 4])
    7
    """
    known = list(told)
    if not known:
        raise ValueError(f"no client has answered about {subject!r}: ask again")
    total: Told = reduce(add, known)
    return total


class Meter:
    """Passes messages on to clients, and counts the bytes of each."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self.client_ids = clients.client_ids
        self.bytes_moved = 0
        self._down: Counter[int] = Counter()
        self._up: Counter[int] = Counter()

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        answers = self._clients.answer(subject, messages)
        self.count(messages, answers)
        return answers

    def count(self, messages: Mapping[int, bytes], answers: Mapping[int, bytes]) -> None:
        """Add the bytes of messages to clients, and of their answers."""
        for passed, counted in ((messages, self._down), (answers, self._up)):
            sizes = {client_id: len(message) for client_id, message in passed.items()}
            counted.update(sizes)
            self.bytes_moved += sum(sizes.values())

    def take(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the bytes to and from each client since the last time."""
        taken = dict(+self._down), dict(+self._up)
        self._down.clear()
        self._up.clear()
        return taken


def pack(*parts: RealArray | float) -> bytes:
    """Write numbers and arrays one after the other, 8 bytes each."""
    return np.concatenate([np.atleast_1d(part) for part in parts]).astype("<f8").tobytes()


@dataclass(frozen=True, eq=False)
class Statistics:
    """A client's first answer: what the shared standardisation and the start are made of.

    Squares are taken around the sender's own mean; with counts and sums they merge exactly, and
    keep the digits that sums of plain squares would lose.

    Examples
    --------
    >>> table = np.array([[1.0] * 57, [3.0] * 57, [8.0] * 57])
    >>> parts = Statistics.of(table[:1], np.array([9.0])) + Statistics.of(table[1:], np.zeros(2))
    >>> parts.rows, parts.mean[0].item(), parts.target_mean
    (3, 4.0, 3.0)
    >>> bool(np.isclose(parts.scale[0], table[:, 0].std()))
    True
    >>> len(parts.to_bytes())
    928
    """

    rows: int
    sums: RealArray  # (57,)
    squares: RealArray  # (57,) sum of squared distances from the mean
    target_sum: float  # cycles

    @classmethod
    def of(cls, table: RealArray, target: RealArray) -> "Statistics":
        """Summarise a client's rows of features, (rows, 57), and their targets, (rows,)."""
        sums = table.sum(axis=0)
        distances = table - sums / len(table)
        distances *= distances
        return cls(len(table), sums, distances.sum(axis=0), float(target.sum()))

    @property
    def mean(self) -> RealArray:
        return self.sums / self.rows

    @property
    def scale(self) -> RealArray:
        """Standard deviation of each feature, 1 where it hardly varies, (57,)."""
        spread = np.sqrt(self.squares / self.rows)
        return np.where(spread > 1e-6 * np.abs(self.mean), spread, 1.0)

    @property
    def target_mean(self) -> float:
        return self.target_sum / self.rows

    def __add__(self, other: "Statistics") -> "Statistics":
        rows = self.rows + other.rows
        between = np.square(self.mean - other.mean) * (self.rows * other.rows / rows)
        return Statistics(
            rows,
            self.sums + other.sums,
            self.squares + other.squares + between,
            self.target_sum + other.target_sum,
        )

    def beside(self, other: "Statistics") -> "Statistics":
        """Return what more columns of the same rows add."""
        return replace(
            self,
            sums=np.append(self.sums, other.sums),
            squares=np.append(self.squares, other.squares),
        )

    def to_bytes(self) -> bytes:
        return pack(self.rows, self.sums, self.squares, self.target_sum)

    @classmethod
    def from_bytes(cls, message: bytes) -> "Statistics":
        numbers = np.frombuffer(message, "<f8")
        sums, squares = np.split(numbers[1:-1], 2)
        return cls(int(numbers[0]), sums, squares, float(numbers[-1]))


@dataclass(frozen=True, eq=False)
class Setup:
    """The server's second message: the shared standardisation, and how to train.

    Attributes
    ----------
    mean, scale : (columns,), of whatever the clients have told statistics of, or that is public
    rows : of all clients; 0 if nobody was asked
    training : by name, what this kind of client needs to know; any JSON

    Examples
    --------
    >>> setup = Setup(np.zeros(2), np.ones(2), 800, {"step": 0.01})
    >>> Setup.from_bytes(setup.to_bytes(), columns=2).training
    {'step': 0.01}
    """

    mean: RealArray
    scale: RealArray
    rows: int
    training: Mapping[str, Any]

    @property
    def fourier(self) -> FourierFeatures | None:
        """What bends the standardised columns; None where models are linear in them."""
        bent = self.training.get("fourier")
        return None if bent is None else FourierFeatures(**bent)

    @property
    def width(self) -> int:
        """Coefficients of a model."""
        return len(self.mean) if self.fourier is None else self.fourier.count

    def to_bytes(self) -> bytes:
        return pack(self.mean, self.scale, self.rows) + json.dumps(dict(self.training)).encode()

    @classmethod
    def from_bytes(cls, message: bytes, columns: int) -> "Setup":
        end = 8 * (2 * columns + 1)
        numbers = np.frombuffer(message[:end], "<f8")
        mean, scale = numbers[:columns], numbers[columns:-1]
        return cls(mean, scale, int(numbers[-1]), json.loads(message[end:]))


def model_of(setup: Setup, update: ClientUpdate) -> RulModel:
    """Return the model of some weights, whose targets are in units of ``RUL_CAP``."""
    return RulModel(
        setup.mean,
        setup.scale,
        update.coefficients * RUL_CAP,
        update.intercept * RUL_CAP,
        setup.fourier,
    )


@dataclass(frozen=True, eq=False)
class ThresholdQuestion:
    """What would each threshold have earned you with this model? Asked when training has ended."""

    update: ClientUpdate
    prices: PriceList
    grid: IntArray  # (thresholds,) cycles, ascending

    def to_bytes(self) -> bytes:
        # No word of a lead where there is none.
        rewards = {
            name: value for name, value in self.prices._asdict().items() if value or name != "lead"
        }
        rest = json.dumps({"rewards": rewards, "grid": self.grid.tolist()})
        return self.update.to_bytes() + rest.encode()

    @classmethod
    def from_bytes(cls, message: bytes, width: int) -> "ThresholdQuestion":
        """Read a question about a model of so many coefficients."""
        end = 8 * (width + 1)
        rest = json.loads(message[end:])
        return cls(
            ClientUpdate.from_bytes(message[:end], rows=0),
            PriceList(**rest["rewards"]),
            np.array(rest["grid"]),
        )


def scores_to_bytes(scores: ThresholdScores) -> bytes:
    return pack(scores.reward, scores.time)


def scores_from_bytes(message: bytes) -> ThresholdScores:
    return ThresholdScores(*np.split(np.frombuffer(message, "<f8"), 2))
