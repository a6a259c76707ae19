"""Events: what befalls a match at places in the stream of engines, or in a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from game.rules.offers.given import events_given
from game.rules.scenario import DRAWN, QUESTIONS, SIMULATED, STAKES, Scenario
from game.text.marking import mark

_EVENTS = 98  # tells this use of the seed apart from others

MONTHS = 12
"""Parts into which a match is divided: what is drawn begins and ends with one of them."""


@dataclass(frozen=True)
class EventKind:
    """A row of the table of events.

    Attributes
    ----------
    name : in messages to a screen
    title, line : what it is called, and what it does, in one sentence
    engines : it befalls engines by their place in the stream; otherwise a time
    fans : these engines wear out by the fan
    severity : factor on these engines' usage
    lead : cycles by which services begin later in this time
    poisoned : members of one alliance send poisoned updates in this time
    noisy : updates travel with noise in this time
    """

    name: str
    title: str
    line: str
    engines: bool = False
    fans: bool = False
    severity: float = 1.0
    lead: int = 0
    poisoned: bool = False
    noisy: bool = False


EVENTS: Mapping[str, EventKind] = {
    kind.name: kind
    for kind in (
        EventKind(
            name="blades",
            title=mark("A batch of blades"),
            line=mark("Some coming engines have blades of one batch: their fans will wear out."),
            engines=True,
            fans=True,
        ),
        EventKind(
            name="dust",
            title=mark("Dusty routes"),
            line=mark("Some coming engines fly through dust all their lives: they wear faster."),
            engines=True,
            severity=1.25,
        ),
        EventKind(
            name="strike",
            title=mark("Spare parts are on strike"),
            line=mark("A service that is ordered in this time begins 20 cycles later than usual."),
            lead=20,
        ),
        EventKind(
            name="poison",
            title=mark("Odd updates"),
            line=mark("Some members of an alliance send updates that point the other way."),
            poisoned=True,
        ),
        EventKind(
            name="privacy",
            title=mark("A privacy rule"),
            line=mark("In this time no update of a model may travel without noise."),
            noisy=True,
        ),
    )
}
"""All events there are; a scenario says how many of them befall a match."""


@dataclass(frozen=True)
class Event:
    """What befalls a match, as its seed has drawn it.

    Attributes
    ----------
    announced : cycle
    begins, ends : cycles, the last one beyond it; of engines the first place in each slot's stream
        and the one beyond the last
    alliance : which of the alliances it is about, by its place among them
    """

    kind: str
    announced: int
    begins: int
    ends: int
    alliance: int = 0

    @property
    def row(self) -> EventKind:
        """What it does."""
        return EVENTS[self.kind]

    def holds_at(self, cycle: int) -> bool:
        """Return whether it is one of a time, and this is it.

        Examples
        --------
        >>> strike = Event("strike", 300, 420, 660)
        >>> strike.holds_at(419), strike.holds_at(420), strike.holds_at(660)
        (False, True, False)
        """
        return not self.row.engines and self.begins <= cycle < self.ends


class EventDrawing(NamedTuple):
    """How the seed draws what befalls a match, by what a scenario says is ``given``."""

    kinds: tuple[str, ...]  # that may befall it
    alliances: int  # that are offered in it
    odd: tuple[int, int]  # months with which poisoned updates begin, the last one beyond them


_OTHERS = 3, 8
"""Months with which other events of a time begin, the last one beyond them."""

EVENT_DRAWINGS: Mapping[str, EventDrawing] = {
    DRAWN: EventDrawing(tuple(EVENTS), 3, _OTHERS),
    QUESTIONS: EventDrawing(("strike", "poison"), 2, (3, 6)),
    STAKES: EventDrawing(("strike", "poison"), 2, (5, 7)),
}


@lru_cache(maxsize=256)
def events_of(scenario: Scenario, seed: int) -> tuple[Event, ...]:
    """Return what befalls a match, in the order in which it is announced.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from game.rules.scenario import DEFAULT
    >>> events_of(DEFAULT, 7)
    ()
    >>> [event.kind for event in events_of(replace(DEFAULT, events=2), 7)]
    ['blades', 'dust']
    """
    drawing = EVENT_DRAWINGS.get(scenario.given)
    if drawing is None:
        return tuple(Event(*row) for row in events_given(scenario.given, seed))
    draw = np.random.default_rng([seed, _EVENTS])
    # All are drawn whether they are wanted or not, so that more of them leave the others alone.
    order = draw.permutation(drawing.kinds).tolist()
    drawn = {name: _drawn(EVENTS[name], scenario.cycles, drawing, draw) for name in drawing.kinds}
    real = scenario.engines != SIMULATED
    possible = [name for name in order if not (real and EVENTS[name].engines)]
    chosen = [drawn[name] for name in possible[: scenario.events]]
    return tuple(sorted(chosen, key=lambda event: (event.announced, event.kind)))


def _drawn(kind: EventKind, cycles: int, drawing: EventDrawing, draw: np.random.Generator) -> Event:
    month, about = cycles // MONTHS, int(draw.integers(drawing.alliances))
    if kind.engines:
        first = int(draw.integers(3, 6))
        # Engines of a slot follow each other every month or two; nobody is there before.
        return Event(kind.name, (first - 1) * _A_LIFE, first, first + 2)
    begins = int(draw.integers(*(drawing.odd if kind.poisoned else _OTHERS))) * month
    ends = cycles if kind.poisoned else begins + 2 * month
    return Event(kind.name, begins - month, begins, ends, about)


_A_LIFE = 120
"""Cycles after which the engine of a slot is followed by the next one at the soonest, but for who
throws most of a life away."""
