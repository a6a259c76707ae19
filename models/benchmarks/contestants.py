"""The models of the benchmark: from a dealing of engines to forecasts of the test engines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import numpy as np

from models.benchmarks.cmapss import Fit, fit_ridge, fit_trees
from models.benchmarks.dealings import Dealing, exam_of
from models.benchmarks.history import history
from models.benchmarks.masked import federate_masked
from models.benchmarks.recipes import CENTRAL, NETWORKS, Recipe
from models.features import RealArray
from models.federated.simulation.baselines import train_centralised
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.mlp import Shape
from models.federated.simulation.run import Simulation
from models.federated.simulation.secure_aggregation import deal_seeds
from models.flight_conditions import at_sea_level, sums_of
from models.rul import RulModel, capped_rul


@dataclass(frozen=True, eq=False)
class Submission:
    """What a kind of model makes of a dealing.

    Attributes
    ----------
    forecasts : (models, engines) cycles; one model for all factories, or each factory's own
    bytes_up : that a factory sends, on average
    """

    forecasts: RealArray
    bytes_up: float


Contestant = Callable[[Dealing, Recipe], Submission]


def _naive(dealt: Dealing, _recipe: Recipe) -> Submission:
    """Always forecast the mean of the training targets: a count and a sum from everybody."""
    return Submission(np.full((1, len(dealt.exam)), dealt.target.mean()), 16)


def _local(dealt: Dealing, recipe: Recipe) -> Submission:
    """Each factory alone: its own conditions, its own scale, its own ridge."""
    forecasts = []
    for own in dealt.hands:
        sums = sums_of(own)
        level = at_sea_level(own, sums)
        table, target = history(level), capped_rul(level)
        predict = fit_ridge(recipe.local_strength, recipe.local_fourier(dealt.seed))(table, target)
        exam = dealt.exam if level is own and len(sums.flown) == 1 else exam_of(dealt.test, sums)
        forecasts.append(predict(exam))
    return Submission(np.stack(forecasts), 0)


def averaged(experiment: Experiment) -> Contestant:
    """Return a federation of networks; where clients keep a last layer, each has its own model."""

    def train(dealt: Dealing, _recipe: Recipe) -> Submission:
        simulation = Simulation(experiment, dealt.clients, dealt.seed)
        model = simulation.train(RulModel.limits)
        _, up = simulation.network.take()
        sent = np.mean(list(up.values())) + dealt.condition_bytes
        models = list(simulation.personal(RulModel.limits).values())
        chosen = models if experiment.head_epochs else [model]
        return Submission(np.stack([one.predict(dealt.exam) for one in chosen]), float(sent))

    return train


def _exact(dealt: Dealing, recipe: Recipe) -> Submission:
    """The federated Fourier ridge; in the first dealing its masks are really put on."""
    rng = np.random.default_rng(dealt.seed)
    seeds = None if dealt.seed else deal_seeds(range(len(dealt.clients)), rng)
    fourier = recipe.fourier(dealt.seed)
    federation = federate_masked(dealt.clients, recipe.strength, fourier, seeds)
    forecasts = federation.model.predict(dealt.exam)[np.newaxis]
    return Submission(forecasts, federation.bytes_up + dealt.condition_bytes)


def _pooled(fit: Callable[[Recipe, int], Fit]) -> Contestant:
    """Return a model that is trained on all rows in one place, by a recipe and a seed."""

    def train(dealt: Dealing, recipe: Recipe) -> Submission:
        predict = fit(recipe, dealt.seed)(dealt.table, dealt.target)
        return Submission(predict(dealt.exam)[np.newaxis], dealt.raw_bytes)

    return train


def in_one_place(experiment: Experiment) -> Contestant:
    """Return a network that is trained on all rows in one place."""

    def train(dealt: Dealing, _recipe: Recipe) -> Submission:
        shape = Shape(dealt.table.shape[1], experiment.hidden)
        start = shape.start(np.random.default_rng(dealt.seed))
        rounds = train_centralised(dealt.clients, experiment.training, start, dealt.seed)
        *_, model = islice(rounds, experiment.rounds + 1)
        return Submission(model.predict(dealt.exam)[np.newaxis], dealt.raw_bytes)

    return train


MODELS: Mapping[str, Contestant] = MappingProxyType(
    {
        "naive": _naive,
        "local": _local,
        **{name: averaged(experiment) for name, experiment in NETWORKS.items()},
        "exact": _exact,
        "linear": _pooled(lambda recipe, _seed: fit_ridge(recipe.linear_strength)),
        "fourier": _pooled(lambda recipe, seed: fit_ridge(recipe.strength, recipe.fourier(seed))),
        "network": in_one_place(CENTRAL),
        # Gradient boosting on histograms: the mark to know, which no sum can federate.
        "trees": _pooled(lambda recipe, _seed: fit_trees(**recipe.trees)),
    }
)
"""Every model, by its name; the last four have all data in one place."""

FEDERATED = (*NETWORKS, "exact")
"""Those in which histories stay where they are."""

UNDEALT = frozenset({"naive", "linear", "trees"})
"""Those that do not depend on who owns which engine."""
