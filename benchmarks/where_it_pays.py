"""Where a federation pays: plays every place of the map, and writes what the page shows.

``python -m benchmarks where_it_pays`` takes a quarter of an hour on one processor.
"""

from pathlib import Path

from game.evidence.where_it_pays import CYCLES, FILE, Map, all_places, cells

SEED = 2026
"""Of the reported worlds; no recipe and no rule was tuned on them."""


def rows() -> list[tuple[str, str]]:
    """Play all places, write the file, and return a line for each."""
    found, places = [], all_places()
    for cell in cells(places, SEED):
        found.append(cell)
        print(f"  {len(found)} of {len(places)}", end="\r", flush=True)
        Path(str(FILE)).write_text(Map(SEED, CYCLES, tuple(found)).to_json(), encoding="utf-8")
    return [(str(cell.place), str(cell.leads["own"])) for cell in found]
