"""Terms: what the offers that a factory took, and the events of its match, mean at a cycle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.rules.decisions import Answer, Move
from game.rules.economics import Charge
from game.rules.errors import DecisionError, check_whole
from game.rules.lives import Lives
from game.rules.offers.events import Event
from game.rules.offers.offers import OFFERS, Alliance, Offer
from game.rules.scenario import LONGEST_LEAD, Scenario
from game.text.marking import mark

_NO_OFFER = mark("This match has offers {low} to {high}, got {got}: answer one of them.")
_NO_OPTION = mark("This offer has options {low} to {high}, got {got}: choose one of them.")


class Taken(NamedTuple):
    """An offer that a factory has taken."""

    cycle: int
    number: int
    option: int
    offer: Offer


@dataclass(frozen=True)
class Terms:
    """On what terms a factory trains.

    Attributes
    ----------
    alliance : with whom it trains together; None for the federation of a scenario without offers
    family : of the model, "linear" or "fourier"
    rule : that merges updates; None for the alliance's own
    ruler : its own model measures changes by public ranges, whatever the scenario says
    records : it has the maker's records of failed fans
    poisoned : members of its alliance send poisoned updates
    noisy : updates travel with noise
    lead : cycles from an order to its service; None for the scenario's
    """

    alliance: Alliance | None = None
    family: str = "linear"
    rule: str | None = None
    ruler: bool = False
    records: bool = False
    poisoned: bool = False
    noisy: bool = False
    lead: int | None = None


USUAL = Terms()
"""Where nothing is offered and nothing befalls."""


def check_answers(offers: Sequence[Offer], moves: Iterable[Move]) -> None:
    """Refuse answers to what a match does not offer.

    Raises
    ------
    DecisionError
        No such offer, or no such option of it.
    """
    for move in moves:
        if isinstance(move, Answer):
            check_whole(move.offer, 0, len(offers) - 1, DecisionError, _NO_OFFER)
            last = len(offers[move.offer].prices) - 1
            check_whole(move.option, 0, last, DecisionError, _NO_OPTION)


def taken_now(
    offers: Sequence[Offer], before: Sequence[Taken], answers: Iterable[Answer], cycle: int
) -> list[Taken]:
    """Return the offers that a factory takes at a boundary.

    An answer counts from the announcement to the deadline, the last one for each offer; what has
    been taken cannot be taken again, but who is in one alliance may join another.

    Parameters
    ----------
    before : those that it has taken
    """
    new = []
    for number, option in {answer.offer: answer.option for answer in answers}.items():
        offer = offers[number]
        if offer.alliances:
            again = alliance_of(before) == offer.alliances[option]
        else:
            again = any(one.number == number for one in before)
        if offer.open_at(cycle) and not again:
            new.append(Taken(cycle, number, option, offer))
    return new


def charges_now(
    new: Iterable[Taken], taken: Iterable[Taken], lives: Lives, slots: int, cycle: int
) -> list[Charge]:
    """Return what a factory pays for what it takes at a boundary, and the bonuses that fall due.

    Parameters
    ----------
    lives : so far, those that still run among them
    """
    paid = [
        Charge(cycle, price, one.offer.kind)
        for one in new
        if (price := one.offer.prices[one.option])
    ]
    due = [one.offer for one in taken if one.offer.bonus and one.offer.ends == cycle]
    kept = [
        offer
        for offer in due
        if fulfils(offer, availability(lives, slots, offer.begins, offer.ends))
    ]
    return paid + [Charge(cycle, -offer.bonus, BONUS) for offer in kept]


Shares = npt.NDArray[np.float64] | float


def fulfils(contract: Offer, share: Shares) -> npt.NDArray[np.bool_] | bool:
    """Return whether a contract pays for some shares of the time in which engines ran.

    Examples
    --------
    >>> fulfils(Offer("contract", 300, 420, (15_000,), line=87), 0.87)
    True
    """
    return 100 * share >= contract.line


BONUS, TRAINING = "bonus", "training"
"""Why money is charged, besides the kinds of offers."""

CHARGES = {TRAINING: mark("Fee of a training"), BONUS: mark("Bonus of a contract")} | {
    name: kind.title for name, kind in OFFERS.items()
}
"""Why money is charged, in words."""


def alliance_of(taken: Iterable[Taken]) -> Alliance | None:
    """Return the alliance that a factory joined last."""
    joined = [one.offer.alliances[one.option] for one in taken if one.offer.alliances]
    return joined[-1] if joined else None


def would_change(
    offer: Offer, offers: Sequence[Offer], events: Iterable[Event], options: Mapping[int, int]
) -> bool:
    """Return whether taking an offer would change anything, as a letter on the board says.

    What is nothing without others needs an alliance; a vote on the merging rule is about one, which
    merges otherwise so far; who merges by the median cannot bend a model any more.

    Parameters
    ----------
    offers : all of the match
    options : of those that have been taken, by their numbers

    Examples
    --------
    >>> ring = Alliance("Northern Ring", 9, "most", "median", 1_000)
    >>> offers = [Offer("alliance", 0, 90, (0,), (ring,)), Offer("robust", 9, 90, (2_000,))]
    >>> would_change(offers[1], offers, [], {}), would_change(offers[1], offers, [], {0: 0})
    (False, False)
    >>> would_change(offers[0], offers, [], {})
    True
    """
    if offer.alliances or not offer.row.together:
        return True
    invited = [one.alliances for one in offers if one.alliances]
    kinds = {offers[number].kind for number in options}
    joined = [
        offers[number].alliances[option] for number, option in options.items()
        if offers[number].alliances
    ]  # fmt: skip
    if not joined or (offer.kind == "family" and "robust" in kinds):
        return False
    if offer.kind != "robust":
        return True
    about = [invited[0][one.alliance] for one in events if one.row.poisoned]
    mine = joined[-1]
    return mine in about and (mine.rule != "median" or "family" in kinds)


def lead_at(scenario: Scenario, events: Iterable[Event], taken: Iterable[Taken], cycle: int) -> int:
    """Return the cycles from an order at a cycle to its service, for a factory that took these.

    It is never longer than a scenario's longest.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT, Economics
    >>> from dataclasses import replace
    >>> ahead = replace(DEFAULT, economics=Economics(lead=40))
    >>> strike = Event("strike", 300, 420, 660)
    >>> lead_at(ahead, [strike], [], 400), lead_at(ahead, [strike], [], 500)
    (40, 60)
    >>> spares = Offer("spares", 300, 420, (15_000,), (), 420, 660)
    >>> lead_at(ahead, [strike], [Taken(310, 0, 0, spares)], 500)
    40
    """
    later = sum(event.row.lead for event in events if event.holds_at(cycle))
    sooner = sum(one.offer.row.lead for one in taken if one.offer.begins <= cycle < one.offer.ends)
    return min(max(0, scenario.economics.lead + later - sooner), LONGEST_LEAD)


def leads_of(
    scenario: Scenario, events: Sequence[Event], taken: Sequence[Taken]
) -> list[tuple[int, int]]:
    """Return from which cycle on a service begins how many cycles after its order, ascending.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT, Economics
    >>> from dataclasses import replace
    >>> ahead = replace(DEFAULT, economics=Economics(lead=40))
    >>> strike = Event("strike", 300, 420, 660)
    >>> crew = Taken(500, 0, 0, Offer("crew", 300, 600, (15_000,), (), 300, 720))
    >>> leads_of(ahead, [strike], [crew])
    [(0, 40), (420, 60), (500, 40), (660, 20), (720, 40)]
    """
    cycles = {0, *turns(events, [one.offer for one in taken]), *(one.cycle for one in taken)}
    leads: list[tuple[int, int]] = []
    for cycle in sorted(cycles):
        known = [one for one in taken if one.cycle <= cycle]
        lead = lead_at(scenario, events, known, cycle)
        if not leads or leads[-1][1] != lead:
            leads.append((cycle, lead))
    return leads


def shortest_lead(scenario: Scenario, events: Sequence[Event], offers: Sequence[Offer]) -> int:
    """Return the shortest time from an order to its service that any answers could bring, cycles.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT, Economics
    >>> from dataclasses import replace
    >>> ahead = replace(DEFAULT, economics=Economics(lead=40))
    >>> crew = Offer("crew", 300, 420, (15_000,), (), 300, 660)
    >>> shortest_lead(ahead, [], []), shortest_lead(ahead, [], [crew])
    (40, 20)
    """
    everything = [Taken(0, number, 0, offer) for number, offer in enumerate(offers)]
    return min(lead for _, lead in leads_of(scenario, events, everything))


def terms_at(
    scenario: Scenario, events: Iterable[Event], taken: Iterable[Taken], cycle: int
) -> Terms:
    """Return the terms on which a factory trains at a cycle."""
    events, taken = list(events), list(taken)
    kinds = {one.offer.kind for one in taken}
    alliance, lead = alliance_of(taken), lead_at(scenario, events, taken, cycle)
    poisoned_from = None if alliance is None else alliance.poisoned_from
    return Terms(
        alliance=alliance,
        family="fourier" if "family" in kinds and "robust" not in kinds else "linear",
        rule="median" if "robust" in kinds else None,
        ruler=bool({"ruler", "kit"} & kinds),
        records=bool({"records", "kit"} & kinds),
        poisoned=poisoned_from is not None and cycle >= poisoned_from,
        noisy=any(event.row.noisy for event in events if event.holds_at(cycle))
        and "masks" not in kinds,
        lead=None if lead == scenario.economics.lead else lead,
    )


def turns(events: Iterable[Event], offers: Iterable[Offer]) -> tuple[int, ...]:
    """Return the cycles at which leads change and contracts are settled, ascending."""
    times = [(event.begins, event.ends) for event in events if event.row.lead]
    times += [(offer.begins, offer.ends) for offer in offers if offer.row.lead]
    times += [(offer.ends, offer.ends) for offer in offers if offer.kind == "contract"]
    return tuple(sorted({cycle for time in times for cycle in time}))


def allowed_by(contract: Offer, slots: int) -> int:
    """Return the cycles for which engines may stand still under a contract, in all slots together.

    Examples
    --------
    >>> allowed_by(Offer("contract", 300, 420, (15_000,), (), 480, 600, line=87), 4)
    62
    """
    return (100 - contract.line) * slots * (contract.ends - contract.begins) // 100


def availability(lives: Lives, slots: int, begins: int, ends: int) -> float:
    """Return the share of slot cycles between two cycles in which engines ran.

    Examples
    --------
    >>> one = Lives(*(np.array([n]) for n in (0, 0, 9, 0, 150, 2, 210, 0, 0)))
    >>> availability(one, 1, 100, 200)
    0.5
    """
    ran = np.minimum(lives.ends, ends) - np.maximum(lives.installed, begins)
    return float(np.maximum(ran, 0).sum()) / (slots * (ends - begins))
