"""What stands against client drift, and at which learning rates SCAFFOLD holds."""

from collections.abc import Iterator

import numpy as np

from game.lab.experiments import EXPERIMENTS
from game.lab.population import draw
from game.lab.settings import LabSettings
from models.federated.simulation.run import Simulation

SEEDS = (7, 1, 2, 3, 4)
RATES = (0.005, 0.02, 0.03, 0.05)


TERMS = ("none", "fedprox", "scaffold")


def rows() -> Iterator[tuple[str, str]]:
    """Train federations to their end: RMSE in cycles, mean and range of 5 seeds."""
    for epochs in (1, 3, 10):
        for term in TERMS:
            yield _row(LabSettings(), epochs=epochs, term=term)
    for term in TERMS:
        yield _row(EXPERIMENTS["drift"].settings, term=term)
    for hidden in (48, 0):
        for epochs in (1, 10):
            for step in RATES:
                yield _row(LabSettings(), hidden=hidden, epochs=epochs, term="scaffold", step=step)


def _row(settings: LabSettings, **levers: object) -> tuple[str, str]:
    errors = [error(settings.but(seed=seed, **levers)) for seed in SEEDS]
    label = f"{settings.text}: " + ", ".join(f"{name} {value}" for name, value in levers.items())
    return label, f"{np.mean(errors):5.1f} ({min(errors):.1f} to {max(errors):.1f})"


def error(settings: LabSettings) -> float:
    """Train a lab's federation to its end: RMSE on the lab's own held-out engines, cycles."""
    drawn = draw(settings.population)
    simulation = Simulation(settings.experiment, drawn.clients[:-1], settings.population.seed)
    return drawn.judge.error(simulation.train(drawn.judge.limits).predict)
