"""What offers mean, by the terms on which a factory trains once it has taken them."""

from collections.abc import Iterator, Mapping

import pytest

from game.rules.offers.events import events_of
from game.rules.offers.offers import Offer, offers_of
from game.rules.offers.terms import Taken, terms_at, would_change
from game.rules.scenario import OPEN

LATE = OPEN.cycles - 1  # all has been announced by then


def trained(seed: int, options: Mapping[int, int]) -> tuple[str | None, ...]:
    """Return with whom, what and how a factory trains together that has taken these."""
    offers = offers_of(OPEN, seed)
    taken = [Taken(0, number, option, offers[number]) for number, option in options.items()]
    terms = terms_at(OPEN, events_of(OPEN, seed), taken, LATE)
    if terms.alliance is None:
        return (None,)
    return terms.alliance.name, terms.family, terms.rule or terms.alliance.rule


def standings(offers: tuple[Offer, ...]) -> Iterator[dict[int, int]]:
    """Give what a factory may have taken of what has to do with others."""
    numbers = {one.kind: number for number, one in enumerate(offers)}
    yield {}
    for option in range(len(offers[numbers["alliance"]].alliances)):
        alone = {numbers["alliance"]: option}
        yield alone
        for kind in ("family", "robust"):
            if kind in numbers:
                yield alone | {numbers[kind]: 0}


@pytest.mark.parametrize("seed", range(24))
def test_an_offer_changes_something_where_a_factory_then_trains_otherwise(seed: int) -> None:
    offers, events = offers_of(OPEN, seed), events_of(OPEN, seed)
    (invites,) = (one.alliances for one in offers if one.alliances)
    about = [invites[one.alliance].name for one in events if one.row.poisoned]
    for taken in standings(offers):
        before = trained(seed, taken)
        for number, offer in enumerate(offers):
            if number in taken or not offer.row.together or offer.alliances:
                continue
            changes = trained(seed, taken | {number: 0}) != before
            if offer.kind == "robust":
                changes &= before[0] in about  # a letter about another alliance is none to answer
            assert would_change(offer, offers, events, taken) == changes, (seed, taken, offer.kind)


def test_what_is_something_to_a_factory_alone_always_is() -> None:
    offers, events = offers_of(OPEN, 7), events_of(OPEN, 7)
    alone = [one for one in offers if not one.row.together or one.alliances]
    assert {one.kind for one in alone} >= {"alliance", "contract", "kit"}
    assert all(would_change(one, offers, events, {}) for one in alone)
