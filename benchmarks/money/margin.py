"""What the federation's margin is made of: the README's sentences about it, and their figures.

``python -m benchmarks margin`` plays the 1,000 games of *Does it hold up?* from two seeds, writes
``docs/margin.json``, and renews in the README what stands between its marks.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import Any

from benchmarks.learning.standings import renewed
from game.evidence.compare import share_out
from game.evidence.findings import GAMES
from game.evidence.margin import parts_of
from game.evidence.sweep import SCENARIO, swept_clusters
from game.evidence.where_it_pays import NEVER_RETRAINED, PER_GAME, Map, Place, where_it_pays

ROOT = Path(__file__).parents[2]
DATA, README = ROOT / "docs" / "margin.json", ROOT / "README.md"
SEEDS = (0, 1)
BEGIN, END = "<!-- margin: python -m benchmarks margin -->", "<!-- end of margin -->"
WIDTH = 105  # letters

Found = Mapping[str, Any]


def played(seed: int) -> Found:
    """Play a seed's games, and say what the margin is made of, as plain JSON values."""
    tasks, strata = share_out(SCENARIO, GAMES, seed, {})
    *_, clusters = swept_clusters(tasks)
    found: Found = json.loads(json.dumps(asdict(parts_of(clusters, strata))))
    return found


def paragraph(data: Mapping[str, Found], known: Map) -> str:
    """Write the README's paragraph on what the margin is made of, and on retraining.

    Parameters
    ----------
    data : what was played, by seed
    known : the map of where a federation pays
    """
    first, second = (data[str(seed)] for seed in SEEDS)
    own, scale, changes, others = first["steps"]
    unseen, seen = first["unseen"], first["seen"]
    own_again, *again = second["steps"]
    shared_out = ", ".join(_k(step["more"]["mean"]) for step in again)
    rarely, usual, often = (
        _of_place(known, Place(retrain_every=every)) for every in (NEVER_RETRAINED, 2_000, 500)
    )
    text = (
        f"Over the {first['games']:,} games of *Does it hold up?* (seed {SEEDS[0]}, nobody "
        f"retrains) the federated model earns {_k(own['margin']['mean'])} a game more than the "
        f"usual own model (95% interval {_span(own['margin'])}) and wins {own['won']['mean']:.0%} "
        f"of them ({_share_span(own['won'])} over worlds). Most of that comes from the "
        f"{unseen['worlds']} of {unseen['worlds'] + seen['worlds']} worlds whose archive holds no "
        f"fan failure: {_of(unseen['margin'])} there, {_of(seen['margin'])} in the others. "
        f"{_of(scale['more'])} is a common ruler, features scaled by ranges that the maker "
        f"publishes; {_of(changes['more'])} is reading only what has changed since an engine was "
        f"new, with an earlier alarm; {_of(others['more'])} is what the federation "
        f"keeps over that one. Other seeds share it out otherwise (seed {SEEDS[1]}: "
        f"{shared_out} of {_k(own_again['margin']['mean'])}, and {own_again['won']['mean']:.0%} "
        f"won). In the {known.at(Place()).worlds} worlds of the map below the margin is {rarely} "
        f"if nobody retrains, {usual} if factories retrain every 2,000 cycles, as in a match, and "
        f"{often} if every 500."
    )
    return fill(text, WIDTH, break_on_hyphens=False)


def _k(dollars: float) -> str:
    return f"${dollars / 1_000:,.0f}k"


def _span(estimate: Found) -> str:
    low, high = estimate["ci95"]
    return f"{_k(low)} to {_k(high)}"


def _share_span(estimate: Found) -> str:
    low, high = estimate["ci95"]
    return f"{low:.0%} to {high:.0%}"


def _of(estimate: Found) -> str:
    return f"{_k(estimate['mean'])} ({_span(estimate)})"


def _of_place(known: Map, place: Place) -> str:
    margin = known.at(place).margins["own"]
    mean, low, high = (PER_GAME * each for each in (margin.mean, *margin.ci95))
    return f"{_k(mean)} ({_k(low)} to {_k(high)})"


def rows() -> Iterator[tuple[str, str]]:
    """Play, write down, and say what each way to make a model earns."""
    data = {str(seed): played(seed) for seed in SEEDS}
    DATA.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    text = renewed(README.read_text("utf-8"), paragraph(data, where_it_pays()), BEGIN, END)
    README.write_text(text, "utf-8")
    for seed, found in data.items():
        for step in found["steps"]:
            margin = step["margin"] and f", federated {_k(step['margin']['mean'])} more"
            yield f"seed {seed}: {step['way']}", f"{_k(step['profit']['mean'])}{margin or ''}"
