"""Scenarios of one's own as a short text, so that a link can carry their rules.

``default.cy2000.fc90000`` is ``default``, played for 2,000 cycles, with failures that cost $90,000.
Only what differs from the scenario it starts from is written.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from game.rules.errors import ScenarioError, shown
from game.rules.scenario import SCENARIOS, Scenario, Unlocks, scenario_from_json
from game.text.marking import mark

TITLE = mark("Rules of your own")

_MARK, _PRICE = ".", "economics."
_LETTERS = {"c": "corrective", "p": "preventive", "l": "local", "f": "federated"}
_LETTER_OF = {name: letter for letter, name in _LETTERS.items()}


@dataclass(frozen=True)
class Value:
    """One number of the rules that a sandbox opens.

    Attributes
    ----------
    code : two letters in a link
    path : field of ``Scenario``, or of its ``economics``
    low, high : a browser's game lies between; a command line may go further
    scale : what is written is the value times this, a whole number
    """

    code: str
    path: str
    low: int
    high: int
    scale: int = 1

    def of(self, scenario: Scenario) -> float:
        """Return the scenario's value."""
        owner = scenario.economics if self.path.startswith(_PRICE) else scenario
        return float(getattr(owner, self.path.removeprefix(_PRICE)))

    def check(self, value: float) -> float:
        """Return a value, a whole number if it has no parts, or refuse it.

        Raises
        ------
        ScenarioError
            Outside what a browser's game may have.
        """
        if not self.low <= value <= self.high:
            raise ScenarioError(
                "{name} of a scenario is {low} to {high} here, got {value}: choose a number "
                "between.",
                name=repr(self.path),
                low=self.low,
                high=self.high,
                value=f"{value:g}",
            )
        return value if self.scale > 1 else int(value)


NUMBERS = {
    value.path: value
    for value in (
        Value("cy", "cycles", 200, 20_000),
        Value("in", "economics.running_income", 0, 10_000),
        Value("sc", "economics.service_cost", 0, 1_000_000),
        Value("sd", "economics.service_cycles", 0, 500),
        Value("fc", "economics.failure_cost", 0, 10_000_000),
        Value("fd", "economics.failure_cycles", 0, 500),
        Value("fs", "fan_share", 0, 1, scale=100),
        Value("ar", "archive_failures", 0, 32),
        Value("fz", "federation_size", 1, 80),
        Value("mf", "member_failures", 1, 16),
        Value("re", "retrain_every", 250, 20_000),
        Value("ls", "local_strength", 1, 1_000_000),
        Value("lt", "local_threshold", 1, 125),
        Value("lu", "local_tuned_from", 2, 1_000),
    )
}
"""The plain numbers that a sandbox opens, by their place in a scenario."""

