"""What a federation's forecasts miss by: histograms of residuals, each of models that were trained
without the factory that counts.

The server deals factories into folds, averages a model of all others for each, and asks the fold
how far that model is off on its own rows. Only counts come back.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from models.alarms import round_forecast
from models.band import SHAPE, count
from models.features import FourierFeatures, IntArray, RealArray
from models.federated.messages import Clients, pack
from models.rul import RulModel

FOLDS = 5
"""Into which factories are dealt by turns."""

COUNT_BYTES = 4
"""Of each bin in a message."""


@dataclass(frozen=True)
class Some:
    """A part of a federation's clients, as if there were no others."""

    clients: Clients
    client_ids: tuple[int, ...]

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        return self.clients.answer(subject, messages)


def model_to_bytes(model: RulModel) -> bytes:
    """Write a model for somebody who knows neither its standardisation nor its random features."""
    bent = b"" if model.fourier is None else json.dumps(asdict(model.fourier)).encode()
    numbers = pack(model.mean, model.scale, model.coefficients, model.intercept)
    return len(bent).to_bytes(4, "little") + bent + numbers


def model_from_bytes(message: bytes) -> RulModel:
    """Read a model."""
    begin = 4 + int.from_bytes(message[:4], "little")
    bent = FourierFeatures(**json.loads(message[4:begin])) if begin > 4 else None
    numbers = np.frombuffer(message[begin:], "<f8")
    columns = (len(numbers) - 1) // 3 if bent is None else (len(numbers) - 1 - bent.count) // 2
    mean, scale, coefficients = np.split(numbers[:-1], [columns, 2 * columns])
    return RulModel(mean, scale, coefficients, float(numbers[-1]), bent)


def counts_to_bytes(counts: IntArray) -> bytes:
    """Write a histogram of residuals.

    Examples
    --------
    >>> len(counts_to_bytes(np.zeros(SHAPE, np.int64))) == COUNT_BYTES * 9 * 3 * 127
    True
    """
    return counts.astype("<u4").tobytes()


def counts_from_bytes(message: bytes) -> IntArray:
    """Read a histogram of residuals."""
    return np.frombuffer(message, "<u4").astype(np.int64).reshape(SHAPE)


def own_residuals(forecasts: RealArray, ages: IntArray, left: IntArray) -> IntArray:
    """Count what forecasts of some rows miss by, ``SHAPE``.

    Parameters
    ----------
    forecasts, ages, left : (rows,) cycles
    """
    return count(round_forecast(forecasts), ages, left)


def ask_residuals(clients: Clients, asked: Iterable[int], model: RulModel) -> IntArray:
    """Return what a model misses by on the rows of some clients, which it has not seen, ``SHAPE``.

    Histograms are sums: nothing is known of a single factory's that secure aggregation would not
    hide.
    """
    answers = clients.answer("residuals", dict.fromkeys(asked, model_to_bytes(model)))
    return sum(map(counts_from_bytes, answers.values()), start=np.zeros(SHAPE, np.int64))


def answers_for_a_band(rounds: int, folds: int = FOLDS) -> int:
    """Return how many answers about its rows a client gives for a band, beside its training.

    It trains in all folds but its own and sends a histogram: under noise each would be a further
    round of the account (``simulation.privacy.epsilon``), and what is left of either would serve
    nobody. So where updates travel with noise, a band is withheld.

    Examples
    --------
    >>> from models.federated.simulation.privacy import epsilon
    >>> [round(epsilon(1.0, 6 + more, 1e-3), 1) for more in (0, answers_for_a_band(6))]
    [9.9, 31.9]
    """
    return (folds - 1) * rounds + 1


def left_out_residuals(
    clients: Clients, train: Callable[[Clients], RulModel], folds: int = FOLDS
) -> IntArray:
    """Return what models of all other factories miss by, ``SHAPE``: all zeros for fewer than two.

    Parameters
    ----------
    train : averages a model of some clients
    folds : as many as there are clients, if these are fewer
    """
    everybody = tuple(sorted(clients.client_ids))
    folds = min(folds, len(everybody))
    counts = np.zeros(SHAPE, np.int64)
    if folds < 2:
        return counts
    for fold in range(folds):
        out = everybody[fold::folds]
        rest = tuple(one for one in everybody if one not in out)
        counts += ask_residuals(clients, out, train(Some(clients, rest)))
    return counts
