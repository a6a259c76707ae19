"""Scenarios of one's own as a short text, so that a link can carry their rules.

``default.cy2000.fc90000`` is ``default``, played for 2,000 cycles, with failures that cost $90,000.
Only what differs from the scenario it starts from is written.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from game.rules.chapters import CHAPTERS
from game.rules.codes import Choice, Codec, Custom, Number, whole
from game.rules.errors import ScenarioError, shown
from game.rules.scenario import (
    CHOICES,
    LONGEST_LEAD,
    SCENARIOS,
    Scenario,
    Unlocks,
    scenario_from_json,
)
from game.rules.strategies import STRATEGIES, by_letter
from game.text.marking import mark

TITLE = mark("Rules of your own")

_MARK, _PRICE, _NONE = ".", "economics.", "x"


NUMBERS: Mapping[str, Number] = {
    "cycles": Number("cy", 200, 20_000),
    "economics.running_income": Number("in", 0, 10_000),
    "economics.service_cost": Number("sc", 0, 1_000_000),
    "economics.service_cycles": Number("sd", 0, 500),
    "economics.failure_cost": Number("fc", 0, 10_000_000),
    "economics.failure_cycles": Number("fd", 0, 500),
    "economics.lead": Number("ld", 0, LONGEST_LEAD),
    "fan_share": Number("fs", 0, 1, scale=100),
    "archive_failures": Number("ar", 0, 32),
    "federation_size": Number("fz", 1, 80),
    "member_failures": Number("mf", 1, 16),
    "retrain_every": Number("re", 250, 20_000),
    "local_strength": Number("ls", 1, 1_000_000),
    "local_threshold": Number("lt", 1, 125),
    "local_tuned_from": Number("lu", 2, 1_000),
    "hold": Number("ho", 1, 200),
    "events": Number("ev", 0, 5),
}
"""The plain numbers that a sandbox opens, by their place in a scenario.

