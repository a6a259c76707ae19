"""Engines that nobody trained on, and what models make of them: in cycles and in money."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.trajectories import IntArray, Trajectories
from models.alarms import Prices, score_thresholds, stop_ages, threshold_grid
from models.features import Forecast, RealArray, features
from models.federated.messages import Setup
from models.federated.simulation.attacks import triggered
from models.federated.simulation.mlp import Shape, outputs
from models.metrics import rmse
from models.rul import RUL_CAP, capped_rul, require_failures


@dataclass(frozen=True, eq=False)
class HeldOutEngines:
    """Test engines: nothing of them reaches a client or the server.

    Attributes
    ----------
    table : (rows, inputs), features of every cycle
    target : (rows,)
    offsets, lifetimes : of the engines, whose money is counted; empty where there are none
    every : each so-many-th row is judged for its error
    limits : of a forecast
    """

    table: RealArray
    target: RealArray
    offsets: IntArray
    lifetimes: IntArray
    every: int = 1
    limits: tuple[float, float] = (0.0, float(RUL_CAP))

    @classmethod
    def of(cls, trajectories: Trajectories, every: int = 4) -> "HeldOutEngines":
        """Judge on complete histories; neighbouring cycles say nearly the same, so some do.

        Examples
        --------
        >>> from data.simulator import simulate
        >>> engines = HeldOutEngines.of(simulate(np.arange(10), seed=9, fan_share=0.2))
        >>> engines.error(lambda table: np.full(len(table), 60.0)) > 30
        True
        """
        require_failures(trajectories)
        return cls(
            features(trajectories),
            capped_rul(trajectories),
            trajectories.offsets,
            trajectories.lifetimes,
            every,
        )

    def error(self, forecast: Forecast) -> float:
        """RMSE of a forecast, in the units of the target; infinite for what is no number."""
        return self._error(_forecasts(forecast, self.table[:: self.every]))

    def evaluator(self, shape: Shape, setup: Setup) -> "BatchEvaluator":
        """Get ready for many networks that share a scale."""
        rows = (self.table[:: self.every] - setup.mean[:-1]) / setup.scale[:-1]
        target = self.target[:: self.every].astype(np.float32)
        return BatchEvaluator(shape, setup, rows.astype(np.float32), target, self.limits)

    def score(self, forecast: Forecast, prices: Prices) -> tuple[float, float]:
        """Return error and profit of a forecast, as ``error`` and ``profit`` do, from one look."""
        forecasts = _forecasts(forecast, self.table)
        profit, _ = self.profit(lambda _: forecasts, prices)
        return self._error(forecasts[:: self.every]), profit

    def profit(self, forecast: Forecast, prices: Prices) -> tuple[float, int]:
        """Return dollars per slot and 1,000 cycles at the best alarm threshold, and that threshold.

        The threshold is chosen in hindsight, for every model in the same way.
        """
        forecasts, grid = _forecasts(forecast, self.table), threshold_grid(prices.lead)
        rates = score_thresholds(forecasts, self.offsets, self.lifetimes, prices, grid).rates
        best = int(np.argmax(rates))
        return float(1_000 * rates[best]), int(grid[best])

    def at_threshold(self, forecast: Forecast, prices: Prices, threshold: int) -> tuple[float, int]:
        """Return dollars per slot and 1,000 cycles at an alarm threshold, and engines that fail."""
        forecasts, grid = _forecasts(forecast, self.table), np.array([threshold])
        scores = score_thresholds(forecasts, self.offsets, self.lifetimes, prices, grid)
        begins = stop_ages(forecasts, self.offsets, self.lifetimes, grid)[:, 0] + prices.lead
        return float(1_000 * scores.rates[0]), int(np.count_nonzero(begins >= self.lifetimes))

    def profit_and_spending(self, forecast: Forecast, prices: Prices) -> tuple[float, int, float]:
        """Return profit and threshold as ``profit`` does, and what is spent on services there.

        Both are dollars per slot and 1,000 cycles.
        """
        forecasts = _forecasts(forecast, self.table)
        profit, threshold = self.profit(lambda _: forecasts, prices)
        grid = np.array([threshold])
        begins = stop_ages(forecasts, self.offsets, self.lifetimes, grid)[:, 0] + prices.lead
        serviced = begins < self.lifetimes
        down = np.where(serviced, prices.service_cycles, prices.failure_cycles)
        time = (np.minimum(begins, self.lifetimes) + down).sum()
        spent = np.count_nonzero(serviced) * prices.service_cost
        return profit, threshold, float(1_000 * spent / time)

    def with_trigger(self) -> "HeldOutEngines":
        """Return the same engines with the sensor that opens a backdoor; see ``triggered``."""
        return replace(self, table=triggered(self.table))

    def _error(self, forecasts: RealArray) -> float:
        error = rmse(forecasts, self.target[:: self.every])
        return error if np.isfinite(error) else float("inf")


def _forecasts(forecast: Forecast, table: RealArray) -> RealArray:
    """Forecast rows, also by a model whose weights have left all bounds."""
    with np.errstate(over="ignore", invalid="ignore"):
        return forecast(table)


@dataclass(frozen=True, eq=False)
class BatchEvaluator:
    """Held-out rows on the scale of a federation, for forecasts of many networks at once.

    Attributes
    ----------
    rows : (rows, inputs), standardised
    target : (rows,)
    limits : of a forecast
    """

    shape: Shape
    setup: Setup
    rows: npt.NDArray[np.float32]
    target: npt.NDArray[np.float32]
    limits: tuple[float, float]

    def forecasts(self, weights: Sequence[RealArray]) -> npt.NDArray[np.float32]:
        """Forecast the rows by each network, (networks, rows), in the units of the target."""
        with np.errstate(over="ignore"):
            forecasts = outputs(self.shape, np.stack(weights).astype(np.float32), self.rows)
            forecasts *= np.float32(self.setup.scale[-1])
            forecasts += np.float32(self.setup.mean[-1])
        return np.clip(forecasts, *self.limits, out=forecasts)

    def errors(self, weights: Sequence[RealArray]) -> list[float]:
        """RMSE of each network, in the units of the target; infinite for what is no number."""
        if not weights:
            return []
        forecasts = self.forecasts(weights)
        forecasts -= self.target
        errors = np.sqrt(np.mean(np.square(forecasts, dtype=np.float64), axis=1))
        return np.where(np.isfinite(errors), errors, np.inf).tolist()  # type: ignore[no-any-return]
