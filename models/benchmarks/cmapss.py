"""The standard benchmark: forecasts at the last cycle of each test engine, alone and federated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from data.trajectories import Trajectories
from models.alarms import PriceList
from models.features import Forecast, FourierFeatures, IntArray, RealArray, features
from models.federated.client import ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.server import ROUNDS, TrainingSettings, federate
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.run import Simulation
from models.flight_conditions import ConditionSums, at_sea_level, share, sums_of
from models.metrics import rmse
from models.rul import RUL_CAP, RulModel, capped_rul, require_failures, train_local

ENGINES_PER_CLIENT = 4
DRAWS = 3
"""Draws of the random Fourier features that are averaged."""

FREE = PriceList(0, 0, 0, 0, 0)
"""Forecasts are judged here, no alarms: whatever threshold is recommended, nobody takes it."""

FOURIER, FOURIER_STRENGTH = FourierFeatures(count=600, width=0.8), 0.1
TREES = {
    "max_iter": 400, "max_leaf_nodes": 8, "learning_rate": 0.06, "min_samples_leaf": 40,
}  # fmt: skip
"""Fixed by cross-validation on training engines: docs/adr/0002-hyper-parameters.md."""

Fit = Callable[[RealArray, RealArray], Forecast]
"""Trains on features, (rows, 57), and targets, (rows,); returns what forecasts."""


def fit_ridge(strength: float, fourier: FourierFeatures | None = None) -> Fit:
    """Return the centralised fit by scikit-learn: standardise, maybe bend, ridge."""
    bend = [] if fourier is None else [FunctionTransformer(fourier.transform)]

    def fit(table: RealArray, target: RealArray) -> Forecast:
        pipeline = make_pipeline(StandardScaler(), *bend, Ridge(alpha=strength)).fit(table, target)
        return lambda rows: np.clip(pipeline.predict(rows), 0, RUL_CAP)

    return fit


def fit_trees(**settings: float) -> Fit:
    """Return gradient boosting on histograms: the mark to know, which no sum can federate."""

    def fit(table: RealArray, target: RealArray) -> Forecast:
        trees = HistGradientBoostingRegressor(random_state=0, **settings).fit(table, target)
        return lambda rows: np.clip(trees.predict(rows), 0, RUL_CAP)

    return fit


def partition(engines: int, rng: np.random.Generator, everyone: bool = False) -> list[IntArray]:
    """Deal engines to clients of four each, at random.

    Parameters
    ----------
    everyone : whether a remainder is dealt too, spread over the clients; else it stays out

    Examples
    --------
    >>> hands = partition(11, np.random.default_rng(0))
    >>> [len(hand) for hand in hands], len(set(np.concatenate(hands).tolist()))
    ([4, 4], 8)
    >>> [len(hand) for hand in partition(11, np.random.default_rng(0), everyone=True)]
    [6, 5]
    """
    clients = engines // ENGINES_PER_CLIENT
    dealt = rng.permutation(engines)[: None if everyone else clients * ENGINES_PER_CLIENT]
    return np.array_split(dealt, clients)


@dataclass(frozen=True, eq=False)
class _Exam:
    """The standard test: the last cycle of each test engine, as it looks from sea level.

    How that is depends on who asks: on the sums of flight conditions that they know.
    """

    test: Trajectories

    @cached_property
    def truth(self) -> RealArray:
        return self.test.rul[self._last].astype(np.float64)

    @property
    def _last(self) -> IntArray:
        return self.test.offsets[1:] - 1

    @cached_property
    def _as_flown(self) -> RealArray:
        return features(self.test)[self._last]

    def table(self, sums: ConditionSums) -> RealArray:
        """Return the test engines' last features, (engines, 57), for who knows these sums."""
        seen = at_sea_level(self.test, sums)
        return self._as_flown if seen is self.test else features(seen)[self._last]


