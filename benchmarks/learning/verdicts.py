"""``make verdicts``: does each prepared experiment say the same, whatever seed the lab begins with?

``python -m benchmarks verdicts [experiment ...]`` answers every question of the lab's prepared
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

from game.lab.experiments import EXPERIMENTS
from game.lab.populations import POPULATIONS, LabResult, Populations, outcome, seeds
from game.lab.settings import LabSettings
from game.lab.verdicts import HARDLY, KEPT
from game.processes import in_processes

STARTS = range(20)
DOCS = Path(__file__).parents[2] / "docs"
DATA, TABLE = DOCS / "verdicts.json", DOCS / "verdicts.md"

ALONE = ("blind", "drift", "enough")
"""Experiments that ask what a factory alone earns."""

Found = list[dict[str, Any]]
"""Of each question of an experiment: what, finding, mean."""


def answers(names: Sequence[str], start: int) -> dict[str, Found]:
    """Answer some experiments' questions as the page would, if their labs had this seed."""
    labs = {name: EXPERIMENTS[name].labs for name in names}
    apart = sorted({lab for sides in labs.values() for lab in sides}, key=_population)
    alone = {lab for name in ALONE if name in labs for lab in labs[name]}
    outcomes: list[dict[LabSettings, LabResult]] = []
    for seed in seeds(start):  # one after the other: labs of one population share its engines
        outcomes.append({lab: outcome(lab.but(seed=seed), alone=lab in alone) for lab in apart})
    return {
        name: _found(name, tuple(tuple(each[lab] for lab in sides) for each in outcomes))
        for name, sides in labs.items()
    }


def _population(lab: LabSettings) -> str:
    return repr(lab.population)


def _found(name: str, known: Populations) -> Found:
    found = []
    for one in EXPERIMENTS[name].asks:
        estimate = one.share(known) or one.estimate(known)
        mean = None if estimate is None else estimate.mean
        found.append({"what": one.what, "finding": one.finding(known), "mean": mean})
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
        f"page says that it cannot tell. Money is dollars per slot and 1,000 cycles, each side at "
        f"the alarm threshold that was best for its model in hindsight: the mean of "
        f"the {len(STARTS)} answers, and the lowest and highest of them. {_steadiness(data)}",
        "",
        "| Experiment | Question | Answers | Worth |",
        "|---|---|---|---|",
    ]
    for name, found in data.items():
        title = EXPERIMENTS[name].title
        for one, asked in zip(found, EXPERIMENTS[name].asks, strict=True):
            counts = ", ".join(f"{key} {count}" for key, count in one["findings"].items())
            low, mean, high = (written(value, asked.kept is not None) for value in one["means"])
            lines.append(f"| {title} | {one['what']} | {counts} | {mean} ({low} to {high}) |")
            title = ""
    return "\n".join([*lines, ""])


def _steadiness(data: dict[str, Any]) -> str:
    """Say of how many questions the answer is always the same, and whether any turns round."""
    findings = [one["findings"] for found in data.values() for one in found]
    alike = [counts for counts in findings if len(counts) == 1]
    none = sum("unknown" in counts for counts in alike)
    turned = sum({"more", "less"} <= {*counts} for counts in findings)
    return (
        f"Of {len(findings)} questions {len(alike) - none} are answered, the same from every "
        f"seed, and {none} from no seed: 8 populations are too few for it. Of the others the page "
        f"says that it depends. {turned} are answered `more` from one seed and `less` from another."
    )


def written(value: float, is_share: bool) -> str:
    """Write a mean: a share that is kept, or dollars."""
    return f"{value:.1%}" if is_share else f"{round(value, -2) + 0.0:+,.0f}"


def main(words: Sequence[str]) -> None:
    """Ask, print and write down."""
    parser = argparse.ArgumentParser("verdicts", description=__doc__)
    parser.add_argument("experiments", nargs="*", help="All of them if none is named.")
    parser.add_argument("--processes", type=int, help="One for each processor unless said.")
    asked = parser.parse_args(words)
    data = json.loads(DATA.read_text("utf-8")) if DATA.exists() else {}
    names = asked.experiments or [*EXPERIMENTS]
    started, found = time.perf_counter(), []
    for one in in_processes(partial(answers, names), STARTS, asked.processes):
        found.append(one)
        done = f"{len(found)} of {len(STARTS)} seeds"
        print(f"{done}: {time.perf_counter() - started:.0f} s", flush=True)
        data |= {name: gathered([each[name] for each in found]) for name in names}
        data = {name: data[name] for name in EXPERIMENTS if name in data}
        DATA.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    TABLE.write_text(table(data), "utf-8")
    print(table(data))
