"""A state of the lab: a population of factories, and an experiment that trains them.

Every state is a short text, so that a link can carry it: ``lab.fa80.agmedian`` is the usual lab
with 80 factories and the coordinate median as aggregator. Only what differs from the usual lab is
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from game.lab.levers import CODEC, LEVERS
from game.rules.errors import LabError
from game.text.marking import mark
from models.federated.simulation.experiment import Experiment

BROKE_OFF = mark("This lab broke off ({problem}): change a lever.")
MOST_FAILURES = 400
"""Of all factories together: what a server may hold for one who watches."""

SCAFFOLD_STEP = 0.02
"""Its learning rate unless another is asked for: it takes plain steps, where the lab's usual rate
is Adam's. The largest at which it held in the usual lab (``python -m benchmarks drift``)."""

_NAME, _MARK = "lab", "."
_LONGEST = 300  # characters

Part = TypeVar("Part")


@dataclass(frozen=True)
class Population:
    """What the factories are: all that there is before anybody trains follows from it.

    Attributes
    ----------
    factories : that take part; one more looks on and trains alone
    failures : of each factory, from installation to the end
    fan_share : of all failures; the others are the compressor's
    skew : 0 if every factory sees the same mix, 1 if each sees one kind only
    severity_spread : usage of the factories differs by up to this share, up and down
    sensor_bias : a factory's sensors are off by about so many standard deviations of their noise
    seed : of engines and of all that is drawn

    Raises
    ------
    LabError
        More failures than a server may hold.
    """

    factories: int = 20
    failures: int = 4
    fan_share: float = 0.2
    skew: float = 0.0
    severity_spread: float = 0.3
    sensor_bias: float = 0.0
    seed: int = 7

    def __post_init__(self) -> None:
        if self.factories * self.failures > MOST_FAILURES:
            raise LabError(
                "The lab holds {most} failures in all, got {factories} factories with {failures} "
                "each: take fewer of either.",
                most=MOST_FAILURES,
                factories=self.factories,
                failures=self.failures,
            )


MOST_LIGHT = 2_000
"""Trainings of a factory in a round: a few seconds."""


@dataclass(frozen=True)
class LabSettings:
    """A population and an experiment; ``of`` takes what can be moved of both, by its name.

    Attributes
    ----------
    shared : ``models``, or ``lifetimes`` if nothing but counts of them leaves a factory
    lead : cycles between the order of a service and its beginning, in which all money is counted

    Scales are public wherever there is noise or secure aggregation; see
    ``docs/adr/0014-what-a-federation-is-told.md``.

    Examples
    --------
    >>> LabSettings.of(factories=80, aggregator="median").text
    'lab.fa80.agmedian'
    """

    population: Population = field(default_factory=Population)
    experiment: Experiment = field(default_factory=Experiment)
    shared: str = "models"
    lead: int = 0

    @classmethod
    def of(cls, **levers: object) -> "LabSettings":
        """Return the usual lab with some levers elsewhere.

        Raises
        ------
        LabError, ContradictionError
            What no lab can be, in one sentence.
        """
        values: dict[str, Any] = {
            name: LEVERS[name].code.check(name, lever, LabError) for name, lever in levers.items()
        }
        if values.get("term") == "scaffold":  # it corrects plain steps, without momentum
            values = {"step": SCAFFOLD_STEP} | values | {"solver": "sgd", "momentum": 0.0}
        if values.get("noise") or values.get("secure"):  # what both promise leaves no other
            values["scales"] = "public"
        own = {name: values[name] for name in ("shared", "lead") if name in values}
        return cls(_part(Population, values), _part(Experiment, values), **own)

    def but(self, **levers: object) -> "LabSettings":
        """Return this lab with some levers elsewhere.

        Examples
        --------
        >>> LabSettings().but(term="scaffold").experiment.step
        0.02
        """
        usual = self._usual
        moved = {name: value for name, value in self.levers.items() if value != usual[name]}
        return LabSettings.of(**(moved | levers))

    @property
    def levers(self) -> dict[str, Any]:
        """Where each lever stands, by its name, in the order in which a link writes them."""
        values = vars(self) | vars(self.population) | vars(self.experiment)
        return {name: values[name] for name in LEVERS}

    @property
    def _usual(self) -> dict[str, Any]:
        """Where the levers stand that a link with this term and protection does not name."""
        experiment = self.experiment
        usual = LabSettings.of(term=experiment.term).levers | {"term": Experiment.term}
        return usual | ({"scales": experiment.scales} if experiment.protected else {})

    @property
    def inactive(self) -> frozenset[str]:
        """Levers that change nothing while the others stand as they do.

        Examples
        --------
        >>> sorted(LabSettings().inactive)
        ['mu', 'sabotage']
        >>> sorted(LabSettings.of(term="fedprox", saboteurs=0.2).inactive)
        []
        """
        if self.shared == "lifetimes":
            return frozenset(LEVERS) - set(vars(self.population)) - {"shared", "lead"}
        experiment = self.experiment
        inactive = {
            "mu": experiment.term != "fedprox",
            "sabotage": not experiment.saboteurs,
            "scales": experiment.protected,
        }
        return frozenset(name for name, is_inactive in inactive.items() if is_inactive)

    @property
    def trainings(self) -> int:
        """Of a factory in a round, in all of it."""
        experiment = self.experiment
        return self.population.factories * experiment.rounds * experiment.training.epochs

    @property
    def is_light(self) -> bool:
        """Whether it is run where a link alone asks for it: for its picture, for a wall."""
        return self.trainings <= MOST_LIGHT and self.shared != "lifetimes"

    @property
    def text(self) -> str:
        """What a link carries: only what differs from the usual lab."""
        return _MARK.join([_NAME, *CODEC.write(self.levers, self._usual)])


def _part(kind: type[Part], values: Mapping[str, Any]) -> Part:
    """Make a population or an experiment of those values that are its own."""
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: values[name] for name in names if name in values})


def read_settings(text: object) -> LabSettings:
    """Read the text of a link.

    Raises
    ------
    LabError, ContradictionError
        Anything that ``LabSettings.text`` does not write.

    Examples
    --------
    >>> read_settings("lab.fa5.sa20.kinoise").experiment.sabotage
    'noise'
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise LabError("This link holds no lab: copy it again, whole.")
    name, *parts = text.split(_MARK)
    if name != _NAME:
        raise LabError(
            "{text} is no lab, one reads like lab.fa40: copy the link again.", text=repr(text[:20])
        )
    return LabSettings.of(**CODEC.read(parts))
