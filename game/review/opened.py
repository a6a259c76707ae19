"""What was found in a factory's opened engines, and what its models had seen fail."""

from dataclasses import asdict, dataclass
from typing import Any

from game.fleet.blind_spot import Tally, calm_failures, doubted, saves, seen_by, tally
from game.fleet.cmapss import MatchFleet
from game.fleet.forecasters import world_of
from game.rules.lives import Lives, Outcome
from game.rules.match import FactoryHistory


@dataclass(frozen=True)
class Taught:
    """What a model had seen fail when it was trained."""

    cycle: int  # of the training
    strategy: str
    own: Tally  # failures of the factory's own, archive included
    others: Tally  # of the other members of its federation


@dataclass(frozen=True)
class Opened:
    """A factory's engines by what wore out, and what its models made of them."""

    failures: Tally | None  # None where nobody can tell
    services: Tally | None
    calm: int  # failures of which the forecast gave no sign while an order could be in time
    never_seen: int  # of these, of a fault that the model had never seen
    saved: int  # services that the own model of the same moment would not have ordered in time
    models: tuple[Taught, ...]
    named: int = 0  # services of a fault the model had never seen, ordered while it was calm

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self, dict_factory=_with_tallies_named)


def opened(fleet: MatchFleet, history: FactoryHistory, end: int) -> Opened:
    """Return what is known of a factory's engines at the end of its match.

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> from game.rules.decisions import Decision
    >>> from game.rules.match import play_factory
    >>> from game.rules.scenario import DEFAULT
    >>> fleet = SimulatedFleet(DEFAULT, 2)
    >>> history = play_factory(DEFAULT, [Decision(0, "local")], world_of(fleet), 500)
    >>> found = opened(fleet, history, 500)
    >>> found.failures, found.calm, found.never_seen
    (Tally(compressor=0, fan=3), 3, 3)
    """
    lives, events = history.lives.cut(end), world_of(fleet).events
    calm = list(calm_failures(fleet.scenario, events, history, lives))
    models = (
        Taught(stretch.cycle, stretch.strategy, seen.own, seen.others)
        for stretch in history.stretches
        if stretch.trained and stretch.cycle < end and (seen := seen_by(stretch.model)) is not None
    )
    return Opened(
        failures=_found(fleet, lives, Outcome.FAILURE),
        services=_found(fleet, lives, Outcome.SERVICE),
        calm=len(calm),
        never_seen=sum(failure.known == 0 for failure in calm),
        saved=sum(1 for _ in saves(fleet.scenario, events, history, lives)),
        models=tuple(models),
        named=doubted(history, lives),
    )


def _with_tallies_named(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: own._asdict() if isinstance(own, Tally) else own for name, own in fields}


def _found(fleet: MatchFleet, lives: Lives, outcome: Outcome) -> Tally | None:
    return tally(fleet, lives.engine_id[lives.outcome == outcome].tolist())
