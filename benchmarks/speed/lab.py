"""What the lab costs: a round of many networks at once, against the plain loop."""

import statistics
import time

import numpy as np

from benchmarks.speed.simulator import seconds
from data.simulator import simulate
from game.lab.run import stages
from game.lab.settings import LabSettings
from models.features import features
from models.federated.simulation.local_training import (
    LocalTraining,
    Rows,
    train_together,
)
from models.federated.simulation.mlp import Shape
from models.rul import RUL_CAP, capped_rul
from tests.models.federated.simulation.plain_loop import plain_regressor, train_one_by_one

CLIENTS, FAILURES = 80, 4
TURNS = 7
USAGE = (0.8, 0.94, 1.08, 1.22, 1.36, 1.5)


def rows() -> list[tuple[str, str]]:
    """Measure one round of the network with 48 hidden units, 80 clients of 4 engines.

    Seconds are processor time of one core, medians of several rounds.
    """
    histories = [
        simulate(
            np.arange(FAILURES) + FAILURES * client,
            seed=1,
            fan_share=0.2,
            severity=USAGE[client % len(USAGE)],
        )
        for client in range(CLIENTS)
    ]
    tables = [features(history) for history in histories]
    everything = np.concatenate(tables)
    mean, scale = everything.mean(axis=0), everything.std(axis=0)
    tables = [(table - mean) / scale for table in tables]
    targets = [capped_rul(history) / RUL_CAP for history in histories]
    shape, training = Shape(len(mean)), LocalTraining()
    weights = np.tile(shape.start(np.random.default_rng(0)), (CLIENTS, 1))
    generators = [np.random.RandomState(client) for client in range(CLIENTS)]
    padded = Rows(tables, targets)
    regressors = [plain_regressor(shape, training, generator) for generator in generators]
    turns = [  # one after the other, so that a slow hour of the machine is slow for both
        (
            seconds(
                lambda: train_one_by_one(
                    shape, regressors, weights, tables, targets, training.epochs
                ),
                3,
            ),
            seconds(lambda: train_together(shape, weights, padded, training, generators), 3),
        )
        for _ in range(TURNS)
    ]
    loops, batches = zip(*turns, strict=True)
    ratios = [loop / batch for loop, batch in turns]
    first, last = _whole_lab()
    return [
        (f"a lab of {CLIENTS} x {FAILURES}, 20 rounds: to its first round", f"{first:.2f} s"),
        ("the same to its last round", f"{last:.2f} s"),
        (
            "a round of 80 networks, loop over MLPRegressor.partial_fit",
            f"{statistics.median(loops):.3f} s",
        ),
        ("the same round at once in NumPy", f"{statistics.median(batches):.3f} s"),
        (
            f"the one over the other, {TURNS} times in turn",
            f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})",
        ),
    ]


def _whole_lab(runs: int = 3) -> tuple[float, float]:
    """Processor seconds to the first and to the last round of a lab, on engines of its own."""
    taken = []
    for seed in range(runs):
        start, first = time.process_time(), 0.0
        for known in stages(LabSettings.of(factories=CLIENTS, failures=FAILURES, seed=seed)):
            first = first or (time.process_time() - start if known.rounds else 0.0)
            if known.learned:
                taken.append((first, time.process_time() - start))
                break
    firsts, lasts = zip(*taken, strict=True)
    return statistics.median(firsts), statistics.median(lasts)
