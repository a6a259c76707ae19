"""What a federation's server and its clients say to each other, as bytes that are counted.

Sums and weights travel; rows of sensors never do: there is no message that could hold them.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Protocol

import numpy as np

from models.features import FEATURE_NAMES, IntArray, RealArray
from models.federated.aggregation import ClientUpdate
from models.rul import RUL_CAP, Rewards, RulModel, ThresholdScores

WIDTH = len(FEATURE_NAMES)


class Transport(Protocol):
    """The only way from a server to its clients: ask one of them, get bytes back."""

    @property
    def client_ids(self) -> tuple[int, ...]: ...

    def ask(self, client_id: int, subject: str, message: bytes) -> bytes:
        """Send a message about a subject and wait for the answer."""
        ...


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


@dataclass(frozen=True)
class TrainingSettings:
    """How a client trains in a round: one pass of scikit-learn's ``SGDRegressor``.

    Attributes
    ----------
    strength : ridge penalty on the rows of all clients together
    step : learning rate, constant
    seed : of the order in which rows are shuffled
    """

    strength: float = 3_000.0
    step: float = 1e-4
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Setup:
    """The server's second message: the shared standardisation, and how to train."""

    mean: RealArray  # (57,)
    scale: RealArray  # (57,)
    rows: int  # of all clients
    settings: TrainingSettings

    def model(self, update: ClientUpdate) -> RulModel:
        """Express weights in this standardisation as a model that forecasts cycles."""
        return RulModel(
            self.mean, self.scale, update.coefficients * RUL_CAP, update.intercept * RUL_CAP
        )

    def to_bytes(self) -> bytes:
        settings = json.dumps(asdict(self.settings)).encode()
        return pack(self.mean, self.scale, self.rows) + settings

    @classmethod
    def from_bytes(cls, message: bytes) -> "Setup":
        end = 8 * (2 * WIDTH + 1)
        numbers = np.frombuffer(message[:end], "<f8")
        settings = TrainingSettings(**json.loads(message[end:]))
        return cls(numbers[:WIDTH], numbers[WIDTH:-1], int(numbers[-1]), settings)


@dataclass(frozen=True, eq=False)
class ThresholdQuestion:
    """The server's last message: what would each threshold have earned you with this model?"""

    update: ClientUpdate
    rewards: Rewards
    grid: IntArray  # (thresholds,) cycles, ascending

    def to_bytes(self) -> bytes:
        rest = json.dumps({"rewards": asdict(self.rewards), "grid": self.grid.tolist()})
        return self.update.to_bytes() + rest.encode()

    @classmethod
    def from_bytes(cls, message: bytes) -> "ThresholdQuestion":
        end = 8 * (WIDTH + 1)
        rest = json.loads(message[end:])
        return cls(
            ClientUpdate.from_bytes(message[:end], rows=0),
            Rewards(**rest["rewards"]),
            np.array(rest["grid"]),
        )


def scores_to_bytes(scores: ThresholdScores) -> bytes:
    return pack(scores.reward, scores.time)


def scores_from_bytes(message: bytes) -> ThresholdScores:
    return ThresholdScores(*np.split(np.frombuffer(message, "<f8"), 2))
