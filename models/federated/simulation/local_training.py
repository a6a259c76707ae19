"""What clients do in a round: stochastic gradient steps from the weights that they received.

``train_together`` trains many clients at once in NumPy; a test holds it to the plain loop over
scikit-learn's ``MLPRegressor.partial_fit``.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models.features import RealArray
from models.federated.simulation.mlp import Shape

Array = npt.NDArray[np.floating]


@dataclass(frozen=True)
class LocalTraining:
    """How a client trains in a round, and how it answers: what it is told of an experiment.

    Attributes
    ----------
    hidden : units of the network; 0 for a linear model
    solver : a key of ``SOLVERS``; its state starts anew in every round, because what it remembers
        belongs to weights that have been merged away
    step : learning rate
    momentum : of ``sgd``, Nesterov's
    epochs : passes over the client's own rows
    batch : rows per step
    l2 : scikit-learn's ``alpha``
    term : a key of ``CLIENT_TERMS``
    mu : strength of FedProx's pull
    clip : largest norm of an update; 0 for none
    secure : whether answers are masked, so that the server sees sums only
    head_epochs : passes in which a client trains its last layer alone, before those of the layer
        that is shared; the last layer then is its own and never leaves it. 0 for sharing all
    """

    hidden: int = 48
    solver: str = "adam"
    step: float = 0.005
    momentum: float = 0.9
    epochs: int = 1
    batch: int = 64
    l2: float = 1e-4
    term: str = "none"
    mu: float = 0.1
    clip: float = 0.0
    secure: bool = False
    head_epochs: int = 0

    def shared(self, shape: Shape) -> int:
        """Count the numbers of a network that are averaged, the first ones of its flat vector.

        Examples
        --------
        >>> LocalTraining().shared(Shape(57)), LocalTraining(head_epochs=1).shared(Shape(57))
        (2833, 2784)
        """
        return shape.body if self.head_epochs else shape.size


@dataclass(frozen=True, eq=False)
class Invitation:
    """The server's message to a client that it asks to train.

    Attributes
    ----------
    numbers : weights, and SCAFFOLD's control variate after them
    number : of the round, from 1 on
    counted : the last round in which this client's answer was counted, 0 for none
    partners : everybody who is asked, if answers are to be masked

    Examples
    --------
    >>> len(Invitation(np.zeros(2833), 1, 0, ()).to_bytes())
    11340
    >>> Invitation.from_bytes(Invitation(np.ones(3), 2, 1, (4, 8)).to_bytes(), 3).partners
    (4, 8)
    """

    numbers: RealArray
    number: int
    counted: int
    partners: tuple[int, ...]

    def to_bytes(self) -> bytes:
        return plain_to_bytes(self.numbers) + ids_to_bytes(
            (self.number, self.counted, *self.partners)
        )

    @classmethod
    def from_bytes(cls, message: bytes, count: int) -> "Invitation":
        end = 4 * count
        number, counted, *partners = ids_from_bytes(message[end:])
        return cls(plain_from_bytes(message[:end]), number, counted, tuple(partners))


def plain_to_bytes(numbers: RealArray) -> bytes:
    """Write an answer that everybody may read, 4 bytes a number; what is too large is infinite."""
    with np.errstate(over="ignore"):
        return numbers.astype("<f4").tobytes()


def plain_from_bytes(message: bytes) -> RealArray:
    return np.frombuffer(message, "<f4").astype(np.float64)


def ids_to_bytes(client_ids: Sequence[int]) -> bytes:
    return np.array(client_ids, "<i4").tobytes()


def ids_from_bytes(message: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(message, "<i4").tolist())


class Rows:
    """Standardised rows of several clients and their scaled targets, padded to a rectangle.

    Parameters
    ----------
    tables : (rows, inputs) of each client
    targets : (rows,) of each, scaled
    scale : mean and scale of the inputs, if the tables are not standardised yet

    Examples
    --------
    >>> rows = Rows([np.ones((3, 2)), np.ones((5, 2))], [np.zeros(3), np.zeros(5)], np.float64)
    >>> rows.inputs.shape, rows.counts.tolist()
    ((2, 5, 3), [3, 5])
    """

    def __init__(
        self,
        tables: Sequence[Array],
        targets: Sequence[Array],
        dtype: npt.DTypeLike = np.float32,
        scale: tuple[Array, Array] | None = None,
    ) -> None:
        self.counts = np.array([len(table) for table in tables])
        longest, width = int(self.counts.max()), tables[0].shape[1]
        self.inputs = np.zeros((len(tables), longest, width + 1), dtype)
        self.targets = np.zeros((len(tables), longest), dtype)
        for client, (table, target) in enumerate(zip(tables, targets, strict=True)):
            rows = self.inputs[client, : len(table), :-1]
            if scale is None:
                rows[:] = table
            else:
                np.subtract(table, scale[0], out=rows, casting="same_kind")
                rows /= scale[1].astype(rows.dtype)
            self.inputs[client, : len(table), -1] = 1  # the input of the intercepts
            self.targets[client, : len(table)] = target


Step = Callable[[Array, Array], None]
"""Move weights in place, given the gradient of the loss, which may be overwritten."""


def _sgd(training: LocalTraining) -> Step:
    """Stochastic gradient descent with Nesterov's momentum, as scikit-learn takes it."""
    memory: list[Array] = []

    def step(weights: Array, gradient: Array) -> None:
        if not memory:
            memory.append(np.zeros_like(gradient))
        velocity = memory[0][: len(gradient)]
        gradient *= -training.step
        velocity *= training.momentum
        velocity += gradient
        gradient += training.momentum * velocity
        weights += gradient

    return step


