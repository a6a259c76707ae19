"""Golden lines: how they are read, and what the game makes of them today.

All that the golden tests know of the game's inside is imported here.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from game import SCENARIOS, Decision, Scenario, play
from game.evidence.compare import compare
from game.lab.levers import CODEC
from game.lab.run import stages
from game.lab.settings import LabSettings, read_settings
from game.rules.codes import Choice
from game.rules.custom_scenario import scenario_named
from game.rules.links import decode, encode
from game.rules.scenario import scenario_from_json

HERE = Path(__file__).parent
MATCHES, LINKS = HERE / "matches.jsonl", HERE / "links.txt"
LABS_FILE, EVIDENCE = HERE / "labs.jsonl", HERE / "evidence.json"
FIRST_EVIDENCE = HERE / "evidence_first.json"

LAB_TOLERANCE, EVIDENCE_TOLERANCE = 1e-3, 1e-9
"""Relative."""

Line = dict[str, Any]


def read_lines(path: Path) -> list[Line]:
    """Return the lines of a file of JSON objects."""
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def read_links() -> list[tuple[str, Line]]:
    """Return each link with what it said when it was written down."""
    rows = [text.split("\t") for text in LINKS.read_text(encoding="utf-8").splitlines()]
    return [(link, json.loads(said)) for link, said in rows]


def subset_of(line: Line) -> str | None:
    """Return which of NASA's subsets a match needs, None if its engines are simulated."""
    asked = line["engines"]
    if asked is None:
        rules = line["scenario"]
        asked = rules["engines"] if isinstance(rules, dict) else rules
    found = re.search("FD00[1-4]", asked)
    return found[0] if found else None


def whole_scenario(values: Mapping[str, Any]) -> Line:
    """Return a scenario with all its values, also those that were not given."""
    return scenario_from_json(dict(values)).to_json()


def played(line: Line) -> Line:
    """Play a match and return its figures, and nothing of the ceiling."""
    rules = line["scenario"]
    report = play(
        scenario_from_json(rules) if isinstance(rules, dict) else rules,
        line["seed"],
        [Decision(*taken) for taken in line["decisions"]],
        cycles=line["cycles"],
        engines=line["engines"],
    )
    names = [factory.name for factory in report.factories]
    return {
        "played": report.cycles,
        "winner": None if report.winner is None else names.index(report.winner),
        "factories": [
            {
                "strategy": factory.strategy,
                "setting": factory.setting,
                "profit": 100 * factory.profit,
                "running": factory.running_cycles,
                "down": factory.down_cycles,
                "services": factory.maintained,
                "failures": factory.failed,
            }
            for factory in report.factories
        ],
    }


def trained(line: Line) -> Line:
    """Run a lab to its end and return its errors."""
    *_, last = stages(read_settings(line["lab"]))
    found: Line = {"levers": _levers(last.settings)}
    if last.settings.shared == "lifetimes":
        assert last.pool is not None
        return found | {
            "age": last.pool.age,
            "schedules": [
                {"age": plan.age, "own": plan.profit, "pooled": plan.pooled_profit}
                for plan in last.age_policies
            ],
        }
    merged = [record for record in last.records if record.stage == "merged"]
    return found | {
        "naive": merged[0].naive_error,
        "rounds": [
            {
                "error": record.error,
                "alone": record.outsider_error,
                "centralised": central.error,
                "epsilon": record.epsilon,
            }
            for record, central in zip(merged, last.centrals, strict=True)
        ],
        "factories": [
            {
                "alone": gain.alone_error,
                "like_its_own": gain.own_error,
                "alone_like_its_own": gain.own_alone_error,
            }
            for gain in last.gains
        ],
    }


def compared(games: int, seed: int) -> Line:
    """Play games of every strategy in ``default`` and return means and intervals."""
    processes = None if games > 100 else 1  # to start another takes as long as a few games
    found = compare(SCENARIOS["default"], games, seed=seed, processes=processes)
    return {
        "scenario": "default",
        "games": found.games,
        "cycles": found.cycles,
        "seed": seed,
        "strategies": [
            {"strategy": row.strategy, "mean": row.mean, "ci95": list(row.ci95)}
            for row in found.strategies
        ],
    }


def _levers(settings: LabSettings) -> Line:
    """Return a lab's levers by their names, choices as a link writes them."""
    written = {"hidden": "model", "server_optimizer": "server"}
    return {
        written.get(name, name): code.write(value) if isinstance(code, Choice) else value
        for (name, value), code in zip(settings.levers.items(), CODEC.fields.values(), strict=True)
    }


def said(link: str) -> Line:
    """Return what a link says: of a match, of rules or of a lab."""
    if link.startswith("lab"):
        return _levers(read_settings(link))
    if "-" not in link:
        return _rules(scenario_named(link))
    match = decode(link)
    return {
        "scenario": match.scenario,
        "seed": match.seed,
        "decisions": [
            [taken.cycle, taken.strategy, taken.setting, taken.retrain] for taken in match.decisions
        ],
        "rules": _rules(scenario_named(match.scenario)),
    }


def linked(match: Line) -> str:
    """Return the link of a match, as ``said`` read it."""
    decisions = [Decision(*taken) for taken in match["decisions"]]
    return encode(match["scenario"], match["seed"], decisions)


def _rules(scenario: Scenario) -> Line:
    """Return all values of a scenario but its title, which is words."""
    return {name: value for name, value in scenario.to_json().items() if name != "title"}


def differences(was: Any, now: Any, tolerance: float = 0.0, place: str = "") -> list[str]:
    """Return where a golden value and today's differ; what is new today does not count.

    Parameters
    ----------
    tolerance : of numbers, relative; 0 if they must be equal
    place : of the values, as the answer names it
    """
    if isinstance(was, dict) and isinstance(now, dict):
        found = [f"{place}.{name}: is gone" for name in was if name not in now]
        for name in was:
            if name in now:
                found += differences(was[name], now[name], tolerance, f"{place}.{name}")
        return found
    if isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            return [f"{place}: had {len(was)} values, has {len(now)}"]
        pairs = enumerate(zip(was, now, strict=True))
        return [
            text
            for number, (old, new) in pairs
            for text in differences(old, new, tolerance, f"{place}[{number}]")
        ]
    if tolerance and isinstance(was, float) and isinstance(now, float):
        same = abs(now - was) <= tolerance * abs(was)
    else:
        same = was == now
    return [] if same else [f"{place}: was {was!r}, is {now!r}"]
