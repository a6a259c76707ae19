"""Writes what is golden: ``python -m tests.golden.write [matches] [links] [labs] [evidence]``.

A match or a link that is written down stays as it is, whatever the game makes of it today: only
new cases of ``cases.py`` are added. Labs and evidence are written anew if they are named; see
``CHANGES.md`` before you do. Matches with NASA's engines need ``TURBOFAN_CMAPSS``.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence

from game import GameError
from tests.golden.cases import match_cases
from tests.golden.replay import MATCHES, Line, played, read_lines, subset_of


def write_matches() -> str:
    """Play the matches that are not yet written down, and add them."""
    kept = read_lines(MATCHES) if MATCHES.exists() else []
    known = {line["name"] for line in kept}
    added, left = [], []
    for case in match_cases():
        if case["name"] in known:
            continue
        try:
            added.append(case | played(case))
        except GameError as refusal:
            if subset_of(case) is None:
                raise
            left.append(f"{case['name']} is left out: {refusal}")
    with MATCHES.open("a", encoding="utf-8") as file:
        file.writelines(_text(line) + "\n" for line in added)
    return "\n".join([*left, f"{MATCHES.name}: {len(kept)} matches kept, {len(added)} added"])


def _text(values: Line) -> str:
    return json.dumps(values, allow_nan=False)


WRITERS: dict[str, Callable[[], str]] = {"matches": write_matches}


def main(names: Sequence[str]) -> None:
    """Write the files that are named, or matches and links."""
    for name in names or ("matches",):
        started = time.perf_counter()
        print(f"{WRITERS[name]()}, in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
