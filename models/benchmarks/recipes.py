"""The settings of the benchmark's models, chosen at last by cross-validation on training engines.

``python -m benchmarks cross_validation`` prints what they were chosen from;
``docs/adr/0002`` says where the search began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.benchmarks.cmapss import NETWORK, TREES
from models.benchmarks.history import HISTORY_WEIGHTS
from models.features import FourierFeatures
from models.federated.simulation.experiment import Experiment

FOURIER_COUNT, LOCAL_COUNT = 600, 250
"""Random features of a federation, and of four engines alone; what is sent grows as the square."""

NETWORKS: Mapping[str, Experiment] = MappingProxyType(
    {
        "fedavg": NETWORK,
        "fedprox": replace(NETWORK, term="fedprox", mu=0.01),
        "scaffold": replace(
            NETWORK, term="scaffold", solver="sgd", momentum=0.0, step=0.02, epochs=5, rounds=50
        ),
        "fedrep": replace(NETWORK, head_epochs=1, l2=1.0, rounds=50),
    }
)
"""How clients train the averaged networks, 48 units each."""

CENTRAL = replace(NETWORK, rounds=30)
"""The network with all data in one place."""


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
        return FourierFeatures(LOCAL_COUNT, self.local_width, seed, HISTORY_WEIGHTS)


_LOCAL, _LINEAR = (0.3, 1.0), 100.0
_SIX_CONDITIONS = Recipe(0.85, 0.3, *_LOCAL, _LINEAR, TREES)

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "FD001": Recipe(1.2, 1.0, *_LOCAL, _LINEAR, TREES | {"min_samples_leaf": 100}),
        "FD002": _SIX_CONDITIONS,
        "FD003": Recipe(1.6, 0.3, *_LOCAL, _LINEAR, TREES | {"max_leaf_nodes": 16}),
        "FD004": _SIX_CONDITIONS,
    }
)
"""By subset. FD004 took no part in any choice: it is trained as FD002 is."""
