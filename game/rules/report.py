"""The end of a match in figures, beside the ceiling and the floor on the same engines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from game.rules.economics import Ledger, best_possible, ledger
from game.rules.match import (
    FactoryHistory,
    Match,
    Seat,
    Streams,
    World,
    advance,
    at_lead,
    start,
)
from game.rules.offers.events import Event
from game.rules.offers.offers import Offer
from game.rules.offers.terms import shortest_lead
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray
from game.text.marking import mark

if TYPE_CHECKING:
    import pandas as pd

_PLACES = (
    "Alder", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo",
    "Juniper", "Kestrel", "Lagoon", "Meridian", "Northgate", "Osprey", "Pinnacle", "Quarry",
    "Rowan", "Summit", "Tundra", "Umber", "Vesper", "Willow", "Zenith",
)  # fmt: skip
_TRADES = ("Aero", "Air", "Airways", "Aviation", "Cargo", "Express", "Flight", "Jets", "Wings")

YOU = mark("Your factory")


@dataclass(frozen=True)
class FactoryReport:
    """One factory's match."""

    name: str
    strategy: str  # at the end
    setting: int | None  # cycles, at the end
    profit: int  # dollars
    running_cycles: int
    down_cycles: int
    maintained: int
    failed: int
    mtbf: float | None  # running cycles per failure; None without failures
    availability: float
    roi: float | None  # against a corrective factory on the same engines; None without services
    oracle_profit: int  # dollars, of the best sequence of services and failures
    charges: int = 0  # dollars, fees less bonuses
    spent: int = 0  # dollars, on services and fees


_FIGURES = (
    "profit", "running_cycles", "down_cycles", "maintained", "failed", "mtbf", "availability",
    "charges", "spent",
)  # fmt: skip
"""Of a factory's ledger, that its report tells under the same name."""


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


COLUMNS: Mapping[str, Callable[[FactoryReport], str]] = {
    "factory": lambda factory: factory.name,
    "strategy": lambda factory: factory.strategy,
    "setting": lambda factory: _or_dash(factory.setting, "d"),
    "profit": lambda factory: f"${factory.profit:,}",
    "oracle": lambda factory: f"${factory.oracle_profit:,}",
    "maintained": lambda factory: f"{factory.maintained}",
    "failed": lambda factory: f"{factory.failed}",
    "MTBF": lambda factory: _or_dash(factory.mtbf, ".0f"),
    "availability": lambda factory: f"{factory.availability:.1%}",
    "ROI": lambda factory: _or_dash(factory.roi, ".2f"),
}
"""How a terminal and a notebook show a factory's match."""


