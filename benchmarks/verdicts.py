"""``make verdicts``: does each prepared experiment say the same, whatever seed the lab begins with?

``python -m benchmarks.verdicts [experiment ...]`` answers every question of the lab's prepared
experiments from 20 starting seeds, each as the page does: over its own populations. What was found
is kept in ``docs/verdicts.json``, and ``docs/verdicts.md`` is its table.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from game.jobs import in_processes
from game.lab.populations import POPULATIONS, over_populations
from game.lab.settings import EXPERIMENTS
from game.lab.verdicts import COMPARISONS, HARDLY, KEPT

STARTS = range(20)
DOCS = Path(__file__).parents[1] / "docs"
DATA, TABLE = DOCS / "verdicts.json", DOCS / "verdicts.md"

Found = list[dict[str, Any]]
"""Of each question of an experiment: what, finding, mean."""


def answers(name: str, start: int) -> Found:
    """Answer an experiment's questions as the page would, if its labs had this seed."""
    prepared = EXPERIMENTS[name]
    sides = [side.but(seed=start) for side in (prepared.settings, *prepared.others)]
    *_, known = over_populations(sides, gains=False)
    found = []
    for one in COMPARISONS[name]:
        estimate = one.share(known) or one.estimate(known)
        finding = one.finding(known)
        mean = None if estimate is None else estimate.mean
        found.append({"what": one.what, "finding": finding, "mean": mean})
    return found


def gathered(found: Sequence[Found]) -> Found:
    """Count what the starting seeds have found of each question."""
    return [
        {
            "what": same[0]["what"],
            "findings": dict(Counter(one["finding"] for one in same).most_common()),
            "means": [min(means), sum(means) / len(means), max(means)],
        }
        for same in zip(*found, strict=True)
        for means in [[one["mean"] for one in same if one["mean"] is not None]]
    ]


def table(data: dict[str, Any]) -> str:
    """Write what was found as a page of the documentation."""
    lines = [
        "# Does each prepared experiment say the same, whatever seed it begins with?",
        "",
        f"`make verdicts` answers every question of the lab's prepared experiments from "
        f"{len(STARTS)} starting seeds, each over {POPULATIONS} populations, as the page does. "
        f"`more`, `less`: the 95% interval (Student's, of the differences within populations) lies "
        f"on that side of nothing (of {KEPT:.0%} of the honest profit, where a rule is to save "
        f"it); `level`: all of it lies within ${HARDLY:,}; `unknown`: it does not say, and the "
        f"page says that it cannot tell. Money is dollars per slot and 1,000 cycles: the mean of "
        f"the {len(STARTS)} answers, and the lowest and highest of them.",
        "",
        "| Experiment | Question | Answers | Worth |",
        "|---|---|---|---|",
    ]
    for name, found in data.items():
        title = EXPERIMENTS[name].title
        for one in found:
            counts = ", ".join(f"{key} {count}" for key, count in one["findings"].items())
            low, mean, high = map(written, one["means"])
            lines.append(f"| {title} | {one['what']} | {counts} | {mean} ({low} to {high}) |")
            title = ""
    return "\n".join([*lines, ""])


def written(value: float) -> str:
    """Write a mean: a share that is kept, or dollars."""
    return f"{value:.1%}" if abs(value) < 2 else f"{round(value, -2):+,.0f}"


def main() -> None:
    """Ask, print and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("experiments", nargs="*", help="All of them if none is named.")
    parser.add_argument("--processes", type=int, help="One for each processor unless said.")
    asked = parser.parse_args()
    data = json.loads(DATA.read_text("utf-8")) if DATA.exists() else {}
    for name in asked.experiments or EXPERIMENTS:
        started = time.perf_counter()
        found = list(in_processes(partial(answers, name), STARTS, asked.processes))
        data[name] = gathered(found)
        data = {each: data[each] for each in EXPERIMENTS if each in data}
        DATA.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
        TABLE.write_text(table(data), "utf-8")
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    print(table(data))


if __name__ == "__main__":
    main()