LARGEST_LINE = 10**9  # dollars
MOST_SEVERITIES = 8
_PERCENT = 100
FAILURES = Value("", "own_failures", 1, 100)
WAIT = Value("", "wait", 0, 10_000)


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
    """
    if not isinstance(text, str) or len(text) > 200:
        raise _unknown(text)
    base, *parts = text.split(_MARK)
    if base not in SCENARIOS:
        raise _unknown(text)
    scenario = SCENARIOS[base]
    if len({part[:2] for part in parts}) < len(parts):
        raise ScenarioError(
            "{text} names one of its rules twice: name each once.", text=shown(text)
        )
    # All at once: one rule may be possible only with another.
    return of_ones_own(base, with_values(scenario, dict(_read(part) for part in parts)))


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


def of_ones_own(base: str, scenario: Scenario) -> Scenario:
    """Return a scenario under the name that says how it differs from the one it starts from.

    Examples
    --------
    >>> from dataclasses import replace
    >>> of_ones_own("default", replace(SCENARIOS["default"], fan_share=0.5)).name
    'default.fs50'
    >>> of_ones_own("default", SCENARIOS["default"]).title
    'Everything unlocked'
    """
    before = SCENARIOS[base]
    parts = [
        f"{value.code}{round(value.of(scenario) * value.scale)}"
        for value in NUMBERS.values()
        if value.of(scenario) != value.of(before)
    ]
    for code, other in _OTHERS.items():
        now, then = (other.write(getattr(rules, other.path)) for rules in (scenario, before))
        if now != then:
            parts.append(code + now)
    if not parts:
        return before
    # The same rules on other engines are not rules of one's own.
    same = replace(scenario, engines=before.engines, name=base, title=before.title) == before
    title = before.title if same else TITLE
    return replace(scenario, name=_MARK.join([base, *parts]), title=title)


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
            choices=" or ".join(SCENARIOS),
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
        choices=" or ".join(SCENARIOS),
    )


def _read(part: str) -> tuple[str, object]:
    """Return the path of the rule that a part of a name sets, and its value."""
    code, text = part[:2], part[2:]
    for path, value in NUMBERS.items():
        if value.code == code:
            return path, value.check(_whole(text) / value.scale)
    if code not in _OTHERS:
        known = [value.code for value in NUMBERS.values()] + list(_OTHERS)
        raise ScenarioError(
            "{part} is no rule of a scenario: begin with one of {choices}.",
            part=repr(part[:20]),
            choices=", ".join(known),
        )
    other = _OTHERS[code]
    return other.path, other.read(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII):
        raise ScenarioError(
            "{text} is no number of a scenario: a rule reads like cy2000.", text=repr(text[:20])
        )
    return int(text)


def _read_line(text: str) -> int | None:
    if text == "x":
        return None
    line = _whole(text)
    if not 1 <= line <= LARGEST_LINE:
        raise ScenarioError(
            "'finish_line' of a scenario is 1 to {most} here, got {line}: choose another.",
            most=LARGEST_LINE,
            line=line,
        )
    return line


def _write_ladder(rungs: Unlocks | None) -> str:
    if rungs is None:
        return "x"
    return f"{rungs.own_failures}_{rungs.local_wait}_{rungs.federated_wait}"


def _read_ladder(text: str) -> Unlocks | None:
    if text == "x":
        return None
    numbers = [_whole(number) for number in text.split("_")]
    if len(numbers) != 3:
        raise ScenarioError("{text} is no ladder: it reads like un4_500_500.", text=repr(text[:20]))
    limits = (FAILURES, WAIT, WAIT)
    return Unlocks(*[int(one.check(n)) for one, n in zip(limits, numbers, strict=True)])


def _write_rivals(rivals: tuple[tuple[str, ...], ...]) -> str:
    return "_".join("".join(_LETTER_OF[rung] for rung in rival) for rival in rivals)


def _read_rivals(text: str) -> tuple[tuple[str, ...], ...]:
    if not re.fullmatch(r"[cplf]{0,6}(_[cplf]{0,6}){0,2}", text, re.ASCII):
        raise ScenarioError(
            "{text} names no rivals: one to three, which read like ripl_p_.", text=repr(text[:20])
        )
    return tuple(tuple(_LETTERS[letter] for letter in row) for row in text.split("_"))


def _write_severities(severities: tuple[float, ...]) -> str:
    return "_".join(str(round(one * _PERCENT)) for one in severities)


def _read_severities(text: str) -> tuple[float, ...]:
    numbers = tuple(_whole(one) / _PERCENT for one in text.split("_"))
    if len(numbers) > MOST_SEVERITIES:
        raise ScenarioError(
            "A scenario has at most {most} severities here, got {numbers}: leave some out.",
            most=MOST_SEVERITIES,
            numbers=len(numbers),
        )
    return numbers


def _read_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ScenarioError("{text} says neither yes nor no: write 1 or 0.", text=repr(text[:20]))
    return text == "1"


@dataclass(frozen=True)
class _Other:
    """A rule that is more than a number: how a link writes and how it reads it."""

    path: str
    write: Callable[[Any], str]
    read: Callable[[str], object]


_OTHERS = {
    "fl": _Other("finish_line", lambda line: "x" if line is None else str(line), _read_line),
    "un": _Other("unlocks", _write_ladder, _read_ladder),
    "ri": _Other("rivals", _write_rivals, _read_rivals),
    "se": _Other("severities", _write_severities, _read_severities),
    "ss": _Other("shared_severity", lambda shared: str(int(shared)), _read_flag),
    "cs": _Other("common_streams", lambda common: str(int(common)), _read_flag),
    "en": _Other("engines", str, str),
}
