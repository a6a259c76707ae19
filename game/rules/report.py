"""The end of a match in figures, beside the ceiling and the floor on the same engines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from game.rules.economics import Ledger, ledger
from game.rules.lives import Lives, Outcome, chain
from game.rules.match import Match, Streams, World, play_factory
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import IntArray

if TYPE_CHECKING:
    import pandas as pd


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
    oracle_profit: int  # dollars, had every engine been serviced on its last cycle but one


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


def report(
    match: Match, world: World, seed: int, names: tuple[str, ...], note: str | None = None
) -> Report:
    """Return the figures of a match at the cycle it has reached."""
    scenario = match.scenario
    rows = []
    for number, history in enumerate(match.factories):
        book = ledger(history.lives, scenario.slots, match.end, scenario.economics)
        idle = play_factory(scenario, number, (), world, match.end)
        corrective = ledger(idle.lives, scenario.slots, match.end, scenario.economics)
        last = [stretch for stretch in history.stretches if stretch.cycle < match.end][-1]
        rows.append(
            FactoryReport(
                name=names[number],
                strategy=last.strategy,
                setting=last.setting,
                profit=book.profit,
                running_cycles=book.running_cycles,
                down_cycles=book.down_cycles,
                maintained=book.maintained,
                failed=book.failed,
                mtbf=book.mtbf,
                availability=book.availability,
                roi=book.roi(corrective.profit),
                oracle_profit=oracle(scenario, number, world.streams, match.end).profit,
            )
        )
    winner = None if match.winner is None else names[match.winner]
    return Report(scenario.name, seed, match.end, winner, tuple(rows), note)


def oracle(scenario: Scenario, factory: int, streams: Streams, end: int) -> Ledger:
    """Return the ledger of servicing each engine one cycle before it fails: the ceiling.

    An engine that outlasts the match is left alone.
    """
    count = end // 150 + 2
    while True:
        ids = np.stack([streams.ids(factory, slot, 0, count) for slot in range(scenario.slots)])
        lifetimes = streams.lifetimes(ids.ravel()).reshape(ids.shape)
        lives, enough = oracle_lives(lifetimes, end, scenario.economics)
        if enough:
            return ledger(lives, scenario.slots, end, scenario.economics)
        count *= 2


def oracle_lives(lifetimes: IntArray, end: int, economics: Economics) -> tuple[Lives, bool]:
    """Return the oracle's lives for slots of engines (slots, engines), and whether they suffice.

    Examples
    --------
    >>> lives, enough = oracle_lives(np.array([[100, 100]]), 210, Economics())
    >>> lives.ran, lives.outcome, enough
    (array([99, 91]), array([1, 0]), True)
    """
    begins, ran, failed = chain(
        np.zeros(len(lifetimes), np.int64), lifetimes, np.maximum(1, lifetimes - 1), economics
    )
    started = begins[:, :-1] < end
    outlasts = begins[:, :-1] + lifetimes >= end
    slot, place = np.nonzero(started)
    keeps = outlasts[slot, place]
    outcome = np.where(failed[slot, place], Outcome.FAILURE, Outcome.SERVICE)
    lives = Lives(
        slot=slot.astype(np.int64),
        index=place.astype(np.int64),
        engine_id=place.astype(np.int64),
        installed=begins[slot, place],
        ran=np.where(keeps, end - begins[slot, place], ran[slot, place]),
        outcome=np.where(keeps, Outcome.RUNNING, outcome).astype(np.int64),
        resumes=np.where(keeps, 0, begins[slot, place + 1]),
    )
    return lives, bool((begins[:, -1] >= end).all())