def benchmark_rul(
    train: Trajectories,
    test: Trajectories,
    seeds: int = 5,
) -> dict[str, object]:
    """Compare forecasts on the standard test: the last cycle of each test engine.

    The error is taken against the true RUL, which may exceed ``RUL_CAP``. Clients own 4 training
    engines each, dealt anew for each seed. Where engines fly at several conditions, whoever trains
    alone knows the sums of their own engines only; a federation shares them.

    Parameters
    ----------
    train : complete run-to-failure histories
    test : histories cut off before the failure, whose lifetimes are known
    seeds : ways of dealing the engines to clients

    Returns
    -------
    RMSE in cycles of: ``naive`` (the constant mean), ``local`` (a match's local recipe; percentiles
    over the clients of all seeds), ``fedavg`` (a match's federated recipe; over seeds), ``linear``
    (its centralised fit), ``exact`` and ``centralised`` (ridge on random Fourier features, mean
    over their draws), ``trees`` (gradient boosting on all data).
    """
    require_failures(train)
    if len(train) < ENGINES_PER_CLIENT:
        raise ValueError(
            f"the benchmark needs at least {ENGINES_PER_CLIENT} training engines, got {len(train)}"
        )
    if seeds < 1:
        raise ValueError(f"the benchmark needs at least one seed, got {seeds}")
    exam, everything = _Exam(test), sums_of(train)
    table, truth = exam.table(everything), exam.truth

    def error(predict: Forecast, table: RealArray = table) -> float:
        return rmse(predict(table), truth)

    pooled = at_sea_level(train, everything)
    rows, target = features(pooled), capped_rul(pooled)
    draws = [FourierFeatures(FOURIER.count, FOURIER.width, seed) for seed in range(DRAWS)]
    local, fedavg, exact = [], [], []
    for seed in range(seeds):
        hands = _dealt(train, seed)
        for own in hands:
            alone = sums_of(own)
            predict = train_local(at_sea_level(own, alone)).predict
            local.append(error(predict, exam.table(alone)))
        sums = share(hands).sums
        clients = InProcess.of_each([at_sea_level(own, sums) for own in hands])
        shown = exam.table(sums)
        trained = federate(clients, FREE, rng=np.random.default_rng(seed)).model
        fedavg.append(error(trained.predict, shown))
        if seed == 0:
            for draw in draws:
                summed = federate_exactly(clients, FOURIER_STRENGTH, draw).model
                exact.append(error(summed.predict, shown))
    centralised = [error(fit_ridge(FOURIER_STRENGTH, draw)(rows, target)) for draw in draws]
    return {
        "seeds": seeds,
        "naive": {"rmse": rmse(np.full(len(truth), target.mean()), truth)},
        "local": _percentiles(local),
        "fedavg": {
            "median": float(np.median(fedavg)),
            "min": min(fedavg),
            "max": max(fedavg),
            "rounds": ROUNDS,
        },
        "linear": {"rmse": error(fit_ridge(TrainingSettings().strength)(rows, target))},
        "exact": {"rmse": float(np.mean(exact))},
        "centralised": {"rmse": float(np.mean(centralised))},
        "trees": {"rmse": error(fit_trees(**TREES)(rows, target))},
    }


NETWORK = Experiment(rounds=100)
"""The averaged network, fixed by cross-validation on training engines: the same decision record."""


def benchmark_network(
    train: Trajectories, test: Trajectories, seed: int, network: Experiment = NETWORK
) -> float:
    """Average networks of clients with 4 training engines each, judged as in ``benchmark_rul``.

    Returns
    -------
    RMSE in cycles, of one way of dealing the engines

    Examples
    --------
    >>> from data.simulator import simulate
    >>> fleet = simulate(np.arange(20), seed=1, fan_share=0.0)
    >>> benchmark_network(fleet, fleet, 0, Experiment(rounds=3)) < 60
    True
    """
    require_failures(train)
    exam, hands = _Exam(test), _dealt(train, seed)
    sums = share(hands).sums
    clients = ClientData.of_each([at_sea_level(own, sums) for own in hands])
    model = Simulation(network, clients, seed).train(RulModel.limits)
    return rmse(model.predict(exam.table(sums)), exam.truth)


def _dealt(train: Trajectories, seed: int) -> list[Trajectories]:
    """Deal the training engines to clients."""
    hands = partition(len(train), np.random.default_rng(seed))
    return [train.select(hand) for hand in hands]


def _percentiles(errors: Sequence[float]) -> dict[str, float]:
    low, median, high = np.percentile(errors, [10, 50, 90]).tolist()
    return {"median": median, "p10": low, "p90": high}
