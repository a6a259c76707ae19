"""The settings of the benchmark's models, all chosen by cross-validation on training engines alone.

``python -m benchmarks cross_validation`` prints what they were chosen from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.benchmarks.history import HISTORY_WEIGHTS
from models.features import FourierFeatures
from models.federated.simulation.experiment import Experiment

FOURIER_COUNT = 1_000
"""Random features; more are better by less than a tenth of a cycle and cost the square of it."""

NETWORK = Experiment(rounds=100)
NETWORKS: Mapping[str, Experiment] = MappingProxyType(
    {
        "fedavg": NETWORK,
        "fedprox": replace(NETWORK, term="fedprox", mu=0.01),
        "scaffold": replace(NETWORK, term="scaffold", solver="sgd", momentum=0.0, step=0.02),
        "fedrep": replace(NETWORK, head_epochs=1),
    }
)
"""How clients train the averaged networks, 48 units each."""


@dataclass(frozen=True)
class Recipe:
    """How the models of a subset are trained.

    Attributes
    ----------
    width, strength : of the ridge on random Fourier features of all rows
    local_width, local_strength : the same for four engines alone
    linear_strength : of the plain ridge on all rows
    trees : settings of scikit-learn's ``HistGradientBoostingRegressor``
    """

    width: float
    strength: float
    local_width: float
    local_strength: float
    linear_strength: float
    trees: Mapping[str, float]

    def fourier(self, seed: int) -> FourierFeatures:
        """Return a draw of the random features."""
        return FourierFeatures(FOURIER_COUNT, self.width, seed, HISTORY_WEIGHTS)

    def local_fourier(self, seed: int) -> FourierFeatures:
        """Return a draw for somebody who trains alone."""
        return FourierFeatures(FOURIER_COUNT // 4, self.local_width, seed, HISTORY_WEIGHTS)


_TREES = {"max_iter": 400, "max_leaf_nodes": 8, "learning_rate": 0.06, "min_samples_leaf": 40}
_ONE_CONDITION = Recipe(0.8, 0.3, 0.5, 3.0, 1_000.0, _TREES)
_SIX_CONDITIONS = replace(_ONE_CONDITION)

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "FD001": _ONE_CONDITION,
        "FD002": _SIX_CONDITIONS,
        "FD003": _ONE_CONDITION,
        "FD004": _SIX_CONDITIONS,
    }
)
"""By subset. FD004 took no part in any choice: it is trained as FD002 is."""
