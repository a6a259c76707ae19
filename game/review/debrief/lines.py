"""Money over the cycles of a match: the factories', and that of the best that was known to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.rules.economics import balances
from game.rules.match import FactoryHistory
from game.rules.scenario import Scenario

_STEPS = 120  # that a line has at most


@dataclass(frozen=True)
class MoneyLines:
    """Balances at some cycles of a match, dollars.

    Attributes
    ----------
    cycles : from 0 to the end
    factories : (cycles,) of each, the player's first
    best : (cycles,) of the best moves known, on the same engines and with the same knowledge; None
        as long as they have not been looked for
    """

    cycles: tuple[int, ...]
    factories: tuple[tuple[int, ...], ...]
    best: tuple[int, ...] | None = None

    def at(self, cycle: int) -> float:
        """Return the player's balance at a cycle, between two that are known.

        Examples
        --------
        >>> MoneyLines((0, 10), ((0, 3_000),)).at(5)
        1500.0
        """
        return float(np.interp(cycle, self.cycles, self.factories[0]))

    def with_best(self, scenario: Scenario, history: FactoryHistory) -> "MoneyLines":
        """Return the lines with that of a factory which did the best that was known."""
        return replace(self, best=_line(scenario, history, self.cycles))


def money_lines(scenario: Scenario, histories: Sequence[FactoryHistory], end: int) -> MoneyLines:
    """Return the money of a match's factories over its cycles.

    Parameters
    ----------
    end : cycles that were played

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> from game.rules.match import replay
    >>> from game.rules.scenario import DEFAULT
    >>> match = replay(DEFAULT, (), world_of(SimulatedFleet(DEFAULT, 7)), 90)
    >>> lines = money_lines(DEFAULT, match.factories, 90)
    >>> lines.cycles[-1], lines.factories[0][-1] == 90 * 4 * 300
    (90, True)
    """
    step = -(-end // _STEPS)
    cycles = (*range(0, end, step), end)
    return MoneyLines(cycles, tuple(_line(scenario, one, cycles) for one in histories))


def _line(scenario: Scenario, history: FactoryHistory, cycles: Sequence[int]) -> tuple[int, ...]:
    closing = balances(history.lives, cycles[-1], scenario.economics, history.charges)
    return tuple(np.concatenate([[0], closing])[list(cycles)].tolist())
