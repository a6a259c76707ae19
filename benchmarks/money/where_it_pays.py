"""Where a federation pays: plays every place of the map, and writes what the page shows.

``python -m benchmarks where_it_pays`` takes a quarter of an hour on one processor.
"""

from pathlib import Path

from game.evidence.where_it_pays import (
    CYCLES,
    FAN_SHARES,
    FILE,
    OWN_FAILURES,
    PER_GAME,
    Cell,
    Map,
    Place,
    all_places,
    cells,
)

SEED = 2026
"""Of the reported worlds; no recipe and no rule was tuned on them."""


def rows() -> list[tuple[str, str]]:
    """Play all places, write the file, and return a line for each."""
    found, places = [], all_places()
    for cell in cells(places, SEED):
        found.append(cell)
        print(f"  {len(found)} of {len(places)}", end="\r", flush=True)
        Path(str(FILE)).write_text(Map(SEED, CYCLES, tuple(found)).to_json(), encoding="utf-8")
    known = Map(SEED, CYCLES, tuple(found))
    return [(str(cell.place), str(cell.margins["own"])) for cell in found] + [("", readme(known))]


def readme(found: Map) -> str:
    """Return the table of the README: margins over the usual own model, and over the strongest."""
    heads = ["fan faults", *(f"{own} own failures" for own in OWN_FAILURES)]
    lines = [heads, ["---"] * len(heads)]
    for share in FAN_SHARES:
        line = [found.at(Place(fan_share=share, own_failures=own)) for own in OWN_FAILURES]
        lines.append([f"{share:.0%}", *map(_pair, line)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _pair(cell: Cell) -> str:
    pair = f"{_margin(cell, 'own')}, {_margin(cell, cell.strongest)}"
    return f"**{pair}**" if cell.place == Place() else pair


def _margin(cell: Cell, name: str) -> str:
    """Write a margin in thousand dollars a game, in brackets where its interval holds zero."""
    margin = cell.margins[name]
    text = f"{margin.mean * PER_GAME / 1_000:.0f}"
    return f"({text})" if margin.ci95[0] <= 0 <= margin.ci95[1] else text
