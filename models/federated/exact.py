"""The exact federation: ridge regression in one round, from sums that each client sends once.

Ridge needs the rows only through X'X and X'y, and those of all clients together are the sums of
theirs: the result is the centralised fit, and what one client contributed can be taken away again.
It is the yardstick of federated averaging, on the plain features and on random Fourier features.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from types import MappingProxyType

import numpy as np
from scipy.linalg import solve

from models.features import RealArray
from models.federated.messages import TrainingSettings, Transport, pack
from models.federated.server import Meter, introduce
from models.rul import RUL_CAP


@dataclass(frozen=True)
class FourierFeatures:
    """Random cosines of the standardised features: a Gaussian kernel that fits into sums.

    Rahimi and Recht, "Random Features for Large-Scale Kernel Machines", NIPS 2007. Everybody who
    knows the three numbers draws the same features.

    Attributes
    ----------
    count : features
    width : how fast they vary; a larger one bends more
    seed : of the draw

    Examples
    --------
    >>> FourierFeatures(count=300, width=0.6).transform(np.zeros((2, 57))).shape
    (2, 300)
    """

    count: int = 600
    width: float = 1.0
    seed: int = 0

    def transform(self, rows: RealArray) -> RealArray:
        """Map standardised features, (rows, 57), to (rows, count)."""
        rng = np.random.default_rng(self.seed)
        inputs = rows.shape[1]
        frequencies = rng.normal(0, self.width / np.sqrt(inputs), (inputs, self.count))
        phases = rng.uniform(0, 2 * np.pi, self.count)
        waves: RealArray = rows @ frequencies
        waves += phases
        np.cos(waves, out=waves)
        waves *= np.sqrt(2 / self.count)
        return waves


@dataclass(frozen=True, eq=False)
class ExactQuestion:
    """The server's question in an exact federation: your sums, on which features?"""

    fourier: FourierFeatures | None  # None: the standardised features themselves

    def to_bytes(self) -> bytes:
        return json.dumps(None if self.fourier is None else asdict(self.fourier)).encode()

    @classmethod
    def from_bytes(cls, message: bytes) -> "ExactQuestion":
        fields = json.loads(message)
        return cls(None if fields is None else FourierFeatures(**fields))


@dataclass(frozen=True, eq=False)
class SufficientStatistics:
    """All that ridge regression needs to know of some rows.

    Examples
    --------
    >>> one = SufficientStatistics.of(np.array([[0.0], [1.0]]), np.array([1.0, 3.0]))
    >>> two = SufficientStatistics.of(np.array([[2.0]]), np.array([5.0]))
    >>> coefficients, intercept = (one + two).ridge(strength=0.0)
    >>> coefficients.round(9).tolist(), round(intercept, 9)
    ([2.0], 1.0)
    >>> ((one + two) - two).gram.tolist() == one.gram.tolist()
    True
    """

    rows: int
    sums: RealArray  # (features,)
    gram: RealArray  # (features, features), X'X
    products: RealArray  # (features,), X'y
    target_sum: float

    @classmethod
    def of(cls, table: RealArray, target: RealArray) -> "SufficientStatistics":
        """Sum up rows of features, (rows, features), and their targets, (rows,)."""
        return cls(
            len(table), table.sum(axis=0), table.T @ table, table.T @ target, float(target.sum())
        )

    def __add__(self, other: "SufficientStatistics") -> "SufficientStatistics":
        return self._combined(other, 1)

    def __sub__(self, other: "SufficientStatistics") -> "SufficientStatistics":
        return self._combined(other, -1)

    def _combined(self, other: "SufficientStatistics", sign: int) -> "SufficientStatistics":
        return SufficientStatistics(
            self.rows + sign * other.rows,
            self.sums + sign * other.sums,
            self.gram + sign * other.gram,
            self.products + sign * other.products,
            self.target_sum + sign * other.target_sum,
        )

    def ridge(self, strength: float) -> tuple[RealArray, float]:
        """Solve for coefficients, (features,), and the intercept, which is not penalised."""
        mean, level = self.sums / self.rows, self.target_sum / self.rows
        gram = self.gram - self.rows * np.outer(mean, mean)
        gram[np.diag_indices_from(gram)] += strength
        coefficients = solve(gram, self.products - self.sums * level, assume_a="pos")
        return coefficients, float(level - mean @ coefficients)

    def to_bytes(self) -> bytes:
        upper = self.gram[np.triu_indices(len(self.sums))]
        return pack(self.rows, self.target_sum, self.sums, self.products, upper)

    @classmethod
    def from_bytes(cls, message: bytes, width: int) -> "SufficientStatistics":
        numbers = np.frombuffer(message, "<f8")
        sums, products, upper = np.split(numbers[2:], [width, 2 * width])
        gram = np.zeros((width, width))
        gram[np.triu_indices(width)] = upper
        gram += np.triu(gram, 1).T
        return cls(int(numbers[0]), sums, gram, products, float(numbers[1]))


