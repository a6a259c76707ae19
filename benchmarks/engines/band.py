"""Whether the band holds what it promises: by fault and stage of life, on engines that nobody has
trained on.

``python -m benchmarks band`` takes four minutes; NASA's files are where ``TURBOFAN_CMAPSS`` says,
or fetched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.cmapss import read_train
from data.faults import Fault, wears_at_fan
from data.nasa import place_of
from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.forecasters import LinearForecaster, federated_forecaster, forget, local_forecaster
from game.rules.decisions import Knowledge
from game.rules.scenario import DEFAULT, Scenario
from models.alarms import round_forecast
from models.band import LEVEL
from models.features import features
from models.federated.residuals import answers_for_a_band
from models.federated.server import ROUNDS
from models.federated.simulation.privacy import epsilon
from models.metrics import mean_interval
from models.rul import RUL_CAP

FEDERATIONS, FEWER, ENGINES_PER_SLOT, SEED = 120, 40, 15, 161_803
"""Of the simulator: 19 members and the player with 4 archived failures each, and the engines that
this player would run; fewer federations where less hangs on it. Bins and rules were chosen on other
seeds."""

DEALINGS = 10
"""Of FD003: ten factories of 4 failures, judged by the 60 engines that are played."""

ALL, FANS, COMPRESSORS = "all", "fans", "compressors"
STAGES = ((0, 10), (11, 25), (26, 50), (51, 75), (76, 100), (101, RUL_CAP))
"""Cycles left, both ends included."""

BEYOND = f"more than {RUL_CAP} left"


@dataclass(frozen=True, eq=False)
class Rows:
    """What one federation said of engines that it had not seen, row by row."""

    ends: npt.NDArray[np.float64]  # (rows, 2) cycles
    left: npt.NDArray[np.int64]
    fan: npt.NDArray[np.bool_]

    def groups(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """Return the rows of each fault and stage of life, by name."""
        near = self.left <= RUL_CAP
        faults = {ALL: near, FANS: near & self.fan, COMPRESSORS: near & ~self.fan}
        stages = {
            f"{low} to {high} left": (self.left >= low) & (self.left <= high)
            for low, high in STAGES
        }
        return faults | stages | {BEYOND: ~near}

    def held(self) -> dict[str, float]:
        """Return the share of rows within the band, by group; of those beyond any forecast, where
        the band is open above."""
        low, high = self.ends.T
        within = (low <= self.left) & ((self.left <= high) | (high >= RUL_CAP))
        groups = self.groups().items()
        return {name: float(within[rows].mean()) for name, rows in groups if rows.any()}

    def width(self) -> float:
        """Return the mean width of the band where it counts, cycles."""
        return float(np.diff(self.ends[self.left <= RUL_CAP], axis=1).mean())


Say = Callable[[MatchFleet, Knowledge], LinearForecaster]


def by_itself(fleet: MatchFleet, knowledge: Knowledge) -> LinearForecaster:
    """Train a factory's own model."""
    return local_forecaster(fleet, knowledge.failed)


def judged(fleet: MatchFleet, forecaster: LinearForecaster, engines: npt.NDArray[np.int64]) -> Rows:
    """Let a band say what is left of engines, and keep what was."""
    histories = fleet.histories(engines)
    forecasts = forecaster.forecasts(engines)
    told = np.arange(forecasts.shape[1]) < histories.lengths[:, np.newaxis]
    assert forecaster.band is not None
    ends = forecaster.band.ends(forecasts[told] / 10, histories.ages)
    fan = fleet.faults(engines)[histories.engine_of_row] == Fault.FAN
    return Rows(ends, histories.rul, fan)


def played(fleet: MatchFleet) -> npt.NDArray[np.int64]:
    """Return the engines that a factory runs first."""
    slots = range(fleet.scenario.slots)
    return np.concatenate([fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in slots])


def of_seeds(scenario: Scenario, count: int, say: Say) -> list[Rows]:
    """Return what bands said of a scenario's engines, one entry for each federation."""
    out = []
    for seed in np.random.SeedSequence(SEED).generate_state(count).tolist():
        fleet = fleet_of(scenario, seed)
        forecaster = say(fleet, Knowledge(0, 0, fleet.archive(0)))
        out.append(judged(fleet, forecaster, played(fleet)))
        forget(fleet)
    return out


def table(name: str, tried: Sequence[Rows]) -> Iterator[tuple[str, str]]:
    """Print coverage as the mean of federations, with its interval and range."""
    held = [rows.held() for rows in tried]
    for group in tried[0].groups():
        shares = np.array([one[group] for one in held if group in one])
        low, high = mean_interval(shares)
        yield (
            f"{name}, {group}",
            f"{shares.mean():.1%} ({low:.1%} to {high:.1%}), single ones {shares.min():.0%} to "
            f"{shares.max():.0%}, {len(shares)} federations",
        )
    widths = np.array([rows.width() for rows in tried])
    yield f"{name}, mean width", f"{widths.mean():.1f} cycles"


def from_the_simulator(count: int) -> list[Rows]:
    """Return what bands of simulated federations say of FD003's engines."""
    folder = place_of("FD003")
    assert folder is not None
    engines = read_train(folder, "FD003")
    table, fan = features(engines), wears_at_fan(engines)[engines.engine_of_row]
    out = []
    for seed in np.random.SeedSequence(SEED).generate_state(count).tolist():
        fleet = fleet_of(replace(DEFAULT, band=True), seed)
        forecaster = federated_forecaster(fleet, Knowledge(0, 0, fleet.archive(0)))
        assert forecaster.model is not None
        assert forecaster.band is not None
        forecasts = round_forecast(forecaster.model.predict(table))
        out.append(Rows(forecaster.band.ends(forecasts, engines.ages), engines.rul, fan))
        forget(fleet)
    return out


def privacy() -> tuple[str, str]:
    """Return what a band would take from an account of privacy, which is why noise allows none."""
    without, with_it = (
        epsilon(1.0, ROUNDS + more, 1e-3) for more in (0, answers_for_a_band(ROUNDS))
    )
    label = f"epsilon of {ROUNDS} rounds with noise 1, delta 0.001"
    return label, f"{without:.1f} without a band, {with_it:.1f} with its folds and histogram"


def rows() -> Iterator[tuple[str, str]]:
    """Print the coverage of bands that are to hold four rows of five."""
    yield "a band is to hold", f"{LEVEL:.0%} of rows with {RUL_CAP} cycles or fewer left"
    yield privacy()
    simulated = replace(DEFAULT, band=True)
    few = replace(simulated, federation_size=6, fan_wear="whole")
    for name, scenario, count, say in (
        ("simulator, federated", simulated, FEDERATIONS, federated_forecaster),
        ("simulator, own model", simulated, FEWER, by_itself),
        ("simulator, a federation of 6, fans to their end", few, FEWER, federated_forecaster),
    ):
        yield from table(name, of_seeds(scenario, count, say))
    if place_of("FD003") is None:
        yield "FD003", "not here: python -m game fetch"
        return
    real = replace(simulated, engines="FD003")
    yield from table("FD003, federated", of_seeds(real, DEALINGS, federated_forecaster))
    yield from table("FD003, own model", of_seeds(real, DEALINGS, by_itself))
    yield from table("FD003 by simulated federations", from_the_simulator(DEALINGS))
