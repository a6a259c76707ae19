"""Many games of one strategy at once: every slot of every game in the same few arrays.

The rules are those of ``game.rules.match``, built from the same parts; a test plays both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from game.rules.decisions import Knowledge
from game.rules.economics import best_possible, profits
from game.rules.lives import Fated, Fates, Lives, Slots, Window, live
from game.rules.match import Forecaster, World, advice_of
from game.rules.scenario import Scenario
from game.rules.strategies import STRATEGIES, IntArray, Strategy, StrategyKind, Tenths


@dataclass(frozen=True, eq=False)
class Deal:
    """Which engines run in the slots of many games, and in which order.

    Attributes
    ----------
    engine_ids : (engines,) all that are dealt
    lifetimes : (engines,) cycles
    order : (games, slots, depth) which of them; after its last one a slot begins again
    """

    engine_ids: IntArray
    lifetimes: IntArray
    order: IntArray

    @classmethod
    def joined(cls, deals: Sequence["Deal"]) -> "Deal":
        """Return the games of some deals side by side; each keeps its own engines."""
        sizes = [len(deal.lifetimes) for deal in deals]
        before = np.cumsum(sizes) - sizes
        return cls(
            np.concatenate([deal.engine_ids for deal in deals]),
            np.concatenate([deal.lifetimes for deal in deals]),
            np.concatenate([deal.order + first for deal, first in zip(deals, before, strict=True)]),
        )

    @property
    def games(self) -> int:
        return len(self.order)

    @property
    def slots(self) -> int:
        """Slots of each game."""
        return int(self.order.shape[1])

    @property
    def places(self) -> int:
        """Slots of all games."""
        return self.games * self.slots

    def window(self, places: IntArray, first: IntArray, width: int) -> IntArray:
        """Return the next engines of some slots, (places, width) positions in ``engine_ids``.

        Parameters
        ----------
        places : (places,) slots, counted through all games
        first : (places,) how many engines of each came before
        """
        depth = self.order.shape[2]
        columns = first[:, None] + np.arange(width)
        if columns.size and columns.max() >= depth:
            columns %= depth
        columns += depth * places[:, None]
        return np.asarray(self.order.ravel().take(columns))

    def fates(self, stops: IntArray) -> Fates:
        """Return the fates of engines that are stopped at the same ages from beginning to end.

        Parameters
        ----------
        stops : (rules, engines) cycles; each rule plays all games
        """

        def fates(places: IntArray, first: IntArray, from_ages: IntArray, width: int) -> Fated:
            engines = self.window(places % self.places, first, width)
            ages = stops.ravel().take(engines + (places // self.places * stops.shape[1])[:, None])
            return engines, self.lifetimes.take(engines), ages

        return fates


class StopRule:
    """A strategy at work on the engines of a deal: it judges each of them once, when asked to.

    Parameters
    ----------
    strategy : with its setting
    forecasts : from positions in the deal to (engines, ages) tenths; None where none are needed
    engines : how many are dealt
    """

    def __init__(
        self, strategy: Strategy, forecasts: Callable[[IntArray], Tenths] | None, engines: int
    ) -> None:
        self._strategy = strategy
        self._forecasts = forecasts
        self._ages = np.zeros(engines, np.int64)  # of stopping; 0: not known yet

    def stop_ages(self, engines: IntArray, from_ages: IntArray) -> IntArray:
        """Return the age at which each engine is stopped, (places, window) cycles.

        Parameters
        ----------
        engines : (places, window) positions in the deal
        from_ages : (places,) the age from which the first of them may be stopped
        """
        ages = self._ages.take(engines)
        if not ages.all():
            asked = np.zeros(len(self._ages), np.bool_)
            asked[engines] = True
            new = np.flatnonzero(asked & (self._ages == 0))
            self._ages[new] = self._judge(new, np.ones(len(new), np.int64))
            ages = self._ages.take(engines)
        # Where a running engine should have been stopped before, the next occasion counts.
        late = np.flatnonzero(ages[:, 0] < from_ages)
        if len(late):
            ages[late, 0] = self._judge(engines[late, 0], from_ages[late])
        return ages

    def _judge(self, engines: IntArray, from_ages: IntArray) -> IntArray:
        forecasts = None if self._forecasts is None else self._forecasts(engines)
        return self._strategy.stop_ages(from_ages, forecasts)


def fates_under(rules: Sequence[StopRule], rule_of_game: IntArray, deal: Deal) -> Fates:
    """Return the fates of engines in games that each follow one of some rules.

    Parameters
    ----------
    rule_of_game : (games,) its place in ``rules``
    """

    def fates(places: IntArray, first: IntArray, from_ages: IntArray, width: int) -> Fated:
        engines = deal.window(places, first, width)
        if len(rules) == 1:
            stops = rules[0].stop_ages(engines, from_ages)
        else:
            numbers = rule_of_game[places // deal.slots]
            stops = np.empty(engines.shape, np.int64)
            for number in np.unique(numbers).tolist():
                rows = np.flatnonzero(numbers == number)
                stops[rows] = rules[number].stop_ages(engines[rows], from_ages[rows])
        return engines, deal.lifetimes.take(engines), stops

    return fates


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of many games of one strategy.

    Attributes
    ----------
    profit : (games,) dollars
    services, failures : (games,) that were booked
    settings : (trainings, games) cycles, the setting in force after each training; empty for a
        strategy without
    """

    profit: IntArray
    services: IntArray
    failures: IntArray
    settings: IntArray


