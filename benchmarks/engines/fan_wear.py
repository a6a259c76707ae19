"""The fan's wear beside NASA's fan engines; they are where ``TURBOFAN_CMAPSS`` says, or fetched."""

from collections.abc import Iterator

from scipy.stats import ks_2samp

from benchmarks.engines.fidelity import (
    late_distance,
    mean_auc,
    single_rows,
    twins,
    whole_fans,
    windows,
)
from data import simulator
from data.nasa import place_of
from data.trajectories import Trajectories

SEEDS = range(5)


def rows() -> Iterator[tuple[str, str]]:
    """Print how each law of the fan's wear differs from the engines that no law was fitted to."""
    folder = place_of("FD003")
    if folder is None:
        raise SystemExit("FD003 is not here: name the folder that holds it in TURBOFAN_CMAPSS.")
    fitted, held_out = whole_fans(folder)
    engines = Trajectories.joined([fitted, held_out])
    yield "fan engines of FD003: fitted to, held out", f"{len(fitted)}, {len(held_out)}"
    for law in simulator.FAN_WEAR:
        drawn = Trajectories.joined([twins(held_out, seed, law) for seed in SEEDS])
        lives = simulator.lifetimes(range(20_000), 0, 1.0, 1.0, law)
        yield f"{law}: last 80 cycles, distance", f"{late_distance(held_out, drawn):.2f} sd"
        for label, describe in (("single rows", single_rows), ("30-cycle windows", windows)):
            told = [mean_auc(held_out, describe, (seed,), law) for seed in SEEDS]
            spread = f"{min(told):.3f} to {max(told):.3f}"
            yield f"{law}: {label}, AUC", f"{sum(told) / len(told):.3f} ({spread})"
        yield f"{law}: lifetimes, KS p-value", f"{ks_2samp(lives, engines.lifetimes).pvalue:.2f}"
    halves = late_distance(held_out, fitted)
    yield "one half of NASA's beside the other, distance", f"{halves:.2f} sd"
