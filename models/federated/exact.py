"""The exact federation: ridge regression in one round, from sums that each client sends once.

Ridge needs the rows only through X'X and X'y, and those of all clients together are the sums of
theirs: the result is the centralised fit, and what one client contributed can be taken away again.
It is the yardstick of federated averaging, on the plain features and on random Fourier features.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from itertools import accumulate
from operator import add, sub

import numpy as np
from scipy.linalg import solve

from models.features import FourierFeatures, RealArray
from models.federated.messages import Clients, Meter, pack, summed
from models.federated.server import Server
from models.rul import RulModel


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
        return SufficientStatistics(*map(add, vars(self).values(), vars(other).values()))

    def __sub__(self, other: "SufficientStatistics") -> "SufficientStatistics":
        return SufficientStatistics(*map(sub, vars(self).values(), vars(other).values()))

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
class ExactFederation:
    """An exact federation's model, and each client's share in it.

    Attributes
    ----------
    model : the ridge on everybody's rows
    statistics : what each client sent, by its id
    bytes_moved : all messages, both ways
    """

    model: RulModel
    statistics: Mapping[int, SufficientStatistics]
    strength: float
    bytes_moved: int

    def without(self, client_id: int) -> RulModel:
        """Return the model as it were if this client had not sent its sums.

        The standardisation stays: it belongs to the federation.
        """
        return self._solved(reduce(add, self.statistics.values()) - self.statistics[client_id])

    def growing(self, order: Sequence[int]) -> Iterator[RulModel]:
        """Yield the model after each client has joined, one after the other in this order."""
        totals = accumulate((self.statistics[client_id] for client_id in order), add)
        yield from map(self._solved, totals)

    def _solved(self, statistics: SufficientStatistics) -> RulModel:
        coefficients, intercept = statistics.ridge(self.strength)
        return replace(self.model, coefficients=coefficients, intercept=intercept)


def ask_sums(clients: Clients, server: Server) -> dict[int, SufficientStatistics]:
    """Ask a server's clients, who are set up, for their sums; by their ids, ascending."""
    answers = clients.answer("exact", dict.fromkeys(server.client_ids, b""))
    return {
        client_id: SufficientStatistics.from_bytes(answers[client_id], server.setup.width)
        for client_id in sorted(answers)
    }


def federate_exactly(
    clients: Clients,
    strength: float,
    fourier: FourierFeatures | None = None,
    limits: tuple[float, float] = RulModel.limits,
) -> ExactFederation:
    """Solve the ridge regression of all clients' rows in one round.

    Parameters
    ----------
    strength : ridge penalty
    fourier : random features; without, the standardised features themselves
    limits : of a forecast

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.federated.client import InProcess
    >>> fleet = simulate(np.arange(8), seed=1, fan_share=0.2)
    >>> owns = [fleet.select(np.arange(4) + 4 * i) for i in range(2)]
    >>> clients = InProcess.of_each(owns)
    >>> federation = federate_exactly(clients, strength=3000.0)
    >>> federation.model.coefficients.shape
    (57,)
    """
    meter = Meter(clients)
    server = Server(meter, training={} if fourier is None else {"fourier": asdict(fourier)})
    setup, statistics = server.setup, ask_sums(meter, server)
    coefficients, intercept = summed("exact", statistics.values()).ridge(strength)
    return ExactFederation(
        model=RulModel(setup.mean, setup.scale, coefficients, intercept, fourier, limits),
        statistics=statistics,
        strength=strength,
        bytes_moved=meter.bytes_moved,
    )
