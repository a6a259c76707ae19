"""A lab as far as it has been computed: numbers, and no model."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.lab.population import Factory
from game.lab.settings import LabSettings
from game.rules.economics import return_on
from models.federated.simulation import run

RoundRecord = run.RoundRecord
"""What the half of a round came to: views read it here, who do not know the models."""


@dataclass(frozen=True)
class Backdoor:
    """What a federated model does where its saboteurs' trigger is, at the usual threshold.

    Attributes
    ----------
    profit : dollars per slot and 1,000 cycles
    failed : of the judge's engines, with the trigger
    failed_without : of the same, without it
    """

    profit: float
    failed: int
    failed_without: int


@dataclass(frozen=True)
class Earning:
    """What the models of a round earn.

    Attributes
    ----------
    profit : of the federated model, dollars per slot and 1,000 cycles at its best threshold
    threshold : that one, cycles
    outsider_profit : of the model of the one that trains alone, at its own best threshold
    spent, outsider_spent : by both on services, dollars per slot and 1,000 cycles
    waiting : what waiting for every failure earns on the same engines, likewise
    backdoor : where saboteurs teach one
    """

    profit: float
    threshold: int
    outsider_profit: float
    spent: float
    outsider_spent: float
    waiting: float
    backdoor: Backdoor | None = None

    @property
    def roi(self) -> float | None:
        """What the federated model's services have returned; None without any."""
        return return_on(self.spent, self.profit, self.waiting)

    @property
    def outsider_roi(self) -> float | None:
        """The same of the one that trains alone."""
        return return_on(self.outsider_spent, self.outsider_profit, self.waiting)


@dataclass(frozen=True)
class Central:
    """What the same network comes to after as many passes over all rows in one place.

    Attributes
    ----------
    error : RMSE on the judge's engines, cycles
    profit : dollars per slot and 1,000 cycles at its best threshold
    """

    error: float
    profit: float


@dataclass(frozen=True)
class Gain:
    """What the federation is worth to a factory, against the match's local model.

    Attributes
    ----------
    alone_error, alone_profit : of its own failures' model, on the judge's engines of all kinds
    profit : of the federated model, on the same
    own_error, own_profit : of the federated model, on engines like the factory's own
    own_alone_error, own_alone_profit : of its own failures' model, on the same

    Errors are RMSE in cycles; profits dollars per slot and 1,000 cycles, each at the threshold that
    is best for that model.
    """

    number: int
    alone_error: float
    alone_profit: float
    profit: float
    own_error: float
    own_profit: float
    own_alone_error: float
    own_alone_profit: float

    @property
    def gain(self) -> float:
        """Dollars per slot and 1,000 cycles, on engines like its own."""
        return self.own_profit - self.own_alone_profit

    @property
    def gain_everywhere(self) -> float:
        """Dollars per slot and 1,000 cycles, on engines of all kinds."""
        return self.profit - self.alone_profit


@dataclass(frozen=True)
class Pool:
    """What came of sharing lifetimes: counts, and no model.

    Attributes
    ----------
    age : of service, that follows from all lifetimes, cycles
    engines : that were counted
    bytes_up, bytes_down : of each factory's message, and of the server's answer to it
    """

    age: int
    engines: int
    bytes_up: int
    bytes_down: int


@dataclass(frozen=True)
class AgePolicy:
    """What a service at a fixed age earns a factory, on engines like its own.

    Attributes
    ----------
    age : that follows from its own lifetimes, cycles
    profit : at that age
    pooled_profit : at the age that follows from everybody's lifetimes
    local_profit : of the match's local model, at its best threshold

    Profits are dollars per slot and 1,000 cycles.
    """

    number: int
    age: int
    profit: float
    pooled_profit: float
    local_profit: float

    @property
    def gain(self) -> float:
        """Dollars per slot and 1,000 cycles that everybody's lifetimes add to it."""
        return self.pooled_profit - self.profit


@dataclass(frozen=True)
class Joined:
    """The exact federation when a factory has joined those before it.

    Attributes
    ----------
    number : of the factory
    error : of the model of all that are in by then, on the judge's engines, cycles
    profit : of that model, dollars per slot and 1,000 cycles at its best threshold
    """

    number: int
    error: float
    profit: float


@dataclass(frozen=True)
class Progress:
    """A lab as far as it has been computed.

    Attributes
    ----------
    factories : those that take part, and the outsider last
    records : of the rounds, at each of their stages
    earnings : before the first round and after each; each follows a moment after its record
    centrals : of the centralised model, before the first round and after each
    gains : of each factory, filled after the last round
    pool : of the lifetimes of all factories, known before the age policies
    age_policies : of each factory, filled with the gains
    worth : of each factory to the others, dollars per slot and 1,000 cycles, in the exact ridge
        federation of the same factories, where everybody is honest and nobody drops out
    joining : what the same ridge federation comes to as factories join, by the name of the order
    naive_profit : of forecasting the same for every engine, dollars per slot and 1,000 cycles
    finished : nothing more will come
    """

    settings: LabSettings
    factories: tuple[Factory, ...] = ()
    records: tuple[RoundRecord, ...] = ()
    earnings: tuple[Earning, ...] = ()
    centrals: tuple[Central, ...] = ()
    gains: tuple[Gain, ...] = ()
    pool: Pool | None = None
    age_policies: tuple[AgePolicy, ...] = ()
    worth: Mapping[int, float] | None = None
    joining: Mapping[str, tuple[Joined, ...]] | None = None
    naive_profit: float | None = None
    finished: bool = False

    @property
    def rounds(self) -> int:
        """Whole rounds that are known."""
        return max(
            (record.number for record in self.records if record.stage == "merged"), default=0
        )

    @property
    def saboteurs(self) -> tuple[int, ...]:
        """Numbers of the factories that lie."""
        return self.records[0].saboteurs if self.records else ()

    @property
    def started(self) -> bool:
        """Whether there is something to look at."""
        return self.rounds > 0 or len(self.age_policies) > 0

    @property
    def counted(self) -> bool:
        """Whether there is money to look at."""
        return len(self.earnings) > 0 or len(self.age_policies) > 0

    @property
    def learned(self) -> bool:
        """Whether all rounds are known."""
        return self.rounds == self.settings.experiment.rounds

    @property
    def bytes_moved(self) -> int:
        """Of all messages so far."""
        return sum(
            sum(record.bytes_up.values()) + sum(record.bytes_down.values())
            for record in self.records
        )
