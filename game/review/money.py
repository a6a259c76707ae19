"""How money leads from a corrective factory on the same engines to another one."""

from collections.abc import Sequence
from dataclasses import dataclass

from game.rules.economics import Charge, ledger
from game.rules.lives import Lives, Outcome
from game.rules.match import Streams
from game.rules.scenario import Scenario


@dataclass(frozen=True)
class Bridge:
    """How money leads from a corrective factory on the same engines to this one.

    Examples
    --------
    >>> bridge = Bridge(0, 12, 720_000, 40, -400_000, 80, 24_000, -16_000, 0, 0)
    >>> bridge.profit
    328000
    """

    corrective_profit: int  # dollars
    failures_avoided: int
    failures_money: int  # dollars that these failures would have cost
    services: int
    services_money: int  # dollars paid for them, below zero
    cycles_saved: int  # of downtime; below zero if there was more of it
    cycles_money: int  # dollars earned in them
    charges_money: int  # dollars of bonuses less fees
    life_unused: int  # cycles that serviced engines would still have run; no term of the sum
    life_money: int  # dollars of running income in these cycles; no term of the sum

    @property
    def terms(self) -> dict[str, int]:
        """What is added to the corrective factory's profit, by code, dollars."""
        return {
            "failures": self.failures_money,
            "services": self.services_money,
            "downtime": self.cycles_money,
            "charges": self.charges_money,
        }

    @property
    def profit(self) -> int:
        """The factory's own profit, dollars."""
        return self.corrective_profit + sum(self.terms.values())


def bridge(
    lives: Lives,
    corrective: Lives,
    streams: Streams,
    scenario: Scenario,
    end: int,
    charges: Sequence[Charge] = (),
) -> Bridge:
    """Return the way from a corrective factory's profit to that of another on the same engines.

    Running and down cycles add up to the same in both, so that three differences, of failures,
    services and downtime, and what it was charged account for every dollar. The life that early
    services threw away is contained in them (without it there would have been fewer): it informs,
    and is not added.
    """
    prices = scenario.economics
    mine = ledger(lives, scenario.slots, end, prices, charges)
    floor = ledger(corrective, scenario.slots, end, prices)
    booked = lives.cut(end)
    serviced = booked.where(booked.outcome == Outcome.SERVICE)
    unused = int((streams.lifetimes(serviced.engine_id) - serviced.ran).sum())
    avoided, saved = floor.failed - mine.failed, floor.down_cycles - mine.down_cycles
    return Bridge(
        corrective_profit=floor.profit,
        failures_avoided=avoided,
        failures_money=avoided * prices.failure_cost,
        services=mine.maintained - floor.maintained,
        services_money=floor.service_costs - mine.service_costs,
        cycles_saved=saved,
        cycles_money=saved * prices.running_income,
        charges_money=-mine.charges,
        life_unused=unused,
        life_money=unused * prices.running_income,
    )
