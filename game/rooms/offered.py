"""What a seat may order, answer and call in a turn, what it costs, and what befalls all.

An offer can be answered in every turn that shares a cycle with its time: one that is announced
within a turn is told at the turn's beginning, and answered at its announcement. What an alliance
is offered is told to its members alone, and to who joins one in this very turn.
"""

from collections.abc import Sequence
from typing import Any

from game.rooms.federation.shares import ALONE, is_member
from game.rooms.room import Member, Plan, Room, acted, rules_of
from game.rules.offers.events import events_of
from game.rules.offers.offers import Offer
from game.rules.offers.terms import would_change
from game.rules.strategies import STRATEGIES, StrategyKind
from game.text.language import t

Seen = Sequence[tuple[int, int] | None]
"""What the members of each alliance have seen fail: (compressors, fans)."""


def offers_in(plan: Plan, turn: int) -> dict[int, Offer]:
    """Return the offers that can be answered in a turn, by their numbers.

    Examples
    --------
    >>> plan = Plan("open", 7, turns=12, turn_cycles=120)
    >>> [offer.kind for offer in offers_in(plan, 0).values()]
    ['kit', 'alliance', 'family']
    >>> offers_in(Plan("default", 7), 0)
    {}
    """
    begins, ends = turn * plan.turn_cycles, (turn + 1) * plan.turn_cycles
    return {
        number: offer
        for number, offer in enumerate(plan.offers)
        if offer.announced < ends and offer.deadline >= begins
    }


def offered(
    room: Room, member: Member, taken: Sequence[tuple[int, int]], seen: Seen
) -> dict[str, Any]:
    """Return what somebody is offered in the turn that is open, as plain JSON values.

    Parameters
    ----------
    taken : offers that the seat has taken: (number, option)
    """
    turn, rules = room.turn, rules_of(room.plan.scenario_code)
    if turn is None:
        return {"offers": [], "events": [], "calls": None}
    answers, has = acted(room, member, "answer"), dict(taken)
    taken_up = has | {about: int(option) for about, option in answers.items()}
    befalls = events_of(rules, room.plan.seed)
    return {
        "offers": [
            _offer(number, offer, seen) | {"answer": answers.get(number), "taken": has.get(number)}
            for number, offer in offers_in(room.plan, turn).items()
            if number in taken_up or would_change(offer, room.plan.offers, befalls, taken_up)
        ],
        "events": _events(room.plan, turn),
        "calls": {str(slot): what for slot, what in acted(room, member, "call").items()}
        if rules.calls
        else None,
        "hold": rules.hold,
    }


def _offer(number: int, offer: Offer, seen: Seen) -> dict[str, Any]:
    row = offer.row
    names = [one.name for one in offer.alliances] or [t(row.title)]
    options = []
    for place, (price, name) in enumerate(zip(offer.prices, names, strict=True)):
        told: dict[str, Any] = {"price": price, "name": name}
        if offer.alliances:
            own = offer.alliances[place]
            told |= {"members": own.members, "fee": own.fee, "rule": own.rule}
            told["seen"] = seen[place] if place < len(seen) else None
        options.append(told)
    return {
        "number": number,
        "title": t(row.title),
        "line": t(row.line),
        "announced": offer.announced,
        "deadline": offer.deadline,
        "begins": offer.begins,
        "ends": offer.ends,
        "availability": offer.line,
        "bonus": offer.bonus,
        "options": options,
    }


def _events(plan: Plan, turn: int) -> list[dict[str, Any]]:
    """Return what has been announced by the end of a turn, the newest first."""
    ends = (turn + 1) * plan.turn_cycles
    told = [
        one for one in events_of(rules_of(plan.scenario_code), plan.seed) if one.announced < ends
    ]
    return [
        {
            "title": t(one.row.title),
            "line": t(one.row.line),
            "cycle": one.announced,
            "engines": [one.begins + 1, one.ends] if one.row.engines else None,
            "cycles": None if one.row.engines else [one.begins, one.ends],
        }
        for one in sorted(told, key=lambda one: -one.announced)
    ]


def choices(room: Room, member: Member) -> list[dict[str, Any]]:
    """Return the strategies as a seat offers them: the players' own model to its members alone."""
    rules = rules_of(room.plan.scenario_code)
    factories, open_to = rules.federation_size, True
    if room.plan.federation is not None:
        factories, open_to = sum(map(is_member, room.present)), is_member(member)
    return [
        {
            "name": kind.name,
            "title": t(kind.title),
            "line": _does(kind, factories, rules.archive_failures),
            "scheduled": kind.scheduled,
            "low": kind.setting.low if kind.setting else None,
            "high": kind.setting.high if kind.setting else None,
        }
        for kind in STRATEGIES.values()
        if open_to or not kind.together
    ]


def _does(kind: StrategyKind, factories: int, record: int) -> str:
    """Return what a strategy does, in a sentence.

    Parameters
    ----------
    factories : of which the common model is
    record : failures before the match
    """
    if kind.together and factories < 2:
        return t("A common model of all who are in raises the alarm")
    if kind.name == ALONE and record:
        return t(
            "A model of your own failures, and of the {count} on record before the match, "
            "raises the alarm",
            count=record,
        )
    return t(kind.line, factories=factories)


def prices(plan: Plan) -> dict[str, int]:
    """Return what a cycle of running earns, what a service and a failure cost: dollars, cycles."""
    told = rules_of(plan.scenario_code).economics
    return {
        "income": told.running_income,
        "service": told.service_cost,
        "failure": told.failure_cost,
        "serviceTime": told.service_cycles,
        "failureTime": told.failure_cycles,
    }