A browser's game lies between their limits; a command line may go further.
"""

FINISH_LINE = Number("fl", 1, 10**9)  # dollars
LADDER: Mapping[str, Number] = {
    "own_failures": Number("", 1, 100),
    "local_wait": Number("", 0, 10_000),
    "federated_wait": Number("", 0, 10_000),
}
"""The numbers of ``Unlocks``, which a link writes one after the other."""

MOST_SEVERITIES = 8
_PERCENT = 100


def scenario_named(text: object) -> Scenario:
    """Return a scenario by its name, or by what its name says of its rules.

    Raises
    ------
    ScenarioError
        Neither, or rules outside what a browser's game may have.

    Examples
    --------
    >>> scenario_named("default.cy2000.fc90000").economics.failure_cost
    90000
    >>> scenario_named("classic").finish_line
    3000000
    >>> scenario_named("chapter1").slots
    1
    """
    if isinstance(text, str) and text in CHAPTERS:
        return CHAPTERS[text]
    return open_rules(text)


def open_rules(text: object) -> Scenario:
    """Return a scenario whose rules a sandbox may open: all but the chapters of the campaign.

    Raises
    ------
    ScenarioError
        As ``scenario_named``.

    Examples
    --------
    >>> open_rules("default.cy2000").cycles
    2000
    """
    if not isinstance(text, str) or len(text) > 200:
        raise _unknown(text)
    base, *parts = text.split(_MARK)
    if base not in SCENARIOS:
        raise _unknown(text)
    # All at once: one rule may be possible only with another.
    return of_ones_own(base, with_values(SCENARIOS[base], _RULES.read(parts)))


def with_values(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """Return a scenario with other values, by their paths.

    Raises
    ------
    ScenarioError
        Rules that make no game.

    Examples
    --------
    >>> with_values(SCENARIOS["default"], {"economics.failure_cost": 5}).economics.failure_cost
    5
    """
    prices: dict[str, Any] = {
        path.removeprefix(_PRICE): value for path, value in values.items() if _PRICE in path
    }
    others: dict[str, Any] = {path: value for path, value in values.items() if _PRICE not in path}
    return replace(scenario, **others, economics=replace(scenario.economics, **prices))


def with_lead(scenario: Scenario, lead: int | None) -> Scenario:
    """Return a scenario whose services are ordered so many cycles ahead; None leaves it as it is.

    Raises
    ------
    ScenarioError
        More or fewer cycles than an order can take.

    Examples
    --------
    >>> with_lead(SCENARIOS["default"], 40).name
    'default.ld40'
    """
    if lead is None:
        return scenario
    ordered = with_values(scenario, {"economics.lead": lead})
    base = base_of(scenario)
    return of_ones_own(base, ordered) if base in SCENARIOS else ordered


def of_ones_own(base: str, scenario: Scenario) -> Scenario:
    """Return a scenario under the name that says how it differs from the one it starts from.

    Examples
    --------
    >>> from dataclasses import replace
    >>> of_ones_own("default", replace(SCENARIOS["default"], fan_share=0.5)).name
    'default.fs50'
    >>> of_ones_own("default", SCENARIOS["default"]).title
    'Everything unlocked'
    >>> of_ones_own("default", replace(SCENARIOS["default"], cycles=2_000)).title  # a class's
    'Everything unlocked'
    """
    before = SCENARIOS[base]
    now, usual = (
        {path: value_of(rules, path) for path in _RULES.fields} for rules in (scenario, before)
    )
    parts = _RULES.write(now, usual)
    if not parts:
        return before
    # The same rules on other engines, or as long as a class has time, are not rules of one's own.
    line = scenario.finish_line if scenario.finish_line is not None else before.finish_line
    same = before == replace(
        scenario,
        engines=before.engines,
        cycles=before.cycles,
        finish_line=line,
        name=base,
        title=before.title,
    )
    title = before.title if same else TITLE
    return replace(scenario, name=_MARK.join([base, *parts]), title=title)


def value_of(scenario: Scenario, path: str) -> Any:
    """Return a value of the rules by its place in a scenario.

    Examples
    --------
    >>> value_of(SCENARIOS["default"], "economics.failure_cost")
    60000
    """
    return attrgetter(path)(scenario)


def base_of(scenario: Scenario) -> str:
    """Return the name of the scenario that this one starts from.

    Examples
    --------
    >>> base_of(scenario_named("classic.cy900"))
    'classic'
    """
    return scenario.name.partition(_MARK)[0]


def read_scenario(name_or_path: str) -> Scenario:
    """Return a scenario by name, by the rules its name says, or from a JSON file.

    Raises
    ------
    ScenarioError
        Neither a known name nor a readable JSON file of a scenario.

    Examples
    --------
    >>> read_scenario("classic").name
    'classic'
    """
    if name_or_path.partition(_MARK)[0] in SCENARIOS:
        return scenario_named(name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise ScenarioError(
            "No scenario or file is named {name}: choose {choices}, or give the path "
            "of a JSON file.",
            name=repr(name_or_path),
            choices=", ".join(SCENARIOS),
        )
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ScenarioError(
            "{path} holds no JSON scenario ({error}): mend the file.", path=path, error=error
        ) from error
    return scenario_from_json(values)


def _unknown(text: object) -> ScenarioError:
    return ScenarioError(
        "No scenario is named {scenario}: choose {choices}.",
        scenario=shown(text),
        choices=", ".join(SCENARIOS),
    )


def _write_finish_line(line: int | None) -> str:
    return _NONE if line is None else FINISH_LINE.write(line)


def _read_finish_line(text: str) -> int | None:
    return None if text == _NONE else int(FINISH_LINE.read("finish_line", text, ScenarioError))


def _write_ladder(unlocks: Unlocks | None) -> str:
    if unlocks is None:
        return _NONE
    return "_".join(number.write(getattr(unlocks, name)) for name, number in LADDER.items())


def _read_ladder(text: str) -> Unlocks | None:
    if text == _NONE:
        return None
    texts = text.split("_")
    if len(texts) != len(LADDER):
        raise ScenarioError("{text} is no ladder: it reads like un4_500_500.", text=repr(text[:20]))
    rungs = zip(LADDER.items(), texts, strict=True)
    return Unlocks(
        **{name: int(number.read(name, part, ScenarioError)) for (name, number), part in rungs}
    )


def _write_rivals(rivals: tuple[tuple[str, ...], ...]) -> str:
    return "_".join("".join(STRATEGIES[rung].letter for rung in rival) for rival in rivals)


def _read_rivals(text: str) -> tuple[tuple[str, ...], ...]:
    strategies = by_letter()
    row = f"[{''.join(strategies)}]{{0,6}}"
    if not re.fullmatch(f"{row}(_{row}){{0,2}}", text, re.ASCII):
        raise ScenarioError(
            "{text} names no rivals: one to three, which read like ripl_p_.", text=repr(text[:20])
        )
    return tuple(tuple(strategies[letter] for letter in row) for row in text.split("_"))


def _write_severities(severities: tuple[float, ...]) -> str:
    return "_".join(str(round(severity * _PERCENT)) for severity in severities)


def _read_severities(text: str) -> tuple[float, ...]:
    severities = tuple(whole(part, ScenarioError) / _PERCENT for part in text.split("_"))
    if len(severities) > MOST_SEVERITIES:
        raise ScenarioError(
            "A scenario has at most {most} severities here, got {numbers}: leave some out.",
            most=MOST_SEVERITIES,
            numbers=len(severities),
        )
    return severities


_FLAG = (False, True), {False: "0", True: "1"}

_RULES = Codec(
    {
        **NUMBERS,
        "finish_line": Custom("fl", _write_finish_line, _read_finish_line),
        "unlocks": Custom("un", _write_ladder, _read_ladder),
        "rivals": Custom("ri", _write_rivals, _read_rivals),
        "severities": Custom("se", _write_severities, _read_severities),
        "shared_severity": Choice("ss", *_FLAG),
        "common_streams": Choice("cs", *_FLAG),
        "calls": Choice("ca", *_FLAG),
        "offers": Choice("of", *_FLAG),
        "given": Choice("gi", CHOICES["given"]),
        "engines": Choice("en", CHOICES["engines"]),
        "local_model": Choice("lm", CHOICES["local_model"]),
        "advice": Choice("ad", CHOICES["advice"]),
        "band": Choice("bd", *_FLAG),
        "fan_wear": Choice("fw", CHOICES["fan_wear"]),
    },
    ScenarioError,
)