def play_games(
    scenario: Scenario, strategy: str, setting: int | None, world: World, deal: Deal, cycles: int
) -> Outcomes:
    """Play one factory per game from cycle 0 under one strategy, unlocked, as a match would.

    Parameters
    ----------
    setting : cycles; None for the recommended one, renewed at each retraining
    world : trainers, and the archive that the factories of all games start with
    """
    kind, prices = STRATEGIES[strategy], scenario.economics
    slots = Slots.new(deal.places)
    windows: list[Window] = []
    settings = [np.empty((0, deal.games), np.int64)]
    step = cycles if kind.setting is None else scenario.retrain_every
    for now in range(0, cycles, step):
        trained: list[Trained] = [(None, None)]
        if kind.setting is not None:
            known = _knowledge(world, now, windows, deal)
            trained = [_trained(scenario, kind, setting, one, world) for one in known]
            settings.append(np.broadcast_to([age for _, age in trained], (1, deal.games)))
        fates = fates_under(*_rules(kind, trained, deal), deal)
        slots, lived = live(slots, now, min(now + step, cycles), fates, prices, end=cycles)
        windows += lived
    booked = profits(slots, deal.slots, cycles, prices)
    return Outcomes(*booked, np.concatenate(settings))


def play_oracle(scenario: Scenario, deal: Deal, cycles: int) -> Outcomes:
    """Return the ceiling: every engine stopped where it pays best."""
    places = np.arange(deal.places)

    def lifetimes(first: int, count: int) -> IntArray:
        return deal.lifetimes[deal.window(places, np.full_like(places, first), count)]

    slots = best_possible(lifetimes, cycles, scenario.economics)
    booked = profits(slots, deal.slots, cycles, scenario.economics)
    return Outcomes(*booked, np.empty((0, deal.games), np.int64))


def _knowledge(world: World, now: int, windows: Sequence[Window], deal: Deal) -> list[Knowledge]:
    """Return what the factory of each game knows; once, while all of them know the same."""
    archive = world.streams.archive(0)
    lives = Lives.joined(window.ended() for window in windows)
    if not len(lives):
        return [Knowledge.at(lives, archive, now)]
    game = lives.slot // deal.slots
    order = np.argsort(game, kind="stable")
    lives = replace(lives, engine_id=deal.engine_ids[lives.engine_id]).where(order)
    bounds = np.searchsorted(game[order], np.arange(deal.games + 1)).tolist()
    return [Knowledge.at(lives.where(np.arange(*pair)), archive, now) for pair in pairwise(bounds)]


Trained = tuple[Forecaster | None, int | None]


def _trained(
    scenario: Scenario, kind: StrategyKind, setting: int | None, known: Knowledge, world: World
) -> Trained:
    """Return the model and the setting that a factory goes on with."""
    if kind.forecaster is None and setting is not None:
        return None, setting
    model, advised = advice_of(scenario, known, world)(kind.name)
    return model, advised if setting is None else setting


def _rules(
    kind: StrategyKind, trained: Sequence[Trained], deal: Deal
) -> tuple[list[StopRule], IntArray]:
    """Return the different rules, and which of them each game follows."""

    def forecasts_of(model: Forecaster) -> Callable[[IntArray], Tenths]:
        return lambda engines: model.forecasts(deal.engine_ids[engines])

    rules: dict[tuple[int, int | None], tuple[int, StopRule]] = {}
    numbers = []
    for model, setting in trained:
        forecasts = None if model is None else forecasts_of(model)
        rule = StopRule(kind.make(setting or 0), forecasts, len(deal.lifetimes))
        number, _ = rules.setdefault((id(model), setting), (len(rules), rule))
        numbers.append(number)
    return [rule for _, rule in rules.values()], np.array(numbers)
