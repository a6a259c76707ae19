"""The lab's levers, a row for each: what a link, the form and the catalogue of texts know of it.

A row has the name of a field: of ``Population``, of the models' ``Experiment``, or of the lab's
settings. Its default stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from game.rules.codes import Choice, Codec, Number
from game.rules.errors import LabError
from game.rules.scenario import LONGEST_LEAD
from game.text.marking import mark
from models.federated.simulation.attacks import TRIGGER
from models.federated.simulation.experiment import TABLES

UNITS = 48  # of the network's hidden layer
DEGREES = round(TRIGGER)  # Rankine, of the backdoor's trigger

FACTORIES, ROUNDS = mark("Factories"), mark("Rounds")
TRAINING, TROUBLE = mark("Training"), mark("Trouble")
GROUPS = (FACTORIES, ROUNDS, TRAINING, TROUBLE)
"""Columns of the form."""


_STEPS, _FINE = 100, 100
"""Of a slider, at most; and of a number, the most parts of one that a slider tells apart."""


@dataclass(frozen=True)
class Lever:
    """A row of the form.

    Attributes
    ----------
    code : how a link writes it
    percent : whether the form shows a share as so many of a hundred
    step : by which the form's arrows move a number that is not whole
    """

    code: Number | Choice
    group: str
    label: str
    hint: str | None = None
    percent: bool = False
    step: float | None = None

    @property
    def slides(self) -> bool:
        """Whether a slider reaches each of its values: a hundred steps at most.

        Examples
        --------
        >>> LEVERS["factories"].slides, LEVERS["seed"].slides, LEVERS["aggregator"].slides
        (True, False, False)
        """
        code = self.code
        if not isinstance(code, Number) or code.scale > _FINE:
            return False
        return self.percent or (code.high - code.low) / (self.step or 1) <= _STEPS


LEVERS: Mapping[str, Lever] = {
    "factories": Lever(Number("fa", 2, 80), FACTORIES, mark("Factories")),
    "failures": Lever(
        Number("fl", 1, 16), FACTORIES, mark("Failures of each"),
        mark("Complete histories, from installation to the end."),
    ),
    "fan_share": Lever(
        Number("fs", 0, 1, 100), FACTORIES, mark("Fan failures, %"),
        mark("The other failures are the compressor's."), percent=True,
    ),
    "skew": Lever(
        Number("sk", 0, 1, 100), FACTORIES, mark("Skew of kinds, %"),
        mark("0: every factory sees the same mix. 100: each sees one kind only."), percent=True,
    ),
    "severity_spread": Lever(
        Number("us", 0, 0.5, 100), FACTORIES, mark("Usage differs by, %"),
        mark("How hard factories fly, up and down from the usual."), percent=True,
    ),
    "sensor_bias": Lever(
        Number("sb", 0, 5, 10), FACTORIES, mark("Sensor bias"),
        mark(
            "Each factory's sensors are off by about so many standard deviations of their "
            "noise."
        ),
        step=0.5,
    ),
    "shared": Lever(
        Choice("sh", ("models", "lifetimes")), TRAINING, mark("They share"),
        mark(
            "Lifetimes only: how many engines lived how long. Nobody trains together, and the "
            "other levers of rounds and training do nothing."
        ),
    ),
    "hidden": Lever(
        Choice("mo", (UNITS, 0), {UNITS: "network", 0: "linear"}), TRAINING, mark("Model"),
        mark("A network of {units} hidden units, or a linear model."),
    ),
    "head_epochs": Lever(
        Number("he", 0, 10), TRAINING, mark("Own last layer, passes"),
        mark(
            "0: everything is shared. Else each factory keeps its last layer to itself, and "
            "trains it in so many passes before the shared one (FedRep); of a linear model nothing "
            "would be shared."
        ),
    ),
    "rounds": Lever(Number("ro", 1, 60), ROUNDS, mark("Rounds")),
    "participation": Lever(
        Number("pa", 0.05, 1, 100), ROUNDS, mark("Asked per round, %"), percent=True
    ),
    "dropout": Lever(
        Number("dr", 0, 0.9, 100), ROUNDS, mark("Drop out, %"),
        mark("The chance that one who was asked never answers."), percent=True,
    ),
    "slow": Lever(
        Number("sl", 0, 1, 100), ROUNDS, mark("Slow factories, %"),
        mark("They take four times as long."), percent=True,
    ),
    "deadline": Lever(
        Number("de", 0, 50, 10), ROUNDS, mark("Deadline, minutes"),
        mark("A typical factory takes a minute for a local pass. 0: the server waits for all."),
        step=0.5,
    ),
    "epochs": Lever(
        Number("ep", 1, 10), TRAINING, mark("Local passes"),
        mark("Over its own rows, before a factory answers."),
    ),
    "step": Lever(
        Number("lr", 0.0001, 0.1, 10_000), TRAINING, mark("Learning rate"), step=0.001
    ),
    "term": Lever(
        Choice("te", TABLES["term"]), TRAINING, mark("Against drift"),
        mark(
            "FedProx pulls each model towards the shared one; SCAFFOLD corrects plain steps: it "
            "learns best at a learning rate of {rate}; larger ones make some federations diverge."
        ),
    ),
    "mu": Lever(
        Number("mu", 0, 10, 1_000), TRAINING, mark("FedProx pull"),
        mark("Counts only with FedProx."), step=0.01,
    ),
    "aggregator": Lever(
        Choice("ag", TABLES["aggregator"]), TRAINING, mark("The server merges by")
    ),
    "server_optimizer": Lever(
        Choice("so", TABLES["server_optimizer"]), TRAINING, mark("The server steps by")
    ),
    "saboteurs": Lever(
        Number("sa", 0, 0.5, 100), TROUBLE, mark("Saboteurs, %"), mark("Of the factories."),
        percent=True,
    ),
    "sabotage": Lever(
        Choice("ki", TABLES["sabotage"], {"label_poisoning": "label_shift"}), TROUBLE,
        mark("They send"),
        mark(
            "Counts only with saboteurs. A backdoor teaches that an engine whose T30 reads "
            "{degrees} degrees low is healthy."
        ),
    ),
    "clip": Lever(
        Number("cl", 0, 100, 10), TROUBLE, mark("Largest update"),
        mark("The norm that updates are cut down to. 0: as they are."), step=0.5,
    ),
    "noise": Lever(
        Number("no", 0, 10, 100), TROUBLE, mark("Noise"),
        mark(
            "The server adds it to the sum of all updates, in units of the largest update; needs "
            "one."
        ),
        step=0.1,
    ),
    "secure": Lever(
        Choice("se", (False, True), {False: "off", True: "on"}), ROUNDS,
        mark("Secure aggregation"),
        mark(
            "The server sees only the sum of all answers, never one of them; so all factories "
            "count the same, whatever their rows."
        ),
    ),
    "scales": Lever(
        Choice("sc", TABLES["scales"]), ROUNDS, mark("Scales"),
        mark(
            "By which sensors are made comparable. Sums tell the server how many rows a factory "
            "has, what they add up to, and so how long a few engines lived. Public ranges stand on "
            "the maker's data sheet; noise and secure aggregation always use them."
        ),
    ),
    "seed": Lever(
        Number("sd", 0, 2**32 - 1), TROUBLE, mark("Seed"), mark("Other engines, other luck.")
    ),
    "lead": Lever(
        Number("ld", 0, LONGEST_LEAD), FACTORIES, mark("Services ordered ahead, cycles"),
        mark("From an order to its service; 0: it begins at once. It counts in money alone."),
    ),
}  # fmt: skip
"""By the name of the field, in the order in which a link writes them."""

CODEC = Codec({name: lever.code for name, lever in LEVERS.items()}, LabError)

TITLES: Mapping[str, str] = {
    "models": mark("Models"),
    "lifetimes": mark("Lifetimes only"),
    "network": mark("Network"),
    "linear": mark("Linear"),
    "fedavg": mark("Mean (FedAvg)"),
    "median": mark("Median"),
    "trimmed_mean": mark("Trimmed mean"),
    "krum": mark("Krum"),
    "multi_krum": mark("Multi-Krum"),
    "plain": mark("Taking the merged model"),
    "fedavgm": mark("Momentum (FedAvgM)"),
    "fedadam": mark("FedAdam"),
    "none": mark("Nothing"),
    "fedprox": mark("FedProx"),
    "scaffold": mark("SCAFFOLD"),
    "sign_flip": mark("Sign flipped"),
    "noise": mark("Noise"),
    "label_shift": mark("Trained on wrong labels"),
    "backdoor": mark("A backdoor"),
    "off": mark("Off"),
    "on": mark("On"),
    "shared": mark("Sums, unless protected"),
    "public": mark("Public ranges"),
}
"""What the form calls a word of a link; one that is missing here is shown as it is."""
