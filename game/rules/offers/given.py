"""Offers and events that a scenario states, where it does not let its seed draw them."""

from collections.abc import Mapping
from typing import Any

EVENTS_GIVEN: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "alliances": (),
    "ahead": (),
    "member": (("poison", 240, 300, 1_000, 0),),
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