def _adam(training: LocalTraining) -> Step:
    """Adam, Kingma and Ba, ICLR 2015, arXiv:1412.6980, with scikit-learn's defaults."""
    memory: list[Array] = []
    left_out = math.sqrt(1 - 0.999)  # NumPy's would widen sums of single precision to double

    def step(weights: Array, gradient: Array) -> None:
        if not memory:
            memory.extend((np.zeros_like(gradient), np.zeros_like(gradient)))
            memory.append(np.zeros((len(gradient), 1)))
        mean, square, taken = (moments[: len(gradient)] for moments in memory)
        taken += 1  # clients with fewer rows have taken fewer steps
        # Both sums are kept without the factors 1 - 0.9 and 1 - 0.999, which saves passes.
        mean *= 0.9
        mean += gradient
        gradient *= gradient
        square *= 0.999
        square += gradient
        np.sqrt(square, out=gradient)
        gradient += 1e-8 / left_out
        np.divide(mean, gradient, out=gradient)
        factor = -training.step * (1 - 0.9) / left_out
        pace = factor * np.sqrt(1 - 0.999**taken) / (1 - 0.9**taken)
        gradient *= pace.astype(gradient.dtype)
        weights += gradient

    return step


SOLVERS: Mapping[str, Callable[[LocalTraining], Step]] = MappingProxyType(
    {"sgd": _sgd, "adam": _adam}
)
"""Ways to take a step, by scikit-learn's names."""


Term = Callable[[Array, Array, Array | None, float], Array | None]
"""From a client's weights, what it received, its drift and mu to what is added to the gradient;
None for nothing."""


def _no_term(weights: Array, received: Array, drift: Array | None, mu: float) -> None:
    """Follow the client's own loss alone."""


def _fedprox(weights: Array, received: Array, drift: Array | None, mu: float) -> Array:
    """Pull back towards the received weights.

    Li, Sahu, Zaheer, Sanjabi, Talwalkar and Smith, "Federated Optimization in Heterogeneous
    Networks", MLSys 2020, arXiv:1812.06127.
    """
    return mu * (weights - received)


def _scaffold(weights: Array, received: Array, drift: Array | None, mu: float) -> Array | None:
    """Correct by c - c_i, where everybody's gradient differs from the client's own.

    Karimireddy, Kale, Mohri, Reddi, Stich and Suresh, "SCAFFOLD: Stochastic Controlled Averaging
    for Federated Learning", ICML 2020, arXiv:1910.06378; option II, the server's step 1. c and the
    mean of the models count clients by their rows.

    It holds while every client's own steps do: on a linear model up to a learning rate of 2 over
    the largest curvature of a client's loss. On the lab's network it holds up to 0.02 with any
    number of passes, with ten up to 0.1; ``python -m benchmarks drift`` prints the errors.
    """
    return drift


CLIENT_TERMS: dict[str, Term] = {"none": _no_term, "fedprox": _fedprox, "scaffold": _scaffold}
"""What a client adds to its gradient, by name; the contract test runs over this table."""


def _passes(shape: Shape, training: LocalTraining) -> list[tuple[int, slice]]:
    """Return the passes of a round, and which weights stand still in each.

    With a last layer of the client's own it comes first, on the layer that has just arrived; then
    the shared layer follows it. Collins, Hassani, Mokhtari and Shakkottai, "Exploiting Shared
    Representations for Personalized Federated Learning" (FedRep), ICML 2021, arXiv:2102.07078.
    """
    if not training.head_epochs:
        return [(training.epochs, slice(0, 0))]
    body = shape.body
    return [(training.head_epochs, slice(0, body)), (training.epochs, slice(body, shape.size))]


