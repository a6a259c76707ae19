"""What explains a flight to an audience: what befell its factory, what its model had not seen."""

from collections.abc import Iterator

from data.faults import Fault
from game.rooms.account import Account
from game.rooms.ballots.words import event_told
from game.rooms.room import Plan, rules_of
from game.rules.offers.events import Event, events_of
from game.rules.offers.terms import Taken, lead_at, terms_at
from game.rules.strategies import STRATEGIES
from game.text.language import number, t


def befell(plan: Plan, account: Account) -> Iterator[str]:
    """Tell what befell the factory in the last turn, unless it had seen to it.

    Services begin later, or updates of its alliance point the other way and are averaged.
    """
    rules = rules_of(plan.scenario_code)
    events = events_of(rules, plan.seed)
    taken = [Taken(0, about, option, plan.offers[about]) for about, option in account.taken]
    first, usual = account.cycle - plan.turn_cycles, rules.economics.lead
    for event in events:
        if event.row.engines or not (event.begins < account.cycle and first < event.ends):
            continue
        cycle = max(first, event.begins)
        serves = account.setting is not None  # else no service can begin later
        later = serves and event.row.lead and lead_at(rules, events, taken, cycle) > usual
        if later or (event.row.poisoned and _moves(plan, event, account)):
            yield event_told(plan, event)


def _moves(plan: Plan, event: Event, account: Account) -> bool:
    """Return whether odd updates move a factory's model: it shares it, and they are averaged."""
    if not STRATEGIES[account.strategy].together:
        return False  # it is a member, and goes by something else
    rules = rules_of(plan.scenario_code)
    taken = [Taken(0, about, option, plan.offers[about]) for about, option in account.taken]
    mine = terms_at(rules, (), taken, account.cycle)
    invites = next((one.alliances for one in plan.offers if one.alliances), ())
    if mine.alliance is None or mine.alliance != invites[event.alliance]:
        return False
    return mine.rule != "median" and (mine.alliance.rule != "median" or mine.family == "fourier")


MOST_TOLD = 2
"""Failures of one turn that are explained: a wall is read from afar."""


def unseen(account: Account) -> Iterator[str]:
    """Tell of failures without a sign what the model had seen, and what it had said.

    Examples
    --------
    >>> account = Account(180, 0, 1, 0, (), (), "local", 40, calm=((1, 1, 41, 125, 0),))
    >>> list(unseen(account))
    ['Engine 2: Your model has never seen a fan fail. 41 cycles before, it said 125 left.']
    """
    for slot, fault, left, forecast, known in account.calm[:MOST_TOLD]:
        told = [t("Engine {engine}:", engine=slot + 1)]
        if known == 0 and fault == Fault.FAN:
            told.append(t("Your model has never seen a fan fail."))
        elif known == 0:
            told.append(t("Your model has never seen a compressor fail."))
        values = {"left": number(left), "said": number(forecast)}
        told.append(t("{left} cycles before, it said {said} left", **values) + ".")
        yield " ".join(told)
