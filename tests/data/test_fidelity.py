"""Simulated engines against NASA's own, on engines that calibrated nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.engines import fidelity
from data import cmapss
from data.simulator import FAN_WEAR
from data.trajectories import SENSORS, Trajectories


@pytest.fixture(scope="module")
def fd003(cmapss_dir: Path) -> Path:
    if not any(cmapss_dir.glob("test_FD003*.txt")):
        pytest.skip(f"FD003's test engines are not in {cmapss_dir}: put test_FD003.txt there")
    return cmapss_dir


def spread(engines: Trajectories, name: str) -> float:
    """Return the standard deviation of a sensor's noise, from its second differences."""
    values = engines.sensors[:, SENSORS.index(name)].astype(np.float64)
    bends = [np.diff(history, 2) for history in np.split(values, engines.offsets[1:-1])]
    return float(np.sqrt(np.mean(np.concatenate(bends) ** 2) / 6))


# The ranges are those of all seeds' mean: RMSE learnt from the engines of seed 0 alone is 1.12.
@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("folder", "figures", "seeds"),
    [
        ("cmapss_dir", fidelity.fd001, (1,)),
        pytest.param("fd003", fidelity.fd003, (1,), marks=pytest.mark.long),
        pytest.param("cmapss_dir", fidelity.fd001, fidelity.SEEDS, marks=pytest.mark.long),
        pytest.param("fd003", fidelity.fd003, fidelity.SEEDS, marks=pytest.mark.long),
    ],
)
def test_simulated_engines_can_hardly_be_told_from_nasas(
    folder: str,
    figures: Callable[[Path, Sequence[int]], list[fidelity.Figure]],
    seeds: tuple[int, ...],
    request: pytest.FixtureRequest,
) -> None:
    for figure in figures(request.getfixturevalue(folder), seeds):
        assert figure.low <= figure.value <= figure.high, figure


def test_fan_engines_are_as_restless_as_the_real_ones(fd003: Path) -> None:
    real = fidelity.held_out(fd003)
    real = real.select(np.flatnonzero(fidelity.fan_mode(real)))
    drawn = Trajectories.joined([fidelity.twins(real, seed) for seed in range(5)])
    for name in ("phi", "P30", "T30", "T50", "Nc", "Ps30"):
        assert spread(drawn, name) == pytest.approx(spread(real, name), rel=0.1), name
    # On their lower branch the fan's speed trembles: both kinds of cycles must be there.
    for name in ("Nf", "NRf"):
        assert 0.5 < spread(drawn, name) / spread(real, name) < 2, name


def test_fans_that_were_seen_to_their_end_are_nearer_to_nasas(cmapss_dir: Path) -> None:
    if not (cmapss_dir / "train_FD003.txt").exists():
        pytest.skip(f"FD003's training engines are not in {cmapss_dir}: put train_FD003.txt there")
    _, held_out = fidelity.whole_fans(cmapss_dir)
    cut, whole = (
        fidelity.late_distance(
            held_out, Trajectories.joined([fidelity.twins(held_out, s, law) for s in range(3)])
        )
        for law in FAN_WEAR
    )
    assert whole < cut - 0.05
    assert whole < 0.25


def test_twins_share_mode_rows_and_nearly_the_lifetime(cmapss_dir: Path) -> None:
    real = cmapss.read_test(cmapss_dir, "FD001")
    drawn = fidelity.twins(real, 1)
    np.testing.assert_array_equal(drawn.lengths, real.lengths)
    assert np.abs(drawn.lifetimes - real.lifetimes).mean() < 3
    assert not fidelity.fan_mode(real).any()
