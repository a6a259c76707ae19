"""Every number of the rules, with its unit and where it comes from."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from game.rules.errors import ScenarioError, SeedError, check_known, check_whole
from game.rules.strategies import STRATEGIES
from game.text.marking import mark

RULES_VERSION = 1
"""Raised when the same decisions would replay to other numbers."""

SIMULATED = "simulated"

ENGINES = (SIMULATED, "FD001", "FD002", "FD003", "FD004")
"""Where engines can come from: the simulator, or NASA's C-MAPSS training files."""

LOCAL_MODELS = ("own", "public", "changes")
"""What a factory's own model scales its features by: its own few failures, ranges that everybody
has, or those and only what has changed since an engine was new."""

ADVICE = ("usual", "prices", "band")
"""What recommended settings follow: values that were good in thousands of simulated games at usual
prices, while a factory has few failures; the prices, whatever they are; or, for a federation, the
least expected cost over its band."""

FAN_WEAR = ("cut", "whole")
"""NASA's fan engines that the simulator is fitted to: cut off before their end, or seen to it."""

DRAWN, QUESTIONS, STAKES = "drawn", "questions", "stakes"

GIVEN = (DRAWN, "alliances", "ahead", "member", "invitations", "bent", "vote", QUESTIONS, STAKES)
"""Where offers and events come from: the seed, which draws from all there are, from those that are
questions, or from these with higher stakes, or a table of ``game/rules/offers/given.py``."""

CHOICES = {
    "given": GIVEN,
    "engines": ENGINES,
    "local_model": LOCAL_MODELS,
    "advice": ADVICE,
    "fan_wear": FAN_WEAR,
}
"""Values of a scenario that are one of several words."""

LONGEST_LEAD = 60
"""Cycles from an order to its service: no forecast reaches much beyond twice that."""

LONGEST_MATCH = 100_000
"""Cycles; a match is never played for longer."""


@dataclass(frozen=True)
class Economics:
    """What running, service and failure earn and cost.

    The prices are those of Cloudera Fast Forward Labs' Turbofan Tycoon (2018).

    Examples
    --------
    >>> Economics().failure_cost - Economics().service_cost
    50000
    """

    running_income: int = 300  # dollars per engine and running cycle
    service_cost: int = 10_000  # dollars, booked when the service begins
    service_cycles: int = 20  # cycles down
    failure_cost: int = 60_000  # dollars, booked when the engine fails
    failure_cycles: int = 60  # cycles down
    lead: int = 0  # cycles between ordering a service and its beginning


@dataclass(frozen=True)
class Unlocks:
    """The ladder: what must have happened before a strategy may be taken."""

    own_failures: int = 4  # before preventive
    local_wait: int = 500  # cycles from preventive to local: a data scientist is hired
    federated_wait: int = 500  # cycles from local to federated: the federation makes its offer


