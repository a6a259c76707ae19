"""The lab's levers: every state of the lab is a short text, so that a link can carry it.

``lab.fa80.agmedian`` is the usual lab with 80 factories and the coordinate median as aggregator.
Only what differs from the usual lab is written.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType

from game.rules.codes import Choice, Codec, Number
from game.rules.errors import LabError
from game.text.marking import mark
from models.federated.simulation.experiment import Experiment

MODELS = ("network", "linear")
UNITS = 48  # of the network's hidden layer
MOST_FAILURES = 400
"""Of all factories together: what a server may hold for one who watches."""

DRAWN = frozenset(
    ("factories", "failures", "fan_share", "skew", "severity_spread", "sensor_bias", "seed")
)
"""The levers that engines, and all that is there before anybody trains, depend on."""

_NAME, _MARK = "lab", "."
_LONGEST = 300  # characters


LEVERS: Mapping[str, Number] = MappingProxyType(
    {
        "factories": Number("fa", 2, 80),
        "failures": Number("fl", 1, 16),
        "fan_share": Number("fs", 0, 1, 100),
        "skew": Number("sk", 0, 1, 100),
        "severity_spread": Number("us", 0, 0.5, 100),
        "sensor_bias": Number("sb", 0, 5, 10),
        "participation": Number("pa", 0.05, 1, 100),
        "dropout": Number("dr", 0, 0.9, 100),
        "slow": Number("sl", 0, 1, 100),
        "deadline": Number("de", 0, 50, 10),
        "epochs": Number("ep", 1, 10),
        "step": Number("lr", 0.0001, 0.1, 10_000),
        "mu": Number("mu", 0, 10, 1_000),
        "saboteurs": Number("sa", 0, 0.5, 100),
        "clip": Number("cl", 0, 100, 10),
        "noise": Number("no", 0, 10, 100),
        "rounds": Number("ro", 1, 60),
        "seed": Number("sd", 0, 2**32 - 1),
    }
)
"""The numbers, by the field of ``LabSettings``."""

CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        "shared": Choice("sh", ("models", "lifetimes")),
        "model": Choice("mo", MODELS),
        "aggregator": Choice("ag", ("fedavg", "median", "trimmed_mean", "krum", "multi_krum")),
        "server": Choice("so", ("plain", "fedavgm", "fedadam")),
        "term": Choice("te", ("none", "fedprox", "scaffold")),
        "sabotage": Choice("ki", ("sign_flip", "noise", "label_shift")),
        "secure": Choice("se", ("off", "on")),
    }
)
"""What is chosen by name; a test holds the names to the models' tables."""

_LEVERS = Codec({**LEVERS, **CHOICES}, LabError)


@dataclass(frozen=True)
class LabSettings:
    """Every lever of the lab.

    Attributes
    ----------
    factories : that take part; one more looks on and trains alone
    failures : of each factory, from installation to the end
    fan_share : of all failures; the others are the compressor's
    skew : 0 if every factory sees the same mix, 1 if each sees one kind only
    severity_spread : usage of the factories differs by up to this share, up and down
    sensor_bias : a factory's sensors are off by about so many standard deviations of their noise
    participation : share of the factories that is asked in a round
    dropout : chance that one who was asked never answers
    slow : share of the factories that take four times as long
    deadline : minutes after which an answer is too late; 0 for none
    epochs : local passes in a round
    step : learning rate
    shared : ``models``, or ``lifetimes`` if nothing but counts of them leaves a factory
    model : ``network`` or ``linear``
    aggregator, server, term, mu, saboteurs, sabotage, noise : see the simulation's ``Experiment``
    clip : largest norm of an update; 0 for none
    secure : ``on`` if the server sees sums only
    rounds : from 1 on
    seed : of engines and of all that is drawn

    Raises
    ------
    LabError
        What no lab can be, in one sentence.

    Examples
    --------
    >>> LabSettings(factories=80, aggregator="median").text
    'lab.fa80.agmedian'
    """

    factories: int = 20
    failures: int = 4
    fan_share: float = 0.2
    skew: float = 0.0
    severity_spread: float = 0.3
    sensor_bias: float = 0.0
    shared: str = "models"
    model: str = "network"
    rounds: int = 20
    participation: float = 1.0
    dropout: float = 0.0
    slow: float = 0.0
    deadline: float = 0.0
    epochs: int = 1
    step: float = 0.005
    term: str = "none"
    mu: float = 0.1
    aggregator: str = "fedavg"
    server: str = "plain"
    saboteurs: float = 0.0
    sabotage: str = "sign_flip"
    clip: float = 0.0
    noise: float = 0.0
    secure: str = "off"
    seed: int = 7

    def __post_init__(self) -> None:
        for name, value in _LEVERS.check(asdict(self)).items():
            object.__setattr__(self, name, value)
        if self.factories * self.failures > MOST_FAILURES:
            raise LabError(
                "The lab holds {most} failures in all, got {factories} factories with {failures} "
                "each: take fewer of either.",
                most=MOST_FAILURES,
                factories=self.factories,
                failures=self.failures,
            )
        self.experiment()  # refuses levers that contradict each other

    def experiment(self) -> Experiment:
        """Return what the models' side needs to know of it."""
        scaffold = self.term == "scaffold"  # corrects plain steps, without momentum
        return Experiment(
            rounds=self.rounds,
            hidden=UNITS if self.model == "network" else 0,
            solver="sgd" if scaffold else "adam",
            momentum=0.0 if scaffold else 0.9,
            step=self.step,
            epochs=self.epochs,
            term=self.term,
            mu=self.mu,
            aggregator=self.aggregator,
            server_optimizer=self.server,
            participation=self.participation,
            dropout=self.dropout,
            slow=self.slow,
            deadline=self.deadline,
            saboteurs=self.saboteurs,
            sabotage="label_poisoning" if self.sabotage == "label_shift" else self.sabotage,
            clip=self.clip,
            noise=self.noise,
            secure=self.secure == "on",
        )

    @property
    def idle(self) -> frozenset[str]:
        """Levers that change nothing while the others stand as they do.

        Examples
        --------
        >>> sorted(LabSettings().idle), sorted(LabSettings(term="fedprox", saboteurs=0.2).idle)
        (['mu', 'sabotage'], [])
        """
        if self.shared == "lifetimes":
            return frozenset({*LEVERS, *CHOICES}) - DRAWN - {"shared"}
        idle = {"mu": self.term != "fedprox", "sabotage": not self.saboteurs}
        return frozenset(name for name, is_idle in idle.items() if is_idle)

    @property
    def text(self) -> str:
        """What a link carries: only what differs from the usual lab."""
        usual = {field.name: field.default for field in fields(self)}
        return _MARK.join([_NAME, *_LEVERS.write(asdict(self), usual)])


