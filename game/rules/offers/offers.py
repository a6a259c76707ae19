"""Offers: what a factory may take, by when and at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from game.rules.offers.events import EVENT_DRAWINGS, MONTHS, Event, events_of
from game.rules.offers.given import offers_given
from game.rules.scenario import DRAWN, QUESTIONS, STAKES, Scenario
from game.text.marking import mark

_OFFERS = 97  # tells this use of the seed apart from others


@dataclass(frozen=True)
class Alliance:
    """A federation with members and terms.

    Attributes
    ----------
    name : a key of ``ALLIANCE_NAMES``
    members : how many, beside the factories of the match
    seen : which of the other factories they are: "any", or those that have the "fewest" or the
        "most" fan failures on record
    rule : that merges their updates, a key of the table of aggregators
    fee : dollars for each training
    poisoned_from : cycle from which some members send poisoned updates; None if none ever do. No
        offer says so
    """

    name: str
    members: int
    seen: str
    rule: str
    fee: int
    poisoned_from: int | None = None


ALLIANCE_NAMES = (mark("Northern Ring"), mark("Open Skies"), mark("Silver Compact"))

_ALLIANCES = (
    ("any", 1.0, "fedavg"),
    ("fewest", 0.65, "fedavg"),
    ("most", 0.35, "median"),
)
"""Which members, their share of all other factories, and the merging rule."""

LOW_FEES = 600, 1_000, 1_400
"""Dollars for each training, of the alliance that is cheap in a match."""


@dataclass(frozen=True)
class OfferKind:
    """A row of the table of offers.

    Attributes
    ----------
    name : in messages to a screen, and why money is charged
    title, line : what it is called, and what it does, in one sentence
    price : dollars at once, around which it is drawn
    dear : dollars at once in a third of the matches; 0 where it is never so dear
    event : the kind of event that it is the counter-move to; None for an offer by itself
    trains : it shows in the next training alone
    together : it is nothing to a factory without others
    lead : cycles by which services begin earlier while it holds
    """

    name: str
    title: str
    line: str
    price: int = 0
    dear: int = 0
    event: str | None = None
    trains: bool = False
    together: bool = False
    lead: int = 0


OFFERS: Mapping[str, OfferKind] = {
    kind.name: kind
    for kind in (
        OfferKind(
            name="ruler",
            title=mark("A common ruler"),
            line=mark(
                "The maker of the engines publishes the range of every sensor. By it a model of "
                "your own notices more of the wear that it has never seen; what it has seen it may "
                "forecast no better. It is for a model of your own: alliances have theirs."
            ),
            price=1_000,
            trains=True,
        ),
        OfferKind(
            name="alliance",
            title=mark("Alliances invite you"),
            line=mark(
                "Members train one model together. Sensor data stay at home; each training costs "
                "its fee, and who is in it gains from your failures, too."
            ),
            trains=True,
            together=True,
        ),
        OfferKind(
            name="contract",
            title=mark("An availability contract"),
            line=mark("Keep your engines running for a share of the time, and it pays."),
        ),
        OfferKind(
            name="family",
            title=mark("A model that bends"),
            line=mark(
                "Your alliance can train a model that bends, in one round. It forecasts better. "
                "Its messages are larger than the sensor data that stay at home, and they travel "
                "masked: no merging rule can leave out a bad member."
            ),
            price=3_000,
            trains=True,
            together=True,
        ),
        OfferKind(
            name="records",
            title=mark("Four records of failed fans"),
            line=mark("The maker sells histories of four engines whose fans wore out."),
            price=4_000,
            event="blades",
            trains=True,
        ),
        OfferKind(
            name="crew",
            title=mark("A crew on call"),
            line=mark(
                "While it is here, a service begins 20 cycles sooner after its order: train anew "
                "when it comes and goes, or settings stay as they were."
            ),
            price=4_000,
            event="dust",
            lead=20,
        ),
        OfferKind(
            name="spares",
            title=mark("Your own spare parts"),
            line=mark("With parts in store the strike does not delay your services."),
            price=2_000,
            dear=45_000,
            event="strike",
            lead=20,
        ),
        OfferKind(
            name="robust",
            title=mark("A vote on the merging rule"),
            line=mark(
                "Your alliance would merge by the median: a few odd updates do not move it. A "
                "model that bends cannot be merged so, and is given up."
            ),
            price=4_000,
            event="poison",
            trains=True,
            together=True,
        ),
        OfferKind(
            name="masks",
            title=mark("Masked updates"),
            line=mark("Masks hide every single update, so that none needs noise."),
            price=2_000,
            event="privacy",
            trains=True,
            together=True,
        ),
        OfferKind(
            name="kit",
            title=mark("The maker's kit"),
            line=mark(
                "The maker sells the range of every sensor, and histories of four engines whose "
                "fans wore out. A model of your own that measures by the ranges reads only what "
                "has changed since an engine was new. Who trains with others gains little by it."
            ),
            price=10_000,
            trains=True,
        ),
    )
}
"""All offers there are."""


class OfferDrawing(NamedTuple):
    """How the seed draws offers, by what a scenario says is ``given``.

    Times are months of the match, pairs of them an announcement and a deadline or the beginning and
    the end of a contract.
    """

    maker: tuple[str, tuple[float, float]]  # what the maker of the engines offers first
    one_is_cheap: float  # share of the matches in which an alliance is
    dear_fees: tuple[int, ...]  # dollars for each training, of the others
    family: tuple[float, float]
    contracts: tuple[tuple[float, float], ...]
    terms: tuple[tuple[int, int, int], ...]  # percent of the time, bonus and price, dollars
    counters: tuple[str, ...]  # to events, announced with them
    prices: Mapping[str, int] = {}  # around which some are drawn that are not as in ``OFFERS``


_QUESTIONS = OfferDrawing(
    maker=("kit", (0.25, 1.5)),
    one_is_cheap=0.7,
    dear_fees=(16_000, 18_000, 20_000),
    family=(0.75, 2),
    contracts=((4, 5), (8, 9), (11.5, 12)),
    terms=(
        (90, 26_000, 1_000), (90, 24_000, 2_000), (90, 22_000, 2_000), (90, 22_000, 1_000),
        (90, 20_000, 2_000), (93, 12_000, 11_000), (93, 14_000, 12_000),
    ),
    counters=("spares", "robust"),
)  # fmt: skip

_OFFER_DRAWINGS: Mapping[str, OfferDrawing] = {
    DRAWN: OfferDrawing(
        maker=("ruler", (0.25, 1.5)),
        one_is_cheap=0.9,
        dear_fees=(12_000, 14_000, 16_000),
        family=(2.5, 4),
        contracts=((5, 6), (8, 9), (11, 12)),
        terms=((90, 30_000, 2_000), (90, 25_000, 2_000), (90, 20_000, 1_000), (93, 12_000, 11_000)),
        counters=("records", "crew", "spares", "robust", "masks"),
    ),
    QUESTIONS: _QUESTIONS,
    STAKES: _QUESTIONS._replace(
        one_is_cheap=0.75,
        terms=(
            (90, 30_000, 2_000), (90, 30_000, 1_000), (90, 28_000, 2_000), (90, 28_000, 1_000),
            (90, 26_000, 2_000), (93, 8_000, 7_000), (93, 9_000, 8_000),
        ),
        prices={"family": 2_000, "robust": 2_000},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What is offered in a match, as its seed has drawn it.

    Attributes
    ----------
    announced, deadline : cycles, both possible for an answer
    prices : of each option, dollars at once
    alliances : of each option, where it is one to join
    begins, ends : cycles, the time for which it holds; the last one is beyond it
    line : percent of the time that engines must run, of a contract
    bonus : dollars that it pays then
    """

    kind: str
    announced: int
    deadline: int
    prices: tuple[int, ...]
    alliances: tuple[Alliance, ...] = ()
    begins: int = 0
    ends: int = 0
    line: int = 0
    bonus: int = 0

    @property
    def row(self) -> OfferKind:
        """What it does."""
        return OFFERS[self.kind]

    def open_at(self, cycle: int) -> bool:
        """Return whether it can be answered at a cycle."""
        return self.announced <= cycle <= self.deadline


