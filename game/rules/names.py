"""Names for the rivals."""

import numpy as np

from game.text.marking import mark

_PLACES = (
    "Alder", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo",
    "Juniper", "Kestrel", "Lagoon", "Meridian", "Northgate", "Osprey", "Pinnacle", "Quarry",
    "Rowan", "Summit", "Tundra", "Umber", "Vesper", "Willow", "Zenith",
)  # fmt: skip
_TRADES = ("Aero", "Air", "Airways", "Aviation", "Cargo", "Express", "Flight", "Jets", "Wings")

YOU = mark("Your factory")


def factory_names(seed: int, factories: int) -> tuple[str, ...]:
    """Return the names of a match's factories, all different; the first one is yours.

    Examples
    --------
    >>> names = factory_names(7, 4)
    >>> names[0], len(set(names))
    ('Your factory', 4)
    """
    draw = np.random.default_rng([seed, 99])
    places = draw.choice(_PLACES, factories - 1, replace=False)
    trades = draw.choice(_TRADES, factories - 1, replace=False)
    return YOU, *(f"{place} {trade}" for place, trade in zip(places, trades, strict=True))
