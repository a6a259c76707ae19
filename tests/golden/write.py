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
from tests.golden.cases import LAB_LINKS, LABS, MATCH_LINKS, RULE_LINKS, match_cases
from tests.golden.replay import (
    EVIDENCE,
    FIRST_EVIDENCE,
    LABS_FILE,
    LINKS,
    MATCHES,
    Line,
    compared,
    played,
    read_lines,
    read_links,
    said,
    subset_of,
    trained,
)


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


def write_links() -> str:
    """Read the links that are not yet written down, and add them."""
    kept = {link for link, _ in read_links()} if LINKS.exists() else set()
    added = [link for link in (*MATCH_LINKS, *RULE_LINKS, *LAB_LINKS) if link not in kept]
    with LINKS.open("a", encoding="utf-8") as file:
        file.writelines(f"{link}\t{_text(said(link))}\n" for link in added)
    return f"{LINKS.name}: {len(kept)} links kept, {len(added)} added"


def write_labs() -> str:
    """Run all labs and write them anew."""
    lines = [{"name": name, "lab": text} for name, text in LABS.items()]
    text = "".join(f"{_text(line | trained(line))}\n" for line in lines)
    LABS_FILE.write_text(text, encoding="utf-8")
    return f"{LABS_FILE.name}: {len(lines)} labs written anew"


def write_evidence() -> str:
    """Play all games and write them anew."""
    for file, games in ((EVIDENCE, 1_000), (FIRST_EVIDENCE, 12)):
        text = json.dumps(compared(games, seed=0), indent=2)
        file.write_text(text + "\n", encoding="utf-8")
    return f"{EVIDENCE.name} and {FIRST_EVIDENCE.name}: written anew"


def _text(values: Line) -> str:
    return json.dumps(values, allow_nan=False)


WRITERS: dict[str, Callable[[], str]] = {
    "matches": write_matches,
    "links": write_links,
    "labs": write_labs,
    "evidence": write_evidence,
}


def main(names: Sequence[str]) -> None:
    """Write the files that are named, or matches and links."""
    for name in names or ("matches", "links"):
        started = time.perf_counter()
        print(f"{WRITERS[name]()}, in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
