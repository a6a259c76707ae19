"""A match at prices of one's own: the same engines and decisions, another bill.

A cycle is an hour. Settings that were recommendations are recommended anew, for these prices; fees
and bonuses of the match are the game's, and are left out on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from game.fleet.blind_spot import names_of
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.decisions import Move
from game.rules.economics import ledger
from game.rules.match import FactoryHistory, replay
from game.rules.offers.counterfactual import counterfactual
from game.rules.report import idle_histories
from game.rules.scenario import Economics, Scenario
from game.rules.strategies import STRATEGIES

_CENTS = 100
_COSTS = "service_cost", "failure_cost"


@dataclass(frozen=True)
class OwnPrices:
    """What hours, services and failures are worth elsewhere, in a unit of one's own."""

    hour: float  # of running
    service: float
    failure: float
    service_hours: int  # down
    failure_hours: int  # down

    def economics(self, lead: int) -> Economics:
        """Return them as a match takes them: in hundredths, an hour a cycle."""
        return Economics(
            round(_CENTS * self.hour), round(_CENTS * self.service), self.service_hours,
            round(_CENTS * self.failure), self.failure_hours, lead,
        )  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """What a match comes to at some prices, in their unit.

    Attributes
    ----------
    earned : hours of running, less services and failures
    waiting : the same of who waits for every failure, on the same engines
    others : what the others' model was worth, before its fees; None where it was never run
    """

    earned: float
    waiting: float
    services: int
    failures: int
    others: float | None

    @property
    def gained(self) -> float:
        """What the decisions were worth against waiting."""
        return self.earned - self.waiting


@dataclass(frozen=True)
class Order:
    """A setting from a cycle on, at the game's prices and at one's own; they differ in advice."""

    cycle: int
    strategy: str
    recommended: bool  # else it was the player's own choice
    game: int  # cycles
    own: int


@dataclass(frozen=True)
class AtOwnPrices:
    """A match at the game's prices and at one's own.

    Attributes
    ----------
    cycles : that were played: so many hours of each slot
    slots : machines side by side
    """

    cycles: int
    slots: int
    game: Bill
    own: Bill
    orders: tuple[Order, ...]


def at_own_prices(
    scenario: Scenario,
    seed: int,
    decisions: Sequence[Move],
    prices: OwnPrices,
    end: int | None = None,
) -> AtOwnPrices:
    """Return what a match is worth at prices of one's own.

    Parameters
    ----------
    decisions : the player's
    end : cycles that were played; where the match ends by its rules if None

    Examples
    --------
    >>> from game.rules.decisions import Decision
    >>> from game.rules.scenario import DEFAULT
    >>> pumps = OwnPrices(50, 2_000, 5_000, 4, 10)
    >>> seen = at_own_prices(DEFAULT, 7, [Decision(0, "local")], pumps, 500)
    >>> [(order.strategy, order.recommended, order.game, order.own) for order in seen.orders]
    [('local', True, 40, 37)]
    """
    played, game, end = _played(scenario, seed, decisions, end, unit=1)
    usual = scenario.economics
    economics = prices.economics(usual.lead)
    same = economics == replace(
        usual,
        **{name: _CENTS * getattr(usual, name) for name in ("running_income", *_COSTS)},
    )
    advice = scenario.advice if same else "prices"
    elsewhere = replace(scenario, economics=economics, advice=advice, finish_line=None)
    again, own, _ = _played(elsewhere, seed, decisions, end, unit=_CENTS)
    return AtOwnPrices(end, scenario.slots, game, own, _orders(played, again, end))


def _played(
    scenario: Scenario, seed: int, decisions: Sequence[Move], end: int | None, unit: int
) -> tuple[FactoryHistory, Bill, int]:
    """Play a match; return what happened, its bill, and the cycle of its end."""
    fleet = fleet_of(scenario, seed)
    world = world_of(fleet)
    match = replay(scenario, decisions, world, end, keep_playing=end is not None)
    mine, floor = (
        ledger(history.lives, scenario.slots, match.end, scenario.economics)
        for history in (match.factories[0], idle_histories(scenario, world, match.end, 1)[0])
    )
    others = counterfactual(match, decisions, world, partial(names_of, fleet))
    bill = Bill(
        earned=mine.profit / unit,
        waiting=floor.profit / unit,
        services=mine.maintained,
        failures=mine.failed,
        # Its own terms are dollars in every match: what is left is engines alone.
        others=None if others is None else (others.alliance + others.fees) / unit,
    )
    return match.factories[0], bill, match.end


def _orders(played: FactoryHistory, again: FactoryHistory, end: int) -> tuple[Order, ...]:
    """Return each setting that was new, with what stands in its place at one's own prices."""
    found: list[Order] = []
    for stretch in played.stretches:
        if stretch.cycle >= end or STRATEGIES[stretch.strategy].setting is None:
            continue
        then = again.stretch_at(stretch.cycle)
        if stretch.setting is None or then.setting is None:
            continue
        order = Order(
            stretch.cycle, stretch.strategy, stretch.recommended, stretch.setting, then.setting
        )
        if not found or replace(order, cycle=found[-1].cycle) != found[-1]:
            found.append(order)
    return tuple(found)
