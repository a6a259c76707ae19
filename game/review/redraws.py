"""The engines of a match drawn again, and forecast."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from game.fleet.cmapss import MatchFleet, RealFleet
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import LinearForecaster
from game.rules.decisions import unlock_cycles
from game.rules.games import Deal
from game.rules.lives import Lives, Slots, live
from game.rules.scenario import Scenario
from game.rules.strategies import NEVER, NO_FORECAST, STRATEGIES, IntArray, Tenths
from models.alarms import in_tenths
from models.features import features
from models.rul import RulModel, predict_each

_REDRAW = 17  # tells this use of the seed apart from a fleet's own

_FEWEST_ENGINES, _MOST_ENGINES = 4, 60
"""Of a slot, that are drawn; after the last one a slot begins again with the first."""


TrainedModel = RulModel | LinearForecaster
"""A model, or where engines return one that leaves out those whose failure it has seen."""

Forecasts = Mapping[TrainedModel, Tenths]
"""What each model forecasts of redrawn engines, (engines, ages)."""

Redraw = Callable[[MatchFleet, int], MatchFleet]
"""Draws a fleet again, for the redraw of a number."""


@dataclass(frozen=True, eq=False)
class RedrawnEngines:
    """Engines drawn again, of the same kind as those of a match.

    Attributes
    ----------
    fleets : one for each redraw: with the severity of the match's own, or its real engines
    lifetimes : (redraws, slots, depth) cycles; after its last engine a slot begins again
    end : cycles that are played
    """

    scenario: Scenario
    fleets: tuple[MatchFleet, ...]
    lifetimes: IntArray
    end: int

    def __len__(self) -> int:
        return len(self.fleets)

    def first(self, count: int) -> "RedrawnEngines":
        """Return the first redraws."""
        return replace(self, fleets=self.fleets[:count], lifetimes=self.lifetimes[:count])

    @cached_property
    def unlocked(self) -> dict[str, IntArray]:
        """Cycle from which each strategy may be taken in each redraw, (redraws,).

        Before the first unlock everyone waits for failures, so decisions have no say in it.
        """
        rows = [unlock_cycles(self.scenario, failures) for failures in self._first_failures()]
        return {
            name: np.array([NEVER if row[name] is None else row[name] for row in rows], np.int64)
            for name in STRATEGIES
        }

    def _first_failures(self) -> list[IntArray]:
        """Return the cycles at which engines fail for whoever waits, for each redraw."""
        deal = self.deal()
        fates = deal.fates(np.full((1, len(deal.lifetimes)), NEVER))
        slots = Slots.new(deal.places)
        _, windows = live(slots, 0, self.end, fates, self.scenario.economics, end=self.end)
        lives = Lives.joined(window.ended() for window in windows)
        game = lives.slot // deal.slots
        return [lives.ends[game == number] for number in range(len(self))]

    def deal(self, rows: int = 1) -> Deal:
        """Return the same engines once for each row of decisions: a game is one row in a redraw."""
        engines = np.arange(self.lifetimes.size)
        order = np.tile(engines.reshape(self.lifetimes.shape), (rows, 1, 1))
        return Deal(engines, self.lifetimes.ravel(), order)


def redraw(
    fleet: MatchFleet, end: int, numbers: Iterable[int], again: Redraw | None = None
) -> RedrawnEngines:
    """Draw the engines of a match's first factory again; shuffle them where they are real.

    Parameters
    ----------
    fleet : the match's own
    end : cycles that will be played
    numbers : which redraws; each is a function of the match's seed and its number alone
    again : draws a fleet again, ``redrawn`` if None

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> redraw(SimulatedFleet(DEFAULT, 7), 4_000, range(3)).lifetimes.shape
    (3, 4, 23)
    """
    fleets = tuple((again or redrawn)(fleet, number) for number in numbers)
    # About as many engines as a good strategy runs in so many cycles.
    typical = float(fleets[0].lifetimes(_engines(fleets[0], _MOST_ENGINES)).mean())
    depth = min(max(round(end / typical), _FEWEST_ENGINES), _MOST_ENGINES)
    lifetimes = [drawn.lifetimes(_engines(drawn, depth)) for drawn in fleets]
    shape = (len(fleets), fleet.scenario.slots, depth)
    return RedrawnEngines(fleet.scenario, fleets, np.array(lifetimes, np.int64).reshape(shape), end)


def redrawn(fleet: MatchFleet, number: int) -> MatchFleet:
    """Return a fleet whose first factory flies other engines of the same kind."""
    if isinstance(fleet, RealFleet):
        return replace(fleet, redraw=(_REDRAW, number))
    scenario = replace(fleet.scenario, severities=(fleet.severities[0],), shared_severity=True)
    (seed,) = np.random.SeedSequence([fleet.seed, _REDRAW, number]).generate_state(1).tolist()
    return SimulatedFleet(scenario, seed, match_seed=fleet.drawn_for)


def _engines(fleet: MatchFleet, depth: int) -> IntArray:
    return np.concatenate([fleet.ids(0, slot, 0, depth) for slot in range(fleet.scenario.slots)])


def forecast(
    redraws: RedrawnEngines, models: Iterable[TrainedModel], numbers: range | None = None
) -> dict[TrainedModel, Tenths]:
    """Let models forecast the engines of redraws, (engines, ages) tenths of a cycle each.

    Histories are drawn redraw by redraw and forgotten: they take a hundred times the memory. Real
    engines are the same in every redraw, and each is forecast by a model that has not seen it fail.

    Parameters
    ----------
    numbers : places of the redraws that are wanted; all of them if None
    """
    numbers = range(len(redraws)) if numbers is None else numbers
    _, slots, depth = redraws.lifetimes.shape
    ages = np.arange(int(redraws.lifetimes.max()))
    tables = {
        model: np.full((len(numbers), slots * depth, len(ages)), NO_FORECAST, np.int16)
        for model in models
    }
    for place, number in enumerate(numbers if tables else ()):
        fleet, inside = redraws.fleets[number], ages < redraws.lifetimes[number].reshape(-1, 1)
        for model, table in tables.items():
            if isinstance(model, LinearForecaster):
                forecasts = model.forecasts(_engines(fleet, depth))
                table[place, :, : forecasts.shape[1]] = forecasts
        plain = [model for model in tables if isinstance(model, RulModel)]
        if not plain:
            continue
        # Single precision in between, like the features that a match keeps.
        rows = features(fleet.histories(_engines(fleet, depth))).astype(np.float32)
        exact = rows.astype(np.float64)
        for model, cycles in zip(plain, predict_each(plain, exact), strict=True):
            tables[model][place][inside] = in_tenths(cycles)
    return {model: table.reshape(-1, len(ages)) for model, table in tables.items()}
