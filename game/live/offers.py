"""What a board is told of offers and events: facts, deadlines, prices, and no recommendation."""

from typing import Any

from game.fleet.blind_spot import seen_by_members, tally
from game.fleet.engines import Fleet
from game.rules.match import FactoryHistory, World
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.offers.terms import leads_of


def offers_header(fleet: Fleet, world: World, mine: FactoryHistory, end: int) -> dict[str, Any]:
    """Return what has been announced by a cycle, as plain JSON values.

    Texts are sent as they stand in the tables: a screen speaks for itself.

    Parameters
    ----------
    mine : the factory that is told, and what it has taken

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> from game.rules.match import play_factory
    >>> from game.rules.scenario import OPEN
    >>> fleet = SimulatedFleet(OPEN, 7)
    >>> history = play_factory(OPEN, (), world_of(fleet), 100)
    >>> told = offers_header(fleet, world_of(fleet), history, 100)
    >>> [offer["kind"] for offer in told["offers"]], told["events"]
    (['kit', 'alliance', 'family'], [])
    """
    known = tally(fleet, fleet.archive(0))
    return {
        "record": None if known is None else [*known],
        "offers": [
            _offer(fleet, number, offer, mine)
            for number, offer in enumerate(world.offers)
            if offer.announced <= end
        ],
        "events": [_event(event, world) for event in world.events if event.announced <= end],
        "leads": [
            [cycle, lead]
            for cycle, lead in leads_of(fleet.scenario, world.events, mine.taken)
            if cycle <= end
        ],
    }


def alliances_of(history: FactoryHistory, end: int) -> list[list[Any]]:
    """Return from which cycle on a factory has been in which alliance, by name."""
    return [
        [one.cycle, one.offer.alliances[one.option].name]
        for one in history.taken
        if one.offer.alliances and one.cycle < end
    ]


def _offer(fleet: Fleet, number: int, offer: Offer, mine: FactoryHistory) -> dict[str, Any]:
    row, alliances = offer.row, offer.alliances
    return {
        "number": number,
        "kind": offer.kind,
        "title": row.title,
        "line": row.line,
        "trains": row.trains,
        "together": row.together,
        "event": row.event,
        "announced": offer.announced,
        "deadline": offer.deadline,
        "prices": list(offer.prices),
        "begins": offer.begins,
        "ends": offer.ends,
        "availability": offer.line,
        "bonus": offer.bonus,
        "sooner": row.lead,
        "alliances": [_alliance(fleet, alliance) for alliance in alliances],
        "taken": [[one.cycle, one.option] for one in mine.taken if one.number == number],
    }


def _alliance(fleet: Fleet, alliance: Alliance) -> dict[str, Any]:
    seen = seen_by_members(fleet, alliance)
    return {
        "name": alliance.name,
        "members": alliance.members,
        "seen": None if seen is None else list(seen),
        "fee": alliance.fee,
        "rule": alliance.rule,
    }


def _event(event: Event, world: World) -> dict[str, Any]:
    row = event.row
    offered = [offer.alliances for offer in world.offers if offer.alliances]
    about = offered[0][event.alliance].name if row.poisoned and offered else None
    return {
        "kind": event.kind,
        "title": row.title,
        "line": row.line,
        "announced": event.announced,
        "begins": event.begins,
        "ends": event.ends,
        "engines": row.engines,
        "later": row.lead,
        "alliance": about,
    }
