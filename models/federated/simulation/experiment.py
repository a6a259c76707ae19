"""How a simulated federation trains: every lever of it, in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from data.errors import RefusalError
from models.federated.aggregation import AGGREGATORS
from models.federated.simulation.attacks import SABOTAGE
from models.federated.simulation.local_training import CLIENT_TERMS, SOLVERS, LocalTraining
from models.federated.simulation.serving.server_optimizers import SERVER_OPTIMIZERS


class ContradictionError(RefusalError, ValueError):
    """Levers that do not go together."""


SCALES: Mapping[str, str] = {
    "shared": "made of sums that each client sends first, openly, with the number of its rows",
    "public": "known to everybody beforehand: nobody sends sums or counts, and all count the same",
}
"""What rows are standardised by."""

TABLES: Mapping[str, Mapping[str, object]] = {
    "solver": SOLVERS,
    "term": CLIENT_TERMS,
    "aggregator": AGGREGATORS,
    "server_optimizer": SERVER_OPTIMIZERS,
    "sabotage": SABOTAGE,
    "scales": SCALES,
}
"""What is chosen by name, by the lever: a new row of a table is a new choice everywhere."""

_RULES: Mapping[str, tuple[Callable[[Any], bool], tuple[str, ...]]] = {
    "0 or more": (
        lambda value: value >= 0,
        ("rounds", "hidden", "l2", "mu", "noise", "deadline", "clip", "head_epochs"),
    ),
    "1 or more": (lambda value: value >= 1, ("epochs", "batch")),
    "within 0 and 1": (lambda value: 0 <= value <= 1, ("dropout", "slow", "saboteurs")),
    "above 0": (lambda value: value > 0, ("step",)),
    "from 0 to below 1": (lambda value: 0 <= value < 1, ("momentum",)),
    "above 0 and at most 1": (lambda value: 0 < value <= 1, ("participation",)),
    "between 0 and 1": (lambda value: 0 < value < 1, ("delta",)),
}


@dataclass(frozen=True)
class Experiment(LocalTraining):
    """Every lever of training: those that clients are told, see ``LocalTraining``, and the others.

    Attributes
    ----------
    rounds : from 0 on
    aggregator : a key of ``models.federated.aggregation.AGGREGATORS``
    server_optimizer : a key of ``SERVER_OPTIMIZERS``
    participation : share of the clients that is asked in a round
    dropout : chance that one who was asked never answers
    slow : share of the clients that take four times as long
    deadline : simulated minutes after which answers are left out; 0 for none
    saboteurs : share of the clients that lie
    sabotage : a key of ``models.federated.simulation.attacks.SABOTAGE``
    noise : multiplier of the Gaussian noise, in units of the clipping norm
    delta : for which epsilon is told
    scales : a key of ``SCALES``

    Examples
    --------
    >>> Experiment(noise=1.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    models.federated...ContradictionError: Noise needs a largest update (clip): set one...
    """

    rounds: int = 20
    aggregator: str = "fedavg"
    server_optimizer: str = "plain"
    participation: float = 1.0
    dropout: float = 0.0
    slow: float = 0.0
    deadline: float = 0.0
    saboteurs: float = 0.0
    sabotage: str = "sign_flip"
    noise: float = 0.0
    delta: float = 1e-3
    scales: str = "shared"

    def __post_init__(self) -> None:
        for name, table in TABLES.items():
            if getattr(self, name) not in table:
                choices = ", ".join(table)
                raise ValueError(f"{name} must be one of {choices}, got {getattr(self, name)!r}")
        for rule, (holds, names) in _RULES.items():
            for name in names:
                if not holds(getattr(self, name)):
                    raise ValueError(f"{name} must be {rule}, got {getattr(self, name)}")
        self._require_sense()

    def _require_sense(self) -> None:
        """Refuse levers that contradict each other."""
        if self.noise and not self.clip:
            raise ContradictionError(
                "Noise needs a largest update (clip): set one, for example 1.0."
            )
        if self.noise and self.aggregator != "fedavg":
            raise ContradictionError(
                "The account of noise holds for averages only: merge by the mean (fedavg), not by "
                "{aggregator}.",
                aggregator=self.aggregator,
            )
        if self.secure and self.aggregator != "fedavg":
            raise ContradictionError(
                "Secure aggregation shows the server only sums, which {aggregator} cannot work "
                "with: merge by the mean (fedavg).",
                aggregator=self.aggregator,
            )
        if self.secure and self.scales == "shared":
            raise ContradictionError(
                "Secure aggregation hides every single answer, but shared scales are made of sums "
                "that each one tells openly first: take public scales."
            )
        if self.term == "scaffold" and (self.solver != "sgd" or self.momentum):
            raise ContradictionError(
                "Scaffold corrects plain gradient steps: set solver to sgd and momentum to 0."
            )
        if self.head_epochs and not self.hidden:
            raise ContradictionError(
                "A linear model has one layer: if each client kept its last layer, nothing would "
                "be shared; take a network."
            )
        if self.head_epochs and self.term == "scaffold":
            raise ContradictionError(
                "Scaffold corrects what everybody shares: do without it, or share the last layer "
                "too."
            )
        if self.term == "scaffold" and self.noise:
            raise ContradictionError(
                "Scaffold's control variates would travel without noise: do without one of the two."
            )

    @property
    def has_backdoor(self) -> bool:
        """Whether saboteurs teach one."""
        return self.saboteurs > 0 and SABOTAGE[self.sabotage].backdoor

    @property
    def protected(self) -> bool:
        """Whether something is promised of what a single client sends."""
        return self.secure or self.noise > 0

    @property
    def by_rows(self) -> bool:
        """Whether a client counts by its rows.

        The account of privacy counts all the same; and without a first message nobody knows of
        rows, not even of their sum under masks: what sums over some and over others differ by would
        tell it.
        """
        return self.noise == 0 and self.scales == "shared"

    @property
    def training(self) -> LocalTraining:
        """The part of it that clients are told."""
        values = {field.name: getattr(self, field.name) for field in fields(LocalTraining)}
        return LocalTraining(**values)
