"""The table of the benchmark: every model over many dealings, and how sure its error is."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass

import numpy as np

from data.trajectories import Trajectories
from models.alarms import Prices
from models.benchmarks.contestants import MODELS, UNDEALT, Submission
from models.benchmarks.dealings import Dealing
from models.benchmarks.money import Worth, worth
from models.benchmarks.recipes import Recipe
from models.features import RealArray
from models.metrics import phm08_score
from models.rul import RUL_CAP

RESAMPLINGS = 2_000
"""Of the test engines, for the interval of an error."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Spread:
    """A figure over dealings, or over the factories of all dealings where each has its own model.

    Attributes
    ----------
    median, p10, p90 : percentiles
    """

    median: float
    p10: float
    p90: float

    @classmethod
    def of(cls, values: RealArray) -> "Spread":
        """Take percentiles.

        Examples
        --------
        >>> Spread.of(np.arange(11.0))
        Spread(median=5.0, p10=1.0, p90=9.0)
        """
        p10, median, p90 = np.percentile(values, [10, 50, 90]).tolist()
        return cls(median, p10, p90)


@dataclass(frozen=True)
class Row:
    """What became of a model.

    Attributes
    ----------
    bytes : that a factory sends, on average; its histories where all data are in one place
    true, capped : RMSE in cycles, against the remaining life and against its 125 last cycles
    score : PHM08's, against capped life as published ones are
    interval : 95% of the capped error over test engines drawn anew, by the bootstrap
    money : what planning by the forecasts comes to, medians
    """

    model: str
    bytes: int
    true: Spread
    capped: Spread
    score: Spread
    interval: tuple[float, float]
    money: Worth


def standings(
    dealings: Sequence[Dealing],
    recipe: Recipe,
    prices: Prices,
    models: Sequence[str] = tuple(MODELS),
    on_progress: OnProgress = lambda _done, _steps: None,
) -> list[Row]:
    """Train every model on every dealing, and judge it on the test engines.

    Parameters
    ----------
    dealings : of the same engines, or parts of them, with the same test engines
    prices : of running, servicing and failing
    models : keys of ``MODELS``
    on_progress : called with the steps that are done and all steps
    """
    outcomes: dict[str, list[Submission]] = {name: [] for name in models}
    known: dict[tuple[str, frozenset[int]], Submission] = {}
    for place, dealt in enumerate(dealings):
        engines = frozenset(np.concatenate([own.engine_ids for own in dealt.hands]).tolist())
        for step, name in enumerate(models):
            outcome = known.get((name, engines)) or _heard(MODELS[name](dealt, recipe), dealt)
            if name in UNDEALT and dealt.audience is None:
                known[name, engines] = outcome
            outcomes[name].append(outcome)
            on_progress(place * len(models) + step + 1, len(dealings) * len(models))
    test = dealings[0].test
    return [_row(name, outcomes[name], test, prices) for name in models]


def lives_left(test: Trajectories) -> RealArray:
    """Return the remaining life at the last cycle of each test engine, (engines,)."""
    return test.rul[test.offsets[1:] - 1].astype(np.float64)


def _heard(outcome: Submission, dealt: Dealing) -> Submission:
    """Keep the forecasts of those whom a test engine's owner listens to."""
    if dealt.audience is None or len(outcome.forecasts) == 1:
        return outcome
    told = outcome.forecasts[dealt.audience, np.arange(len(dealt.audience))]
    return Submission(told[np.newaxis], outcome.bytes_up)


def _row(name: str, outcomes: Sequence[Submission], test: Trajectories, prices: Prices) -> Row:
    truth, lifetimes = lives_left(test), test.lifetimes
    forecasts = np.concatenate([outcome.forecasts for outcome in outcomes])
    capped = np.minimum(truth, RUL_CAP)
    worths = [astuple(worth(one, test.lengths, lifetimes, prices)) for one in forecasts]
    return Row(
        name,
        round(float(np.mean([outcome.bytes_up for outcome in outcomes]))),
        Spread.of(np.sqrt(np.square(forecasts - truth).mean(axis=1))),
        Spread.of(np.sqrt(np.square(forecasts - capped).mean(axis=1))),
        Spread.of(np.array([phm08_score(one, capped) for one in forecasts])),
        bootstrap(np.square(forecasts - capped)),
        Worth(*np.median(worths, axis=0).tolist()),
    )


def bootstrap(squares: RealArray) -> tuple[float, float]:
    """Return the 95% interval of an RMSE over test engines drawn anew.

    Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7, 1979,
    doi:10.1214/aos/1176344552: percentiles. The error is that of the mean square over models.

    Parameters
    ----------
    squares : (models, engines), squared errors

    Examples
    --------
    >>> bootstrap(np.full((3, 50), 4.0))
    (2.0, 2.0)
    """
    each = squares.mean(axis=0)
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(each), size=(RESAMPLINGS, len(each)))
    low, high = np.percentile(np.sqrt(each[drawn].mean(axis=1)), [2.5, 97.5]).tolist()
    return low, high


def as_json(row: Row) -> dict[str, object]:
    """Return a row as plain JSON values."""
    low, high = row.interval
    return asdict(row) | {"interval": {"low": low, "high": high}}
