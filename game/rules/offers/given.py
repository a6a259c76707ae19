"""Offers and events that a scenario states, where it does not let its seed draw them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

_STATED = 99  # tells this use of the seed apart from others

EVENTS_GIVEN: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "alliances": (),
    "ahead": (),
    "member": (("poison", 240, 300, 1_000, 0),),
    "invitations": (),
    "bent": (("strike", 0, 0, 1_001, 0),),
    "vote": (("poison", 240, 300, 640, 0),),
}
"""Rows of ``Event`` by what a scenario calls them, in the order of their announcements."""

OFFERS_GIVEN: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "alliances": (
        {
            "kind": "alliance",
            "announced": 100,
            "deadline": 400,
            "prices": (0, 0, 0),
            "alliances": (
                ("Northern Ring", 19, "any", "fedavg", 6_000),
                ("Open Skies", 9, "fewest", "fedavg", 12_000),
                ("Silver Compact", 6, "most", "fedavg", 3_000),
            ),
        },
    ),
    "ahead": (
        {
            "kind": "alliance",
            "announced": 0,
            "deadline": 1_000,
            "prices": (0,),
            "alliances": (("Northern Ring", 19, "any", "fedavg", 0),),
        },
        {"kind": "family", "announced": 400, "deadline": 700, "prices": (6_000,)},
    ),
    "member": (
        {
            "kind": "alliance",
            "announced": 0,
            "deadline": 1_000,
            "prices": (0,),
            "alliances": (("Northern Ring", 3, "most", "fedavg", 0, 300),),
        },
        {"kind": "robust", "announced": 240, "deadline": 399, "prices": (5_000,)},
    ),
}
"""Rows of ``Offer``, their alliances rows of ``Alliance``, in the order of their announcements."""


_FEES = 20_000, 60_000, 100_000
_BENT, _VOTE = (4_000, 40_000, 90_000), (5_000, 35_000, 65_000)
"""Dollars: of the three fees each goes to one alliance; a price is one of its three."""


def events_given(given: str, seed: int) -> tuple[tuple[Any, ...], ...]:
    """Return the events that a scenario states; the strike of "bent" befalls every other seed.

    Examples
    --------
    >>> [len(events_given("bent", seed)) for seed in range(8)]
    [1, 1, 0, 1, 0, 0, 0, 0]
    """
    if given == "bent" and np.random.default_rng([seed, _STATED, 1]).integers(2):
        return ()
    return EVENTS_GIVEN[given]


def offers_given(given: str, seed: int) -> tuple[Mapping[str, Any], ...]:
    """Return the offers that a scenario states: their prices by its seed where a table has several.

    Examples
    --------
    >>> [row[4] for row in offers_given("invitations", 7)[0]["alliances"]]
    [60000, 20000, 100000]
    >>> offers_given("ahead", 7) is OFFERS_GIVEN["ahead"]
    True
    """
    draw = np.random.default_rng([seed, _STATED])
    if given == "invitations":
        [joining] = OFFERS_GIVEN["alliances"]
        invited, fees = joining["alliances"], draw.permutation(_FEES).tolist()
        listed = [(*invited[one][:-1], fees[one]) for one in draw.permutation(3).tolist()]
        return ({**joining, "alliances": tuple(listed)},)
    if given == "bent":
        joining, family = OFFERS_GIVEN["ahead"]
        return joining, {**family, "prices": (int(draw.choice(_BENT)),)}
    if given == "vote":
        joining, vote = OFFERS_GIVEN["member"]
        return joining, {**vote, "deadline": 499, "prices": (int(draw.choice(_VOTE)),)}
    return OFFERS_GIVEN[given]