@dataclass(frozen=True, eq=False)
class ExactModel:
    """A ridge regression on the standardised features, or on random Fourier features of them."""

    mean: RealArray  # (57,)
    scale: RealArray  # (57,)
    fourier: FourierFeatures | None
    coefficients: RealArray
    intercept: float  # cycles

    def predict(self, table: RealArray) -> RealArray:
        """Forecast the RUL of each row of features, (rows,) cycles within 0 and ``RUL_CAP``."""
        rows = (table - self.mean) / self.scale
        if self.fourier is not None:
            rows = self.fourier.transform(rows)
        return np.clip(rows @ self.coefficients + self.intercept, 0, RUL_CAP)


@dataclass(frozen=True, eq=False)
class ExactFederation:
    """An exact federation's model, and each client's share in it.

    Attributes
    ----------
    model : the ridge on everybody's rows
    statistics : what each client sent, by its id
    bytes_moved : all messages, both ways
    """

    model: ExactModel
    statistics: Mapping[int, SufficientStatistics]
    strength: float
    bytes_moved: int

    def without(self, client_id: int) -> ExactModel:
        """Return the model as it were if this client had not sent its sums.

        The standardisation stays: it belongs to the federation.
        """
        return self._solved(reduce(add, self.statistics.values()) - self.statistics[client_id])

    def growing(self, order: Sequence[int]) -> Iterator[ExactModel]:
        """Yield the model after each client has joined, one after the other in this order."""
        known: SufficientStatistics | None = None
        for one in order:
            own = self.statistics[one]
            known = own if known is None else known + own
            yield self._solved(known)

    def _solved(self, statistics: SufficientStatistics) -> ExactModel:
        coefficients, intercept = statistics.ridge(self.strength)
        model = self.model
        return ExactModel(model.mean, model.scale, model.fourier, coefficients, intercept)


def federate_exactly(
    transport: Transport, strength: float, fourier: FourierFeatures | None = None
) -> ExactFederation:
    """Solve the ridge regression of all clients' rows in one round.

    Parameters
    ----------
    transport : to the clients
    strength : ridge penalty
    fourier : random features; without, the standardised features themselves

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.client import Client, InProcess
    >>> fleet = simulate(np.arange(8), seed=1, fan_share=0.2)
    >>> clients = [Client(i, fleet.select(np.arange(4) + 4 * i)) for i in range(2)]
    >>> federation = federate_exactly(InProcess(clients), strength=3000.0)
    >>> federation.model.coefficients.shape
    (57,)
    """
    line = Meter(transport)
    known, setup = introduce(line, TrainingSettings(strength=strength))
    width = len(setup.mean) if fourier is None else fourier.count
    question = ExactQuestion(fourier).to_bytes()
    statistics = {
        one: SufficientStatistics.from_bytes(line.ask(one, "exact", question), width)
        for one in known
    }
    coefficients, intercept = reduce(add, statistics.values()).ridge(strength)
    return ExactFederation(
        model=ExactModel(setup.mean, setup.scale, fourier, coefficients, intercept),
        statistics=statistics,
        strength=strength,
        bytes_moved=line.up + line.down,
    )


EXACT_SOLVERS: Mapping[str, FourierFeatures | None] = MappingProxyType(
    {"ridge": None, "fourier_ridge": FourierFeatures()}
)
"""What ``federate_exactly`` can solve on, by name; the contract test runs over this table."""