def read_settings(text: object) -> LabSettings:
    """Read the text of a link.

    Raises
    ------
    LabError
        Anything that ``LabSettings.text`` does not write.

    Examples
    --------
    >>> read_settings("lab.fa5.sa20.kinoise").sabotage
    'noise'
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise LabError("This link holds no lab: copy it again, whole.")
    name, *parts = text.split(_MARK)
    if name != _NAME:
        raise LabError(
            "{text} is no lab, one reads like lab.fa40: copy the link again.", text=repr(text[:20])
        )
    return LabSettings(**_LEVERS.read(parts))


@dataclass(frozen=True)
class Prepared:
    """A prepared experiment.

    Attributes
    ----------
    question : what to guess before looking
    settings : what is run
    others : what it is compared with, run afterwards
    """

    title: str
    question: str
    settings: LabSettings
    others: tuple[LabSettings, ...]


EXPERIMENTS: Mapping[str, Prepared] = MappingProxyType(
    {
        "more": Prepared(
            mark("More factories"),
            mark("What do 40 factories know that 4 do not?"),
            LabSettings(factories=40, failures=2),
            (LabSettings(factories=4, failures=2),),
        ),
        "blind": Prepared(
            mark("Blind spots"),
            mark(
                "One factory in five sees fans fail, and nothing else. The others have never seen "
                "it. What is that worth to those who share?"
            ),
            LabSettings(skew=1.0, rounds=15),
            (LabSettings(rounds=15),),
        ),
        "drift": Prepared(
            mark("All different"),
            mark(
                "Every factory flies otherwise, fails otherwise and measures otherwise, and trains "
                "ten passes before it answers. Does the average still work?"
            ),
            LabSettings(
                skew=1.0, severity_spread=0.5, sensor_bias=2.0, epochs=10, rounds=8, factories=15
            ),
            (LabSettings(severity_spread=0.0, epochs=10, rounds=8, factories=15),),
        ),
        "saboteur": Prepared(
            mark("The saboteur"),
            mark(
                "One answer in five is sabotage. What does the mean lose, and does another rule "
                "save it?"
            ),
            LabSettings(saboteurs=0.2, rounds=15),
            (
                LabSettings(rounds=15),
                *(
                    LabSettings(saboteurs=0.2, aggregator=rule, rounds=15)
                    for rule in ("median", "trimmed_mean", "krum")
                ),
            ),
        ),
        "privacy": Prepared(
            mark("The privacy budget"),
            mark("Noise hides what any one factory sent. What does that cost 20 factories?"),
            LabSettings(clip=2.0, noise=0.6, rounds=15),
            (LabSettings(rounds=15),),
        ),
        "enough": Prepared(
            mark("When it does not help"),
            mark("With 16 failures of one kind at home, what is left to learn from the others?"),
            LabSettings(
                factories=10, failures=16, fan_share=0.0, severity_spread=0.0, model="linear"
            ),
            (
                LabSettings(
                    factories=10, failures=1, fan_share=0.0, severity_spread=0.0, model="linear"
                ),
            ),
        ),
    }
)
"""By the name in a link."""


def experiment_of(settings: LabSettings) -> str | None:
    """Return the name of the prepared experiment with these levers, if there is one.

    Examples
    --------
    >>> experiment_of(LabSettings(saboteurs=0.2, rounds=15)), experiment_of(LabSettings())
    ('saboteur', None)
    """
    return next((name for name, one in EXPERIMENTS.items() if one.settings == settings), None)