@lru_cache(maxsize=256)
def offers_of(scenario: Scenario, seed: int) -> tuple[Offer, ...]:
    """Return what is offered in a match; an offer's number is its place.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from game.rules.scenario import DEFAULT
    >>> offers_of(DEFAULT, 7)
    ()
    >>> [offer.kind for offer in offers_of(replace(DEFAULT, offers=True), 7)]
    ['ruler', 'alliance', 'family', 'contract', 'contract', 'contract']
    >>> [offer.kind for offer in offers_of(replace(DEFAULT, offers=True, given="questions"), 7)]
    ['kit', 'alliance', 'family', 'contract', 'contract', 'contract']
    """
    if not scenario.offers:
        return ()
    drawing = _OFFER_DRAWINGS.get(scenario.given)
    if drawing is None:
        return tuple(map(_stated, offers_given(scenario.given, seed)))
    draw, month = np.random.default_rng([seed, _OFFERS]), scenario.cycles // MONTHS
    events, (maker, times) = events_of(scenario, seed), drawing.maker
    offers = [
        Offer(maker, *_cycles(times, month), (OFFERS[maker].price,)),
        _alliances(scenario, events, drawing, draw),
        *(_contract(times, scenario.cycles, drawing, draw) for times in drawing.contracts),
        Offer("family", *_cycles(drawing.family, month), (_price("family", drawing, draw),)),
    ]
    counters = {OFFERS[name].event: OFFERS[name] for name in drawing.counters}
    dear = {name: _price(name, drawing, draw) for name in drawing.counters}
    offers += [_counter(counters[one.kind], one, month, dear) for one in events]
    return tuple(sorted(offers, key=lambda offer: (offer.announced, offer.kind)))