def steps_taken(rows: int, training: LocalTraining) -> int:
    """Count the steps that a client with so many rows takes in a round."""
    return training.epochs * math.ceil(rows / training.batch)


def train_together(
    shape: Shape,
    weights: Array,
    rows: Rows,
    training: LocalTraining,
    shuffling: Sequence[np.random.RandomState],
    *,
    clients: npt.NDArray[np.int64] | None = None,
    drift: Array | None = None,
) -> Array:
    """Train the networks of many clients at once, each on its own rows.

    Every client takes the steps that ``MLPRegressor.partial_fit`` would take, on the same
    mini-batches; only the arithmetic is done side by side.

    Parameters
    ----------
    weights : (clients, size), what each client starts from; not changed
    shuffling : of each client's rows, one generator per client that trains
    clients : positions in ``rows`` of those who train; all of them if missing
    drift : (clients, size), SCAFFOLD's c - c_i

    Returns
    -------
    (clients, size), the trained weights
    """
    chosen = np.arange(len(rows.counts)) if clients is None else clients
    # Clients with most rows first: those that still train are then always the first ones.
    order = np.argsort(-rows.counts[chosen], kind="stable")
    chosen = chosen[order]
    counts = rows.counts[chosen]
    received = weights[order].astype(rows.inputs.dtype)
    trained = received.copy()
    extra = None if drift is None else drift[order].astype(rows.inputs.dtype)
    term = CLIENT_TERMS[training.term]
    generators = [shuffling[position] for position in order]
    inputs, targets = rows.inputs.reshape(-1, shape.inputs + 1), rows.targets.ravel()
    with np.errstate(over="ignore", invalid="ignore"):
        for epochs, still in _passes(shape, training):
            take = SOLVERS[training.solver](training)
            for _ in range(epochs):
                places = _shuffled(rows, chosen, generators)
                for first in range(0, int(counts.max()), training.batch):
                    active = int(np.count_nonzero(counts > first))
                    batch = places[:active, first : first + training.batch]
                    now = trained[:active]
                    gradient = _gradient(
                        shape,
                        now,
                        inputs.take(batch, axis=0),
                        targets.take(batch),
                        np.minimum(counts[:active] - first, training.batch),
                        training.l2,
                    )
                    own = None if extra is None else extra[:active]
                    added = term(now, received[:active], own, training.mu)
                    if added is not None:
                        gradient += added
                    gradient[:, still] = 0
                    take(now, gradient)
    out = np.empty_like(trained)
    out[order] = trained
    return out


def _shuffled(
    rows: Rows, clients: npt.NDArray[np.int64], generators: Sequence[np.random.RandomState]
) -> npt.NDArray[np.int64]:
    """Places of some clients' rows among all rows, in a new order, (clients, longest).

    After a client's last row stands its first one again, which is not counted.
    """
    longest = rows.inputs.shape[1]
    places = np.tile(clients[:, np.newaxis] * longest, int(rows.counts[clients].max()))
    for position, (client, generator) in enumerate(zip(clients, generators, strict=True)):
        order = np.arange(rows.counts[client])
        generator.shuffle(order)
        places[position, : len(order)] += order
    return places


def _gradient(
    shape: Shape,
    weights: Array,
    inputs: Array,
    targets: Array,
    counts: npt.NDArray[np.int64],
    l2: float,
) -> Array:
    """Gradient of half the mean squared error and of the penalty, (clients, size).

    ``counts`` says how many rows of each client's batch count; the others fill the rectangle.
    """
    gradient = np.empty_like(weights)
    slopes = list(shape.layers(gradient))
    first, *rest = shape.layers(weights)
    share = (1 / counts).astype(weights.dtype)[:, np.newaxis]
    counted = (np.arange(inputs.shape[1]) < counts[:, np.newaxis]) * share
    signal = inputs @ first
    if rest:
        (last,) = rest
        np.maximum(signal, 0, out=signal)
        output = (signal @ last[:, :-1])[:, :, 0] + last[:, -1]
        error = (output - targets) * counted
        np.matmul(signal.transpose(0, 2, 1), error[:, :, np.newaxis], out=slopes[1][:, :-1])
        slopes[1][:, -1, 0] = error.sum(axis=1)
        back = np.greater(signal, 0, out=signal, casting="unsafe")  # the slope of a rectified unit
        back *= error[:, :, np.newaxis]
        back *= last[:, :-1].transpose(0, 2, 1)
    else:
        back = ((signal[:, :, 0] - targets) * counted)[:, :, np.newaxis]
    np.matmul(inputs.transpose(0, 2, 1), back, out=slopes[0])
    penalty = share * l2
    for slope, own in zip(shape.coefficients(gradient), shape.coefficients(weights), strict=True):
        np.add(slope, penalty * own, out=slope)
    return gradient
