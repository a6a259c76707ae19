"""What stands against client drift, and at which learning rates SCAFFOLD holds."""

from collections.abc import Iterator

import numpy as np

from game.lab.population import draw
from game.lab.settings import LabSettings
from models.federated.simulation.run import Simulation

SEEDS = (7, 1, 2, 3, 4)
RATES = (0.005, 0.02, 0.03, 0.05)


def rows() -> Iterator[tuple[str, str]]:
    """Train the usual lab: RMSE in cycles after the last round, mean and range of 5 seeds."""
    for epochs in (1, 3, 10):
        for term in ("none", "fedprox", "scaffold"):
            yield _row(epochs=epochs, term=term)
    for hidden in (48, 0):
        for epochs in (1, 10):
            for step in RATES:
                yield _row(hidden=hidden, epochs=epochs, term="scaffold", step=step)


def _row(**levers: object) -> tuple[str, str]:
    errors = [error(LabSettings.of(seed=seed, **levers)) for seed in SEEDS]
    label = ", ".join(f"{name} {value}" for name, value in levers.items())
    return label, f"{np.mean(errors):5.1f} ({min(errors):.1f} to {max(errors):.1f})"


def error(settings: LabSettings) -> float:
    """Train a lab's federation to its end: RMSE on the lab's own held-out engines, cycles."""
    drawn = draw(settings.population)
    simulation = Simulation(settings.experiment, drawn.clients[:-1], settings.population.seed)
    return drawn.judge.error(simulation.train(drawn.judge.limits).predict)