@dataclass(frozen=True)
class Scenario:
    """One set of rules; a match is a scenario, a seed and a list of decisions.

    Examples
    --------
    >>> SCENARIOS["classic"].finish_line
    3000000
    >>> SCENARIOS["default"].rivals
    (('local',), ('preventive',), ('corrective',))
    """

    name: str
    title: str
    cycles: int = 4_000  # the match ends here at the latest
    finish_line: int | None = None  # dollars; the first factory to reach it wins
    unlocks: Unlocks | None = None  # None: every strategy may be taken from cycle 0
    rivals: tuple[tuple[str, ...], ...] = (("local",), ("preventive",), ("corrective",))
    economics: Economics = field(default_factory=Economics)
    slots: int = 4  # engines a factory runs side by side
    fan_share: float = 0.2  # share of engines whose fan wears out; of the others the compressor
    fan_wear: str = "cut"  # law of the fan's wear, by the engines that it was fitted to
    severities: tuple[float, ...] = (0.8, 0.94, 1.08, 1.22, 1.36, 1.5)  # usage, times wear rate
    shared_severity: bool = True  # the four competitors fly alike, so that they can be compared
    common_streams: bool = True  # the k-th engine of a slot is the same in every factory
    archive_failures: int = 4  # run-to-failure histories each competitor starts with
    federation_size: int = 20  # factories, you among them
    member_failures: int = 4  # archived failures of each other member
    retrain_every: int = 2_000  # cycles
    local_strength: float = 3_000.0  # ridge penalty of a local model
    local_threshold: int = 40  # cycles; alarm of a local model
    local_tuned_from: int = 8  # own failures from which leave-one-engine-out replaces both
    local_model: str = "own"  # one of LOCAL_MODELS
    advice: str = "usual"  # one of ADVICE
    calls: bool = False  # engines may be serviced now, or held, by hand
    hold: int = 20  # cycles for which a held engine is left alone
    band: bool = False  # trainings also tell how much life is likely left
    offers: bool = False  # alliances, contracts and counter-moves may be taken
    events: int = 0  # kinds of event that befall the match
    given: str = DRAWN  # how offers and events are drawn or stated, one of GIVEN
    engines: str = SIMULATED  # or one of NASA's four subsets, whose faults and usage it has

    def __post_init__(self) -> None:
        _check(self)

    @property
    def factories(self) -> int:
        """Factories in a match: yours and the rivals'."""
        return 1 + len(self.rivals)

    def next_training(self, cycle: int) -> int:
        """Return the next cycle on which a scheduled training falls.

        Examples
        --------
        >>> OPEN.next_training(399), OPEN.next_training(400)
        (400, 800)
        """
        return (cycle // self.retrain_every + 1) * self.retrain_every

    def to_json(self) -> dict[str, Any]:
        """Return the scenario as plain JSON values."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


def scenario_from_json(values: object) -> Scenario:
    """Return a scenario from JSON values; what is not given is as in ``default``.

    Raises
    ------
    ScenarioError
        An unknown name, a wrong type, or numbers that make no game.

    Examples
    --------
    >>> scenario_from_json({"name": "short", "cycles": 500}).cycles
    500
    """
    if not isinstance(values, dict):
        raise ScenarioError(
            "A scenario is a JSON object, got {kind}: write {{...}}.", kind=type(values).__name__
        )
    given = {"name": "custom", "title": mark("A scenario of your own"), **values}
    nested = {"economics": Economics, "unlocks": Unlocks}
    checked: dict[str, Any] = {}
    names = [item.name for item in fields(Scenario)]
    for name, value in given.items():
        check_known(name, names, ScenarioError, _UNKNOWN_VALUE)
        if name == "economics" or (name == "unlocks" and value is not None):
            checked[name] = _nested(nested[name], name, value)
        elif name == "severities":
            checked[name] = tuple(_list_of(value, (int, float), _NO_SEVERITIES))
        elif name == "rivals":
            rows = _list_of(value, (list, tuple), _NO_RIVALS)
            checked[name] = tuple(tuple(_list_of(row, (str,), _NO_RIVALS)) for row in rows)
        else:
            checked[name] = value
    return Scenario(**checked)


_NO_SEED = mark("A seed is a whole number from {low} to {high}, got {got}: choose another.")
_NO_LENGTH = mark("A match lasts {low} to {high} cycles, got {got}: choose a number between.")
_UNKNOWN_VALUE = mark("A scenario has no value named {got}: choose from {choices}.")
_UNKNOWN_PART = mark("{name} has no value named {got}: choose from {choices}.")
_UNKNOWN_RIVAL = mark("'rivals' names an unknown strategy {got}: choose from {choices}.")
_UNKNOWN_CHOICE = mark("{name} of a scenario is one of {choices}, got {got}: choose one of them.")
_NO_WHOLE = mark("{name} of a scenario is a whole number from {low} to {high}, got {got}.")
_NO_SEVERITIES = mark("'severities' of a scenario is a list of numbers, got {value}.")
_NO_RIVALS = mark(
    "'rivals' of a scenario is a list of lists with names of strategies, got {value}."
)


def check_seed(seed: object) -> int:
    """Return the seed, or refuse it.

    Examples
    --------
    >>> check_seed(7)
    7
    """
    return check_whole(seed, 0, 2**32 - 1, SeedError, _NO_SEED)


def with_cycles(scenario: Scenario, cycles: int) -> Scenario:
    """Return the scenario with another last cycle.

    Examples
    --------
    >>> with_cycles(SCENARIOS["default"], 500).cycles
    500
    """
    checked = check_whole(cycles, 1, LONGEST_MATCH, ScenarioError, _NO_LENGTH)
    return replace(scenario, cycles=checked)


def _nested(kind: type, name: str, value: object) -> Any:
    if not isinstance(value, dict):
        raise ScenarioError(
            "{name} of a scenario is a JSON object, got {value}.",
            name=repr(name),
            value=repr(value),
        )
    names = [item.name for item in fields(kind)]
    for key, number in value.items():
        check_known(key, names, ScenarioError, _UNKNOWN_PART, name=repr(name))
        _whole(f"{name}.{key}", number, 0, 10**9)
    return kind(**value)


def _list_of(value: object, kinds: tuple[type, ...], refusal: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not all(
        isinstance(item, kinds) and not isinstance(item, bool) for item in value
    ):
        raise ScenarioError(refusal, value=repr(value))
    return list(value)


def _whole(name: str, value: object, low: int, high: int) -> None:
    check_whole(value, low, high, ScenarioError, _NO_WHOLE, name=repr(name))


def _number(name: str, value: object, low: float, high: float) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise ScenarioError(
            "{name} of a scenario is a number from {low} to {high}, got {value}.",
            name=repr(name),
            low=low,
            high=high,
            value=repr(value),
        )


_WHOLE_NUMBERS = {
    "cycles": (1, LONGEST_MATCH),
    "slots": (1, 16),
    "archive_failures": (0, 64),
    "federation_size": (1, 200),
    "member_failures": (1, 64),
    "retrain_every": (50, LONGEST_MATCH),
    "local_threshold": (1, 125),
    "local_tuned_from": (2, 10**6),
    "hold": (1, 600),
    "events": (0, 5),
}
_NUMBERS = {"fan_share": (0, 1), "local_strength": (1e-3, 1e9)}
_SEVERITIES = 0.5, 2  # what the simulator draws


def _check(scenario: Scenario) -> None:
    _check_texts_and_flags(scenario)
    for name, (low, high) in _WHOLE_NUMBERS.items():
        _whole(name, getattr(scenario, name), low, high)
    for name, limits in _NUMBERS.items():
        _number(name, getattr(scenario, name), *limits)
    _whole("economics.lead", scenario.economics.lead, 0, LONGEST_LEAD)
    if scenario.finish_line is not None:
        _whole("finish_line", scenario.finish_line, 1, 10**12)
    _check_choices(scenario)
    _check_rivals(scenario)
    if scenario.unlocks is None and scenario.archive_failures == 0:
        raise ScenarioError(
            "A scenario without 'unlocks' needs 'archive_failures' of 1 or more, got 0: "
            "nobody can schedule or forecast before having seen a failure."
        )


def _check_texts_and_flags(scenario: Scenario) -> None:
    for name, most in (("name", 200), ("title", 60)):
        text = getattr(scenario, name)
        if not isinstance(text, str) or not 0 < len(text) <= most:
            raise ScenarioError(
                "{name} of a scenario is a text of 1 to {most} letters, got {text}.",
                name=repr(name),
                most=most,
                text=repr(text),
            )

    for name in ("shared_severity", "common_streams", "calls", "band", "offers"):
        if not isinstance(getattr(scenario, name), bool):
            raise ScenarioError(
                "{name} of a scenario is true or false, got {value}.",
                name=repr(name),
                value=repr(getattr(scenario, name)),
            )


def _check_choices(scenario: Scenario) -> None:
    if not scenario.severities:
        raise ScenarioError("'severities' of a scenario is empty: give at least one number.")
    for severity in scenario.severities:
        _number("severities", severity, *_SEVERITIES)
    for name, choices in CHOICES.items():
        got = getattr(scenario, name)
        check_known(got, choices, ScenarioError, _UNKNOWN_CHOICE, name=repr(name))


def _check_rivals(scenario: Scenario) -> None:
    if not 1 <= len(scenario.rivals) <= 3:
        raise ScenarioError(
            "'rivals' of a scenario are 1 to 3 factories, got {rivals}.",
            rivals=len(scenario.rivals),
        )
    for rung in (rung for rival in scenario.rivals for rung in rival):
        check_known(rung, STRATEGIES, ScenarioError, _UNKNOWN_RIVAL)


CLASSIC = Scenario(
    name=mark("classic"),
    title=mark("Classic 2018"),
    cycles=8_000,
    finish_line=3_000_000,
    unlocks=Unlocks(),
    rivals=(("preventive", "local"), ("preventive",), ()),
    archive_failures=0,
)
DEFAULT = Scenario(name=mark("default"), title=mark("Everything unlocked"))
OPEN = Scenario(
    name=mark("open"),
    title=mark("Free match"),
    cycles=1_440,
    rivals=(("local", "federated"), ("preventive",), ()),
    economics=Economics(lead=40),
    fan_wear="whole",
    retrain_every=400,
    calls=True,
    band=True,
    offers=True,
    events=2,
    given=STAKES,
)
CALM = replace(
    OPEN,
    name=mark("calm"),
    title=mark("Free match, calm"),
    rivals=(("local",), ("preventive",), ()),
    economics=Economics(lead=20),
    archive_failures=8,
    events=1,
)
HARD = replace(
    OPEN,
    name=mark("hard"),
    title=mark("Free match, hard"),
    economics=Economics(lead=60),
    archive_failures=2,
)
SCENARIOS = {scenario.name: scenario for scenario in (OPEN, CALM, HARD, CLASSIC, DEFAULT)}
FIRST = OPEN.name
"""The match of who has not chosen one."""
