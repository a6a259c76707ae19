"""The networks of the lab as flat vectors: scikit-learn's ``MLPRegressor``, or a linear model."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.features import RealArray
from models.federated.messages import Setup
from models.rul import RulModel


@dataclass(frozen=True)
class Shape:
    """One hidden layer of rectified units and one output; without hidden units, a linear model.

    A network's weights are one flat vector: for each layer its coefficients, input by input, and
    then its intercepts. The last number is the intercept of the output.

    Attributes
    ----------
    inputs : features
    hidden : units; 0 for a linear model

    Examples
    --------
    >>> Shape(57).size, Shape(57, hidden=0).size
    (2833, 58)
    >>> [part.shape for part in Shape(57).layers(np.zeros((2, 2833)))]
    [(2, 58, 48), (2, 49, 1)]
    >>> [part.shape for part in Shape(57).coefficients(np.zeros((2, 2833)))]
    [(2, 2736), (2, 48)]
    """

    inputs: int
    hidden: int = 48

    @property
    def units(self) -> tuple[int, ...]:
        """Sizes of the layers, inputs and output included."""
        return (self.inputs, self.hidden, 1) if self.hidden else (self.inputs, 1)

    @property
    def size(self) -> int:
        """Numbers in the flat vector."""
        return sum((inputs + 1) * outputs for inputs, outputs in pairwise(self.units))

    @property
    def body(self) -> int:
        """Numbers before the last layer, the first ones of the vector; 0 for a linear model."""
        return self.size - self.units[-2] - 1

    def layers(self, weights: npt.NDArray[np.floating]) -> Iterator[npt.NDArray[np.floating]]:
        """View stacked weights, (models, size), as layers, (models, inputs + 1, outputs).

        The last row of a layer holds its intercepts: it belongs to an input that is always 1.
        """
        for start, end, outputs in self._places():
            yield weights[:, start : end + outputs].reshape(len(weights), -1, outputs)

    def coefficients(self, weights: npt.NDArray[np.floating]) -> Iterator[npt.NDArray[np.floating]]:
        """View what is penalised, stacked weights without intercepts, as (models, numbers)."""
        for start, end, _ in self._places():
            yield weights[:, start:end]

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Of each layer, where its coefficients start and end and how many intercepts follow."""
        start = 0
        for inputs, outputs in pairwise(self.units):
            end = start + inputs * outputs
            yield start, end, outputs
            start = end + outputs

    def start(self, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Draw weights to start from, as scikit-learn does (Glorot and Bengio, 2010), (size,).

        A linear model starts at zero: it needs no draw to break a symmetry.
        """
        if not self.hidden:
            return np.zeros(self.size)
        drawn = []
        for inputs, outputs in pairwise(self.units):
            bound = np.sqrt(6 / (inputs + outputs))
            drawn.append(rng.uniform(-bound, bound, (inputs + 1) * outputs))
        return np.concatenate(drawn)


def outputs(
    shape: Shape, weights: npt.NDArray[np.floating], rows: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Evaluate many networks on the same rows.

    Parameters
    ----------
    weights : (models, size)
    rows : (rows, inputs)

    Returns
    -------
    (models, rows), in the units of the targets that the networks were trained on

    Examples
    --------
    >>> linear = np.array([[1.0, 10.0, 5.0]])
    >>> outputs(Shape(2, hidden=0), linear, np.array([[1.0, 1.0], [0.0, 2.0]])).tolist()
    [[16.0, 25.0]]
    """
    kind = np.result_type(weights, rows)
    first, *rest = shape.layers(weights)
    out = np.empty((len(weights), len(rows)), kind)
    # One model at a time in the same memory, so that what lies between two layers stays in the
    # processor's cache.
    signal = np.empty((len(rows), shape.units[1]), kind)
    with np.errstate(over="ignore", invalid="ignore"):
        for model in range(len(weights)):
            np.matmul(rows, first[model, :-1], out=signal)
            signal += first[model, -1]
            if not rest:
                out[model] = signal[:, 0]
                continue
            (last,) = rest
            np.maximum(signal, 0, out=signal)
            np.matmul(signal, last[model, :-1, 0], out=out[model])
            out[model] += last[model, -1, 0]
    return out


@dataclass(frozen=True, eq=False)
class MlpModel:
    """A trained network that forecasts from features.

    Attributes
    ----------
    weights : (size,), flat
    mean, scale : (inputs + 1,), of the features and then of the target
    limits : lowest and highest forecast
    """

    shape: Shape
    weights: RealArray
    mean: RealArray
    scale: RealArray
    limits: tuple[float, float]

    def predict(self, table: RealArray) -> RealArray:
        """Forecast each row of features, (rows,), in the units of the target."""
        rows = table - self.mean[:-1]
        rows /= self.scale[:-1]
        output = outputs(self.shape, self.weights[np.newaxis], rows)[0]
        forecast: RealArray = output * self.scale[-1] + self.mean[-1]
        return np.clip(forecast, *self.limits)


SomeModel = MlpModel | RulModel
"""What a simulated federation has trained: a network, or a linear model."""


def model_of(
    shape: Shape, weights: RealArray, setup: Setup, limits: tuple[float, float]
) -> SomeModel:
    """Return what forecasts with flat weights, (size,), on a scale whose last column is the target.

    Examples
    --------
    >>> setup = Setup(np.array([1.0, 60.0]), np.array([2.0, 10.0]), 800, {})
    >>> linear = model_of(Shape(1, hidden=0), np.array([-1.0, 0.5]), setup, (0.0, 125.0))
    >>> linear.predict(np.array([[1.0], [3.0]])).tolist()
    [65.0, 55.0]
    """
    mean, scale = setup.mean, setup.scale
    if shape.hidden:
        return MlpModel(shape, weights, mean, scale, limits)
    coefficients, intercept = weights[:-1] * scale[-1], float(weights[-1] * scale[-1] + mean[-1])
    return RulModel(mean[:-1], scale[:-1], coefficients, intercept, limits=limits)