@dataclass(frozen=True)
class Report:
    """A match in figures; the first factory is the player's."""

    scenario: str
    seed: int
    cycles: int
    winner: str | None  # None while the match goes on
    factories: tuple[FactoryReport, ...]
    note: str | None = None  # what a reader should know of the engines

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values; a note only where there is one."""
        values = {**asdict(self), "factories": [asdict(factory) for factory in self.factories]}
        if self.note is None:
            del values["note"]
        return values

    def to_frame(self) -> "pd.DataFrame":
        """Return one row for each factory, by name, with the fields of ``FactoryReport``.

        Examples
        --------
        >>> from game import play
        >>> int(play("default", seed=7, cycles=500).to_frame().loc["Your factory", "profit"])
        -24000
        """
        import pandas as pd

        return pd.DataFrame([asdict(factory) for factory in self.factories]).set_index("name")

    @property
    def headline(self) -> str:
        """The match in one line."""
        winner = f"{self.winner} wins" if self.winner else "no winner yet"
        return f"{self.scenario}, seed {self.seed}: {winner} after {self.cycles} cycles"

    def table(self) -> list[list[str]]:
        """Return a row of text for each factory, as ``COLUMNS`` show it.

        Examples
        --------
        >>> from game import play
        >>> play("default", seed=7, cycles=500).table()[0][:4]
        ['Your factory', 'corrective', '-', '$-24,000']
        """
        return [[show(factory) for show in COLUMNS.values()] for factory in self.factories]

    def _repr_html_(self) -> str:
        """Return the report as a notebook shows it.

        Examples
        --------
        >>> from game import play
        >>> play("default", seed=7, cycles=500)._repr_html_()[:33]
        '<table><caption>default, seed 7: '
        """
        rows = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in self.table())
        caption = escape(" ".join(filter(None, (self.headline + ".", self.note))))
        head = f"<thead><tr>{_cells(COLUMNS, 'th')}</tr></thead>"
        return f"<table><caption>{caption}</caption>{head}<tbody>{rows}</tbody></table>"


def _cells(texts: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


@dataclass(frozen=True, eq=False)
class Measures:
    """What each factory is measured by, whatever has been decided: the least and the most."""

    idle: tuple[FactoryHistory, ...]  # had it waited for every failure
    ceilings: tuple[Ledger, ...]  # had it known every lifetime


def measures(scenario: Scenario, world: World, end: int) -> Measures:
    """Return what the factories of a match are measured by after so many cycles."""
    ceilings = oracles(scenario, world.streams, end, world.events, world.offers)
    return Measures(idle_histories(scenario, world, end), tuple(ceilings))


def report(
    match: Match,
    world: World,
    seed: int,
    names: tuple[str, ...],
    note: str | None = None,
    measured: Measures | None = None,
) -> Report:
    """Return the figures of a match at the cycle it has reached.

    Parameters
    ----------
    measured : what its factories are measured by there; computed if None
    """
    measured = measured or measures(match.scenario, world, match.end)
    rows = tuple(
        factory_report(match, number, name, idle, ceiling)
        for number, (name, idle, ceiling) in enumerate(
            zip(names, measured.idle, measured.ceilings, strict=True)
        )
    )
    winner = None if match.winner is None else names[match.winner]
    return Report(match.scenario.name, seed, match.end, winner, rows, note)


def idle_histories(
    scenario: Scenario, world: World, end: int, factories: int | None = None
) -> tuple[FactoryHistory, ...]:
    """Return what happens in the first factories of a match, or in all, if they only wait."""
    seats = [Seat()] * (scenario.factories if factories is None else factories)
    return advance(start(scenario, seats, world), {}, end).histories


def factory_report(
    match: Match, number: int, name: str, idle: FactoryHistory, ceiling: Ledger
) -> FactoryReport:
    """Return the figures of one factory, beside an idle one and the best on the same engines."""
    scenario, history, end = match.scenario, match.factories[number], match.end
    slots, prices = scenario.slots, scenario.economics
    book = ledger(history.lives, slots, end, prices, history.charges)
    last = [stretch for stretch in history.stretches if stretch.cycle < end][-1]
    return FactoryReport(
        name=name,
        strategy=last.strategy,
        setting=last.setting,
        roi=book.roi(ledger(idle.lives, slots, end, prices).profit),
        oracle_profit=ceiling.profit,
        **{figure: getattr(book, figure) for figure in _FIGURES},
    )


def oracles(
    scenario: Scenario,
    streams: Streams,
    end: int,
    events: Sequence[Event] = (),
    offers: Sequence[Offer] = (),
) -> list[Ledger]:
    """Return the ledger of the best that each factory could do who knew every lifetime.

    It orders with the shortest lead that any answers could bring, pays no fee and has every bonus.
    """
    prices = at_lead(scenario, shortest_lead(scenario, events, offers)).economics
    bonuses = sum(offer.bonus for offer in offers if offer.ends < end)
    factories, slots = np.divmod(np.arange(scenario.factories * scenario.slots), scenario.slots)
    places = list(zip(factories.tolist(), slots.tolist(), strict=True))

    def lifetimes(first: int, count: int) -> IntArray:
        ids = [streams.ids(factory, slot, first, count) for factory, slot in places]
        return streams.lifetimes(np.ravel(ids)).reshape(len(ids), count)

    best = best_possible(lifetimes, end, prices).booked(end, prices)
    counts = np.reshape(best, (3, scenario.factories, scenario.slots)).sum(axis=2).T.tolist()
    time = scenario.slots * end
    return [
        Ledger(running, time - running, services, failures, prices, bonuses=bonuses)
        for running, services, failures in counts
    ]


@lru_cache(maxsize=512)
def factory_names(seed: int, factories: int) -> tuple[str, ...]:
    """Return the names of a match's factories, all different; the first one is yours.

    Examples
    --------
    >>> names = factory_names(7, 4)
    >>> names[0], len(set(names))
    ('Your factory', 4)
    """
    draw = np.random.default_rng([seed, 99])
    places = draw.choice(_PLACES, factories - 1, replace=False)
    trades = draw.choice(_TRADES, factories - 1, replace=False)
    return YOU, *(f"{place} {trade}" for place, trade in zip(places, trades, strict=True))
