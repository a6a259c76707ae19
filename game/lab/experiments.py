"""The lab's prepared experiments: what each asks, of which labs, and what answers it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from game.lab.levers import TITLES
from game.lab.settings import LabSettings
from game.lab.verdicts import Comparison, Money, armed_profit, between, kept, profit, sharing
from game.text.marking import mark


@dataclass(frozen=True)
class Prepared:
    """A prepared experiment.

    Attributes
    ----------
    question : what to guess before looking
    sides : labs by how they are called, the one that is watched first
    asks : what is compared; the first answer stands first
    armed : it asks what is earned where a backdoor's trigger is
    """

    title: str
    question: str
    sides: Mapping[str, LabSettings]
    asks: tuple[Comparison, ...]
    armed: bool = False

    @property
    def labs(self) -> tuple[LabSettings, ...]:
        """All that are compared, the one that is watched first."""
        return tuple(self.sides.values())

    @property
    def settings(self) -> LabSettings:
        """Of the one that is watched."""
        return self.labs[0]

    @property
    def titles(self) -> tuple[str, ...]:
        """How its labs are called, in their order."""
        return tuple(self.sides)


_SHORT = LabSettings.of(rounds=15)
_SABOTAGED = _SHORT.but(saboteurs=0.2)
_BACKDOOR = _SHORT.but(saboteurs=0.1, sabotage="backdoor")
_OPEN = LabSettings.of(factories=80, hidden=0, rounds=5, scales="public")
_NOISE: Mapping[str, object] = {"clip": 0.5, "noise": 5.0}
_ALIKE = LabSettings.of(factories=10, failures=1, fan_share=0.0, severity_spread=0.0, hidden=0)

_ATTACKED, _HONEST, _FIRST_RULE = range(3)
"""Places of the labs of an attack."""


_AGAINST_SABOTAGE = {"median": False, "trimmed_mean": True, "krum": True}
_AGAINST_BACKDOOR = {"median": False, "multi_krum": True, "krum": False}
"""Aggregators that may save what an attack takes, and whether that depends on the seed."""


def _under(attack: LabSettings, rules: Iterable[str]) -> dict[str, LabSettings]:
    """Return the labs of an attack: the plain average, nobody lies, then other aggregators."""
    return {mark("Plain average"): attack, mark("Nobody lies"): _SHORT} | {
        TITLES[rule]: attack.but(aggregator=rule) for rule in rules
    }


def _saved(depends: Mapping[str, bool], money: Money = profit) -> Iterator[Comparison]:
    """Ask of each of the other aggregators, in their order, whether it saves what is earned."""
    for place, (rule, may_differ) in enumerate(depends.items(), _FIRST_RULE):
        yield Comparison(
            TITLES[rule],
            partial(between, place, _HONEST, money=money),
            partial(kept, place, _HONEST, money=money),
            depends=may_differ,
        )


EXPERIMENTS: dict[str, Prepared] = {
    "more": Prepared(
        mark("More factories"),
        mark("What do 40 factories know that 4 do not?"),
        {
            mark("40 factories"): LabSettings.of(factories=40, failures=2),
            mark("4 factories"): LabSettings.of(factories=4, failures=2),
        },
        (Comparison(mark("40 factories instead of 4"), partial(between, 0, 1), depends=True),),
    ),
    "blind": Prepared(
        mark("Blind spots"),
        mark(
            "One factory in five sees fans fail, and nothing else. The others have never seen "
            "it. What is that worth to those who share?"
        ),
        {
            mark("Each sees one kind"): _SHORT.but(skew=1.0),
            mark("All see the same mix"): _SHORT,
        },
        (
            Comparison(
                mark("Sharing, for those that have never seen a fan fail"),
                partial(sharing, 0, seen_fan=False),
            ),
            Comparison(
                mark("Sharing, for those that have seen one"), partial(sharing, 0, seen_fan=True)
            ),
            Comparison(
                mark("One kind each instead of the same mix"), partial(between, 0, 1), depends=True
            ),
        ),
    ),
    "drift": Prepared(
        mark("All different"),
        mark(
            "Every factory flies otherwise, fails otherwise and measures otherwise, and trains "
            "ten passes before it answers. Does the average still work?"
        ),
        {
            mark("All different"): LabSettings.of(
                skew=1.0, severity_spread=0.5, sensor_bias=2.0, epochs=10, rounds=8, factories=15
            ),
            mark("All alike"): LabSettings.of(
                severity_spread=0.0, epochs=10, rounds=8, factories=15
            ),
        },
        (
            Comparison(mark("Sharing instead of alone, all different"), partial(sharing, 0)),
            Comparison(
                mark("Sharing instead of alone, all alike"), partial(sharing, 1), depends=True
            ),
            Comparison(
                mark("All different instead of all alike"), partial(between, 0, 1), depends=True
            ),
        ),
    ),
    "saboteur": Prepared(
        mark("The saboteur"),
        mark(
            "One answer in five is sabotage. What does the mean lose, and does another rule "
            "save it?"
        ),
        _under(_SABOTAGED, _AGAINST_SABOTAGE),
        (
            Comparison(
                mark("The plain average, of answers that lie"),
                partial(between, _ATTACKED, _HONEST),
            ),
            *_saved(_AGAINST_SABOTAGE),
        ),
    ),
    "backdoor": Prepared(
        mark("The backdoor"),
        mark(
            "One factory in ten teaches that engines whose T30 reads low are healthy, and no error "
            "shows it. What does it cost where T30 does read low, and which rule stops it?"
        ),
        _under(_BACKDOOR, _AGAINST_BACKDOOR),
        (
            Comparison(
                mark("The backdoor, where T30 reads low"),
                partial(between, _ATTACKED, _HONEST, money=armed_profit),
            ),
            *_saved(_AGAINST_BACKDOOR, armed_profit),
            Comparison(
                mark("The backdoor, where T30 reads true"), partial(between, _ATTACKED, _HONEST)
            ),
        ),
        armed=True,
    ),
    "privacy": Prepared(
        mark("Privacy needs many"),
        mark(
            "Noise in the sum limits what anybody can tell of one factory's updates. What does "
            "that cost 80 factories, and what 20?"
        ),
        {
            mark("80 factories, noise"): _OPEN.but(**_NOISE),
            mark("80 factories, none"): _OPEN,
            mark("20 factories, noise"): _OPEN.but(factories=20, **_NOISE),
            mark("20 factories, none"): _OPEN.but(factories=20),
        },
        (
            Comparison(
                mark("Noise instead of none, 80 factories"), partial(between, 0, 1), depends=True
            ),
            Comparison(
                mark("Noise instead of none, 20 factories"), partial(between, 2, 3), depends=True
            ),
        ),
    ),
    "enough": Prepared(
        mark("When it does not help"),
        mark("With 16 failures of one kind at home, what is left to learn from the others?"),
        {mark("16 failures each"): _ALIKE.but(failures=16), mark("One failure each"): _ALIKE},
        (
            Comparison(mark("Sharing instead of alone, 16 failures each"), partial(sharing, 0)),
            Comparison(mark("Sharing instead of alone, one failure each"), partial(sharing, 1)),
        ),
    ),
}
"""By their names."""

OPENING = "blind"
"""The one that the page opens on without a link: the usual lab, ``lab``, has all factories see the
same mix, so that sharing is worth little to most of them."""


def experiment_of(settings: LabSettings) -> str | None:
    """Return the name of the prepared experiment with these levers, if there is one.

    Examples
    --------
    >>> experiment_of(LabSettings.of(saboteurs=0.2, rounds=15)), experiment_of(LabSettings())
    ('saboteur', None)
    """
    return next((name for name, one in EXPERIMENTS.items() if one.settings == settings), None)