def _cycles(times: tuple[float, float], month: int) -> tuple[int, int]:
    """Return the cycles at which months of a match are over."""
    first, last = times
    return int(first * month), int(last * month)


def _stated(row: Mapping[str, Any]) -> Offer:
    """Return an offer that a scenario states."""
    alliances = tuple(Alliance(*terms) for terms in row.get("alliances", ()))
    return Offer(**{**row, "alliances": alliances})


def _price(name: str, drawing: OfferDrawing, draw: np.random.Generator) -> int:
    """Draw a price around the usual one, dollars."""
    kind = OFFERS[name]
    prices = [drawing.prices.get(name, kind.price) * times for times in _TIMES]
    if kind.dear:
        prices[-1] = kind.dear
    return int(round(float(draw.choice(prices)), -3))


_TIMES = 0.5, 1.0, 2.5


def _alliances(
    scenario: Scenario, events: tuple[Event, ...], drawing: OfferDrawing, draw: np.random.Generator
) -> Offer:
    month, others = scenario.cycles // MONTHS, scenario.federation_size - 1
    count = EVENT_DRAWINGS[scenario.given].alliances
    poisoned = {event.alliance: event.begins for event in events if event.row.poisoned}
    order = draw.permutation(len(_ALLIANCES)).tolist()[:count]
    names = draw.permutation(ALLIANCE_NAMES).tolist()
    one_is = draw.random() < drawing.one_is_cheap
    cheap = sorted(order)[int(draw.integers(count))] if one_is else None
    listed = []
    for place, number in enumerate(order):
        seen, share, rule = _ALLIANCES[number]
        fee = int(draw.choice(LOW_FEES if number == cheap else drawing.dear_fees))
        members = max(1, round(share * others))
        listed.append(Alliance(names[place], members, seen, rule, fee, poisoned.get(place)))
    return Offer("alliance", month // 2, 7 * month // 2, (0,) * count, alliances=tuple(listed))


def rivals_join_at(offer: Offer) -> int:
    """Return the cycle at which a rival joins the first of the alliances on offer.

    Examples
    --------
    >>> rivals_join_at(Offer("alliance", 60, 420, (0, 0)))
    400
    """
    return offer.deadline - (offer.deadline - offer.announced) // 18


def _contract(
    times: tuple[float, float], cycles: int, drawing: OfferDrawing, draw: np.random.Generator
) -> Offer:
    month = cycles // MONTHS
    begins, ends = _cycles(times, month)
    line, bonus, price = draw.choice(drawing.terms).tolist()
    return Offer(
        "contract", begins - 3 * month // 4, begins - month // 2, (price,), begins=begins,
        ends=min(ends, cycles - 1),  # what falls due with the last cycle is not booked
        line=line, bonus=bonus,
    )  # fmt: skip


def _counter(kind: OfferKind, event: Event, month: int, prices: Mapping[str, int]) -> Offer:
    """Return the counter-move to an event: its deadline comes before what it counters."""
    begins, ends = event.begins, event.ends
    if event.row.engines:
        begins, ends = event.announced, event.announced + 4 * month
    deadline = event.announced + month
    return Offer(kind.name, event.announced, deadline, (prices[kind.name],), (), begins, ends)
